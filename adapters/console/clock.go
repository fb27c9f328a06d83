package console

import (
	"sync"
	"time"
)

// step is how far the time outside must be ahead before the session's clock follows. It is more than a saved script rounds away, so
// that every event of the script comes at the time at which it came here.
const step = 61 * time.Second

// clock is the session's time, in whole seconds: it stands still between inputs and follows the time outside in steps, with
// whatever "wait" has put it ahead by.
type clock struct {
	wall func() time.Time // nil: stands still

	mu    sync.Mutex
	at    time.Time
	ahead time.Duration // of the time outside
}

func newClock(start time.Time, wall func() time.Time) *clock {
	c := &clock{wall: wall}
	c.moveTo(start.UTC().Truncate(time.Second))
	return c
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

// due is the time that the clock should follow to: now, unless it has fallen behind by more than a step.
func (c *clock) due() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.wall == nil {
		return c.at
	}
	if to := c.wall().UTC().Add(c.ahead).Truncate(time.Second); to.Sub(c.at) >= step {
		return to
	}
	return c.at
}

// follow moves the clock without putting it ahead of the time outside; to an earlier time it does not move.
func (c *clock) follow(to time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if to.After(c.at) {
		c.at = to
	}
}

// moveTo moves the clock, and keeps it ahead of the time outside from there on.
func (c *clock) moveTo(to time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.at = to; c.wall != nil {
		c.ahead = to.Sub(c.wall())
	}
}
