package understand

import (
	"cmp"
	"slices"
)

// curve turns probabilities into confidences: straight lines from 0 to 0 over the probabilities at which the engine may ask and may
// act, to 1. A zero curve takes probabilities as they are.
type curve struct{ Asks, Acts float32 }

// What the engine asks and acts from.
const (
	asksFrom = 0.35
	actsFrom = 0.6
)

func (c curve) at(p float32) float32 {
	switch {
	case c == curve{}:
		return p
	case p < c.Asks:
		return asksFrom * p / c.Asks
	case p < c.Acts:
		return asksFrom + (actsFrom-asksFrom)*(p-c.Asks)/(c.Acts-c.Asks)
	}
	return actsFrom + (1-actsFrom)*(p-c.Acts)/(1-c.Acts)
}

// How the curve is found: each example is read by a model that has not learnt it. The examples are harder than what buyers mostly
// write: where 93 in a hundred of them are right, 95 of ordinary messages are.
const (
	actsRight = 0.93 // of the guesses that are acted on are right
	asksAt    = 0.3  // below, a question "this or that?" does more harm than good
)

// idleWeight is how often a text that states none of the problems counts beside another: buyers write more of them than the examples have.
const idleWeight = 1.5

// curveOf returns the curve with which enough of the guesses that are acted on are right.
func curveOf(guesses []heldGuess) curve {
	slices.SortFunc(guesses, func(a, b heldGuess) int { return cmp.Compare(b.sure, a.sure) })
	c, right, all := curve{Asks: asksAt, Acts: 1}, 0.0, 0.0
	for _, g := range guesses {
		if g.issue == "" || g.issue == other {
			continue
		}
		all += g.weight()
		if g.issue == g.label {
			right += g.weight()
		}
		if right >= actsRight*all {
			c.Acts = g.sure
		}
	}
	c.Acts = max(c.Asks+0.05, min(c.Acts, 0.95))
	return c
}
