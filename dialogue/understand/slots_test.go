package understand_test

import (
	"strings"
	"testing"

	"amends/dialogue"
	"amends/dialogue/playbook"
)

func TestOrderNumbers(t *testing.T) {
	forOrder := asking(dialogue.ActAsk, "order")
	for _, c := range []struct {
		conv       dialogue.Conversation
		text, want string
	}{
		{idle(), "112-4567890-1234567", "112-4567890-1234567"},
		{idle(), "it's 112-4567890-1234567.", "112-4567890-1234567"},
		{idle(), "112 4567890 1234567", "112-4567890-1234567"},
		{idle(), "112–4567890–1234567", "112-4567890-1234567"},
		{idle(), "112 - 4567890 - 1234567", "112-4567890-1234567"},
		{idle(), "11245678901234567", "112-4567890-1234567"},
		{idle(), "112.4567890.1234567", "112-4567890-1234567"},
		{idle(), "order#112-4567890-1234567", "112-4567890-1234567"},
		{idle(), "１１２－４５６７８９０－１２３４５６７", "112-4567890-1234567"},
		{idle(), "①①②-④⑤⑥⑦⑧⑨⓪-①②③④⑤⑥⑦", "112-4567890-1234567"},
		{idle(), "١١٢-٤٥٦٧٨٩٠-١٢٣٤٥٦٧", "112-4567890-1234567"},
		{idle(), "112\u200b-4567890-\u202e1234567", "112-4567890-1234567"},
		{idle(), "112-4567890\n1234567", "112-4567890-1234567"},
		{idle(), "112 456 7890 123 4567", "112-4567890-1234567"},
		{idle(), "D01-1234567-7654321", "D01-1234567-7654321"},
		{idle(), "one one two dash four five six seven eight nine zero dash one two three four five six seven", "112-4567890-1234567"},
		{idle(), "double one two four five six seven eight nine oh one two three four five six seven", "112-4567890-1234567"},
		{idle(), "uno uno dos guión cuatro cinco seis siete ocho nueve cero guión uno dos tres cuatro cinco seis siete", "112-4567890-1234567"},
		{idle(), "my order 112-4567890-1234567 from $12.50 on 3/5 call 206-555-0100", "112-4567890-1234567"},
		{idle(), "12-34567-89012", "12-34567-89012"},
		{idle(), "ebay order 12 34567 89012", "12-34567-89012"},
		{idle(), "#1001", "#1001"}, {idle(), "order #1001 is broken", "#1001"}, {idle(), "Order: 1001", "1001"}, {idle(), "my order number is 20481", "20481"},
		{idle(), "pedido 1001 roto", "1001"}, {idle(), "número de pedido: 20481", "20481"}, {idle(), "order id w7081190", "W7081190"}, {idle(), "order NW-10234", "NW-10234"}, {idle(), "tracking for order 00123456789", "00123456789"},
		{forOrder, "1001", "1001"}, {forOrder, "it's 20481", "20481"}, {forOrder, "6070809010", "6070809010"}, {forOrder, "W7081190", "W7081190"},
	} {
		in := read(t, c.conv, c.text)
		if v, ok := slot(in, dialogue.SlotOrder); !ok || v.Value != c.want {
			t.Errorf("%q: want the order %s, got %v", c.text, c.want, in.Slots)
		}
	}
}

