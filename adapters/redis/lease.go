package redis

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"amends/bot"
)

// Hold implements bot.Leases. Like all leases it goes by the clocks of the processes.
func (s *Store) Hold(ctx context.Context, name, holder string, d time.Duration) (bool, error) {
	now, length := s.now(), max(d.Milliseconds(), 0)
	has, err := s.scripts.hold.Run(ctx, s.client, []string{leaseKey + name}, holder, millis(now), millis(now.Add(d)), length).Int()
	return has == 1, s.trouble("hold lease", err)
}

// Depth implements bot.Depths.
func (s *Store) Depth(ctx context.Context) (bot.Depth, error) {
	var calls []call
	for _, group := range s.groups() {
		calls = append(calls, call{s.scripts.depth, keysOf(group, shardKey.ready), nil})
	}
	answers, err := s.run(ctx, calls)
	if err != nil {
		return bot.Depth{}, s.trouble("read depth", err)
	}
	var d bot.Depth
	var oldest int64
	for _, a := range answers {
		parts, err := a.Slice()
		if err != nil || len(parts) != 4 {
			return bot.Depth{}, fmt.Errorf("read depth: unexpected answer, %w", err)
		}
		out, _ := parts[0].(int64)
		in, _ := parts[1].(int64)
		wake, _ := parts[2].(int64)
		d.Outbox, d.Inbox, d.Wake = d.Outbox+int(out), d.Inbox+int(in), d.Wake+int(wake)
		if at, err := strconv.ParseInt(fmt.Sprint(parts[3]), 10, 64); err == nil && (oldest == 0 || at < oldest) {
			oldest = at
		}
	}
	if oldest > 0 && oldest <= s.now().UnixMilli() {
		d.OldestReady = time.UnixMilli(oldest).UTC()
	}
	return d, nil
}
