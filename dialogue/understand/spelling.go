package understand

import (
	"cmp"
	"slices"
)

// Lengths of the words that are mended: shorter ones are too like each other, longer ones are no words.
const (
	shortestFix = 5
	longestFix  = 24
	// shortestSureFix is the length from which a mended word may ring an alarm: "frame" is no flame, "explosoin" is an explosion.
	shortestSureFix = 8
)

// speller mends words that are one letter away from a word of the phrases: one missing, one too many, one wrong, two swapped.
// It is immutable after ready.
type speller struct {
	words   map[string]bool // correct as they are
	targets []string        // words that others are mended to
	// shorts holds, sorted by hash, every target whole and with each one of its letters left out. Two words that are one letter
	// apart have such a form in common.
	shorts []short
}

type short struct {
	hash   uint32
	target int32
}

func newSpeller() *speller { return &speller{words: map[string]bool{}} }

// learn makes the speller accept a word and, for a word of the phrases, mend others to it.
func (s *speller) learn(word string, target bool) {
	s.words[word] = true
	if target && len(word) >= shortestFix && len(word) <= longestFix && allLetters(word) {
		s.targets = append(s.targets, word)
	}
}

// ready makes what was learnt usable. The order in which it was learnt does not matter.
func (s *speller) ready() {
	slices.Sort(s.targets)
	s.targets = slices.Compact(s.targets)
	for n, word := range s.targets {
		for skip := -1; skip < len(word); skip++ {
			s.shorts = append(s.shorts, short{hashWithout(word, skip), int32(n)})
		}
	}
	slices.SortFunc(s.shorts, func(a, b short) int {
		return cmp.Or(cmp.Compare(a.hash, b.hash), cmp.Compare(a.target, b.target))
	})
}

// hashWithout hashes a word without its letter at skip; -1 leaves none out.
func hashWithout(word string, skip int) uint32 {
	h := uint32(fnvOffset)
	for i := range len(word) {
		if i != skip {
			h = (h ^ uint32(word[i])) * fnvPrime
		}
	}
	return h
}

// mend returns the word that a misspelling stands for, or the word itself.
func (s *speller) mend(word string) string {
	if len(word) < shortestFix || len(word) > longestFix || s.words[word] || !allLetters(word) {
		return word
	}
	for skip := -1; skip < len(word); skip++ {
		if target, ok := s.closest(hashWithout(word, skip), word); ok {
			return target
		}
	}
	return word
}

// closest returns the first in the alphabet of the targets behind a hash that are one letter away from word.
func (s *speller) closest(hash uint32, word string) (string, bool) {
	i, _ := slices.BinarySearchFunc(s.shorts, hash, func(e short, h uint32) int { return cmp.Compare(e.hash, h) })
	for ; i < len(s.shorts) && s.shorts[i].hash == hash; i++ {
		if target := s.targets[s.shorts[i].target]; target[0] == word[0] && oneApart(target, word) {
			return target, true
		}
	}
	return "", false
}

func allLetters(word string) bool {
	for i := range len(word) {
		if word[i] < 'a' || word[i] > 'z' {
			return false
		}
	}
	return true
}

// oneApart reports whether one letter added, removed, changed, or two neighbours swapped, make a into b.
func oneApart(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) == len(b) {
		if i == len(a) || a[i+1:] == b[i+1:] {
			return true
		}
		return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
	}
	return len(b)-len(a) == 1 && a[i:] == b[i+1:]
}
