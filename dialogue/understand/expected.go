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

// isExpected reports whether the proven order has not been delivered and the time in which it was promised is not over.
func (r *reading) isExpected() bool {
	o := r.order()
	return o != nil && o.Delivered.IsZero() && r.at.Before(o.Estimated.To)
}
