package redis

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"amends/bot"
	"amends/dialogue"
)

const (
	// receiptsKept is how long a conversation's receipts are kept after the last one, and threads.
	receiptsKept = 400 * 24 * time.Hour
	// threadKnown is how long a thread that this process wrote need not be written again: much less than it is kept.
	threadKnown = 24 * time.Hour
	// desk is the channel whose messages Thread finds.
	desk = "desk"
)

// receiptID says what a receipt is of.
type receiptID struct {
	conversation dialogue.ConversationID
	key          string
}

// Receipt implements bot.Receipts. The receipt of a delivery that this process has in hand came with it and needs no round trip: while
// the lease runs nobody else ends a delivery with its key, which goes to that destination only. A Keep of another process may go
// unseen for that time, as one that came a moment later would.
func (s *Store) Receipt(ctx context.Context, id dialogue.ConversationID, key string) (string, error) {
	if receipt, ok := s.inHand.get(receiptID{id, key}, s.now()); ok {
		return receipt, nil
	}
	receipt, err := s.client.HGet(ctx, s.shard(id).receipts(id), word(key)).Result()
	if errors.Is(err, goredis.Nil) {
		return "", nil
	}
	return receipt, s.trouble("read receipt", err)
}

// Keep implements bot.Receipts.
func (s *Store) Keep(ctx context.Context, id dialogue.ConversationID, key, receipt string) error {
	defer s.inHand.drop(receiptID{id, key})
	list := s.shard(id).receipts(id)
	if receipt == "" {
		return s.trouble("forget receipt", s.client.HDel(ctx, list, word(key)).Err())
	}
	if _, ok := bot.CardOf(key); ok {
		if err := s.keepThread(ctx, bot.Thread{Conversation: id, Key: key}, receipt); err != nil {
			return err
		}
	}
	_, err := s.client.Pipelined(ctx, func(p goredis.Pipeliner) error {
		p.HSet(ctx, list, word(key), receipt)
		p.Expire(ctx, list, receiptsKept)
		return nil
	})
	return s.trouble("keep receipt", err)
}

// threadWire is a thread as it is stored.
type threadWire struct {
	Conversation dialogue.ConversationID `json:"conv"`
	Key          string                  `json:"key"`
}

// keepThread notes what a message of the desk belongs to, unless this process did so not long ago.
func (s *Store) keepThread(ctx context.Context, t bot.Thread, receipt string) error {
	data, err := json.Marshal(threadWire(t))
	if err != nil {
		return err
	}
	now := s.now()
	if known, ok := s.threads.get(receipt, now); ok && known == string(data) {
		return nil
	}
	err = s.trouble("keep thread", s.client.Set(ctx, threadKey+receipt, data, receiptsKept).Err())
	if errors.Is(err, ErrMemory) {
		// To send the message again and again would be worse; the next delivery of the key makes up for it.
		s.log.WarnContext(ctx, "a message of the desk will not be recognised for now", "conversation", t.Conversation, "err", err)
		return nil
	}
	if err != nil {
		return err
	}
	s.threads.put(receipt, string(data), now.Add(threadKnown))
	return nil
}

// Thread implements bot.Threads.
func (s *Store) Thread(ctx context.Context, receipt string) (bot.Thread, error) {
	data, err := s.client.Get(ctx, threadKey+receipt).Bytes()
	switch {
	case errors.Is(err, goredis.Nil):
		return bot.Thread{}, nil
	case err != nil:
		return bot.Thread{}, s.trouble("read thread", err)
	}
	var w threadWire
	if err := json.Unmarshal(data, &w); err != nil {
		return bot.Thread{}, fmt.Errorf("read thread %q: %w", receipt, err)
	}
	return bot.Thread(w), nil
}
