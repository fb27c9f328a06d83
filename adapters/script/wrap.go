package script

import (
	"context"
	"sync"
	"time"

	"amends/bot"
	"amends/dialogue"
)

// flakyStore is a store that can be down.
type flakyStore struct {
	bot.Store
	faults    *faults
	committed func(bot.Turn) // told of every turn that was written
}

// Accept fails while the store is down.
func (s flakyStore) Accept(ctx context.Context, ev dialogue.Event) (*bot.Claim, error) {
	if err := s.faults.store(); err != nil {
		return nil, err
	}
	return s.Store.Accept(ctx, ev)
}

// Commit fails while the store is down.
func (s flakyStore) Commit(ctx context.Context, claim bot.Claim, turn bot.Turn) (*bot.Claim, error) {
	if err := s.faults.store(); err != nil {
		return nil, err
	}
	next, err := s.Store.Commit(ctx, claim, turn)
	if err == nil {
		s.committed(turn)
	}
	return next, err
}

// Load fails while the store is down.
func (s flakyStore) Load(ctx context.Context, id dialogue.ConversationID) (dialogue.Conversation, error) {
	if err := s.faults.store(); err != nil {
		return dialogue.Conversation{}, err
	}
	return s.Store.Load(ctx, id)
}

// Turns fails while the store is down.
func (s flakyStore) Turns(ctx context.Context, id dialogue.ConversationID, n int) ([]bot.Turn, error) {
	if err := s.faults.store(); err != nil {
		return nil, err
	}
	return s.Store.Turns(ctx, id, n)
}

// Due fails while the store is down.
func (s flakyStore) Due(ctx context.Context, now time.Time, n int) ([]bot.Wakeup, error) {
	if err := s.faults.store(); err != nil {
		return nil, err
	}
	return s.Store.Due(ctx, now, n)
}

// Abandoned fails while the store is down.
func (s flakyStore) Abandoned(ctx context.Context, now time.Time, n int) ([]bot.Claim, error) {
	if err := s.faults.store(); err != nil {
		return nil, err
	}
	return s.Store.Abandoned(ctx, now, n)
}

// flakyLedger is a ledger that can be down.
type flakyLedger struct {
	bot.Ledger
	faults *faults
}

// Record fails while the store is down.
func (l flakyLedger) Record(ctx context.Context, s dialogue.Settle, day string) error {
	if err := l.faults.store(); err != nil {
		return err
	}
	return l.Ledger.Record(ctx, s, day)
}

// Standing fails while the store is down.
func (l flakyLedger) Standing(ctx context.Context, order string, except []string, day string) (dialogue.Standing, error) {
	if err := l.faults.store(); err != nil {
		return dialogue.Standing{}, err
	}
	return l.Ledger.Standing(ctx, order, except, day)
}

// Strike fails while the store is down.
func (l flakyLedger) Strike(ctx context.Context, order, event string, at time.Time) (int, error) {
	if err := l.faults.store(); err != nil {
		return 0, err
	}
	return l.Ledger.Strike(ctx, order, event, at)
}

// watchedOutbox is an outbox that can be down and that knows when what it put back may be sent again.
type watchedOutbox struct {
	bot.Outbox
	faults *faults

	mu    sync.Mutex
	again map[bot.Destination]time.Time
	moves int // deliveries done with or put back
}

// Take fails while the store is down.
func (o *watchedOutbox) Take(ctx context.Context, now time.Time, n int) ([]bot.Delivery, error) {
	if err := o.faults.store(); err != nil {
		return nil, err
	}
	return o.Outbox.Take(ctx, now, n)
}

// Done notes that the destination no longer waits.
func (o *watchedOutbox) Done(ctx context.Context, d bot.Delivery, receipt string) (*bot.Delivery, error) {
	if err := o.faults.store(); err != nil {
		return nil, err
	}
	o.mu.Lock()
	delete(o.again, d.To)
	o.moves++
	o.mu.Unlock()
	return o.Outbox.Done(ctx, d, receipt)
}

// Retry notes until when the destination waits.
func (o *watchedOutbox) Retry(ctx context.Context, d bot.Delivery, at time.Time) error {
	if err := o.faults.store(); err != nil {
		return err
	}
	o.mu.Lock()
	o.again[d.To] = at
	o.moves++
	o.mu.Unlock()
	return o.Outbox.Retry(ctx, d, at)
}

// Receipt fails while the store is down.
func (o *watchedOutbox) Receipt(ctx context.Context, id dialogue.ConversationID, key string) (string, error) {
	if err := o.faults.store(); err != nil {
		return "", err
	}
	return o.Outbox.Receipt(ctx, id, key)
}

// Keep fails while the store is down.
func (o *watchedOutbox) Keep(ctx context.Context, id dialogue.ConversationID, key, receipt string) error {
	if err := o.faults.store(); err != nil {
		return err
	}
	return o.Outbox.Keep(ctx, id, key, receipt)
}

// progress counts what happened so far.
func (o *watchedOutbox) progress() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.moves
}

// next is when the first destination may be tried again, of all or of one channel only; the zero time when none waits.
func (o *watchedOutbox) next(channel string) time.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	var first time.Time
	for to, at := range o.again {
		if channel == "" || to.Channel == channel {
			first = nearer(first, at)
		}
	}
	return first
}
