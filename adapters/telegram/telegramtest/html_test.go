package telegramtest_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"amends/adapters/telegram/telegramtest"
)

// TestHTML sends each text and looks at what the chat shows: text | entities.
func TestHTML(t *testing.T) {
	s := start(t, telegramtest.Options{Limits: telegramtest.Limits{Off: true}})
	ana := s.User(telegramtest.User{})
	ana.Start("")
	for html, want := range map[string]string{
		"plain":                                         "plain",
		"a <b>b</b> c":                                  "a b c | bold b",
		"<strong>x</strong>":                            "x | bold x",
		"<i>x</i><em>y</em>":                            "xy | italic x | italic y",
		"<u>x</u> <ins>y</ins>":                         "x y | underline x | underline y",
		"<s>x</s><del>y</del>":                          "xy | strikethrough x | strikethrough y",
		"<strike>x</strike>":                            "x | strikethrough x",
		"<b>x <i>y</i></b>":                             "x y | bold x y | italic y",
		"<tg-spoiler>x</tg-spoiler>":                    "x | spoiler x",
		`<span class="tg-spoiler">x</span>`:             "x | spoiler x",
		`<a href="https://e.com/?a=1&amp;b=2">shop</a>`: "shop | text_link shop https://e.com/?a=1&b=2",
		`<a href='https://e.com'>x</a>`:                 "x | text_link x https://e.com",
		`<a href="javascript:alert(1)">x</a>`:           "x",
		"<code>x &lt; y</code>":                         "x < y | code x < y",
		`<pre><code class="language-go">x</code></pre>`: "x | pre x go",
		"<pre>x <b>y</b></pre>":                         "x y | pre x y",
		"<blockquote>x</blockquote>":                    "x | blockquote x",
		"<blockquote expandable>x</blockquote>":         "x | expandable_blockquote x",
		"&lt;b&gt; &amp; &quot;&#39;&#x1F600;":          `<b> & "'😀`,
		"&nbsp;&copy; & &;":                             "&nbsp;&copy; & &;",
		"😀 <b>x</b>":                                    "😀 x | bold x",
		"<b></b>x":                                      "x",
		"<B>x</B>":                                      "x | bold x",
		"<b>x</>":                                       "x | bold x",
		"  <b> x </b>  ":                                "x | bold x",
		"a > b":                                         "a > b",
		"/start@amends_test_bot or https://e.com/x.":    "/start@amends_test_bot or https://e.com/x. | bot_command /start@amends_test_bot | url https://e.com/x",
		"<br>":              `!Unsupported start tag "br" at byte offset 0`,
		"a <":               "!Unclosed start tag at byte offset 2",
		"x < y":             `!Unsupported start tag "" at byte offset 2`,
		"<b>x":              `!Can't find end tag corresponding to start tag "b"`,
		"x</b>":             "!Unexpected end tag at byte offset 1",
		"<b>x</i>":          `!Unmatched end tag at byte offset 4, expected "</b>", found "</i>"`,
		"<b>x</b":           "!Unclosed end tag at byte offset 4",
		"<span>x</span>":    `!Tag "span" must have class "tg-spoiler" at byte offset 0`,
		`<a href="x`:        "!Unclosed start tag at byte offset 0",
		"<a href=x_y>z</a>": "!Unexpected end of name token at byte offset 8",
		"<b />x</b>":        `!Empty attribute name in the tag "b" at byte offset 0`,
	} {
		p := params{"chat_id": ana.ID(), "text": html, "parse_mode": "HTML"}
		if words, bad := strings.CutPrefix(want, "!"); bad {
			wantError(t, s, "sendMessage", p, 400, "Bad Request: can't parse entities: "+words)
			continue
		}
		send(t, s, p)
		if got := describe(ana.Last()); got != want {
			t.Errorf("%q was to show as %q, shows as %q", html, want, got)
		}
	}
}

func describe(m telegramtest.Message) string {
	parts := []string{m.Text}
	for _, e := range m.Entities {
		part := strings.TrimSpace(e.Type + " " + e.Part(m.Text))
		parts = append(parts, strings.TrimSpace(fmt.Sprintf("%s %s%s", part, e.URL, e.Language)))
	}
	return strings.Join(parts, " | ")
}

// FuzzHTML looks for texts that the server cannot live with.
func FuzzHTML(f *testing.F) {
	f.Add("<b>x</b> &amp; <a href='https://e.com'>y</a>")
	f.Add("<pre><code class=\"language-x\">\xff😀")
	s := telegramtest.New(telegramtest.Options{Limits: telegramtest.Limits{Off: true}, History: 100})
	f.Cleanup(s.Close)
	ana := s.User(telegramtest.User{})
	ana.Start("")
	f.Fuzz(func(t *testing.T, text string) {
		a, err := ask(t.Context(), s, "sendMessage", params{"chat_id": ana.ID(), "text": text, "parse_mode": "HTML"})
		if err != nil {
			t.Fatalf("%q was to be answered: %v", text, err)
		}
		if !a.OK {
			return
		}
		m := ana.Last()
		if !utf8.ValidString(m.Text) || m.Text == "" {
			t.Errorf("%q was to show as text, shows as %q", text, m.Text)
		}
		for _, e := range m.Entities {
			if e.Length <= 0 || e.Offset < 0 || e.Offset+e.Length > telegramtest.Units(m.Text) {
				t.Errorf("%q: the entity %+v is not within %q", text, e, m.Text)
			}
		}
	})
}
