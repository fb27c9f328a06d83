package understand

import (
	"cmp"
	"slices"
	"strings"

	"amends/dialogue"
)

// finder collects the values of a text. What one kind of value has taken is no part of another: a phone number is not an order.
type finder struct {
	*reading
	runs  []run
	taken []span
	out   []found
}

// found is a value with its place in the text.
type found struct {
	dialogue.SlotValue
	at span
}

// slots returns the values that the text holds, in the order of the text, and what it counts.
func (r *reading) slots() ([]dialogue.SlotValue, []dialogue.Count) {
	f := &finder{reading: r, runs: digitRuns(r.text)}
	f.emails()
	f.links()
	f.marketplaceOrders()
	f.tracking()
	f.ungroupedOrders()
	f.spokenOrders()
	f.dates()
	f.money()
	f.phones()
	f.cuedPostals()
	f.cuedTails()
	f.shopOrders()
	f.cuedTails() // once more: "phone 0199" proves an order that is named beside it
	f.postals()
	f.quantities()
	f.rating()
	f.languageAsked()
	f.evidenceNamed()
	f.evidenceSkipped()
	f.wishes()
	f.items()
	f.facts()
	f.option()
	f.findValues()
	r.values = f.values
	return f.sorted(), f.counts()
}

func (f *finder) sorted() []dialogue.SlotValue {
	slices.SortStableFunc(f.out, func(a, b found) int { return cmp.Compare(a.at.from, b.at.from) })
	var out []dialogue.SlotValue
	for _, v := range f.out {
		same := func(o dialogue.SlotValue) bool { return o.Slot == v.Slot && o.Value == v.Value }
		if !slices.ContainsFunc(out, same) {
			out = append(out, v.SlotValue)
		}
	}
	return out
}

// take notes a value and claims its place.
func (f *finder) take(slot dialogue.Slot, value string, at span, note string, sure float64) {
	f.taken = append(f.taken, at)
	f.note(slot, value, at, note, sure)
}

// note notes a value whose words may say something else too.
func (f *finder) note(slot dialogue.Slot, value string, at span, note string, sure float64) {
	v := dialogue.SlotValue{Slot: slot, Value: value, Words: f.text[at.from:at.to], Note: note, Sure: sure}
	f.out = append(f.out, found{v, at})
}

func (f *finder) isFree(at span) bool {
	return !slices.ContainsFunc(f.taken, at.overlaps)
}

// place returns the place of tokens [from, to).
func (f *finder) place(from, to int) span { return span{f.toks[from].from, f.toks[to-1].to} }

// askedFor reports whether the bot's last question was for this.
func (f *finder) askedFor(what string) bool {
	a := f.asked()
	return a.What == what || what == "order" && a.Kind == dialogue.ActRepair && strings.HasPrefix(a.What, "unknown_order")
}

// cued returns the places where words of a cue end, such as "order number".
func (f *finder) cued(cue string, do func(after int)) {
	f.hitsOf(cueGroup, func(h hit, t tag) {
		if t.name == cue {
			do(h.to)
		}
	})
}

func (f *finder) hasCue(cue string) bool { return f.has(cueGroup, cue) }

// wishes notes what the buyer wants: the thing as ordered, the money, or to keep it for less.
func (f *finder) wishes() {
	f.hitsOf(wishGroup, func(h hit, t tag) {
		if !f.unwanted(h) {
			f.note(dialogue.SlotOutcome, t.name, f.place(h.from, h.to), "", 0.7)
		}
	})
}

// unwanted reports whether the words before a wish turn it down: "not the refund", "instead of a new one".
func (f *finder) unwanted(h hit) bool {
	if f.negated(h.from, 4) {
		return true
	}
	for k := h.from; k > 0 && k > h.from-3; k-- {
		if f.lex.instead[f.toks[k-1].norm] {
			return true
		}
	}
	return false
}

// languageAsked notes the language that the buyer wants to be spoken to in.
func (f *finder) languageAsked() {
	f.hitsOf(requestGroup, func(h hit, _ tag) {
		for i := h.to - 1; i >= h.from; i-- {
			if code := f.toks[i].lang; code != "" {
				f.note(dialogue.SlotLanguage, code, f.place(i, i+1), "", 0.9)
				return
			}
		}
	})
}

// evidenceNamed notes which evidence a caption or a text says it comes with.
func (f *finder) evidenceNamed() {
	asked := strings.HasPrefix(f.asked().What, askedEvidence) || len(f.toks) <= 3
	var shown []int // where words that show something end
	f.hitsOf(showsGroup, func(h hit, _ tag) { shown = append(shown, h.to) })
	near := func(i int) bool {
		return slices.ContainsFunc(shown, func(end int) bool { return i >= end-1 && i <= end+3 })
	}
	f.hitsOf(evidenceGroup, func(h hit, t tag) {
		if (asked || near(h.from)) && !f.negated(h.from, 4) {
			f.note(dialogue.SlotEvidence, t.name, f.place(h.from, h.to), "", 0.7)
		}
	})
}

// evidenceSkipped notes which evidence the buyer says not to have: "no photo", "I threw the box away", or what was asked for.
func (f *finder) evidenceSkipped() {
	asked, waits := strings.CutPrefix(f.asked().What, askedEvidence)
	f.hitsOf(moveGroup, func(skip hit, t tag) {
		if t.name != string(dialogue.Skip) || t.alone || f.hasSlot(dialogue.SlotEvidence) {
			return
		}
		f.hitsOf(evidenceGroup, func(h hit, e tag) {
			if h.from < skip.to && skip.from < h.to {
				f.note(dialogue.SlotEvidence, e.name, f.place(h.from, h.to), "", 0.7)
			}
		})
		switch {
		case f.hasSlot(dialogue.SlotEvidence):
		case waits:
			f.note(dialogue.SlotEvidence, asked, f.place(skip.from, skip.to), "", 0.7)
		case f.hasCue("photo"):
			f.note(dialogue.SlotEvidence, "photo_item", f.place(skip.from, skip.to), "", 0.7)
		}
	})
}

// items notes which lines of the case's order the text names.
func (f *finder) items() {
	o := f.order()
	if o == nil || len(o.Items) < 2 || len(f.toks) == 0 {
		return
	}
	lines := dialogue.MatchItems(*o, f.text)
	sure := 0.9
	if len(lines) > 1 {
		sure = 0.55
	}
	for _, i := range lines {
		f.note(dialogue.SlotItem, itoa(i), f.place(0, len(f.toks)), "", sure)
	}
}
