package slack

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"amends/adapters/slack/slackfake"
	"amends/dialogue"
)

func onBothWays(t *testing.T, story func(*testing.T, *floor), change ...func(*Config, *slackfake.Options)) {
	for _, way := range ways {
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			story(t, newFloor(t, way, change...))
		})
	}
}

func TestWhatAgentsWriteInAThread(t *testing.T) {
	t.Parallel()
	onBothWays(t, func(t *testing.T, f *floor) {
		for _, c := range []struct {
			text string
			want dialogue.Body
		}{
			{"reply: It's on its way & fine", dialogue.Reply{Agent: "Ana", Case: bag, Text: "It's on its way & fine", Seen: true}},
			{"Reply:\nDear buyer", dialogue.Reply{Agent: "Ana", Case: bag, Text: "Dear buyer", Seen: true}},
			{"note: he is cross", dialogue.Note{Agent: "Ana", Text: "he is cross"}},
			{"what do we do?", dialogue.Post{Agent: "Ana", Case: bag, Text: "what do we do?"}},
			{"reply: ask <@" + f.ben.ID + "> <!channel> at https://example.com/a?b=1&c=2",
				dialogue.Reply{Agent: "Ana", Case: bag, Text: "ask @Ben  at https://example.com/a?b=1&c=2", Seen: true}},
		} {
			ts := f.reply(f.ana, bag, c.text)
			if ev := f.hears(bag, c.want); ev.ID != "t"+ts {
				t.Errorf("the event of message %s has the ID %q", ts, ev.ID)
			}
		}
		must(f.ana.ReplyFile(f.desk, f.cards[lamp], "label.png", []byte("\x89PNG\r\n\x1a\n"), "reply: the label"))(t)
		ev := f.next()
		r, ok := ev.Body.(dialogue.Reply)
		if !ok || r.Case != lamp || len(r.Files) != 1 || !strings.HasPrefix(r.Files[0].Ref, "slack:F") || r.Files[0].Kind != "photo" || r.Files[0].Name != "label.png" {
			t.Errorf("a reply with a picture was heard as %#v", ev.Body)
		}
	})
}

func TestWhatIsNotForTheEngine(t *testing.T) {
	t.Parallel()
	onBothWays(t, func(t *testing.T, f *floor) {
		elsewhere := f.slack.AddChannel(slackfake.Channel{Name: "lunch", Members: []string{f.ana.ID, f.slack.App().BotUserID}})
		must(f.ana.Post(f.desk, "reply: not in a thread"))(t)
		other := must(f.ana.Post(f.desk, "about lunch"))(t)
		must(f.ana.Reply(f.desk, other, "reply: not a case's thread"))(t)
		there := must(f.ana.Post(elsewhere.ID, "hello"))(t)
		must(f.ana.Reply(elsewhere.ID, there, "reply: another channel"))(t)
		must(f.slack.BotPost(f.desk, f.cards[bag], "robot", "reply: I am a robot"))(t)
		must(f.channel.Send(t.Context(), relayed("said1", "reply: looks like a reply")))(t)
		f.reply(f.ana, bag, "reply: ")
		f.quiet()
	})
}

// Slack brings what was not acknowledged again, and only what was stored is acknowledged.
func TestNothingIsAcknowledgedBeforeItIsStored(t *testing.T) {
	t.Parallel()
	for _, way := range ways {
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			f := newFloor(t, way, func(_ *Config, o *slackfake.Options) { o.AckTimeout = 200 * time.Millisecond })
			f.set(func() { f.refuse = 2 })
			ts := f.reply(f.ana, bag, "reply: hello")
			f.hears(bag, dialogue.Reply{Agent: "Ana", Case: bag, Text: "hello", Seen: true})
			f.until("it is acknowledged", func() bool { return f.slack.Unacknowledged() == 0 })
			f.set(func() {
				if f.seen["t"+ts] != 1 {
					t.Errorf("message %s was stored %d times", ts, f.seen["t"+ts])
				}
				f.refuse = 1
			})
			i := must(f.ana.Press(f.desk, f.cards[bag], "take"))(t)
			ctx, cancel := context.WithTimeout(t.Context(), tillShown)
			defer cancel()
			if err := i.Wait(ctx); !errors.Is(err, slackfake.ErrNotAcknowledged) {
				t.Errorf("a press that could not be stored was answered with %v", err)
			}
			f.quiet()
		})
	}
}

