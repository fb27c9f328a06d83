package main

import (
	"os"
	"slices"
	"sync"
	"testing"

	"amends/bot"
)

// thePoints are where in a dispute an attack comes, see siege.points.
var thePoints = []string{"start", "order", "proof", "evidence", "offer", "confirm", "settled", "fulfilled", "asked", "person"}

// comes reports whether the n-th attack comes at a point: where it says, or at every third one, counted from another for each attack.
// With AMENDS_TEST_ATTACKS=all it comes at all of them.
func (a attack) comes(n int, point string) bool {
	if len(a.At) > 0 {
		return slices.Contains(a.At, point)
	}
	return (n+slices.Index(thePoints, point))%3 == 0 || os.Getenv("AMENDS_TEST_ATTACKS") == "all"
}

// TestAttacks lets every attack of testdata/attacks come at several points of a dispute and holds what is stored then against all that
// must never happen. An attack that breaks something all the same is named with its reason.
func TestAttacks(t *testing.T) {
	all := attacks(t)
	s := openSiege(t, all)
	points := s.points(t)
	var mu sync.Mutex
	known := map[string]int{} // what breaks, by the attack that is known to do so
	t.Run("at", func(t *testing.T) {
		for _, point := range thePoints {
			t.Run(point, func(t *testing.T) {
				t.Parallel()
				for n, a := range all {
					if !a.comes(n, point) {
						continue
					}
					broken := s.withstand(t, a, points[point])
					if a.Broken != "" {
						mu.Lock()
						known[a.ID] += len(broken)
						mu.Unlock()
						continue
					}
					for _, b := range broken {
						t.Errorf("%s (%s): %s", a.ID, a.Kind, b)
					}
				}
			})
		}
	})
	kinds := map[string]int{}
	for _, a := range all {
		kinds[a.Kind]++
		if a.Broken == "" {
			continue
		}
		times, came := known[a.ID]
		t.Logf("known to break something (%d here): %s: %s", times, a.ID, a.Broken)
		if came && times == 0 {
			t.Errorf("%s: breaks nothing any more; take its reason out of the file", a.ID)
		}
	}
	t.Logf("%d attacks at %d points, %d of them known to break something; by kind: %v", len(all), len(points), len(known), kinds)
}

// withstand lets an attack come at a point, and after it a plain yes, and returns what is broken then.
func (s *siege) withstand(t *testing.T, a attack, played []bot.Turn) []string {
	f := s.fortress(t, played)
	for _, st := range append(slices.Clone(a.Steps), step{Say: new("yes")}) {
		for range max(1, st.Times) {
			c, err := f.store.Load(t.Context(), "a")
			if err != nil {
				t.Fatal(err)
			}
			f.does(st.body(a.ID, c))
		}
	}
	p := proof{siege: s, denied: a.Denied, played: len(played), turns: stored(f)}
	if want := f.sent; len(p.turns) != want {
		p.breaks("%d events came and %d turns are stored", want, len(p.turns))
	}
	return p.judge()
}
