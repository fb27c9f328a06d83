package prompts

import (
	"io/fs"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"golang.org/x/text/language"
	"pgregory.net/rapid"

	"amends/dialogue/money"
)

// formatOf returns the format of an embedded language; other languages borrow the English words.
func formatOf(t testing.TB, lang string) *format {
	t.Helper()
	file := "say/" + lang + ".yaml"
	if _, err := fs.Stat(embedded, file); err != nil {
		file = "say/en.yaml"
	}
	s, err := readSource(embedded, file)
	if err != nil {
		t.Fatal(err)
	}
	f := *s.format
	f.tag = language.MustParse(lang)
	f.numbers = newNumbers(f.tag)
	return &f
}

func TestMoney(t *testing.T) {
	tests := []struct {
		minor    int64
		currency string
		en, es   string
	}{
		{1250, "USD", "$12.50", "12,50 US$"},
		{1250, "EUR", "€12.50", "12,50 €"},
		{5, "EUR", "€0.05", "0,05 €"},
		{0, "EUR", "€0.00", "0,00 €"},
		{-1250, "USD", "-$12.50", "-12,50 US$"},
		{99999, "GBP", "£999.99", "999,99 GBP"},
		{123456789, "USD", "$1,234,567.89", "1.234.567,89 US$"},
		{1999, "JPY", "¥1,999", "1.999 JPY"},
		{12500, "KWD", "KWD 12.500", "12,500 KWD"},
		{1250, "CHF", "CHF 12.50", "12,50 CHF"},
		{1250, "CAD", "CA$12.50", "12,50 CA$"},
		{1250, "", "12.50", "12,50"},
		{1250, "XQQ", "XQQ 12.50", "12,50 XQQ"},
	}
	en, es := formatOf(t, "en"), formatOf(t, "es")
	for _, tt := range tests {
		m := money.Money{Minor: tt.minor, Currency: tt.currency}
		if got := string(en.money(nil, m)); got != tt.en {
			t.Errorf("en: %v = %q, want %q", m, got, tt.en)
		}
		if got := string(es.money(nil, m)); got != tt.es {
			t.Errorf("es: %v = %q, want %q", m, got, tt.es)
		}
	}
}

func TestMoneyMarksOfOtherLanguages(t *testing.T) {
	for lang, want := range map[string]string{"de": "1.234,50", "fr": "1 234,50", "pl": "1 234,50", "en-IN": "1,234.50"} {
		f := formatOf(t, lang)
		if got := string(f.numbers.amount(nil, 123450, 2)); got != want {
			t.Errorf("%s: got %q, want %q with plain spaces", lang, got, want)
		}
	}
}

// Taking the marks out again gives the exact amount: nothing is rounded on the way.
func TestMoneyIsExact(t *testing.T) {
	es := formatOf(t, "es")
	rapid.Check(t, func(t *rapid.T) {
		m := money.Money{Minor: rapid.Int64().Draw(t, "minor"), Currency: "EUR"}
		written := strings.TrimSuffix(string(es.money(nil, m)), " €")
		plain := strings.ReplaceAll(strings.ReplaceAll(written, ".", ""), ",", ".")
		if back, err := money.Parse(plain, "EUR"); err != nil || back != m {
			t.Fatalf("%v was written %q, which reads %v (%v)", m, written, back, err)
		}
	})
}

func TestDates(t *testing.T) {
	newYork, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Skip("no time zone data on this machine")
	}
	saoPaulo := time.FixedZone("-03", -3*3600)
	at := time.Date(2026, time.March, 5, 23, 0, 0, 0, time.UTC)
	tests := []struct {
		lang, text string
		zone       *time.Location
		want       string
	}{
		{"en", "{{date .Until}}", nil, "Thursday, 5 March"},
		{"es", "{{date .Until}}", nil, "jueves 5 de marzo"},
		{"en", "{{datetime .Until}}", nil, "Thursday 5 March, 23:00 UTC"},
		{"en", "{{datetime .Until}}", newYork, "Thursday 5 March, 18:00 EST"},
		{"es", "{{datetime .Until}}", newYork, "jueves 5 de marzo, 18:00 EST"},
		{"en", "{{datetime .Until}}", saoPaulo, "Thursday 5 March, 20:00 UTC-03"},
		{"en", "{{date .Until}}", time.FixedZone("JST", 9*3600), "Friday, 6 March"},
	}
	for _, tt := range tests {
		if got := say(t, tt.lang, tt.text, Fields{Until: at, Zone: tt.zone}); got != tt.want {
			t.Errorf("%s %s in %v = %q, want %q", tt.lang, tt.text, tt.zone, got, tt.want)
		}
	}
}

// A date reads as people of the language write it, the first day of a month too.
func TestDatesByLanguage(t *testing.T) {
	day := func(d int) time.Time { return time.Date(2026, time.March, d, 14, 5, 0, 0, time.UTC) }
	tests := []struct{ lang, first, later, hour string }{
		{"en", "Sunday, 1 March", "Thursday, 5 March", "Sunday 1 March, 14:05 UTC"},
		{"es", "domingo 1 de marzo", "jueves 5 de marzo", "domingo 1 de marzo, 14:05 UTC"},
		{"de", "Sonntag, 1. März", "Donnerstag, 5. März", "Sonntag, 1. März, 14:05 Uhr UTC"},
		{"fr", "dimanche 1er mars", "jeudi 5 mars", "dimanche 1er mars à 14:05 (UTC)"},
		{"it", "domenica 1° marzo", "giovedì 5 marzo", "domenica 1° marzo, ore 14:05 UTC"},
		{"pt", "1º de março (domingo)", "5 de março (quinta-feira)", "1º de março (domingo), às 14:05 UTC"},
	}
	for _, tt := range tests {
		for text, want := range map[string]string{"{{date .From}}": tt.first, "{{date .Until}}": tt.later, "{{datetime .From}}": tt.hour} {
			if got := say(t, tt.lang, text, Fields{From: day(1), Until: day(5)}); got != want {
				t.Errorf("%s %s = %q, want %q", tt.lang, text, got, want)
			}
		}
	}
}

