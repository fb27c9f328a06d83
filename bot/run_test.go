package bot_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"amends/bot"
	"amends/dialogue"
)

func textLog(l *lockedBuffer) *slog.Logger { return slog.New(slog.NewTextHandler(l, nil)) }

// waitFor waits until something holds; it fails after a time that is long for a machine.
func waitFor(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); !holds(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited in vain for %s", what)
		}
	}
}

func TestRun(t *testing.T) {
	r := newRig(t)
	buyer := &line{comes: make(chan dialogue.Event)}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- r.bot.Run(ctx, map[string]bot.Channel{"test": buyer}, bot.RunConfig{}) }()
	for i := range 30 {
		ev := event(fmt.Sprint("c", i%3), fmt.Sprint("m", i), dialogue.Message{Text: "x"})
		buyer.comes <- ev
		buyer.comes <- ev // the network brings it twice
	}
	waitFor(t, "all answers", func() bool { return strings.Count(buyer.all(), "/0") == 30 })
	if got := r.bot.Stats(); got != (bot.Stats{}) {
		t.Errorf("%+v, want that nothing waits and nothing was left", got)
	}
	cancel()
	if err := <-done; err != nil {
		t.Errorf("run: %v, want none when its context ends", err)
	}
}

func TestRunSendsWhatIsLeft(t *testing.T) {
	r := newRig(t)
	ctx, cancel := context.WithCancel(t.Context())
	r.step = func(c dialogue.Conversation, ev dialogue.Event) (dialogue.Conversation, []dialogue.Action) {
		cancel() // the end comes in the middle of a turn
		c.Buyer = ev.Buyer
		return c, sayings(5)
	}
	buyer := &line{comes: make(chan dialogue.Event, 1)}
	buyer.comes <- event("a", "m1", dialogue.Message{Text: "x"})
	if err := r.bot.Run(ctx, map[string]bot.Channel{"test": buyer}, bot.RunConfig{}); err != nil {
		t.Fatal(err)
	}
	if got := buyer.all(); got != "m1/0 m1/1 m1/2 m1/3 m1/4" {
		t.Errorf("sent %q, want all that the last turn said", got)
	}
}

func TestRunReturnsTheFirstErrorOfAChannel(t *testing.T) {
	r := newRig(t)
	broken := &line{comes: make(chan dialogue.Event), ends: errors.New("token revoked")}
	close(broken.comes)
	healthy := &line{comes: make(chan dialogue.Event)}
	err := r.bot.Run(t.Context(), map[string]bot.Channel{"test": healthy, "desk": broken}, bot.RunConfig{})
	if !errors.Is(err, broken.ends) || !strings.Contains(err.Error(), "desk") {
		t.Errorf("run: %v, want the desk's error", err)
	}
}

func TestRunEndsWithItsChannels(t *testing.T) {
	r := newRig(t)
	quiet := &line{comes: make(chan dialogue.Event)}
	close(quiet.comes)
	if err := r.bot.Run(t.Context(), map[string]bot.Channel{"test": quiet}, bot.RunConfig{}); err != nil {
		t.Errorf("run: %v, want none", err)
	}
}

func TestRunTellsOfABuyerWhoBlocked(t *testing.T) {
	r := newRig(t)
	buyer := &line{comes: make(chan dialogue.Event, 1), fail: func(bot.Delivery) error { return fmt.Errorf("blocked: %w", bot.ErrPermanent) }}
	r.step = func(c dialogue.Conversation, ev dialogue.Event) (dialogue.Conversation, []dialogue.Action) {
		if _, ok := ev.Body.(dialogue.Delivered); ok {
			return c, nil
		}
		return sayOK(c, ev)
	}
	buyer.comes <- event("a", "m1", dialogue.Message{Text: "x"})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- r.bot.Run(ctx, map[string]bot.Channel{"test": buyer}, bot.RunConfig{}) }()
	waitFor(t, "the conversation to hear of it", func() bool {
		turns, _ := r.store.Turns(ctx, "a", 0)
		return len(turns) == 2
	})
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
	if got := r.handled(); got != "m1 undelivered:m1/0" {
		t.Errorf("handled %q", got)
	}
}
