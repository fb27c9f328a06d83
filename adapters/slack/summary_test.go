package slack

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"amends/adapters/slack/slackfake"
	"amends/bot"
	"amends/dialogue"
	"amends/dialogue/playbook"
)

// hostile is what a model may say that was talked into it.
var hostile = "<!channel> <@U123> <https://evil.example|Refund approved> http://evil.example *done*\n\u202e" + strings.Repeat("word ", 20_000)

// tame reports what of a model's words is alive in a message or a view, "" when they are words.
func tame(raw, shown string) string {
	for _, markup := range []string{"<!", "<@", "<http", "\u202e", strings.Repeat("word ", 1000)} {
		if strings.Contains(shown, markup) {
			return markup[:min(len(markup), 20)]
		}
	}
	if strings.Contains(raw, `"type":"mrkdwn"`) && !strings.Contains(raw, `"verbatim":true`) {
		return "plain words that Slack makes links of"
	}
	return ""
}

// summarised is a desk whose model sums up as it is told, with a card and a handoff's alert on its way.
func summarised(t *testing.T, summary func(context.Context, bot.Story) (string, error)) (o *outside, card string, alert bot.Delivery) {
	t.Helper()
	o = newOutside(t, func(cfg *Config) { cfg.Summary = summary })
	o.human, o.turns = &dialogue.Handoff{Reason: "asked", Since: o.now()}, talk()
	card = o.show(card7K2M)
	return o, card, o.delivery("", dialogue.Alert{Case: "A-7K2M", Reason: "asked", Text: "The buyer asks for a person."})
}

// sent sends a delivery and waits until whatever is added to it is there.
func (o *outside) sent(d bot.Delivery) {
	o.t.Helper()
	must(o.channel.Send(o.t.Context(), d))(o.t)
	o.channel.besides.running.Wait()
}

func TestAHandoffIsSummedUpOnce(t *testing.T) {
	var told []bot.Story
	o, card, alert := summarised(t, func(_ context.Context, s bot.Story) (string, error) {
		told = append(told, s)
		return "  Wants money back;\nsent a photo. ", nil
	})
	o.sent(alert)
	th := o.thread(card)
	if len(th) != 3 || !strings.Contains(th[1].Shown(), "asks for a person") ||
		th[2].Shown() != ":memo: In short: Wants money back; sent a photo. (written by a model, may be wrong)" {
		t.Fatalf("the thread has %d messages, want the alert and then the summary: %q", len(th), th[len(th)-1].Shown())
	}
	said := []bot.Said{{By: "buyer", Text: "I want <b>money</b> back"}, {By: "bot", Text: "Which order?"}, {By: "buyer", Text: "[none]"},
		{By: "buyer", Text: "[photo] look"}, {By: "Ben", Text: "hello"}}
	if s := told[0]; s.Conversation.ID != buyer42 || s.Case != "A-7K2M" || s.Lang != "en" || len(s.Said) != len(said) {
		t.Fatalf("the model was told %+v", s)
	}
	for i, want := range said {
		if told[0].Said[i] != want {
			t.Errorf("the model was told %+v, want %+v", told[0].Said[i], want)
		}
	}
	alert.Attempt, alert.Unclear = 1, true
	o.sent(alert)
	o.channel = must(New(o.channel.cfg))(t) // after a restart
	o.sent(alert)
	if n := len(o.thread(card)); n != 3 || len(told) != 1 {
		t.Errorf("after two more tries the thread has %d messages and the model was asked %d times, want 3 and once", n, len(told))
	}
}

func TestOnlyAHandoffIsSummedUp(t *testing.T) {
	o, card, alert := summarised(t, func(context.Context, bot.Story) (string, error) {
		t.Error("the model was asked for a summary")
		return "", nil
	})
	o.human.Since = o.now().Add(-time.Hour)
	o.sent(alert)
	o.human = nil
	o.sent(o.delivery("", dialogue.Alert{Case: "A-7K2M", Reason: "overdue", Text: "Overdue."}))
	o.sent(o.delivery("", dialogue.Alert{Reason: "error", Text: "A message could not be handled."}))
	if n := len(o.thread(card)); n != 3 {
		t.Errorf("the thread has %d messages, want the card and two alerts", n)
	}
}