// say compiles a text of its own in an embedded language and says it.
func say(t testing.TB, lang, text string, f Fields) string {
	t.Helper()
	format := formatOf(t, lang)
	c := newCompiler(&source{file: "test.yaml", lang: lang, format: format})
	s, _, err := c.compile(entry{key: "test", text: text, line: 1})
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	v := variant{script: s}
	return v.say(f.localised())
}

func TestPlural(t *testing.T) {
	tests := []struct {
		lang  string
		count int
		want  string
	}{
		{"en", 0, "0 photos"}, {"en", 1, "1 photo"}, {"en", 2, "2 photos"}, {"en", 21, "21 photos"}, {"en", -1, "-1 photo"},
		{"es", 0, "0 photos"}, {"es", 1, "1 photo"}, {"es", 5, "5 photos"},
		{"fr", 0, "0 photo"}, {"fr", 1, "1 photo"}, {"fr", 2, "2 photos"},
		{"pl", 1, "1 photo"}, {"pl", 2, "2 few"}, {"pl", 5, "5 many"}, {"pl", 22, "22 few"},
		{"ja", 1, "1 photos"},
	}
	for _, tt := range tests {
		text := `{{plural .Count "one" "# photo" "few" "# few" "many" "# many" "other" "# photos"}}`
		if got := say(t, tt.lang, text, Fields{Count: tt.count}); got != tt.want {
			t.Errorf("%s: %d = %q, want %q", tt.lang, tt.count, got, tt.want)
		}
	}
	if got := say(t, "pl", `{{plural .Count "one" "a" "other" "b"}}`, Fields{Count: 2}); got != "b" {
		t.Errorf("a category without a text should take the one of other, got %q", got)
	}
}

func TestFunctions(t *testing.T) {
	f := Fields{What: "ésta", List: []string{"a", "b", "c"}, Words: "  yes\n and\tno ", Count: 3, Keep: true}
	tests := []struct{ lang, text, want string }{
		{"en", `{{list .List}}`, "a, b and c"},
		{"es", `{{list .List}}`, "a, b y c"},
		{"en", `{{upper .What}} {{lower "The label"}}`, "Ésta the label"},
		{"en", `{{upper (list .List)}}`, "A, b and c"},
		{"en", `{{quote .Words}}`, "“yes and no”"},
		{"en", `[{{upper .Agent}}{{quote .Agent}}]`, "[“”]"},
		{"en", `{{.Count}} {{/* unseen */}}here`, "3 here"},
		{"en", `{{if and .Keep (not .Open)}}yes{{end}}`, "yes"},
		{"en", `{{if and .Keep .Open}}yes{{else}}no{{end}}`, "no"},
		{"en", `{{if or .Open (eq .What "x" "ésta")}}yes{{end}}`, "yes"},
		{"en", `{{if or .Open .Agent}}yes{{else if ne .What "x"}}no{{end}}`, "no"},
		{"en", `{{if not (has .Until)}}none{{end}}`, "none"},
		{"en", `{{if .List}}some{{end}}`, "some"},
	}
	for _, tt := range tests {
		if got := say(t, tt.lang, tt.text, f); got != tt.want {
			t.Errorf("%s: %s = %q, want %q", tt.lang, tt.text, got, tt.want)
		}
	}
	for n, want := range map[int]string{0: "", 1: "a", 2: "a and b"} {
		if got := say(t, "en", "{{list .List}}", Fields{List: f.List[:n]}); got != want {
			t.Errorf("a list of %d = %q, want %q", n, got, want)
		}
	}
}

func TestLongItem(t *testing.T) {
	title := strings.Repeat("Rugged trail backpack ", 12)
	got := say(t, "en", "{{quote .Item}}", Fields{Item: title})
	if utf8.RuneCountInString(got) > itemLength+2 || !strings.HasSuffix(got, "…”") {
		t.Errorf("a title of 264 characters should be cut to %d at a word, got %q", itemLength, got)
	}
}

// The words of a buyer can neither break a line nor a screen.
func TestQuoteIsHarmless(t *testing.T) {
	en := formatOf(t, "en")
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.OneOf(rapid.String(), rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) })).Draw(t, "words")
		words = strings.Repeat(words, rapid.IntRange(1, 400).Draw(t, "times"))
		got := string(en.quote(nil, words))
		switch {
		case !utf8.ValidString(got):
			t.Fatalf("not valid UTF-8: %q", got)
		case utf8.RuneCountInString(got) > quoteLength+2:
			t.Fatalf("%d characters, want at most %d between the marks", utf8.RuneCountInString(got), quoteLength)
		case strings.ContainsAny(got, "\n\r\t\x00"):
			t.Fatalf("breaks its line: %q", got)
		}
	})
}
