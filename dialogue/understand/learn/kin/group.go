package main

import (
	"math"
	"math/rand/v2"
	"sync"
)

const (
	dimensions = 100 // of a vector
	passes     = 12  // of k-means; few words change their group in the last
	workers    = 4
)

// unit moves the mean of the vectors to zero and gives each the length one.
func unit(vectors [][]float32) {
	mean := make([]float32, dimensions)
	for _, v := range vectors {
		for i, x := range v {
			mean[i] += x / float32(len(vectors))
		}
	}
	for _, v := range vectors {
		for i := range v {
			v[i] -= mean[i]
		}
		scale(v)
	}
}

func scale(v []float32) {
	sum := 0.0
	for _, x := range v {
		sum += float64(x) * float64(x)
	}
	for i := range v {
		v[i] /= float32(math.Sqrt(sum) + 1e-9)
	}
}

// group sorts vectors into n groups and returns the group of each and the centres. The same vectors give the same groups.
func group(vectors [][]float32, n int) (at []int, centres [][]float32) {
	at = make([]int, len(vectors))
	for _, i := range rand.New(rand.NewPCG(1, 2)).Perm(len(vectors))[:n] {
		centres = append(centres, append([]float32(nil), vectors[i]...))
	}
	for range passes {
		var wg sync.WaitGroup
		for k := range workers {
			wg.Go(func() {
				for i := k; i < len(vectors); i += workers {
					at[i] = nearest(vectors[i], centres)
				}
			})
		}
		wg.Wait()
		for _, c := range centres {
			clear(c)
		}
		for i, k := range at {
			for j, x := range vectors[i] {
				centres[k][j] += x
			}
		}
		for _, c := range centres {
			scale(c)
		}
	}
	return at, centres
}

func nearest(v []float32, centres [][]float32) int {
	best, top := 0, float32(-2)
	for k, c := range centres {
		sum := float32(0)
		for i, x := range v {
			sum += x * c[i]
		}
		if sum > top {
			best, top = k, sum
		}
	}
	return best
}
