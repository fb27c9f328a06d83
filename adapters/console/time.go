package console

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// bound ends the work of a bot that never comes to rest.
const bound = 10_000

var errRestless = errors.New("the bot does not come to rest: it sends or wakes without end")

// follow lets the clock catch up with the time outside, and what is due by then happen.
func (c *Console) follow(ctx context.Context) error { return c.advance(ctx, c.clock.due()) }

// wait lets time pass.
func (c *Console) wait(ctx context.Context, in Input) error {
	until := c.Now().Add(in.For)
	if !in.Until.IsZero() {
		until = in.Until
	}
	if until.Before(c.Now()) {
		return fmt.Errorf("expected a moment to come: it is %s already", c.when(c.Now()))
	}
	if err := c.advance(ctx, until); err != nil {
		return err
	}
	c.clock.moveTo(until)
	c.remark("It is " + c.when(until) + ".")
	return nil
}

// advance moves the clock to every moment at which something is due, in order, and then to the end.
func (c *Console) advance(ctx context.Context, until time.Time) error {
	for range bound {
		next := until
		conversation, err := c.bot.Load(ctx)
		if err != nil {
			return fmt.Errorf("look when the bot wakes: %w", err)
		}
		if wake := whole(conversation.Wake); wake.After(c.Now()) && wake.Before(until) {
			next = wake
		}
		c.clock.follow(next)
		if err := c.settle(ctx); err != nil {
			return err
		}
		if !next.Before(until) {
			return nil
		}
	}
	return errRestless
}

// whole is the first whole second that is not before t.
func whole(t time.Time) time.Time {
	if s := t.Truncate(time.Second); s.Before(t) {
		return s.Add(time.Second)
	}
	return t
}

// settle sends and wakes until nothing more is due now.
func (c *Console) settle(ctx context.Context) error {
	for range bound {
		sent, err := c.bot.Dispatch(ctx)
		if err != nil {
			return fmt.Errorf("send: %w", err)
		}
		if sent > 0 {
			continue
		}
		woken, err := c.bot.Wake(ctx)
		if err != nil {
			return fmt.Errorf("wake: %w", err)
		}
		if woken == 0 {
			return nil
		}
	}
	return errRestless
}

// when writes a time for people, in the seller's zone.
func (c *Console) when(t time.Time) string {
	return t.In(c.cfg.Zone).Format("Mon 2006-01-02 15:04 MST")
}
