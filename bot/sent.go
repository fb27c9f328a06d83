package bot

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"amends/dialogue"
)

// Sent is a delivery that was dealt with, for those who count.
type Sent struct {
	Delivery Delivery
	Outcome  Outcome
	Took     time.Duration // of the channel; 0 when it was not called
	Wait     time.Duration // since the turn that made the delivery
}

// Outcome is how it ended.
type Outcome string

// How it ended.
const (
	OutcomeSent      Outcome = "sent"
	OutcomeRetry     Outcome = "retry"     // it failed and is tried again
	OutcomePatience  Outcome = "patience"  // its channel asked for patience
	OutcomePermanent Outcome = "permanent" // it can never arrive
	OutcomeSkipped   Outcome = "skipped"   // put back without a call: a limit, or a channel in trouble
)

func outcomeOf(err error, x Delivery) Outcome {
	var patience *RetryAfter
	switch {
	case err == nil:
		return OutcomeSent
	case errors.As(err, &patience):
		return OutcomePatience
	case errors.Is(err, ErrPermanent), errors.Is(err, errSendPanicked) && x.Attempt+1 >= panicsAllowed:
		return OutcomePermanent
	}
	return OutcomeRetry
}

func (d *Dispatcher) observe(x Delivery, outcome Outcome, took time.Duration) {
	if d.cfg.Observe != nil {
		d.cfg.Observe(Sent{Delivery: x, Outcome: outcome, Took: took, Wait: d.cfg.Now().Sub(x.At)})
	}
}

// sent takes out a delivery that arrived. Of an agent's words to the buyer the conversation hears first: after a crash in between they
// are sent again, unclear, and it hears once.
func (d *Dispatcher) sent(ctx context.Context, x Delivery, receipt string) (*Delivery, error) {
	if words := carried(x); words != "" {
		if err := d.tell(ctx, x, "delivered:", dialogue.Delivered{Delivery: x.ID, To: "buyer", Event: words}); err != nil {
			return nil, fmt.Errorf("tell that delivery %s arrived: %w", x.ID, err)
		}
	}
	next, err := d.cfg.Outbox.Done(ctx, x, receipt)
	if err != nil {
		return nil, fmt.Errorf("delivery %s was sent; take it out of the outbox: %w", x.ID, err)
	}
	return next, nil
}

// giveUp takes out a delivery that can never arrive. When it was for a buyer the conversation hears of it first: after a crash in
// between it is told again rather than not at all.
func (d *Dispatcher) giveUp(ctx context.Context, x Delivery, cause error) (*Delivery, error) {
	d.cfg.Log.Error("delivery can never arrive", "delivery", x.ID, "channel", x.To.Channel, "err", cause)
	if forBuyer(x.To.Channel) {
		why := clip(strings.TrimSuffix(cause.Error(), ": "+ErrPermanent.Error()), 200)
		body := dialogue.Delivered{Delivery: x.ID, Failed: why, To: "buyer", Event: carried(x)}
		if err := d.tell(ctx, x, "undelivered:", body); err != nil {
			return nil, fmt.Errorf("tell that delivery %s cannot arrive: %w", x.ID, err)
		}
	}
	next, err := d.cfg.Outbox.Done(ctx, x, "")
	if err != nil {
		return nil, fmt.Errorf("take delivery %s out of the outbox: %w", x.ID, err)
	}
	return next, nil
}

// carried is the event whose words a delivery carries to the buyer: an agent's message; "" for the bot's own.
func carried(x Delivery) string {
	if relay, ok := x.Action.(dialogue.Relay); ok && relay.To == "buyer" {
		return relay.Event
	}
	return ""
}

// tell brings the delivery's conversation the event of how it ended.
func (d *Dispatcher) tell(ctx context.Context, x Delivery, kind string, body dialogue.Delivered) error {
	if d.cfg.Accept == nil {
		return nil
	}
	err := d.cfg.Accept(ctx, dialogue.Event{ID: kind + x.ID, Conversation: x.Conversation,
		Buyer: dialogue.Address{Channel: x.To.Channel, Chat: x.To.Chat}, At: d.cfg.Now(), Body: body})
	if errors.Is(err, ErrDuplicate) {
		return nil
	}
	return err
}
