package telegramtest_test

import (
	"context"
	"testing"
	"time"

	"amends/adapters/telegram/telegramtest"
)

func TestPollConfirmsByOffset(t *testing.T) {
	s := start(t, telegramtest.Options{})
	ana := s.User(telegramtest.User{})
	ana.Say("one")
	ana.Say("two")
	ana.Say("three")
	first := updates(t, s, params{})
	if len(first) != 3 || first[0].Message.Text != "one" || first[2].ID != first[0].ID+2 {
		t.Fatalf("all three updates were to come in order, got %+v", first)
	}
	if again := updates(t, s, params{"limit": 2}); len(again) != 2 || again[0].ID != first[0].ID {
		t.Errorf("without an offset nothing is confirmed, got %+v", again)
	}
	if rest := updates(t, s, params{"offset": first[1].ID}); len(rest) != 2 || rest[0].ID != first[1].ID {
		t.Errorf("an offset was to begin there, got %+v", rest)
	}
	if left := s.Unconfirmed(); len(left) != 2 {
		t.Errorf("the first update was to be confirmed, left are %+v", left)
	}
	if rest := updates(t, s, params{"offset": first[0].ID}); len(rest) != 2 {
		t.Errorf("what is confirmed does not come back, got %+v", rest)
	}
	if rest := updates(t, s, params{"offset": -1}); len(rest) != 1 || rest[0].ID != first[2].ID || len(s.Unconfirmed()) != 1 {
		t.Errorf("offset -1 was to keep the last update only, got %+v", rest)
	}
	if rest := updates(t, s, params{"offset": first[2].ID + 1000}); len(rest) != 1 {
		t.Errorf("an offset of a far future confirms nothing, got %+v", rest)
	}
	if rest := updates(t, s, params{"offset": first[2].ID + 1}); len(rest) != 0 || len(s.Unconfirmed()) != 0 {
		t.Errorf("all was to be confirmed, got %+v", rest)
	}
}

func TestPollUpdatesExpire(t *testing.T) {
	c := newClock()
	s := start(t, telegramtest.Options{Now: c.now})
	s.User(telegramtest.User{}).Say("old")
	c.move(25 * time.Hour)
	s.User(telegramtest.User{}).Say("fresh")
	if got := updates(t, s, params{}); len(got) != 1 || got[0].Message.Text != "fresh" {
		t.Errorf("updates are kept for 24 hours, got %+v", got)
	}
}

func TestPollAllowedUpdates(t *testing.T) {
	s := start(t, telegramtest.Options{})
	ana := s.User(telegramtest.User{})
	updates(t, s, params{"allowed_updates": []string{"message"}})
	id := ana.Say("one")
	ana.Edit(id, "two")
	ana.Block()
	if got := updates(t, s, params{}); len(got) != 1 || got[0].Message == nil {
		t.Errorf("only messages were asked for, got %+v", got)
	}
	updates(t, s, params{"allowed_updates": []string{}})
	ana.Unblock()
	if got := updates(t, s, params{"offset": -1}); got[0].Member == nil || got[0].Member.New.Status != "member" {
		t.Errorf("an empty list was to bring back the default, got %+v", got)
	}
}

// polling runs a long poll and returns where its answer will be.
func polling(ctx context.Context, t *testing.T, s *telegramtest.Server, p params) <-chan answer {
	t.Helper()
	before := s.Count("getUpdates")
	got := make(chan answer, 1)
	go func() {
		a, _ := ask(ctx, s, "getUpdates", p)
		got <- a
	}()
	if err := s.Wait(soon(t), func() bool { return s.Polling() || s.Count("getUpdates") > before }); err != nil {
		t.Fatal(err)
	}
	return got
}

func TestPollWakesAtOnce(t *testing.T) {
	s := start(t, telegramtest.Options{})
	ana := s.User(telegramtest.User{})
	got := polling(soon(t), t, s, params{"timeout": 50})
	ana.Say("wake up")
	a := <-got
	var list []received
	decode(t, a.Result, &list)
	if len(list) != 1 || list[0].Message.Text != "wake up" {
		t.Errorf("the waiting poll was to bring the message, got %+v", a)
	}
}

func TestPollConflicts(t *testing.T) {
	s := start(t, telegramtest.Options{Webhook: telegramtest.Delivery{Local: true}})
	older := polling(soon(t), t, s, params{"timeout": 50})
	ctx, cancel := context.WithCancel(soon(t))
	newer := make(chan answer, 1)
	go func() { a, _ := ask(ctx, s, "getUpdates", params{"timeout": 50}); newer <- a }()
	if a := <-older; a.Code != 409 || a.Description != "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running" {
		t.Errorf("the older poll was to be ended by the newer one, got %+v", a)
	}
	cancel()
	<-newer
	if err := s.Wait(soon(t), func() bool { return !s.Polling() }); err != nil {
		t.Errorf("a poll whose client has gone was to end: %v", err)
	}
	waiting := polling(soon(t), t, s, params{"timeout": 50})
	must(t, s, "setWebhook", params{"url": "http://127.0.0.1:9/"})
	if a := <-waiting; a.Code != 409 || a.Description != "Conflict: terminated by setWebhook request" {
		t.Errorf("the poll was to be ended by the webhook, got %+v", a)
	}
	wantError(t, s, "getUpdates", params{}, 409, "Conflict: can't use getUpdates method while webhook is active")
	must(t, s, "deleteWebhook", nil)
	updates(t, s, params{})
}

func TestCloseEndsPolls(t *testing.T) {
	s := telegramtest.New(telegramtest.Options{})
	got := polling(soon(t), t, s, params{"timeout": 50})
	s.Close()
	s.Close()
	if a := <-got; a.OK {
		t.Errorf("a poll was to be cut by Close, got %+v", a)
	}
	if err := s.Wait(soon(t), func() bool { return false }); err == nil {
		t.Error("waiting was to end with the server")
	}
}
