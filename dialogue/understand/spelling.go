package understand

import "slices"

// shortestFix is the length from which a misspelled word is mended: shorter words are too like each other.
const shortestFix = 5

// speller mends words that are one letter away from a word of the phrases: one missing, one too many, one wrong, two swapped.
type speller struct {
	words   map[string]bool     // correct as they are
	deletes map[string][]string // a word with one letter left out -> the words it can come from
}

func newSpeller() *speller {
	return &speller{words: map[string]bool{}, deletes: map[string][]string{}}
}

// learn makes the speller accept a word and, for a word of the phrases, mend others to it.
func (s *speller) learn(word string, target bool) {
	s.words[word] = true
	if !target || len(word) < shortestFix || !allLetters(word) || slices.Contains(s.deletes[word], word) {
		return
	}
	s.deletes[word] = append(s.deletes[word], word)
	for i := range len(word) {
		d := word[:i] + word[i+1:]
		if !slices.Contains(s.deletes[d], word) {
			s.deletes[d] = append(s.deletes[d], word)
		}
	}
}

// mend returns the word that a misspelling stands for, or the word itself.
func (s *speller) mend(word string) string {
	if len(word) < shortestFix || len(word) > 24 || s.words[word] || !allLetters(word) {
		return word
	}
	if w, ok := s.closest(word, word); ok {
		return w
	}
	for i := range len(word) {
		if w, ok := s.closest(word[:i]+word[i+1:], word); ok {
			return w
		}
	}
	return word
}

// closest returns the first in the alphabet of the words behind key that are one letter away from word: the order in which
// words were learnt does not matter.
func (s *speller) closest(key, word string) (string, bool) {
	found := ""
	for _, w := range s.deletes[key] {
		if w[0] == word[0] && oneApart(w, word) && (found == "" || w < found) {
			found = w
		}
	}
	return found, found != ""
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
