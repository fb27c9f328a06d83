package understand

import (
	"cmp"
	"context"
	"slices"
	"time"

	"amends/dialogue"
)

// curve turns probabilities into confidences: straight lines from 0 to 0 over the probabilities at which the engine may ask and may
// act, to 1. A zero curve takes probabilities as they are.
type curve struct{ asks, acts float32 }

// What the engine asks and acts from.
const (
	asksFrom = 0.35
	actsFrom = 0.6
)

func (c curve) at(p float32) float32 {
	switch {
	case c == curve{}:
		return p
	case p < c.asks:
		return asksFrom * p / c.asks
	case p < c.acts:
		return asksFrom + (actsFrom-asksFrom)*(p-c.asks)/(c.acts-c.asks)
	}
	return actsFrom + (1-actsFrom)*(p-c.acts)/(1-c.acts)
}

// How the curve is found: each example is read by a model that has not learnt it. The examples are harder than what buyers mostly
// write, so that nine in ten of them are nineteen in twenty of ordinary messages.
const (
	folds     = 4
	actsRight = 0.9 // of the guesses that are acted on are right
	asksAt    = 0.3 // below, a question "this or that?" does more harm than good
)

// guess is the first guess for a held-out example.
type guess struct {
	sure  float32
	right bool
}

// heldOut reads every example with a model that was learnt from the other folds.
func heldOut(lex *lexicon, labels []string, examples []example, features [][]feature) []guess {
	var out []guess
	for k := range folds {
		var known, held []example
		var texts [][]feature
		for i, e := range examples {
			if i%folds == k {
				held = append(held, e)
			} else {
				known, texts = append(known, e), append(texts, features[i])
			}
		}
		u := &Understander{lex: lex, model: learn(labels, known, texts)}
		out = append(out, u.firstGuesses(held)...)
	}
	return out
}

func (u *Understander) firstGuesses(examples []example) []guess {
	var out []guess
	for _, e := range examples {
		in, _ := u.Understand(context.Background(), dialogue.Conversation{Current: -1}, e.text, time.Time{})
		if len(in.Issues) > 0 {
			out = append(out, guess{float32(in.Issues[0].Sure), string(in.Issues[0].Issue) == e.label})
		}
	}
	return out
}

// curveOf returns the curve with which enough of the guesses that are acted on are right.
func curveOf(guesses []guess) curve {
	slices.SortFunc(guesses, func(a, b guess) int { return cmp.Compare(b.sure, a.sure) })
	c, right := curve{asks: asksAt, acts: 1}, 0
	for i, g := range guesses {
		if g.right {
			right++
		}
		if float64(right) >= actsRight*float64(i+1) {
			c.acts = g.sure
		}
	}
	c.acts = max(c.asks+0.05, min(c.acts, 0.95))
	return c
}
