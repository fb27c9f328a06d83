package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strings"
	"sync"
	"time"

	"amends/dialogue"
)

const (
	sendTime      = 20 * time.Second // for one delivery
	writeTime     = 5 * time.Second  // for writing down how it ended
	firstPause    = time.Second      // after the first failure; doubles with each
	longestPause  = 5 * time.Minute
	leastPatience = time.Second    // when a channel asks for less
	mostPatience  = 24 * time.Hour // when a channel asks for more
	panicsAllowed = 3              // of a delivery, before it is given up: it would hold up its destination for ever
)

// DispatcherConfig is what a Dispatcher is made of.
type DispatcherConfig struct {
	Outbox   Outbox
	Ledger   Ledger
	Channels map[string]Channel // by name; "desk" is the seller's
	// Accept takes the events that the dispatcher makes: a buyer who can no longer be reached. ErrDuplicate is a success.
	Accept func(context.Context, dialogue.Event) error
	Limits map[string]Limits // by channel; none means no limit
	// Parallel is how many deliveries are sent at once; 0 is 16. With 1 they go out in the order in which the outbox gives them.
	Parallel int
	Poke     <-chan struct{}  // signals that the outbox got something; nil: Run finds out within a quarter of a second
	Drain    time.Duration    // how long Run goes on taking once its context has ended; 0 is 5 seconds
	Zone     *time.Location   // of the seller: when a day begins; nil: UTC
	Now      func() time.Time // nil: time.Now
	Random   func() float64   // in [0,1), for the pauses after failures; nil: math/rand
	Log      *slog.Logger     // nil: discards
}

// Dispatcher sends what the outbox holds: in order for each destination, in parallel over destinations. It drops nothing but
// what its channel says can never arrive. It is safe for concurrent use, and any number may run on one outbox.
type Dispatcher struct {
	cfg  DispatcherConfig
	pace *pace
}

// NewDispatcher returns a dispatcher.
func NewDispatcher(cfg DispatcherConfig) *Dispatcher {
	if cfg.Parallel <= 0 {
		cfg.Parallel = 16
	}
	if cfg.Drain <= 0 {
		cfg.Drain = 5 * time.Second
	}
	if cfg.Zone == nil {
		cfg.Zone = time.UTC
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Random == nil {
		cfg.Random = rand.Float64
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	return &Dispatcher{cfg: cfg, pace: newPace(cfg.Limits)}
}

// RunOnce takes what may be sent now and sends it. It returns how many deliveries it dealt with, those included that were put
// back for later: 0 means that nothing can be sent at this time. Call it until then.
func (d *Dispatcher) RunOnce(ctx context.Context) (int, error) {
	list, err := d.cfg.Outbox.Take(ctx, d.cfg.Now(), d.cfg.Parallel)
	if err != nil {
		return 0, fmt.Errorf("take from the outbox: %w", err)
	}
	errs := make([]error, len(list))
	var sends sync.WaitGroup
	for i, x := range list {
		sends.Go(func() { errs[i] = d.deliver(ctx, x) })
	}
	sends.Wait()
	return len(list), errors.Join(errs...)
}

// deliver sends one delivery and writes down how that ended. An error means that writing it down failed: the outbox gives the
// delivery out again when its lease has passed. A delivery in hand is finished even when ctx ends: nobody could say otherwise
// whether the message went out.
func (d *Dispatcher) deliver(ctx context.Context, x Delivery) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), sendTime+writeTime)
	defer cancel()
	if wait := d.pace.wait(x, d.cfg.Now()); wait > 0 {
		x.Attempt-- // waiting for its place is none
		return d.putBack(ctx, x, wait)
	}
	receipt, err := d.send(ctx, x)
	var later *RetryAfter
	switch {
	case err == nil:
		if err := d.cfg.Outbox.Done(ctx, x, receipt); err != nil {
			return fmt.Errorf("delivery %s was sent; take it out of the outbox: %w", x.ID, err)
		}
		return nil
	case errors.As(err, &later):
		d.cfg.Log.Info("channel asks for patience", "delivery", x.ID, "channel", x.To.Channel, "after", later.After)
		return d.putBack(ctx, x, min(max(later.After, leastPatience), mostPatience))
	case errors.Is(err, ErrPermanent), errors.Is(err, errSendPanicked) && x.Attempt+1 >= panicsAllowed:
		return d.giveUp(ctx, x, err)
	}
	wait := d.pause(x.Attempt)
	d.cfg.Log.Warn("delivery failed", "delivery", x.ID, "channel", x.To.Channel, "attempt", x.Attempt, "again in", wait, "err", err)
	return d.putBack(ctx, x, wait)
}

var errSendPanicked = errors.New("channel panicked")

