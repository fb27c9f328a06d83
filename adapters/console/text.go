package console

import (
	"strings"
	"unicode"
)

// printable makes a text safe for a terminal: no control character but the end of a line, so that nothing in it can move the
// cursor or change the colours.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == '\t':
			return ' '
		case unicode.IsControl(r):
			return -1
		}
		return r
	}, text)
}

// steady also takes out what terminals disagree about how wide it is, or what turns the direction of the line around it: marks of
// direction, joiners and other characters without a width, variation selectors and the shades of emoji. On a screen that is drawn
// cell by cell they would shift whatever stands to the right of them.
func steady(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Cf, r), unicode.Is(unicode.Variation_Selector, r), r >= 0x1F3FB && r <= 0x1F3FF:
			return -1
		}
		return r
	}, printable(text))
}
