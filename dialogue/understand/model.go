package understand

import (
	"math"
	"math/bits"
)

// None is the label of examples that state no problem: greetings, thanks, chat, questions about the way things go here or about
// what the shop sells.
const None = "none"

// model weighs hashed features in two stages: does the text state a problem at all, and if so, which one. The first is a logistic
// regression, the second a multinomial one; both share the features. It is immutable and safe for concurrent use.
type model struct {
	labels []string  // sorted; None among them
	none   int       // where None stands in labels
	index  []uint32  // hash -> row + 1; 0 has no weight
	rows   []int8    // row * len(labels) + label, in units of the row
	units  []float32 // of each row
	bias   []float32 // of each label
	trust  trust     // how much the probabilities are to be trusted
}

// hashBits is how many bits of a hash tell features apart.
const hashBits = 18

// predict writes the probability of each label for tokens [from, to) of a text into out, and returns which share of the text the
// model has learnt anything about.
func (m *model) predict(r *reading, from, to int, out []float32) float32 {
	var buf [mostBuffered]feature
	known := m.score(merge(r.features(from, to, buf[:0])), out)
	stages(out, m.none)
	return known
}

// score writes the score of each label into out and returns the share of the features that are known.
func (m *model) score(features []feature, out []float32) (known float32) {
	n := len(m.labels)
	out = out[:n]
	copy(out, m.bias)
	for _, f := range features {
		at := int(m.index[f.hash])
		if at == 0 {
			continue
		}
		known += f.weight * f.weight
		row, weight := m.rows[(at-1)*n:][:n], f.weight*m.units[at-1]
		for k := range row {
			out[k] += weight * float32(row[k])
		}
	}
	return known
}

// stages turns scores into probabilities: that of None is for itself, the others share what it leaves.
func stages(p []float32, none int) {
	idle := logistic(p[none])
	top := float32(math.Inf(-1))
	for k, v := range p {
		if k != none {
			top = max(top, v)
		}
	}
	sum := float32(0)
	for k := range p {
		if k != none {
			p[k] = float32(math.Exp(float64(p[k] - top)))
			sum += p[k]
		}
	}
	for k := range p {
		p[k] *= (1 - idle) / sum
	}
	p[none] = idle
}

func logistic(x float32) float32 { return float32(1 / (1 + math.Exp(-float64(x)))) }

// mostBuffered is how many features an ordinary text has at most; for more, memory is taken.
const mostBuffered = 1024

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
