package redis

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"amends/dialogue"
)

const (
	strikeWindow = 24 * time.Hour
	strikesKept  = 100 // of an order; far above any number that still makes a difference
	recordTries  = 5
)

// entry is one settlement in the ledger; one that was taken back stays, so that its record coming late changes nothing.
type entry struct {
	Case      string `json:"case"`
	Minor     int64  `json:"minor"`
	Day       string `json:"day,omitempty"` // "" when a person approved it
	Withdrawn bool   `json:"withdrawn,omitempty"`
}

// Record implements bot.Ledger.
func (s *Store) Record(ctx context.Context, a dialogue.Settle, day string) error {
	for range recordTries {
		done, err := s.tryRecord(ctx, a, day)
		if err != nil {
			return s.trouble("record settlement", err)
		}
		if done {
			return nil
		}
	}
	return fmt.Errorf("record settlement %q: others change it all the time", a.Settlement.ID)
}

// tryRecord writes the settlement unless somebody else changes its entry at the same time.
func (s *Store) tryRecord(ctx context.Context, a dialogue.Settle, day string) (done bool, err error) {
	key, id := ledgerOrder(a.Settlement.Order), a.Settlement.ID
	known, err := s.client.HGet(ctx, key, id).Result()
	if err != nil && err != goredis.Nil {
		return false, err
	}
	next, delta, err := nextEntry(known, a, day)
	if err != nil {
		return false, fmt.Errorf("settlement %q: %w", id, err)
	}
	data, err := json.Marshal(next)
	if err != nil || string(data) == known {
		return err == nil, err
	}
	set, err := s.scripts.record.Run(ctx, s.client, []string{key, ledgerKey + "days"}, id, known, data, next.Day, delta).Int()
	return set == 1, err
}

// nextEntry is what a settlement's entry becomes, and by how much its day's sum changes.
func nextEntry(known string, a dialogue.Settle, day string) (next entry, delta int64, err error) {
	if known != "" {
		if err := json.Unmarshal([]byte(known), &next); err != nil {
			return entry{}, 0, err
		}
	} else {
		next = entry{Case: a.Settlement.Case, Minor: a.Settlement.Refund.Minor, Withdrawn: a.Withdrawn}
		if a.Settlement.ApprovedBy == "" {
			next.Day = day
		}
	}
	automatic := next.Day != ""
	switch {
	case known == "" && !a.Withdrawn && automatic:
		delta = next.Minor
	case known != "" && a.Withdrawn && !next.Withdrawn:
		next.Withdrawn = true
		if automatic {
			delta = -next.Minor
		}
	}
	return next, delta, nil
}

// Standing implements bot.Ledger. The day counts every case, the conversation's own too.
func (s *Store) Standing(ctx context.Context, order string, except []string, day string) (dialogue.Standing, error) {
	keys := []string{ledgerKey + "days"}
	if order != "" {
		keys = []string{ledgerOrder(order), ledgerKey + "days"}
	}
	answer, err := s.scripts.standing.Run(ctx, s.client, keys, day).Slice()
	if err != nil || len(answer) == 0 {
		return dialogue.Standing{}, s.trouble("read ledger", err)
	}
	var st dialogue.Standing
	if sum, ok := answer[0].(string); ok {
		if st.Today, err = strconv.ParseInt(sum, 10, 64); err != nil {
			return dialogue.Standing{}, fmt.Errorf("read ledger of day %q: %w", day, err)
		}
	}
	for _, data := range entriesOf(answer) {
		var e entry
		if err := json.Unmarshal([]byte(data), &e); err != nil {
			return dialogue.Standing{}, fmt.Errorf("read settlement on order %q: %w", dialogue.MaskOrder(order), err)
		}
		if !e.Withdrawn && !slices.Contains(except, e.Case) {
			st.Order += e.Minor
		}
	}
	return st, nil
}

// entriesOf are the entries in the answer of lua/standing.lua.
func entriesOf(answer []any) []string {
	var entries []string
	for _, list := range answer[1:] {
		values, _ := list.([]any)
		for _, v := range values {
			if data, ok := v.(string); ok {
				entries = append(entries, data)
			}
		}
	}
	return entries
}

// Strike implements bot.Ledger.
func (s *Store) Strike(ctx context.Context, order, event string, at time.Time) (int, error) {
	n, err := s.scripts.strike.Run(ctx, s.client, []string{ledgerKey + "strikes:" + order},
		event, millis(at), millis(at.Add(-strikeWindow)), strikesKept, int((2 * strikeWindow).Seconds())).Int()
	return n, s.trouble("count wrong proofs", err)
}

func ledgerOrder(id string) string { return ledgerKey + "order:" + id }
