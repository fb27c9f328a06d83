package files

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	nameRunes = 100 // longest name
	extRunes  = 10  // longest ending that is kept when a name is cut
)

// cleanName makes a name that a stranger chose fit to be shown and stored: no path, nothing that is not printed (control
// characters, or the marks that make "gpj.exe" look like "exe.jpg"), at most nameRunes runes with the ending kept.
func cleanName(name string) string {
	name = printable(name)
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	name = strings.Trim(name, " .")
	runes := []rune(name)
	if len(runes) <= nameRunes {
		return name
	}
	ending := []rune{}
	if i := strings.LastIndexByte(name, '.'); i >= 0 && utf8.RuneCountInString(name[i:]) <= extRunes {
		ending = []rune(name[i:])
	}
	return string(runes[:nameRunes-len(ending)]) + string(ending)
}

// printable drops what is not printed and bytes that are not UTF-8. Every kind of space becomes a plain one.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == utf8.RuneError:
			return -1
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsPrint(r):
			return r
		}
		return -1
	}, s)
}
