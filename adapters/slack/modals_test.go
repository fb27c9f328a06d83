package slack

import (
	"slices"
	"strings"
	"testing"

	"amends/bot"
	"amends/dialogue"
)

func TestOfferSomethingElse(t *testing.T) {
	t.Parallel()
	onBothWays(t, func(t *testing.T, f *floor) {
		v := f.opens(f.ana, bag, "amends:open:offer")
		if shown := v.Shown(); !strings.Contains(shown, "21.00 USD") || !strings.Contains(shown, "not enough in stock") {
			t.Errorf("the form does not say what it costs and why others are refused:\n%s", shown)
		}
		if i := f.submits(f.ana, v, map[string]any{"choice": "replace", "text": "30"}); i.Errors()["text"] == "" {
			t.Errorf("terms that could be a percentage or an amount were taken: %s", i.Reply())
		}
		f.submits(f.ana, v, map[string]any{"choice": "partial_keep", "text": "30%"})
		f.hears(bag, dialogue.Decision{Agent: "Ana", Option: "offer:partial_keep", Case: bag, Note: "30%"})
		f.until("the form closes", func() bool { return len(f.slack.Views(f.ana.ID)) == 0 })
		f.quiet()
	})
}

func TestNothingToOffer(t *testing.T) {
	t.Parallel()
	f := newFloor(t, "socket")
	f.set(func() { f.options = options("take") }) // the card is older than that
	if v := f.opens(f.ana, bag, "amends:open:offer"); v.Submit != "" || !strings.Contains(v.Shown(), f.channel.word("slack.modal.offer.none")) {
		t.Errorf("with nothing to offer the form says %q", v.Shown())
	}
}

func TestTerms(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{"": "", "30%": "30%", "30 %": "30%", "12.50": "12.50", "12,50": "12.50", "12.50 usd": "12.50 USD",
		"12 USD": "12.00 USD", "12": "-", "101%": "-", "12.5%": "-", "-3.00": "-", "all": "-", "1e3": "-", "30%%": "-"} {
		got, ok := readTerms(text)
		if !ok {
			got = "-"
		}
		if got != want {
			t.Errorf("the terms %q were read as %q, want %q", text, got, want)
		}
	}
}

func TestFormsDecide(t *testing.T) {
	t.Parallel()
	onBothWays(t, func(t *testing.T, f *floor) {
		for _, c := range []struct {
			action string
			values map[string]any
			want   dialogue.Decision
		}{
			{"amends:open:ask", map[string]any{"choice": "photo_label"}, dialogue.Decision{Option: "ask:photo_label"}},
			{"amends:open:handback", map[string]any{"choice": "order"}, dialogue.Decision{Option: "handback:order"}},
			{"amends:open:handback", map[string]any{"choice": "was"}, dialogue.Decision{Option: "handback"}},
			{"amends:open:decline", map[string]any{"text": "Not in the policy"}, dialogue.Decision{Option: "decline", Note: "Not in the policy"}},
			{"amends:open:done", map[string]any{"text": "R-20991"}, dialogue.Decision{Option: "done", Note: "R-20991"}},
			{"amends:open:done", nil, dialogue.Decision{Option: "done"}},
			{"amends:open:assign", map[string]any{"choice": "Ben"}, dialogue.Decision{Option: "assign:Ben"}},
		} {
			v := f.opens(f.ana, bag, c.action)
			f.submits(f.ana, v, c.values)
			c.want.Agent, c.want.Case = "Ana", bag
			if ev := f.hears(bag, c.want); ev.ID != "v"+v.ID {
				t.Errorf("%s: the event has the ID %s, want that of view %s", c.action, ev.ID, v.ID)
			}
		}
	})
}

func TestAReplyIsSeenBeforeItIsSent(t *testing.T) {
	t.Parallel()
	onBothWays(t, func(t *testing.T, f *floor) {
		f.set(func() { f.turns = talk() })
		v := f.opens(f.ana, bag, "amends:open:reply")
		if shown := v.Shown(); !strings.Contains(shown, "I want &lt;b&gt;money&lt;/b&gt; back") || !strings.Contains(shown, "español") {
			t.Errorf("the form does not show what was said and in which language:\n%s", shown)
		}
		text := "Dear buyer,\n\nwe are <sorry> & refund \"all\" of it."
		f.submits(f.ana, v, map[string]any{"text": text})
		views := f.slack.Views(f.ana.ID)
		if len(views) != 2 || !strings.Contains(views[1].Shown(), text) || !strings.Contains(views[1].Shown(), "Ana") {
			t.Fatalf("the preview is not what the buyer will see: %+v", views)
		}
		f.quiet()
		f.submits(f.ana, views[1], nil)
		f.hears(bag, dialogue.Reply{Agent: "Ana", Case: bag, Text: text})
		f.until("the forms close", func() bool { return len(f.slack.Views(f.ana.ID)) == 0 })
	})
}

