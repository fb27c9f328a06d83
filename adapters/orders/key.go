package orders

import (
	"strings"
	"unicode"
)

// maxKey bounds an order number, in bytes. Longer ones are no order numbers.
const maxKey = 64

// Key is an order number as it is looked up: upper case, full-width characters folded, without spaces, dashes of any kind
// and "#". Two ways to write the same number have the same key, and a key is its own key. It is "" for what cannot be an order
// number: all have a digit.
func Key(id string) string {
	if len(id) > 4*maxKey {
		return ""
	}
	key := strings.Map(func(r rune) rune {
		if r == '#' || isDash(r) || unicode.IsSpace(r) || !unicode.IsGraphic(r) {
			return -1
		}
		return unicode.ToUpper(r)
	}, plain(id))
	key = plain(key) // what was taken out may have stood between a letter and its accent
	if len(key) > maxKey || !strings.ContainsAny(key, "0123456789") {
		return ""
	}
	return key
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

func isDash(r rune) bool {
	return r == '-' || r == '\u2212' || (r > 0x7f && unicode.Is(unicode.Pd, r))
}

func isAlnum(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
