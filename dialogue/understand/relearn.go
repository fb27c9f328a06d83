package understand

import (
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
)

// How a model that has learnt takes in a seller's examples: found by measuring on examples of shops that no built-in one speaks of.
const (
	settled   = 0.05 // how far a weight counts as moved that was learnt before: it moves little from there
	mostTold  = 5    // how many times a few examples are told, beside all that is rehearsed ...
	plentiful = 100  // ... and how many of them are enough to be heard when told twice

	// FewestOwn is how many examples an issue of the seller's own needs.
	FewestOwn = 8
)

// Taught returns an understander that has learnt a seller's examples too: label -> texts. A label is an issue ID, or None for texts that
// state no problem; an issue that is not built in needs FewestOwn texts. Learning a hundred takes about a tenth of a second; u
// itself stays as it is.
func (u *Understander) Taught(examples map[string][]string) (*Understander, error) {
	m, err := u.model.relearn(u.lex, examples)
	if err != nil {
		return nil, err
	}
	return &Understander{lex: u.lex, model: m, abroad: u.abroad}, nil
}

// relearn returns a model that knows the seller's examples too. A label that the model does not have becomes one.
func (m *model) relearn(lex *lexicon, extra map[string][]string) (*model, error) {
	own, err := m.lessons(extra)
	if err != nil {
		return nil, err
	}
	built, err := loadExamples()
	if err != nil {
		return nil, err
	}
	l := m.learner(slices.Collect(maps.Keys(extra)))
	features := readAll(lex, own)
	l.makeRoom(features, 1)
	told, again := inParts(l.samples(own, features)), rehearsal(built, own)
	l.descend(append(told, l.samples(again, readAll(lex, again))...), 1)
	out := l.compact()
	out.trust = m.trust
	return out, nil
}

// inParts tells each example once as a whole and again with a random half of its features, so that each word of it comes to stand for the
// issue by itself: buyers write a few of them among others. The same examples are always told the same.
func inParts(whole []sample) []sample {
	dice := rand.New(rand.NewPCG(1, uint64(len(whole))))
	told := slices.Clone(whole)
	for range min(mostTold-1, max(1, plentiful/max(1, len(whole)))) {
		for _, s := range whole {
			told = append(told, sample{half(s.features, dice), s.label})
		}
	}
	return told
}

// half takes about half of a text's features, weighing as much as all of them.
func half(features []feature, dice *rand.Rand) []feature {
	var out []feature
	sum := float32(0)
	for _, f := range features {
		if dice.IntN(2) == 0 {
			out = append(out, f)
			sum += f.weight * f.weight
		}
	}
	scale := 1 / float32(math.Sqrt(float64(max(sum, math.SmallestNonzeroFloat32))))
	for i := range out {
		out[i].weight *= scale
	}
	return out
}

// lessons are the seller's examples in the order of their labels.
func (m *model) lessons(extra map[string][]string) ([]example, error) {
	var own []example
	for _, label := range slices.Sorted(maps.Keys(extra)) {
		if n := len(extra[label]); n < FewestOwn && !slices.Contains(m.labels, label) {
			return nil, fmt.Errorf("examples for %q: it is no built-in issue and not %q, and for one of its own %d are too few: write %d", label, None, n, FewestOwn)
		}
		for _, text := range extra[label] {
			own = append(own, example{label: label, text: text})
		}
	}
	return own, nil
}

// learner returns a learner that knows what the model knows, and has room for labels beside its own. Of those nothing is settled yet.
func (m *model) learner(more []string) *learner {
	labels := slices.Clone(m.labels)
	for _, label := range more {
		if i, ok := slices.BinarySearch(labels, label); !ok {
			labels = slices.Insert(labels, i, label)
		}
	}
	l := newLearner(labels)
	l.index = slices.Clone(m.index)
	was, n := len(m.labels), len(labels)
	l.weights, l.moved = make([]float32, len(m.units)*n), make([]float32, len(m.units)*n)
	for k, label := range m.labels {
		to, _ := slices.BinarySearch(labels, label)
		l.bias[to] = m.bias[k]
		for i, unit := range m.units {
			l.weights[i*n+to], l.moved[i*n+to] = float32(m.rows[i*was+k])*unit, settled
		}
	}
	return l
}
