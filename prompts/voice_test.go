package prompts

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// eachText calls do with the source of every text and part of every language.
func eachText(t *testing.T, do func(lang string, e entry)) {
	t.Helper()
	for _, lang := range loaded(t).Languages() {
		s, err := readSource(embedded, "say/"+lang+".yaml")
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range append(slices.Clone(s.parts), s.texts...) {
			do(lang, e)
		}
	}
}

// What the bot says binds the seller: nothing is promised that the fields do not give, nothing is bent and nobody is pressed.
func TestVoice(t *testing.T) {
	banned := regexp.MustCompile(`(?i)` + strings.Join([]string{
		// promises
		`guarantee`, `definitely`, `certainly`, `100 ?%`, `rest assured`, `without fail`, `no matter what`, `we promise`, `I promise`, `always works`,
		`garantiza`, `sin duda`, `definitivamente`, `seguramente`, `te prometo`, `te aseguro`,
		// phrases of call centres
		`value your`, `valued customer`, `dear customer`, `inconvenience`, `apologi[sz]e`, `kindly`, `reach out`, `estimad`, `inconveniente`,
		// blame
		`you should have`, `your fault`, `you failed`, `as I said`, `deberías haber`, `tu culpa`,
		// ratings, and anything in exchange for one
		`review`, `\bstars?\b`, `\bratings?\b`, `reseña`, `valoraci`, `estrellas`, `calificaci`,
		// pressure
		`hurry up`, `last chance`, `act now`, `only today`, `expires in`, `última oportunidad`,
		// the law
		`you must`, `legally`, `entitled to sue`, `lawyer`, `debes\b`, `abogad`,
		// Spanish says tú
		`\busted(es)?\b`, `\bvosotros\b`, `\bsu pedido\b`, `\bpodéis\b`,
		// the same in German and in French; German says du
		`garantier`, `auf jeden Fall`, `ganz sicher`, `definitiv`, `versprech`, `versproch`, `Unannehmlichkeit`, `sehr geehrte`, `wie gesagt`,
		`deine Schuld`, `hättest du`, `Bewertung`, `\bSterne`, `letzte Chance`, `beeil`, `Anwalt`, `anwält`, `(?-i:\bIhnen\b)`,
		`garanti`, `certainement`, `sans aucun doute`, `à coup sûr`, `désagrément`, `cher client`, `comme je vous l'ai dit`, `votre faute`,
		`vous auriez dû`, `vous devez`, `étoiles`, `dernière chance`, `dépêchez`, `avocat`,
		// placeholders
		`lorem`, `x{3,}`, `\?\?`,
	}, `|`))
	eachText(t, func(lang string, e entry) {
		if found := banned.FindString(e.text); found != "" {
			t.Errorf("%s:%d: %s: %q has no place in what is said: %q", lang, e.line, e.key, found, e.text)
		}
		if limit := map[bool]int{true: 1, false: 0}[e.key == "inform.greeting"]; strings.Count(e.text, "!") > limit {
			t.Errorf("%s:%d: %s: an exclamation mark: %q", lang, e.line, e.key, e.text)
		}
		text := e.text
		if lang == "fr" { // where French puts it
			text = strings.NewReplacer("\u00a0?", "?", "\u00a0!", "!", "\u00a0:", ":", "\u00a0;", ";").Replace(text)
		}
		if strings.ContainsAny(text, "\u00a0\u202f\u200b\u00ad") {
			t.Errorf("%s:%d: %s: a space or hyphen that cannot be seen: %q", lang, e.line, e.key, e.text)
		}
	})
}

// French says vous, and puts a space that does not break before ? ! : and ;.
func TestFrench(t *testing.T) {
	tu, bare := regexp.MustCompile(`(?i)(^|[^\pL])(tu|toi|tes|ton)([^\pL]|$)`), regexp.MustCompile(`[\pL\d)”}][?!;]|[\pL\d)”}]:( |$)| [?!:;]`)
	eachText(t, func(lang string, e entry) {
		if lang == "fr" && (tu.MatchString(e.text) || bare.MatchString(e.text)) {
			t.Errorf("fr:%d: %s: tu, or a mark without its space: %q", e.line, e.key, e.text)
		}
	})
}

// Feedback is the buyer's own right: it is told in one place, in one sentence for every outcome, and asked for nowhere.
func TestFeedbackIsNotAskedFor(t *testing.T) {
	eachText(t, func(lang string, e entry) {
		if e.key != "route.feedback_right" && (strings.Contains(e.text, "feedback") || strings.Contains(e.text, "opini") || strings.Contains(e.text, "Meinung")) {
			t.Errorf("%s:%d: %s speaks of feedback: %q", lang, e.line, e.key, e.text)
		}
	})
}

// The first message says that a machine is talking and that a person is near (AI Act, Article 50).
func TestGreetingSaysWhatItIs(t *testing.T) {
	words := map[string][]string{"en": {"automated assistant", "person"}, "es": {"asistente automático", "persona"},
		"de": {"automatische Assistent", "Mensch"}, "fr": {"assistant automatique", "personne"}}
	c := loaded(t)
	for lang, want := range words {
		for n := range c.Variants(lang, "inform.greeting") {
			for _, word := range want {
				if got := c.Text(lang, "inform.greeting", n, full()); !strings.Contains(got, word) {
					t.Errorf("%s greeting %d lacks %q: %q", lang, n, word, got)
				}
			}
		}
	}
}

