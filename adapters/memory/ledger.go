package memory

import (
	"context"
	"slices"
	"time"

	"amends/dialogue"
)

const (
	strikeWindow = 24 * time.Hour
	strikesKept  = 100 // of an order; far above any number that still makes a difference
)

// ledger is what was given, over all conversations.
type ledger struct {
	orders  map[string]map[string]grant // by order, by settlement ID
	days    map[string]int64            // given automatically, by day
	strikes map[string][]strike         // by order, oldest first
}

// grant is one settlement; one that was taken back stays, so that its record coming late changes nothing.
type grant struct {
	caseNo    string
	minor     int64
	day       string // "" when a person approved it
	withdrawn bool
}

type strike struct {
	event string
	at    time.Time
}

func newLedger() ledger {
	return ledger{orders: map[string]map[string]grant{}, days: map[string]int64{}, strikes: map[string][]strike{}}
}

// Record implements bot.Ledger.
func (s *Store) Record(_ context.Context, a dialogue.Settle, day string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	entries := s.ledger.orders[a.Settlement.Order]
	if entries == nil {
		entries = map[string]grant{}
		s.ledger.orders[a.Settlement.Order] = entries
	}
	g, known := entries[a.Settlement.ID]
	if g.withdrawn || known && !a.Withdrawn {
		return nil
	}
	if !known {
		g = grant{caseNo: a.Settlement.Case, minor: a.Settlement.Refund.Minor}
		if a.Settlement.ApprovedBy == "" {
			g.day = day
		}
	}
	g.withdrawn = a.Withdrawn
	entries[a.Settlement.ID] = g
	switch {
	case g.day == "":
	case !known && !a.Withdrawn:
		s.ledger.days[g.day] += g.minor
	case known && a.Withdrawn:
		s.ledger.days[g.day] -= g.minor
	}
	return nil
}

// Standing implements bot.Ledger. The day counts every case, the conversation's own too.
func (s *Store) Standing(_ context.Context, order string, except []string, day string) (dialogue.Standing, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	st := dialogue.Standing{Today: s.ledger.days[day]}
	if order == "" {
		return st, nil
	}
	for _, g := range s.ledger.orders[order] {
		if !g.withdrawn && !slices.Contains(except, g.caseNo) {
			st.Order += g.minor
		}
	}
	return st, nil
}

// Strike implements bot.Ledger.
func (s *Store) Strike(_ context.Context, order, event string, at time.Time) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var kept []strike
	known := event == ""
	for _, k := range s.ledger.strikes[order] {
		if k.at.After(at.Add(-strikeWindow)) {
			kept = append(kept, k)
			known = known || k.event == event
		}
	}
	if !known {
		kept = append(kept, strike{event, at})
	}
	kept = kept[max(0, len(kept)-strikesKept):]
	if len(kept) == 0 {
		delete(s.ledger.strikes, order)
		return 0, nil
	}
	s.ledger.strikes[order] = kept
	return len(kept), nil
}
