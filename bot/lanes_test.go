package bot_test

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"amends/bot"
	"amends/dialogue"
)

// claimOf is a claim on a conversation with this name.
func claimOf(name string) bot.Claim {
	return bot.Claim{Conversation: dialogue.Conversation{ID: dialogue.ConversationID(name)}}
}

// running starts lanes and returns how to stop them and wait for their end.
func running(l *bot.Lanes) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { l.Run(ctx); close(done) }()
	return func() { cancel(); <-done }
}

func TestLanesBoundWork(t *testing.T) {
	var now, most atomic.Int64
	done := make(chan struct{}, 20)
	l := bot.NewLanes(func(context.Context, bot.Claim) error {
		for n := now.Add(1); n > most.Load(); {
			most.Store(n)
		}
		now.Add(-1)
		done <- struct{}{}
		return nil
	}, bot.LanesConfig{Workers: 3, Queue: 20})
	stop := running(l)
	for range 20 {
		if !l.Put(t.Context(), claimOf("a")) {
			t.Error("put found no room")
		}
	}
	for range 20 {
		<-done
	}
	stop()
	if most.Load() > 3 || l.Left() != 0 {
		t.Errorf("%d at a time and %d left, want at most 3 and none", most.Load(), l.Left())
	}
}

func TestFullLanesLeaveTheClaim(t *testing.T) {
	log := &lockedBuffer{}
	busy, release := make(chan struct{}), make(chan struct{})
	l := bot.NewLanes(func(context.Context, bot.Claim) error { busy <- struct{}{}; <-release; return nil },
		bot.LanesConfig{Workers: 1, Queue: 1, Wait: time.Millisecond, Log: textLog(log)})
	stop := running(l)
	l.Put(t.Context(), claimOf("in hand"))
	<-busy
	l.Put(t.Context(), claimOf("waits"))
	if l.Put(t.Context(), claimOf("too many")) || l.Left() != 1 || l.Waiting() != 1 {
		t.Errorf("left %d, waiting %d, want one of each", l.Left(), l.Waiting())
	}
	close(release)
	<-busy
	stop()
	if !strings.Contains(log.String(), `conversation="too many"`) {
		t.Errorf("the log does not say which claim was left: %s", log)
	}
}

func TestLanesDropStaleClaims(t *testing.T) {
	c := &clock{at: monday}
	var handled []string
	busy, release := make(chan struct{}), make(chan struct{})
	l := bot.NewLanes(func(_ context.Context, claim bot.Claim) error {
		handled = append(handled, string(claim.Conversation.ID))
		busy <- struct{}{}
		<-release
		return nil
	}, bot.LanesConfig{Workers: 1, Queue: 2, Keep: 8 * time.Second, Now: c.Now})
	stop := running(l)
	l.Put(t.Context(), claimOf("first"))
	<-busy
	l.Put(t.Context(), claimOf("stale"))
	c.Advance(9 * time.Second)
	l.Put(t.Context(), claimOf("fresh"))
	close(release)
	<-busy
	stop()
	if got := strings.Join(handled, " "); got != "first fresh" || l.Left() != 1 {
		t.Errorf("handled %q and left %d, want the stale claim left", got, l.Left())
	}
}

func TestLanesFinishWhatIsInHand(t *testing.T) {
	busy, release := make(chan struct{}), make(chan struct{})
	var finished atomic.Int64
	l := bot.NewLanes(func(context.Context, bot.Claim) error { busy <- struct{}{}; <-release; finished.Add(1); return nil },
		bot.LanesConfig{Workers: 1, Queue: 4})
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { l.Run(ctx); close(done) }()
	l.Put(t.Context(), claimOf("in hand"))
	<-busy
	l.Put(t.Context(), claimOf("waits"))
	cancel()
	close(release)
	<-done
	if finished.Load() != 1 || l.Left() != 1 {
		t.Errorf("finished %d and left %d, want one of each", finished.Load(), l.Left())
	}
	if l.Put(t.Context(), claimOf("late")) || l.Left() != 2 {
		t.Error("lanes that have stopped took a claim")
	}
}
