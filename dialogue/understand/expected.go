package understand

import (
	"slices"

	"amends/dialogue"
	"amends/dialogue/playbook"
)

// inTime takes the dates of the proven order into account: one that is still expected is not late, whatever it feels like; then the
// buyer asks how far it is.
func (r *reading) inTime(guesses []dialogue.IssueGuess) []dialogue.IssueGuess {
	if !r.isExpected() {
		return guesses
	}
	for i := range guesses {
		if guesses[i].Issue == playbook.Late {
			guesses[i].Issue = playbook.OrderStatus
		}
	}
	first := slices.IndexFunc(guesses, func(g dialogue.IssueGuess) bool { return g.Issue == playbook.OrderStatus })
	out := guesses[:0]
	for i, g := range guesses {
		if g.Issue != playbook.OrderStatus || i == first {
			out = append(out, g)
		}
	}
	return out
}

// mostDated is how many words a statement has at most that says when something came and nothing else.
const mostDated = 8

// hasCome leaves out of the guesses that the parcel is late or lost where a short statement says on which day it came: "it arrived 3 days
// ago" misses nothing.
func (r *reading) hasCome(guesses []dialogue.IssueGuess, slots []dialogue.SlotValue) []dialogue.IssueGuess {
	past := func(v dialogue.SlotValue) bool {
		return v.Slot == dialogue.SlotDate && v.Value <= r.at.UTC().Format(isoDate)
	}
	if len(r.toks) > mostDated || !slices.ContainsFunc(slots, past) || !r.hasConcept("arrive") || r.toks[len(r.toks)-1].asks {
		return guesses
	}
	for i := range r.toks {
		if r.lex.negators[r.toks[i].norm] {
			return guesses
		}
	}
	if r.hasConcept("not_arrived") || r.hasConcept("late") || r.hasConcept("claimed_delivered") && !r.isHere() {
		return guesses
	}
	return slices.DeleteFunc(guesses, func(g dialogue.IssueGuess) bool {
		return g.Issue == playbook.Late || g.Issue == playbook.NotReceived || g.Issue == playbook.OrderStatus
	})
}

// isHere reports whether the current case is about an item that the buyer has.
func (r *reading) isHere() bool {
	c := r.current()
	return c != nil && c.Issue() != "" && c.Issue() != playbook.NotReceived && c.Issue() != playbook.Late
}

// isExpected reports whether the proven order has not been delivered and the time in which it was promised is not over.
func (r *reading) isExpected() bool {
	o := r.order()
	return o != nil && o.Delivered.IsZero() && r.at.Before(o.Estimated.To)
}
