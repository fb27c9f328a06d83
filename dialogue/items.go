package dialogue

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// mostItemWords bounds how many words of a text are compared with the lines of an order.
const mostItemWords = 200

// MatchItems returns the indexes, in order, of the lines of o that the text names by words of their title or variant. A word
// that every line has tells nothing and is passed over, unless the order has one line only. Where a word fits several lines,
// the line that most of the text's words fit is meant: "the blue mug" is one line, "the mug and the spoon" are two. It returns
// nil when the text names none.
func MatchItems(o Order, text string) []int {
	lines := make([][]string, len(o.Items))
	for i, it := range o.Items {
		lines[i] = itemWords(it.Title + " " + it.Variant)
	}
	var named [][]int // for each telling word of the text, the lines that have it
	score := make([]int, len(lines))
	for _, word := range itemWords(text) {
		holders := linesWith(lines, word)
		if len(holders) == 0 || len(holders) == len(lines) && len(lines) > 1 {
			continue
		}
		named = append(named, holders)
		for _, i := range holders {
			score[i]++
		}
	}
	var found []int
	for _, holders := range named {
		found = append(found, best(holders, score)...)
	}
	slices.Sort(found)
	return slices.Compact(found)
}

func linesWith(lines [][]string, word string) []int {
	var holders []int
	for i, words := range lines {
		if slices.ContainsFunc(words, func(w string) bool { return sameWord(w, word) }) {
			holders = append(holders, i)
		}
	}
	return holders
}

// best returns those of the holders that have the highest score.
func best(holders, score []int) []int {
	top := 0
	for _, i := range holders {
		top = max(top, score[i])
	}
	var out []int
	for _, i := range holders {
		if score[i] == top {
			out = append(out, i)
		}
	}
	return out
}

// itemWords cuts a text into lower-case words without accents. Words of one or two letters are dropped, numbers kept.
func itemWords(text string) []string {
	var out []string
	for _, w := range strings.FieldsFunc(bareLetters(text), notInWord) {
		if (utf8.RuneCountInString(w) > 2 || isNumber(w)) && !slices.Contains(out, w) {
			out = append(out, w)
		}
		if len(out) == mostItemWords {
			break
		}
	}
	return out
}

func notInWord(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }

func bareLetters(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFKD.String(text))
}

func isNumber(w string) bool {
	return strings.IndexFunc(w, func(r rune) bool { return !unicode.IsDigit(r) }) < 0
}

func isVowel(c byte) bool { return strings.IndexByte("aeiou", c) >= 0 }

// sameWord compares two words and forgives a plural ending and, in long words, one wrong ending.
func sameWord(a, b string) bool {
	if a == b {
		return true
	}
	if isNumber(a) || isNumber(b) {
		return false
	}
	if len(a) > len(b) {
		a, b = b, a
	}
	if ending, ok := strings.CutPrefix(b, a); ok && len(a) >= 3 {
		return ending == "s" || ending == "es" || len(a) >= 4 && (ending == "n" || ending == "en" || ending == "x")
	}
	if len(a) == len(b) && len(a) >= 5 && a[:len(a)-1] == b[:len(b)-1] && isVowel(a[len(a)-1]) && isVowel(b[len(b)-1]) {
		return true // tazza, tazze
	}
	return len(a) >= 7 && len(b)-len(a) <= 2 && strings.HasPrefix(b, a[:len(a)-1])
}
