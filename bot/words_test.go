package bot_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"amends/bot"
	"amends/dialogue"
)

// both is a step that asks the buyer, passes an agent's words on to both sides and shows a card.
func both(c dialogue.Conversation, ev dialogue.Event) (dialogue.Conversation, []dialogue.Action) {
	c.Turns, c.Buyer, c.Current = c.Turns+1, ev.Buyer, -1
	return c, []dialogue.Action{
		dialogue.Say{Acts: []dialogue.Act{{Kind: dialogue.ActAsk, Args: []string{"order"}}}, Text: "the order?"},
		dialogue.Relay{To: "buyer", From: "Ana", Text: "hello", Event: ev.ID},
		dialogue.ShowCase{Card: dialogue.Card{Case: "A-1"}},
		dialogue.Relay{To: "desk", From: "Ana", Case: "A-1", Text: "hello", Event: ev.ID},
		dialogue.Relay{To: "desk", From: "buyer", Case: "A-1", Text: "hola", Event: "m0"},
	}
}

// worded are the other words of a turn's deliveries.
func worded(t bot.Turn) string {
	var list []string
	for _, d := range t.Outbox {
		list = append(list, d.Words)
	}
	return strings.Join(list, "|")
}

// rewordings is a rig whose bot has other words.
func rewordings(t *testing.T, words func(ctx context.Context, d bot.Delivery) string) *rig {
	r := newRig(t, func(c *bot.Config) {
		c.Patience = 20 * time.Millisecond
		c.Words = func(ctx context.Context, _ dialogue.Conversation, d bot.Delivery) string { return words(ctx, d) }
	})
	r.step = both
	return r
}

// textOf is what an action says.
func textOf(a dialogue.Action) string {
	switch a := a.(type) {
	case dialogue.Say:
		return a.Text
	case dialogue.Relay:
		return a.Text
	}
	return ""
}

func TestOtherWordsStandBesideTheText(t *testing.T) {
	r := rewordings(t, func(_ context.Context, d bot.Delivery) string { return " " + strings.ToUpper(textOf(d.Action)) + "\n" })
	turn := r.send(dialogue.Message{Text: "hi"})
	if got, want := worded(turn), "THE ORDER?|HELLO||HELLO|HOLA"; got != want {
		t.Errorf("the deliveries go out as %s, want %s: the desk sees what went to the buyer", got, want)
	}
	_, actions := both(dialogue.Conversation{}, turn.Event)
	for i, a := range actions {
		if textOf(turn.Outbox[i].Action) != textOf(a) {
			t.Errorf("action %d says %q, want what the engine said, %q", i, textOf(turn.Outbox[i].Action), textOf(a))
		}
	}
	taken, err := r.store.Take(r.ctx, r.clock.Now(), 10)
	if err != nil || len(taken) == 0 {
		t.Fatalf("took %v, error %v", taken, err)
	}
	for _, d := range taken {
		if d.Words == "" && textOf(d.Action) != "" {
			t.Errorf("delivery %s lost its other words in the store", d.ID)
		}
	}
}

// TestWordsFromAThreadAreShownOnTheirMark: where the desk has no copy of an agent's words, their mark says how they went out.
func TestWordsFromAThreadAreShownOnTheirMark(t *testing.T) {
	r := rewordings(t, func(_ context.Context, d bot.Delivery) string { return strings.ToUpper(textOf(d.Action)) })
	r.step = func(c dialogue.Conversation, ev dialogue.Event) (dialogue.Conversation, []dialogue.Action) {
		c.Turns, c.Buyer, c.Current = c.Turns+1, ev.Buyer, -1
		return c, []dialogue.Action{dialogue.Relay{To: "buyer", From: "Ana", Text: "hello", Event: ev.ID},
			dialogue.Mark{Event: "m0", State: dialogue.Arrived}, dialogue.Mark{Event: ev.ID, State: dialogue.Queued}}
	}
	if got, want := worded(r.send(dialogue.Reply{Agent: "Ana", Text: "hello", Seen: true})), "HELLO||HELLO"; got != want {
		t.Errorf("the deliveries go out as %s, want %s", got, want)
	}
}

