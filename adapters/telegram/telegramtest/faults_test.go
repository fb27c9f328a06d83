package telegramtest_test

import (
	"slices"
	"testing"
	"time"

	"amends/adapters/telegram/telegramtest"
)

func TestLimits(t *testing.T) {
	c := newClock()
	s := start(t, telegramtest.Options{Now: c.now})
	ana := s.User(telegramtest.User{})
	ana.Start("")
	say := params{"chat_id": ana.ID(), "text": "x"}
	for range 3 {
		send(t, s, say)
	}
	wantError(t, s, "sendMessage", say, 429, "Too Many Requests: retry after 1")
	c.move(time.Second)
	send(t, s, say)
	wantError(t, s, "sendMessage", say, 429, "Too Many Requests: retry after 1")
	c.move(time.Hour)
	for range 3 {
		send(t, s, say)
	}
	wantError(t, s, "sendMessage", say, 429, "Too Many Requests: retry after 1")
	if s.Violations() != 3 || s.SentPerChat()[ana.ID()] != 7 || s.SentPerSecond()[c.now().Unix()] != 3 {
		t.Errorf("three violations and seven messages were to be counted, got %d and %v", s.Violations(), s.SentPerChat())
	}
	s.Limit(telegramtest.Limits{Off: true})
	send(t, s, say)
}

func TestLimitsOverAllChats(t *testing.T) {
	c := newClock()
	s := start(t, telegramtest.Options{Now: c.now})
	passed := 0
	for range 40 {
		p := s.User(telegramtest.User{})
		p.Start("")
		if a, err := ask(soon(t), s, "sendMessage", params{"chat_id": p.ID(), "text": "x"}); err == nil && a.OK {
			passed++
		}
	}
	if passed != 30 || s.Violations() != 10 {
		t.Errorf("thirty messages a second were to pass and ten not, passed %d, violations %d", passed, s.Violations())
	}
}

func TestFaults(t *testing.T) {
	s := start(t, telegramtest.Options{})
	ana := s.User(telegramtest.User{})
	ana.Start("")
	say := params{"chat_id": ana.ID(), "text": "x"}

	s.FailNext(1, 429, 7*time.Second)
	updates(t, s, params{})
	a, err := ask(soon(t), s, "sendMessage", say)
	if err != nil || a.Code != 429 || a.Parameters.RetryAfter != 7 {
		t.Errorf("the send was to be told to wait 7 s, got %+v, %v", a, err)
	}
	s.FailNext(1, 500, 0, "getUpdates")
	send(t, s, say)
	wantError(t, s, "getUpdates", nil, 500, "Internal Server Error")

	s.AnswerLost(1, "sendMessage")
	if _, err := ask(soon(t), s, "sendMessage", say); err == nil {
		t.Error("the answer was to be lost")
	}
	if n := len(ana.FromBot()); n != 2 || len(s.Sent()) != 2 {
		t.Errorf("the message whose answer was lost was to be sent, the chat shows %d", n)
	}
	s.Down(true)
	if _, err := ask(soon(t), s, "getMe", nil); err == nil {
		t.Error("a server that is down does not answer")
	}
	s.Down(false)
	must(t, s, "getMe", nil)
}

func TestDownCutsPolls(t *testing.T) {
	s := start(t, telegramtest.Options{})
	got := polling(soon(t), t, s, params{"timeout": 50})
	s.Down(true)
	if a := <-got; a.OK || a.Code != 0 {
		t.Errorf("the poll was to be cut, got %+v", a)
	}
}

func TestDuplicateAndShuffle(t *testing.T) {
	s := start(t, telegramtest.Options{})
	ana := s.User(telegramtest.User{})
	var want []string
	for _, text := range []string{"a", "b", "c", "d", "e", "f"} {
		ana.Say(text)
		want = append(want, text)
	}
	s.Shuffle(true)
	var texts []string
	for _, u := range updates(t, s, params{}) {
		texts = append(texts, u.Message.Text)
	}
	if slices.Equal(texts, want) || len(texts) != 6 {
		t.Errorf("the updates were to be out of order, came as %q", texts)
	}
	s.Shuffle(false)
	s.Duplicate(true)
	got := updates(t, s, params{"limit": 1})
	if len(got) != 2 || got[0].ID != got[1].ID {
		t.Errorf("the update was to come twice, got %+v", got)
	}
}

func TestSlow(t *testing.T) {
	s := start(t, telegramtest.Options{Latency: 30 * time.Millisecond})
	begin := time.Now()
	must(t, s, "getMe", nil)
	if d := time.Since(begin); d < 30*time.Millisecond {
		t.Errorf("the answer was to take 30 ms, took %v", d)
	}
}
