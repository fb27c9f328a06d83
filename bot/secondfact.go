package bot

import (
	"slices"
	"strings"
	"unicode"

	"amends/dialogue"
)

// maxGuesses is how many groups of digits or addresses of one text are compared: one message must not try a whole town's
// postal codes.
const maxGuesses = 8

// couldProve reports whether a text has anything that a proof could be: all of them have a digit or are an e-mail address.
func couldProve(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return r == '@' || unicode.IsDigit(r) })
}

// secondFacts is the text without its order numbers, whose digits must not prove themselves, up to the last guess that counts.
func secondFacts(text string, in dialogue.Interpretation, numbers []string) string {
	text = clip(text, maxText)
	for _, s := range in.Slots {
		if s.Slot != dialogue.SlotOrder {
			continue
		}
		if s.Words != "" {
			text = strings.ReplaceAll(text, s.Words, " ")
		}
		text = withoutNumber(text, s.Value)
	}
	for _, number := range numbers {
		text = withoutNumber(text, number)
	}
	return firstGuesses(text)
}

// firstGuesses cuts a text off after maxGuesses groups of digits or addresses.
func firstGuesses(text string) string {
	guesses, inDigits := 0, false
	for i, r := range text {
		digit := unicode.IsDigit(r)
		if r == '@' || digit && !inDigits {
			if guesses++; guesses > maxGuesses {
				return text[:i]
			}
		}
		inDigits = digit
	}
	return text
}

// withoutNumber blanks every writing of an order number in a text, whatever signs stand between its letters and digits.
func withoutNumber(text, number string) string {
	want := []rune(plainNumber(number))
	if len(want) == 0 {
		return text
	}
	runes := []rune(text)
	var letters []rune // of the text, as plainNumber has them
	var at []int       // where each of them stands in runes
	for i, r := range runes {
		if isPlain(r) {
			letters, at = append(letters, unicode.ToUpper(r)), append(at, i)
		}
	}
	for i := 0; i+len(want) <= len(letters); i++ {
		first, last := at[i], at[i+len(want)-1]
		if slices.Equal(letters[i:i+len(want)], want) && standsAlone(runes, first, last) {
			for j := first; j <= last; j++ {
				runes[j] = ' '
			}
		}
	}
	return string(runes)
}

// standsAlone reports whether no letter or digit touches runes[first:last+1].
func standsAlone(runes []rune, first, last int) bool {
	return (first == 0 || !isPlain(runes[first-1])) && (last == len(runes)-1 || !isPlain(runes[last+1]))
}

// plainNumber is an order number without what people write differently: case, spaces, dashes, a "#".
func plainNumber(number string) string {
	return strings.Map(func(r rune) rune {
		if !isPlain(r) {
			return -1
		}
		return unicode.ToUpper(r)
	}, number)
}

func isPlain(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

func sameNumber(a, b string) bool { return plainNumber(a) == plainNumber(b) }
