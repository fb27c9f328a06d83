package simulate

import (
	"slices"
	"strings"

	"amends/bot"
	"amends/dialogue"
)

// question is the last thing that the buyer heard, as far as it wants an answer.
type question struct {
	id      string
	kind    dialogue.ActKind // "" when nothing is asked
	what    string           // a slot, evidence:<id>, fact:<id>, a remedy
	options []dialogue.Option
	ended   bool // the bot closed the case
	agent   bool // a person wrote
	human   bool // the bot handed over to a person
}

// lastOf reads messages the way a buyer does: the last question counts, else the last message.
func lastOf(came []bot.Delivery) question {
	var q question
	for _, d := range came {
		switch a := d.Action.(type) {
		case dialogue.Relay:
			q.agent = true
		case dialogue.Say:
			if next, ok := read(a); ok || q.kind == "" {
				next.agent = q.agent
				q = next
			}
		}
	}
	return q
}

// read takes the question out of a message; false when it asks nothing.
func read(s dialogue.Say) (question, bool) {
	q := question{id: s.Question, options: s.Options}
	for _, a := range s.Acts {
		q.ended = q.ended || a.Kind == dialogue.ActClose
		q.human = q.human || a.Kind == dialogue.ActHandoff
		if s.Question == "" {
			continue
		}
		switch a.Kind {
		case dialogue.ActAsk, dialogue.ActOffer, dialogue.ActConfirm, dialogue.ActFeedback, dialogue.ActRepair:
			if a.Kind == dialogue.ActRepair && q.kind != "" {
				continue // a repair before the question is no question of its own
			}
			q.kind, q.what = a.Kind, strings.Join(a.Args, " ")
		}
	}
	if q.kind == dialogue.ActRepair && len(choices(q)) == 0 {
		q.kind, q.what = dialogue.ActAsk, string(dialogue.SlotProof) // "the two don't fit": another try
	}
	return q, q.kind != ""
}

// choices are the options of a question beside the way to a person and those to other languages.
func choices(q question) []dialogue.Option {
	return slices.DeleteFunc(slices.Clone(q.options), func(o dialogue.Option) bool { return o.ID == "person" || strings.HasPrefix(o.ID, "lang:") })
}

// asks reports whether an answer is wanted.
func (q question) asks() bool { return q.kind != "" }

// key tells questions apart.
func (q question) key() string { return string(q.kind) + " " + q.what }

func (q question) has(option string) bool {
	return slices.ContainsFunc(q.options, func(o dialogue.Option) bool { return o.ID == option })
}

// remedies reports whether the question is which of the remedies it shall be.
func (q question) remedies() bool {
	return q.kind == dialogue.ActOffer || q.kind == dialogue.ActAsk && q.what == string(dialogue.SlotRemedy)
}
