package understand

import (
	"fmt"
	"maps"
	"slices"
)

// How a model that has learnt takes in a seller's examples.
const (
	rehearsed = 40   // one in so many of the built-in examples is gone through again, so that it is not forgotten
	settled   = 0.05 // how far a weight counts as moved that was learnt before: it moves little from there

	// FewestOwn is how many examples an issue of the seller's own needs.
	FewestOwn = 8
)

// relearn returns a model that knows the seller's examples too: label -> texts. A label that the model does not have becomes one.
func (m *model) relearn(lex *lexicon, extra map[string][]string) (*model, error) {
	var own []example
	for _, label := range slices.Sorted(maps.Keys(extra)) {
		if n := len(extra[label]); n < FewestOwn && !slices.Contains(m.labels, label) {
			return nil, fmt.Errorf("examples for %q: it is no built-in issue and not %q, and for one of its own %d are too few: write %d", label, None, n, FewestOwn)
		}
		for _, text := range extra[label] {
			own = append(own, example{label: label, text: text})
		}
	}
	built, err := loadExamples()
	if err != nil {
		return nil, err
	}
	l := m.learner(slices.Collect(maps.Keys(extra)))
	features := readAll(lex, own)
	l.makeRoom(features, 1)
	for i := 0; i < len(built); i += rehearsed {
		own = append(own, built[i])
	}
	features = append(features, readAll(lex, own[len(features):])...)
	samples := make([]sample, len(own))
	for i, e := range own {
		samples[i] = l.sample(features[i], e.label)
	}
	l.descend(samples, 1)
	out := l.compact()
	out.trust = m.trust
	return out, nil
}

// learner returns a learner that knows what the model knows, and has room for labels beside its own.
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
	l.weights, l.moved = make([]float32, len(m.units)*n), slices.Repeat([]float32{settled}, len(m.units)*n)
	for k, label := range m.labels {
		to, _ := slices.BinarySearch(labels, label)
		l.bias[to] = m.bias[k]
		for i, unit := range m.units {
			l.weights[i*n+to] = float32(m.rows[i*was+k]) * unit
		}
	}
	return l
}
