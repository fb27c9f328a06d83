package openai

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// placeholders are the marks that stand for values.
var placeholders = regexp.MustCompile(`<([A-Z]+)_[0-9]+>`)

// withoutPlaceholders is what a text says beside its values.
func withoutPlaceholders(text string) string { return placeholders.ReplaceAllString(text, " ") }

// order is in which order values must come.
type order int

const (
	inOrder     order = iota // as they were
	inKindOrder              // those of one kind as they were
)

// valuesOf checks that what was taken out of a text is still in the other one, as often and in its order, and that nothing else is that
// looks like a value: no digit, no placeholder, nothing that joins one and changes it.
func valuesOf(was, is string, o order) Reason {
	before, after := placeholders.FindAllString(was, -1), placeholders.FindAllString(is, -1)
	if o == inKindOrder {
		byKind := func(a, b string) int { return strings.Compare(kindIn(a), kindIn(b)) }
		slices.SortStableFunc(before, byKind)
		slices.SortStableFunc(after, byKind)
	}
	if !slices.Equal(before, after) {
		for _, p := range after {
			if !slices.Contains(before, p) {
				return Added
			}
		}
		return Lost
	}
	return addedOf(was, is)
}

func kindIn(placeholder string) string { return placeholders.FindStringSubmatch(placeholder)[1] }

// addedOf checks that a text has no digit outside of placeholders, no placeholder that another one has not, and nothing that joins one
// and changes it.
func addedOf(was, is string) Reason {
	if strings.ContainsFunc(withoutPlaceholders(is), unicode.IsNumber) {
		return Added
	}
	known, joined := placeholders.FindAllString(was, -1), joints(was)
	for _, p := range placeholders.FindAllString(is, -1) {
		if !slices.Contains(known, p) {
			return Added
		}
	}
	for _, j := range joints(is) {
		if !slices.Contains(joined, j) {
			return Added
		}
	}
	return ""
}

// joints are the placeholders of a text with a letter or a sign right beside them that makes another value of them: "-<AMOUNT_1>".
func joints(text string) []string {
	var found []string
	for _, at := range placeholders.FindAllStringIndex(text, -1) {
		name := text[at[0]:at[1]]
		before, _ := utf8.DecodeLastRuneInString(text[:at[0]])
		after, _ := utf8.DecodeRuneInString(text[at[1]:])
		if joins(before) {
			found = append(found, string(before)+name)
		}
		if joins(after) {
			found = append(found, name+string(after))
		}
	}
	return found
}

// joins reports what makes another value of a placeholder beside it. Letters of languages that write words together do not.
func joins(r rune) bool {
	return unicode.In(r, unicode.Latin, unicode.Greek, unicode.Cyrillic) || unicode.Is(unicode.Pd, r) || strings.ContainsRune("+<>~/_%&@#", r)
}
