package openai

import (
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"amends/dialogue"
	"amends/dialogue/understand"
)

func TestHide(t *testing.T) {
	proof := asking(dialogue.ActAsk, "proof")
	known := asking(dialogue.ActAsk, "outcome")
	known.Cases[0].Facts = []dialogue.Fact{{Slot: dialogue.SlotOrder, Value: "ab-x1"}, {Slot: dialogue.SlotProof, Value: "matched"}}
	known.Cases[0].Order = &dialogue.Order{ID: "AB-X1", Tracking: dialogue.Tracking{Number: "TBA-Z9"}}
	for _, test := range []struct {
		c          dialogue.Conversation
		text, want string
	}{
		{fresh(), "nothing private here, 2 cups, 20% off", "nothing private here, 2 cups, 20% off"},
		{fresh(), "order 112-4567890-1234567 and once more 112-4567890-1234567", "order <ORDER_1> and once more <ORDER_1>"},
		{fresh(), "mail robin+x@example.org", "mail <EMAIL_1>"},
		{fresh(), "mail robin @ example.org now", "mail <EMAIL_1> now"},
		{fresh(), "call +1 (206) 555-0100 or 206.555.0100", "call <PHONE_1> or <PHONE_2>"},
		{fresh(), "card 4111 1111 1111 1111 was charged", "card <CARD_1> was charged"},
		{fresh(), "card 4111-1111-1111-1111", "card <CARD_1>"},
		{fresh(), "parcel 1Z5R89390357567127", "parcel <TRACKING_1>"},
		{fresh(), "my zip is 98101", "my zip is <PROOF_1>"},
		{proof, "SW1A 1AA", "<PROOF_1>"},
		{fresh(), "it went to K1A 0B6, I think", "it went to <POSTAL_1>, I think"},
		{fresh(), "I live at 12 Baker Street, London", "I live at <ADDRESS_1>, London"},
		{fresh(), "vivo en Calle Mayor 5, Madrid", "vivo en <ADDRESS_1>, Madrid"},
		{fresh(), "Lindenstraße 7 in Berlin", "<ADDRESS_1> in Berlin"},
		{fresh(), "my name is Robin Hood", "my name is <NAME_1>"},
		{fresh(), "me llamo María José", "me llamo <NAME_1>"},
		{fresh(), "it broke. Regards, Robin Hood", "it broke. Regards, <NAME_1>"},
		{fresh(), "see https://shop.example.com/o?id=7", "see <LINK_1>"},
		{fresh(), "order AB-77QX please", "order <NUMBER_1> please"},
		{fresh(), "<ORDER_1> <order_2>", "<TEXT_1> <TEXT_2>"},
		{fresh(), "١١٢-٤٥٦٧٨٩٠-١٢٣٤٥٦٧", "<ORDER_1>"},
		{known, "so it was Ab-X1 with tba-z9, it matched", "so it was <ORDER_1> with <TRACKING_1>, it matched"},
	} {
		r := newRig(t, says(""))
		plain, err := r.cfg.Builtin.Understand(t.Context(), test.c, test.text, monday)
		if err != nil {
			t.Fatal(err)
		}
		v := r.private.hide(understand.Clean(test.text), test.c, plain)
		if v.text != test.want {
			t.Errorf("%q leaves as %q, want %q", test.text, v.text, test.want)
		}
		if back := v.restore.Replace(v.text); back != understand.Clean(test.text) {
			t.Errorf("%q comes back as %q", test.text, back)
		}
	}
}

