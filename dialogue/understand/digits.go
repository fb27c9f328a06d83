package understand

import (
	"strconv"
	"strings"
)

// run is a stretch of digits in a text.
type run struct {
	span
	glued bool // a letter stands directly before or after it
}

func (r run) len() int { return r.to - r.from }

// digitRuns finds all stretches of digits.
func digitRuns(text string) []run {
	var runs []run
	for i := 0; i < len(text); {
		if !isDigit(text[i]) {
			i++
			continue
		}
		end := i
		for end < len(text) && isDigit(text[end]) {
			end++
		}
		glued := i > 0 && isLetterByte(text[i-1]) || end < len(text) && isLetterByte(text[end])
		runs = append(runs, run{span{i, end}, glued})
		i = end
	}
	return runs
}

// isLetterByte reports a letter, or a byte of a character beyond ASCII that may be one.
func isLetterByte(c byte) bool { return isASCIILetter(c) || c >= 0xC3 && c <= 0xDF }

// joined reports whether only what people put inside a number stands between two runs: spaces, dashes, dots, a slash.
func joined(text string, a, b run) bool {
	between := text[a.to:b.from]
	return len(between) <= 3 && strings.Trim(between, " \n-._/·•~") == ""
}

// digitsOf returns the digits of a stretch of text.
func digitsOf(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}

// shape returns the lengths of the runs [i, i+n) when they are joined and stand free of letters.
func (f *finder) shape(i, n int) (span, bool) {
	if i+n > len(f.runs) {
		return span{}, false
	}
	for k := i; k < i+n; k++ {
		if f.runs[k].glued || k > i && !joined(f.text, f.runs[k-1], f.runs[k]) {
			return span{}, false
		}
	}
	at := span{f.runs[i].from, f.runs[i+n-1].to}
	return at, f.isFree(at)
}

// hasShape reports whether the runs from i on have these lengths.
func (f *finder) hasShape(i int, lengths ...int) (span, bool) {
	at, ok := f.shape(i, len(lengths))
	if !ok {
		return at, false
	}
	for k, n := range lengths {
		if f.runs[i+k].len() != n {
			return at, false
		}
	}
	return at, true
}

func itoa(n int) string { return strconv.Itoa(n) }

func itoa64(n int64) string { return strconv.FormatInt(n, 10) }
