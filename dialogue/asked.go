package dialogue

import (
	"strconv"
	"strings"
	"time"

	"amends/dialogue/playbook"
	"amends/prompts"
)

// What a question is about when that is no slot and no remedy: Asked.What.
const (
	askFact      = "fact:"         // before a FactID; also how a slot for such a fact is named
	askEvidence  = "evidence:"     // before an EvidenceID
	askedOutcome = "outcome"       // what would settle it, or how it went
	askedCase    = "which_case"    // the closed case or a new one
	askedDoubt   = "contradiction" // which of two statements holds
)

// The buttons of a buyer that mean the same wherever they stand. The others are named after what they choose: a remedy, an issue, or
// with one of the prefixes an order or an item.
const (
	optPerson   = "person"
	optYes      = "yes"
	optNo       = "no"
	optNone     = "none"  // of the remedies offered
	optSkip     = "skip"  // cannot or will not give it
	optRoute    = "route" // the marketplace's own channel
	optHappy    = "happy"
	optUnhappy  = "unhappy"
	optNotYet   = "not_yet"
	optThisCase = "this_case"
	optNewCase  = "new_case"
	optBoth     = "both"
	optOrder    = "order:" // before an order number
	optItem     = "item:"  // before an index into the order's items
)

// Fact returns the playbook's fact that is asked for; false when something else or nothing is.
func (a *Asked) Fact() (playbook.FactID, bool) {
	if a == nil {
		return "", false
	}
	return Slot(a.What).Fact()
}

// Evidence returns the evidence that is asked for; false when something else or nothing is.
func (a *Asked) Evidence() (playbook.EvidenceID, bool) {
	if a == nil {
		return "", false
	}
	id, ok := strings.CutPrefix(a.What, askEvidence)
	return playbook.EvidenceID(id), ok && id != ""
}

// is reports whether the question is of a kind and about a thing.
func (a *Asked) is(kind ActKind, what string) bool {
	return a != nil && a.Kind == kind && a.What == what
}

// about reports whether the question is about a thing, however it was asked.
func (a *Asked) about(what string) bool { return a != nil && a.What == what }

// isForThing reports whether the question is for something that the buyer has to look for, so that an "ok" promises it.
func (a *Asked) isForThing() bool {
	_, evidence := a.Evidence()
	return a != nil && a.Kind == ActAsk && (evidence || a.What == string(SlotOrder) || a.What == string(SlotProof))
}

// yesNo reports whether a fact is asked for that a yes or a no answers.
func (a *Asked) yesNo() bool {
	_, ok := a.Fact()
	return ok && offers(a.Options, optYes)
}

// question asks something and remembers what, so that the next event can be read as its answer. A person is always one tap away.
func (t *turn) question(kind ActKind, what string, s Say) {
	times := t.timesAsked(kind, what)
	if kind != ActFeedback {
		s.Options = append(s.Options, t.option(optPerson))
	}
	if t.admitted {
		s.Options = append(s.Options, t.choices()...)
	}
	s = t.withSigns(what, s)
	s.Question = "q" + strconv.Itoa(t.c.Turns)
	t.asking = true
	t.c.Asked = &Asked{ID: s.Question, Kind: kind, What: what, Options: s.Options, Times: times, At: t.askedAt()}
	t.send(s)
}

// askedAt is when an agent had the present question asked: the buyer's silence before that is none.
func (t *turn) askedAt() time.Time {
	switch t.ev.Body.(type) {
	case Decision, Reply, Post:
		t.c.Reminded = time.Time{}
		return t.now()
	case Wakeup:
		if t.c.Asked != nil {
			return t.c.Asked.At
		}
	}
	return time.Time{}
}

// ask asks for a slot, in other words each time.
func (t *turn) ask(what, key string, f prompts.Fields, opts ...Option) {
	text := t.variant(key, t.timesAsked(ActAsk, what), f)
	t.question(ActAsk, what, Say{Acts: act(ActAsk, what), Text: text, Options: opts})
}

// timesAsked is how often in a row the same question was asked before.
func (t *turn) timesAsked(kind ActKind, what string) int {
	if a := t.c.Asked; a.is(kind, what) {
		return a.Times + 1
	}
	return 0
}

func offers(options []Option, id string) bool {
	for _, o := range options {
		if o.ID == id {
			return true
		}
	}
	return false
}
