package memory

import (
	"context"
	"time"

	"amends/bot"
)

// lease is what one holder has until a time.
type lease struct {
	holder string
	until  time.Time
	length time.Duration
}

// runs reports whether the lease counts at a time. One that ends later than it can was granted by a clock that was set back since.
func (l lease) runs(now time.Time) bool {
	return l.until.After(now) && !l.until.After(now.Add(2*l.length))
}

// Hold implements bot.Leases.
func (s *Store) Hold(_ context.Context, name, holder string, d time.Duration) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	held := s.leases[name]
	switch {
	case held.holder != holder && held.runs(now):
		return false, nil
	case d > 0:
		s.leases[name] = lease{holder, now.Add(d), d}
		return true, nil
	case held.holder == holder:
		delete(s.leases, name)
	}
	return false, nil
}

// Depth implements bot.Depths.
func (s *Store) Depth(context.Context) (bot.Depth, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	d := bot.Depth{Outbox: len(s.queues), Inbox: len(s.busy.order), Wake: len(s.wake.order)}
	if first := s.ready.until(s.now(), 1); len(first) > 0 {
		d.OldestReady = first[0].at
	}
	return d, nil
}
