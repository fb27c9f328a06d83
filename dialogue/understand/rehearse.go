package understand

import (
	"iter"
	"strings"
	"unicode"
)

// How much of the built-in examples is gone through again while a seller's own are learnt, so that nothing is forgotten.
const (
	rehearsed     = 40 // one in so many of all
	mostRehearsed = 1200
	likeness      = 10 // how finely examples are told apart by how much they are like the seller's
)

// rehearsal picks the built-in examples that are gone through again: some of all, and those that have most words in common with the
// seller's, so that what both say ("wrong", "my ring") does not speak for the seller's alone.
func rehearsal(built, own []example) []example {
	spoken := map[string]bool{}
	for _, e := range own {
		for w := range spokenWords(e.text) {
			spoken[w] = true
		}
	}
	var out []example
	var alike [likeness + 1][]example
	for i, e := range built {
		if k := shared(e.text, spoken); i%rehearsed == 0 {
			out = append(out, e)
		} else if k > 0 {
			alike[k] = append(alike[k], e)
		}
	}
	for k := likeness; k > 0; k-- {
		out = append(out, alike[k]...)
	}
	return out[:min(len(out), mostRehearsed)]
}

// shared tells in tenths how much of a text was spoken.
func shared(text string, spoken map[string]bool) int {
	common, all := 0, 0
	for w := range spokenWords(text) {
		all++
		if spoken[w] {
			common++
		}
	}
	return likeness * common / max(1, all)
}

func spokenWords(text string) iter.Seq[string] {
	return strings.FieldsFuncSeq(strings.ToLower(text), func(c rune) bool { return !unicode.IsLetter(c) })
}
