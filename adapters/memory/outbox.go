package memory

import (
	"context"
	"time"

	"amends/bot"
	"amends/dialogue"
)

func (s *Store) enqueue(d bot.Delivery, now time.Time) {
	s.queues[d.To] = append(s.queues[d.To], d)
	if !s.ready.has(d.To) {
		s.ready.set(d.To, now)
	}
}

// Take implements bot.Outbox.
func (s *Store) Take(_ context.Context, now time.Time, n int) ([]bot.Delivery, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var taken []bot.Delivery
	for _, e := range s.ready.due(now, now.Add(bot.MaxDelay), n) {
		taken = append(taken, s.queues[e.key][0])
		s.ready.set(e.key, now.Add(s.lease))
	}
	return taken, nil
}

// Done implements bot.Outbox.
func (s *Store) Done(_ context.Context, d bot.Delivery, receipt string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if receipt != "" {
		s.receipts[d.ID] = receipt
		if d.Key != "" {
			s.receipts[d.Key] = receipt
			s.threads[thread{d.To.Channel, receipt}] = d.Conversation
		}
	}
	if !s.first(d) {
		return nil
	}
	rest := withoutFirst(s.queues[d.To])
	if len(rest) == 0 {
		delete(s.queues, d.To)
		s.ready.drop(d.To)
		return nil
	}
	s.queues[d.To] = rest
	s.ready.set(d.To, s.now())
	return nil
}

// first reports whether the delivery is the one that its destination waits for: a taker that was too slow finds another.
func (s *Store) first(d bot.Delivery) bool {
	q := s.queues[d.To]
	return len(q) > 0 && q[0].ID == d.ID
}

// Retry implements bot.Outbox.
func (s *Store) Retry(_ context.Context, d bot.Delivery, at time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.first(d) {
		s.queues[d.To][0].Attempt = d.Attempt + 1
		s.ready.set(d.To, at)
	}
	return nil
}

// Receipt implements bot.Outbox.
func (s *Store) Receipt(_ context.Context, key string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.receipts[key], nil
}

// Thread returns the conversation that a message of the desk belongs to, by the receipt that its channel gave for it; "" if
// there is none. Messages with a Key, such as case cards, are known.
func (s *Store) Thread(_ context.Context, channel, receipt string) (dialogue.ConversationID, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.threads[thread{channel, receipt}], nil
}
