package understand

import (
	"strings"
	"unicode"

	"amends/dialogue"
)

// What a proof of ownership is, as its note says.
const (
	noteEmail  = "email"
	notePhone  = "phone"
	notePostal = "postal_code"
	noteTail   = "phone_tail"
)

// longestEmail is the most that RFC 5321 allows.
const longestEmail = 254

// emails finds e-mail addresses. Each is a proof of ownership too.
func (f *finder) emails() {
	for i := 0; i < len(f.text); i++ {
		if f.text[i] != '@' {
			continue
		}
		at := span{i, i + 1}
		for at.from > 0 && isMailByte(f.text[at.from-1]) {
			at.from--
		}
		for at.to < len(f.text) && (isMailByte(f.text[at.to]) && f.text[at.to] != '+') {
			at.to++
		}
		at = trimDots(f.text, at)
		if isEmail(f.text[at.from:at.to]) {
			f.take(dialogue.SlotEmail, f.text[at.from:at.to], at, "", 0.95)
			f.note(dialogue.SlotProof, f.text[at.from:at.to], at, noteEmail, 0.9)
		}
	}
}

func isMailByte(c byte) bool {
	return isDigit(c) || isASCIILetter(c) || strings.IndexByte("._%+-", c) >= 0
}

func trimDots(text string, at span) span {
	for at.from < at.to && strings.IndexByte(".-", text[at.from]) >= 0 {
		at.from++
	}
	for at.to > at.from && strings.IndexByte(".-_%", text[at.to-1]) >= 0 {
		at.to--
	}
	return at
}

func isEmail(s string) bool {
	user, host, ok := strings.Cut(s, "@")
	dot := strings.LastIndexByte(host, '.')
	return ok && user != "" && dot > 0 && len(host)-dot > 2 && !allDigits(host[dot+1:]) && !strings.Contains(host, "..") && len(s) <= longestEmail
}

// links claims addresses of web pages, so that the numbers in them are not read.
func (f *finder) links() {
	for _, scheme := range []string{"http://", "https://", "www."} {
		for i := 0; ; {
			k := strings.Index(f.text[i:], scheme)
			if k < 0 {
				break
			}
			from := i + k
			to := from + len(scheme)
			for to < len(f.text) && f.text[to] > ' ' {
				to++
			}
			f.taken = append(f.taken, span{from, to})
			i = to
		}
	}
}

// phones finds phone numbers: with a plus, in an usual grouping, or after a word such as "phone".
func (f *finder) phones() {
	cued := f.hasCue("phone") || f.askedFor(string(dialogue.SlotProof))
	for i := 0; i < len(f.runs); i++ {
		at, runs, ok := f.phoneAt(i, cued)
		if !ok {
			continue
		}
		f.take(dialogue.SlotPhone, f.text[at.from:at.to], at, "", 0.85)
		f.note(dialogue.SlotProof, f.text[at.from:at.to], at, notePhone, 0.8)
		i += runs - 1
	}
}

// mostPhoneRuns is into how many groups a phone number is broken at most.
const mostPhoneRuns = 6

func (f *finder) phoneAt(i int, cued bool) (span, int, bool) {
	start, plus := f.phoneStart(f.runs[i].from)
	for n := mostPhoneRuns; n > 0; n-- {
		at, ok := f.phoneRuns(i, n)
		if !ok {
			continue
		}
		total := len(digitsOf(f.text[at.from:at.to]))
		at.from = start
		usual := plus && total >= 8 && total <= 15 || f.usualGroups(i, n)
		zip4 := n == 2 && f.runs[i].len() == 5 && f.runs[i+1].len() == 4
		if usual || cued && !zip4 && total >= 7 && total <= 13 && (n > 1 || total >= 9) {
			return at, n, f.isFree(at)
		}
	}
	return span{}, 0, false
}

// phoneRuns is like shape, but takes brackets for part of the number.
func (f *finder) phoneRuns(i, n int) (span, bool) {
	if i+n > len(f.runs) {
		return span{}, false
	}
	for k := i; k < i+n; k++ {
		if f.runs[k].glued || k > i && strings.Trim(f.text[f.runs[k-1].to:f.runs[k].from], " -.()/") != "" {
			return span{}, false
		}
		if k > i && f.runs[k].from-f.runs[k-1].to > 3 {
			return span{}, false
		}
	}
	return span{f.runs[i].from, f.runs[i+n-1].to}, true
}

// phoneStart moves the start of a number over an opening bracket and a plus.
func (f *finder) phoneStart(from int) (int, bool) {
	if from > 0 && f.text[from-1] == '(' {
		from--
	}
	if from > 0 && f.text[from-1] == '+' {
		return from - 1, true
	}
	return from, false
}

