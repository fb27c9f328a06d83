package orders

import (
	"errors"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// Bounds of what is kept of a cell: in runes for texts, in pieces for a quantity.
const (
	maxTitle    = 200
	maxWord     = 64
	maxQuantity = 1_000_000
	maxLine     = 1_000_000_000_000 // minor units, of one piece
)

var (
	errAmount    = errors.New("is not an amount")
	errAmbiguous = errors.New("may be thousands or decimals")
	errDecimals  = errors.New("has more decimals than its currency")
	errDate      = errors.New("is not a date")
)

// clean is a text of a file as it may be shown: one line without control and invisible characters, at most limit runes.
func clean(s string, limit int) string {
	s = strings.ToValidUTF8(s, "\ufffd")
	if strings.IndexFunc(s, hidden) >= 0 {
		s = strings.Map(func(r rune) rune {
			switch {
			case unicode.IsSpace(r):
				return ' '
			case hidden(r):
				return -1
			}
			return r
		}, s)
	}
	s = strings.TrimSpace(s)
	n := 0
	for i := range s {
		if n++; n > limit {
			s = strings.TrimSpace(s[:i])
			break
		}
	}
	return strings.Clone(s) // and not a part of the whole row, which may name a person
}

func hidden(r rune) bool {
	if r < 0x7f {
		return r < ' '
	}
	return !unicode.IsGraphic(r) || unicode.IsSpace(r)
}

// parseAmount reads an amount as exports write it, in the minor unit of a currency with so many decimals: "1,234.50",
// "1.234,50", "$12.5", "(3.00)", "406.0". It never rounds, and refuses what can be read in two ways.
func parseAmount(s string, decimals int) (int64, error) {
	negative := strings.HasPrefix(s, "(") && strings.HasSuffix(s, ")")
	s = strings.TrimPrefix(s, "Rs.")
	s = strings.TrimFunc(s, func(r rune) bool { return !unicode.IsDigit(r) && r != '-' && r != '.' && r != ',' })
	if rest, ok := strings.CutPrefix(s, "-"); ok {
		negative, s = true, strings.TrimFunc(rest, func(r rune) bool { return !unicode.IsDigit(r) })
	}
	if !strings.ContainsAny(s, "0123456789") {
		return 0, errAmount
	}
	whole, part, err := splitDecimals(s, decimals)
	if err != nil {
		return 0, err
	}
	for len(part) > decimals && part[len(part)-1] == '0' {
		part = part[:len(part)-1]
	}
	if len(part) > decimals {
		return 0, errDecimals
	}
	digits := whole + part + "0000"[:decimals-len(part)]
	if len(digits) > 15 {
		return 0, errAmount
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		return 0, errAmount
	}
	if negative {
		n = -n
	}
	return n, nil
}

// groupMarks stand between groups of digits in one country or another.
const groupMarks = ".,'\u2019 \u00a0\u202f"

// splitDecimals cuts an unsigned number in its whole digits, without grouping, and its decimals.
func splitDecimals(s string, decimals int) (whole, part string, err error) {
	at := strings.LastIndexAny(s, ".,")
	switch {
	case at < 0:
		whole = s
	case strings.Count(s, s[at:at+1]) > 1: // the same mark twice groups
		whole = s
	case strings.ContainsAny(s[:at], groupMarks), len(s)-at-1 != 3, decimals == 3 && s[at] == '.', isZeros(s[:at]):
		whole, part = s[:at], s[at+1:]
	case s[at] == ',' && decimals != 3: // 1,234
		whole = s
	default: // 1.234 of a currency with cents
		return "", "", errAmbiguous
	}
	whole, err = ungroup(whole)
	if err != nil || (part != "" && !isDigits(part)) || len(part) > 12 {
		return "", "", errAmount
	}
	return whole, part, nil
}

// ungroup drops the marks between groups of two (lakh) or three digits.
func ungroup(s string) (string, error) {
	if isDigits(s) {
		return s, nil
	}
	if s == "" {
		return "0", nil
	}
	groups := strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(groupMarks, r) })
	for i, g := range groups {
		if !isDigits(g) || (i > 0 && len(g) != 2 && len(g) != 3) || len(groups) > 6 {
			return "", errAmount
		}
	}
	if len(groups) == 0 || len(groups[len(groups)-1]) != 3 {
		return "", errAmount
	}
	return strings.Join(groups, ""), nil
}

func isZeros(s string) bool { return strings.Trim(s, "0") == "" }

// layouts are how the known forms write dates, the most frequent first.
var layouts = [...]string{
	time.RFC3339,                // Amazon, native
	"2006-01-02 15:04:05 -0700", // Shopify
	"2006-01-02 15:04:05 UTC",
	"2006-01-02T15:04:05", // WooCommerce, in GMT fields
	"2006-01-02 15:04:05",
	"2006-01-02 15:04",
	"2006-01-02",
	"02-Jan-2006", // Amazon returns
	"01-02-06",    // the comma separated extract of All Orders
	"2006-01-02T15:04:05-0700",
	"2006/01/02 15:04:05",
	"2006/01/02",
}

// parseTime reads a date or time in any of the layouts, in UTC where none is said.
func parseTime(s string) (time.Time, error) {
	s = strings.TrimSpace(s)
	if len(s) > 40 {
		return time.Time{}, errDate
	}
	for _, layout := range layouts {
		if t, err := time.Parse(layout, s); err == nil {
			if t.Year() < 1995 || t.Year() > 2200 {
				return time.Time{}, errDate
			}
			return t.UTC().Truncate(time.Second), nil
		}
	}
	return time.Time{}, errDate
}

// parseCount reads a quantity: a whole number, also as a float ("2.0"). "" is 0.
func parseCount(s string) (int, bool) {
	s = strings.TrimSpace(s)
	if s == "" {
		return 0, true
	}
	if whole, zeros, ok := strings.Cut(s, "."); ok && isZeros(zeros) {
		s = whole
	}
	n, err := strconv.Atoi(s)
	return n, err == nil && n >= 0 && n <= maxQuantity
}

// countryCode is a country as two upper-case letters; "" for anything else.
func countryCode(s string) string {
	s = strings.ToUpper(strings.TrimSpace(s))
	if s == "UK" {
		return "GB"
	}
	if !isCountry(s) {
		return ""
	}
	return s
}

func isCountry(s string) bool {
	return len(s) == 2 && s[0] >= 'A' && s[0] <= 'Z' && s[1] >= 'A' && s[1] <= 'Z'
}
