package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"amends/dialogue"
)

const (
	sendTime      = 20 * time.Second // for one delivery
	writeTime     = 5 * time.Second  // for writing down how it ended
	firstPause    = time.Second      // after the first failure; doubles with each
	longestPause  = 5 * time.Minute
	leastPatience = time.Second            // when a channel asks for less
	mostPatience  = 24 * time.Hour         // when a channel asks for more
	panicsAllowed = 3                      // of a delivery, before it is given up: it would hold up its destination for ever
	runLength     = 8                      // deliveries to one destination in a row, before others have their turn
	moment        = 100 * time.Millisecond // a wait that is not worth putting a delivery back for
)

// DispatcherConfig is what a Dispatcher is made of.
type DispatcherConfig struct {
	Outbox   Outbox
	Ledger   Ledger
	Channels map[string]Channel // by name; "desk" is the seller's
	// Accept takes the events that the dispatcher makes: of an agent's words that arrived, and of a message that never can.
	// ErrDuplicate is a success.
	Accept func(context.Context, dialogue.Event) error
	Limits map[string]Limits // by class; none means no limit
	// Class says which limits a delivery falls under; nil: those of its channel's name.
	Class func(Delivery) string
	// Parallel is how many deliveries are sent at once; 0 is 32. With 1 they go out in the order in which the outbox gives them. Run
	// lets one channel have three quarters of it at most.
	Parallel int
	Poke     <-chan struct{}  // signals that the outbox got something; nil: Run finds out within a quarter of a second
	Drain    time.Duration    // how long Run goes on taking once its context has ended; 0 is 5 seconds
	Zone     *time.Location   // of the seller: when a day begins; nil: UTC
	Now      func() time.Time // nil: time.Now
	Random   func() float64   // in [0,1), for the pauses after failures; nil: math/rand
	Log      *slog.Logger     // nil: discards
	// Observe hears of everything that was taken and how it ended, in the goroutine that dealt with it; nil: nobody does.
	Observe func(Sent)
}

// Dispatcher sends what the outbox holds: in order for each destination, in parallel over destinations. It drops nothing but
// what its channel says can never arrive. It is safe for concurrent use, and any number may run on one outbox.
type Dispatcher struct {
	cfg   DispatcherConfig
	pace  *pace
	gates *gates
	later *later       // when deliveries that were put back may be sent
	busy  atomic.Int64 // in hand, of Run
}

// NewDispatcher returns a dispatcher.
func NewDispatcher(cfg DispatcherConfig) *Dispatcher {
	if cfg.Parallel <= 0 {
		cfg.Parallel = 32
	}
	if cfg.Class == nil {
		cfg.Class = func(d Delivery) string { return d.To.Channel }
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
	return &Dispatcher{cfg: cfg, pace: newPace(cfg.Limits), gates: newGates(cfg.Random, cfg.Log), later: newLater()}
}

// RunOnce takes what may be sent now and sends it, with up to eight in a row to each destination. It returns how many deliveries it
// dealt with, those included that were put back for later: 0 means that nothing can be sent at this time. Call it until then.
func (d *Dispatcher) RunOnce(ctx context.Context) (int, error) {
	d.later.pass(d.cfg.Now())
	list, err := d.cfg.Outbox.Take(ctx, d.cfg.Now(), d.cfg.Parallel)
	if err != nil {
		return 0, fmt.Errorf("take from the outbox: %w", err)
	}
	errs, dealt := make([]error, len(list)), make([]int, len(list))
	var sends sync.WaitGroup
	for i, x := range list {
		sends.Go(func() { dealt[i], errs[i] = d.deliverRow(ctx, x, false) })
	}
	sends.Wait()
	total := 0
	for _, n := range dealt {
		total += n
	}
	return total, errors.Join(errs...)
}

// deliverRow sends a delivery and what its destination has behind it, and returns how many it dealt with. After a while the destination
// gives way to others; when it is live, only if there are others.
func (d *Dispatcher) deliverRow(ctx context.Context, x Delivery, live bool) (dealt int, err error) {
	for next := &x; next != nil; {
		if dealt > 0 && (ctx.Err() != nil || dealt%runLength == 0 && !(live && d.free() > 0)) {
			next.Attempt-- // it was none
			return dealt, d.putBack(ctx, *next, 0)
		}
		if next, err = d.deliver(ctx, *next, live); err != nil {
			return dealt + 1, err
		}
		dealt++
	}
	return dealt, nil
}

// deliver sends one delivery, writes down how that ended and returns what its destination has next, taken already. An error means that
// writing it down failed: the outbox gives the delivery out again when its lease has passed. A delivery in hand is finished even when
// ctx ends: nobody could say otherwise whether the message went out.
func (d *Dispatcher) deliver(ctx context.Context, x Delivery, live bool) (*Delivery, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), sendTime+writeTime)
	defer cancel()
	entry, wait := d.enter(x, live)
	if wait > 0 {
		d.observe(x, OutcomeSkipped, 0)
		x.Attempt-- // waiting is none
		return nil, d.putBack(ctx, x, wait)
	}
	start := d.cfg.Now()
	receipt, err := d.send(ctx, x)
	outcome, took := outcomeOf(err, x), d.cfg.Now().Sub(start)
	d.gates.leave(entry, outcome, took, d.cfg.Now())
	d.observe(x, outcome, took)
	switch outcome {
	case OutcomeSent:
		return d.sent(ctx, x, receipt)
	case OutcomePermanent:
		return d.giveUp(ctx, x, err)
	}
	return nil, d.again(ctx, x, err)
}

