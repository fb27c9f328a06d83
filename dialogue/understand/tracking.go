package understand

import (
	"strings"

	"amends/dialogue"
)

// carrierShape is one form of tracking numbers. The forms and check digits follow the collection jkeen/tracking_number_data
// (https://github.com/jkeen/tracking_number_data).
type carrierShape struct {
	carrier string
	pattern string // # a digit, @ a letter, * either; other characters stand for themselves
	check   func(s string) bool
	cued    bool // too much like other numbers: only with a word such as "tracking" beside it, or the carrier's name
}

// carrierShapes are tried in this order; of several that fit one with a right check digit wins.
func carrierShapes() []carrierShape {
	return []carrierShape{
		{"ups", "1Z***************#", checkUPS, false},
		{"amazon", "TBA" + digits(12), nil, false}, {"amazon", "TBM" + digits(12), nil, false}, {"amazon", "TBC" + digits(12), nil, false},
		{"post", "@@" + digits(9) + "@@", checkS10, false},
		{"dhl", "JJD" + digits(10), nil, false}, {"dhl", "JJD" + digits(11), nil, false},
		{"dhl", "JVGL" + digits(10), nil, false}, {"dhl", "JVGL" + digits(11), nil, false},
		{"dpd", digits(27) + "*", checkDPD, false},
		{"usps", "92" + digits(20), checkUSPS, false}, {"usps", "93" + digits(20), checkUSPS, false},
		{"usps", "94" + digits(20), checkUSPS, false}, {"usps", "95" + digits(20), checkUSPS, false},
		{"usps", "92" + digits(24), checkUSPS, false}, {"usps", "92" + digits(28), checkUSPS, false},
		{"usps", "420" + digits(5) + "9" + digits(21), checkUSPSAfterZIP, false},
		{"usps", digits(20), checkUSPS, false},
		{"fedex", "96" + digits(20), checkFedEx96, false},
		{"fedex", digits(34), checkFedEx34, false},
		{"fedex", digits(12), checkFedExExpress, true}, {"fedex", digits(15), checkFedExGround, true},
		{"dhl", digits(10), checkDHL, true}, {"dhl", digits(11), checkDHL, true}, {"dhl", digits(14), nil, true},
		{"ups", "K" + digits(10), checkWaybill, true}, {"ups", "H" + digits(10), checkWaybill, true},
		{"ups", "J" + digits(10), checkWaybill, true}, {"ups", "T" + digits(10), checkWaybill, true},
		{"ups", "V" + digits(10), checkWaybill, true}, {"ups", "A" + digits(10), checkWaybill, true},
		{"amazon", "A" + digits(10), nil, true}, {"amazon", "F" + digits(10), nil, true}, {"amazon", "C" + digits(10), nil, true},
	}
}

func digits(n int) string { return strings.Repeat("#", n) }

// longestTracking is how many characters a tracking number has at most.
const longestTracking = 34

// tracking finds parcel numbers, written in one piece or in groups.
func (f *finder) tracking() {
	if len(f.runs) == 0 {
		return
	}
	cued := f.hasCue("tracking") || f.asked().What == "evidence:tracking"
	ordered := map[int]bool{} // tokens that stand after a word such as "order"
	f.cued("order", func(after int) { ordered[after] = true })
	for i := 0; i < len(f.toks); i++ {
		if carrier, number, n, ok := f.parcel(i, cued && !ordered[i]); ok {
			at := f.place(i, i+n)
			sure := 0.9
			if strings.HasSuffix(carrier, "?") {
				sure = 0.6
			}
			f.take(dialogue.SlotTracking, number, at, carrier, sure)
			i += n - 1
		}
	}
}

// parcel reads a tracking number at token i over as many tokens as fit, the most first.
func (f *finder) parcel(i int, cued bool) (carrier, number string, n int, ok bool) {
	joined := f.joinCode(i)
	for n := len(joined); n > 0; n-- {
		at := f.place(i, i+n)
		if !f.isFree(at) {
			continue
		}
		carrier, ok := f.carrierOf(joined[n-1], cued)
		if doubtful := strings.HasSuffix(carrier, "?"); ok && !(doubtful && n > 1 && !cued) {
			return carrier, joined[n-1], n, true
		}
	}
	return "", "", 0, false
}

// joinCode returns what tokens [i], [i, i+1], ... spell when put together, as long as they can be one number: words of ASCII
// letters and digits with a single space or dash between, each with a digit or in capitals.
func (f *finder) joinCode(i int) []string {
	var out []string
	code := ""
	for k := i; k < len(f.toks); k++ {
		word := f.text[f.toks[k].from:f.toks[k].to]
		if k > i && (f.toks[k].from-f.toks[k-1].to > 1 || f.toks[k].brk) || !isCode(word) {
			break
		}
		if code += strings.ToUpper(word); len(code) > longestTracking {
			break
		}
		out = append(out, code)
	}
	return out
}

func isCode(word string) bool {
	digits := 0
	for i := range len(word) {
		c := word[i]
		if !isDigit(c) && !isASCIILetter(c) {
			return false
		}
		digits += b2i(isDigit(c))
	}
	return digits > 0 || !strings.ContainsFunc(word, isLower)
}

func isLower(r rune) bool { return 'a' <= r && r <= 'z' }

// carrierOf names the carrier whose form a number has; "?" after it says that the check digit is wrong. A form that is like
// other numbers needs a cue.
func (f *finder) carrierOf(number string, cued bool) (string, bool) {
	doubtful := ""
	for _, s := range f.lex.carriers {
		if !fits(number, s.pattern) || s.cued && !cued && !f.names(s.carrier) {
			continue
		}
		if s.check == nil || s.check(number) {
			return s.carrier, true
		}
		if doubtful == "" {
			doubtful = s.carrier + "?"
		}
	}
	return doubtful, doubtful != ""
}

// names reports whether the text names a carrier, or the case's order went with it.
func (f *finder) names(carrier string) bool {
	if o := f.order(); o != nil && strings.EqualFold(o.Tracking.Carrier, carrier) && len(f.toks) < 4 {
		return true
	}
	for _, t := range f.toks {
		if t.norm == carrier {
			return true
		}
	}
	return false
}

func fits(number, pattern string) bool {
	if len(number) != len(pattern) {
		return false
	}
	for i := range len(number) {
		c := number[i]
		switch pattern[i] {
		case '#':
			if !isDigit(c) {
				return false
			}
		case '@':
			if isDigit(c) {
				return false
			}
		case '*':
		default:
			if c != pattern[i] {
				return false
			}
		}
	}
	return true
}