// A whole offer with three ways out fits one screen of a phone: 700 characters of English, a fifth more in longer languages.
func TestOfferFitsAPhone(t *testing.T) {
	f := full()
	f.Item, f.Amount.Minor, f.Keep, f.Path = "Trail backpack", 5499, false, "Your Orders > Problem with order"
	c := loaded(t)
	for _, lang := range c.Languages() {
		length, screen := 0, 840
		if lang == "en" {
			screen = 700
		}
		for _, key := range []string{"offer.intro.seller", "offer.line.replace", "offer.line.partial_keep", "offer.line.refund_return",
			"offer.floor", "offer.outro", "offer.kept_until", "inform.contact.amazon"} {
			length += utf8.RuneCountInString(c.Text(lang, key, 0, f)) + len("\n\n")
		}
		if length > screen {
			t.Errorf("%s: a whole offer has %d characters, a screen holds %d", lang, length, screen)
		}
	}
}

func TestButtonsFitAPhone(t *testing.T) {
	c := loaded(t)
	for _, key := range c.Keys() {
		longest := map[string]int{"button": 24, "issue_line": 30}[strings.Split(key, ".")[0]]
		for _, lang := range c.Languages() {
			if got := c.Text(lang, key, 0, full()); longest > 0 && utf8.RuneCountInString(got) > longest {
				t.Errorf("%s %s has %d characters, at most %d fit: %q", lang, key, utf8.RuneCountInString(got), longest, got)
			}
		}
	}
}

// No two labels that stand side by side may read the same, or nobody knows which is which.
func TestLabelsDiffer(t *testing.T) {
	c := loaded(t)
	for _, lang := range c.Languages() {
		seen := map[string]string{}
		for _, key := range c.Keys() {
			group := strings.Split(key, ".")[0]
			if !slices.Contains([]string{"button", "issue_line", "issue", "remedy", "status", "outcome", "evidence", "language"}, group) {
				continue
			}
			label := group + ": " + strings.ToLower(c.Text(lang, key, 0, full()))
			if other, ok := seen[label]; ok {
				t.Errorf("%s: %s and %s both read %q", lang, other, key, label)
			}
			seen[label] = key
		}
	}
}

// Variants are there so that nobody hears the same sentence twice running.
func TestVariantsDiffer(t *testing.T) {
	c := loaded(t)
	for _, key := range c.Keys() {
		for _, lang := range c.Languages() {
			seen := map[string]bool{}
			for n := range c.Variants(lang, key) {
				seen[c.Text(lang, key, n, full())] = true
			}
			if len(seen) != c.Variants(lang, key) {
				t.Errorf("%s %s says the same in two variants", lang, key)
			}
		}
	}
}

// A language that names other fields than English says something else.
func TestLanguagesUseTheSameFields(t *testing.T) {
	want := usedFields(t, "en")
	for _, lang := range loaded(t).Languages()[1:] {
		got := usedFields(t, lang)
		for key := range want {
			if !slices.Equal(got[key], want[key]) {
				t.Errorf("%s: %s uses %q, English uses %q", lang, key, got[key], want[key])
			}
		}
		if c := loaded(t); slices.ContainsFunc(c.Keys(), func(k string) bool { return c.Variants(lang, k) != c.Variants("en", k) }) {
			t.Errorf("%s has not as many variants of every text as English", lang)
		}
	}
}

// usedFields returns the fields of each key over all of its variants, sorted.
func usedFields(t *testing.T, lang string) map[string][]string {
	t.Helper()
	s, err := readSource(embedded, "say/"+lang+".yaml")
	if err != nil {
		t.Fatal(err)
	}
	c := newCompiler(s)
	if err := c.addParts(); err != nil {
		t.Fatal(err)
	}
	fields := map[string]map[string]bool{}
	for _, e := range s.texts {
		_, n, err := c.compile(e)
		if err != nil {
			t.Fatal(s.at(e, err))
		}
		if fields[e.key] == nil {
			fields[e.key] = map[string]bool{}
		}
		maps.Copy(fields[e.key], n.used)
	}
	out := map[string][]string{}
	for key, set := range fields {
		out[key] = slices.Sorted(maps.Keys(set))
	}
	return out
}

// The one sentence that must be the same for an unknown order and for a wrong second fact gives neither away.
func TestNoMatchTellsNothing(t *testing.T) {
	c := loaded(t)
	giveaway := regexp.MustCompile(`(?i)no such order|not found|does ?n.t exist|wrong|incorrect|no existe|equivocad|gibt es nicht|nicht gefunden|falsch|n'existe pas|introuvable|erroné`)
	for _, lang := range c.Languages() {
		for n := range c.Variants(lang, "repair.no_match") {
			if got := c.Text(lang, "repair.no_match", n, full()); giveaway.MatchString(got) {
				t.Errorf("%s: %q gives away which of the two does not fit", lang, got)
			}
		}
	}
}

// Agreed is not done: what follows an agreement never sounds as if it had been carried out.
func TestSettledIsNotDone(t *testing.T) {
	c := loaded(t)
	done := regexp.MustCompile(`has (sent|refunded|credited)|ha (enviado|devuelto)|hat dir|\ba (envoyé|remboursé)`)
	for _, key := range c.Keys() {
		for _, lang := range c.Languages() {
			got := c.Text(lang, key, 0, full())
			if strings.HasPrefix(key, "inform.settled.") && done.MatchString(got) {
				t.Errorf("%s %s sounds done: %q", lang, key, got)
			}
			if strings.HasPrefix(key, "inform.fulfilled.") && strings.Contains(got, "greed") {
				t.Errorf("%s %s sounds only agreed: %q", lang, key, got)
			}
		}
	}
}