func TestTroubleWithASummaryIsNoSummary(t *testing.T) {
	for name, summary := range map[string]func(context.Context, bot.Story) (string, error){
		"nobody writes any": nil,
		"nothing":           func(context.Context, bot.Story) (string, error) { return " \n", nil },
		"an error":          func(context.Context, bot.Story) (string, error) { return "half a", errors.New("no model") },
		"a panic":           func(_ context.Context, s bot.Story) (string, error) { panic(s.Said[0].Text) },
		"it hangs":          func(ctx context.Context, _ bot.Story) (string, error) { <-ctx.Done(); return "", ctx.Err() },
	} {
		t.Run(name, func(t *testing.T) {
			o, card, alert := summarised(t, summary)
			o.channel.patience = time.Millisecond
			o.sent(alert)
			if n := len(o.thread(card)); n != 2 {
				t.Errorf("the thread has %d messages, want the alert alone", n)
			}
			if strings.Contains(o.logged.String(), "money") {
				t.Errorf("the log holds what the buyer wrote:\n%s", o.logged)
			}
		})
	}
}

func TestTheAlertDoesNotWaitForASummary(t *testing.T) {
	release := make(chan struct{})
	o, card, alert := summarised(t, func(context.Context, bot.Story) (string, error) { <-release; return "So far so good.", nil })
	must(o.channel.Send(t.Context(), alert))(t)
	o.said("m1", "anyone there?")
	if n := len(o.thread(card)); n != 3 {
		t.Errorf("while the model writes the thread has %d messages, want the alert and what came after it", n)
	}
	o.slack.FailNext(1, "chat.postMessage", slackfake.Failure{Status: 429, RetryAfter: time.Second})
	close(release)
	o.channel.besides.running.Wait()
	if th := o.thread(card); len(th) != 4 || !strings.Contains(th[3].Shown(), "So far so good.") {
		t.Errorf("the thread has %d messages, want the summary as well, once Slack took it", len(th))
	}
}

func TestAHostileSummaryIsWords(t *testing.T) {
	o, card, alert := summarised(t, func(context.Context, bot.Story) (string, error) { return hostile, nil })
	o.sent(alert)
	m := o.thread(card)[2]
	if alive := tame(raw(m), m.Shown()) + tame("", m.Text); alive != "" || characters(m.Shown()) > 2*mostSummary {
		t.Errorf("in the summary %q is alive, or its %d characters are too many: %s", alive, characters(m.Shown()), raw(m))
	}
}

// The engine's own handoffs are told from its other alerts.
func TestHandoffsOfTheEngine(t *testing.T) {
	engine := must(dialogue.New(must(playbook.Default())(t), texts(t)))(t)
	asks := dialogue.Reading{Interpretation: dialogue.Interpretation{Moves: []dialogue.Move{{Kind: dialogue.AskHuman, Sure: 1}}}}
	fire := dialogue.Reading{Interpretation: dialogue.Interpretation{Alarms: []dialogue.Alarm{{Class: "fire", Words: "it burned", Grave: true}}}}
	var c dialogue.Conversation
	for i, step := range []struct {
		read   dialogue.Reading
		alerts int
		sums   bool
	}{{asks, 1, true}, {fire, 1, false}} {
		ev := dialogue.Event{ID: fmt.Sprint(i), Conversation: buyer42, At: noon.Add(time.Duration(i) * time.Minute), Body: dialogue.Message{Text: "x"}, Read: step.read}
		var actions []dialogue.Action
		c, actions = engine.Step(c, ev)
		for _, a := range actions {
			if _, is := a.(dialogue.Alert); is {
				step.alerts--
			}
		}
		if step.alerts != 0 || handedOver(c, ev.At) != step.sums {
			t.Errorf("turn %d: %d alerts are missing, and that it is a handoff is %t, want %t", i, step.alerts, handedOver(c, ev.At), step.sums)
		}
	}
}
