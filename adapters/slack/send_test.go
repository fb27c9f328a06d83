package slack

import (
	"errors"
	"strings"
	"testing"
	"time"

	"amends/adapters/slack/slackfake"
	"amends/bot"
	"amends/dialogue"
)

var card7K2M = dialogue.Card{Case: "A-7K2M", Title: "A-7K2M: wrong item", Status: dialogue.StatusOpen}

func TestACaseIsOneMessageThatIsDrawnAnew(t *testing.T) {
	o := newOutside(t)
	first := o.show(card7K2M)
	changed := card7K2M
	changed.Title = "A-7K2M: damaged"
	if second := o.show(changed); second != first {
		t.Errorf("the changed card is %s, want it at the first one's %s", second, first)
	}
	if top := o.top(); len(top) != 1 || !strings.Contains(top[0].Shown(), "damaged") {
		t.Errorf("the channel shows %d messages, want one card that says damaged", len(top))
	}
	m := o.message(first)
	if m.Metadata == nil || m.Metadata.EventType != "amends_delivery" || m.Metadata.EventPayload["delivery"] != "ev1/0" ||
		m.Metadata.EventPayload["key"] != "card:A-7K2M" {
		t.Errorf("the card's metadata is %+v, want its delivery and its key", m.Metadata)
	}
	call := o.slack.Calls("chat.postMessage")[0]
	if call.Args["unfurl_links"] != "false" || call.Args["unfurl_media"] != "false" || call.Args["parse"] != "none" || call.Args["text"] == "" {
		t.Errorf("a message is posted with %v, want no unfolded links, no parsing and a text for notifications", call.Args)
	}
}

func TestACardThatIsGoneIsPostedAnew(t *testing.T) {
	for name, lose := range map[string]func(*outside, string){
		"deleted": func(o *outside, receipt string) {
			must(0, o.slack.Remove(o.desk, threadOf(receipt).thread))(o.t)
		},
		"not ours": func(o *outside, _ string) {
			o.slack.FailNext(1, "chat.update", slackfake.Failure{Error: "cant_update_message"})
		},
		"of another channel": func(o *outside, _ string) {
			_ = o.Keep(o.t.Context(), buyer42, "card:A-7K2M", "COTHER:1.000000")
		},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOutside(t)
			first := o.show(card7K2M)
			lose(o, first)
			second := o.show(card7K2M)
			if second == first {
				t.Fatalf("the card is still %s, want a new one", second)
			}
			o.message(second)
			if got := o.receipts["telegram:42 card:A-7K2M"]; got != second {
				t.Errorf("the card is kept as %q, want the new one %q", got, second)
			}
		})
	}
}

func TestWhatMayHaveBeenPostedIsLookedFor(t *testing.T) {
	t.Run("the answer got lost, in the same process", func(t *testing.T) {
		o := newOutside(t)
		d := o.delivery("card:A-7K2M", dialogue.ShowCase{Card: card7K2M})
		o.slack.AnswerLost(1, "chat.postMessage")
		if _, err := o.channel.Send(t.Context(), d); err == nil || errors.Is(err, bot.ErrPermanent) {
			t.Fatalf("a lost answer is the error %v, want one that is tried again", err)
		}
		d.Attempt = 1
		o.pass(time.Minute)
		must(o.channel.Send(t.Context(), d))(t)
		if n := len(o.top()); n != 1 {
			t.Errorf("the desk has %d cards, want one", n)
		}
	})
	t.Run("the process died", func(t *testing.T) {
		o := newOutside(t)
		o.show(card7K2M)
		d := o.delivery(bot.RelayKey("desk", "m1"), dialogue.Relay{To: "desk", From: "buyer", Case: "A-7K2M", Text: "hello", Event: "m1"})
		first := must(o.channel.Send(t.Context(), d))(t)
		another := must(New(o.channel.cfg))(t)
		d.Unclear = true
		if second := must(another.Send(t.Context(), d))(t); second != first {
			t.Errorf("the second try has the receipt %s, want the first one's %s", second, first)
		}
		if n := len(o.thread(o.receipts["telegram:42 card:A-7K2M"])); n != 2 {
			t.Errorf("the thread has %d messages, want card and words once", n)
		}
	})
	t.Run("another conversation's delivery of the same ID is not it", func(t *testing.T) {
		o := newOutside(t)
		d := o.delivery("card:A-7K2M", dialogue.ShowCase{Card: card7K2M})
		must(o.channel.Send(t.Context(), d))(t)
		d.Conversation, d.Unclear = "telegram:43", true
		must(o.channel.Send(t.Context(), d))(t)
		if n := len(o.top()); n != 2 {
			t.Errorf("the desk has %d cards, want one for each buyer", n)
		}
	})
	t.Run("a card that was posted for it is not it", func(t *testing.T) {
		o := newOutside(t)
		d := o.delivery("", dialogue.Alert{Case: "A-7K2M", Text: "Legal."})
		must(o.channel.thread(t.Context(), d, "A-7K2M"))(t) // and then the process died
		d.Unclear = true
		must(o.channel.Send(t.Context(), d))(t)
		if th := o.thread(o.receipts["telegram:42 card:A-7K2M"]); len(th) != 2 {
			t.Errorf("the thread has %d messages, want the card and the alert", len(th))
		}
	})
	t.Run("who may not read the channel posts again", func(t *testing.T) {
		o := newOutside(t)
		d := o.delivery("card:A-7K2M", dialogue.ShowCase{Card: card7K2M})
		d.Unclear = true
		o.slack.FailNext(1, "conversations.history", slackfake.Failure{Error: "missing_scope"})
		must(o.channel.Send(t.Context(), d))(t)
	})
}

