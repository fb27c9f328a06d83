package telegram

import (
	"html"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"amends/adapters/telegram/telegramtest"
	"amends/bot"
)

// in is a delivery with other words, to a buyer of a language.
func in(lang, words string, d bot.Delivery) bot.Delivery {
	d.Lang, d.Words = lang, words
	return d
}

// quoted are the parts of a message that are folded up.
func quoted(m telegramtest.Message) []string {
	var list []string
	for _, e := range append(m.Entities, m.CaptionEntities...) {
		if e.Type == "expandable_blockquote" {
			list = append(list, e.Part(m.Text+m.Caption))
		}
	}
	return list
}

func TestOtherWordsOfTheBotTakeTheTextsPlace(t *testing.T) {
	r := newRig(t, telegramtest.Options{Limits: telegramtest.Limits{Off: true}})
	ana, c := r.ana(), r.channel(nil)
	ana.Start("")
	r.send(c, in("en", "Oh no! <b>Which</b> order & all?", to(ana.ID(), "e/0", say("Which order?", "skip"))))
	if m := ana.Last(); m.Text != "Oh no! <b>Which</b> order & all?" || len(m.Keyboard.Rows) != 1 {
		t.Errorf("the buyer was to read the other words with the buttons below, got %+v", m)
	}
	translated := in("en", "Które zamówienie?", to(ana.ID(), "e1/0", say("Which order?", "skip")))
	translated.Translated = true
	r.send(c, translated)
	if m := ana.Last(); !strings.HasPrefix(m.Text, "Które zamówienie?\n\n") || !slices.Equal(quoted(m), []string{"Which order?"}) || len(m.Keyboard.Rows) != 1 {
		t.Errorf("the buyer was to read the translation with the text folded up and the buttons below, got %+v", m)
	}
	r.send(c, in("en", "\x00\x01", to(ana.ID(), "e2/0", say("Which order?"))))
	if m := ana.Last(); m.Text != "Which order?" {
		t.Errorf("words that nobody can see were to leave the text, got %q", m.Text)
	}
}

func TestATranslationBringsTheOriginal(t *testing.T) {
	long, longer := strings.Repeat("lang ", 500), strings.Repeat("long ", 700)
	note := "Automatisch übersetzt · Original:"
	for name, x := range map[string]struct {
		words, text string
		want        []string
		folded      int // messages with the original
	}{
		"in one message":     {"Wir haben es verschickt.", "We sent it.", []string{"Ben\nWir haben es verschickt.\n\n" + note + "\nWe sent it."}, 1},
		"as they are":        {"<i>Ja</i> & nein", "</blockquote><b>yes</b> & no", []string{"Ben\n<i>Ja</i> & nein\n\n" + note + "\n</blockquote><b>yes</b> & no"}, 1},
		"lines":              {"Eins\n\nZwei", "One\n\nTwo", []string{"Ben\nEins\n\nZwei\n\n" + note + "\nOne\n\nTwo"}, 1},
		"in two":             {long, longer, []string{"Ben\n" + strings.TrimSpace(long), note + "\n" + strings.TrimSpace(longer)}, 1},
		"in three":           {long, longer + longer, []string{"Ben\n" + strings.TrimSpace(long), note + "\n" + strings.TrimSpace((longer + longer)[:4060]), strings.TrimSpace((longer + longer)[4060:])}, 2},
		"nothing to be seen": {"\x00", "We sent it.", []string{"Ben\nWe sent it."}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, telegramtest.Options{Limits: telegramtest.Limits{Off: true}})
			ana, c := r.ana(), r.channel(nil)
			ana.Start("")
			r.send(c, in("de", x.words, relay(ana.ID(), "r1", x.text)))
			expect(t, ana, x.want...)
			n := 0
			for _, m := range ana.FromBot() {
				n += len(quoted(m))
			}
			if n != x.folded {
				t.Errorf("%d messages were to have the original folded up, got %d", x.folded, n)
			}
			r.send(c, change(ana.ID(), "r1", "", true))
			expect(t, ana)
		})
	}
}

