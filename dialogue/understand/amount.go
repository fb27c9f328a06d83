package understand

import (
	"strings"

	"amends/dialogue"
	"amends/dialogue/money"
)

// money finds amounts of money: a number with a sign, a code or a word of a currency before or after it.
func (f *finder) money() {
	for i := 0; i < len(f.runs); {
		at, next := f.decimal(i)
		f.amount(at)
		i = next
	}
	f.bareAmount()
}

// decimal joins the runs of one written number, "1.299,00", and returns its place and the run after it.
func (f *finder) decimal(i int) (span, int) {
	at := f.runs[i].span
	next := i + 1
	for ; next < len(f.runs) && f.runs[next].from == at.to+1 && (strings.IndexByte(".,'", f.text[at.to]) >= 0 || f.isGroup(next)); next++ {
		at.to = f.runs[next].to
	}
	return at, next
}

// isGroup reports whether a run is the three digits after a space in "1 299,00": cents must follow them, else they may be anything.
func (f *finder) isGroup(i int) bool {
	before, r := f.runs[i-1], f.runs[i]
	if f.text[before.to] != ' ' || before.to-before.from > 3 || r.to-r.from != 3 || i+1 == len(f.runs) {
		return false
	}
	cents := f.runs[i+1]
	return cents.from == r.to+1 && f.text[r.to] == ',' && cents.to-cents.from == 2
}

func (f *finder) amount(at span) {
	if !f.isFree(at) {
		return
	}
	code, whole := f.currencyBefore(at)
	if code == "" {
		code, whole = f.currencyAfter(at)
	}
	if code == "" {
		return
	}
	if m, ok := parseAmount(f.text[at.from:at.to], code); ok {
		f.take(dialogue.SlotMoney, itoa64(m.Minor)+" "+m.Currency, whole, "", 0.9)
	}
}

// mostSign is the length in bytes of the longest sign or code that is looked for beside a number.
const mostSign = 4

// currencyBefore reads a sign or code directly before the number, or one space away.
func (f *finder) currencyBefore(at span) (string, span) {
	end := at.from
	if end > 0 && f.text[end-1] == ' ' {
		end--
	}
	for n := min(mostSign, end); n > 0; n-- {
		sign := f.text[end-n : end]
		if code, ok := f.currencyOf(sign); ok && !(isASCIILetter(sign[0]) && end > n && isLetterByte(f.text[end-n-1])) {
			return f.dollars(sign, code), span{end - n, at.to}
		}
	}
	return "", at
}

// currencyAfter reads a sign, a code or a word after the number.
func (f *finder) currencyAfter(at span) (string, span) {
	from := at.to
	if from < len(f.text) && f.text[from] == ' ' {
		from++
	}
	for i, t := range f.toks {
		if t.from == from && !t.brk {
			if code, ok := f.lex.currency[t.known]; ok {
				return f.dollars(t.known, code), span{at.from, f.toks[i].to}
			}
		}
	}
	for n := mostSign; n > 0; n-- {
		if from+n > len(f.text) {
			continue
		}
		sign := f.text[from : from+n]
		if code, ok := f.currencyOf(sign); ok && !isASCIILetter(sign[n-1]) {
			return f.dollars(sign, code), span{at.from, from + n}
		}
	}
	return "", at
}

func (f *finder) currencyOf(sign string) (string, bool) {
	code, ok := f.lex.currency[strings.ToLower(sign)]
	return code, ok
}

// dollars reads a currency that several countries call alike ("$", "dollars", "pesos") as the order's own, when that is one.
func (f *finder) dollars(sign, code string) string {
	o := f.order()
	if o == nil || o.Currency == "" || strings.EqualFold(sign, code) {
		return code
	}
	ours := o.Currency
	if code == "USD" && strings.HasSuffix(ours, "D") || code == "MXN" && strings.HasSuffix(ours, "P") || code == "SEK" && strings.HasSuffix(ours, "K") {
		return ours
	}
	return code
}

// bareAmount takes a plain number for an amount in the order's currency when an amount was asked for.
func (f *finder) bareAmount() {
	o := f.order()
	asked := f.asked().What
	if o == nil || len(f.runs) == 0 || f.hasSlot(dialogue.SlotMoney) || !strings.HasPrefix(asked, "fact:") || !strings.Contains(asked, "amount") {
		return
	}
	at, next := f.decimal(0)
	if next != len(f.runs) || !f.isFree(at) {
		return
	}
	if m, ok := parseAmount(f.text[at.from:at.to], o.Currency); ok {
		f.take(dialogue.SlotMoney, itoa64(m.Minor)+" "+m.Currency, at, "", 0.7)
	}
}

// parseAmount reads a number in any notation: the last point or comma is the decimal mark, unless exactly three digits follow
// it and none precede it but groups of three.
func parseAmount(s, code string) (money.Money, bool) {
	s = strings.NewReplacer("'", "", " ", "").Replace(s)
	mark := strings.LastIndexAny(s, ".,")
	if mark >= 0 {
		whole, part := s[:mark], s[mark+1:]
		exp, err := money.Exponent(code)
		if err != nil {
			return money.Money{}, false
		}
		grouping := len(part) == 3 && exp != 3 && strings.Count(s, string(s[mark])) >= strings.Count(s, ".")+strings.Count(s, ",")
		whole = strings.NewReplacer(".", "", ",", "").Replace(whole)
		if s = whole + "." + part; grouping {
			s = whole + part
		}
	}
	m, err := money.Parse(s, code)
	return m, err == nil && m.Minor >= 0
}
