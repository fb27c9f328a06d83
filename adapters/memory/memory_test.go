package memory

import (
	"sync"
	"testing"
	"time"

	"amends/bot"
	"amends/bot/storetest"
	"amends/dialogue"
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

func TestConformance(t *testing.T) {
	storetest.Run(t, func(t *testing.T) storetest.Ports {
		c := newClock()
		s := New(Config{Now: c.now, Turns: 30})
		return storetest.Ports{
			Store: s, Outbox: s, Ledger: s, Cases: s, Threads: s, Leases: s, Depths: s, Turns: 30, Now: c.now, Advance: c.advance,
		}
	})
}

func TestShelf(t *testing.T) { storetest.RunShelf(t, New(Config{})) }

func TestTimetable(t *testing.T) {
	at := func(n int) time.Time { return time.Unix(int64(n), 0) }
	var tt timetable[string]
	tt.set("b", at(2))
	tt.set("a", at(1))
	tt.set("c", at(2))
	tt.set("d", at(3))
	tt.set("d", at(0))
	tt.drop("b")
	tt.drop("nobody")
	var got string
	for _, e := range tt.until(at(2), 9) {
		got += e.key
	}
	if got != "dac" {
		t.Errorf("until 2: %q, want dac", got)
	}
	if n := len(tt.until(at(2), 1)); n != 1 {
		t.Errorf("%d entries, want the 1 asked for", n)
	}
}

func BenchmarkTurn(b *testing.B) {
	s := New(Config{})
	ctx := b.Context()
	c := dialogue.Conversation{ID: "a", Cases: []dialogue.Case{{No: "A-1"}}}
	for i := range b.N {
		ev := dialogue.Event{ID: time.Unix(int64(i), 0).String(), Conversation: "a", Body: dialogue.Message{Text: "hello"}}
		claim, err := s.Accept(ctx, ev)
		if err != nil {
			b.Fatal(err)
		}
		d := bot.Delivery{ID: ev.ID, To: bot.Destination{Channel: "script"}, Action: dialogue.Say{Text: "hi"}}
		if _, err := s.Commit(ctx, *claim, bot.Turn{Event: ev, Next: c, Outbox: []bot.Delivery{d}}); err != nil {
			b.Fatal(err)
		}
		if _, err := s.Done(ctx, d, "r"); err != nil {
			b.Fatal(err)
		}
	}
}
