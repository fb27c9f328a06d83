package telegram

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// How long texts may be, after their formatting is taken off: https://core.telegram.org/bots/api#sendmessage and
// https://core.telegram.org/bots/api#sendphoto. They are counted in UTF-16 code units, the strictest way of counting.
const (
	maxMessage = 4096
	maxCaption = 1024
)

// units is the length of a text in UTF-16 code units.
func units(s string) int {
	n := 0
	for _, r := range s {
		n += width(r)
	}
	return n
}

func width(r rune) int {
	if r > 0xFFFF {
		return 2
	}
	return 1
}

// split cuts a text into parts of at most so many code units, the first part and the others. Together the parts are the text. It cuts
// between paragraphs where it can, else lines, sentences, words, and as the last resort characters.
func split(text string, first, others int) []string {
	var parts []string
	limit := first
	for units(text) > limit {
		at := cut(text, limit)
		parts = append(parts, text[:at])
		text, limit = text[at:], others
	}
	return append(parts, text)
}

// cut is where a text that is too long is cut: at least one character in, and never inside of one.
func cut(text string, limit int) int {
	end := reach(text, limit)
	least := end / 3 // a good place too near the beginning would make a crumb
	for _, find := range []func(string) int{afterLast("\n\n"), afterLast("\n"), afterSentence, afterLast(" ")} {
		if at := find(text[:end]); at > least {
			return at
		}
	}
	return apart(text, end)
}

// reach is how many bytes of the text have at most so many code units.
func reach(text string, limit int) int {
	n := 0
	for i, r := range text {
		if n += width(r); n > limit && i > 0 {
			return i
		}
	}
	return len(text)
}

func afterLast(sep string) func(string) int {
	return func(s string) int {
		if i := strings.LastIndex(s, sep); i >= 0 {
			return i + len(sep)
		}
		return -1
	}
}

// afterSentence is behind the space after the last end of a sentence.
func afterSentence(s string) int {
	for i := len(s) - 1; i > 0; i-- {
		if s[i] == ' ' && strings.ContainsAny(s[i-1:i], ".!?") {
			return i + 1
		}
	}
	return -1
}

// apart moves a cut back so that it does not part what is one character to the eye, such as a letter and its accent.
func apart(text string, end int) int {
	const joiner, longest = '\u200d', 64
	at := end
	for at > 0 && end-at < longest {
		next, _ := utf8.DecodeRuneInString(text[at:])
		last, size := utf8.DecodeLastRuneInString(text[:at])
		if !unicode.Is(unicode.M, next) && next != joiner && last != joiner && !(next >= 0x1F3FB && next <= 0x1F3FF) {
			return at
		}
		at -= size
	}
	return end
}
