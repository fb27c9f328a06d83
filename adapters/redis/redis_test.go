package redis

import (
	"context"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	goredis "github.com/redis/go-redis/v9"

	"amends/bot"
	"amends/bot/storetest"
)

var (
	_ bot.Store   = (*Store)(nil)
	_ bot.Outbox  = (*Store)(nil)
	_ bot.Threads = (*Store)(nil)
	_ bot.Ledger  = (*Store)(nil)
	_ bot.Cases   = (*Store)(nil)
	_ bot.Leases  = (*Store)(nil)
	_ bot.Depths  = (*Store)(nil)
)

func TestMain(m *testing.M) {
	RouteLogs(nil)
	if url := os.Getenv(workerEnv); url != "" {
		os.Exit(work(url))
	}
	os.Exit(m.Run())
}

// clock is a clock that only the test moves.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

func newClock() *clock { return &clock{at: time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)} }

// open connects to a server until the test ends.
func open(t testing.TB, url string, opts Options) *Store {
	t.Helper()
	s, err := Open(t.Context(), url, opts)
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return s
}

// ports opens two stores on one server.
func ports(t *testing.T, url string) storetest.Ports {
	c := newClock()
	opts := Options{Now: c.now, Turns: 30}
	s, peer := open(t, url, opts), open(t, url, opts)
	return storetest.Ports{
		Store: s, Outbox: s, Ledger: s, Cases: s, Threads: s, Leases: s, Depths: s, Peer: peer, Turns: opts.Turns, Now: c.now, Advance: c.advance,
	}
}

func TestConformanceMiniredis(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T) storetest.Ports {
		return ports(t, "redis://"+miniredis.RunT(t).Addr())
	})
}

func TestConformanceServer(t *testing.T) {
	t.Parallel()
	url := storetest.Redis(t)
	storetest.Run(t, func(t *testing.T) storetest.Ports {
		flush(t, url)
		return ports(t, url)
	})
}

func TestShelf(t *testing.T) {
	t.Run("miniredis", func(t *testing.T) { storetest.RunShelf(t, open(t, "redis://"+miniredis.RunT(t).Addr(), Options{})) })
	t.Run("server", func(t *testing.T) { storetest.RunShelf(t, open(t, storetest.Redis(t), Options{})) })
}

// admin is a plain connection to the server of a test.
func admin(t testing.TB, url string) goredis.UniversalClient {
	t.Helper()
	client, _, err := connect(url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = client.Close() })
	return client
}

func flush(t testing.TB, url string) {
	t.Helper()
	if err := admin(t, url).FlushAll(context.Background()).Err(); err != nil {
		t.Fatalf("flush: %v", err)
	}
}
