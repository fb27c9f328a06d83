package slack

import (
	"strings"
	"testing"

	"amends/adapters/slack/slackfake"
	"amends/bot"
	"amends/dialogue"
)

func TestTheBuyersWordsAreWords(t *testing.T) {
	o := newOutside(t)
	card := o.show(card7K2M)
	o.said("m1", "<!channel> <@U123> <https://evil.example|click> & > quoted\n<!here>\u202e done")
	m := o.thread(card)[1]
	for _, markup := range []string{"<!", "<@", "<http", "\u202e"} {
		if strings.Contains(m.Shown(), markup) || strings.Contains(m.Text, markup) {
			t.Errorf("what the buyer wrote became markup, %q: %s", markup, m.Shown())
		}
	}
	if want := ">&lt;!channel&gt; &lt;@U123&gt; &lt;https://evil.example|click&gt; &amp; &gt; quoted\n>&lt;!here&gt; done"; !strings.Contains(m.Shown(), want) {
		t.Errorf("the desk reads\n%s\nwant\n%s", m.Shown(), want)
	}
	if !strings.Contains(raw(m), `"verbatim":true`) {
		t.Errorf("Slack may make links and mentions of plain words: %s", raw(m))
	}
}

func TestLongWordsArriveWhole(t *testing.T) {
	o := newOutside(t)
	card := o.show(card7K2M)
	text := strings.Repeat("broken zip ", 372)
	o.said("m1", text)
	shown := o.thread(card)[1].Shown()
	if broken, zip := strings.Count(shown, "broken"), strings.Count(shown, "zip"); broken != 372 || zip != 372 {
		t.Errorf("%d and %d of 372 words arrived", broken, zip)
	}
}

func TestEditsAndDeletionsFollow(t *testing.T) {
	o := newOutside(t)
	card := o.show(card7K2M)
	o.said("m1", "it's green")
	o.send("", dialogue.Relay{To: "desk", From: "buyer", Case: "A-7K2M", Text: "Edited: it's blue", Event: "e1", Edits: "m1"})
	if th := o.thread(card); len(th) != 2 || !strings.Contains(th[1].Shown(), "blue") {
		t.Fatalf("the thread has %d messages, want the changed one in place: %s", len(th), th[1].Shown())
	}
	o.send("", dialogue.Relay{To: "desk", From: "buyer", Case: "A-7K2M", Text: "The buyer took a message back.", Event: "e2", Edits: "m1", Gone: true})
	if th := o.thread(card); len(th) != 2 || strings.Contains(th[1].Shown(), "blue") || !strings.Contains(th[1].Shown(), "took a message back") {
		t.Fatalf("the thread shows %q, want that the message was taken back", th[1].Shown())
	}
	o.send("", dialogue.Relay{To: "desk", From: "buyer", Case: "A-7K2M", Text: "Edited: hi", Event: "e3", Edits: "never-relayed"})
	if th := o.thread(card); len(th) != 3 {
		t.Errorf("the thread has %d messages, want the edit of a message that it never had", len(th))
	}
}

func TestACopyOfAnAgentsMessageCanBeUndone(t *testing.T) {
	o := newOutside(t)
	card := o.show(card7K2M)
	o.send(bot.RelayKey("desk", "v1"), dialogue.Relay{To: "desk", From: "Ana", Case: "A-7K2M", Text: "We're on it", Event: "v1"})
	m := o.thread(card)[1]
	if !strings.Contains(m.Shown(), "Ana to the buyer") || !strings.Contains(raw(m), `"action_id":"amends:undo"`) {
		t.Fatalf("the copy is %s, want Ana's words with an Undo", raw(m))
	}
	for _, b := range m.Blocks {
		if b["block_id"] != undoBlock {
			continue
		}
		value := b["elements"].([]any)[0].(map[string]any)["value"].(string)
		if got, err := decodeTarget(value); err != nil || got != (target{Conversation: buyer42, Case: "A-7K2M", Event: "v1"}) {
			t.Errorf("Undo acts on %+v, %v", got, err)
		}
	}
}

func TestNotesForOneAgent(t *testing.T) {
	o := newOutside(t)
	card := o.show(card7K2M)
	note := dialogue.Relay{To: "desk", From: "amends", Case: "A-7K2M", Text: "Ben was first; nothing changed.", Event: "d1", Only: "Ana"}
	o.send("", note)
	if got := o.slack.Ephemerals(o.users[0]); len(got) != 1 || !strings.Contains(got[0].Text, "Ben was first") || got[0].ThreadTS != "" {
		t.Errorf("Ana alone sees %v, want the note where the buttons are", got)
	}
	if n := len(o.thread(card)); n != 1 {
		t.Errorf("the thread has %d messages, want the card alone", n)
	}
	note.Only = "Zoe"
	o.send("", note)
	if th := o.thread(card); len(th) != 2 || !strings.Contains(th[1].Shown(), "Zoe: Ben was first") {
		t.Error("an agent whom nobody knows is told nothing, want it in the thread with the name")
	}
}

