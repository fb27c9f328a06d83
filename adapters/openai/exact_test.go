package openai

import (
	"strings"
	"testing"
)

// Everything with a digit, every private value and everything that is to be kept leaves as a placeholder and comes back as it was.
func TestExact(t *testing.T) {
	forms, err := readPrivate(privateForms)
	if err != nil {
		t.Fatal(err)
	}
	keep := values("VALUE", []string{"Trail pan", "Full refund", "a", "", "Thursday, 5 March"})
	for text, want := range map[string]string{
		"nothing to keep":                         "nothing to keep",
		"you get $12.50 back":                     "you get <AMOUNT_1> back",
		"recibes 12,50 US$ y 10 %":                "recibes <AMOUNT_1> y <AMOUNT_2>",
		"CHF 1'200.00 or €5":                      "<AMOUNT_1> or <AMOUNT_2>",
		"1 234,50 € en tout":                      "<AMOUNT_1> en tout",
		"by Thursday, 5 March, 18:00 EST":         "by <VALUE_1>, <TIME_1>",
		"at 6:30 p.m. or 18h30":                   "at <TIME_1>. or <TIME_2>",
		"order 112-4567890-1234567":               "order <NUMBER_1>",
		"case A-7K2M9P and BP-20-GR":              "case <NUMBER_1> and <NUMBER_2>",
		"Full refund for “Trail pan”":             "<VALUE_1> for “<VALUE_2>”",
		"Trail pans are others":                   "Trail pans are others",
		"mail robin@example.org":                  "mail <EMAIL_1>",
		"see https://example.com/a?b=1":           "see <LINK_1>",
		"<AMOUNT_1> and <order_2>":                "<TEXT_1> and <TEXT_2>",
		"the 2nd of 3, ½ of it, ٣ times, x² or ⅷ": "the <NUMBER_1> of <NUMBER_2>, <NUMBER_3> of it, <NUMBER_4> times, <NUMBER_5> or <NUMBER_6>",
	} {
		v := newCloak().cover(text, exact(forms, text, keep))
		if v.text != want {
			t.Errorf("%q leaves as %q, want %q", text, v.text, want)
		}
		if back := v.restore.Replace(v.text); back != text {
			t.Errorf("%q comes back as %q", text, back)
		}
		if strings.ContainsAny(withoutPlaceholders(v.text), "0123456789") {
			t.Errorf("%q leaves with a digit: %q", text, v.text)
		}
	}
}

func TestValuesOf(t *testing.T) {
	const was = "pay <AMOUNT_1> or <AMOUNT_2> by <TIME_1>"
	for is, want := range map[string][2]Reason{ // in order, in the order of kinds
		was: {"", ""}, "by <TIME_1> pay <AMOUNT_1> or <AMOUNT_2>": {Lost, ""}, "pay <AMOUNT_2> or <AMOUNT_1> by <TIME_1>": {Lost, Lost},
		"pay <AMOUNT_1> by <TIME_1>": {Lost, Lost}, "pay <AMOUNT_1> or <AMOUNT_1> by <TIME_1>": {Lost, Lost}, was + " <AMOUNT_3>": {Added, Added},
		"pay <AMOUNT_1> or <AMOUNT_2> by <TIME_1> 5": {Added, Added}, "pay <AMOUNT_1>- or <AMOUNT_2> by <TIME_1>": {Added, Added},
		"pay x<AMOUNT_1> or <AMOUNT_2> by <TIME_1>": {Added, Added}, "pay <AMOUNT_1>% or <AMOUNT_2> by <TIME_1>": {Added, Added},
		"pay <AMOUNT_1> or <AMOUNT_2> by <TIME_1>.": {"", ""}, "": {Lost, Lost}, "pay amount_1 or amount_2 by time_1": {Lost, Lost},
	} {
		if got := valuesOf(was, is, inOrder); got != want[0] {
			t.Errorf("%q in order: %q, want %q", is, got, want[0])
		}
		if got := valuesOf(was, is, inKindOrder); got != want[1] {
			t.Errorf("%q by kinds: %q, want %q", is, got, want[1])
		}
	}
}

func TestMarksOf(t *testing.T) {
	for is, ok := range map[string]bool{
		"Plain words, and more of them: yes; no? “Yes” – it's fine!": true, "Größe, déjà vu, ¿qué?, coração, œuvre": true, "two\nlines": true,
		"*bold*": false, "_it_": false, "`x`": false, "# head": false, "[a](b)": false, "<b>": false, "a | b": false, "~~x~~": false, "- a": false, "• a": false,
		"a\x00b": false, "a\tb": false, "a\rb": false, "a\u200bb": false, "a\u00adb": false, "a\u2028b": false, "a\ue000b": false, "a\ufe0fb": false, "a\u3164b": false,
		"a\U000e0041b": false, "😀": false, "→": false, "5 + 5": false, "100%": false, "a@b": false, "a/b": false, `a\b`: false, "a.b": false, "http:x": false,
		"a\n\n\n\nb": false, strings.Repeat("a", 61): false, "o\u0336\u0336\u0336": false, "€": false, "§": false, "&amp;": false,
	} {
		if got := marksOf("plain words", is); (got == "") != ok {
			t.Errorf("%q: %q, want it taken: %v", is, got, ok)
		}
	}
	for was, is := range map[string]string{"a/b & c 😀": "c & a/b 😀", "- a\n- b": "- b\n- a", "z.B. so": "so, z.B."} {
		if got := marksOf(was, is); got != "" {
			t.Errorf("%q beside %q: %q, want it taken", is, was, got)
		}
	}
}

func TestLatinOf(t *testing.T) {
	for is, ok := range map[string]bool{"Größe œuvre æ ø coração ñ À": true, "rеfund": false, "ρay": false, "ꜰree": false, "reƒund": false, "ıt": false, "a\u0301\u0336": false, "": true} {
		if got := latinOf(is); (got == "") != ok {
			t.Errorf("%q: %q, want it taken: %v", is, got, ok)
		}
	}
}

func TestMemory(t *testing.T) {
	m := newMemory(4)
	for _, k := range []string{"a", "b", "c", "a", "d", "e", "a", "f", "g"} {
		if _, ok := m.get(k); !ok {
			m.put(k, k+k)
		}
	}
	if got, ok := m.get("a"); !ok || got != "aa" {
		t.Errorf("what is asked for again and again is forgotten")
	}
	if _, ok := m.get("b"); ok || len(m.now)+len(m.was) > 4 {
		t.Errorf("%d wordings are kept, want no more than 4 and none that nobody asks for", len(m.now)+len(m.was))
	}
}
