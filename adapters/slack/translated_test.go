package slack

import (
	"strings"
	"testing"
	"time"

	"amends/adapters/slack/slackfake"
	"amends/bot"
	"amends/dialogue"
)

// spanish is a turn in which a buyer wrote something that the desk reads translated.
func spanish(event, text, words string) bot.Turn {
	ev := dialogue.Event{ID: event, At: noon, Body: dialogue.Message{Text: text}}
	ev.Read.Interpretation.Lang = "es-MX"
	return bot.Turn{Event: ev, Outbox: []bot.Delivery{{ID: event + "/0", Conversation: conversationOf(bag), Key: bot.RelayKey("desk", event), At: noon,
		Words: words, Action: dialogue.Relay{To: "desk", From: "buyer", Case: bag, Text: text, Event: event}}}}
}

// relayed sends a relay with other words.
func (o *outside) relayed(key, words string, r dialogue.Relay) {
	o.t.Helper()
	d := o.delivery(key, r)
	d.Words = words
	receipt := must(o.channel.Send(o.t.Context(), d))(o.t)
	if key != "" {
		must(0, o.Keep(o.t.Context(), buyer42, key, receipt))(o.t)
	}
}

func TestTheDeskReadsATranslation(t *testing.T) {
	o := newOutside(t)
	card := o.show(card7K2M)
	o.turns = []bot.Turn{spanish("m1", "está roto", "it is broken")}
	r := dialogue.Relay{To: "desk", From: "buyer", Case: "A-7K2M", Text: "está roto", Event: "m1"}
	o.relayed(bot.RelayKey("desk", "m1"), "it is broken", r)
	m := o.thread(card)[1]
	for _, want := range []string{">it is broken", "Translated from Spanish", "Original"} {
		if !strings.Contains(m.Shown(), want) {
			t.Errorf("the desk reads %q, want %q in it", m.Shown(), want)
		}
	}
	if strings.Contains(m.Shown(), "roto") || !strings.Contains(m.Text, "it is broken") {
		t.Errorf("the original stands in the translation's place: %s", m.Shown())
	}
	r = dialogue.Relay{To: "desk", From: "buyer", Case: "A-7K2M", Text: "está muy roto", Event: "e1", Edits: "m1"}
	o.relayed("", "it is very broken", r)
	if th := o.thread(card); len(th) != 2 || !strings.Contains(th[1].Shown(), ">it is very broken") || !strings.Contains(th[1].Shown(), "Translated\n") ||
		!strings.Contains(raw(th[1]), `\"e\":\"e1\"`) {
		t.Errorf("the edit is %s, want it in place, of a language that nobody knows, with a way to its own original", raw(th[1]))
	}
}

func TestWordsThatAreTheTextAreNoTranslation(t *testing.T) {
	o := newOutside(t)
	card := o.show(card7K2M)
	for _, words := range []string{"", "it is broken", " it is broken\n"} {
		o.relayed("", words, dialogue.Relay{To: "desk", From: "buyer", Case: "A-7K2M", Text: "it is broken", Event: "m1"})
		th := o.thread(card)
		if shown := th[len(th)-1].Shown(); strings.Contains(shown, "Translated") || strings.Contains(shown, "Original") {
			t.Errorf("with the other words %q the desk reads %q", words, shown)
		}
	}
}

func TestAnAgentsCopySaysHowItWentOut(t *testing.T) {
	o := newOutside(t)
	card := o.show(card7K2M)
	o.relayed("", "Lo <sentimos> "+strings.Repeat("mucho ", 300), dialogue.Relay{To: "desk", From: "Ana", Case: "A-7K2M", Text: "We're sorry", Event: "v1"})
	m := o.thread(card)[1]
	if shown := m.Shown(); !strings.Contains(shown, ">We're sorry") || !strings.Contains(shown, "Went out as: Lo &lt;sentimos&gt; mucho") ||
		!strings.Contains(shown, "Undo") || strings.Count(shown, "mucho") > shownWentOut/5 {
		t.Errorf("the copy is %q, want the agent's own words, how they went out and an Undo", shown)
	}
}

// TestWordsOfAThreadSayHowTheyWentOut: once, below them, as words.
func TestWordsOfAThreadSayHowTheyWentOut(t *testing.T) {
	o := newOutside(t)
	ts := must(o.slack.Agent(o.users[0]).Reply(o.desk, threadOf(o.show(card7K2M)).thread, "reply: on its way"))(t)
	for _, state := range []dialogue.MarkState{dialogue.Queued, dialogue.Arrived} {
		d := o.delivery("", dialogue.Mark{Case: "A-7K2M", Event: "t" + ts, State: state})
		if state == dialogue.Queued {
			d.Words = "<!channel> está *en camino*"
		}
		must(o.channel.Send(t.Context(), d))(t)
	}
	said := 0
	for _, m := range o.slack.Messages(o.desk) {
		said += strings.Count(m.Shown(), "Went out as: ")
		if strings.Contains(m.Text, "<!channel>") {
			t.Errorf("the words were to call nobody, got %q", m.Text)
		}
	}
	if said != 1 {
		t.Errorf("the desk was to read once how the words went out, read it %d times", said)
	}
}