// A card is on Slack a moment before it is written down which case it is of.
func TestWhatIsWrittenBelowAYoungCardIsNotLost(t *testing.T) {
	t.Parallel()
	for _, way := range ways {
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			f := newFloor(t, way, func(_ *Config, o *slackfake.Options) { o.AckTimeout = 200 * time.Millisecond })
			f.set(func() { f.blind = 2 })
			f.reply(f.ana, bag, "reply: quick")
			f.hears(bag, dialogue.Reply{Agent: "Ana", Case: bag, Text: "quick", Seen: true})
		})
	}
}

func TestRepetitionsAreHarmless(t *testing.T) {
	t.Parallel()
	onBothWays(t, func(t *testing.T, f *floor) {
		f.slack.Redeliver(true)
		f.reply(f.ana, bag, "reply: once")
		f.hears(bag, dialogue.Reply{Agent: "Ana", Case: bag, Text: "once", Seen: true})
		f.press(f.ana, bag, "take")
		f.hears(bag, dialogue.Decision{Agent: "Ana", Option: "take", Case: bag})
		f.quiet()
	})
}

func TestACaseThatIsSlowHoldsUpNoOther(t *testing.T) {
	t.Parallel()
	onBothWays(t, func(t *testing.T, f *floor) {
		hold := make(chan struct{})
		f.set(func() { f.hold = hold })
		var want []string
		for n := range 5 {
			text := fmt.Sprintf("note: %d", n)
			want = append(want, text[6:])
			f.reply(f.ana, lamp, text)
		}
		f.press(f.ben, bag, "take") // is acknowledged while the lamp waits
		f.hears(bag, dialogue.Decision{Agent: "Ben", Option: "take", Case: bag})
		close(hold)
		for _, text := range want {
			f.hears(lamp, dialogue.Note{Agent: "Ana", Text: text})
		}
	})
}

func TestAcknowledgedWithinASecond(t *testing.T) {
	t.Parallel()
	for _, way := range ways {
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			f := newFloor(t, way, func(_ *Config, o *slackfake.Options) { o.Latency = 100 * time.Millisecond })
			f.reply(f.ana, bag, "what now?")
			f.next()
			f.opens(f.ana, bag, "amends:open:reply")
			f.quiet()
			f.until("all is acknowledged", func() bool { return f.slack.Unacknowledged() == 0 })
			for _, ack := range f.slack.Acks() {
				if ack.Delay > time.Second || ack.Late {
					t.Errorf("%s was acknowledged after %s", ack.Name, ack.Delay)
				}
			}
		})
	}
}

func TestItConnectsAgain(t *testing.T) {
	t.Parallel()
	f := newFloor(t, "socket")
	f.slack.Disconnect("refresh_requested")
	f.reply(f.ana, bag, "note: one")
	f.hears(bag, dialogue.Note{Agent: "Ana", Text: "one"})
	f.slack.Drop()
	f.reply(f.ana, bag, "note: two")
	f.hears(bag, dialogue.Note{Agent: "Ana", Text: "two"})
}

func TestReceiveEndsPromptly(t *testing.T) {
	t.Parallel()
	onBothWays(t, func(t *testing.T, f *floor) {
		hold := make(chan struct{})
		f.set(func() { f.hold = hold })
		f.reply(f.ana, lamp, "note: in hand")
		began := time.Now()
		f.ok(f.stop())
		if took := time.Since(began); took > time.Second {
			t.Errorf("Receive ended after %s", took)
		}
		if f.channel.intake.Load() != nil {
			t.Error("after its end Receive is still at work")
		}
	})
}

