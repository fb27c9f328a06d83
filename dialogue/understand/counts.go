package understand

import "amends/dialogue"

// mostQuantity is the largest number that is taken for a count of items.
const mostQuantity = 999

// quantities finds counts: "3 of them", "two units", "x2".
func (f *finder) quantities() {
	f.hitsOf(cueGroup, func(h hit, t tag) {
		if t.name != "quantity" || h.from == 0 {
			return
		}
		n := f.toks[h.from-1]
		if n.num >= 1 && n.num <= mostQuantity && f.isFree(n.span) && !n.brk {
			f.note(dialogue.SlotQuantity, itoa(n.num), span{n.from, f.toks[h.to-1].to}, "", 0.7)
		}
	})
	for _, t := range f.toks {
		if n := times(t.norm); n > 0 && f.isFree(t.span) {
			f.note(dialogue.SlotQuantity, itoa(n), t.span, "", 0.7)
		}
	}
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