func TestAlertsAndAsks(t *testing.T) {
	o := newOutside(t)
	card := o.show(card7K2M)
	o.send("", dialogue.Alert{Case: "A-7K2M", Reason: "overdue", Text: "Overdue: replacement"})
	o.send("", dialogue.Alert{Case: "A-7K2M", Reason: "safety", Text: "Safety: <!channel> “it burned”", Grave: true})
	o.send("", dialogue.Ask{Case: "A-7K2M", Text: "OK for a refund ($12.50)?", Due: noon, Options: []dialogue.Option{
		{ID: "approve", Label: "Approve"}, {ID: "decline", Label: "Decline"}}})
	o.send("", dialogue.Alert{Reason: "error", Text: "A message could not be handled."})
	th, top := o.thread(card), o.top()
	if len(th) != 4 {
		t.Fatalf("the thread has %d messages, want card, two alerts and the question", len(th))
	}
	if strings.Contains(th[1].Text, "<!here>") || th[1].Subtype == "thread_broadcast" {
		t.Errorf("an alert that can wait wakes everybody: %q", th[1].Text)
	}
	if !strings.HasPrefix(th[2].Text, "<!here>") || strings.Contains(th[2].Text, "<!channel>") || th[2].Subtype != "thread_broadcast" {
		t.Errorf("a grave alert is %q (%s), want <!here>, in the channel too, with the buyer's words as words", th[2].Text, th[2].Subtype)
	}
	for _, want := range []string{`"action_id":"amends:approve"`, `"action_id":"amends:open:decline"`, "OK for a refund ($12.50)?", "!date^1772452800^"} {
		if !strings.Contains(raw(th[3]), want) && !strings.Contains(th[3].Shown(), want) {
			t.Errorf("the question lacks %s: %s", want, raw(th[3]))
		}
	}
	if last := top[len(top)-1]; !strings.Contains(last.Text, "could not be handled") || last.ThreadTS != "" {
		t.Errorf("an alert without a case is %q in thread %q, want it in the channel", last.Text, last.ThreadTS)
	}
}

func TestAQuestionThatWasAnswered(t *testing.T) {
	o := newOutside(t)
	card := o.show(card7K2M)
	buttons := []dialogue.Option{{ID: "approve", Label: "Approve"}}
	o.send(bot.AskKey("m9"), dialogue.Ask{ID: "m9", Case: "A-7K2M", Text: "OK for a refund?", Options: buttons})
	o.send(bot.AskKey("m9"), dialogue.Ask{ID: "m9", Case: "A-7K2M", Text: "Ben has approved it."})
	th := o.thread(card)
	if len(th) != 2 || len(th[1].Buttons()) > 0 || !strings.Contains(th[1].Shown(), "Ben has approved it.") {
		t.Errorf("the thread is %+v, want the answer in the question's place, without its buttons", th)
	}
	o.send(bot.AskKey("m8"), dialogue.Ask{ID: "m8", Case: "A-7K2M", Text: "Ben has approved it."})
	if n := len(o.thread(card)); n != 2 {
		t.Errorf("the end of a question that was never put made %d messages of 2", n)
	}
}

func TestAThreadWhoseRootIsGone(t *testing.T) {
	t.Run("Slack posts beside it", func(t *testing.T) {
		o := newOutside(t)
		old := o.show(card7K2M)
		must(0, o.slack.Remove(o.desk, threadOf(old).thread))(t)
		o.said("m1", "anyone there?")
		top := o.top()
		if len(top) != 1 || !strings.Contains(top[0].Shown(), "drawn anew") {
			t.Fatalf("the channel shows %d messages, want the card drawn anew and nothing astray", len(top))
		}
		card := o.receipts["telegram:42 card:A-7K2M"]
		if th := o.thread(card); len(th) != 2 || !strings.Contains(th[1].Shown(), "anyone there?") {
			t.Errorf("the new thread has %d messages, want the buyer's words in it", len(th))
		}
	})
	t.Run("Slack says so", func(t *testing.T) {
		o := newOutside(t)
		old := o.show(card7K2M)
		o.slack.FailNext(1, "chat.postMessage", slackfake.Failure{Error: "thread_not_found"})
		o.said("m1", "anyone there?")
		if card := o.receipts["telegram:42 card:A-7K2M"]; card == old || len(o.thread(card)) != 2 {
			t.Errorf("the words are not in the thread of a new card %s", card)
		}
	})
	t.Run("a case without a card gets one", func(t *testing.T) {
		o := newOutside(t)
		o.send("", dialogue.Alert{Case: "A-7K2M", Text: "Legal."})
		if card := o.receipts["telegram:42 card:A-7K2M"]; card == "" || len(o.thread(card)) != 2 {
			t.Errorf("the alert is not in the thread of a new card %q", card)
		}
	})
	t.Run("a case that there is not", func(t *testing.T) {
		o := newOutside(t)
		o.send("", dialogue.Alert{Case: "A-NONE", Text: "Legal."})
		if top := o.top(); len(top) != 1 || !strings.Contains(top[0].Shown(), "Legal.") {
			t.Errorf("the channel shows %v, want the alert", top)
		}
	})
}