// enter reports how long x has to wait until it may be sent; 0 lets it pass. When it is live and the time is short, it waits here.
func (d *Dispatcher) enter(x Delivery, live bool) (pass, time.Duration) {
	share := 0
	if live {
		share = d.share()
	}
	entry, wait := d.gates.enter(x.To.Channel, share, d.cfg.Now())
	if wait > 0 {
		return entry, wait
	}
	class := d.cfg.Class(x)
	wait = d.pace.wait(class, x, d.cfg.Now())
	for tries := 0; live && wait > 0 && wait <= moment && tries < 3; tries++ { // a timer may be early, and the clock may not move
		time.Sleep(wait)
		wait = d.pace.wait(class, x, d.cfg.Now())
	}
	if wait > 0 {
		d.gates.leave(entry, OutcomeSkipped, 0, d.cfg.Now())
	}
	return entry, wait
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

// again puts back a delivery that its channel did not take.
func (d *Dispatcher) again(ctx context.Context, x Delivery, cause error) error {
	var patience *RetryAfter
	if errors.As(cause, &patience) {
		d.cfg.Log.Info("channel asks for patience", "delivery", x.ID, "channel", x.To.Channel, "after", patience.After)
		return d.putBack(ctx, x, min(max(patience.After, leastPatience), mostPatience))
	}
	wait := d.pause(x.Attempt)
	d.cfg.Log.Warn("delivery failed", "delivery", x.ID, "channel", x.To.Channel, "attempt", x.Attempt, "again in", wait, "err", cause)
	x.Unclear = true
	return d.putBack(ctx, x, wait)
}

// pause grows with every attempt and is random by half, so that what failed together does not come back together.
func (d *Dispatcher) pause(attempt int) time.Duration {
	wait := longestPause
	if attempt < 16 {
		wait = min(firstPause<<max(attempt, 0), longestPause)
	}
	return wait/2 + time.Duration(d.cfg.Random()*float64(wait/2))
}

// putBack has the outbox give a delivery out again after a while: at a whole millisecond, as outboxes count time.
func (d *Dispatcher) putBack(ctx context.Context, x Delivery, wait time.Duration) error {
	at := d.cfg.Now()
	if wait > 0 {
		at = at.Add(wait + time.Millisecond - 1)
	}
	at = at.Truncate(time.Millisecond)
	if err := d.cfg.Outbox.Retry(context.WithoutCancel(ctx), x, at); err != nil {
		return fmt.Errorf("put delivery %s back: %w", x.ID, err)
	}
	d.later.add(at)
	return nil
}
