package memory

import (
	"context"
	"time"

	"amends/bot"
	"amends/dialogue"
)

// desk is the channel whose messages Thread finds.
const desk = "desk"

// queue is what waits for one destination, in order.
type queue struct {
	list []bot.Delivery
	out  bool // the first is in somebody's hands, or was in those of one who did not come back
}

// receiptID says what a receipt is of.
type receiptID struct {
	conversation dialogue.ConversationID
	key          string
}

func (s *Store) enqueue(d bot.Delivery, now time.Time) {
	q := s.queues[d.To]
	if q == nil {
		q = &queue{}
		s.queues[d.To] = q
	}
	q.list = append(q.list, d)
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
		taken = append(taken, s.hand(e.key, now))
	}
	return taken, nil
}

// hand gives out the destination's first delivery, past those that it makes needless.
func (s *Store) hand(to bot.Destination, now time.Time) bot.Delivery {
	q := s.queues[to]
	unclear := q.out
	for len(q.list) > 1 && q.list[0].Key != "" && q.list[0].Key == q.list[1].Key {
		unclear = unclear || q.list[0].Unclear
		q.list = withoutFirst(q.list)
	}
	q.out = true
	q.list[0].Unclear = q.list[0].Unclear || unclear
	s.ready.set(to, now.Add(s.lease))
	return q.list[0]
}

// Done implements bot.Outbox.
func (s *Store) Done(_ context.Context, d bot.Delivery, receipt string) (*bot.Delivery, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	q := s.first(d)
	if receipt != "" && d.Key != "" {
		s.keepReceipt(d, receipt, q != nil)
	}
	if q == nil {
		return nil, nil
	}
	q.out = false
	if q.list = withoutFirst(q.list); len(q.list) == 0 {
		delete(s.queues, d.To)
		s.ready.drop(d.To)
		return nil, nil
	}
	next := s.hand(d.To, s.now())
	return &next, nil
}

// keepReceipt keeps the receipt of a delivery; that of a taker who was too slow only when there is none.
func (s *Store) keepReceipt(d bot.Delivery, receipt string, inTime bool) {
	id := receiptID{d.Conversation, d.Key}
	if inTime || s.receipts[id] == "" {
		s.receipts[id] = receipt
	}
	if d.To.Channel == desk {
		s.threads[receipt] = bot.Thread{Conversation: d.Conversation, Key: d.Key}
	}
}

// first returns the queue of the delivery when it is the one that its destination waits for: a taker that was too slow finds another.
func (s *Store) first(d bot.Delivery) *queue {
	q := s.queues[d.To]
	if q == nil || q.list[0].ID != d.ID {
		return nil
	}
	return q
}

// Retry implements bot.Outbox.
func (s *Store) Retry(_ context.Context, d bot.Delivery, at time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if q := s.first(d); q != nil {
		q.out = false
		q.list[0].Attempt, q.list[0].Unclear = d.Attempt+1, d.Unclear
		s.ready.set(d.To, at)
	}
	return nil
}

// Receipt implements bot.Receipts.
func (s *Store) Receipt(_ context.Context, id dialogue.ConversationID, key string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.receipts[receiptID{id, key}], nil
}

// Keep implements bot.Receipts.
func (s *Store) Keep(_ context.Context, id dialogue.ConversationID, key, receipt string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if receipt == "" {
		delete(s.receipts, receiptID{id, key})
		return nil
	}
	s.receipts[receiptID{id, key}] = receipt
	if _, ok := bot.CardOf(key); ok {
		s.threads[receipt] = bot.Thread{Conversation: id, Key: key}
	}
	return nil
}

// Thread implements bot.Threads.
func (s *Store) Thread(_ context.Context, receipt string) (bot.Thread, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.threads[receipt], nil
}