// A code beside an order number proves it; two numbers are not two orders.
func TestOrderAndProof(t *testing.T) {
	forOrder, forProof := asking(dialogue.ActAsk, "order"), asking(dialogue.ActAsk, "proof")
	known := owning()
	known.Asked = forOrder.Asked
	for _, c := range []struct {
		conv               dialogue.Conversation
		text, order, proof string
	}{
		{forOrder, "#1190 zip 55401", "#1190", "55401"}, {forOrder, "112-4400781-2093316, 30309", "112-4400781-2093316", "30309"}, {forOrder, "305-9021174-4403387 and its 10115", "305-9021174-4403387", "10115"},
		{forOrder, "8820, postcode 60601", "8820", "60601"}, {forOrder, "112-1234567-1234567 98101", "112-1234567-1234567", "98101"}, {forOrder, "97035", "97035", ""}, {known, "97035", "", "97035"}, {known, "it's 10115", "", "10115"},
		{idle(), "wrong item in my order 113-5092284-6617745 zip 53703", "113-5092284-6617745", "53703"}, {idle(), "puzzle is missing pieces #8820 60601", "#8820", "60601"},
		{forProof, "phone ends in 0345", "", "0345"}, {forProof, "phone 0199", "", "0199"}, {forProof, "the last four of my phone are 0199", "", "0199"}, {idle(), "order #8820, phone 0199", "#8820", "0199"},
		{idle(), "my cell ends with 7788", "", "7788"}, {idle(), "last 4 digits of the number 4410", "", "4410"},
	} {
		in := read(t, c.conv, c.text)
		if v, _ := slot(in, dialogue.SlotOrder); v.Value != c.order {
			t.Errorf("%q: want the order %q, got %v", c.text, c.order, in.Slots)
		}
		if v, _ := slot(in, dialogue.SlotProof); v.Value != c.proof {
			t.Errorf("%q: want the proof %q, got %v", c.text, c.proof, in.Slots)
		}
		orders := 0
		for _, v := range in.Slots {
			if v.Slot == dialogue.SlotOrder {
				orders++
			}
		}
		if orders > 1 || len(in.Issues) > 0 && (in.Issues[0].Issue == playbook.AddressChange || in.Issues[0].Issue == playbook.Human) {
			t.Errorf("%q: want one order at most and no wish to change an address or for a person, got %v, %v", c.text, in.Slots, in.Issues)
		}
	}
}

// What looks like an order number and is none.
func TestNoOrderNumber(t *testing.T) {
	for _, text := range []string{
		"call me on 206 555 0100", "+1 206 555 0100", "it cost $1001", "1001 euros", "I ordered on 2026-03-01", "I ordered 3 days ago", "1001",
		"98101", "order arrived 12.05.2026", "tracking 1Z5R89390357567127", "94001 11206206406260787", "http://shop.example/112-4567890-1234567",
		"I bought 2 of them", "size 42", "(206) 555-0143", "it is 1234-5678", "in order to use it I need 220 volts", "order of 2 books", "me@112.example.org",
		"#1 seller", "invoice #20481", "factura #20481", "my order from 2024", "order 12.50",
	} {
		if v, ok := slot(read(t, idle(), text), dialogue.SlotOrder); ok {
			t.Errorf("%q: holds no order number, got %v", text, v)
		}
	}
	for _, text := range []string{"(206) 555-0143", "I ordered on 3/5", "$1001", "no idea", "b@example1234.org"} {
		if v, ok := slot(read(t, asking(dialogue.ActAsk, "order"), text), dialogue.SlotOrder); ok {
			t.Errorf("%q after the question for the order: holds no order number, got %v", text, v)
		}
	}
}

func TestTwoOrderNumbers(t *testing.T) {
	in := read(t, idle(), "orders 112-4567890-1234567 and 112-7654321-7654321")
	if len(in.Slots) != 2 || in.Slots[0].Value != "112-4567890-1234567" || in.Slots[1].Value != "112-7654321-7654321" {
		t.Errorf("want both order numbers in the order of the text, got %v", in.Slots)
	}
}

func TestProofs(t *testing.T) {
	forProof := asking(dialogue.ActAsk, "proof")
	for _, c := range []struct {
		conv             dialogue.Conversation
		text, want, note string
	}{
		{forProof, "98101", "98101", "postal_code"}, {forProof, "it's 98101", "98101", "postal_code"}, {forProof, "SW1A 1AA", "SW1A 1AA", "postal_code"},
		{forProof, "sw1a1aa", "sw1a1aa", "postal_code"}, {forProof, "K1A 0B1", "K1A 0B1", "postal_code"}, {forProof, "1234 AB", "1234 AB", "postal_code"},
		{forProof, "98101-1234", "98101-1234", "postal_code"}, {forProof, "0100", "0100", "phone_tail"}, {forProof, "206 555 0100", "206 555 0100", "phone"},
		{forProof, "2065550100", "2065550100", "phone"}, {forProof, "b@example.org", "b@example.org", "email"},
		{idle(), "order 112-4567890-1234567, zip 98101", "98101", "postal_code"}, {idle(), "112-4567890-1234567 98101", "98101", "postal_code"},
		{idle(), "mi código postal es 28013", "28013", "postal_code"}, {idle(), "my email is b.c+x@mail.example.org.", "b.c+x@mail.example.org", "email"},
		{idle(), "(206) 555-0143", "(206) 555-0143", "phone"}, {idle(), "+44 20 7946 0958", "+44 20 7946 0958", "phone"}, {idle(), "phone 206 555 0143", "206 555 0143", "phone"},
	} {
		in := read(t, c.conv, c.text)
		if v, ok := slot(in, dialogue.SlotProof); !ok || v.Value != c.want || v.Note != c.note {
			t.Errorf("%q: want the proof %s (%s), got %v", c.text, c.want, c.note, in.Slots)
		}
	}
	for _, text := range []string{"98101", "it broke after 10 days", "I paid 98101 yen", "order 20481"} {
		if v, ok := slot(read(t, idle(), text), dialogue.SlotProof); ok {
			t.Errorf("%q: holds no proof, got %v", text, v)
		}
	}
}

