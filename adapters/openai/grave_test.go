package openai

import (
	"testing"

	"amends/prompts"
)

func readGrave(t testing.TB) *grave {
	t.Helper()
	words, err := prompts.LoadGrave()
	if err != nil {
		t.Fatal(err)
	}
	return newGrave(words)
}

// Two texts of one language: what may change and what may not.
func TestGraveWords(t *testing.T) {
	g := readGrave(t)
	for _, test := range []struct {
		lang, was, is string
		same          bool
	}{
		{"en", "We refund <AMOUNT_1> to you.", "Lovely, you are refunded <AMOUNT_1> by us.", true},
		{"en", "Sorry about that. Please send a photo.", "I'm so sorry to hear it! Could you send us a photo, please.", true},
		{"en", "We don't refund it.", "We do not refund it.", true},
		{"en", "We don't refund it.", "We refund it.", false},
		{"en", "We can't do it.", "We can do it.", false},
		{"en", "We cannot do it.", "We can do it.", false},
		{"en", "It is not yours and it is not broken.", "It is yours and it is not broken.", false},
		{"en", "within <NUMBER_1> hours", "within <NUMBER_1> days", false},
		{"en", "within <NUMBER_1> days", "within <NUMBER_1> weeks", false},
		{"en", "You can answer by Thursday.", "You can answer by Friday.", false},
		{"en", "On <NUMBER_1> May", "On <NUMBER_1> June", false},
		{"en", "You may answer.", "You might answer.", true},
		{"en", "If the team agrees, you get it.", "You get it.", false},
		{"en", "You get half of it.", "You get all of it.", false},
		{"en", "We get back to you.", "We get back to you with two vouchers.", false},
		{"en", "You get <AMOUNT_1> back.", "You get forty-four dollars and <AMOUNT_1> back.", false},
		{"en", "The team answers.", "The team answers in sixteen.", false},
		{"de", "Das Team antwortet.", "Das Team antwortet mit vierundvierzig.", false},
		{"de", "Das Team antwortet.", "Das Team antwortet mit sechzig.", false},
		{"it", "Il team risponde.", "Il team risponde con quarantaquattro.", false},
		{"en", "We refund it.", "\u0301\u0302 We refund it. \u0301", true},
		{"es", "No te devolvemos el importe.", "Te devolvemos el importe.", false},
		{"es", "No llegó nada.", "No ha llegado nada aquí.", true},
		{"es", "en <NUMBER_1> horas", "en <NUMBER_1> días", false},
		{"de", "Wir erstatten dir nichts.", "Wir erstatten dir das.", false},
		{"de", "Das Team antwortet bis Dienstag.", "Das Team antwortet bis Mittwoch.", false},
		{"de", "Du bekommst einen Gutschein.", "Du bekommst eine Erstattung.", false},
		{"fr", "Nous ne remboursons pas.", "Nous remboursons.", false},
		{"fr", "L'équipe vous répond.", "L'équipe vous répond demain.", false},
		{"it", "Non rimborsiamo.", "Rimborsiamo.", false},
		{"it", "Il team risponde entro giovedì.", "Il team risponde entro lunedì.", false},
		{"pt", "Não reembolsamos.", "Reembolsamos.", false},
		{"pt", "Você recebe metade.", "Você recebe tudo.", false},
	} {
		if got := g.same(test.lang, test.was, test.is); got != test.same {
			t.Errorf("%s: %q and %q are the same: %v, want %v", test.lang, test.was, test.is, got, test.same)
		}
	}
}

// Two texts of two languages.
func TestGraveWordsAcrossLanguages(t *testing.T) {
	g := readGrave(t)
	english := map[string]string{
		"es": "Quiero un reembolso, no un descuento. Llegó el jueves.", "de": "Ich möchte eine Erstattung, keinen Rabatt. Es kam am Donnerstag.",
		"fr": "Je veux un remboursement, pas une remise. C'est arrivé jeudi.", "it": "Voglio un rimborso, non uno sconto. È arrivato giovedì.",
		"pt": "Quero um reembolso, não um desconto. Chegou na quinta-feira.",
	}
	for lang, text := range english {
		for is, want := range map[string]bool{
			"I want a refund, not a discount. It came on Thursday.": true, "I want a refund and a discount. It came on Thursday.": false,
			"I want a discount. It came on Thursday.": false, "I want a refund, not a discount. It came on Friday.": false,
			"I promise a refund, not a discount. It came on Thursday.": false, "I want a full refund, not a discount. It came on Thursday.": false,
		} {
			if got := g.alike(lang, text, "en", is); got != want {
				t.Errorf("%q and %q are alike: %v, want %v", text, is, got, want)
			}
		}
	}
}

func TestResembles(t *testing.T) {
	was := "My backpack arrived broken and the zipper does not close"
	for is, want := range map[string]bool{was: true, "My backpack came broken and its zipper will not close": true, "The cat sleeps on the sofa in the warm sunshine": false, "": false} {
		if got := resembles(was, is); got != want {
			t.Errorf("%q resembles the text: %v, want %v", is, got, want)
		}
	}
}
