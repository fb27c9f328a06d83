package prompts

import (
	"reflect"
	"strings"
	"time"
	"unicode/utf8"

	"amends/dialogue/money"
)

// Fields is all that a text can say. A text names the ones it needs; the others are left alone. Which of them a text can do
// without is seen in the text itself: what it tests with {{if}} is optional.
type Fields struct {
	Seller string // the business, "Northwind Trading"
	Agent  string // first name of the person of the seller's team
	Case   string // the case's short number, "A-7K2M"
	Order  string // order number: the buyer's own in what the buyer reads, masked on the desk
	Item   string // title of the item; a long one is cut to a few words
	Issue  string // what is wrong as a noun phrase, text "issue.<id>"
	Remedy string // how it is put right as a noun phrase, text "remedy.<id>"

	Reason  string // why, in a person's words or a rule's
	Words   string // the buyer's own words; texts quote them
	Earlier string // what was said before, where What says something else now
	What    string // whatever else the text is about: the missing fact, the language, the refused thing

	Marketplace string // "Amazon"
	Programme   string // the marketplace's protection for buyers, "A-to-z Guarantee"
	Path        string // the way through the marketplace's own pages
	Contact     string // where to write to the seller, or how to do it in the marketplace

	Carrier   string // "UPS"
	Tracking  string // tracking number
	Reference string // the agent's reference of what was carried out

	Amount money.Money // what the buyer gets, or what the text is about
	Total  money.Money // what was paid

	Percent int // Amount as a part of the price, 0 when it is not one
	Count   int // how many

	From  time.Time // the first day or moment
	Until time.Time // the last day or moment: due, expiry, new date
	Date  time.Time // when something happened

	List []string // noun phrases, written as "a, b and c"

	Return   string // what happens to the item: "none", "seller" (prepaid label), "buyer" (pays the postage), "" not known
	Approval bool   // a person of the team must agree first
	Keep     bool   // the item stays with the buyer
	Open     bool   // the team is at work now

	// Zone is where times are told in; nil leaves them in their own zone. Texts never name it.
	Zone *time.Location
}

// The lengths, in characters, that a text gives to words it did not choose itself.
const (
	itemLength  = 60
	quoteLength = 160
)

// localised returns the fields as they are told: times in Zone, the item's title cut to a length that a sentence can bear
// (marketplaces allow titles of 200 characters and more).
func (f Fields) localised() Fields {
	if f.Zone != nil {
		f.From, f.Until, f.Date = f.From.In(f.Zone), f.Until.In(f.Zone), f.Date.In(f.Zone)
	}
	f.Item = clip(f.Item, itemLength)
	return f
}

// clip cuts s to at most n characters, at the end of a word where there is one near, and marks the cut.
func clip(s string, n int) string {
	if len(s) <= n || utf8.RuneCountInString(s) <= n {
		return s
	}
	cut := string([]rune(s)[:n-1])
	if i := strings.LastIndexByte(cut, ' '); i > len(cut)/2 {
		cut = cut[:i]
	}
	return strings.TrimRight(cut, " ,;:-") + "…"
}

// kind is what a field of Fields holds; it decides what a text may do with it.
type kind string

const (
	wordKind   kind = "word"
	numberKind kind = "number"
	flagKind   kind = "flag"
	listKind   kind = "list"
	momentKind kind = "time"
	moneyKind  kind = "amount"
)

// field is one field of Fields as texts name it.
type field struct {
	name  string
	kind  kind
	index int
}

// fieldTable returns the fields that texts may name.
func fieldTable() map[string]field {
	kinds := map[reflect.Type]kind{
		reflect.TypeFor[string]():      wordKind,
		reflect.TypeFor[int]():         numberKind,
		reflect.TypeFor[bool]():        flagKind,
		reflect.TypeFor[[]string]():    listKind,
		reflect.TypeFor[time.Time]():   momentKind,
		reflect.TypeFor[money.Money](): moneyKind,
	}
	table := map[string]field{}
	for i, t := 0, reflect.TypeFor[Fields](); i < t.NumField(); i++ {
		if k, ok := kinds[t.Field(i).Type]; ok {
			table[t.Field(i).Name] = field{name: t.Field(i).Name, kind: k, index: i}
		}
	}
	return table
}

func (d field) value(f *Fields) reflect.Value { return reflect.ValueOf(f).Elem().Field(d.index) }

func (d field) word(f *Fields) string       { return d.value(f).String() }
func (d field) number(f *Fields) int        { return int(d.value(f).Int()) }
func (d field) list(f *Fields) []string     { return *d.value(f).Addr().Interface().(*[]string) }
func (d field) moment(f *Fields) time.Time  { return *d.value(f).Addr().Interface().(*time.Time) }
func (d field) money(f *Fields) money.Money { return *d.value(f).Addr().Interface().(*money.Money) }

// given reports whether the field has anything in it.
func (d field) given(f *Fields) bool {
	switch d.kind {
	case momentKind:
		return !d.moment(f).IsZero()
	case moneyKind:
		return !d.money(f).IsZero()
	case listKind:
		return len(d.list(f)) > 0
	}
	return !d.value(f).IsZero()
}
