package openai

import (
	_ "embed"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"amends/dialogue"
)

//go:embed private.txt
var privateForms string

// private finds what must not leave: the forms of private.txt.
type private []form

type form struct {
	kind string
	re   *regexp.Regexp
}

func readPrivate(text string) (private, error) {
	var forms private
	for i, line := range strings.Split(text, "\n") {
		kind, expr, _ := strings.Cut(line, " ")
		if kind == "" || kind[0] == '#' {
			continue
		}
		re, err := regexp.Compile(strings.TrimSpace(expr))
		if err != nil {
			return nil, fmt.Errorf("private.txt:%d: %w", i+1, err)
		}
		forms = append(forms, form{kind, re})
	}
	return forms, nil
}

// secret is the place of a private value.
type secret struct {
	from, to int
	kind     string
}

// hide takes out what the built-in reading found, what the conversation knows, and what has a private form.
func (p private) hide(text string, c dialogue.Conversation, in dialogue.Interpretation) veil {
	return newCloak().cover(text, p.find(text, c, in))
}

func (p private) find(text string, c dialogue.Conversation, in dialogue.Interpretation) []secret {
	var found []secret
	for _, s := range in.Slots {
		if kind := kindOf(s); kind != "" {
			found = append(found, places(text, s.Words, kind)...)
			found = append(found, places(text, s.Value, kind)...)
		}
	}
	for _, s := range knownValues(c) {
		found = append(found, places(text, s.Value, kindOf(s))...)
		found = append(found, places(text, s.Words, kindOf(s))...)
	}
	return append(append(found, p.formed(text)...), numbers(text)...)
}

// formed finds what has a private form.
func (p private) formed(text string) []secret {
	var found []secret
	for _, f := range p {
		for _, at := range f.re.FindAllStringSubmatchIndex(text, -1) {
			from, to := at[0], at[1]
			if len(at) > 2 {
				from, to = at[2], at[3]
			}
			found = append(found, secret{from, to, f.kind})
		}
	}
	return found
}

// kindOf is the kind of placeholder that a value found by the built-in reading gets; "" for one that may leave.
func kindOf(s dialogue.SlotValue) string {
	switch s.Slot {
	case dialogue.SlotOrder:
		return "ORDER"
	case dialogue.SlotTracking:
		return "TRACKING"
	case dialogue.SlotEmail:
		return "EMAIL"
	case dialogue.SlotPhone:
		return "PHONE"
	case dialogue.SlotProof:
		return "PROOF"
	}
	return ""
}

// knownValues are the private values that the conversation holds.
func knownValues(c dialogue.Conversation) []dialogue.SlotValue {
	var known []dialogue.SlotValue
	for _, k := range c.Cases {
		for _, f := range k.Facts {
			known = append(known, dialogue.SlotValue{Slot: f.Slot, Value: f.Value, Words: f.Source.Words})
		}
		if o := k.Order; o != nil {
			known = append(known, dialogue.SlotValue{Slot: dialogue.SlotOrder, Value: o.ID},
				dialogue.SlotValue{Slot: dialogue.SlotTracking, Value: o.Tracking.Number})
		}
	}
	return slices.DeleteFunc(known, func(s dialogue.SlotValue) bool { return kindOf(s) == "" })
}

// The lengths in bytes of values that are looked for wherever they stand.
const (
	shortestKnown = 2
	longestKnown  = 400
)

// places finds a value in a text, in whatever case. A value without a digit or an @ is a word such as "unknown".
func places(text, value, kind string) []secret {
	if value = strings.TrimSpace(value); len(value) < shortestKnown || len(value) > longestKnown || !strings.ContainsAny(value, "0123456789@") {
		return nil
	}
	re, err := regexp.Compile("(?i)" + regexp.QuoteMeta(value))
	if err != nil {
		return nil
	}
	var found []secret
	for _, at := range re.FindAllStringIndex(text, -1) {
		found = append(found, secret{at[0], at[1], kind})
	}
	return found
}

var (
	digitGroups = regexp.MustCompile(`[#+(]*[0-9](?:[\s\-–./()_*]{0,3}[0-9])*`)
	codeWords   = regexp.MustCompile(`[#\p{L}\p{N}_-]*[0-9][#\p{L}\p{N}_-]*`)
)

const (
	hiddenDigits = 4 // digits of a number that is private
	codeDigits   = 3 // digits of a word that is a code
	shortestCode = 5 // letters and digits of one without small letters
)

// numbers finds numbers long enough to name somebody or something, however they are grouped, and words that are codes.
func numbers(text string) []secret {
	var found []secret
	for _, at := range digitGroups.FindAllStringIndex(text, -1) {
		digits := digitsOf(text[at[0]:at[1]])
		switch {
		case len(digits) < hiddenDigits:
		case len(digits) >= 13 && len(digits) <= 19 && luhn(digits):
			found = append(found, secret{at[0], at[1], "CARD"})
		default:
			found = append(found, secret{at[0], at[1], "NUMBER"})
		}
	}
	for _, at := range codeWords.FindAllStringIndex(text, -1) {
		word := text[at[0]:at[1]]
		n := len(digitsOf(word))
		if n >= codeDigits || n >= 2 && len(word) >= shortestCode && strings.ToUpper(word) == word {
			found = append(found, secret{at[0], at[1], "NUMBER"})
		}
	}
	return found
}

func digitsOf(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

// luhn reports whether digits have the check digit of a payment card.
func luhn(digits string) bool {
	sum := 0
	for i := range len(digits) {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 1 {
			d = d*2%10 + d*2/10
		}
		sum += d
	}
	return sum%10 == 0
}