func TestWhatAnOperatorCanMendIsTriedAgainAndSaidOnce(t *testing.T) {
	o := newOutside(t)
	must(0, o.slack.Archive(o.desk))(t)
	for range 3 {
		if _, err := o.channel.Send(t.Context(), o.delivery("card:A-7K2M", dialogue.ShowCase{Card: card7K2M})); err == nil || errors.Is(err, bot.ErrPermanent) {
			t.Fatalf("an archived channel is the error %v, want one that is tried again", err)
		}
	}
	if n := strings.Count(o.logged.String(), "unarchive"); n != 1 {
		t.Errorf("the log says %d times what to do, want once:\n%s", n, o.logged)
	}
	must(0, o.slack.Unarchive(o.desk))(t)
	o.show(card7K2M)
	must(0, o.slack.Archive(o.desk))(t)
	_, _ = o.channel.Send(t.Context(), o.delivery("card:A-7K2M", dialogue.ShowCase{Card: card7K2M}))
	if n := strings.Count(o.logged.String(), "unarchive"); n != 2 {
		t.Errorf("the log says %d times what to do, want it again after it had worked", n)
	}
}

func TestSlackAsksForPatience(t *testing.T) {
	o := newOutside(t)
	o.slack.FailNext(1, "chat.postMessage", slackfake.Failure{Status: 429, RetryAfter: 7 * time.Second})
	_, err := o.channel.Send(t.Context(), o.delivery("card:A-7K2M", dialogue.ShowCase{Card: card7K2M}))
	var later *bot.RetryAfter
	if !errors.As(err, &later) || later.After != 7*time.Second {
		t.Errorf("a 429 is the error %v, want *bot.RetryAfter of 7s", err)
	}
	if n := o.slack.Count()["chat.postMessage"]; n != 1 {
		t.Errorf("it was called %d times, want once: the dispatcher tries again", n)
	}
}

func TestErrors(t *testing.T) {
	for _, f := range []slackfake.Failure{{Status: 503}, {Error: "internal_error"}, {Error: "invalid_auth"}, {Error: "account_inactive"},
		{Error: "token_revoked"}, {Error: "missing_scope"}, {Error: "never_heard_of"}} {
		o := newOutside(t)
		o.slack.FailNext(1, "chat.postMessage", f)
		_, err := o.channel.Send(t.Context(), o.delivery("card:A-7K2M", dialogue.ShowCase{Card: card7K2M}))
		if err == nil || errors.Is(err, bot.ErrPermanent) {
			t.Errorf("%+v is the error %v, want one that is tried again", f, err)
		}
		if strings.Contains(err.Error()+o.logged.String(), o.slack.BotToken()) {
			t.Errorf("%+v: the token is in an error or in the log", f)
		}
	}
	o := newOutside(t)
	if _, err := o.channel.Send(t.Context(), o.delivery("", dialogue.Say{Text: "hi"})); !errors.Is(err, bot.ErrPermanent) {
		t.Errorf("words for a buyer are the error %v, want bot.ErrPermanent", err)
	}
}

func TestARefusedFormFallsBackToWords(t *testing.T) {
	o := newOutside(t)
	o.slack.FailNext(2, "chat.postMessage", slackfake.Failure{Error: "invalid_blocks"})
	m := o.message(o.show(card7K2M))
	if len(m.Blocks) != 0 || !strings.Contains(m.Text, "A-7K2M: wrong item") {
		t.Errorf("the desk shows %q with %d blocks, want the case in words", m.Text, len(m.Blocks))
	}
	if !strings.Contains(o.logged.String(), "invalid_blocks") {
		t.Error("the log says nothing of it")
	}
}

func TestClasses(t *testing.T) {
	for want, actions := range map[string][]dialogue.Action{
		"desk":        {dialogue.ShowCase{First: true}, dialogue.Relay{Text: "x"}, dialogue.Ask{Options: make([]dialogue.Option, 1)}, dialogue.Alert{}},
		"desk:update": {dialogue.ShowCase{}, dialogue.Relay{Edits: "m1"}, dialogue.Ask{}},
		"desk:mark":   {dialogue.Mark{State: dialogue.Queued}},
		"desk:unmark": {dialogue.Mark{State: dialogue.Arrived}},
	} {
		for _, a := range actions {
			if got := Class(bot.Delivery{Action: a}); got != want {
				t.Errorf("%T is of class %q, want %q", a, got, want)
			}
			if _, ok := Limits()[want]; !ok {
				t.Errorf("class %q has no limit", want)
			}
		}
	}
}
