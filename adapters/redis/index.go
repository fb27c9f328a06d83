package redis

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	goredis "github.com/redis/go-redis/v9"

	"amends/bot"
	"amends/dialogue"
)

// indexScan bounds how many entries of one shard a query reads.
const indexScan = 5000

// indexCommands adds, to the keys and arguments of a commit, what brings the indexes of cases up to date. Most turns change
// nothing there.
func indexCommands(k shardKey, before, next dialogue.Conversation, keys []string, args []any) ([]string, []any) {
	do := func(command, key string, rest ...any) {
		keys = append(keys, key)
		args = append(args, command, len(keys), len(rest))
		args = append(args, rest...)
	}
	bot.CaseChanges(before, next, func(was, is bot.CaseEntry) {
		entry, err := json.Marshal(is)
		if err != nil { // only a year beyond 9999 can do that, and the state with it would not have been written
			return
		}
		do("SET", k.caseNo(is.No), entry)
		if is.Open() {
			do("ZADD", k.open(), millis(is.Opened), is.No)
		} else {
			do("ZREM", k.open(), is.No)
		}
		moveMember(do, k.order, was.Order, is.Order, is.No)
		moveMember(do, k.agent, owner(was), owner(is), is.No)
	})
	return keys, args
}

// owner is the agent in whose index a case is.
func owner(e bot.CaseEntry) string {
	if !e.Open() {
		return ""
	}
	return e.Agent
}

// moveMember moves a case from the set of one name to that of another; "" has no set.
func moveMember(do func(command, key string, rest ...any), key func(string) string, from, to, no string) {
	if from == to {
		return
	}
	if from != "" {
		do("SREM", key(from), no)
	}
	if to != "" {
		do("SADD", key(to), no)
	}
}

// Cases implements bot.Cases.
func (s *Store) Cases(ctx context.Context, q bot.CaseQuery) ([]bot.CaseEntry, error) {
	keys, err := s.caseKeys(ctx, q)
	if err != nil {
		return nil, s.trouble("look up cases", err)
	}
	values := make([]*goredis.StringCmd, len(keys))
	_, err = s.client.Pipelined(ctx, func(p goredis.Pipeliner) error {
		for i, key := range keys {
			values[i] = p.Get(ctx, key)
		}
		return nil
	})
	if err != nil && err != goredis.Nil {
		return nil, s.trouble("read cases", err)
	}
	var found []bot.CaseEntry
	for i, v := range values {
		if v.Err() == goredis.Nil {
			continue
		}
		var e bot.CaseEntry
		if err := json.Unmarshal([]byte(v.Val()), &e); err != nil {
			return nil, fmt.Errorf("read case at %s: %w", keys[i], err)
		}
		if q.Match(e) {
			found = append(found, e)
		}
	}
	slices.SortFunc(found, func(a, b bot.CaseEntry) int {
		if c := a.Opened.Compare(b.Opened); c != 0 {
			return c
		}
		return strings.Compare(a.No, b.No)
	})
	return q.Cut(found), nil
}

// caseKeys returns the keys of the entries that may match, of all shards.
func (s *Store) caseKeys(ctx context.Context, q bot.CaseQuery) ([]string, error) {
	var keys []string
	if q.No != "" {
		for _, k := range s.shards {
			keys = append(keys, k.caseNo(q.No))
		}
		return keys, nil
	}
	members := make([]*goredis.StringSliceCmd, len(s.shards))
	_, err := s.client.Pipelined(ctx, func(p goredis.Pipeliner) error {
		for i, k := range s.shards {
			switch {
			case q.Order != "":
				members[i] = p.SMembers(ctx, k.order(q.Order))
			case q.Agent != "":
				members[i] = p.SMembers(ctx, k.agent(q.Agent))
			default:
				members[i] = p.ZRange(ctx, k.open(), 0, indexScan-1)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for i, m := range members {
		for _, no := range m.Val() {
			keys = append(keys, s.shards[i].caseNo(no))
		}
	}
	return keys, nil
}
