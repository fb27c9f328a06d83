package openai

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// kept is a value that has to come back as it is.
type kept struct{ value, kind string }

func values(kind string, list []string) []kept {
	out := make([]kept, len(list))
	for i, v := range list {
		out[i] = kept{v, kind}
	}
	return out
}

// The forms of what has to survive exactly, beside private values.
var (
	codes   = `(?:USD|EUR|GBP|CAD|MXN|BRL|CHF|AUD|PLN|SEK|INR|JPY)`
	number  = `\p{N}+(?:[.,'’ \x{a0}\x{202f}]?\p{N}+)*`
	amounts = regexp.MustCompile(`(?:[A-Z]{0,3}\p{Sc}\s?|\b` + codes + `\s?)` + number + `|` + number + `\s?(?:[%‰]|[A-Z]{0,3}\p{Sc}(?:[A-Z]{2}\b)?|` + codes + `\b)`)
	clocks  = regexp.MustCompile(`\p{N}{1,2}[:h]\p{N}{2}(?:\s?(?:[ap]\.?m\.?|UTC[+-]?\p{N}*|[A-Z]{2,5})\b)?`)
	figures = regexp.MustCompile(`[#\p{L}\p{N}_-]*` + number + `(?:[.,:/'-]?[\p{L}\p{N}_]+)*`)
)

// exact finds every value of a text: the private ones, those that are to be kept, and whatever holds a digit.
func exact(p private, text string, keep []kept) []secret {
	var found []secret
	for _, k := range keep {
		found = append(found, whole(text, k)...)
	}
	for _, f := range []form{{"AMOUNT", amounts}, {"TIME", clocks}} {
		for _, at := range f.re.FindAllStringIndex(text, -1) {
			found = append(found, secret{at[0], at[1], f.kind})
		}
	}
	found = append(found, p.formed(text)...)
	for _, at := range figures.FindAllStringIndex(text, -1) {
		found = append(found, secret{at[0], at[1], "NUMBER"})
	}
	return found
}

// shortestKept is how many characters a value has that is looked for wherever it stands.
const shortestKept = 2

// whole finds a value where it stands by itself, in its own letters.
func whole(text string, k kept) []secret {
	value := strings.TrimSpace(k.value)
	if utf8.RuneCountInString(value) < shortestKept {
		return nil
	}
	var found []secret
	for from := 0; ; {
		i := strings.Index(text[from:], value)
		if i < 0 {
			return found
		}
		at, end := from+i, from+i+len(value)
		before, _ := utf8.DecodeLastRuneInString(text[:at])
		after, _ := utf8.DecodeRuneInString(text[end:])
		if !unicode.IsLetter(before) && !unicode.IsLetter(after) {
			found = append(found, secret{at, end, k.kind})
		}
		from = end
	}
}
