package telegram

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

const (
	pollBatch  = 100                    // updates of one poll: https://core.telegram.org/bots/api#getupdates
	pollSlack  = 10 * time.Second       // for the answer of a poll beyond the time that Telegram holds it open
	confirmed  = 24 * time.Hour         // Telegram keeps no update for longer
	holdPause  = 200 * time.Millisecond // between polls while an album is held back, which Telegram repeats at once
	giveUpTime = 2 * time.Second        // for giving the lease back
)

// poll asks for updates until ctx ends, while this process may.
func (c *Channel) poll(ctx context.Context, handle accept) {
	if c.cfg.Leases == nil {
		c.pollOn(ctx, handle)
		return
	}
	name := fmt.Sprintf("telegram:poll:%d", c.api.ID())
	me := rand.Text()
	defer func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), giveUpTime)
		defer cancel()
		if _, err := c.cfg.Leases.Hold(ctx, name, me, 0); err != nil {
			c.cfg.Log.Warn("lease for polling could not be given back", "err", err)
		}
	}()
	for ctx.Err() == nil {
		mine, err := c.cfg.Leases.Hold(ctx, name, me, c.cfg.Times.Lease)
		switch {
		case err != nil && ctx.Err() == nil:
			c.cfg.Log.Warn("lease for polling", "err", err)
		case mine:
			c.pollWhile(ctx, handle, func(ctx context.Context) (bool, error) {
				return c.cfg.Leases.Hold(ctx, name, me, c.cfg.Times.Lease)
			})
		}
		_ = pause(ctx, c.cfg.Times.Lease/3)
	}
}

// pollWhile polls and renews the lease meanwhile. It stops when the lease is somebody else's, or could not be renewed in time.
func (c *Channel) pollWhile(ctx context.Context, handle accept, renew func(context.Context) (bool, error)) {
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer cancel()
		c.pollOn(ctx, handle)
	}()
	held := time.Now()
	for pause(ctx, c.cfg.Times.Lease/3) == nil {
		asked := time.Now()
		within, stop := context.WithTimeout(ctx, c.cfg.Times.Lease/3)
		mine, err := renew(within)
		stop()
		if err == nil && mine {
			held = asked
			continue
		}
		if err == nil || time.Since(held) >= c.cfg.Times.Lease*2/3 {
			c.cfg.Log.Warn("lease for polling was lost", "err", err)
			break
		}
	}
	cancel()
	<-done
}

// poller is one run of polling.
type poller struct {
	c      *Channel
	handle accept
	window *window
	fails  int  // in a row
	told   bool // that another process polls
	last   time.Time
}

// pollOn polls until ctx ends. The offset, which confirms what lies before it, moves only past updates that were handed in.
func (c *Channel) pollOn(ctx context.Context, handle accept) {
	p := &poller{c: c, handle: handle, window: newWindow(c, handle), last: time.Now()}
	for ctx.Err() == nil {
		wait, err := p.round(ctx)
		if err != nil && ctx.Err() == nil {
			wait = p.failed(err)
		} else {
			p.fails = 0
		}
		_ = pause(ctx, wait)
	}
}

// round is one poll and what comes of it. It says how long to wait before the next.
func (p *poller) round(ctx context.Context) (time.Duration, error) {
	hold := p.c.cfg.Times.Poll
	if p.window.holding() {
		hold = 0 // what is held back comes at once anyway
	}
	updates, err := p.c.updates(ctx, p.window.offset, hold)
	if err != nil {
		return 0, err
	}
	p.told = false
	if len(updates) > 0 {
		p.last = time.Now()
	} else if time.Since(p.last) > confirmed {
		p.window.offset = 0 // after a quiet week Telegram may count from anywhere; all before was confirmed
	}
	if err := p.window.work(ctx, updates); err != nil {
		return 0, err
	}
	switch {
	case p.window.holding():
		return min(p.c.cfg.Times.Album/5, holdPause), nil
	case len(updates) == 0 && hold < time.Second:
		return hold, nil // Telegram counts in seconds and does not hold such a poll at all
	}
	return 0, nil
}

// failed says how long to wait after a failure.
func (p *poller) failed(err error) time.Duration {
	t := p.c.cfg.Times
	wait := t.MostPause
	if p.fails < 16 {
		wait = min(t.FirstPause<<p.fails, t.MostPause)
	}
	p.fails++
	var said *answer
	if errors.As(err, &said) && said.Code == 429 {
		return max(wait, time.Duration(said.Parameters.RetryAfter)*time.Second)
	}
	if said != nil && said.Code == 409 {
		if !p.told {
			p.c.cfg.Log.Warn("another process polls this bot, or it has a webhook; waiting", "err", said)
		}
		p.told = true
		return wait
	}
	p.c.cfg.Log.Warn("poll failed", "again in", wait, "err", err)
	return wait
}

// updates asks for what comes at or after the offset: https://core.telegram.org/bots/api#getupdates
func (c *Channel) updates(ctx context.Context, offset int64, hold time.Duration) ([]update, error) {
	ctx, cancel := context.WithTimeout(ctx, hold+pollSlack)
	defer cancel()
	var raws []json.RawMessage
	err := c.wire.call(ctx, "getUpdates", map[string]any{"offset": offset, "limit": pollBatch, "timeout": int(hold.Seconds()),
		"allowed_updates": allowedUpdates()}, &raws)
	if err != nil {
		return nil, err
	}
	list := make([]update, 0, len(raws))
	for _, raw := range raws {
		u, err := readUpdate(raw)
		if err != nil {
			return nil, err
		}
		list = append(list, u)
	}
	return list, nil
}
