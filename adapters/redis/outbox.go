package redis

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"amends/bot"
)

// Take implements bot.Outbox: one round trip on a single server; on a cluster one when there is nothing, two otherwise.
func (s *Store) Take(ctx context.Context, now time.Time, n int) ([]bot.Delivery, error) {
	horizon := now.Add(bot.MaxDelay)
	shares, err := s.shares(ctx, shardKey.ready, now, horizon, n)
	if err != nil {
		return nil, s.trouble("look into the outbox", err)
	}
	latest := ""
	if s.cluster || s.looksFar(now) {
		latest = millis(horizon)
	}
	calls := make([]call, len(shares))
	for i, part := range shares {
		calls[i] = call{s.scripts.take, part.keys, []any{millis(now), millis(now.Add(s.lease)), latest, part.n, rand.Text(), s.process}}
	}
	answers, err := s.run(ctx, calls)
	if err != nil {
		return nil, s.trouble("take deliveries", err)
	}
	var taken []bot.Delivery
	for _, a := range answers {
		list, _ := a.Val().([]any)
		for _, item := range list {
			if d := s.handed(ctx, item); d != nil {
				taken = append(taken, *d)
			}
		}
	}
	return taken, nil
}

// looksFar reports whether to look for times that are too late to be right: once in a second, and when the clock was set back.
func (s *Store) looksFar(now time.Time) bool {
	last := s.looked.Load()
	if since := now.UnixMilli() - last; since >= 0 && since < 1000 {
		return false
	}
	return s.looked.CompareAndSwap(last, now.UnixMilli())
}

// handed reads a delivery that a script put into this process's hands. One that cannot be read comes again after its lease and holds
// back its own destination only.
func (s *Store) handed(ctx context.Context, item any) *bot.Delivery {
	parts, ok := item.([]any)
	if !ok || len(parts) != 3 {
		s.log.ErrorContext(ctx, "cannot take a delivery: unexpected answer")
		return nil
	}
	data, _ := parts[0].(string)
	d, err := bot.UnmarshalDelivery([]byte(data))
	if err != nil {
		s.log.ErrorContext(ctx, "cannot take a delivery", "err", err)
		return nil
	}
	d.Unclear = d.Unclear || parts[1] == unclearMark
	if d.Key != "" {
		receipt, _ := parts[2].(string)
		s.inHand.put(receiptID{d.Conversation, d.Key}, receipt, s.now().Add(s.lease))
	}
	return &d
}

// Done implements bot.Outbox. The thread of a desk's message is written before its delivery is taken out: a crash in between sends it
// again, as an edit of what is there.
func (s *Store) Done(ctx context.Context, d bot.Delivery, receipt string) (*bot.Delivery, error) {
	if receipt != "" && d.Key != "" && d.To.Channel == desk {
		if err := s.keepThread(ctx, bot.Thread{Conversation: d.Conversation, Key: d.Key}, receipt); err != nil {
			return nil, err
		}
	}
	id := receiptID{d.Conversation, d.Key}
	if known, ok := s.inHand.get(id, s.now()); ok && known == receipt {
		receipt = "" // it is there
	}
	s.inHand.drop(id)
	k, dest := s.shard(d.Conversation), destName(d.To)
	answer, err := s.scripts.done.Run(ctx, s.client, []string{k.ready(), k.out(dest), k.receipts(d.Conversation)},
		dest, elementHead(d)+bot.DeliveryPrefix(d.ID), word(d.Key), receipt, int(receiptsKept.Seconds()), millis(s.now().Add(s.lease)), rand.Text()).Result()
	switch {
	case errors.Is(err, goredis.Nil):
		return nil, nil
	case err != nil:
		return nil, s.trouble("end delivery", err)
	}
	return s.handed(ctx, answer), nil
}

// Retry implements bot.Outbox.
func (s *Store) Retry(ctx context.Context, d bot.Delivery, at time.Time) error {
	d.Attempt++
	data, err := bot.MarshalDelivery(d)
	if err != nil {
		return err
	}
	k, dest, head := s.shard(d.Conversation), destName(d.To), elementHead(d)
	err = s.scripts.retry.Run(ctx, s.client, []string{k.ready(), k.out(dest), k.hands()},
		dest, head+bot.DeliveryPrefix(d.ID), millisUp(at), mark(d)+head+string(data)).Err()
	return s.trouble("put off delivery", err)
}

// unclearMark is how the element of a delivery starts that may have been sent already.
const unclearMark = "!"

func mark(d bot.Delivery) string {
	if d.Unclear {
		return unclearMark
	}
	return "."
}

// elementHead is what a list's element has between its mark and the delivery: what lua/head.lua needs to know of it.
func elementHead(d bot.Delivery) string {
	return fmt.Sprintf("%s\n%s\n", word(d.Key), word(string(d.Conversation)))
}

// word writes a name on one line; no two names have the same word.
func word(name string) string { return wordEscapes.Replace(name) }

var wordEscapes = strings.NewReplacer("%", "%25", "\n", "%0A")