func TestMoney(t *testing.T) {
	for text, want := range map[string]string{
		"$12.50": "1250 USD", "12,50 €": "1250 EUR", "12 bucks": "1200 USD", "EUR 5": "500 EUR", "it was 1.299,00 €": "129900 EUR", "$1,299.00": "129900 USD",
		"£5": "500 GBP", "5 euros": "500 EUR", "¥1200": "1200 JPY", "1,200 yen": "1200 JPY", "84 dollars": "8400 USD", "USD12.5": "1250 USD", "12.5 USD": "1250 USD",
		"$1,299": "129900 USD", "20 dólares": "2000 USD", "CA$20": "2000 CAD", "50€": "5000 EUR", "1'299.50 CHF": "129950 CHF",
	} {
		in := read(t, idle(), text)
		if v, ok := slot(in, dialogue.SlotMoney); !ok || v.Value != want {
			t.Errorf("%q: want %s, got %v", text, want, in.Slots)
		}
	}
	for _, text := range []string{"12.50", "order 1001", "3 days", "12-34567-89012", "5 stars", "p 12"} {
		if v, ok := slot(read(t, idle(), text), dialogue.SlotMoney); ok {
			t.Errorf("%q: holds no money, got %v", text, v)
		}
	}
}

func TestDates(t *testing.T) {
	for text, want := range map[string]string{
		"2026-03-01": "2026-03-01", "it came yesterday": "2026-03-01", "today": "2026-03-02", "3 days ago": "2026-02-27", "two weeks ago": "2026-02-16",
		"last Tuesday": "2026-02-24", "on Sunday": "2026-03-01", "on the 5th": "2026-02-05", "on the 1st it came": "2026-03-01", "March 1": "2026-03-01", "20 February": "2026-02-20",
		"Feb 20th, 2026": "2026-02-20", "it was due on 12/24": "2025-12-24", "the party was on 2/3": "2026-02-03", "3/1/2026": "2026-03-01", "25.2.26": "2026-02-25",
		"llegó ayer": "2026-03-01", "hace 3 días": "2026-02-27", "el lunes": "2026-02-23", "el 5 de febrero": "2026-02-05", "el pedido llegó el 3/2": "2026-02-03",
		"next Friday": "2026-03-06", "the day before yesterday": "2026-02-28",
	} {
		in := read(t, idle(), text)
		if v, ok := slot(in, dialogue.SlotDate); !ok || v.Value != want {
			t.Errorf("%q: want %s, got %v", text, want, in.Slots)
		}
	}
	for _, text := range []string{"1/2 a cup", "13/13/2026", "2026-13-40", "it may break", "32 March", "size 10-12", "I sat in the sun"} {
		if v, ok := slot(read(t, idle(), text), dialogue.SlotDate); ok && text != "1/2 a cup" {
			t.Errorf("%q: holds no date, got %v", text, v)
		}
	}
}

func TestTracking(t *testing.T) {
	for text, want := range map[string]string{
		"1Z5R89390357567127": "ups", "1z5r89390357567127": "ups", "1Z5R89390357567128": "ups?", "1Z 5R8 939 03 5756 7127": "ups",
		"tracking K1506235620": "ups", "fedex 986578788855": "fedex", "tracking 041441760228964": "fedex", "9611020987654312345672": "fedex",
		"1001921334250001000300779017972697": "fedex", "9400111206206406260787": "usps", "9261290113185417468510": "usps", "9400 1112 0620 6406 2607 87": "usps",
		"03071790000523483741": "usps", "tracking number 3318810025": "dhl", "JJD0099999999": "", "RB123456785GB": "post", "008182709980000020033350276C": "dpd",
		"TBA000000000000": "amazon",
	} {
		in := read(t, idle(), text)
		v, ok := slot(in, dialogue.SlotTracking)
		if want != "" && (!ok || v.Note != want || strings.Contains(v.Value, " ")) {
			t.Errorf("%q: want a parcel of %s, got %v", text, want, in.Slots)
		}
	}
	for _, text := range []string{"2065550100", "112-4567890-1234567", "order 986578788855", "I LOVE IT"} {
		if v, ok := slot(read(t, idle(), text), dialogue.SlotTracking); ok {
			t.Errorf("%q: holds no tracking number, got %v", text, v)
		}
	}
}

