package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"amends/dialogue"
)

const (
	wakeBatch    = 256              // due conversations looked at together
	wakeMost     = 1 << 14          // when all of a batch are being handled already, up to so many
	wakeAgain    = 10 * time.Minute // a timer whose turn did not move it fires again after this
	adoptBatch   = 32
	wakeInterval = time.Second
)

// Waker turns time into events: conversations whose wake time has come get a Wakeup. Any number of wakers may run on one store.
type Waker struct {
	store  Store
	accept func(context.Context, dialogue.Event) error
	handle func(context.Context, Claim) error // nil: abandoned conversations are left alone
	now    func() time.Time
}

// NewWaker returns a waker that hands its events to accept, by the clock now (nil: time.Now).
func NewWaker(store Store, accept func(context.Context, dialogue.Event) error, now func() time.Time) *Waker {
	if now == nil {
		now = time.Now
	}
	return &Waker{store: store, accept: accept, now: now}
}

// Adopting returns a waker that besides takes over conversations whose holder died with work left, and has handle work on them.
func (w *Waker) Adopting(handle func(context.Context, Claim) error) *Waker {
	adopting := *w
	adopting.handle = handle
	return &adopting
}

// RunOnce wakes what is due and takes over what was abandoned. It returns how many conversations that moved; one that waits for
// its Wakeup to be handled counts once. An error with one conversation does not keep the others waiting.
func (w *Waker) RunOnce(ctx context.Context) (int, error) {
	woken, err := w.wake(ctx)
	adopted, adoptErr := w.adopt(ctx)
	return woken + adopted, errors.Join(err, adoptErr)
}

// wake looks past conversations that have had their Wakeup and not handled it yet: they stay due, and must not hide the others.
func (w *Waker) wake(ctx context.Context) (int, error) {
	for n := wakeBatch; ; n *= 2 {
		now := w.now()
		due, err := w.store.Due(ctx, now, n)
		if err != nil {
			return 0, fmt.Errorf("look for due conversations: %w", err)
		}
		woken, err := w.wakeAll(ctx, due, now)
		if woken > 0 || err != nil || len(due) < n || n >= wakeMost {
			return woken, err
		}
	}
}

func (w *Waker) wakeAll(ctx context.Context, due []Wakeup, now time.Time) (int, error) {
	woken := 0
	var errs []error
	for _, x := range due {
		err := w.accept(ctx, wakeEvent(x, now))
		switch {
		case err == nil:
			woken++
		case !errors.Is(err, ErrDuplicate):
			errs = append(errs, fmt.Errorf("wake %s: %w", x.Conversation, err))
		}
	}
	return woken, errors.Join(errs...)
}

// wakeEvent is the same event for every waker that finds the conversation due, and another one ten minutes later: a turn that
// left the wake time where it was must not silence the conversation's timer for good.
func wakeEvent(x Wakeup, now time.Time) dialogue.Event {
	at := now
	if at.Before(x.At) {
		at = x.At // the clocks of two processes differ; an early Wakeup would be ignored and its ID used up
	}
	again := at.Sub(x.At) / wakeAgain
	return dialogue.Event{ID: fmt.Sprintf("wake:%s:%d+%d", x.Conversation, x.At.UnixMilli(), again), Conversation: x.Conversation,
		Buyer: x.Buyer, At: at, Body: dialogue.Wakeup{}}
}

func (w *Waker) adopt(ctx context.Context) (int, error) {
	if w.handle == nil {
		return 0, nil
	}
	claims, err := w.store.Abandoned(ctx, w.now(), adoptBatch)
	if err != nil {
		return 0, fmt.Errorf("look for abandoned conversations: %w", err)
	}
	var errs []error
	for _, claim := range claims {
		if err := w.handle(ctx, claim); err != nil {
			errs = append(errs, err)
		}
	}
	return len(claims), errors.Join(errs...)
}

// Run calls RunOnce every second until ctx ends. Trouble is logged and does not stop it.
func (w *Waker) Run(ctx context.Context, log *slog.Logger) {
	tick := time.NewTicker(wakeInterval)
	defer tick.Stop()
	for {
		if _, err := w.RunOnce(ctx); err != nil && ctx.Err() == nil {
			log.Warn("waker", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
