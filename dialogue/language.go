package dialogue

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/language"

	"amends/prompts"
)

// optLanguage stands before the language that a button switches to.
const optLanguage = "lang:"

// nearest are the languages that those who speak another one read with the least trouble, where it is not the seller's own.
var nearest = map[string]string{"ca": "es", "gl": "es", "eu": "es", "ast": "es", "ro": "it", "co": "it", "sc": "it", "oc": "fr", "br": "fr",
	"lb": "de", "gsw": "de", "nds": "de", "nl": "en", "af": "en", "sv": "en", "da": "en", "no": "en", "nb": "en", "nn": "en", "fi": "en", "is": "en"}

// BaseLanguage is a BCP 47 language without its region: "es" of "es-MX"; "" for what is no language.
func BaseLanguage(tag string) string {
	plain, _, _ := strings.Cut(strings.ToLower(strings.ReplaceAll(tag, "_", "-")), "-")
	if _, err := language.ParseBase(plain); err != nil {
		return ""
	}
	return plain
}

func (t *turn) speaks(lang string) bool { return slices.Contains(t.e.texts.Languages(), lang) }

// startLanguage takes the language that the channel says the buyer uses.
func (t *turn) startLanguage(tag string) {
	lang := BaseLanguage(tag)
	t.c.Lang = t.nearest(lang)
	if lang != "" && lang != t.c.Lang {
		t.c.Foreign = lang
	}
}

// nearest is the language to write in to somebody who uses lang: itself, its nearest, or the seller's own.
func (t *turn) nearest(lang string) string {
	for _, l := range []string{lang, nearest[lang]} {
		if t.speaks(l) {
			return l
		}
	}
	return t.e.book.Seller.Languages[0]
}

// hear follows a buyer whose text is plainly in another language, and notes one that there are no texts for.
func (t *turn) hear(in Interpretation) {
	lang := BaseLanguage(in.Lang)
	switch {
	case lang == "":
	case t.speaks(lang):
		if t.c.Foreign = ""; !t.c.Fixed {
			t.c.Lang = lang
		}
	default:
		t.c.Foreign = lang
		if t.ev.Lang == "" && !t.c.Greeted && !t.c.Fixed {
			t.c.Lang = t.nearest(lang)
		}
	}
}

// switchLanguage does what the buyer asks for: another language, or the truth that there are no texts in it.
func (t *turn) switchLanguage(in Interpretation) {
	for _, s := range in.Slots {
		if s.Slot != SlotLanguage {
			continue
		}
		t.used = true
		if lang := BaseLanguage(s.Value); t.speaks(lang) {
			t.speak(lang)
		} else {
			t.send(Say{Acts: act(ActInform, string(Language)), Text: t.text("inform.language_unknown", t.languages()), Options: t.choices()})
		}
		return
	}
}

// speak goes on in a language that the buyer chose.
func (t *turn) speak(lang string) {
	t.c.Lang, t.c.Fixed, t.c.Foreign = lang, true, ""
	t.inform(Language, "inform.language", prompts.Fields{What: t.word("language." + lang)})
}

// choseLanguage takes a pressed language and asks once more what was asked; a person who owns the conversation sees the wish.
func (t *turn) choseLanguage(lang string) {
	if t.c.Human != nil {
		t.c.Lang, t.c.Fixed, t.c.Foreign = lang, true, ""
		t.relayToDesk(t.word("language."+lang), nil)
		return
	}
	t.c.Lang = lang
	t.greet()
	t.speak(lang)
	t.advance()
}

// languages are the fields of a text that says which languages there are.
func (t *turn) languages() prompts.Fields {
	f := prompts.Fields{What: t.word("language." + t.c.Lang)}
	for _, lang := range t.e.texts.Languages() {
		if lang != t.c.Lang {
			f.List = append(f.List, t.word("language."+lang))
		}
	}
	return f
}

// admit says once that there are no texts in the buyer's language, and has the next question offer those that there are.
func (t *turn) admit() {
	if t.c.Foreign == "" || t.c.Admitted {
		return
	}
	t.c.Admitted, t.admitted = true, true
	t.begins(act(ActInform, string(Language)), "inform.language_unknown", t.languages())
}

// choices are the buttons that switch to the other languages, each in its own words.
func (t *turn) choices() []Option {
	var opts []Option
	for _, lang := range t.e.texts.Languages() {
		if lang != t.c.Lang {
			name := t.word("language." + lang)
			first, size := utf8.DecodeRuneInString(name)
			opts = append(opts, Option{ID: optLanguage + lang, Label: string(unicode.ToUpper(first)) + name[size:]})
		}
	}
	return opts
}

// askLanguage offers the other languages; what was asked before stays asked.
func (t *turn) askLanguage() {
	t.send(Say{Acts: act(ActInform, string(Language)), Text: t.text("ask.language", noFields()), Options: t.choices()})
}

// withSigns puts signs before a question and its buttons that say without words what they mean, for those who cannot read the words.
func (t *turn) withSigns(what string, s Say) Say {
	if t.c.Foreign == "" {
		return s
	}
	s.Text = t.signed(strings.TrimPrefix(what, askEvidence), s.Text)
	s.Options = slices.Clone(s.Options)
	for i, o := range s.Options {
		s.Options[i].Label = t.signed(o.ID, o.Label)
	}
	return s
}

func (t *turn) signed(id, text string) string {
	if key := "sign." + id; t.e.texts.Has(key) {
		return t.word(key) + " " + text
	}
	return text
}
