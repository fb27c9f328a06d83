package understand

import (
	"fmt"
	"strings"
)

// A phrase of the data files is words with a few signs:
//
//	broken        the word (lower case, no accents, no apostrophes; close misspellings of long words match too)
//	refund*       any word that starts so
//	want|need     one of these
//	the?          may be missing
//	..            up to three words between
//	<n> <day>     a number, a day of the month ("5", "5th")
//	<lang>        the name of a language
//	^ $           the start, the end of the sentence
//
// All of a phrase lies within one sentence.
type phrase struct {
	elems      []elem
	start, end bool
}

type elem struct {
	alts     []alt
	optional bool
	gap      int // > 0: up to so many words, no alts
	number   bool
	day      bool
	language bool
}

type alt struct {
	word string
	stem bool
}

// The words under which phrases that start with a number or a language are kept.
const (
	anyNumber   = "<n>"
	anyDay      = "<day>"
	anyLanguage = "<lang>"
)

// maxGap is how many words ".." may stand for.
const maxGap = 3

func parsePhrase(s string) (phrase, error) {
	var p phrase
	for _, f := range strings.Fields(s) {
		switch f {
		case "^":
			p.start = true
			continue
		case "$":
			p.end = true
			continue
		case "..":
			p.elems = append(p.elems, elem{gap: maxGap})
			continue
		}
		e, err := parseElem(f)
		if err != nil {
			return p, fmt.Errorf("phrase %q: %w", s, err)
		}
		p.elems = append(p.elems, e)
	}
	if len(p.elems) == 0 || p.elems[0].gap > 0 || p.elems[len(p.elems)-1].gap > 0 {
		return p, fmt.Errorf("phrase %q: it must start and end with a word", s)
	}
	return p, nil
}

func parseElem(f string) (elem, error) {
	var e elem
	f, e.optional = strings.CutSuffix(f, "?")
	switch f {
	case "<n>":
		e.number = true
		return e, nil
	case "<day>":
		e.day = true
		return e, nil
	case "<lang>":
		e.language = true
		return e, nil
	}
	for a := range strings.SplitSeq(f, "|") {
		word, stem := strings.CutSuffix(a, "*")
		if word == "" || stem && len(word) < 3 {
			return e, fmt.Errorf("%q is too short", f)
		}
		e.alts = append(e.alts, alt{fold(word), stem})
	}
	return e, nil
}

// heads returns the words that the phrase can start with, optional ones and what may follow them included.
func (p phrase) heads() []alt {
	var out []alt
	for _, e := range p.elems {
		out = append(out, e.alts...)
		if e.number {
			out = append(out, alt{word: anyNumber})
		}
		if e.day {
			out = append(out, alt{word: anyDay})
		}
		if e.language {
			out = append(out, alt{word: anyLanguage})
		}
		if !e.optional {
			break
		}
	}
	return out
}

// match returns the index after the last token of the phrase when it starts at toks[i], or -1.
func (p phrase) match(toks []token, i int) int {
	if p.start && i > 0 && !toks[i].brk {
		return -1
	}
	return p.from(toks, i, 0, i)
}

// from matches the elements from k on at token i; first is where the phrase began.
func (p phrase) from(toks []token, i, k, first int) int {
	if k == len(p.elems) {
		if i == first || p.end && i < len(toks) && !toks[i].brk {
			return -1
		}
		return i
	}
	e := p.elems[k]
	if e.gap > 0 {
		return p.gap(toks, i, k, first)
	}
	if i < len(toks) && (i == first || !toks[i].brk) && e.matches(toks[i]) {
		if end := p.from(toks, i+1, k+1, first); end >= 0 {
			return end
		}
	}
	if e.optional {
		return p.from(toks, i, k+1, first)
	}
	return -1
}

func (p phrase) gap(toks []token, i, k, first int) int {
	for skip := 0; skip <= p.elems[k].gap; skip++ {
		if end := p.from(toks, i+skip, k+1, first); end >= 0 {
			return end
		}
		if i+skip >= len(toks) || toks[i+skip].brk {
			return -1
		}
	}
	return -1
}

func (e elem) matches(t token) bool {
	if e.number && t.num >= 0 || e.day && t.day > 0 || e.language && t.lang != "" {
		return true
	}
	for _, a := range e.alts {
		if a.matches(t.known) || a.matches(t.norm) {
			return true
		}
	}
	return false
}

func (a alt) matches(word string) bool {
	if a.stem {
		return strings.HasPrefix(word, a.word)
	}
	return a.word == word
}

// hit is a phrase found in a text: tokens [from, to) and the tag that the phrase carries.
type hit struct {
	from, to int
	tag      int
}

// matcher finds many phrases at once. It is immutable after the last add and safe for concurrent use.
type matcher struct {
	phrases []phrase
	tags    []int
	byWord  map[string][]int
	byStem  map[string][]int // by the first three bytes of a stem
}

func newMatcher() *matcher {
	return &matcher{byWord: map[string][]int{}, byStem: map[string][]int{}}
}

// add makes the matcher find a phrase and report it with the tag.
func (m *matcher) add(text string, tag int) error {
	p, err := parsePhrase(text)
	if err != nil {
		return err
	}
	n := len(m.phrases)
	m.phrases, m.tags = append(m.phrases, p), append(m.tags, tag)
	for _, h := range p.heads() {
		if h.stem {
			m.byStem[h.word[:3]] = append(m.byStem[h.word[:3]], n)
		} else {
			m.byWord[h.word] = append(m.byWord[h.word], n)
		}
	}
	return nil
}

// find returns all hits in the order of the text.
func (m *matcher) find(toks []token) []hit {
	var hits []hit
	for i := range toks {
		hits = m.at(toks, i, toks[i].norm, hits)
		if toks[i].known != toks[i].norm {
			hits = m.at(toks, i, toks[i].known, hits)
		}
		if toks[i].num >= 0 {
			hits = m.at(toks, i, anyNumber, hits)
		}
		if toks[i].day > 0 {
			hits = m.at(toks, i, anyDay, hits)
		}
		if toks[i].lang != "" {
			hits = m.at(toks, i, anyLanguage, hits)
		}
	}
	return hits
}

func (m *matcher) at(toks []token, i int, word string, hits []hit) []hit {
	for _, n := range m.byWord[word] {
		hits = m.try(toks, i, n, hits)
	}
	if len(word) >= 3 {
		for _, n := range m.byStem[word[:3]] {
			hits = m.try(toks, i, n, hits)
		}
	}
	return hits
}

func (m *matcher) try(toks []token, i, n int, hits []hit) []hit {
	end := m.phrases[n].match(toks, i)
	if end < 0 {
		return hits
	}
	h := hit{from: i, to: end, tag: m.tags[n]}
	if len(hits) > 0 && hits[len(hits)-1] == h {
		return hits
	}
	return append(hits, h)
}
