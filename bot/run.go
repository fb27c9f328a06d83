package bot

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"amends/dialogue"
)

// RunConfig says how much Run takes on; the zero value will do.
type RunConfig struct {
	Lanes    LanesConfig
	Limits   map[string]Limits     // by class
	Class    func(Delivery) string // which limits a delivery falls under; nil: those of its channel's name
	Parallel int                   // deliveries at a time; 0 is 32
	Drain    time.Duration         // for what is left in the outbox when Run ends; 0 is 5 seconds
	Observe  func(Sent)            // hears of every delivery that was dealt with; nil: nobody does
}

// Stats is how busy a running bot is.
type Stats struct {
	Waiting int   // claims that wait for a worker
	Left    int64 // claims that found no worker in time and were left to be taken over later, since Run began
}

// Stats tells how busy Run is; all is zero before it.
func (b *Bot) Stats() Stats {
	lanes := b.lanes.Load()
	if lanes == nil {
		return Stats{}
	}
	return Stats{Waiting: lanes.Waiting(), Left: lanes.Left()}
}

// Run serves the channels until ctx ends, a channel fails or all of them are done: it receives, handles, sends and wakes. The
// channels are named as addresses name them; the one called "desk" is the seller's. Then it stops receiving, finishes the turns in
// hand and sends what it can within Drain. It returns the first error of a channel; the end of ctx is none.
func (b *Bot) Run(ctx context.Context, channels map[string]Channel, cfg RunConfig) error {
	cfg.Lanes.Now, cfg.Lanes.Log = b.cfg.Now, b.cfg.Log
	lanes := NewLanes(b.Handle, cfg.Lanes)
	b.lanes.Store(lanes)
	accept := func(ctx context.Context, ev dialogue.Event) error { return b.enqueue(ctx, lanes, ev) }
	dispatcher := NewDispatcher(DispatcherConfig{Outbox: b.cfg.Outbox, Ledger: b.cfg.Ledger, Channels: channels, Accept: accept,
		Limits: cfg.Limits, Class: cfg.Class, Parallel: cfg.Parallel, Drain: cfg.Drain, Poke: b.wrote, Zone: b.cfg.Zone, Now: b.cfg.Now,
		Log: b.cfg.Log, Observe: cfg.Observe})
	waker := NewWaker(b.cfg.Store, accept, b.cfg.Now).Adopting(func(ctx context.Context, claim Claim) error {
		lanes.Put(ctx, claim)
		return nil
	})

	stopSending := start(ctx, dispatcher.Run)
	stopWorking := start(ctx, lanes.Run)
	stopWaking := start(ctx, func(ctx context.Context) { waker.Run(ctx, b.cfg.Log) })
	err := receive(ctx, channels, accept)
	stopWaking()
	stopWorking()
	stopSending()
	return err
}

// enqueue accepts an event and puts its claim into the lanes. A duplicate comes back as ErrDuplicate.
func (b *Bot) enqueue(ctx context.Context, lanes *Lanes, ev dialogue.Event) error {
	claim, err := b.Accept(ctx, ev)
	if claim != nil {
		lanes.Put(ctx, *claim)
	}
	return err
}

// start runs f in the background, by a context that outlives ctx, and returns how to stop it and wait for its end: the parts of
// a bot have to stop one after the other.
func start(ctx context.Context, f func(context.Context)) (stop func()) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	done := make(chan struct{})
	go func() {
		defer close(done)
		f(ctx)
	}()
	return func() {
		cancel()
		<-done
	}
}

// receive runs the receivers of all channels until ctx ends or the first of them fails, which ends the others.
func receive(ctx context.Context, channels map[string]Channel, accept func(context.Context, dialogue.Event) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	handle := func(ctx context.Context, ev dialogue.Event) error {
		if err := accept(ctx, ev); !errors.Is(err, ErrDuplicate) {
			return err
		}
		return nil // the network brought it twice and may forget it now
	}
	var receivers sync.WaitGroup
	var first error
	var once sync.Once
	for name, channel := range channels {
		receivers.Go(func() {
			err := channel.Receive(ctx, handle)
			if err == nil || ctx.Err() != nil {
				return
			}
			once.Do(func() { first = fmt.Errorf("receive from %s: %w", name, err) })
			cancel(first)
		})
	}
	receivers.Wait()
	return first
}
