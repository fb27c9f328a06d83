package understand

// Votes that a language needs, and needs more than the next one, to be told.
const (
	fewestVotes = 2
	fewestLead  = 1
)

// mostLanguages bounds the languages that are counted; files of phrases beyond are not told.
const mostLanguages = 16

// language tells the language of a text by its frequent words and its own letters; "" when the text is too short or the votes
// are too even.
func (l *lexicon) language(text string, toks []token) string {
	var votes [mostLanguages]int
	for i := range toks {
		owners := l.frequent[toks[i].norm]
		for _, lang := range owners {
			votes[lang] += 1 + b2i(len(owners) == 1 && len(toks[i].norm) > 3)
		}
	}
	for _, r := range text {
		if r >= 0x80 {
			if lang, ok := l.letters[r]; ok {
				votes[lang]++
			}
		}
	}
	best, next, lang := 0, 0, 0
	for k, n := range votes {
		switch {
		case n > best:
			best, next, lang = n, best, k
		case n > next:
			next = n
		}
	}
	if best < fewestVotes || best-next < fewestLead {
		return ""
	}
	return l.tongues[lang]
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}