// send hands a delivery to its channel, or a settlement to the ledger.
func (d *Dispatcher) send(ctx context.Context, x Delivery) (receipt string, err error) {
	ctx, cancel := context.WithTimeout(ctx, sendTime)
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%w: %s", errSendPanicked, panicText(p))
		}
	}()
	if x.To.Channel == ledgerChannel {
		return "", d.record(ctx, x)
	}
	channel, ok := d.cfg.Channels[x.To.Channel]
	if !ok {
		return "", fmt.Errorf("there is no channel %q", x.To.Channel)
	}
	return channel.Send(ctx, x)
}

// record notes a settlement on the day of the turn that made it, in the seller's zone.
func (d *Dispatcher) record(ctx context.Context, x Delivery) error {
	settle, ok := x.Action.(dialogue.Settle)
	if !ok {
		return fmt.Errorf("%T is not for the ledger: %w", x.Action, ErrPermanent)
	}
	return d.cfg.Ledger.Record(ctx, settle, x.At.In(d.cfg.Zone).Format(time.DateOnly))
}

func (d *Dispatcher) putBack(ctx context.Context, x Delivery, wait time.Duration) error {
	if err := d.cfg.Outbox.Retry(ctx, x, d.cfg.Now().Add(wait)); err != nil {
		return fmt.Errorf("put delivery %s back: %w", x.ID, err)
	}
	return nil
}

// pause grows with every attempt and is random by half, so that what failed together does not come back together.
func (d *Dispatcher) pause(attempt int) time.Duration {
	wait := longestPause
	if attempt < 16 {
		wait = min(firstPause<<max(attempt, 0), longestPause)
	}
	return wait/2 + time.Duration(d.cfg.Random()*float64(wait/2))
}

// giveUp takes out a delivery that can never arrive. When it was for a buyer the conversation hears of it first: after a crash in
// between it is told again rather than not at all.
func (d *Dispatcher) giveUp(ctx context.Context, x Delivery, cause error) error {
	d.cfg.Log.Error("delivery can never arrive", "delivery", x.ID, "channel", x.To.Channel, "err", cause)
	if x.To.Channel != deskChannel && x.To.Channel != ledgerChannel && d.cfg.Accept != nil {
		if err := d.cfg.Accept(ctx, undelivered(x, cause, d.cfg.Now())); err != nil && !errors.Is(err, ErrDuplicate) {
			return fmt.Errorf("tell that delivery %s cannot arrive: %w", x.ID, err)
		}
	}
	if err := d.cfg.Outbox.Done(ctx, x, ""); err != nil {
		return fmt.Errorf("take delivery %s out of the outbox: %w", x.ID, err)
	}
	return nil
}

// undelivered is the event that tells a conversation of a message that did not reach its buyer.
func undelivered(x Delivery, cause error, now time.Time) dialogue.Event {
	why := strings.TrimSuffix(cause.Error(), ": "+ErrPermanent.Error())
	return dialogue.Event{ID: "undelivered:" + x.ID, Conversation: x.Conversation,
		Buyer: dialogue.Address{Channel: x.To.Channel, Chat: x.To.Chat}, At: now,
		Body: dialogue.Delivered{Delivery: x.ID, Failed: clip(why, 200), To: "buyer"}}
}

// Run sends until ctx ends, then for at most Drain what can still go out, and finishes what is in hand. Trouble is logged and
// does not stop it.
func (d *Dispatcher) Run(ctx context.Context) {
	d.sendAll(ctx)
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), d.cfg.Drain)
	defer cancel()
	for ctx.Err() == nil {
		if n, err := d.RunOnce(ctx); n == 0 || err != nil {
			return
		}
	}
}

// sendAll keeps up to Parallel deliveries in hand. It does not wait for one batch before it takes the next: a slow channel must
// not hold up the others.
func (d *Dispatcher) sendAll(ctx context.Context) {
	tick := time.NewTicker(dispatchInterval)
	defer tick.Stop()
	var sends sync.WaitGroup
	defer sends.Wait()
	inHand := make(chan struct{}, d.cfg.Parallel)
	freed := make(chan struct{}, 1)
	for {
		for _, x := range d.take(ctx, cap(inHand)-len(inHand)) {
			inHand <- struct{}{}
			sends.Go(func() {
				if err := d.deliver(ctx, x); err != nil {
					d.cfg.Log.Warn("outbox", "err", err)
				}
				<-inHand
				select {
				case freed <- struct{}{}:
				default:
				}
			})
		}
		select {
		case <-ctx.Done():
			return
		case <-freed:
		case <-d.cfg.Poke:
		case <-tick.C:
		}
	}
}

func (d *Dispatcher) take(ctx context.Context, n int) []Delivery {
	if n <= 0 {
		return nil
	}
	list, err := d.cfg.Outbox.Take(ctx, d.cfg.Now(), n)
	if err != nil && ctx.Err() == nil {
		d.cfg.Log.Warn("outbox", "err", err)
	}
	return list
}

const dispatchInterval = 250 * time.Millisecond
