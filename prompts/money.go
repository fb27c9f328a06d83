package prompts

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/currency"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/number"

	"amends/dialogue/money"
)

// numbers are the marks and symbols with which a language writes amounts. They are read from CLDR once, by writing samples with
// golang.org/x/text: its own formatter of amounts goes through floats and always puts the symbol first.
type numbers struct {
	decimal    string
	group      string
	currencies map[string]currencyMarks // by ISO 4217 code
}

// currencyMarks are how amounts of one currency look.
type currencyMarks struct {
	symbol   string
	decimals int
}

func newNumbers(tag language.Tag) numbers {
	p := message.NewPrinter(tag)
	n := numbers{
		decimal:    strings.Trim(p.Sprint(number.Decimal(0.5)), "05"),
		group:      plainSpace(strings.Trim(p.Sprint(number.Decimal(1000)), "01")),
		currencies: make(map[string]currencyMarks, 200),
	}
	for it := currency.Query(); it.Next(); {
		decimals, _ := currency.Standard.Rounding(it.Unit())
		n.currencies[it.Unit().String()] = currencyMarks{p.Sprint(currency.Symbol(it.Unit())), decimals}
	}
	return n
}

// plainSpace replaces the non-breaking spaces that CLDR likes: texts stay plain, so that they compare and wrap everywhere.
func plainSpace(s string) string {
	return strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(s)
}

// marks of a currency; one that is not known shows its code and two decimals.
func (n numbers) marks(code string) currencyMarks {
	if m, ok := n.currencies[code]; ok {
		return m
	}
	return currencyMarks{symbol: code, decimals: 2}
}

// money writes "$12.50" or "12,50 €": the exact amount with the decimals of its currency.
func (f *format) money(b []byte, m money.Money) []byte {
	marks, minor := f.numbers.marks(m.Currency), uint64(m.Minor)
	if m.Minor < 0 {
		b, minor = append(b, '-'), -minor
	}
	if m.Currency == "" {
		return f.numbers.amount(b, minor, marks.decimals)
	}
	before, after, _ := strings.Cut(f.Money, "{amount}")
	b = symbol(b, before, marks.symbol, true)
	b = f.numbers.amount(b, minor, marks.decimals)
	return symbol(b, after, marks.symbol, false)
}

// amount writes an amount in minor units with the marks of the language, grouped by three.
func (n numbers) amount(b []byte, minor uint64, decimals int) []byte {
	var room [24]byte
	digits := strconv.AppendUint(room[:0], minor, 10)
	for len(digits) <= decimals {
		digits = slices.Insert(digits, 0, '0')
	}
	whole := digits[:len(digits)-decimals]
	for i := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b = append(b, n.group...)
		}
		b = append(b, whole[i])
	}
	if decimals > 0 {
		b = append(append(b, n.decimal...), digits[len(whole):]...)
	}
	return b
}

// symbol writes one side of the pattern. A symbol that ends in a letter stands apart from an amount after it ("CHF 12.50").
func symbol(b []byte, side, text string, leading bool) []byte {
	before, after, found := strings.Cut(side, "{symbol}")
	b = append(b, before...)
	if !found {
		return b
	}
	b = append(b, text...)
	if last, _ := utf8.DecodeLastRuneInString(text); leading && after == "" && unicode.IsLetter(last) {
		b = append(b, ' ')
	}
	return append(b, after...)
}
