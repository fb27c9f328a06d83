package understand

import (
	"maps"
	"math"
	"math/bits"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
)

// None is the label of examples that state no problem: greetings, thanks, chat, questions about the way things go here.
const None = "none"

// model is a multinomial logistic regression over hashed features. It is immutable after train.
type model struct {
	labels  []string
	index   []uint16  // hash -> feature number + 1; 0 has no weight
	weights []float32 // feature number * len(labels) + label
	bias    []float32
}

// How the model is trained: found by measuring.
const (
	hashBits     = 17
	epochs       = 5
	learningRate = 0.35
	decay        = 0.65 // of the learning rate, each epoch
	learnt       = 0.98 // an example that is read so surely teaches nothing more for now
	sharpness    = 1.0  // of the probabilities: makes "sure" mean what it says
)

// sample is one example, ready to learn from.
type sample struct {
	features []feature // hash replaced by the feature's number
	label    int
}

// train learns from label -> texts. The same examples always give the same model.
func train(lex *lexicon, examples map[string][]string) *model {
	m := &model{labels: slices.Sorted(maps.Keys(examples)), index: make([]uint16, 1<<hashBits)}
	var texts []string
	var samples []sample
	for label, name := range m.labels {
		for _, text := range examples[name] {
			texts, samples = append(texts, text), append(samples, sample{label: label})
		}
	}
	readAll(lex, texts, samples)
	known := m.number(samples)
	m.weights = make([]float32, known*len(m.labels))
	m.bias = make([]float32, len(m.labels))
	m.learn(samples)
	return m
}

// mostReaders bounds how many goroutines read the examples.
const mostReaders = 4

// readAll finds the features of every text, on several processors: half of the time to be ready goes here.
func readAll(lex *lexicon, texts []string, samples []sample) {
	var wg sync.WaitGroup
	readers := min(mostReaders, runtime.GOMAXPROCS(0))
	for k := range readers {
		wg.Go(func() {
			for i := k; i < len(texts); i += readers {
				r := lex.readConcepts(texts[i])
				samples[i].features = merge(r.features(0, len(r.toks), nil))
			}
		})
	}
	wg.Wait()
}

// number gives every feature that two texts share a number and returns how many there are; one that a single text has teaches
// nothing about others and is left out.
func (m *model) number(samples []sample) int {
	seen := make([]bool, len(m.index))
	known := 0
	for _, s := range samples {
		for _, f := range s.features {
			slot := &m.index[f.hash]
			if seen[f.hash] && *slot == 0 && known < math.MaxUint16 {
				known++
				*slot = uint16(known)
			}
			seen[f.hash] = true
		}
	}
	for k := range samples {
		samples[k].features = m.known(samples[k].features)
	}
	return known
}

// known replaces the hashes of features by their numbers and drops those without one.
func (m *model) known(features []feature) []feature {
	out := features[:0]
	for _, f := range features {
		if n := m.index[f.hash]; n > 0 {
			out = append(out, feature{uint32(n - 1), f.weight})
		}
	}
	return out
}

// merge keeps each feature once, with its greatest weight, and scales them so that long and short texts weigh alike.
func merge(features []feature) []feature {
	var buf [2 * mostBuffered]int32
	seen := buf[:]
	if 2*len(features) > len(seen) {
		seen = make([]int32, 2<<bits.Len(uint(len(features))))
	}
	mask := uint32(len(seen) - 1)
	out := features[:0]
	for _, f := range features {
		f.hash &= 1<<hashBits - 1
		at := f.hash & mask
		for seen[at] > 0 && out[seen[at]-1].hash != f.hash {
			at = (at + 1) & mask
		}
		if n := seen[at]; n > 0 {
			out[n-1].weight = max(out[n-1].weight, f.weight)
			continue
		}
		out = append(out, f)
		seen[at] = int32(len(out))
	}
	sum := float64(0)
	for _, f := range out {
		sum += float64(f.weight * f.weight)
	}
	scale := float32(1 / math.Sqrt(max(sum, 1)))
	for i := range out {
		out[i].weight *= scale
	}
	return out
}

// learn runs stochastic gradient descent over the samples in a fixed random order.
func (m *model) learn(samples []sample) {
	rate := float32(learningRate)
	order := rand.New(rand.NewPCG(1, 2))
	p := make([]float32, len(m.labels))
	for range epochs {
		order.Shuffle(len(samples), func(i, k int) { samples[i], samples[k] = samples[k], samples[i] })
		for _, s := range samples {
			m.score(s.features, p)
			softmax(p, 1)
			if p[s.label] > learnt {
				continue
			}
			p[s.label]--
			m.step(s.features, p, rate)
		}
		rate *= decay
	}
}

// featureBoost makes up for the small weights of features in a text of length one.
const featureBoost = 20

func (m *model) step(features []feature, gradient []float32, rate float32) {
	n := len(m.labels)
	gradient = gradient[:n]
	for _, f := range features {
		row := m.weights[int(f.hash)*n:][:n]
		g := rate * f.weight * featureBoost
		for k := range row {
			row[k] -= g * gradient[k]
		}
	}
	for k := range m.bias {
		m.bias[k] -= rate * 0.1 * gradient[k]
	}
}

// score writes the score of each label into out.
func (m *model) score(features []feature, out []float32) {
	n := len(m.labels)
	out = out[:n]
	copy(out, m.bias)
	for _, f := range features {
		row := m.weights[int(f.hash)*n:][:n]
		for k := range row {
			out[k] += f.weight * row[k]
		}
	}
}

func softmax(p []float32, sharp float32) {
	top := p[0]
	for _, v := range p {
		top = max(top, v)
	}
	sum := float32(0)
	for k := range p {
		p[k] = float32(math.Exp(float64(sharp * (p[k] - top))))
		sum += p[k]
	}
	for k := range p {
		p[k] /= sum
	}
}

// mostBuffered is how many features an ordinary text has at most; for more, memory is taken.
const mostBuffered = 1024

// predict writes the probability of each label for tokens [from, to) of a text into out.
func (m *model) predict(r *reading, from, to int, out []float32) {
	var buf [mostBuffered]feature
	m.score(m.known(merge(r.features(from, to, buf[:0]))), out)
	softmax(out, sharpness)
}
