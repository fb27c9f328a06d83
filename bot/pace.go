package bot

import (
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Limits is how fast a channel may be sent to, in messages per second. Zero means no limit.
type Limits struct {
	PerChat float64
	Global  float64
	Burst   int // messages to one chat that may go out at once; 0 is 1
}

const (
	mostChats = 8192 // limiters kept; full ones are forgotten beyond it
	mostPaid  = 4096
	paidFor   = 10 * time.Minute
)

// pace keeps to the limits. A delivery that is too early gets its place in time at once and is not charged again when it comes
// back. What it remembers may be lost: the channel's own limit is the last word.
type pace struct {
	limits map[string]Limits
	mu     sync.Mutex
	all    map[string]*rate.Limiter      // by channel
	chats  map[Destination]*rate.Limiter // those in use lately
	paid   map[string]time.Time          // deliveries that wait for their place
}

func newPace(limits map[string]Limits) *pace {
	p := &pace{limits: limits, all: map[string]*rate.Limiter{}, chats: map[Destination]*rate.Limiter{}, paid: map[string]time.Time{}}
	for name, l := range limits {
		if l.Global > 0 {
			p.all[name] = rate.NewLimiter(rate.Limit(l.Global), max(int(l.Global), 1))
		}
	}
	return p
}

// wait is how long a delivery has to wait before it may be sent; 0 sends it.
func (p *pace) wait(d Delivery, now time.Time) time.Duration {
	l, limited := p.limits[d.To.Channel]
	if !limited {
		return 0
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if _, ok := p.paid[d.ID]; ok {
		delete(p.paid, d.ID)
		return 0
	}
	var delay time.Duration
	if all := p.all[d.To.Channel]; all != nil {
		delay = all.ReserveN(now, 1).DelayFrom(now)
	}
	if l.PerChat > 0 {
		delay = max(delay, p.chat(d.To, l, now).ReserveN(now, 1).DelayFrom(now))
	}
	if delay > 0 {
		p.forgetPaid(now)
		p.paid[d.ID] = now.Add(delay)
	}
	return delay
}

func (p *pace) chat(to Destination, l Limits, now time.Time) *rate.Limiter {
	limiter := p.chats[to]
	if limiter == nil {
		p.forgetChats(now)
		limiter = rate.NewLimiter(rate.Limit(l.PerChat), max(l.Burst, 1))
		p.chats[to] = limiter
	}
	return limiter
}

// forgetChats drops the limiters of chats that have been quiet: a full one is as good as a new one.
func (p *pace) forgetChats(now time.Time) {
	if len(p.chats) < mostChats {
		return
	}
	for to, limiter := range p.chats {
		if limiter.TokensAt(now) >= float64(limiter.Burst()) {
			delete(p.chats, to)
		}
	}
}

// forgetPaid drops places that nobody came back for, because another process took the delivery.
func (p *pace) forgetPaid(now time.Time) {
	if len(p.paid) < mostPaid {
		return
	}
	for id, at := range p.paid {
		if now.Sub(at) > paidFor {
			delete(p.paid, id)
		}
	}
}
