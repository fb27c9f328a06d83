package console

import (
	"fmt"
	"strings"

	"amends/bot"
	"amends/dialogue"
)

// message is one thing that the session shows.
type message struct {
	from     from
	desk     bool   // it stands on the desk, not in the buyer's chat
	name     string // of the agent who wrote it
	did      Deed   // what the agent who typed it does
	acts     string // "ask order; inform greeting"; on the desk "card", "update", "ask", "message" or "alert overdue"
	text     string
	original string // what text is other words for; "" when it is the text itself
	options  []dialogue.Option
	question string
	caseNo   string
	grave    bool
	card     *dialogue.Card // of a card or its update
	before   *dialogue.Card // the card that this one takes the place of
}

// from is who a message comes from.
type from int

const (
	fromBot from = iota
	fromBuyer
	fromAgent
	fromConsole
)

// received is what was sent, the way its reader sees it.
func received(d bot.Delivery, desk bool) message {
	m := message{desk: desk}
	switch a := d.Action.(type) {
	case dialogue.Say:
		m.acts, m.options, m.question = actWords(a.Acts), a.Options, a.Question
		m.text, m.original = worded(d.Words, a.Text)
	case dialogue.Relay:
		m.acts, m.caseNo, m.name, m.from = "relay", a.Case, a.From, fromAgent
		m.text, m.original = worded(d.Words, a.Text)
		m.text = withFiles(m.text, a.Files)
		switch {
		case a.To == "desk":
			m.acts, m.from = "message", relayed(a.From)
		case a.Gone:
			m.text = "[delete]"
		case a.Edits != "":
			m.text = "[edit] " + m.text
		}
	case dialogue.ShowCase:
		m.acts, m.card, m.caseNo, m.options = "update", &a.Card, a.Card.Case, a.Card.Options
		if a.First {
			m.acts = "card"
		}
	case dialogue.Ask:
		m.acts, m.text, m.caseNo, m.options = "ask", a.Text, a.Case, a.Options
	case dialogue.Alert:
		m.acts, m.text, m.caseNo, m.grave = "alert "+a.Reason, a.Text, a.Case, a.Grave
	default:
		m.acts = fmt.Sprintf("%T", a)
	}
	m.text, m.original = printable(m.text), printable(m.original)
	return m
}

// worded is what goes out of a text that may have other words, and the text when it has.
func worded(words, text string) (out, original string) {
	if words == "" {
		return text, ""
	}
	return words, text
}

// relayed is who wrote what was passed on to the desk.
func relayed(name string) from {
	if name == "buyer" {
		return fromBuyer
	}
	return fromBot
}

// withFiles names the files that come with a text.
func withFiles(text string, files []string) string {
	const shown = 12 // of an evidence ID, which is long and says nothing
	for _, f := range files {
		if len(f) > 2*shown {
			f = f[:shown]
		}
		text = strings.TrimSpace("[file " + f + "] " + text)
	}
	return text
}

func actWords(acts []dialogue.Act) string {
	var list []string
	for _, a := range acts {
		list = append(list, strings.Join(append([]string{string(a.Kind)}, a.Args...), " "))
	}
	return strings.Join(list, "; ")
}

// offers returns the option with an ID, or else with a label, without regard to case.
func (m message) offers(name string) (dialogue.Option, bool) {
	for _, o := range m.options {
		if strings.EqualFold(o.ID, name) {
			return o, true
		}
	}
	name = strings.Join(strings.Fields(name), " ")
	for _, o := range m.options {
		if strings.EqualFold(strings.Join(strings.Fields(o.Label), " "), name) {
			return o, true
		}
	}
	return dialogue.Option{}, false
}

// takesWords reports whether the question wants an answer in words, in which a number is no button's.
func (m message) takesWords() bool {
	for _, act := range []string{"ask order", "ask proof", "ask fact:"} {
		if strings.Contains(m.acts, act) {
			return true
		}
	}
	return false
}
