package understand

import (
	"strings"

	"amends/dialogue"
)

// Lengths of the marketplaces' order numbers.
const (
	amazonDigits = 17 // written 3-7-7
	ebayDigits   = 12 // written 2-5-5
)

// marketplaceOrders finds numbers that have a marketplace's own shape: Amazon 3-7-7, eBay 2-5-5, Walmart 7-8.
func (f *finder) marketplaceOrders() {
	for i := range f.runs {
		if at, ok := f.digitalOrder(i); ok {
			f.takeOrder(amazonForm(strings.ToUpper(f.text[at.from:at.from+3])+digitsOf(f.text[at.from+3:at.to])), at, "amazon", 0.95)
		} else if at, ok := f.hasShape(i, 3, 7, 7); ok {
			f.takeOrder(amazonForm(digitsOf(f.text[at.from:at.to])), at, "amazon", 0.97)
		} else if at, ok := f.hasShape(i, 2, 5, 5); ok {
			f.takeOrder(ebayForm(digitsOf(f.text[at.from:at.to])), at, "ebay", 0.93)
		} else if at, ok := f.hasShape(i, 7, 8); ok && strings.Contains(f.text[at.from:at.to], "-") {
			f.takeOrder(strings.ReplaceAll(f.text[at.from:at.to], " ", ""), at, "walmart", 0.85)
		}
	}
}

// ungroupedOrders finds Amazon's numbers in other groups than theirs, or none.
func (f *finder) ungroupedOrders() {
	for i := range f.runs {
		if at, ok := f.seventeen(i); ok {
			f.takeOrder(amazonForm(digitsOf(f.text[at.from:at.to])), at, "amazon", 0.85)
		}
	}
}

// digitalOrder finds Amazon's numbers of digital orders, D01-1234567-1234567.
func (f *finder) digitalOrder(i int) (span, bool) {
	r := f.runs[i]
	if !r.glued || r.len() != 2 || r.from < 1 || f.text[r.from-1]|0x20 != 'd' || r.from > 1 && isLetterByte(f.text[r.from-2]) {
		return span{}, false
	}
	at, ok := f.hasShape(i+1, 7, 7)
	if !ok || !joined(f.text, r, f.runs[i+1]) {
		return span{}, false
	}
	return span{r.from - 1, at.to}, true
}

// seventeen finds seventeen digits that stand together: in one piece, or in any groups with no other digits before them.
func (f *finder) seventeen(i int) (span, bool) {
	if at, ok := f.hasShape(i, amazonDigits); ok {
		return at, true
	}
	if i > 0 && joined(f.text, f.runs[i-1], f.runs[i]) && f.isFree(f.runs[i-1].span) {
		return span{}, false
	}
	total := 0
	for n := 1; i+n <= len(f.runs) && n <= amazonDigits; n++ {
		at, ok := f.shape(i, n)
		if total += f.runs[i+n-1].len(); !ok || total > amazonDigits {
			return span{}, false
		}
		if total == amazonDigits {
			return at, true
		}
	}
	return span{}, false
}

func amazonForm(digits string) string { return digits[:3] + "-" + digits[3:10] + "-" + digits[10:] }

func ebayForm(digits string) string { return digits[:2] + "-" + digits[2:7] + "-" + digits[7:] }

func (f *finder) takeOrder(number string, at span, market string, sure float64) {
	f.take(dialogue.SlotOrder, number, at, market, sure)
}

// shopOrders finds the numbers of the seller's own shop: after "order" or "#", or alone when the order was asked for.
func (f *finder) shopOrders() {
	for i := 0; i < len(f.text); i++ {
		if f.text[i] == '#' {
			if at, ok := f.shopNumber(i); ok && !f.namedOtherwise(at) {
				f.takeOrder(strings.ToUpper(f.text[at.from:at.to]), at, "", 0.9)
			}
		}
	}
	f.cued("order", func(after int) {
		for i := after; i < len(f.toks) && i <= after+2; i++ {
			if at, ok := f.shopNumber(f.toks[i].from); ok {
				if f.namedOtherwise(at) {
					return
				}
				f.takeOrder(strings.ToUpper(f.text[at.from:at.to]), at, "", 0.85)
				return
			}
			if !f.lex.fillers[f.toks[i].norm] || f.toks[i].brk {
				return
			}
		}
	})
	f.letteredOrders()
	if f.askedFor(string(dialogue.SlotOrder)) && !f.hasSlot(dialogue.SlotOrder) {
		f.bareOrder()
	}
}

// Lengths of the numbers that are a shop's wherever they stand: one capital letter and digits, "W7081190".
const (
	fewestLettered = 6
	mostLettered   = 9
)

// letteredOrders finds those that no word announces.
func (f *finder) letteredOrders() {
	for i, t := range f.toks {
		number := f.text[t.from:t.to]
		if n := len(number) - 1; n < fewestLettered || n > mostLettered || number[0] < 'A' || number[0] > 'Z' || !allDigits(number[1:]) {
			continue
		}
		if at, ok := f.shopNumber(t.from); ok && at.to == t.to && !f.otherNear(i) {
			f.takeOrder(number, at, "", 0.75)
		}
	}
}

