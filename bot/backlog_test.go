package bot_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"amends/bot"
	"amends/dialogue"
)

// diary is a channel that writes down when it sends what.
type diary struct {
	clock func() time.Time
	mu    sync.Mutex
	all   []time.Time
	chats map[string][]time.Time
	last  map[string]int // number of each chat's last message
	wrong string         // the first message that came out of its order
}

func (d *diary) Send(_ context.Context, x bot.Delivery) (string, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	now := d.clock()
	d.all = append(d.all, now)
	d.chats[x.To.Chat] = append(d.chats[x.To.Chat], now)
	if want := fmt.Sprintf("%s/%d", x.To.Chat, d.last[x.To.Chat]); x.ID != want && d.wrong == "" {
		d.wrong = fmt.Sprintf("%s was sent where %s was to come", x.ID, want)
	}
	d.last[x.To.Chat]++
	return "", nil
}

func (d *diary) Receive(ctx context.Context, _ func(context.Context, dialogue.Event) error) error {
	return ctx.Err()
}

// nearest is an outbox that knows when the first of what was put back may be sent.
type nearest struct {
	bot.Outbox
	mu    sync.Mutex
	again []time.Time // sorted
}

func (o *nearest) Retry(ctx context.Context, d bot.Delivery, at time.Time) error {
	o.mu.Lock()
	i, _ := slices.BinarySearchFunc(o.again, at, time.Time.Compare)
	o.again = slices.Insert(o.again, i, at)
	o.mu.Unlock()
	return o.Outbox.Retry(ctx, d, at)
}

func (o *nearest) after(now time.Time) time.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	for len(o.again) > 0 && !o.again[0].After(now) {
		o.again = o.again[1:]
	}
	if len(o.again) == 0 {
		return now.Add(time.Hour)
	}
	return o.again[0]
}

// fill puts n messages for a chat of a channel into the outbox.
func fill(t testing.TB, store bot.Store, to bot.Destination, n int) {
	t.Helper()
	ev := event(to.Channel+to.Chat, "m-"+to.Chat, dialogue.Message{Text: "x"})
	claim, err := store.Accept(t.Context(), ev)
	if err != nil {
		t.Fatal(err)
	}
	turn := bot.Turn{Event: ev, Next: claim.Conversation}
	for i := range n {
		turn.Outbox = append(turn.Outbox, bot.Delivery{ID: fmt.Sprintf("%s/%d", to.Chat, i), Conversation: ev.Conversation,
			To: to, Action: dialogue.Say{Text: "x"}, At: ev.At})
	}
	if _, err := store.Commit(t.Context(), *claim, turn); err != nil {
		t.Fatal(err)
	}
}

// TestBacklog: what has piled up goes out as fast as the limits allow, and never faster.
func TestBacklog(t *testing.T) {
	const messages, chats, global, burst = 10_000, 2_000, 30, 3
	r := newRig(t)
	left := messages
	for i := range chats {
		n := 1 + i%9
		if i == chats-1 {
			n = left
		}
		left -= n
		fill(t, r.store, bot.Destination{Channel: "test", Chat: fmt.Sprint("c", i)}, n)
	}
	d := &diary{clock: r.clock.Now, chats: map[string][]time.Time{}, last: map[string]int{}}
	outbox := &nearest{Outbox: r.store}
	dispatcher := bot.NewDispatcher(bot.DispatcherConfig{Outbox: outbox, Channels: map[string]bot.Channel{"test": d}, Now: r.clock.Now,
		Limits: map[string]bot.Limits{"test": {PerChat: 1, Global: global, Burst: burst}}})
	for len(d.all) < messages && r.clock.Now().Sub(monday) < time.Hour {
		n, err := dispatcher.RunOnce(r.ctx)
		if err != nil {
			t.Fatal(err)
		}
		if n == 0 {
			r.clock.Advance(outbox.after(r.clock.Now()).Sub(r.clock.Now()))
		}
	}
	took, best := r.clock.Now().Sub(monday).Seconds(), float64(messages)/global
	t.Logf("%d messages to %d chats took %.1f s of virtual time; the limits alone ask for %.1f s", messages, chats, took, best)
	if len(d.all) != messages || took > 1.05*best {
		t.Errorf("%d of %d messages were sent in %.1f s, want all within 5%% of %.1f s", len(d.all), messages, took, best)
	}
	if d.wrong != "" {
		t.Error(d.wrong)
	}
	wantSpaced(t, "all chats", d.all, global, time.Second)
	for chat, at := range d.chats {
		for n := burst; n < len(at); n++ {
			wantSpaced(t, chat, at, n, time.Duration(n+1-burst)*time.Second)
		}
	}
}

// wantSpaced fails the test unless any n messages and the one after them take so long.
func wantSpaced(t *testing.T, whose string, at []time.Time, n int, least time.Duration) {
	t.Helper()
	for i := n; i < len(at); i++ {
		if is := at[i].Sub(at[i-n]); is < least {
			t.Fatalf("%s got %d messages within %s, want at least %s for so many", whose, n+1, is, least)
		}
	}
}
