package orders_test

import (
	"errors"
	"strings"
	"testing"

	"amends/adapters/orders"
	"amends/bot"
)

func TestKeyForgivesWriting(t *testing.T) {
	same := []string{"112-4567890-1234567", "112 4567890 1234567", "11245678901234567", "112\u20134567890\u20141234567", "112\u22124567890\u22121234567",
		" １１２－４５６７８９０－１２３４５６７ ", "#112-4567890-1234567", "112-4567890-1234567\u200b", "١١٢-٤٥٦٧٨٩٠-١٢٣٤٥٦٧"}
	for _, s := range same {
		if got := orders.Key(s); got != "11245678901234567" {
			t.Errorf("Key(%q) = %q, want 11245678901234567", s, got)
		}
	}
	if orders.Key("ab-1") != orders.Key("AB 1") {
		t.Error("upper and lower case have different keys")
	}
	for _, s := range []string{"", "#", "---", "  ", "abc", strings.Repeat("1", 65), strings.Repeat("-", 1<<20)} {
		if got := orders.Key(s); got != "" {
			t.Errorf("Key(%.20q) = %q, want none", s, got)
		}
	}
}

const owned = `
- {id: 112-1, country: US, currency: USD, proof: {postal_code: "98101", email: Robin@Example.org, phone: "+1 (206) 555-0100"}, items: [{title: Pan, price: 1}]}
- {id: 112-2, country: GB, currency: GBP, proof: {postal_code: "SW1A 1AA", phone: "+44 7700 900123"}, items: [{title: Pan, price: 1}]}
- {id: 112-3, country: US, currency: USD, proof: {postal_code: "98101-1234"}, items: [{title: Pan, price: 1}]}
- {id: 112-4, country: NL, currency: EUR, proof: {postal_code: "1234 AB"}, items: [{title: Pan, price: 1}]}
- {id: 112-5, country: US, currency: USD, proof: {postal_code: "2134"}, items: [{title: Pan, price: 1}]}
- {id: 112-6, country: JP, currency: JPY, proof: {postal_code: "100-0001"}, items: [{title: Pan, price: 1}]}
- {id: 112-7, country: NO, currency: NOK, proof: {phone: "91234567"}, items: [{title: Pan, price: 1}]}
- {id: 112-8, country: US, currency: USD, items: [{title: Pan, price: 1}]}
- {id: 112-9, country: FR, currency: EUR, proof: {phone: "+33 1 23 45 67 89"}, items: [{title: Pan, price: 1}]}
`

func ownedSource(t *testing.T) *orders.Source {
	t.Helper()
	s := newShelf()
	importText(t, s, "owned.yaml", owned)
	source, err := orders.NewSource(s, key)
	if err != nil {
		t.Fatal(err)
	}
	return source
}

func TestOwns(t *testing.T) {
	source := ownedSource(t)
	cases := []struct {
		id, text string
		want     bool
	}{
		{"112-1", "98101", true},
		{"112-1", "it's 98101.", true},
		{"112-1", "９８１０１", true},
		{"112-1", "98101-1234", true}, // the order has the ZIP only
		{"112-1", "98102", false},
		{"112-1", "9810", false},
		{"112-1", "ROBIN@example.ORG", true},
		{"112-1", "my mail is <robin@example.org>, thanks", true},
		{"112-1", "robin@example.com", false},
		{"112-1", "0100", true},
		{"112-1", "00100", false}, {"112-1", "550100", false}, {"112-1", "zip 90100", false},
		{"112-1", "100", false},
		{"112-1", "206-555-0100", true},
		{"112-1", "(206) 555 0100", true},
		{"112-1", "+1 206 555 0100", true},
		{"112-1", "12065550100", true},
		{"112-1", "207 555 9100", false},
		{"112-1", "9990000100", false}, // right end, but more digits have to be right then
		{"112-1", "I do not know", false},
		{"112-1", "", false},
		{"112-1", "112-1", false},
		{"112-2", "SW1A 1AA", true},
		{"112-2", "postcode sw1a1aa please", true},
		{"112-2", "it is Sw1a 1aa, London", true},
		{"112-2", "SW1A", false},
		{"112-2", "07700 900123", true},
		{"112-2", "+447700900123", true},
		{"112-3", "98101", true},
		{"112-3", "98101-1234", true},
		{"112-3", "981011234", true},
		{"112-3", "1234", false},
		{"112-4", "1234 AB", true},
		{"112-4", "1234ab", true},
		{"112-4", "NL-1234 AB", false},
		{"112-5", "02134", true},
		{"112-6", "1000001", true},
		{"112-6", "〒100-0001", true},
		{"112-6", "郵便番号は100-0001です", true},
		{"112-7", "+47 91 23 45 67", true},
		{"112-7", "91234567", true},
		{"112-8", "98101", false},
		{"112-9", "01 23 45 67 89", true},
		{"112-9", "33123456789", true},
	}
	for _, c := range cases {
		if got, err := source.Owns(t.Context(), c.id, c.text); got != c.want || err != nil {
			t.Errorf("Owns(%s, %q) = %v, %v; want %v", c.id, c.text, got, err, c.want)
		}
	}
}

func TestOwnsDoesNotTryLists(t *testing.T) {
	source := ownedSource(t)
	list := "98001 98002 98003 98004 98005 98006 98007 98008 98101"
	if owns, err := source.Owns(t.Context(), "112-1", list); owns || err != nil {
		t.Errorf("a list of guesses: %v, %v; want false", owns, err)
	}
	if owns, err := source.Owns(t.Context(), "112-1", strings.Repeat("0 ", 1<<19)+"98101"); owns || err != nil {
		t.Errorf("a megabyte of text: %v, %v; want false", owns, err)
	}
}

func TestOwnsOfUnknownOrderDoesTheSameWork(t *testing.T) {
	source := ownedSource(t)
	if owns, err := source.Owns(t.Context(), "999-9", "98101"); owns || !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("unknown order: %v, %v; want bot.ErrNotFound", owns, err)
	}
	work := func(id, text string) float64 {
		return testing.AllocsPerRun(20, func() { _, _ = source.Owns(t.Context(), id, text) })
	}
	known, unknown := work("112-1", "98101 or 0100"), work("999-9", "98101 or 0100")
	if diff := known - unknown; diff > 12 || diff < -12 {
		t.Errorf("%v allocations for a known order, %v for an unknown one: the answers take different paths", known, unknown)
	}
}

func TestAnotherKeyProvesNothing(t *testing.T) {
	s := newShelf()
	importText(t, s, "owned.yaml", owned)
	source, err := orders.NewSource(s, []byte("another key of enough bytes"))
	if err != nil {
		t.Fatal(err)
	}
	if owns, err := source.Owns(t.Context(), "112-1", "98101"); owns || err != nil {
		t.Errorf("Owns under another key = %v, %v; want false", owns, err)
	}
}

func TestCorruptEntryIsAnError(t *testing.T) {
	s := newShelf()
	s.entries["1121"] = []byte("\x01\x01\xff")
	source, err := orders.NewSource(s, key)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := source.Order(t.Context(), "112-1"); !errors.Is(err, orders.ErrCorrupt) {
		t.Errorf("a corrupt entry: %v, want ErrCorrupt", err)
	}
}