// somePrivate draws a private value in one of the ways in which people write it.
func somePrivate() *rapid.Generator[string] {
	digits := func(n int) *rapid.Generator[string] {
		return rapid.StringOfN(rapid.RuneFrom([]rune("0123456789")), n, n, -1)
	}
	upper := rapid.StringMatching(`[A-Z]{2}`)
	sep := rapid.SampledFrom([]string{"", " ", "-", ".", " - "})
	return rapid.Custom(func(t *rapid.T) string {
		d := func(n int) string { return digits(n).Draw(t, "digits") }
		s := sep.Draw(t, "separator")
		switch rapid.IntRange(0, 9).Draw(t, "kind") {
		case 0:
			return d(3) + s + d(7) + s + d(7)
		case 1:
			return rapid.StringMatching(`[a-z]{3,9}[.+_]?[a-z0-9]{1,6}@[a-z]{3,9}\.(com|org|co\.uk)`).Draw(t, "mail")
		case 2:
			return "+" + d(1) + s + d(3) + s + d(3) + s + d(4)
		case 3:
			return "4" + d(3) + s + d(4) + s + d(4) + s + d(4)
		case 4:
			return "1Z" + rapid.StringMatching(`[A-Z0-9]{6}`).Draw(t, "code") + d(10)
		case 5:
			return d(5)
		case 6:
			return rapid.StringMatching(`[A-Z]{1,2}[0-9][A-Z0-9]? [0-9][A-Z]{2}`).Draw(t, "postcode")
		case 7:
			return d(2) + "1 " + rapid.SampledFrom([]string{"Baker Street", "Old Mill Road", "Sunset Blvd", "Fifth Ave"}).Draw(t, "street")
		case 8:
			return "#" + d(4)
		}
		return upper.Draw(t, "letters") + "-" + d(5)
	})
}

// placeholder is one as it stands in a request.
var placeholder = regexp.MustCompile(`\\u003c[A-Z]+_[0-9]+\\u003e`)

// No private value is in what leaves, however it is written and wherever it stands.
func TestNothingPrivateLeaves(t *testing.T) {
	around := []string{"it never came", "my order is", "and the zip", "call me at", "the box was open", "please look at", "it went to", "\n", "card", "refund me 12.50"}
	rapid.Check(t, func(rt *rapid.T) {
		var text strings.Builder
		var values []string
		for range rapid.IntRange(1, 4).Draw(rt, "parts") {
			value := somePrivate().Draw(rt, "value")
			values = append(values, value)
			text.WriteString(rapid.SampledFrom(around).Draw(rt, "before") + " " + value + rapid.SampledFrom([]string{", ", ". ", " ", "\n", "! "}).Draw(rt, "after"))
		}
		c := fresh()
		if rapid.Bool().Draw(rt, "asked for a proof") {
			c = asking(dialogue.ActAsk, "proof", "person")
		}
		r := newRig(t, says(commands()))
		r.read(c, text.String())
		for _, body := range r.wire.bodies {
			_, told, _ := strings.Cut(body, "as a JSON string")
			told, _, _ = strings.Cut(told, `"}],`)
			digits := digitsOf(placeholder.ReplaceAllString(told, ""))
			for _, value := range values {
				plain := digitsOf(value)
				if strings.Contains(body, value) || len(plain) >= hiddenDigits && strings.Contains(digits, plain) {
					rt.Errorf("%q leaves with %q: %s", value, text.String(), told)
				}
			}
		}
	})
}

// Nothing of an order, of the buyer's other cases or of the playbook's amounts is told.
func TestNothingOfTheOrderLeaves(t *testing.T) {
	c := asking(dialogue.ActAsk, "item", "item:0", "item:1", "order:112-4567890-1234567", "person")
	c.Asked.Options[0].Label = "Trail backpack (green)"
	c.Buyer = dialogue.Address{Channel: "telegram", Chat: "987654321"}
	c.Cases[0].Order = &dialogue.Order{ID: "112-4567890-1234567", Marketplace: "amazon", Currency: "USD", Shipping: 499,
		Items: []dialogue.Item{{SKU: "BP-20-GR", Title: "Trail backpack", Price: 5000, UnitCost: 2100}, {Title: "Pan"}}}
	c.Cases[0].Facts = []dialogue.Fact{{Slot: dialogue.SlotOrder, Value: "112-4567890-1234567", Source: dialogue.Source{Words: "the private story"}},
		{Slot: "fact:symptom", Value: "the private story"}}
	c.Cases[0].Offer = &dialogue.Offer{}
	r := newRig(t, says(commands()))
	r.read(c, "well it is the one that makes my cat sad")
	if len(r.wire.bodies) != 1 {
		t.Fatal("the model was not asked")
	}
	for _, never := range []string{"backpack", "112-4567890", "987654321", "BP-20", "5000", "2100", "499", "USD", "private story", "item:0", "high_value", "auto_refund", "150", "500"} {
		if strings.Contains(r.wire.bodies[0], never) {
			t.Errorf("%q is told to the model:\n%s", never, r.wire.bodies[0])
		}
	}
	if !strings.Contains(r.wire.bodies[0], "order number, proof that the order is the buyer's") {
		t.Errorf("the model does not hear what is known:\n%s", r.wire.bodies[0])
	}
}
