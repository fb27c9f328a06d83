package telegramtest

import (
	"cmp"
	"time"
)

// Limits say how much the bot may send: https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this. A message more
// answers 429 with the seconds to wait. Only messages that are sent count; an album counts as one. Zero values are the defaults.
type Limits struct {
	Off       bool    // anything goes
	PerSecond int     // messages a second over all chats; 30
	PerChat   float64 // messages a second in one private chat; 1
	ChatBurst int     // messages in one private chat that may come at once; 3
	PerMinute int     // messages a minute in one group; 20
}

// Limit puts other limits in the place of the present ones.
func (s *Server) Limit(l Limits) {
	s.mu.Lock()
	defer s.mu.Unlock()
	violations := s.limits.violations
	s.limits = newLimiter(l)
	s.limits.violations = violations
}

// Violations is how many messages were refused because of the limits.
func (s *Server) Violations() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.limits.violations
}

// A rate lets burst messages through at once, and one more every step.
type rate struct {
	step  time.Duration
	burst int
}

// A pace is the time when all that was sent will have been paid for: a token bucket in one number.
type pace struct{ paid time.Time }

// wait is how long a message would have to wait.
func (p pace) wait(r rate, now time.Time) time.Duration {
	if !p.paid.After(now) {
		return 0
	}
	return p.paid.Sub(now) - time.Duration(r.burst-1)*r.step
}

func (p *pace) spend(r rate, now time.Time) {
	if p.paid.Before(now) {
		p.paid = now
	}
	p.paid = p.paid.Add(r.step)
}

// A limiter keeps the bot within its limits. Server.mu guards it.
type limiter struct {
	off                  bool
	all, private, groups rate
	total                pace
	violations           int
}

func newLimiter(l Limits) limiter {
	perSecond, perMinute := cmp.Or(l.PerSecond, 30), cmp.Or(l.PerMinute, 20)
	return limiter{
		off:     l.Off,
		all:     rate{time.Second / time.Duration(perSecond), perSecond},
		private: rate{time.Duration(float64(time.Second) / cmp.Or(l.PerChat, 1)), cmp.Or(l.ChatBurst, 3)},
		groups:  rate{time.Minute / time.Duration(perMinute), perMinute},
	}
}

// take lets a message through or says how long to wait; a refused message costs nothing.
func (l *limiter) take(ch *chat, now time.Time) *apiError {
	if l.off {
		return nil
	}
	r := l.private
	if !ch.private() {
		r = l.groups
	}
	if wait := max(l.total.wait(l.all, now), ch.flood.wait(r, now)); wait > 0 {
		l.violations++
		return tooMany(int((wait + time.Second - 1) / time.Second))
	}
	l.total.spend(l.all, now)
	ch.flood.spend(r, now)
	return nil
}
