package understand

import (
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
)

// How the model learns: found by measuring on examples that were held out.
const (
	epochs       = 8
	learningRate = 0.5
	decay        = 0.75  // of the learning rate, each epoch
	learnt       = 0.98  // an example that is read so surely teaches nothing more for now
	biasShare    = 0.1   // of the learning rate, for what a label has without any feature
	firstDoubt   = 0.001 // keeps the first step of a weight within bounds
)

// sample is one example, ready to learn from: its features carry the number of their row in place of their hash.
type sample struct {
	features []feature
	label    int
}

// learner is a model that learns still. Each weight learns at its own pace (AdaGrad): a rare feature moves far each time, a
// frequent one little.
type learner struct {
	labels  []string
	none    int
	index   []uint32
	weights []float32 // row * len(labels) + label
	moved   []float32 // what each weight was moved by, squared, in all
	bias    []float32
}

// newLearner returns a learner that knows nothing.
func newLearner(labels []string) *learner {
	return &learner{labels: labels, none: slices.Index(labels, None), index: make([]uint32, 1<<hashBits), bias: make([]float32, len(labels))}
}

// readAll finds the features of every text, on all processors.
func readAll(lex *lexicon, examples []example) [][]feature {
	out := make([][]feature, len(examples))
	var wg sync.WaitGroup
	readers := runtime.GOMAXPROCS(0)
	for k := range readers {
		wg.Go(func() {
			for i := k; i < len(examples); i += readers {
				r := lex.readConcepts(examples[i].text)
				out[i] = slices.Clip(merge(r.features(0, len(r.toks), nil)))
			}
		})
	}
	wg.Wait()
	return out
}

// makeRoom gives every feature that texts share a row. A feature of fewer texts teaches nothing about others and gets none.
func (l *learner) makeRoom(texts [][]feature, fewest int) {
	seen := make([]int, len(l.index))
	rows := len(l.weights) / len(l.labels)
	for _, features := range texts {
		for _, f := range features {
			if seen[f.hash]++; seen[f.hash] >= fewest && l.index[f.hash] == 0 {
				rows++
				l.index[f.hash] = uint32(rows)
			}
		}
	}
	more := rows*len(l.labels) - len(l.weights)
	l.weights, l.moved = append(l.weights, make([]float32, more)...), append(l.moved, make([]float32, more)...)
}

// sample replaces the hashes of features by their rows and drops those without one.
func (l *learner) sample(features []feature, label string) sample {
	out := sample{label: slices.Index(l.labels, label)}
	for _, f := range features {
		if row := l.index[f.hash]; row > 0 {
			out.features = append(out.features, feature{row - 1, f.weight})
		}
	}
	return out
}

// samples makes each example ready to learn from.
func (l *learner) samples(examples []example, features [][]feature) []sample {
	out := make([]sample, len(examples))
	for i, e := range examples {
		out[i] = l.sample(features[i], e.label)
	}
	return out
}

// descend runs stochastic gradient descent over the samples, in a random order that is the same for the same seed.
func (l *learner) descend(samples []sample, seed uint64) {
	rate := float32(learningRate)
	order := rand.New(rand.NewPCG(1, seed))
	p := make([]float32, len(l.labels))
	for range epochs {
		order.Shuffle(len(samples), func(i, k int) { samples[i], samples[k] = samples[k], samples[i] })
		for _, s := range samples {
			l.score(s.features, p)
			stages(p, l.none)
			if p[s.label] <= learnt {
				l.gradient(p, s.label)
				l.step(s.features, p, rate)
			}
		}
		rate *= decay
	}
}

// gradient turns probabilities into what is wrong with them. A text without a problem says nothing about which one it would be.
func (l *learner) gradient(p []float32, label int) {
	idle := p[l.none]
	for k := range p {
		switch {
		case k == l.none:
		case label == l.none:
			p[k] = 0
		default:
			p[k] /= max(1-idle, math.SmallestNonzeroFloat32)
		}
	}
	p[label]--
}

func (l *learner) score(features []feature, out []float32) {
	n := len(l.labels)
	out = out[:n]
	copy(out, l.bias)
	for _, f := range features {
		row := l.weights[int(f.hash)*n:][:n]
		for k := range row {
			out[k] += f.weight * row[k]
		}
	}
}

func (l *learner) step(features []feature, gradient []float32, rate float32) {
	n := len(l.labels)
	gradient = gradient[:n]
	for _, f := range features {
		row, moved := l.weights[int(f.hash)*n:][:n], l.moved[int(f.hash)*n:][:n]
		for k := range row {
			d := f.weight * gradient[k]
			moved[k] += d * d
			row[k] -= rate * d / float32(math.Sqrt(float64(moved[k]+firstDoubt)))
		}
	}
	for k := range l.bias {
		l.bias[k] -= rate * biasShare * gradient[k]
	}
}

// compact rounds each weight to a 127th of the greatest of its row.
func (l *learner) compact() *model {
	n := len(l.labels)
	m := &model{labels: l.labels, none: l.none, index: l.index, bias: l.bias, rows: make([]int8, len(l.weights)), units: make([]float32, len(l.weights)/n)}
	for i := range m.units {
		row, top := l.weights[i*n:][:n], float32(0)
		for _, w := range row {
			top = max(top, w, -w)
		}
		if top == 0 {
			continue
		}
		m.units[i] = top / math.MaxInt8
		for k, w := range row {
			m.rows[i*n+k] = int8(math.Round(float64(w / m.units[i])))
		}
	}
	return m
}

// fewestTexts is how many texts must share a feature of the built-in examples.
const fewestTexts = 2

// rounds is how many times all is learnt, each time in another order. The mean of what comes out depends little on the order.
const rounds = 3

// learn learns from examples. The same ones always give the same model on the same kind of machine.
func learn(labels []string, examples []example, features [][]feature) *model {
	l := newLearner(labels)
	l.makeRoom(features, fewestTexts)
	samples := l.samples(examples, features)
	mean, bias := make([]float32, len(l.weights)), make([]float32, len(labels))
	for seed := range uint64(rounds) {
		clear(l.weights)
		clear(l.moved)
		clear(l.bias)
		l.descend(slices.Clone(samples), seed)
		addShare(mean, l.weights)
		addShare(bias, l.bias)
	}
	l.weights, l.bias = mean, bias
	return l.compact()
}

// addShare adds one round's share of the weights to their mean.
func addShare(mean, weights []float32) {
	for i, w := range weights {
		mean[i] += w / rounds
	}
}
