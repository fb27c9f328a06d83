package telegram

import (
	"html"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"pgregory.net/rapid"

	"amends/adapters/telegram/telegramtest"
)

func TestUnitsAreThoseOfUTF16(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "text")
		if got, want := units(s), len(utf16.Encode([]rune(s))); got != want {
			t.Fatalf("%q has %d units, counted %d", s, want, got)
		}
	})
}

func TestSplitKeepsEveryCharacter(t *testing.T) {
	alphabet := rapid.SampledFrom([]rune("aé b.!?\n\n 👍🏽👨\u200d👩 e\u0301<&>中"))
	rapid.Check(t, func(t *rapid.T) {
		text := string(rapid.SliceOfN(alphabet, 0, 400).Draw(t, "text"))
		first, others := rapid.IntRange(2, 80).Draw(t, "first"), rapid.IntRange(2, 80).Draw(t, "others")
		parts := split(text, first, others)
		if got := strings.Join(parts, ""); got != text {
			t.Fatalf("the parts were to be the text\n%q\ngot\n%q", text, got)
		}
		for i, p := range parts {
			limit := others
			if i == 0 {
				limit = first
			}
			if units(p) > limit || !utf8.ValidString(p) || p == "" && text != "" {
				t.Fatalf("part %d of %q was to be text of at most %d units, got %q", i, text, limit, p)
			}
		}
	})
}

func TestSplitLooksForGoodPlaces(t *testing.T) {
	for _, x := range []struct {
		name, text string
		limit      int
		want       []string
	}{
		{"short", "all of it", 20, []string{"all of it"}},
		{"paragraphs before lines", "one two\n\nthree\nfour five", 20, []string{"one two\n\n", "three\nfour five"}},
		{"lines before sentences", "One. Two\nThree. Four", 16, []string{"One. Two\n", "Three. Four"}},
		{"sentences before words", "One two. Three four", 16, []string{"One two. ", "Three four"}},
		{"words", "one two three four", 15, []string{"one two three ", "four"}},
		{"characters", "abcdefghij", 4, []string{"abcd", "efgh", "ij"}},
		{"no crumbs", "a\n\nbbbbbbbbbbbbbb cc", 15, []string{"a\n\nbbbbbbbbbbbb", "bb cc"}},
		{"surrogate pairs", "👍👍👍", 5, []string{"👍👍", "👍"}},
		{"a letter and its accent", "aaae\u0301", 4, []string{"aaa", "e\u0301"}},
		{"a family", "aa👨\u200d👩\u200d👧", 8, []string{"aa", "👨\u200d👩\u200d👧"}},
	} {
		if got := split(x.text, x.limit, x.limit); strings.Join(got, "|") != strings.Join(x.want, "|") {
			t.Errorf("%s: want %q, got %q", x.name, x.want, got)
		}
	}
}

func TestLongTextsComeInOrderWithTheButtonsBelow(t *testing.T) {
	r := newRig(t, telegramtest.Options{})
	ana, c := r.ana(), r.channel(nil)
	start := ana.Start("")
	text := strings.Repeat("Some <words> & a 👍 more.\n\n", 400)
	r.send(c, to(ana.ID(), "d/0", say(text, "yes", "no")))
	got := ana.FromBot()
	var all []string
	for i, m := range got {
		all = append(all, m.Text)
		if len(m.Buttons()) > 0 != (i == len(got)-1) {
			t.Errorf("the buttons were to stand below the last of %d messages, message %d has %d", len(got), i, len(m.Buttons()))
		}
	}
	if len(got) < 3 || squeeze(strings.Join(all, "\n\n")) != squeeze(text) {
		t.Errorf("all of the text was to arrive in several messages after %d, got %d", start, len(got))
	}
}

func squeeze(s string) string { return strings.Join(strings.Fields(s), " ") }

func FuzzHTMLIsOnlyText(f *testing.F) {
	for _, s := range []string{"", "<b>x</b>", "a & b &lt; &amp;", "</a><a href='tg://user?id=1'>", "\x00\xff<", "&#60;script&#62;", "<!-- -->"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		text := clean(s)
		for _, p := range signed("<i>Ana&", text, 100) {
			p = strings.TrimPrefix(p, "<b>&lt;i&gt;Ana&amp;</b>")
			if strings.ContainsAny(p, "<>") {
				t.Fatalf("%q was to be only text, got %q", s, p)
			}
			if !utf8.ValidString(p) || units(html.UnescapeString(p)) > maxMessage {
				t.Fatalf("%q was to be valid and short enough, got %q", s, p)
			}
		}
		if html.UnescapeString(escape(text)) != text {
			t.Fatalf("%q was to be read back, got %q", text, html.UnescapeString(escape(text)))
		}
	})
}