func TestALongReply(t *testing.T) {
	t.Parallel()
	f := newFloor(t, "socket")
	v := f.opens(f.ana, bag, "amends:open:reply")
	long := strings.Repeat("\"<&\n", mostReply/4)
	if i := f.submits(f.ana, v, map[string]any{"text": long}); i.Errors()["text"] == "" {
		t.Errorf("a reply that the preview cannot hold was taken")
	}
	plainLong := strings.Repeat("ñandú 词🙂", mostReply/8)
	f.submits(f.ana, v, map[string]any{"text": plainLong})
	views := f.slack.Views(f.ana.ID)
	f.submits(f.ana, views[len(views)-1], nil)
	f.hears(bag, dialogue.Reply{Agent: "Ana", Case: bag, Text: plainLong})
}

func talk() []bot.Turn {
	say := func(a dialogue.Action) []bot.Delivery { return []bot.Delivery{{Action: a, At: noon}} }
	at := func(body dialogue.Body) dialogue.Event { return dialogue.Event{At: noon, Body: body} }
	return []bot.Turn{
		{Event: at(dialogue.Message{Text: "I want <b>money</b> back"}), Outbox: say(dialogue.Say{Text: "Which order?", Options: options("none")})},
		{Event: at(dialogue.Press{Option: "none"})},
		{Event: at(dialogue.Upload{Files: []dialogue.File{{Kind: "photo"}}, Caption: "look"})},
		{Event: at(dialogue.Reply{Agent: "Ben", Text: "hello"}), Outbox: say(dialogue.Relay{To: "buyer", From: "Ben", Text: "hello"})},
	}
}

func TestDetailsShowACaseInFull(t *testing.T) {
	t.Parallel()
	onBothWays(t, func(t *testing.T, f *floor) {
		f.set(func() { f.turns = talk() })
		shown := f.opens(f.ana, bag, "amends:details").Shown()
		for _, want := range []string{"112-4567890-1234567", "Trail backpack", "1Z5R8939", "you sent &lt;the&gt; wrong one", "Which order?", "[none]",
			"[photo] look", "*Ben*: hello"} {
			if !strings.Contains(shown, want) {
				t.Errorf("the details lack %q:\n%s", want, shown)
			}
		}
		if log := f.log.String(); !strings.Contains(log, "details of a case shown") || strings.Contains(log, "1234567") {
			t.Errorf("who saw the details is not in the log, or too much is:\n%s", log)
		}
	})
}

func TestSaveAsScript(t *testing.T) {
	t.Parallel()
	f := newFloor(t, "socket")
	f.set(func() { f.script = strings.Repeat("buyer> ``` hello <!channel>\n", 400) })
	v := f.opens(f.ana, bag, "amends:script")
	if len(v.Blocks) < 4 || strings.Count(v.Shown(), "buyer>") != 400 {
		t.Errorf("the script came in %d blocks with %d of 400 lines", len(v.Blocks), strings.Count(v.Shown(), "buyer>"))
	}
}

func TestChunks(t *testing.T) {
	t.Parallel()
	text := strings.Repeat("a line of a script\n", 500)
	pieces := chunks(text, 3000)
	if got := strings.Join(pieces, "\n"); got != strings.TrimSpace(text) {
		t.Error("the pieces are not the text")
	}
	if slices.ContainsFunc(pieces, func(p string) bool { return len([]rune(p)) > 3000 }) {
		t.Error("a piece is too long")
	}
	if got := chunks(strings.Repeat("x", 7000), 3000); len(got) != 3 {
		t.Errorf("a text without lines came in %d pieces", len(got))
	}
}

func TestAModalThatDoesNotOpenSaysSo(t *testing.T) {
	t.Parallel()
	f := newFloor(t, "socket")
	f.slack.FailNext(1, "views.open", failure())
	f.press(f.ana, bag, "amends:open:reply")
	if got := f.whispered(f.ana, 1); got != f.channel.word("slack.refuse.modal") {
		t.Errorf("Ana was told %q", got)
	}
}

func TestAStrangersFormIsRefused(t *testing.T) {
	t.Parallel()
	f := newFloor(t, "socket")
	f.ok(f.zoe.Join(f.desk))
	v := f.opens(f.zoe, bag, "amends:open:decline")
	f.ok(f.zoe.Leave(f.desk))
	f.quiet() // it was heard of by now
	f.submits(f.zoe, v, map[string]any{"text": "no"})
	views := f.slack.Views(f.zoe.ID)
	if len(views) != 1 || !strings.Contains(views[0].Shown(), f.desk) {
		t.Errorf("who left the channel sees %+v", views)
	}
	f.quiet()
}

// Every title and button of a modal fits in every language.
func TestTitlesFit(t *testing.T) {
	t.Parallel()
	catalog := texts(t)
	for _, lang := range catalog.Languages() {
		c := must(New(Config{BotToken: "x", Channel: "C1", Texts: catalog, Lang: lang}))(t)
		for _, key := range catalog.Keys() {
			short := strings.HasPrefix(key, "slack.modal.") && (strings.HasSuffix(key, ".title") || strings.HasSuffix(key, ".submit")) ||
				key == "slack.modal.close" || key == "slack.modal.cancel" || key == "slack.manifest.shortcut"
			if text := c.word(key); short && characters(text) > maxViewTitle {
				t.Errorf("%s %s has %d characters: %q", lang, key, characters(text), text)
			}
		}
	}
}
