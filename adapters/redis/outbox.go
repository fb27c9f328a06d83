package redis

import (
	"context"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"amends/bot"
	"amends/dialogue"
)

const (
	// receiptsKept is how long the receipt of a message is kept, keyedKept that of something that is edited for as long as it
	// lives, such as a case's card.
	receiptsKept = 30 * 24 * time.Hour
	keyedKept    = 400 * 24 * time.Hour
)

// Take implements bot.Outbox. An idle outbox costs one round trip, one with work two.
func (s *Store) Take(ctx context.Context, now time.Time, n int) ([]bot.Delivery, error) {
	found, err := s.until(ctx, shardKey.ready, now, now.Add(bot.MaxDelay), n)
	if err != nil || len(found) == 0 {
		return nil, s.trouble("look into the outbox", err)
	}
	answers, err := s.run(ctx, s.takeCalls(found, now))
	if err != nil {
		return nil, s.trouble("take deliveries", err)
	}
	var taken []bot.Delivery
	for _, a := range answers {
		list, _ := a.Val().([]any)
		for _, item := range list {
			data, _ := item.(string)
			d, err := bot.UnmarshalDelivery([]byte(data))
			if err != nil { // it comes again after its lease, and holds back its own destination only
				s.log.ErrorContext(ctx, "cannot take a delivery", "err", err)
				continue
			}
			taken = append(taken, d)
		}
	}
	return taken, nil
}

// takeCalls makes one call for each shard that has something.
func (s *Store) takeCalls(found []timed, now time.Time) []call {
	byShard := map[shardKey]int{}
	var calls []call
	for _, f := range found {
		i, ok := byShard[f.shard]
		if !ok {
			i = len(calls)
			byShard[f.shard] = i
			calls = append(calls, call{s.scripts.take, []string{f.shard.ready()}, []any{millis(now), millis(now.Add(s.lease)), millis(now.Add(bot.MaxDelay))}})
		}
		calls[i].keys = append(calls[i].keys, f.shard.out(f.member))
		calls[i].args = append(calls[i].args, f.member)
	}
	return calls
}

// Done implements bot.Outbox. The receipt is written before the delivery is taken out: a crash in between sends it again, as
// an edit of what is there.
func (s *Store) Done(ctx context.Context, d bot.Delivery, receipt string) error {
	k, dest := s.shard(d.Conversation), destName(d.To)
	out := call{s.scripts.done, []string{k.out(dest), k.ready()}, []any{bot.DeliveryPrefix(d.ID), dest, millis(s.now())}}
	_, err := s.run(ctx, []call{out}, func(p goredis.Pipeliner) {
		if receipt == "" {
			return
		}
		p.Set(ctx, receiptKey+d.ID, receipt, receiptsKept)
		if d.Key != "" {
			p.Set(ctx, receiptKey+d.Key, receipt, keyedKept)
			p.Set(ctx, threadKey+d.To.Channel+":"+receipt, string(d.Conversation), keyedKept)
		}
	})
	return s.trouble("end delivery", err)
}

// Retry implements bot.Outbox.
func (s *Store) Retry(ctx context.Context, d bot.Delivery, at time.Time) error {
	d.Attempt++
	data, err := bot.MarshalDelivery(d)
	if err != nil {
		return err
	}
	k, dest := s.shard(d.Conversation), destName(d.To)
	_, err = s.run(ctx, []call{{s.scripts.retry, []string{k.out(dest), k.ready()},
		[]any{bot.DeliveryPrefix(d.ID), dest, millisUp(at), data}}})
	return s.trouble("put off delivery", err)
}

// Receipt implements bot.Outbox.
func (s *Store) Receipt(ctx context.Context, key string) (string, error) {
	receipt, err := s.client.Get(ctx, receiptKey+key).Result()
	if err == goredis.Nil {
		return "", nil
	}
	return receipt, s.trouble("read receipt", err)
}

// Thread returns the conversation that a message of the desk belongs to, by the receipt that its channel gave for it; "" if
// there is none. Messages with a Key, such as case cards, are known.
func (s *Store) Thread(ctx context.Context, channel, receipt string) (dialogue.ConversationID, error) {
	id, err := s.client.Get(ctx, threadKey+channel+":"+receipt).Result()
	if err == goredis.Nil {
		return "", nil
	}
	return dialogue.ConversationID(id), s.trouble("read thread", err)
}