// TestTroubleWithOtherWordsLosesNothing: whatever Words does, every text goes out, in its order, and nothing of it is in the log.
func TestTroubleWithOtherWordsLosesNothing(t *testing.T) {
	end := make(chan struct{})
	defer close(end)
	for name, words := range map[string]func(context.Context, bot.Delivery) string{
		"nothing": func(context.Context, bot.Delivery) string { return "" },
		"space":   func(context.Context, bot.Delivery) string { return " \n\t" },
		"panics":  func(_ context.Context, d bot.Delivery) string { panic(textOf(d.Action)) },
		"hangs":   func(ctx context.Context, _ bot.Delivery) string { <-ctx.Done(); return "" },
		"deaf":    func(context.Context, bot.Delivery) string { <-end; return "far too late" },
		"flood":   func(context.Context, bot.Delivery) string { return strings.Repeat("hola ", 200_000) },
		"broken":  func(context.Context, bot.Delivery) string { return "hol\xff" },
	} {
		t.Run(name, func(t *testing.T) {
			r := rewordings(t, words)
			for range 3 {
				turn := r.send(dialogue.Message{Text: "hi"})
				if got := strings.Trim(worded(turn), "|"); got != "" || len(turn.Outbox) != 5 {
					t.Errorf("%d deliveries with the words %q, want all 5 as they are", len(turn.Outbox), got)
				}
			}
			if log := r.logged.String(); strings.Contains(log, "hola") || strings.Contains(log, "the order?") {
				t.Errorf("the log was to hold nothing that anybody wrote:\n%s", log)
			}
		})
	}
}

// TestOneTextInTroubleKeepsTheOthers: each delivery stands for itself.
func TestOneTextInTroubleKeepsTheOthers(t *testing.T) {
	r := rewordings(t, func(ctx context.Context, d bot.Delivery) string {
		switch textOf(d.Action) {
		case "the order?":
			panic("no idea")
		case "hola":
			<-ctx.Done()
			return ""
		}
		return "HELLO"
	})
	if got, want := worded(r.send(dialogue.Message{Text: "hi"})), "|HELLO||HELLO|"; got != want {
		t.Errorf("the deliveries go out as %s, want %s", got, want)
	}
}

// TestWhatOtherWordsMayNotTouch: a message of the bot that states something goes out in the words of its template.
func TestWhatOtherWordsMayNotTouch(t *testing.T) {
	r := rewordings(t, func(context.Context, bot.Delivery) string { return "OTHER" })
	for _, test := range []struct {
		acts  string // of the message
		text  string // of the buyer
		alarm string // of the case
		want  bool   // other words
	}{
		{acts: "ask order", want: true},
		{acts: "ask evidence:photo_item", want: true},
		{acts: "inform noted;ask order", want: true},
		{acts: "repair unclear", want: true},
		{acts: "repair no_match", want: true},
		{acts: "feedback", want: true},
		{acts: "feedback;close", want: true},
		{acts: "inform smalltalk", want: true},
		{acts: "inform find_order", want: true},
		{acts: "handoff asked", want: true},
		{acts: "handoff misunderstood", want: true},
		{acts: "handoff safety"},
		{acts: "handoff legal"},
		{acts: "handoff policy"},
		{acts: "handoff error"},
		{acts: "handoff"},
		{acts: "inform safety"},
		{acts: "inform greeting;ask order"}, // says that it is a machine
		{acts: "inform bot"},
		{acts: "inform resumed;ask item"},
		{acts: "inform route"},
		{acts: "inform rights"},
		{acts: "inform privacy"},
		{acts: "inform approved;inform settled"},
		{acts: "inform declined"},
		{acts: "inform fulfilled"},
		{acts: "inform overdue"},
		{acts: "inform waiting"},
		{acts: "inform status"},
		{acts: "inform order"},
		{acts: "inform expired;ask outcome"},
		{acts: "offer replace refund_return"},
		{acts: "repair correction;offer replace"},
		{acts: "confirm replace"},
		{acts: "dance"},
		{acts: ""},
		{acts: "ask order", text: "fire"},
		{acts: "ask order", alarm: "injury"},
		{acts: "ask order", alarm: "legal"},
		{acts: "ask order", alarm: "abuse", want: true},
	} {
		r.step = func(c dialogue.Conversation, ev dialogue.Event) (dialogue.Conversation, []dialogue.Action) {
			c.Turns, c.Buyer, c.Cases = c.Turns+1, ev.Buyer, []dialogue.Case{{No: "A-1"}}
			if test.alarm != "" {
				c.Cases[0].Alarms = []dialogue.Alarm{{Class: test.alarm}}
			}
			return c, []dialogue.Action{dialogue.Say{Acts: actsOf(test.acts), Text: "the template"}}
		}
		if got := r.send(dialogue.Message{Text: "hi " + test.text}).Outbox[0].Words == "OTHER"; got != test.want {
			t.Errorf("message %q, the buyer says %q, alarm %q: in other words %v, want %v", test.acts, test.text, test.alarm, got, test.want)
		}
	}
}

