package console

import (
	"strings"
	"unicode"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// inputLine is the line that is being typed, with the cursor in it.
type inputLine struct {
	text []rune
	at   int // the cursor, in runes
}

func (l *inputLine) value() string { return string(l.text) }

func (l *inputLine) empty() bool { return len(l.text) == 0 }

// set puts a text in the place of what was typed, with the cursor behind it.
func (l *inputLine) set(text string) {
	l.text = []rune(text)
	l.at = len(l.text)
}

// insert types a text at the cursor. Line ends and tabs of a pasted text become spaces; what does not fit is left out.
func (l *inputLine) insert(text string) {
	text = strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\t':
			return ' '
		case unicode.IsControl(r), r == utf8.RuneError:
			return -1
		}
		return r
	}, text)
	for _, r := range text {
		if len(l.value())+utf8.RuneLen(r) > maxTyped-64 { // the side's prefix comes before it
			return
		}
		l.text = append(l.text[:l.at], append([]rune{r}, l.text[l.at:]...)...)
		l.at++
	}
}

// key carries out a key of editing.
func (l *inputLine) key(key tea.KeyPressMsg) {
	switch key.String() {
	case "left", "ctrl+b":
		l.at = max(l.at-1, 0)
	case "right", "ctrl+f":
		l.at = min(l.at+1, len(l.text))
	case "home", "ctrl+a":
		l.at = 0
	case "end", "ctrl+e":
		l.at = len(l.text)
	case "backspace", "ctrl+h":
		l.cut(l.at-1, l.at)
	case "delete", "ctrl+d":
		l.cut(l.at, l.at+1)
	case "ctrl+u":
		l.cut(0, l.at)
	case "ctrl+k":
		l.cut(l.at, len(l.text))
	case "ctrl+w", "alt+backspace":
		l.cut(l.wordStart(), l.at)
	case "alt+left", "ctrl+left", "alt+b":
		l.at = l.wordStart()
	default:
		l.insert(key.Key().Text)
	}
}

// cut takes out the runes from one place to another.
func (l *inputLine) cut(from, to int) {
	from, to = max(from, 0), min(to, len(l.text))
	if from < to {
		l.text = append(l.text[:from], l.text[to:]...)
		l.at = from
	}
}

func (l *inputLine) wordStart() int {
	at := l.at
	for at > 0 && unicode.IsSpace(l.text[at-1]) {
		at--
	}
	for at > 0 && !unicode.IsSpace(l.text[at-1]) {
		at--
	}
	return at
}

// view is the part of the line around the cursor that fits a width, and the cursor's column in it.
func (l *inputLine) view(width int) (text string, column int) {
	before := steady(string(l.text[:l.at]))
	column = ansi.StringWidth(before)
	if skip := column - width + 1; skip > 0 {
		before = ansi.TruncateLeft(before, skip, "")
		column = ansi.StringWidth(before)
	}
	return ansi.Truncate(before+steady(string(l.text[l.at:])), width, ""), column
}
