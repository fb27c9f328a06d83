package understand

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// span is a stretch of a clean text: bytes [from, to).
type span struct{ from, to int }

func (s span) overlaps(o span) bool { return s.from < o.to && o.from < s.to }

// token is a word, a number or an emoji of a text.
type token struct {
	span
	norm  string   // lower case, no accents, no apostrophes, stretched letters shortened
	known string   // norm, or the phrase word that norm is a misspelling of
	num   int      // its number when it is one, in digits or as a word; else -1
	day   int      // the day of a month that it can be, "5" or "5th"; else 0
	lang  string   // the language that it names, if any
	ids   []wordID // the words of the phrases that it is
	exact []wordID // those of them that are no guess
	brk   bool     // a sentence ends before it
	pause bool     // a comma, a dash or a bracket stands before it
	asks  bool     // its sentence ends with a question mark
}

// maxTokens bounds the work on a text that is nothing but single letters.
const maxTokens = 1000

// tokenize cuts a clean text into tokens. Elided words, as in "l'adresse", are tokens of their own.
func tokenize(text string, elided map[string]bool) []token {
	toks := make([]token, 0, len(text)/4+2)
	var brk, pause bool
	for i := 0; i < len(text) && len(toks) < maxTokens; {
		end, kind := scan(text, i)
		if kind == isWord {
			end = elisionEnd(text, i, end, elided)
		}
		switch kind {
		case isWord, isSign:
			word := fold(text[i:end])
			toks = append(toks, token{span: span{i, end}, norm: word, known: word, num: -1, brk: brk, pause: pause})
			brk, pause = false, false
		case isStop:
			brk = brk || len(toks) > 0
			if strings.ContainsAny(text[i:end], "?") {
				markQuestion(toks)
			}
		case isPause:
			pause = true
		}
		i = end
	}
	return toks
}

// markQuestion marks the tokens of the sentence that has just ended as part of a question.
func markQuestion(toks []token) {
	for i := len(toks) - 1; i >= 0; i-- {
		toks[i].asks = true
		if toks[i].brk {
			return
		}
	}
}

type kind int

const (
	isSpace kind = iota
	isWord
	isSign // an emoji or another symbol that says something by itself
	isStop
	isPause
)

// scan returns the end and the kind of what starts at text[i].
func scan(text string, i int) (int, kind) {
	if isDigit(text[i]) || isASCIILetter(text[i]) {
		return wordEnd(text, i), isWord
	}
	if text[i] == ' ' {
		return i + 1, isSpace
	}
	r, n := utf8.DecodeRuneInString(text[i:])
	switch {
	case unicode.IsLetter(r) || unicode.IsDigit(r):
		return wordEnd(text, i), isWord
	case r == '.' || r == '!' || r == '?' || r == ';' || r == '\n' || r == '¿' || r == '¡':
		end := i + n
		for end < len(text) && strings.IndexByte(".!?", text[end]) >= 0 {
			end++
		}
		if text[i:end] == "..." || text[i:end] == ".." || r == '.' && betweenDigits(text, i) {
			return end, isPause
		}
		return end, isStop
	case unicode.Is(unicode.So, r) || r == '❤':
		return i + n, isSign
	case strings.ContainsRune(",:-()/\"+=*&", r):
		return i + n, isPause
	}
	return i + n, isSpace
}

func betweenDigits(text string, i int) bool {
	return i > 0 && i+1 < len(text) && isDigit(text[i-1]) && isDigit(text[i+1])
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// wordEnd returns the end of the word at i: letters, digits, marks, and apostrophes inside it.
func wordEnd(text string, i int) int {
	for i < len(text) {
		if isDigit(text[i]) || isASCIILetter(text[i]) {
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(text[i:])
		inside := r == '\'' && i+1 < len(text) && isASCIILetter(text[i+1])
		if !inside && !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) {
			break
		}
		i += n
	}
	return i
}

// elisionEnd returns the end of the elided word that the word text[i:end] starts with, or end.
func elisionEnd(text string, i, end int, elided map[string]bool) int {
	if k := strings.IndexByte(text[i:end], '\''); k > 0 && k <= longestElision && elided[strings.ToLower(text[i:i+k])] {
		return i + k
	}
	return end
}

// longestElision is how many letters an elided word has at most.
const longestElision = 5

func isASCIILetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// fold makes spellings of a word equal: lower case, no accents, no apostrophes, three or more equal letters as one.
func fold(word string) string {
	if isFolded(word) {
		return word
	}
	var b strings.Builder
	b.Grow(len(word))
	var last rune
	run := 0
	for _, r := range norm.NFD.String(word) {
		if r == '\'' || unicode.Is(unicode.Mn, r) {
			continue
		}
		r = unicode.ToLower(r)
		if r == last {
			run++
		} else {
			last, run = r, 1
		}
		b.WriteRune(r)
		if run == 3 && unicode.IsLetter(r) {
			return squeeze(word)
		}
	}
	return b.String()
}

func isFolded(word string) bool {
	for i := 0; i < len(word); i++ {
		if c := word[i]; !('a' <= c && c <= 'z' || isDigit(c)) || i > 1 && c == word[i-1] && c == word[i-2] && c >= 'a' {
			return false
		}
	}
	return true
}

// squeeze folds a word with stretched letters ("pleeease"): each run of three or more becomes one. A word of nothing but three
// equal letters stays as it is.
func squeeze(word string) string {
	if len(word) == 3 {
		return strings.ToLower(word) // the BBB, AAA batteries
	}
	var out []rune
	run := 0
	for _, r := range norm.NFD.String(word) {
		if r == '\'' || unicode.Is(unicode.Mn, r) {
			continue
		}
		r = unicode.ToLower(r)
		if n := len(out); n > 0 && out[n-1] == r {
			run++
		} else {
			run = 1
		}
		if run == 3 && unicode.IsLetter(r) {
			out = out[:len(out)-1]
			continue
		}
		if run > 3 && unicode.IsLetter(r) {
			continue
		}
		out = append(out, r)
	}
	return string(out)
}
