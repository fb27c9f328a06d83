package script

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"

	"amends/bot"
	"amends/dialogue"
)

// Heard is one message that reached the buyer or the desk.
type Heard struct {
	Acts     []string // "offer replace refund_return"; on the desk "card", "update", "ask", "message" or "alert overdue"
	Text     string
	Words    string // what went out in the text's place; "" when the text did
	Options  []dialogue.Option
	Question string
	Case     string
	Delivery bot.Delivery

	line int // of the script that was being played
}

// hear reads a delivery the way its reader would see it.
func hear(d bot.Delivery) Heard {
	h := Heard{Delivery: d}
	switch a := d.Action.(type) {
	case dialogue.Say:
		h.Text, h.Words, h.Options, h.Question = a.Text, d.Words, a.Options, a.Question
		for _, act := range a.Acts {
			h.Acts = append(h.Acts, actWords(act))
		}
	case dialogue.Relay:
		h.Acts = []string{"relay"}
		if a.To == "desk" {
			h.Acts = []string{"message"}
		}
		files := strings.Join(a.Files, " ")
		h.Text, h.Case = strings.TrimSpace(a.Text+" "+files), a.Case
		if d.Words != "" {
			h.Words = strings.TrimSpace(d.Words + " " + files)
		}
	case dialogue.ShowCase:
		h.Acts = []string{"update", "card"} // a changed card is a card too
		if a.First {
			h.Acts = []string{"card"}
		}
		h.Text, h.Options, h.Case = cardText(a.Card), a.Card.Options, a.Card.Case
	case dialogue.Ask:
		h.Acts, h.Text, h.Options, h.Case = []string{"ask"}, a.Text, a.Options, a.Case
	case dialogue.Alert:
		h.Acts, h.Text, h.Case = []string{"alert " + a.Reason}, a.Text, a.Case
	default:
		h.Acts = []string{fmt.Sprintf("%T", a)}
	}
	return h
}

func actWords(a dialogue.Act) string {
	return strings.Join(append([]string{string(a.Kind)}, a.Args...), " ")
}

// cardText writes a card as lines, the way an agent reads it from top to bottom.
func cardText(c dialogue.Card) string {
	lines := []string{c.Title, string(c.Status)}
	for _, f := range c.Fields {
		lines = append(lines, f.Label+": "+f.Value)
	}
	for _, e := range c.Evidence {
		lines = append(lines, strings.TrimSpace(e.Proves+" "+e.Note))
	}
	for _, r := range c.Remedies {
		lines = append(lines, strings.TrimSpace(string(r.Remedy)+" "+r.Label+" "+r.Cost+" "+r.Refused))
	}
	for _, f := range c.Dates {
		lines = append(lines, f.Label+": "+f.Value)
	}
	lines = append(lines, c.Warnings...)
	return strings.Join(append(lines, c.Task), "\n")
}

// seen is all that a pattern may look at: what went out of the text and the labels of the options, a line each.
func (h Heard) seen() string {
	lines := []string{cmp.Or(h.Words, h.Text)}
	for _, o := range h.Options {
		lines = append(lines, o.Label)
	}
	return strings.Join(lines, "\n")
}

// expect is the line that accounts for the message.
func (h Heard) expect(desk bool) Expect {
	e := Expect{Desk: desk, Acts: h.Acts}
	if desk {
		e.Acts = h.Acts[:1]
	}
	return e
}

// show writes the message for a person who looks for the difference.
func (h Heard) show(desk bool) string {
	var b strings.Builder
	b.WriteString(Line{Body: h.expect(desk)}.String())
	for line := range strings.SplitSeq(strings.TrimSpace(h.Text), "\n") {
		if strings.TrimSpace(line) != "" {
			b.WriteString("\n         | " + line)
		}
	}
	if len(h.Options) > 0 {
		b.WriteString("\n         ")
		for _, o := range h.Options {
			fmt.Fprintf(&b, " [%s] %s ", o.ID, o.Label)
		}
	}
	return strings.TrimRight(b.String(), " ")
}

// offers returns the option that a script names, by ID first, then by label, without regard to case.
func (h Heard) offers(name string) (dialogue.Option, bool) {
	for _, o := range h.Options {
		if strings.EqualFold(o.ID, name) {
			return o, true
		}
	}
	for _, o := range h.Options {
		if strings.EqualFold(fold(o.Label), fold(name)) {
			return o, true
		}
	}
	return dialogue.Option{}, false
}

// fold makes all white space single spaces.
func fold(s string) string { return strings.Join(strings.Fields(s), " ") }

// ear is a bot.Channel that keeps what is sent to it.
type ear struct {
	prefix string
	faults *faults
	broken func(*faults) error // why a message cannot be sent now; nil when it can
	line   *int                // of the script, written only while nothing is being sent

	mu    sync.Mutex
	heard []Heard
}

var errNoReceive = errors.New("a script sends its events itself")

// Receive is never used: the player hands in the events.
func (e *ear) Receive(context.Context, func(context.Context, dialogue.Event) error) error {
	return errNoReceive
}

// Send keeps the message unless a fault is in its way.
func (e *ear) Send(_ context.Context, d bot.Delivery) (string, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if err := e.broken(e.faults); err != nil {
		return "", err
	}
	if dialogue.Silent(d.Action) {
		return d.ID, nil
	}
	h := hear(d)
	h.line = *e.line
	e.heard = append(e.heard, h)
	return fmt.Sprintf("%s%d", e.prefix, len(e.heard)), nil
}

// from returns what was heard since the n-th message.
func (e *ear) from(n int) []Heard {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.heard[n:len(e.heard):len(e.heard)]
}