// actsOf reads "ask order;offer replace".
func actsOf(list string) []dialogue.Act {
	var acts []dialogue.Act
	for text := range strings.SplitSeq(list, ";") {
		if words := strings.Fields(text); len(words) > 0 {
			acts = append(acts, dialogue.Act{Kind: dialogue.ActKind(words[0]), Args: words[1:]})
		}
	}
	return acts
}

// TestTheBotIsTranslatedWhereItHasNoTexts: all that it says, but for what keeps people safe.
func TestTheBotIsTranslatedWhereItHasNoTexts(t *testing.T) {
	r := rewordings(t, func(context.Context, bot.Delivery) string { return "OTHER" })
	for _, test := range []struct {
		acts, alarm string
		want        bool
	}{
		{"ask order", "", true},
		{"confirm replace", "", true},
		{"offer replace refund_return", "", true},
		{"offer replace refund_return", "injury", false},
	} {
		r.step = func(c dialogue.Conversation, ev dialogue.Event) (dialogue.Conversation, []dialogue.Action) {
			c.Turns, c.Buyer, c.Foreign, c.Cases = c.Turns+1, ev.Buyer, "pl", []dialogue.Case{{No: "A-1"}}
			if test.alarm != "" {
				c.Cases[0].Alarms = []dialogue.Alarm{{Class: test.alarm}}
			}
			return c, []dialogue.Action{dialogue.Say{Acts: actsOf(test.acts), Text: "the template"}}
		}
		if d := r.send(dialogue.Message{Text: "hi"}).Outbox[0]; d.Translated != test.want || d.Words == "OTHER" != test.want {
			t.Errorf("message %q, alarm %q, to a Pole: goes out as %q, translated %v, want %v", test.acts, test.alarm, d.Words, d.Translated, test.want)
		}
	}
}

// TestOnlyPeoplesWordsAreTranslated: what was taken back, and what Amends itself tells the desk, stays as it is.
func TestOnlyPeoplesWordsAreTranslated(t *testing.T) {
	r := rewordings(t, func(context.Context, bot.Delivery) string { return "OTHER" })
	for _, test := range []struct {
		action dialogue.Action
		want   bool
	}{
		{dialogue.Relay{To: "buyer", From: "Ana", Text: "hello"}, true},
		{dialogue.Relay{To: "buyer", From: "Ana", Text: "hello!", Edits: "e1"}, true},
		{dialogue.Relay{To: "desk", From: "buyer", Text: "hola"}, true},
		{dialogue.Relay{To: "desk", From: "buyer", Text: "Edited: hola", Edits: "e1"}, true},
		{dialogue.Relay{To: "desk", From: "buyer", Text: "taken back", Edits: "e1", Gone: true}, false},
		{dialogue.Relay{To: "buyer", From: "Ana", Edits: "e1", Gone: true}, false},
		{dialogue.Relay{To: "buyer", From: "Ana", Files: []string{"f1"}}, false},
		{dialogue.Relay{To: "desk", From: "amends", Text: "no such button"}, false},
		{dialogue.Relay{To: "desk", From: "Ana", Text: "nobody got this"}, false},
		{dialogue.Alert{Text: "a danger", Reason: "safety"}, false},
		{dialogue.Ask{Text: "may I?"}, false},
		{dialogue.Pin{Case: "A-1", Text: "your turn"}, false},
	} {
		r.step = func(c dialogue.Conversation, ev dialogue.Event) (dialogue.Conversation, []dialogue.Action) {
			c.Turns, c.Buyer, c.Current = c.Turns+1, ev.Buyer, -1
			return c, []dialogue.Action{test.action}
		}
		if got := r.send(dialogue.Message{Text: "hi"}).Outbox[0].Words == "OTHER"; got != test.want {
			t.Errorf("%+v: in other words %v, want %v", test.action, got, test.want)
		}
	}
}
