package understand

import "math"

// trust turns what the model makes of a text into a confidence in two steps: a logistic regression over what speaks for and against
// a guess gives the probability that it is right, a curve bends that to what the engine acts on. Both are found on examples that
// were held out.
type trust struct {
	Weights [signs]float32
	Curve   curve
}

// signs is how many signs a guess is judged by.
const signs = 6

// signsOf returns what speaks for and against label k of a view.
func signsOf(v view, k int) [signs]float32 {
	return [signs]float32{
		1, logit(v.p[k]), logit(v.whole[k]), logit(v.strongest(k)), logit(v.whole[v.none]), logit(v.next(k)),
	}
}

// logit is the inverse of logistic, within bounds.
func logit(p float32) float32 {
	p = min(max(p, 1e-4), 1-1e-4)
	return float32(math.Log(float64(p / (1 - p))))
}

// sure returns the confidence in label k.
func (t *trust) sure(v view, k int) float32 { return t.Curve.at(t.probability(signsOf(v, k))) }

func (t *trust) probability(s [signs]float32) float32 {
	z := float32(0)
	for i, x := range s {
		z += t.Weights[i] * x
	}
	return logistic(z)
}

// judged is a guess for a held-out example and whether it was right.
type judged struct {
	signs  [signs]float32
	right  bool
	weight float64 // how much it counts
}

// steps of Newton's method are enough for so few weights.
const steps = 12

// fit finds the weights under which what came out is most probable.
func (t *trust) fit(guesses []judged) {
	var w [signs]float64
	for range steps {
		system := newSystem()
		for _, g := range guesses {
			z := 0.0
			for i, x := range g.signs {
				z += w[i] * float64(x)
			}
			p := 1 / (1 + math.Exp(-z))
			missing := -p
			if g.right {
				missing = 1 - p
			}
			system.add(g, missing, p*(1-p))
		}
		for i, d := range system.solve() {
			w[i] += d
		}
	}
	for i := range w {
		t.Weights[i] = float32(w[i])
	}
}

// system is a set of linear equations, the right side in the last column.
type system [signs][signs + 1]float64

// newSystem returns equations that have a solution even when a sign never changes.
func newSystem() *system {
	s := &system{}
	for i := range signs {
		s[i][i] = 0.01
	}
	return s
}

func (s *system) add(g judged, missing, slope float64) {
	for i, a := range g.signs {
		s[i][signs] += g.weight * missing * float64(a)
		for k, b := range g.signs {
			s[i][k] += g.weight * slope * float64(a) * float64(b)
		}
	}
}

// solve eliminates one unknown after the other.
func (s *system) solve() (out [signs]float64) {
	for i := range signs {
		for j := range signs {
			if j == i {
				continue
			}
			f := s[j][i] / s[i][i]
			for k := i; k <= signs; k++ {
				s[j][k] -= f * s[i][k]
			}
		}
	}
	for i := range signs {
		out[i] = s[i][signs] / s[i][i]
	}
	return out
}
