package telegramtest

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// decodeReference reads the reference that s begins with. The semicolon may be missing, as on the platform.
func decodeReference(s string) (rune, int) {
	end := 1
	for end < len(s) && (isAlnum(s[end]) || end == 1 && s[end] == '#') {
		end++
	}
	var r rune
	switch name := s[1:end]; {
	case name == "lt":
		r = '<'
	case name == "gt":
		r = '>'
	case name == "amp":
		r = '&'
	case name == "quot":
		r = '"'
	case strings.HasPrefix(name, "#"):
		r = numbered(name[1:])
	}
	if r == 0 {
		return '&', 1
	}
	if end < len(s) && s[end] == ';' {
		end++
	}
	return r, end
}

func numbered(digits string) rune {
	base := 10
	if strings.HasPrefix(digits, "x") {
		digits, base = digits[1:], 16
	}
	n, err := strconv.ParseInt(digits, base, 32)
	if err != nil || len(digits) > 7 || !utf8.ValidRune(rune(n)) {
		return 0
	}
	return rune(n)
}
