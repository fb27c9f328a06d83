package understand

import (
	"context"
	"slices"
	"sync"
	"time"

	"amends/dialogue"
	"amends/dialogue/playbook"
)

// folds is in how many parts the examples are read, each by a model that has learnt the others.
const folds = 4

// heldGuess is the first guess for an example that the model had not learnt.
type heldGuess struct {
	example
	issue string  // "" for none
	sure  float32 // a probability: no curve has bent it
}

// weight is how much the example counts beside others.
func (e example) weight() float64 {
	if e.label == None || e.label == other {
		return idleWeight
	}
	return 1
}

const other = string(playbook.Other)

// foldModels returns for each fold a model that has learnt the others.
func foldModels(c corpus) []*model {
	out := make([]*model, folds)
	var wg sync.WaitGroup
	for k := range out {
		wg.Go(func() {
			var known []example
			var texts [][]feature
			for i, e := range c.examples {
				if i%folds != k {
					known, texts = append(known, e), append(texts, c.features[i])
				}
			}
			out[k] = learn(c.labels, known, texts)
		})
	}
	wg.Wait()
	return out
}

// holdOut reads every example with a model that was learnt from the other folds, and returns the guesses and how far the model's
// probabilities are to be trusted.
func holdOut(c corpus) ([]heldGuess, trust) {
	models := foldModels(c)
	var t trust
	t.fit(slices.Concat(eachFold(models, func(m *model, i int) []judged {
		return (&Understander{lex: c.lex, model: m}).judge(c.examples[i])
	}, len(c.examples))...))
	for _, m := range models {
		m.trust = t
	}
	guesses := eachFold(models, func(m *model, i int) heldGuess {
		return (&Understander{lex: c.lex, model: m}).firstGuess(c.examples[i])
	}, len(c.examples))
	t.Curve = curveOf(slices.Clone(guesses))
	return guesses, t
}

// eachFold calls do for each of n examples with the model that has not learnt it, on all processors.
func eachFold[T any](models []*model, do func(m *model, i int) T, n int) []T {
	out := make([]T, n)
	var wg sync.WaitGroup
	for k, m := range models {
		wg.Go(func() {
			for i := k; i < n; i += len(models) {
				out[i] = do(m, i)
			}
		})
	}
	wg.Wait()
	return out
}

// judge tells of the candidates for an example whether they are right.
func (u *Understander) judge(e example) []judged {
	r := u.lex.read(dialogue.Conversation{Current: -1}, e.text, time.Time{})
	if len(r.toks) == 0 {
		return nil
	}
	v := u.view(r)
	var out []judged
	for k, label := range u.model.labels {
		if k != v.none && v.p[k] >= leastProbable {
			out = append(out, judged{signs: signsOf(v, k), right: label == e.label, weight: e.weight()})
		}
	}
	return out
}

func (u *Understander) firstGuess(e example) heldGuess {
	in, _ := u.Understand(context.Background(), dialogue.Conversation{Current: -1}, e.text, time.Time{})
	if len(in.Issues) == 0 {
		return heldGuess{example: e}
	}
	return heldGuess{e, string(in.Issues[0].Issue), float32(in.Issues[0].Sure)}
}

// answer is what the guess comes to: what is too unsure to ask about is a problem of another kind, as is none.
func (g heldGuess) answer() string {
	if g.issue == "" || g.sure < asksAt {
		return other
	}
	return g.issue
}

// right reports whether the answer is the right one. For a text without a problem that is any but an issue of its own.
func (g heldGuess) right() bool {
	return g.answer() == g.label || g.label == None && g.answer() == other
}