func TestReceiveTellsOfARefusedToken(t *testing.T) {
	t.Parallel()
	s := slackfake.New(slackfake.Options{})
	t.Cleanup(s.Close)
	f := &floor{}
	c := must(New(Config{BotToken: s.BotToken(), AppToken: "xapp-wrong", API: s.URL(), Channel: "C1", Texts: texts(t), Conversations: f, Cases: f,
		Threads: f, Receipts: f, Card: f.draw}))(t)
	err := c.Receive(t.Context(), func(context.Context, dialogue.Event) error { return nil })
	if err == nil || strings.Contains(err.Error(), "xapp-") {
		t.Errorf("with a wrong app token Receive returned %v", err)
	}
}

func TestReceiveTellsWhatIsMissing(t *testing.T) {
	t.Parallel()
	c := must(New(Config{BotToken: "xoxb-1", Channel: "C1", Texts: texts(t)}))(t)
	err := c.Receive(t.Context(), func(context.Context, dialogue.Event) error { return nil })
	if err == nil || !strings.Contains(err.Error(), "Config.Conversations") {
		t.Errorf("without a store Receive returned %v", err)
	}
}

func TestOnlySlackIsHeard(t *testing.T) {
	t.Parallel()
	f := newFloor(t, "http")
	server := httptest.NewServer(f.channel.Handler())
	t.Cleanup(server.Close)
	post := func(path, body string, header map[string]string) int {
		req := must(http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL+path, strings.NewReader(body)))(t)
		for k, v := range header {
			req.Header.Set(k, v)
		}
		res := must(http.DefaultClient.Do(req))(t)
		defer func() { _ = res.Body.Close() }()
		_, _ = io.Copy(io.Discard, res.Body)
		return res.StatusCode
	}
	now, old := fmt.Sprint(time.Now().Unix()), fmt.Sprint(time.Now().Add(-6*time.Minute).Unix())
	for _, c := range []struct {
		name, path, body string
		header           map[string]string
		want             int
	}{
		{"unsigned", PathEvents, `{}`, nil, 401},
		{"signed by somebody else", PathInteractive, `payload={}`, signed("another secret", now, `payload={}`), 401},
		{"signed six minutes ago", PathCommands, `text=help`, signed(f.slack.SigningSecret(), old, `text=help`), 401},
		{"an unsigned question", PathEvents, `{"type":"url_verification","challenge":"x"}`, nil, 401},
		{"too long", PathEvents, strings.Repeat("x", mostBody+1), signed(f.slack.SigningSecret(), now, ""), 413},
		{"no payload", PathInteractive, `x=y`, signed(f.slack.SigningSecret(), now, `x=y`), 400},
		{"garbage", PathEvents, `{"event":`, signed(f.slack.SigningSecret(), now, `{"event":`), 200},
		{"an event of no kind", PathEvents, `{"event":{"type":"message","channel":{"id":"C1"}}}`,
			signed(f.slack.SigningSecret(), now, `{"event":{"type":"message","channel":{"id":"C1"}}}`), 200},
	} {
		if got := post(c.path, c.body, c.header); got != c.want {
			t.Errorf("%s: answered with %d, want %d", c.name, got, c.want)
		}
	}
	f.ok(f.stop())
	if got := post(PathEvents, `{}`, signed(f.slack.SigningSecret(), now, `{}`)); got != 503 {
		t.Errorf("outside of Receive: answered with %d, want 503", got)
	}
}

func TestNoWordsInTheLog(t *testing.T) {
	t.Parallel()
	onBothWays(t, func(t *testing.T, f *floor) {
		f.reply(f.ana, bag, "reply: my heart is a secret")
		f.next()
		f.quiet()
		if log := f.log.String(); strings.Contains(log, "secret") || !strings.Contains(log, bag) {
			t.Errorf("the log holds words, or no case:\n%s", log)
		}
	})
}
