package script

import (
	"context"
	"errors"
	"sync"
	"time"

	"amends/bot"
	"amends/dialogue"
)

// faults is what is broken at present. It is safe for concurrent use.
type faults struct {
	clock *Clock

	mu       sync.Mutex
	busy     int       // how often the buyer's channel still asks for patience
	telegram time.Time // until when the buyer's channel is down
	slack    time.Time
	redis    time.Time
	blocked  bool      // the buyer blocked the bot
	model    FaultKind // what is wrong with the model; "" or ModelWell for nothing
}

var (
	errDown = errors.New("the connection is down")
	// errStoreDown is what the store answers while it is down.
	errStoreDown = errors.New("the store cannot be reached")
)

// set begins a fault that lasts.
func (f *faults) set(fault Fault) {
	f.mu.Lock()
	defer f.mu.Unlock()
	until := f.clock.Now().Add(fault.For)
	switch fault.Kind {
	case Busy:
		f.busy = fault.Times
	case TelegramDown:
		f.telegram = until
	case SlackDown:
		f.slack = until
	case RedisDown:
		f.redis = until
	case ModelTimeout, ModelGarbage, ModelWell:
		f.model = fault.Kind
	}
}

func (f *faults) block() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.blocked = true
}

// trouble is what is wrong with the buyer's channel or the desk's now.
func (f *faults) trouble(who string) error {
	if who == "desk" {
		return f.desk()
	}
	return f.buyer()
}

// none is wrong with an ear whose channel has its faults elsewhere.
func (*faults) none() error { return nil }

// buyer is why a message to the buyer cannot be sent now.
func (f *faults) buyer() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case f.blocked:
		return bot.ErrPermanent
	case f.clock.Now().Before(f.telegram):
		return errDown
	case f.busy > 0:
		f.busy--
		return &bot.RetryAfter{After: time.Second}
	}
	return nil
}

// desk is why a message to the desk cannot be sent now.
func (f *faults) desk() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.clock.Now().Before(f.slack) {
		return errDown
	}
	return nil
}

// store is why the store cannot be used now.
func (f *faults) store() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.clock.Now().Before(f.redis) {
		return errStoreDown
	}
	return nil
}

// next is the first moment after now at which something that is down comes back; the zero time when nothing is down.
func (f *faults) next() time.Time {
	f.mu.Lock()
	defer f.mu.Unlock()
	var first time.Time
	for _, t := range []time.Time{f.telegram, f.slack, f.redis} {
		if t.After(f.clock.Now()) {
			first = nearer(first, t)
		}
	}
	return first
}

// nearer returns the earlier of two times; the zero time is never.
func nearer(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// flakyModel is the model, or none, behind the faults.
type flakyModel struct {
	faults *faults
	model  bot.Understander // nil: none is configured
}

var errNoModel = errors.New("no model is configured")

// Understand fails the way the present fault says, or asks the model.
func (m flakyModel) Understand(ctx context.Context, c dialogue.Conversation, text string, at time.Time) (dialogue.Interpretation, error) {
	m.faults.mu.Lock()
	kind := m.faults.model
	m.faults.mu.Unlock()
	switch {
	case kind == ModelTimeout:
		return dialogue.Interpretation{}, context.DeadlineExceeded
	case kind == ModelGarbage:
		return garbage(text), nil
	case m.model == nil:
		return dialogue.Interpretation{}, errNoModel
	}
	return m.model.Understand(ctx, c, text, at)
}

// garbage is a reading that fits the form and nothing else: what does not exist, what was never offered, what nobody may promise.
func garbage(text string) dialogue.Interpretation {
	return dialogue.Interpretation{
		Lang: "xx", By: "model",
		Moves:  []dialogue.Move{{Kind: "obey", Topic: "refund", Words: text, Sure: 7}},
		Issues: []dialogue.IssueGuess{{Issue: "free_money", Sure: 1, Words: "send everything"}},
		Slots: []dialogue.SlotValue{
			{Slot: dialogue.SlotRemedy, Value: "million_dollars", Words: text, Sure: 1},
			{Slot: dialogue.SlotOption, Value: "approve", Words: text, Sure: 1},
			{Slot: dialogue.SlotItem, Value: "-1", Words: text, Sure: 1},
			{Slot: dialogue.SlotMoney, Value: "99999999 USD", Words: text, Sure: 1},
			{Slot: dialogue.SlotRating, Value: "900", Words: text, Sure: 1},
			{Slot: "status", Value: "settled", Words: text, Sure: 1},
		},
	}
}
