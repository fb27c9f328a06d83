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
//	!you|me       any one word but these
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
	alts     []wordID
	optional bool
	not      bool // any word that is none of alts
	gap      int  // > 0: up to so many words, no alts
}

// maxGap is how many words ".." may stand for.
const maxGap = 3

func (v *vocabulary) parsePhrase(s string) (phrase, error) {
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
		e, err := v.parseElem(f)
		if err != nil {
			return p, fmt.Errorf("phrase %q: %w", s, err)
		}
		p.elems = append(p.elems, e)
	}
	if len(p.elems) == 0 || !p.elems[0].isWord() || p.elems[len(p.elems)-1].gap > 0 {
		return p, fmt.Errorf("phrase %q: it must start and end with a word", s)
	}
	return p, nil
}

// isWord reports whether an element stands for certain words, so that a phrase can be found by it.
func (e elem) isWord() bool { return e.gap == 0 && !e.not }

func (v *vocabulary) parseElem(f string) (elem, error) {
	var e elem
	f, e.optional = strings.CutSuffix(f, "?")
	f, e.not = strings.CutPrefix(f, "!")
	for a := range strings.SplitSeq(f, "|") {
		word, stem := strings.CutSuffix(a, "*")
		if word == "" || stem && len(word) < shortestStem {
			return e, fmt.Errorf("%q is too short", f)
		}
		e.alts = append(e.alts, v.add(word, stem))
	}
	return e, nil
}

// heads returns the words that the phrase can start with, optional ones and what may follow them included.
func (p phrase) heads() []wordID {
	var out []wordID
	for _, e := range p.elems {
		out = append(out, e.alts...)
		if !e.optional {
			break
		}
	}
	return out
}

// match returns the index after the last token of the phrase when it starts at toks[i], or -1.
func (p *phrase) match(toks []token, i int, exact bool) int {
	if p.start && i > 0 && !toks[i].brk {
		return -1
	}
	return p.from(toks, i, 0, i, exact)
}

// from matches the elements from k on at token i; first is where the phrase began.
func (p *phrase) from(toks []token, i, k, first int, exact bool) int {
	if k == len(p.elems) {
		if i == first || p.end && i < len(toks) && !toks[i].brk {
			return -1
		}
		return i
	}
	e := &p.elems[k]
	if e.gap > 0 {
		return p.gap(toks, i, k, first, exact)
	}
	if i < len(toks) && (i == first || !toks[i].brk) && e.matches(&toks[i], exact) {
		if end := p.from(toks, i+1, k+1, first, exact); end >= 0 {
			return end
		}
	}
	if e.optional {
		return p.from(toks, i, k+1, first, exact)
	}
	return -1
}

func (p *phrase) gap(toks []token, i, k, first int, exact bool) int {
	for skip := 0; skip <= p.elems[k].gap; skip++ {
		if end := p.from(toks, i+skip, k+1, first, exact); end >= 0 {
			return end
		}
		if i+skip >= len(toks) || toks[i+skip].brk {
			return -1
		}
	}
	return -1
}

func (e *elem) matches(t *token, exact bool) bool {
	ids := t.ids
	if exact {
		ids = t.exact
	}
	for _, id := range ids {
		for _, a := range e.alts {
			if a == id {
				return !e.not
			}
		}
	}
	return e.not
}

// hit is a phrase found in a text: tokens [from, to) and the tag that the phrase carries.
type hit struct {
	from, to int
	tag      int
}

// matcher finds many phrases at once. It is immutable after the last add and safe for concurrent use.
type matcher struct {
	vocabulary *vocabulary
	exact      bool // takes words as they are written, and no nearly right ones
	phrases    []phrase
	tags       []int
	tongues    []tongues // of each phrase
	byHead     [][]int32 // wordID -> the phrases that can start with it
	needs      []need    // of each phrase
}

// mostNeeds is how many words can stand for one another in what a phrase needs.
const mostNeeds = 4

// need is words of which a text must have one for a phrase to be in it; all of them are noWord where the phrase needs none beside
// its first. It turns most phrases down without a look at them.
type need [mostNeeds]wordID

const noWord wordID = -1

// need returns what the phrase needs beside its first word.
func (p phrase) need() need {
	n := need{noWord, noWord, noWord, noWord}
	for _, e := range p.elems[1:] {
		if e.isWord() && !e.optional && len(e.alts) <= mostNeeds {
			copy(n[:], e.alts)
			break
		}
	}
	return n
}

func (n *need) in(words *wordSet) bool {
	if n[0] == noWord {
		return true
	}
	for _, id := range n {
		if id != noWord && words.has(id) {
			return true
		}
	}
	return false
}

// add makes the matcher find a phrase and report it with the tag.
func (m *matcher) add(text string, tag int, of tongues) error {
	p, err := m.vocabulary.parsePhrase(text)
	if err != nil {
		return err
	}
	n := len(m.phrases)
	m.phrases, m.tags, m.needs, m.tongues = append(m.phrases, p), append(m.tags, tag), append(m.needs, p.need()), append(m.tongues, of)
	for _, id := range p.heads() {
		for int(id) >= len(m.byHead) {
			m.byHead = append(m.byHead, nil)
		}
		m.byHead[id] = append(m.byHead[id], int32(n))
	}
	return nil
}

// find appends all hits of phrases of the given languages, in the order of the text, to hits.
func (m *matcher) find(toks []token, of tongues, hits []hit) []hit {
	words := wordsOf(toks)
	for i := range toks {
		ids := toks[i].ids
		if m.exact {
			ids = toks[i].exact
		}
		for _, id := range ids {
			if int(id) >= len(m.byHead) {
				continue
			}
			for _, n := range m.byHead[id] {
				if m.tongues[n]&of != 0 && m.needs[n].in(&words) {
					hits = m.try(toks, i, n, hits)
				}
			}
		}
	}
	return hits
}

func (m *matcher) try(toks []token, i int, n int32, hits []hit) []hit {
	end := m.phrases[n].match(toks, i, m.exact)
	if end < 0 {
		return hits
	}
	h := hit{from: i, to: end, tag: m.tags[n]}
	if len(hits) > 0 && hits[len(hits)-1] == h {
		return hits
	}
	return append(hits, h)
}
