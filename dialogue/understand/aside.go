package understand

import (
	"slices"

	"amends/dialogue"
)

// without returns the text without some of its tokens; the same reading when none of them goes.
func (r *reading) without(drop func(i int) bool) *reading {
	var toks []token
	var cover []hit
	brk, pause := false, false
	for i, t := range r.toks {
		if drop(i) {
			if toks == nil {
				toks = append(make([]token, 0, len(r.toks)-1), r.toks[:i]...)
				cover = append(make([]hit, 0, len(r.toks)-1), r.cover[:i]...)
			}
			brk, pause = brk || t.brk, pause || t.pause
			continue
		}
		if toks != nil {
			t.brk, t.pause = (t.brk || brk) && len(toks) > 0, t.pause || pause
			toks, cover = append(toks, t), append(cover, r.cover[i])
			brk, pause = false, false
		}
	}
	if toks == nil {
		return r
	}
	rest := *r
	rest.toks, rest.cover = toks, cover
	rest.concepts = r.lex.concepts.find(toks, r.tongues, make([]hit, 0, len(r.concepts)))
	return &rest
}

// isValue reports whether token i is part of an order number, a postal code or the like, or of the words that announce one.
func (r *reading) isValue(i int) bool {
	return slices.ContainsFunc(r.values, r.toks[i].overlaps)
}

// findValues notes where values stand that say whose order it is, with the words before them: "order number", "zip". What stands
// before is left where it is part of a sentence: "cancel order 1001", "change the zip to 98101".
func (f *finder) findValues() {
	for _, v := range f.out {
		switch v.Slot {
		case dialogue.SlotOrder, dialogue.SlotProof, dialogue.SlotTracking, dialogue.SlotEmail, dialogue.SlotPhone:
			f.values = append(f.values, v.at)
		}
	}
	f.hitsOf(cueGroup, func(h hit, t tag) {
		switch t.name {
		case "order", "postal", "phone", "phone_tail":
		default:
			return
		}
		if at, ok := f.valueAfter(h.to); ok && f.announces(h.from, t.name == "order") {
			f.values = append(f.values, span{f.toks[f.leadIn(h.from)].from, at.to})
		}
	})
}

// leadIn moves the start of the words before a value over words of no weight to the start of their clause: "my" of "my zip".
func (f *finder) leadIn(i int) int {
	for k := i; k >= 0 && (k == i || f.lex.fillers[f.toks[k].norm]); k-- {
		if k == 0 || f.toks[k].brk || f.toks[k].pause {
			return k
		}
	}
	return i
}

// valueAfter returns the value that starts at token i or, words of no weight between, soon after it.
func (f *finder) valueAfter(i int) (span, bool) {
	for k := i; k < len(f.toks) && k <= i+2; k++ {
		for _, v := range f.values {
			if v.overlaps(f.toks[k].span) {
				return v, true
			}
		}
		if !f.lex.fillers[f.toks[k].norm] {
			break
		}
	}
	return span{}, false
}

// announces reports whether the words at token i only say what follows. The word for an order does so only at the start of a
// clause; that for a code wherever nobody speaks of changing it.
func (f *finder) announces(i int, atStart bool) bool {
	for k := i; k > 0 && k > i-4; k-- {
		before := f.toks[k-1]
		switch {
		case f.toks[k].brk || f.toks[k].pause || slices.ContainsFunc(f.values, before.overlaps):
			return true
		case atStart && !f.lex.fillers[before.norm]:
			return false
		case f.hasConceptIn("alter", k-1, k):
			return false
		}
	}
	return true
}

// aside returns which tokens say something around a problem and not what it is.
func (r *reading) aside() func(i int) bool {
	drop := make([]bool, len(r.toks))
	hits := r.lex.matcher.find(r.toks, r.tongues, nil)
	for _, h := range hits {
		from, to := h.from, h.to
		switch t := r.lex.tags[h.tag]; {
		case t.group == moveGroup && isAround(dialogue.MoveKind(t.name)) && to-from <= longestAside:
		case t.group == topicGroup && t.name == string(dialogue.RouteTo):
			from, to = r.sentence(h)
		default:
			continue
		}
		for i := from; i < to; i++ {
			drop[i] = true
		}
	}
	return func(i int) bool { return drop[i] }
}

// longestAside is how many words can be an aside; a longer phrase has words between that may be the problem.
const longestAside = 4

// isAround reports moves that come beside a problem.
func isAround(kind dialogue.MoveKind) bool {
	switch kind {
	case dialogue.Abuse, dialogue.Unhappy, dialogue.AskHuman, dialogue.Restart, dialogue.Greet, dialogue.Thank, dialogue.Wait, dialogue.Correct:
		return true
	}
	return false
}

// sentence returns the sentence around a hit when it is a question, else the hit alone.
func (r *reading) sentence(h hit) (from, to int) {
	if !r.toks[h.from].asks {
		return h.from, h.to
	}
	for from = h.from; from > 0 && !r.toks[from].brk; {
		from--
	}
	for to = h.to; to < len(r.toks) && !r.toks[to].brk; {
		to++
	}
	return from, to
}

// isMoves reports whether tokens [from, to) are nothing but moves and words of no weight.
func (r *reading) isMoves(from, to int) bool {
	for i := from; i < to; i++ {
		if r.cover[i].to == 0 && !r.lex.fillers[r.toks[i].known] {
			return false
		}
	}
	return true
}

// onlyWeightless reports whether nothing is left but words of no weight.
func (r *reading) onlyWeightless() bool {
	for _, t := range r.toks {
		if !r.lex.fillers[t.known] {
			return false
		}
	}
	return true
}

// hasConceptIn reports whether tokens [from, to) have a word of a concept that is not part of a longer phrase of another: "free of
// charge" is no charge.
func (r *reading) hasConceptIn(name string, from, to int) bool {
	for _, h := range r.concepts {
		if h.from >= from && h.to <= to && r.lex.tags[h.tag].name == name && !r.insideOther(h) {
			return true
		}
	}
	return false
}

func (r *reading) insideOther(h hit) bool {
	return slices.ContainsFunc(r.concepts, func(o hit) bool {
		return o.tag != h.tag && r.lex.tags[o.tag].name == "gratis" && o.from <= h.from && h.to <= o.to
	})
}
