package redis

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"amends/bot"
	"amends/dialogue"
)

// timed is a member of a shard's sorted set with its time.
type timed struct {
	shard  shardKey
	member string
	at     int64 // milliseconds
}

// until returns at most n members, over all shards, of the sorted sets whose time is not after now, earliest first. With a horizon
// those after it are looked for as well: their time cannot be right.
func (s *Store) until(ctx context.Context, key func(shardKey) string, now, horizon time.Time, n int) ([]timed, error) {
	ranges := []goredis.ZRangeBy{{Min: "-inf", Max: millis(now), Count: int64(n)}}
	if !horizon.IsZero() {
		ranges = append(ranges, goredis.ZRangeBy{Min: "(" + millis(horizon), Max: "+inf", Count: int64(n)})
	}
	cmds := make([]*goredis.ZSliceCmd, 0, len(ranges)*len(s.shards))
	_, err := s.client.Pipelined(ctx, func(p goredis.Pipeliner) error {
		for _, k := range s.shards {
			for _, r := range ranges {
				cmds = append(cmds, p.ZRangeByScoreWithScores(ctx, key(k), &r))
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	var found []timed
	for i, cmd := range cmds {
		for _, z := range cmd.Val() {
			member, _ := z.Member.(string)
			found = append(found, timed{s.shards[i/len(ranges)], member, int64(z.Score)})
		}
	}
	slices.SortStableFunc(found, func(a, b timed) int { return cmp.Compare(a.at, b.at) })
	return found[:min(n, len(found))], nil
}

// Due implements bot.Store.
func (s *Store) Due(ctx context.Context, now time.Time, n int) ([]bot.Wakeup, error) {
	found, err := s.until(ctx, shardKey.wake, now, time.Time{}, n)
	if err != nil || len(found) == 0 {
		return nil, s.trouble("read wake times", err)
	}
	buyers := make([]*goredis.StringCmd, len(found))
	_, err = s.client.Pipelined(ctx, func(p goredis.Pipeliner) error {
		for i, f := range found {
			buyers[i] = p.HGet(ctx, f.shard.conv(dialogue.ConversationID(f.member)), "buyer")
		}
		return nil
	})
	if err != nil && err != goredis.Nil {
		return nil, s.trouble("read wake times", err)
	}
	due := make([]bot.Wakeup, len(found))
	for i, f := range found {
		due[i] = bot.Wakeup{Conversation: dialogue.ConversationID(f.member), At: time.UnixMilli(f.at).UTC()}
		if err := json.Unmarshal([]byte(buyers[i].Val()), &due[i].Buyer); err != nil {
			return nil, fmt.Errorf("read buyer of %q: %w", f.member, err)
		}
	}
	return due, nil
}

// Abandoned implements bot.Store. A conversation that cannot be read is logged and does not keep the others waiting.
func (s *Store) Abandoned(ctx context.Context, now time.Time, n int) ([]bot.Claim, error) {
	found, err := s.until(ctx, shardKey.busy, now, now.Add(2*s.lease), n)
	if err != nil || len(found) == 0 {
		return nil, s.trouble("look for abandoned conversations", err)
	}
	calls := make([]call, len(found))
	for i, f := range found {
		id := dialogue.ConversationID(f.member)
		calls[i] = call{s.scripts.takeover, []string{f.shard.conv(id), f.shard.in(id), f.shard.busy()},
			[]any{f.member, millis(now), millis(now.Add(s.lease)), rand.Text()}}
	}
	answers, err := s.run(ctx, calls)
	if err != nil {
		return nil, s.trouble("take over conversations", err)
	}
	var claims []bot.Claim
	for i, a := range answers {
		if a.Err() == goredis.Nil { // another was faster
			continue
		}
		c, err := s.claim(dialogue.ConversationID(found[i].member), taggedState{}, a.Val(), accepted{})
		if err != nil {
			s.log.ErrorContext(ctx, "cannot take over a conversation", "err", err)
			continue
		}
		claims = append(claims, *c)
	}
	return claims, nil
}
