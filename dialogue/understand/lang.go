package understand

import "slices"

// Votes that a language needs, and needs more than the next one, to be told.
const (
	fewestVotes = 2
	fewestLead  = 1
)

// mostLanguages bounds the languages that are counted; files of phrases beyond are not told.
const mostLanguages = 16

// tongues is a set of languages: bit k is the k-th file of phrases.
type tongues uint16

const allTongues tongues = 1<<mostLanguages - 1

// tongueOf returns the language that was added last; what needs no language is part of every one.
func (l *lexicon) tongueOf(lang language) tongues {
	if lang.Lang == "" {
		return allTongues
	}
	return 1 << (len(l.tongues) - 1)
}

// language tells the language of a text by its frequent words and its own letters, "" when the text is too short or the votes are
// too even; and the languages that it may be in, so that a word of another one does not count: "die" and "was" are words of two.
func (l *lexicon) language(text string, toks []token) (string, tongues) {
	votes := l.votes(text, toks)
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
		return "", plausible(&votes, best)
	}
	return l.tongues[lang], plausible(&votes, best)
}

// votes counts what speaks for each language.
func (l *lexicon) votes(text string, toks []token) (votes [mostLanguages]int) {
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
	return votes
}

// surelyOther is how many votes one language must have before others, with fewer than half of them, are ruled out.
const surelyOther = 6

func plausible(votes *[mostLanguages]int, best int) tongues {
	if best < surelyOther {
		return allTongues
	}
	var out tongues
	for k, n := range votes {
		if 3*n >= best {
			out |= 1 << k
		}
	}
	return out
}

// preferred leaves out what other languages see in words that the language of the text has a phrase for, or that of the
// conversation where the text does not tell: "fine" is a yes in English and the end in Italian.
func (r *reading) preferred(hits []hit) []hit {
	own := r.lex.tongueNamed(r.lang)
	if own == 0 {
		own = r.lex.tongueNamed(r.conv.Lang)
	}
	if own == 0 {
		return hits
	}
	return slices.DeleteFunc(hits, func(h hit) bool {
		return r.lex.tags[h.tag].of&own == 0 && slices.ContainsFunc(hits, func(o hit) bool {
			return r.lex.tags[o.tag].of == own && o.from <= h.from && h.to <= o.to
		})
	})
}

// tongueNamed returns a language by its code; the empty set when there are no phrases in it.
func (l *lexicon) tongueNamed(code string) tongues {
	if i := slices.Index(l.tongues, code); i >= 0 && code != "" {
		return 1 << i
	}
	return 0
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// switched is the language of the text, or that of the conversation when a third as much speaks for it: nobody changes their language
// with "tell me a joke", in which Portuguese sees three words of its own and English two. Letters and one word said often are no language.
func (r *reading) switched() string {
	own := slices.Index(r.lex.tongues, r.conv.Lang)
	if r.lang == "" || r.lang == r.conv.Lang || own < 0 {
		return r.lang
	}
	votes, other := r.lex.votes(r.text, r.toks), slices.Index(r.lex.tongues, r.lang)
	if 3*votes[own] >= votes[other] || r.wordsOf(other) < fewestVotes {
		return r.conv.Lang
	}
	return r.lang
}

// wordsOf is how many different frequent words of a language the text has.
func (r *reading) wordsOf(lang int) int {
	found := map[string]bool{}
	for i := range r.toks {
		if slices.Contains(r.lex.frequent[r.toks[i].norm], lang) {
			found[r.toks[i].norm] = true
		}
	}
	return len(found)
}
