package understand

import (
	"testing"
	"time"

	"amends/dialogue"
)

// A text in a language without phrases is told as such, and none of the six languages is taken for one.
func TestForeign(t *testing.T) {
	u, err := New()
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"Dzień dobry, dostałem zły plecak, chcę zwrot pieniędzy": "pl",
		"Dostałem zły plecak": "pl",
		"Bună ziua, am primit rucsacul greșit, vreau banii înapoi":                    "ro",
		"Merhaba, yanlış çanta geldi, paramı geri istiyorum":                          "tr",
		"Hej, jag fick fel ryggsäck och vill ha pengarna tillbaka":                    "sv",
		"Hei, tilaukseni ei ole tullut, haluan rahat takaisin":                        "fi",
		"Dobrý den, přišlo mi rozbité zboží, chci vrátit peníze":                      "cs",
		"Jó napot, a csomagom nem érkezett meg, szeretném visszakapni a pénzemet":     "hu",
		"Здравствуйте, мне прислали не тот рюкзак, хочу вернуть деньги":               "ru",
		"Добрий день, мені надіслали не той рюкзак, де мої гроші":                     "uk",
		"你好,我收到的背包款式不对,我要退款":                                                          "zh",
		"こんにちは、違うリュックが届きました":                                                          "ja",
		"안녕하세요, 잘못된 가방이 왔어요":                                                          "ko",
		"مرحبا، وصلتني حقيبة خاطئة وأريد استرداد أموالي":                              "ar",
		"Γεια σας, έλαβα λάθος τσάντα":                                                "el",
		"hello, I got the wrong backpack and want my money back":                      "en",
		"ich habe den falschen Rucksack bekommen und möchte mein Geld zurück":         "de",
		"Hola, me llegó la mochila equivocada y quiero mi dinero":                     "es",
		"J'ai reçu le mauvais sac et je veux être remboursé":                          "fr",
		"Ho ricevuto lo zaino sbagliato e vorrei il rimborso":                         "it",
		"Recebi a mochila errada e quero o meu dinheiro de volta":                     "pt",
		"Hallo, mijn pakket is kapot aangekomen, ik wil mijn geld terug":              "nl",
		"the box says 你好 and nothing else is in it":                                   "en",
		"my name is Łukasz Wiśniewski, order 112-4567890-1234567, the lamp is broken": "en",
		"Małgorzata Żółkiewska-Łęcka":                                                 "",
		"112-4567890-1234567":                                                         "",
		"ok":                                                                          "",
		"😡😡":                                                                          "",
	} {
		in, err := u.Understand(t.Context(), dialogue.Conversation{}, text, time.Time{})
		if err != nil || in.Lang != want {
			t.Errorf("%q is in %q (%v), want %q", text, in.Lang, err, want)
		}
	}
}

// Hardly anything that buyers write in one of the six languages is taken for another.
func TestForeignIsNotTooEager(t *testing.T) {
	u, err := New()
	if err != nil {
		t.Fatal(err)
	}
	texts, err := loadExamples()
	if err != nil {
		t.Fatal(err)
	}
	wrong := 0
	for _, e := range texts {
		if lang := u.foreign(u.lex.readConcepts(e.text)); lang != "" {
			if wrong++; wrong <= 20 {
				t.Logf("%q is taken for %s", e.text, lang)
			}
		}
	}
	if 1000*wrong > len(texts) {
		t.Errorf("%d of %d texts in the six languages are taken for others, want one in a thousand at most", wrong, len(texts))
	}
}