// otherNear reports whether one of the two words before token i says that it is no order: "part number A123456".
func (f *finder) otherNear(i int) bool {
	found := false
	f.cued("not_order", func(after int) { found = found || after == i || after == i-1 })
	return found
}

// namedOtherwise reports whether the word before a number says that it is no order: "invoice #1001".
func (f *finder) namedOtherwise(at span) bool {
	found := false
	f.cued("not_order", func(after int) {
		found = found || after < len(f.toks) && f.toks[after].from >= at.from && f.toks[after].from <= at.from+1
	})
	return found
}

// bareOrder takes a number that is, words of no weight aside, all of the answer to the question for the order.
func (f *finder) bareOrder() {
	var at span
	count := 0
	for i, t := range f.toks {
		if n, ok := f.shopNumber(t.from); ok && !n.overlaps(at) && !f.isModel(i) && !f.namedOtherwise(n) {
			at, count = n, count+1
		}
	}
	switch {
	case count != 1 || !f.isFree(at):
	case at.to-at.from == postalDigits && allDigits(f.text[at.from:at.to]) && f.ordersDiffer(at):
		f.take(dialogue.SlotProof, f.text[at.from:at.to], at, notePostal, 0.6)
	default:
		f.takeOrder(strings.ToUpper(f.text[at.from:at.to]), at, "", 0.8)
	}
}

// isModel reports whether a name in capitals stands directly before token i, as in "RTX 4090".
func (f *finder) isModel(i int) bool {
	if i == 0 || f.toks[i].brk || f.toks[i].pause || f.lex.fillers[f.toks[i-1].norm] {
		return false
	}
	name := f.words(i-1, i)
	return len(name) >= shortestModel && strings.Trim(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == "" && strings.ToUpper(f.text) != f.text
}

// shortestModel is how many letters the name of a model has: shorter ones announce numbers, as "ID" and "PO" do.
const shortestModel = 3

// postalDigits is how many digits most countries' postal codes have.
const postalDigits = 5

// ordersDiffer reports whether all orders that the conversation knows have numbers of another length than the one at a place.
func (f *finder) ordersDiffer(at span) bool {
	known := false
	for _, c := range f.conv.Cases {
		if c.Order == nil {
			continue
		}
		if known = true; len(digitsOf(c.Order.ID)) == at.to-at.from {
			return false
		}
	}
	for _, o := range f.asked().Options {
		number, ok := strings.CutPrefix(o.ID, "order:")
		if !ok {
			continue
		}
		if known = true; len(digitsOf(number)) == at.to-at.from {
			return false
		}
	}
	return known
}

// Bounds of the numbers that shops give their orders.
const (
	fewestShopDigits = 3
	mostShopDigits   = 20
	mostShopLetters  = 6
)

// shopNumber reads an order number of letters, digits and dashes at text[i], with a leading "#".
func (f *finder) shopNumber(i int) (span, bool) {
	start := i
	if i > 0 && f.text[i-1] == '#' {
		start = i - 1
	} else if f.text[i] == '#' {
		i++
	}
	end, digits, letters := shopEnd(f.text, i)
	at := span{start, end}
	if isUnfinished(f.text[i:end]) {
		return span{}, false
	}
	if digits < fewestShopDigits || digits > mostShopDigits || letters > mostShopLetters || letters > digits || !f.standsAlone(at) {
		return span{}, false
	}
	return at, f.isFree(at)
}

// isUnfinished reports whether a number looks like a marketplace's with a few digits too few or too many: 112-9014453-77881.
func isUnfinished(number string) bool {
	groups := strings.Split(number, "-")
	for _, g := range groups {
		if !allDigits(g) {
			return false
		}
	}
	switch len(groups) {
	case 2:
		return len(groups[0]) == 3 && len(groups[1]) == 7
	case 3:
		amazon := len(groups[0]) == 3 && len(groups[1]) >= 6 && len(groups[1]) <= 8
		ebay := len(groups[0]) == 2 && len(groups[1]) == 5
		return amazon || ebay
	}
	return false
}

// shopEnd returns the end of what can be a shop's number at text[i], and how many digits and letters it has.
func shopEnd(text string, i int) (end, digits, letters int) {
	for end = i; end < len(text); end++ {
		c := text[end]
		inside := (c == '-' || c == '_') && end > i && end+1 < len(text) && (isDigit(text[end+1]) || isASCIILetter(text[end+1]))
		switch {
		case isDigit(c):
			digits++
		case isASCIILetter(c):
			letters++
		case !inside:
			return end, digits, letters
		}
	}
	return end, digits, letters
}

// standsAlone reports whether nothing makes the stretch a part of something else: a decimal, a date, money, a longer word.
func (f *finder) standsAlone(at span) bool {
	if at.from > 0 && strings.IndexByte("$.,/+@-_", f.text[at.from-1]) >= 0 {
		return false
	}
	if at.from > 0 && isLetterByte(f.text[at.from-1]) || at.to < len(f.text) && (f.text[at.to] >= 0x80 || f.text[at.to] == '%' || f.text[at.to] == '@') {
		return false
	}
	return at.to+1 >= len(f.text) || strings.IndexByte(".,/", f.text[at.to]) < 0 || !isDigit(f.text[at.to+1])
}
