package simulate

import (
	"math/rand/v2"
	"time"
)

// dice are one conversation's chance: the same seed and number throw the same.
type dice struct{ *rand.Rand }

func newDice(seed uint64, number int) dice {
	return dice{rand.New(rand.NewPCG(seed, uint64(number)+1))}
}

// chance is true with a probability of p.
func (d dice) chance(p float64) bool { return d.Float64() < p }

// between is a time from least to most, in whole seconds: a script counts in those.
func (d dice) between(least, most time.Duration) time.Duration {
	return least + time.Duration(d.Int64N(int64(most-least)/int64(time.Second)+1))*time.Second
}

// pick is one of a list that is not empty.
func pick[T any](d dice, list []T) T { return list[d.IntN(len(list))] }

// digits is a number of n digits, the first of them no zero.
func (d dice) digits(n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte('0' + d.IntN(10))
	}
	b[0] = byte('1' + d.IntN(9))
	return string(b)
}

// weighted is one of a list by weights.
func weighted[T any](d dice, list []T, weight func(T) int) T {
	sum := 0
	for _, x := range list {
		sum += weight(x)
	}
	at := d.IntN(sum)
	for _, x := range list {
		if at -= weight(x); at < 0 {
			return x
		}
	}
	return list[len(list)-1]
}
