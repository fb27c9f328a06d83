package openai

import (
	"slices"
	"strings"
	"unicode"

	"amends/dialogue"
	"amends/dialogue/playbook"
)

// How sure the built-in reading must be to need no second opinion.
const (
	sureMove     = 0.8  // a phrase that means it wherever it stands
	sureNicety   = 0.95 // thanks and greetings count only as the whole message
	sureIssue    = 0.8
	sureSlot     = 0.8
	sureAct      = 0.6 // from here on the engine acts
	wordsBeside  = 3   // words beside a value that say nothing more: "it's", "my order is"
	fewestToRead = 2   // letters that a text must have
)

// wanted reports whether a model may be of use for a text, as far as its reading tells.
func (u *Understander) wanted(c dialogue.Conversation, plain dialogue.Interpretation, text string) bool {
	switch {
	case c.Human != nil, len(plain.Alarms) > 0, strings.HasPrefix(strings.TrimSpace(text), "/"):
		return false // a person reads it, a danger is dealt with at once, a command is plain
	case letters(text) < fewestToRead:
		return false // numbers and signs alone
	case u.cfg.Use == Always:
		return true
	}
	return !u.free(c) && !understood(c, plain)
}

// worth reports whether a text has something left to read beside its private values.
func (u *Understander) worth(plain dialogue.Interpretation, v veil) bool {
	if letters(v.bare) < fewestToRead {
		return false
	}
	return u.cfg.Use == Always || !slices.ContainsFunc(plain.Slots, isValue) || len(strings.Fields(v.bare)) > wordsBeside
}

// letters counts the letters of a text, as far as it matters.
func letters(text string) int {
	n := 0
	for _, r := range text {
		if unicode.IsLetter(r) {
			n++
		}
	}
	return n
}

// free reports whether the last question is answered in the buyer's own words, which are kept as they are.
func (u *Understander) free(c dialogue.Conversation) bool {
	if c.Asked == nil || c.Asked.Kind != dialogue.ActAsk {
		return false
	}
	fact, isFact := c.Asked.Fact()
	evidence, _ := c.Asked.Evidence()
	return isFact && u.cfg.Book.Facts[fact].Kind != playbook.FactYesNo || c.Asked.What == string(dialogue.SlotOutcome) ||
		evidence == playbook.Serial || evidence == playbook.Statement
}

// understood reports whether the built-in reading knows what a text says.
func understood(c dialogue.Conversation, in dialogue.Interpretation) bool {
	if len(in.Issues) > 0 && in.Issues[0].Sure >= sureIssue {
		return true
	}
	if slices.ContainsFunc(in.Moves, func(m dialogue.Move) bool { return m.Sure >= surenessOf(m.Kind) }) {
		return true
	}
	chosen := func(s dialogue.SlotValue) bool { return s.Slot == dialogue.SlotOption && s.Sure >= sureSlot }
	return c.Asked != nil && slices.ContainsFunc(in.Slots, chosen)
}

// isValue reports a value that is surely read and that can be all of a message.
func isValue(s dialogue.SlotValue) bool {
	return s.Sure >= sureSlot && s.Slot != dialogue.SlotMoney && s.Slot != dialogue.SlotDate
}

func surenessOf(kind dialogue.MoveKind) float64 {
	switch kind {
	case dialogue.Greet, dialogue.Thank, dialogue.Bye, dialogue.Smalltalk:
		return sureNicety
	}
	return sureMove
}