func TestAHostileTranslationIsWords(t *testing.T) {
	o := newOutside(t)
	card := o.show(card7K2M)
	o.relayed("", hostile, dialogue.Relay{To: "desk", From: "buyer", Case: "A-7K2M", Text: "hola", Event: "m1"})
	o.relayed("", hostile, dialogue.Relay{To: "desk", From: "Ana", Case: "A-7K2M", Text: "hello", Event: "v1"})
	for _, m := range o.thread(card)[1:] {
		if alive := tame(raw(m), strings.ReplaceAll(m.Shown(), strings.Repeat("word ", 1000), "")) + tame("", m.Text); alive != "" {
			t.Errorf("in a translation %q is alive: %s", alive, raw(m))
		}
	}
}

func TestTheOriginalIsOneTapAway(t *testing.T) {
	t.Parallel()
	onBothWays(t, func(t *testing.T, f *floor) {
		original := "está <roto> " + strings.Repeat("🙂 muy roto ", 300)
		f.set(func() { f.turns = append(talk(), spanish("m7", original, "it is broken")) })
		ts := f.translated("m7", original)
		f.wait(must(f.ana.Press(f.desk, ts, openOriginal))(t))
		f.until("the original is shown", func() bool { return len(f.slack.Views(f.ana.ID)) == 1 })
		v := f.slack.Views(f.ana.ID)[0]
		if shown := strings.ReplaceAll(v.Shown(), "\n", " "); v.Submit != "" || !strings.Contains(shown, "está &lt;roto&gt;") || strings.Count(shown, "muy roto") != 300 {
			t.Errorf("the original is shown as %q", v.Shown())
		}
		must(f.ana.CloseView(v.ID))(t)
		f.set(func() { f.turns = talk() })
		f.wait(must(f.ana.Press(f.desk, ts, openOriginal))(t))
		f.until("something is shown", func() bool { return len(f.slack.Views(f.ana.ID)) == 1 })
		if shown := f.slack.Views(f.ana.ID)[0].Shown(); !strings.Contains(shown, f.channel.word("slack.modal.original.gone")) {
			t.Errorf("of an original that is no longer kept the desk reads %q", shown)
		}
		f.quiet()
	})
}

// translated relays a text whose other words are "it is broken" and returns the ts of the message.
func (f *floor) translated(event, text string) string {
	f.t.Helper()
	receipt := must(f.channel.Send(f.t.Context(), bot.Delivery{ID: event + "/0", Conversation: conversationOf(bag), Key: bot.RelayKey("desk", event),
		At: time.Now(), Words: "it is broken", Action: dialogue.Relay{To: "desk", From: "buyer", Case: bag, Text: text, Event: event}}))(f.t)
	return threadOf(receipt).thread
}

func TestFormsShowTranslations(t *testing.T) {
	t.Parallel()
	f := newFloor(t, "socket")
	f.set(func() {
		f.turns = append(talk(), spanish("m7", "está roto", "it is broken"))
		f.turns[0].Outbox[0].Words = "Which order is it?"
	})
	for _, action := range []string{openReply, actionDetails} {
		v := f.opens(f.ana, bag, action)
		must(f.ana.CloseView(v.ID))(t)
		shown := v.Shown()
		if !strings.Contains(shown, "it is broken") || strings.Contains(shown, "roto") || !strings.Contains(shown, "Which order is it?") {
			t.Errorf("%s shows %q, want what the desk and the buyer have read", action, shown)
		}
	}
}

func TestAReplyThatIsTranslatedSaysSo(t *testing.T) {
	t.Parallel()
	f := newFloor(t, "socket", func(cfg *Config, _ *slackfake.Options) { cfg.Translates = true })
	v := f.opens(f.ana, bag, openReply)
	if shown := v.Shown(); !strings.Contains(shown, "español. Your words go out translated") {
		t.Errorf("the form does not say that the words are translated:\n%s", shown)
	}
	f.submits(f.ana, v, map[string]any{"text": "Sorry."})
	views := f.slack.Views(f.ana.ID)
	if shown := views[len(views)-1].Shown(); !strings.Contains(shown, "Goes out translated (español)") {
		t.Errorf("the preview does not say that the words are translated:\n%s", shown)
	}
}
