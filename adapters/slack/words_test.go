package slack

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestWords(t *testing.T) {
	for _, c := range []struct{ name, got, want string }{
		{"entities", escaped("a < b & c > d", 100), "a &lt; b &amp; c &gt; d"},
		{"entities count in full", escaped("<<<<", 12), "&lt;&lt;…"},
		{"an exact fit", escaped("<<<", 12), "&lt;&lt;&lt;"},
		{"cut", escaped("the zip is broken", 8), "the zip…"},
		{"one line", line(" a\n\tb ", 100), "a b"},
		{"control characters", escaped("a\x00b\u202ec\x1bd", 100), "abcd"},
		{"broken UTF-8", escaped("a\xffb", 100), "a�b"},
		{"a masked order number", line("Order ***-***4567.", 100), "Order `***-***4567.`"},
		{"nothing for plain text", plainWords(" \n", 10), "–"},
		{"signs beyond the basic plane count twice", plainWords("🙂🙂🙂", 5), "🙂🙂…"},
		{"every line is quoted", quoted("one\r\ntwo\n\n<three>", 100), ">one\n>two\n>\n>&lt;three&gt;"},
		{"a quotation that is cut", quoted("one\ntwo", 8), ">one\n>t…"},
		{"a list", list([]string{"a", "b", "c"}, 2, 100, func(n int) string { return strings.Repeat("+", n) }), "a\nb\n+"},
		{"a list without room", list([]string{"aaaa", "bbbb"}, 9, 5, func(n int) string { return strings.Repeat("+", n) }), "++"},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, c.got, c.want)
		}
	}
}

func TestWordsFit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.OneOf(rapid.String(), rapid.StringOf(rapid.SampledFrom([]rune("<>&\n* _~`@#:🙂\u202e\x00")))).Draw(t, "s")
		n := rapid.IntRange(1, 80).Draw(t, "n")
		for name, got := range map[string]string{"escaped": escaped(s, n), "line": line(s, n), "plain": plainWords(s, n), "quoted": quoted(s, n+1)} {
			most := n
			if name == "quoted" {
				most++
			}
			if characters(got) > most || !utf8.ValidString(got) {
				t.Fatalf("%s of %q in %d characters is %q with %d", name, s, most, got, characters(got))
			}
			if name != "plain" && strings.ContainsAny(got, "<\x00\u202e") {
				t.Fatalf("%s of %q is %q, which Slack may take for markup", name, s, got)
			}
		}
		joined := ""
		for _, p := range parts(s) {
			if c := quoted(p, maxSection); characters(c) > maxSection {
				t.Fatalf("a part has %d characters", characters(c))
			}
			joined += p
		}
		if strip(joined) != strip(clean(s)) {
			t.Fatalf("%q is cut into %q", s, joined)
		}
	})
}

func strip(s string) string { return strings.Join(strings.Fields(s), "") }

func FuzzDecodeTarget(f *testing.F) {
	f.Add(encodeTarget(target{Conversation: buyer42, Case: "A-7K2M", Option: "approve", Event: "e"}))
	f.Add(`{"c":1}`)
	f.Add(`{}`)
	f.Fuzz(func(t *testing.T, value string) {
		got, err := decodeTarget(value)
		if err != nil {
			return
		}
		if again, err := decodeTarget(encodeTarget(got)); got.Conversation == "" || err == nil && again != got {
			t.Errorf("%q is %+v, and written again %+v", value, got, again)
		}
	})
}