// TestATranslationFollowsItsEdits: whatever the new words need, messages are changed, added and taken back.
func TestATranslationFollowsItsEdits(t *testing.T) {
	r := newRig(t, telegramtest.Options{Limits: telegramtest.Limits{Off: true}})
	ana, c := r.ana(), r.channel(nil)
	ana.Start("")
	note, long := "Traducción automática · original:", strings.TrimSpace(strings.Repeat("word ", 600))
	r.send(c, relay(ana.ID(), "r1", "Sent."))
	expect(t, ana, "Ben\nSent.")
	for _, x := range []struct {
		words, text string
		want        []string
	}{
		{"Enviado ayer.", "Sent yesterday.", []string{"Ben\nEnviado ayer.\n\n" + note + "\nSent yesterday."}},
		{long, long, []string{"Ben\n" + long, note + "\n" + long}},
		{"", "Sent today.", []string{"Ben\nSent today."}},
		{"Enviado hoy.", "Sent today.", []string{"Ben\nEnviado hoy.\n\n" + note + "\nSent today."}},
	} {
		for range 2 { // the second time nothing changes
			r.send(c, in("es", x.words, change(ana.ID(), "r1", x.text, false)))
			expect(t, ana, x.want...)
		}
	}
	r.send(c, change(ana.ID(), "r1", "", true))
	expect(t, ana)
}

func TestATranslatedCaption(t *testing.T) {
	r := newRig(t, telegramtest.Options{Limits: telegramtest.Limits{Off: true}})
	ana, c := r.ana(), r.channel(func(cfg *Config) { cfg.Files = files() })
	ana.Start("")
	note, long := "Traducción automática · original:", strings.TrimSpace(strings.Repeat("word ", 150))
	short := "Ben\nSu etiqueta\n\n" + note + "\nYour label"
	r.send(c, in("es", "Su etiqueta", relay(ana.ID(), "r1", "Your label", "slack:D")))
	expect(t, ana, "[returnlabel.pdf] "+short)
	if got := quoted(ana.Last()); len(got) != 1 || got[0] != "Your label" {
		t.Errorf("the original was to be folded up in the caption, got %q", got)
	}
	r.send(c, in("es", long, change(ana.ID(), "r1", long, false)))
	expect(t, ana, "[returnlabel.pdf] Ben\n"+long, note+"\n"+long)
	r.send(c, change(ana.ID(), "r1", "", true))
	r.send(c, in("es", long, relay(ana.ID(), "r2", long, "slack:D"))) // too long for a caption
	expect(t, ana, "Ben\n"+long+"\n\n"+note+"\n"+long, "[returnlabel.pdf]")
	r.send(c, in("es", "", relay(ana.ID(), "r3", "And this", "slack:gone")))
	if got := ana.Last().Text; !strings.HasSuffix(got, c.word("es", "telegram.file_missing")) || c.word("es", "telegram.file_missing") == c.word("en", "telegram.file_missing") {
		t.Errorf("the buyer was to be told in Spanish of the file that is missing, got %q", got)
	}
}

// TestTranslationsFit: whatever is written, Telegram takes every message, and all words arrive.
func TestTranslationsFit(t *testing.T) {
	alphabet := rapid.SampledFrom([]rune("aé b.!?\n 👍🏽👨\u200d👩 e\u0301<&>\"/中"))
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string) string {
			return clean(strings.Repeat(string(rapid.SliceOfN(alphabet, 1, 40).Draw(t, name)), rapid.IntRange(1, 150).Draw(t, "times "+name)))
		}
		words, text, limit := draw("words"), draw("text"), rapid.SampledFrom([]int{maxCaption, maxMessage}).Draw(t, "limit")
		all := ""
		for i, part := range translated("Ben", words, "Original:", text, limit) {
			plain := html.UnescapeString(strings.NewReplacer("<b>", "", "</b>", "", "<i>", "", "</i>", "", "<blockquote expandable>", "", "</blockquote>", "").Replace(part))
			if n := units(plain); n > maxMessage || i == 0 && n > limit || n == 0 {
				t.Fatalf("message %d has %d units, limit %d: %q", i, n, limit, part)
			}
			all += plain
		}
		if got, want := letters(all), letters("Ben"+words+"Original:"+text); words != "" && text != "" && got != want {
			t.Fatalf("the buyer was to read\n%q\ngot\n%q", want, got)
		}
	})
}

// letters leaves out space, at which texts are parted.
func letters(s string) string { return strings.Join(strings.Fields(s), "") }
