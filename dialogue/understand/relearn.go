package understand

import (
	"fmt"
	"maps"
	"slices"
)

// How a model that has learnt takes in a seller's examples.
const (
	rehearsed = 8    // one in so many of the built-in examples is gone through again, so that it is not forgotten
	settled   = 0.05 // how far a weight counts as moved that was learnt before: it moves little from there
)

// relearn returns a model that knows the seller's examples too: label -> texts.
func (m *model) relearn(lex *lexicon, extra map[string][]string) (*model, error) {
	var own []example
	for _, label := range slices.Sorted(maps.Keys(extra)) {
		if !slices.Contains(m.labels, label) {
			return nil, fmt.Errorf("examples for %q: it is no issue and not %q", label, None)
		}
		for _, text := range extra[label] {
			own = append(own, example{label: label, text: text})
		}
	}
	built, err := loadExamples()
	if err != nil {
		return nil, err
	}
	l := m.learner()
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

// learner returns a learner that knows what the model knows.
func (m *model) learner() *learner {
	n := len(m.labels)
	l := &learner{labels: m.labels, none: m.none, index: slices.Clone(m.index), bias: slices.Clone(m.bias), weights: make([]float32, len(m.rows)),
		moved: slices.Repeat([]float32{settled}, len(m.rows))}
	for i, w := range m.rows {
		l.weights[i] = float32(w) * m.units[i/n]
	}
	return l
}
