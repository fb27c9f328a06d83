package bot_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"amends/bot"
	"amends/dialogue"
)

// wakeIn is a step that sets the timer after a buyer's event and leaves it alone when it fires, unless clears is set.
func wakeIn(d time.Duration, clears bool) func(dialogue.Conversation, dialogue.Event) (dialogue.Conversation, []dialogue.Action) {
	return func(c dialogue.Conversation, ev dialogue.Event) (dialogue.Conversation, []dialogue.Action) {
		c.Buyer = ev.Buyer
		switch _, woken := ev.Body.(dialogue.Wakeup); {
		case !woken:
			c.Wake = ev.At.Add(d)
		case clears:
			c.Wake = time.Time{}
		}
		return c, nil
	}
}

// handleNow accepts an event and handles its claim at once.
func (r *rig) handleNow(ctx context.Context, ev dialogue.Event) error {
	claim, err := r.bot.Accept(ctx, ev)
	if claim != nil {
		return errors.Join(err, r.bot.Handle(ctx, *claim))
	}
	return err
}

func (r *rig) wake(w *bot.Waker, want int) {
	r.Helper()
	if n, err := w.RunOnce(r.ctx); n != want || err != nil {
		r.Errorf("at %s woke %d, %v, want %d", r.clock.Now().Format(time.TimeOnly), n, err, want)
	}
}

func TestWakerWakesWhatIsDue(t *testing.T) {
	r := newRig(t)
	r.step = wakeIn(time.Hour, true)
	w := bot.NewWaker(r.store, r.handleNow, r.clock.Now)
	r.send(dialogue.Message{Text: "x"})
	r.wake(w, 0)
	r.clock.Advance(time.Hour)
	r.wake(w, 1)
	r.wake(w, 0)
	last := r.turns()[1].Event
	if _, ok := last.Body.(dialogue.Wakeup); !ok || !last.At.Equal(r.clock.Now()) || last.Buyer.Chat != "a" {
		t.Errorf("the last event is %+v, want a wakeup now", last)
	}
}

func TestATimerThatDoesNotMoveFiresAgain(t *testing.T) {
	r := newRig(t)
	r.step = wakeIn(time.Hour, false)
	w := bot.NewWaker(r.store, r.handleNow, r.clock.Now)
	r.send(dialogue.Message{Text: "x"})
	r.clock.Advance(time.Hour)
	r.wake(w, 1)
	r.wake(w, 0)
	r.clock.Advance(9 * time.Minute)
	r.wake(w, 0)
	r.clock.Advance(time.Minute)
	r.wake(w, 1)
	r.clock.Advance(-30 * time.Minute) // a clock set back wakes nobody
	r.wake(w, 0)
	r.clock.Advance(72 * time.Hour)
	r.wake(w, 1)
}

func TestWakersDoNotDisturbEachOther(t *testing.T) {
	r := newRig(t)
	r.step = wakeIn(time.Hour, false)
	r.send(dialogue.Message{Text: "x"})
	r.clock.Advance(time.Hour)
	ahead := func() time.Time { return r.clock.Now().Add(3 * time.Minute) }
	r.wake(bot.NewWaker(r.store, r.handleNow, ahead), 1)
	r.wake(bot.NewWaker(r.store, r.handleNow, r.clock.Now), 0)
}

func TestStuckConversationsDoNotHideOthers(t *testing.T) {
	const stuck = 300 // more than one look takes in
	r := newRig(t)
	r.step = wakeIn(time.Hour, true)
	for i := range stuck + 1 {
		if err := r.handleNow(r.ctx, event(fmt.Sprintf("c%03d", i), fmt.Sprint("m", i), dialogue.Message{Text: "x"})); err != nil {
			t.Fatal(err)
		}
		r.clock.Advance(time.Millisecond)
	}
	r.clock.Advance(time.Hour)
	last := dialogue.ConversationID(fmt.Sprintf("c%03d", stuck))
	woken := 0
	accept := func(_ context.Context, ev dialogue.Event) error {
		if ev.Conversation != last {
			return bot.ErrDuplicate
		}
		woken++
		return nil
	}
	r.wake(bot.NewWaker(r.store, accept, r.clock.Now), 1)
	if woken != 1 {
		t.Error("the conversation behind those that wait for their turn was not woken")
	}
}

func TestWakerGoesOnAfterAnError(t *testing.T) {
	r := newRig(t)
	r.step = wakeIn(time.Hour, true)
	for _, c := range []string{"a", "b"} {
		if err := r.handleNow(r.ctx, event(c, "m"+c, dialogue.Message{Text: "x"})); err != nil {
			t.Fatal(err)
		}
	}
	r.clock.Advance(2 * time.Hour)
	down := errors.New("down")
	n, err := bot.NewWaker(r.store, func(_ context.Context, ev dialogue.Event) error {
		if ev.Conversation == "a" {
			return down
		}
		return nil
	}, r.clock.Now).RunOnce(r.ctx)
	if n != 1 || !errors.Is(err, down) {
		t.Errorf("woke %d, %v, want the other one and the error", n, err)
	}
}
