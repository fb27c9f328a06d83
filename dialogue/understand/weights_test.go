package understand

import (
	"bytes"
	"testing"
)

// What was learnt is what would be learnt from the phrases and examples as they are.
func TestWeightsAreFresh(t *testing.T) {
	sum, err := dataSum()
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(weights[:64], sum[:]) {
		t.Error("phrases or examples have changed since weights.bin was written: run go generate ./dialogue/understand")
	}
}

// Weights are the same after they were written and read.
func TestWeightsThereAndBack(t *testing.T) {
	m, err := decode(weights)
	if err != nil {
		t.Fatal(err)
	}
	data, err := m.encode()
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(data[64:], weights[64:]) {
		t.Error("want the same bytes after writing what was read")
	}
}

// A damaged file is told and never taken.
func TestDamagedWeights(t *testing.T) {
	for _, n := range []int{0, 7, 40, 60, 200, 5000, len(weights) / 2, len(weights) - 1} {
		if _, err := decode(weights[:n]); err == nil {
			t.Errorf("the first %d bytes of the weights: want an error", n)
		}
	}
	if _, err := decode(append(bytes.Clone(weights), 0)); err == nil {
		t.Error("a byte too many: want an error")
	}
}

// Confidences rise with probabilities and meet the engine's bounds.
func TestCurve(t *testing.T) {
	c := curve{Asks: 0.3, Acts: 0.7}
	for p, want := range map[float32]float32{0: 0, 0.3: 0.35, 0.7: 0.6, 1: 1} {
		if got := c.at(p); got < want-1e-6 || got > want+1e-6 {
			t.Errorf("at %v: want %v, got %v", p, want, got)
		}
	}
}