func TestOtherSlots(t *testing.T) {
	feedback := asking(dialogue.ActFeedback, "feedback")
	for _, c := range []struct {
		conv dialogue.Conversation
		text string
		slot dialogue.Slot
		want string
	}{
		{owning(), "the bottle leaks", dialogue.SlotItem, "1"}, {owning(), "la green one", dialogue.SlotItem, "0"},
		{idle(), "I want my money back", dialogue.SlotOutcome, "refund"}, {idle(), "please send me the right one", dialogue.SlotOutcome, "right"},
		{idle(), "can I keep it for a discount", dialogue.SlotOutcome, "keep"}, {idle(), "quiero un reembolso", dialogue.SlotOutcome, "refund"}, {idle(), "quiero uno nuevo", dialogue.SlotOutcome, "right"},
		{idle(), "here's the label", dialogue.SlotEvidence, "photo_label"}, {idle(), "this is the box", dialogue.SlotEvidence, "photo_packaging"}, {idle(), "aquí está la etiqueta", dialogue.SlotEvidence, "photo_label"},
		{idle(), "en español por favor", dialogue.SlotLanguage, "es"}, {idle(), "can we speak german please", dialogue.SlotLanguage, "de"}, {idle(), "english please", dialogue.SlotLanguage, "en"},
		{idle(), "/language es", dialogue.SlotLanguage, "es"}, {idle(), "habla en inglés", dialogue.SlotLanguage, "en"},
		{feedback, "5", dialogue.SlotRating, "5"}, {feedback, "4 stars", dialogue.SlotRating, "4"}, {feedback, "⭐⭐⭐⭐", dialogue.SlotRating, "4"}, {feedback, "excellent", dialogue.SlotRating, "5"}, {feedback, "un 3", dialogue.SlotRating, "3"},
		{idle(), "2 of them are cracked", dialogue.SlotQuantity, "2"}, {idle(), "faltan dos piezas", dialogue.SlotQuantity, "2"},
		{idle(), "half of them are broken", dialogue.SlotQuantity, "half"}, {idle(), "both came broken", dialogue.SlotQuantity, "2"}, {idle(), "all of them", dialogue.SlotQuantity, "all"},
		{idle(), "alle drei sind kaputt", dialogue.SlotQuantity, "3"}, {idle(), "deux verres sur six sont cassés", dialogue.SlotQuantity, "2"}, {idle(), "uno de los dos", dialogue.SlotQuantity, "1"},
		{idle(), "due su tre sono rotti", dialogue.SlotQuantity, "2"}, {idle(), "uma das duas", dialogue.SlotQuantity, "1"}, {idle(), "un seul est cassé", dialogue.SlotQuantity, "1"},
		{idle(), "b@example.org", dialogue.SlotEmail, "b@example.org"}, {idle(), "+12065550100", dialogue.SlotPhone, "+12065550100"},
	} {
		in := read(t, c.conv, c.text)
		if v, ok := slot(in, c.slot); !ok || v.Value != c.want {
			t.Errorf("%q: want %s = %s, got %v", c.text, c.slot, c.want, in.Slots)
		}
	}
	if v, ok := slot(read(t, idle(), "5"), dialogue.SlotRating); ok {
		t.Errorf("no feedback was asked for, yet a rating was found: %v", v)
	}
}

func TestLanguage(t *testing.T) {
	for text, want := range map[string]string{
		"you sent me the wrong backpack": "en", "me mandaron la mochila equivocada": "es", "ok": "", "112-4567890-1234567": "", "🙂": "",
		"la taza llegó rota y falta la cuchara": "es", "broken mug and missing spoon in my order": "en",
	} {
		if got := read(t, idle(), text).Lang; got != want {
			t.Errorf("%q: want the language %q, got %q", text, want, got)
		}
	}
}
