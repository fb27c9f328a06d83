package dialogue

import (
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"amends/dialogue/playbook"
)

func TestMaskOrder(t *testing.T) {
	for id, want := range map[string]string{
		"112-4567890-1234567": "***-*******-***4567",
		"#1001":               "#1001",
		"#21001":              "#*1001",
		"12345":               "*2345",
		"1234":                "1234",
		"":                    "",
		"заказ-77120":         "*****-*7120",
		"12-34567-89012":      "**-*****-*9012",
	} {
		if got := MaskOrder(id); got != want {
			t.Errorf("MaskOrder(%q) = %q, want %q", id, got, want)
		}
	}
}

func TestCarrierName(t *testing.T) {
	for id, want := range map[string]string{
		"":               "",
		"  ":             "",
		"ups":            "UPS",
		" ups ":          "UPS",
		"gls_":           "GLS",
		"royal_mail":     "Royal Mail",
		" royal  mail":   "Royal Mail",
		"fedex":          "Fedex",
		"österr. post":   "Österr. Post",
		"日本郵便":           "日本郵便",
		"ça va_vite\tok": "Ça Va Vite Ok",
	} {
		got := carrierName(id)
		if got != want || !utf8.ValidString(got) {
			t.Errorf("carrierName(%q) = %q, want %q", id, got, want)
		}
	}
}

// TestQuote: what is kept of a text is short, whole runes, and the text's own beginning.
func TestQuote(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Repeat(rapid.String().Draw(t, "text"), rapid.IntRange(1, 40).Draw(t, "times"))
		whole := strings.Join(strings.Fields(legible(text)), " ")
		got := quote(text)
		if whole == got {
			if len(got) > quoteLimit {
				t.Fatalf("%d bytes were kept, want %d at most", len(got), quoteLimit)
			}
			return
		}
		kept, cut := strings.CutSuffix(got, "…")
		if !cut || !strings.HasPrefix(whole, kept) || len(kept) > quoteLimit || len(kept) <= quoteLimit-utf8.UTFMax {
			t.Fatalf("quote(%q) = %q", text, got)
		}
		if !utf8.ValidString(kept) {
			t.Fatalf("quote cut a character apart: %q", got)
		}
	})
}

// TestQuoteAtBorders puts characters of every length across the border.
func TestQuoteAtBorders(t *testing.T) {
	for _, char := range []string{"e", "é", "€", "😀"} {
		for before := quoteLimit - 4; before <= quoteLimit; before++ {
			got := quote(strings.Repeat("a", before) + char + "zzzz")
			want := strings.Repeat("a", before)
			if rest := char + "zzzz"; before+len(char) <= quoteLimit {
				want += char + rest[len(char):][:quoteLimit-before-len(char)]
			}
			if got != want+"…" {
				t.Errorf("%q after %d bytes: kept …%q, want …%q", char, before, got[before-2:], (want + "…")[before-2:])
			}
		}
	}
}

// TestNumber: the number of a case depends on what opened it and on nothing else, and never changes between releases.
func TestNumber(t *testing.T) {
	number := func(conversation, event string, cases int) string {
		w := turn{c: Conversation{ID: ConversationID(conversation), Cases: make([]Case, cases)}, ev: Event{ID: event}}
		return w.number()
	}
	if got, want := number("telegram:4711", "tg:1", 0), "A-VR5LUM"; got != want {
		t.Errorf("the first case of telegram:4711 by tg:1 is %s, want %s as ever", got, want)
	}
	form := regexp.MustCompile(`^A-[A-HJ-NP-Z2-9]{6}$`)
	seen := map[string]bool{}
	for _, conversation := range []string{"telegram:4711", "telegram:4712", ""} {
		for _, event := range []string{"tg:1", "tg:2"} {
			for cases := range 3 {
				no := number(conversation, event, cases)
				if !form.MatchString(no) || seen[no] || no != number(conversation, event, cases) {
					t.Errorf("case %d of %q by %s: number %s is odd, taken or unstable", cases, conversation, event, no)
				}
				seen[no] = true
			}
		}
	}
}

// TestCardHash: a card is sent again when anything that it shows has changed, and only then. Labels follow from what they label.
func TestCardHash(t *testing.T) {
	card := func() Card {
		return Card{Case: "A-1", Title: "title", Status: StatusOpen, Task: "task",
			Fields: []Field{{ID: "order", Label: "Order", Value: "1"}}, Dates: []Field{{ID: "due", Label: "Due", Value: "today"}},
			Evidence: []CardEvidence{{ID: "f", Proves: "what came", Note: "note"}},
			Remedies: []CardRemedy{{Remedy: playbook.Replace, Label: "Replace", Cost: "1"}},
			Warnings: []string{"beware"}, Options: []Option{{ID: "take", Label: "Take"}}}
	}
	base := card()
	if again := card(); again.hash() != base.hash() {
		t.Error("the same card has another hash")
	}
	seen := map[uint64]string{base.hash(): "no change"}
	for what, change := range map[string]func(*Card){
		"case":             func(c *Card) { c.Case = "A-2" },
		"title":            func(c *Card) { c.Title = "other" },
		"status":           func(c *Card) { c.Status = StatusClosed },
		"task":             func(c *Card) { c.Task = "" },
		"field":            func(c *Card) { c.Fields[0].Value = "2" },
		"field's id":       func(c *Card) { c.Fields[0].ID = "item" },
		"no field":         func(c *Card) { c.Fields = nil },
		"field for a date": func(c *Card) { c.Fields, c.Dates = append(c.Fields, c.Dates...), nil },
		"date":             func(c *Card) { c.Dates[0].Value = "tomorrow" },
		"evidence":         func(c *Card) { c.Evidence[0].ID = "g" },
		"what it proves":   func(c *Card) { c.Evidence[0].Proves = "label" },
		"its note":         func(c *Card) { c.Evidence[0].Note = "" },
		"remedy":           func(c *Card) { c.Remedies[0].Remedy = playbook.Reship },
		"its cost":         func(c *Card) { c.Remedies[0].Cost = "2" },
		"its refusal":      func(c *Card) { c.Remedies[0].Cost, c.Remedies[0].Refused = "", "1" },
		"warning":          func(c *Card) { c.Warnings[0] = "danger" },
		"another warning":  func(c *Card) { c.Warnings = append(c.Warnings, "danger") },
		"button":           func(c *Card) { c.Options[0].ID = "done" },
		"its label":        func(c *Card) { c.Options[0].Label = "Done" },
		"no button":        func(c *Card) { c.Options = nil },
	} {
		c := card()
		change(&c)
		if other, taken := seen[c.hash()]; taken {
			t.Errorf("%s: the hash is that of %s", what, other)
		}
		seen[c.hash()] = what
	}
}
