package openai

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// bounds are how long a text may be beside another: least and most times as long, and so many characters more.
type bounds struct {
	least, most float64
	more        int
}

var (
	wordingLength     = bounds{0.4, 1.6, 80}
	translationLength = bounds{0.15, 2.5, 20}
)

// lengthOf checks the length of a text beside that of another.
func lengthOf(was, is string, b bounds) Reason {
	before, after := float64(utf8.RuneCountInString(was)), float64(utf8.RuneCountInString(is))
	if is == "" || after < before*b.least || after > before*b.most+float64(b.more) {
		return BadLength
	}
	return ""
}

// The forms of what plain words are not.
var (
	bullet = regexp.MustCompile(`(?m)^\s*[-–—•·▪‣]\s`)
	dotted = regexp.MustCompile(`[\p{Latin}_-][.:][\p{Latin}/]`) // a link, an address, a file: example.com
)

const (
	mostJoined  = 2  // marks that may stand on one letter
	longestWord = 60 // characters
	moreLines   = 2
)

// marksOf checks that a text is nothing but plain words: no characters that show nothing or hide something, and of signs, links, lists and
// lines no more than another text has.
func marksOf(was, is string) Reason {
	if hides(is) || strings.Count(is, "\n") > strings.Count(was, "\n")+moreLines {
		return BadMarks
	}
	for _, form := range []*regexp.Regexp{bullet, dotted} {
		if len(form.FindAllString(is, -1)) > len(form.FindAllString(was, -1)) {
			return BadMarks
		}
	}
	before := signs(withoutPlaceholders(was))
	for r, n := range signs(withoutPlaceholders(is)) {
		if n > before[r] {
			return BadMarks
		}
	}
	return ""
}

// hides reports characters that show nothing, heaps of marks on one letter, and words that no language has.
func hides(text string) bool {
	joined, word := 0, 0
	for _, r := range text {
		if r != '\n' && !unicode.IsGraphic(r) || unicode.Is(unicode.Variation_Selector, r) || unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r) {
			return true
		}
		if joined++; !unicode.Is(unicode.M, r) {
			joined = 0
		}
		if word++; !unicode.Is(unicode.Latin, r) { // some languages have no spaces
			word = 0
		}
		if joined > mostJoined || word > longestWord {
			return true
		}
	}
	return false
}

// signs counts what formats a text, opens an address or says something without words, by character.
func signs(text string) map[rune]int {
	n := map[rune]int{}
	for _, r := range text {
		if unicode.IsSymbol(r) || strings.ContainsRune(`*_#[]{}\/@%‰&§•·`, r) {
			n[r]++
		}
	}
	return n
}

// latinOf checks that a text has no letters but those of the Latin alphabet, with accents or without, for which others could pass.
func latinOf(text string) Reason {
	strange := func(r rune) bool {
		if unicode.Is(unicode.M, r) {
			return true
		}
		plain, _ := utf8.DecodeRuneInString(folded(string(r)))
		return unicode.IsLetter(r) && (plain < 'a' || plain > 'z')
	}
	if strings.ContainsFunc(text, strange) {
		return BadMarks
	}
	return ""
}
