package understand

import (
	"strings"

	"amends/dialogue"
)

// fewestSpoken is how many digits in words make a number; fewer are a count ("one or two").
const fewestSpoken = 5

// spokenOrders finds order numbers that are spelled out: "one one two dash four five ...", "double five", digits among them.
func (f *finder) spokenOrders() {
	for i := 0; i < len(f.toks); {
		if !f.spellsDigit(i) {
			i++
			continue
		}
		end, digits, spoken := f.spell(i)
		if spoken >= fewestSpoken || spoken > 0 && len(digits) == amazonDigits {
			f.takeSpoken(i, end, digits)
		}
		i = max(end, i+1)
	}
}

// spellsDigit reports whether spoken digits can start at token i: most words of a text cannot.
func (f *finder) spellsDigit(i int) bool {
	return f.toks[i].num >= 0 || allDigits(f.toks[i].norm) || f.lex.repeats[f.toks[i].norm] > 0
}

// spell reads spoken digits from token i on, and says how many of them were words.
func (f *finder) spell(i int) (end int, digits string, spoken int) {
	var b strings.Builder
	times := 1
	end = i
	for k := i; k < len(f.toks) && b.Len() <= amazonDigits; k++ {
		t := f.toks[k]
		n, isNumber := f.lex.numbers[t.norm]
		switch {
		case f.lex.repeats[t.norm] > 0 && k+1 < len(f.toks):
			times = f.lex.repeats[t.norm]
			continue
		case isNumber && n < 10:
			b.WriteString(strings.Repeat(itoa(n), times))
			spoken += times
		case allDigits(t.norm) && len(t.norm) <= amazonDigits:
			b.WriteString(strings.Repeat(t.norm, times))
		case f.lex.dashes[t.norm] && b.Len() > 0:
			continue
		default:
			return end, b.String(), spoken
		}
		times = 1
		end = k + 1
	}
	return end, b.String(), spoken
}

func (f *finder) takeSpoken(from, to int, digits string) {
	at := f.place(from, to)
	if !f.isFree(at) {
		return
	}
	switch {
	case len(digits) == amazonDigits:
		f.takeOrder(amazonForm(digits), at, "amazon", 0.85)
	case len(digits) == ebayDigits && f.wantsOrder():
		f.takeOrder(ebayForm(digits), at, "ebay", 0.6)
	case f.askedFor(string(dialogue.SlotProof)):
		f.take(dialogue.SlotProof, digits, at, "", 0.7)
	case f.wantsOrder():
		f.takeOrder(digits, at, "", 0.6)
	}
}

// wantsOrder reports whether the text or the last question is about an order number.
func (f *finder) wantsOrder() bool {
	return f.askedFor(string(dialogue.SlotOrder)) || f.hasCue("order")
}

func allDigits(s string) bool {
	return s != "" && strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' }) < 0
}
