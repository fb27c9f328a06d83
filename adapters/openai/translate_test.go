package openai

import (
	"context"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

const (
	foreign     = "Mi mochila llegó rota y quiero un reembolso de 45,50 €, no una reparación. El pedido es 112-4567890-1234567 y vivo en Calle Mayor 5."
	foreignGood = "My backpack arrived broken and I want a refund of <AMOUNT_1>, not a repair. The order is <ORDER_1> and I live at <ADDRESS_1>."
	foreignBack = "Mi mochila llegó rota y quiero un reembolso de <AMOUNT_1>, no una reparación. El pedido es <ORDER_1> y vivo en <ADDRESS_1>."
)

// there is a model that translates to English as it is told, and back to Spanish.
func there(to, back string) *wire {
	return &wire{respond: func(_ int, r asked) (int, string) {
		if strings.HasPrefix(string(r.Messages[1].Content), "translate from es to en") || strings.HasPrefix(string(r.Messages[1].Content), "translate to en") {
			return 200, completion(strings.Replace(written(to), `"language":"en"`, `"language":"es"`, 1), "stop")
		}
		return 200, completion(written(back), "stop")
	}}
}

func TestTranslate(t *testing.T) {
	r, w := newWriter(t, there(foreignGood, foreignBack))
	want := "My backpack arrived broken and I want a refund of 45,50 €, not a repair. The order is 112-4567890-1234567 and I live at Calle Mayor 5."
	for _, from := range []string{"", "es", "es-MX"} {
		if got, err := w.Translate(t.Context(), fresh(), foreign, from, "en"); got != want || err != nil {
			t.Errorf("from %q: %q, error %v, dropped for %v, want %q", from, got, err, r.dropped, want)
		}
	}
	if r.wire.requests() != 2 || r.calls[1].Purpose != Translate {
		t.Errorf("%d requests, want one there and one back", r.wire.requests())
	}
	for _, body := range r.wire.bodies {
		for _, never := range []string{"45,50", "112-45", "Mayor"} {
			if strings.Contains(body, never) {
				t.Errorf("%q is told to the model: %s", never, body)
			}
		}
	}
	for _, to := range []string{"es", "es-AR", "", "xx yy", "\"; drop"} {
		if got, err := w.Translate(t.Context(), fresh(), foreign, "", to); got != "" || err != nil || r.wire.requests() != 2 {
			t.Errorf("to %q: %q, error %v, want nothing asked", to, got, err)
		}
	}
}

func TestTranslationsOfLiars(t *testing.T) {
	s := newScripted(t)
	change := func(from, to string) string { return strings.Replace(foreignGood, from, to, 1) }
	for name, test := range map[string]struct {
		to, back string
		why      Reason
	}{
		"a dropped not":            {change(", not a repair", ", or a repair"), foreignBack, Turned},
		"a not more":               {change("I want", "I do not want"), strings.Replace(foreignBack, "quiero", "no quiero", 1), Turned},
		"another remedy":           {change("a refund", "a discount"), foreignBack, Turned},
		"a promise":                {change("I want", "you promised me"), foreignBack, Turned},
		"a discount in Spanish":    {foreignGood + " Con un descuento.", foreignBack, Turned},
		"half":                     {change("a refund", "half a refund"), foreignBack, Turned},
		"a threat":                 {change("I want", "my lawyer wants"), foreignBack, Turned},
		"an order less":            {change("<ORDER_1>", "the one you know"), foreignBack, Lost},
		"an order of its own":      {change("<ORDER_1>", "<ORDER_2>"), foreignBack, Added},
		"a number":                 {change("My backpack", "My 2 backpacks"), foreignBack, Added},
		"a link":                   {foreignGood + " See evil.example", foreignBack, BadMarks},
		"HTML":                     {"<i>" + foreignGood + "</i>", foreignBack, BadMarks},
		"what is not seen":         {foreignGood + "\u2066", foreignBack, BadMarks},
		"other letters":            {change("refund", "rеfund"), foreignBack, BadMarks},
		"not translated":           {foreignBack, foreignBack, BadLanguage},
		"another language":         {"Mon sac à dos est arrivé cassé et je veux un remboursement de <AMOUNT_1>, pas une réparation. La commande est <ORDER_1> et j'habite au <ADDRESS_1>.", foreignBack, BadLanguage},
		"nothing":                  {"", foreignBack, BadLength},
		"a novel":                  {foreignGood + strings.Repeat(" and so on", 50), foreignBack, BadLength},
		"back without the not":     {foreignGood, strings.Replace(foreignBack, ", no una", ", y una", 1), Turned},
		"back with another remedy": {foreignGood, strings.Replace(foreignBack, "un reembolso", "un descuento", 1), Turned},
		"back without the order":   {foreignGood, strings.Replace(foreignBack, "<ORDER_1>", "ese", 1), Lost},
		"back as a question":       {foreignGood, "¿" + strings.TrimSuffix(foreignBack, ".") + "?", Turned},
		"back as another text":     {foreignGood, "El gato llegó y duerme; un reembolso de <AMOUNT_1>, no una reparación, <ORDER_1>, <ADDRESS_1> azul verde rojo blanco.", Strayed},
	} {
		t.Run(name, func(t *testing.T) {
			s.says(test.to, test.back)
			got, err := s.Translate(t.Context(), fresh(), foreign, "es", "en")
			if got != "" || err != nil || !slices.Equal(s.dropped, []Reason{test.why}) {
				t.Errorf("translated as %q, error %v, dropped for %v, want nothing for %q", got, err, s.dropped, test.why)
			}
		})
	}
}

// A language that nobody here knows is compared by what comes back from it, and by its values alone where that is not known either.
func TestTranslateUnknownLanguages(t *testing.T) {
	polish, backToo := "Mój plecak dotarł zepsuty i chcę zwrotu <AMOUNT_1>, a nie naprawy. Zamówienie <ORDER_1>, mieszkam przy <ADDRESS_1>.", foreignBack
	for name, test := range map[string]struct {
		text, from, to, says, back, want string
	}{
		"to one":         {foreign, "es", "pl", polish, backToo, "<AMOUNT_1>, a nie"},
		"and a lie":      {foreign, "es", "pl", polish, strings.Replace(backToo, "no una", "y una", 1), ""},
		"and English":    {foreign, "es", "pl", polish + " With vouchers.", backToo, ""},
		"and no value":   {foreign, "es", "pl", strings.Replace(polish, "<AMOUNT_1>", "wszystko", 1), backToo, ""},
		"without spaces": {foreign, "es", "zh", "我的背包到的时候坏了，我要退款<AMOUNT_1>，不要维修。订单：<ORDER_1>，住址：<ADDRESS_1>。", backToo, "退款<AMOUNT_1>,"},
		"between two":    {"Plecak 45,50 zł.", "pl", "cs", "Batoh <NUMBER_1> korun.", "Plecak <NUMBER_1> zł.", "Batoh 45,50 korun."},
		"with no value":  {"Plecak 45,50 zł.", "pl", "cs", "Batoh korun.", "Plecak zł.", ""},
	} {
		t.Run(name, func(t *testing.T) {
			n := 0
			r, w := newWriter(t, &wire{respond: func(int, asked) (int, string) {
				if n++; n == 1 {
					return 200, completion(written(test.says), "stop")
				}
				return 200, completion(written(test.back), "stop")
			}})
			got, err := w.Translate(t.Context(), fresh(), test.text, test.from, test.to)
			want := strings.ReplaceAll(test.want, "<AMOUNT_1>", "45,50 €")
			if err != nil || test.want == "" && got != "" || !strings.Contains(got, want) || test.want != "" && got == "" {
				t.Errorf("translated as %q, error %v, dropped for %v, want %q in it", got, err, r.dropped, want)
			}
		})
	}
}

// Whatever a model returns both ways, what comes back is nothing or holds the same values and grave words.
func TestWhateverAModelTranslates(t *testing.T) {
	s := newScripted(t)
	scraps := []string{"", "<AMOUNT_1>", "<ORDER_1>", "<ADDRESS_9>", " not ", " no ", "refund", "free", "7", "$", "\u200b", "double", "gratis", "all"}
	bent := func(rt *rapid.T, text string) string {
		r := []rune(text)
		from := rapid.IntRange(0, len(r)).Draw(rt, "from")
		to := min(len(r), from+rapid.IntRange(0, 12).Draw(rt, "cut"))
		return string(r[:from]) + rapid.SampledFrom(scraps).Draw(rt, "put in") + string(r[to:])
	}
	english := "My backpack arrived broken and I want a refund of 45,50 €, not a repair. The order is 112-4567890-1234567 and I live at Calle Mayor 5."
	rapid.Check(t, func(rt *rapid.T) {
		to, back := bent(rt, foreignGood), bent(rt, foreignBack)
		if rapid.Bool().Draw(rt, "anything") {
			to = rapid.String().Draw(rt, "to")
		}
		s.says(to, back)
		got, err := s.Translate(context.Background(), fresh(), foreign, "es", "en")
		if err != nil {
			rt.Fatalf("%q, %q: %v", to, back, err)
		}
		if got != "" && (digitsOf(got) != digitsOf(english) || !strings.Contains(got, "112-4567890-1234567") || strings.Count(got, "45,50 €") != 1 || !s.grave.alike("en", english, "en", got)) {
			rt.Errorf("the model wrote %q and %q, people read %q", to, back, got)
		}
	})
}
