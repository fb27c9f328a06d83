package understand

import (
	"slices"

	"amends/dialogue"
)

// mostQuantity is the largest number that is taken for a count of items.
const mostQuantity = 999

// quantities finds how many pieces a text is about: "3 of them", "two units", "x2", "both", "half of them".
func (f *finder) quantities() {
	f.hitsOf(cueGroup, func(h hit, t tag) {
		if t.name != "quantity" || h.from == 0 {
			return
		}
		if n := f.toks[h.from-1]; f.canCount(h.from-1) && !n.brk {
			f.note(dialogue.SlotQuantity, itoa(n.num), span{n.from, f.toks[h.to-1].to}, "", 0.7)
		}
	})
	f.hitsOf(countGroup, func(h hit, t tag) {
		if value := f.countIn(h, t.name); value != "" {
			f.note(dialogue.SlotQuantity, value, f.place(h.from, h.to), "", 0.7)
		}
	})
	for _, t := range f.toks {
		if n := times(t.norm); n > 0 && f.isFree(t.span) {
			f.note(dialogue.SlotQuantity, itoa(n), t.span, "", 0.7)
		}
	}
}

// canCount reports whether token i is a number that may count things; a stretch of time counts none.
func (f *finder) canCount(i int) bool {
	n := f.toks[i]
	return n.num >= 1 && n.num <= mostQuantity && f.isFree(n.span) && !f.isDuration(i+1)
}

// countIn returns what a phrase says of how many: a number of the list, else the first one that stands in the words, else what the
// list says. It returns "" when it is negated or about a stretch of time.
func (f *finder) countIn(h hit, name string) string {
	if f.negated(h.from, 2) || f.isDuration(h.to) || !f.isFree(f.place(h.from, h.to)) {
		return ""
	}
	for i := h.from; i < h.to && !allDigits(name); i++ {
		if n := f.toks[i].num; n >= 1 && n <= mostQuantity {
			return itoa(n)
		}
	}
	return name
}

func (r *reading) isDuration(i int) bool {
	return i < len(r.toks) && slices.ContainsFunc(r.hits, func(h hit) bool {
		t := r.lex.tags[h.tag]
		return h.from == i && t.group == cueGroup && t.name == "duration"
	})
}

const (
	countedWords = 4 // words after a number that may say what it counts
	mostCounts   = 8
)

// counts returns the numbers of a text with what stands after them, articles among them. What was bought is no count of what is wrong.
func (f *finder) counts() []dialogue.Count {
	var out []dialogue.Count
	for i, t := range f.toks {
		n := t.num
		if f.lex.articles[t.norm] {
			n = 1
		}
		to := i + 1
		for to < len(f.toks) && to <= i+countedWords && !f.toks[to].brk && !f.toks[to].pause {
			to++
		}
		if n < 1 || n > mostQuantity || to == i+1 || !f.isFree(t.span) || f.isDuration(i+1) || f.isBought(i) || len(out) == mostCounts {
			continue
		}
		out = append(out, dialogue.Count{Number: n, Words: f.words(i+1, to)})
	}
	return out
}

// isBought reports whether words that speak of buying stand closely before token i: "I ordered two bottles".
func (f *finder) isBought(i int) bool {
	found := false
	f.cued("bought", func(after int) { found = found || after <= i && after > i-3 })
	return found
}

// times reads "x2" and "2x"; 0 for anything else.
func times(word string) int {
	var figures string
	switch {
	case len(word) > 1 && word[0] == 'x':
		figures = word[1:]
	case len(word) > 1 && word[len(word)-1] == 'x':
		figures = word[:len(word)-1]
	}
	if !allDigits(figures) || len(figures) > 3 {
		return 0
	}
	n := 0
	for _, c := range figures {
		n = n*10 + int(c-'0')
	}
	return n
}

// rating finds a mark of one to five when feedback was asked for.
func (f *finder) rating() {
	if f.asked().Kind != dialogue.ActFeedback || len(f.toks) > mostAnswerWords {
		return
	}
	f.hitsOf(ratingGroup, func(h hit, _ tag) {
		for i := h.from; i < h.to; i++ {
			f.rate(f.toks[i].num, i)
		}
	})
	for i, t := range f.toks {
		if t.num > 0 && f.onlyFillersBeside(i) || f.text[t.from:t.to] == "⭐" && len(f.toks) <= 5 {
			f.rate(max(t.num, len(f.toks)*b2i(t.num < 0)), i)
		}
	}
	if len(f.toks) <= 3 && !f.hasSlot(dialogue.SlotRating) {
		for i, t := range f.toks {
			if !f.negated(i, 3) {
				f.rate(f.lex.ratings[t.known], i)
			}
		}
	}
}

func (f *finder) rate(n, i int) {
	if n >= 1 && n <= 5 && !f.hasSlot(dialogue.SlotRating) {
		f.note(dialogue.SlotRating, itoa(n), f.place(i, i+1), "", 0.9)
	}
}
