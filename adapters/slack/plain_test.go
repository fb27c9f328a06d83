package slack

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestPlainText(t *testing.T) {
	t.Parallel()
	blocks := json.RawMessage(`[{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[
		{"type":"emoji","name":"slightly_smiling_face","unicode":"1f642"},
		{"type":"emoji","name":"wave","unicode":"1f44b-1f3fd","skin_tone":4},{"type":"emoji","name":"ours"},{"type":"emoji","name":"evil","unicode":"41"}]}]}]`)
	name := func(id string) string { return map[string]string{"U1": "Ana"}[id] }
	for text, want := range map[string]string{
		"a &lt;b&gt; &amp;amp; c":                   "a <b> &amp; c",
		"<@U1> and <@U1|ana>":                       "@Ana and @Ana",
		"in <#C1|returns>":                          "in #returns",
		"<!here> hello <!subteam^S1|@team>":         "hello",
		"<https://x.org/a?b=1&amp;c=2>":             "https://x.org/a?b=1&c=2",
		"<https://x.org|here>":                      "here (https://x.org)",
		"<http://x.org|x.org>":                      "x.org",
		"<https://evil.org|https://good.org>":       "https://good.org (https://evil.org)",
		"<mailto:a@b.org|a@b.org> <mailto:a@b.org>": "a@b.org a@b.org",
		"<!date^1^{date}|1 January>":                "1 January",
		":slightly_smiling_face: :wave::skin-tone-4: :ours: :evil: 10:30:15": "🙂 👋🏽 :ours: :evil: 10:30:15",
		"< not a link":                   "< not a link",
		"\u202e hidden \x00 one\r\ntwo ": "hidden  one\ntwo",
	} {
		if got := plainText(text, blocks, name); got != want {
			t.Errorf("%q reads %q, want %q", text, got, want)
		}
	}
}

func TestPrefixes(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][2]string{"reply: a": {"reply:", "a"}, " REPLY:a\nb": {"reply:", "a\nb"}, "note:": {"note:", ""},
		"replying: a": {"", "replying: a"}, "note a": {"", "note a"}, "": {"", ""}, "réply: a": {"", "réply: a"}} {
		if prefix, rest := splitPrefix(text); prefix != want[0] || rest != want[1] {
			t.Errorf("%q was parted into %q and %q, want %q", text, prefix, rest, want)
		}
	}
}

func FuzzPlainText(f *testing.F) {
	f.Add("<@U1> <https://x|y> &amp; :wave:", `[{"type":"emoji","name":"wave","unicode":"1f44b"}]`)
	f.Fuzz(func(t *testing.T, text, blocks string) {
		got := plainText(text, json.RawMessage(blocks), func(string) string { return "Ana" })
		if len(got) > 40*len(text)+40 {
			t.Errorf("%d bytes became %d", len(text), len(got))
		}
		if strings.ContainsAny(got, "\x00\u202e\u2066") {
			t.Errorf("%q came through", got)
		}
	})
}

func FuzzEvents(f *testing.F) {
	f.Add(`{"event_id":"E1","event":{"type":"message","channel":"C1","user":"U1","text":"x","ts":"1.1","thread_ts":"1.0"}}`)
	f.Add(`{"event":{"type":"message","subtype":"message_changed","channel":"C1","message":{"ts":"1","edited":{}}}}`)
	f.Add(`{"event":{"type":"message","subtype":"message_deleted","channel":"C1","deleted_ts":"1"}}`)
	c, err := New(Config{BotToken: "x", Channel: "C1"})
	if err != nil {
		f.Fatal(err)
	}
	in := &intake{Channel: c, lanes: newLanes(), errands: newErrands(1), waits: newErrands(1)}
	f.Fuzz(func(_ *testing.T, payload string) {
		for _, kind := range []string{kindEvents, kindInteraction, kindCommand} {
			_, _ = in.read(kind, []byte(payload)) // reads anything
		}
	})
}