// usualGroups reports groupings that hardly anything but a phone number has: 3-3-4, with or without a country code before.
func (f *finder) usualGroups(i, n int) bool {
	if n == 4 && f.runs[i].len() == 1 {
		i, n = i+1, 3
	}
	return n == 3 && f.runs[i].len() == 3 && f.runs[i+1].len() == 3 && f.runs[i+2].len() == 4
}

// cuedPostals finds postal codes after a word such as "zip".
func (f *finder) cuedPostals() {
	f.cued("postal", func(after int) {
		for i := after; i < len(f.toks) && i <= after+2; i++ {
			if at, ok := f.postalAt(i); ok && f.isFree(at) {
				f.take(dialogue.SlotProof, f.text[at.from:at.to], at, notePostal, 0.9)
				return
			}
			if !f.lex.fillers[f.toks[i].norm] {
				return
			}
		}
	})
}

// tailDigits is how many last digits of a phone number prove an order.
const tailDigits = 4

// cuedTails finds the last digits of a phone number: "phone ends in 0345", "last four of my phone: 0199".
func (f *finder) cuedTails() {
	asked := f.askedFor(string(dialogue.SlotProof)) || f.askedFor(string(dialogue.SlotOrder)) || f.hasSlot(dialogue.SlotOrder)
	tail := func(after int) {
		for i := after; i < len(f.toks) && i <= after+2 && !f.toks[i].brk; i++ {
			t := f.toks[i]
			if len(t.norm) == tailDigits && allDigits(t.norm) && f.isFree(t.span) && f.standsAlone(t.span) {
				f.take(dialogue.SlotProof, t.norm, t.span, noteTail, 0.85)
				return
			}
		}
	}
	f.cued("phone_tail", tail)
	if asked {
		f.cued("phone", tail)
	}
}

// postals finds postal codes without such a word: beside an order number, or when a proof was asked for.
func (f *finder) postals() {
	if f.askedFor(string(dialogue.SlotProof)) {
		f.bareProof()
	} else if f.hasSlot(dialogue.SlotOrder) && !f.hasSlot(dialogue.SlotProof) {
		f.fiveDigits()
	}
}

func (f *finder) hasSlot(slot dialogue.Slot) bool {
	for _, v := range f.out {
		if v.Slot == slot {
			return true
		}
	}
	return false
}

// fiveDigits takes five digits that stand free beside an order number for a postal code.
func (f *finder) fiveDigits() {
	for _, r := range f.runs {
		if r.len() == 5 && !r.glued && f.isFree(r.span) && f.standsAlone(r.span) {
			f.take(dialogue.SlotProof, f.text[r.from:r.to], r.span, notePostal, 0.6)
			return
		}
	}
}

// bareProof takes the one short code of an answer to the question for a proof.
func (f *finder) bareProof() {
	for i := range f.toks {
		at, ok := f.postalAt(i)
		if !ok || !f.isFree(at) {
			continue
		}
		note := notePostal
		if at.to-at.from == 4 && allDigits(f.text[at.from:at.to]) {
			note = noteTail // may be a four-digit postal code as well: whoever compares tries both
		}
		f.take(dialogue.SlotProof, f.text[at.from:at.to], at, note, 0.85)
		return
	}
}

// postalAt reads a postal code at token i: one word of three to ten letters and digits, or two short ones (SW1A 1AA, 111 22,
// 1234 AB), with at least one digit.
func (f *finder) postalAt(i int) (span, bool) {
	one, ok := f.codeWord(i)
	if !ok {
		return span{}, false
	}
	if i+1 < len(f.toks) && !f.toks[i+1].brk {
		if two, ok := f.codeWord(i + 1); ok && two.from-one.to == 1 && pairs(f.text[one.from:one.to], f.text[two.from:two.to]) {
			return span{one.from, two.to}, true
		}
	}
	n := one.to - one.from
	return one, n >= 3 && n <= 10 && len(digitsOf(f.text[one.from:one.to])) > 0
}

// codeWord returns the place of a word of ASCII letters and digits; digits after a dash belong to it (98101-1234).
func (f *finder) codeWord(i int) (span, bool) {
	at := f.toks[i].span
	for k := at.from; k < at.to; k++ {
		if c := f.text[k]; !isDigit(c) && !isASCIILetter(c) {
			return at, false
		}
	}
	if i+1 < len(f.toks) && at.to < len(f.text) && f.text[at.to] == '-' && f.toks[i+1].from == at.to+1 && allDigits(f.toks[i+1].norm) {
		at.to = f.toks[i+1].to
	}
	return at, true
}

// pairs reports whether two short words are the halves of a postal code.
func pairs(a, b string) bool {
	hasDigit := func(s string) bool { return strings.IndexFunc(s, unicode.IsDigit) >= 0 }
	switch {
	case len(a) > 4 || len(b) > 3 || !hasDigit(a):
		return false
	case hasDigit(b):
		return true
	}
	return len(a) == 4 && len(b) == 2 && allDigits(a) && b == strings.ToUpper(b) // the Dutch form
}
