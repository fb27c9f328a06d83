package redis

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"amends/bot"
	"amends/dialogue"
)

// groups are the shards that one script may touch together: all of them on a single server, each alone on a cluster.
func (s *Store) groups() [][]shardKey {
	if !s.cluster {
		return [][]shardKey{s.shards}
	}
	return slices.Collect(slices.Chunk(s.shards, 1))
}

// keysOf are the keys of one kind of several shards.
func keysOf(group []shardKey, key func(shardKey) string) []string {
	keys := make([]string, len(group))
	for i, k := range group {
		keys[i] = key(k)
	}
	return keys
}

// share is the part of a script that works on one group of shards: their keys, and how many members it may deal with.
type share struct {
	keys []string
	n    int
}

// shares divides n over the groups. On a cluster it looks first who has what: else each shard would deal with n of its own.
func (s *Store) shares(ctx context.Context, key func(shardKey) string, now, horizon time.Time, n int) ([]share, error) {
	if !s.cluster {
		return []share{{keysOf(s.shards, key), n}}, nil
	}
	found, err := s.until(ctx, key, now, horizon, n)
	if err != nil {
		return nil, err
	}
	var shares []share
	place := map[shardKey]int{}
	for _, f := range found {
		i, ok := place[f.shard]
		if !ok {
			i = len(shares)
			place[f.shard] = i
			shares = append(shares, share{keys: []string{key(f.shard)}})
		}
		shares[i].n++
	}
	return shares, nil
}

// timed is a member of a shard's sorted set with its time.
type timed struct {
	shard  shardKey
	member string
	at     int64 // milliseconds
}

// until returns at most n members, over all shards, of the sorted sets whose time is not after now, earliest first, and then those
// after the horizon: their time cannot be right.
func (s *Store) until(ctx context.Context, key func(shardKey) string, now, horizon time.Time, n int) ([]timed, error) {
	ranges := []goredis.ZRangeBy{
		{Min: "-inf", Max: millis(now), Count: int64(n)},
		{Min: "(" + millis(horizon), Max: "+inf", Count: int64(n)},
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
	var calls []call
	for _, group := range s.groups() {
		calls = append(calls, call{s.scripts.due, keysOf(group, shardKey.wake), []any{millis(now), n}})
	}
	answers, err := s.run(ctx, calls)
	if err != nil {
		return nil, s.trouble("read wake times", err)
	}
	var due []bot.Wakeup
	for _, a := range answers {
		list, _ := a.Val().([]any)
		for _, item := range list {
			w, err := readWakeup(item)
			if err != nil {
				return nil, err
			}
			due = append(due, w)
		}
	}
	slices.SortStableFunc(due, func(a, b bot.Wakeup) int { return a.At.Compare(b.At) })
	return due[:min(n, len(due))], nil
}

// readWakeup reads what lua/due.lua answers for one conversation.
func readWakeup(item any) (bot.Wakeup, error) {
	parts, ok := item.([]any)
	if !ok || len(parts) != 3 {
		return bot.Wakeup{}, fmt.Errorf("read wake times: unexpected answer")
	}
	at, err := strconv.ParseFloat(fmt.Sprint(parts[1]), 64)
	if err != nil {
		return bot.Wakeup{}, fmt.Errorf("read wake time of %q: %w", parts[0], err)
	}
	w := bot.Wakeup{Conversation: dialogue.ConversationID(fmt.Sprint(parts[0])), At: time.UnixMilli(int64(at)).UTC()}
	buyer, _ := parts[2].(string)
	if err := json.Unmarshal([]byte(buyer), &w.Buyer); err != nil {
		return bot.Wakeup{}, fmt.Errorf("read buyer of %q: %w", w.Conversation, err)
	}
	return w, nil
}

// Abandoned implements bot.Store. A conversation that cannot be read is logged and does not keep the others waiting.
func (s *Store) Abandoned(ctx context.Context, now time.Time, n int) ([]bot.Claim, error) {
	horizon := now.Add(2 * s.lease)
	shares, err := s.shares(ctx, shardKey.busy, now, horizon, n)
	if err != nil {
		return nil, s.trouble("look for abandoned conversations", err)
	}
	calls := make([]call, len(shares))
	for i, part := range shares {
		calls[i] = call{s.scripts.takeover, part.keys, []any{millis(now), millis(now.Add(s.lease)), millis(horizon), part.n, rand.Text()}}
	}
	answers, err := s.run(ctx, calls)
	if err != nil {
		return nil, s.trouble("take over conversations", err)
	}
	var claims []bot.Claim
	for _, a := range answers {
		list, _ := a.Val().([]any)
		for _, item := range list {
			c, err := s.takenOver(item)
			if err != nil {
				s.log.ErrorContext(ctx, "cannot take over a conversation", "err", err)
				continue
			}
			claims = append(claims, *c)
		}
	}
	return claims, nil
}

// takenOver reads what lua/takeover.lua answers for one conversation: its ID and a claim.
func (s *Store) takenOver(item any) (*bot.Claim, error) {
	parts, _ := item.([]any)
	if len(parts) == 0 {
		return nil, fmt.Errorf("take over a conversation: unexpected answer")
	}
	return s.claim(dialogue.ConversationID(fmt.Sprint(parts[0])), taggedState{}, parts[1:], accepted{})
}
