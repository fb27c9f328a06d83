package bot_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"amends/bot"
	"amends/dialogue"
)

// line is a channel that writes down what it sends and fails when told to.
type line struct {
	mu    sync.Mutex
	sent  []string
	fail  func(bot.Delivery) error
	comes chan dialogue.Event // what Receive hands in
	ends  error               // how Receive ends once comes is closed
}

func (l *line) Send(_ context.Context, d bot.Delivery) (string, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.fail != nil {
		if err := l.fail(d); err != nil {
			return "", err
		}
	}
	l.sent = append(l.sent, d.ID)
	return "receipt of " + d.ID, nil
}

func (l *line) Receive(ctx context.Context, handle func(context.Context, dialogue.Event) error) error {
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case ev, ok := <-l.comes:
			if !ok {
				return l.ends
			}
			if err := handle(ctx, ev); err != nil {
				return err
			}
		}
	}
}

func (l *line) all() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Join(l.sent, " ")
}

// post is a rig with a dispatcher to the channels "test" and "desk".
type post struct {
	*rig
	*bot.Dispatcher
	buyer, desk *line
	mu          sync.Mutex
	told        []dialogue.Event
}

func newPost(t testing.TB, changes ...func(*bot.DispatcherConfig)) *post {
	p := &post{rig: newRig(t), buyer: &line{}, desk: &line{}}
	cfg := bot.DispatcherConfig{Outbox: p.store, Ledger: p.store, Channels: map[string]bot.Channel{"test": p.buyer, "desk": p.desk},
		Accept: func(_ context.Context, ev dialogue.Event) error {
			p.mu.Lock()
			defer p.mu.Unlock()
			p.told = append(p.told, ev)
			return nil
		}, Now: p.clock.Now, Random: func() float64 { return 0 }, Log: p.cfg.Log}
	for _, change := range changes {
		change(&cfg)
	}
	p.Dispatcher = bot.NewDispatcher(cfg)
	return p
}

// say makes a turn with n messages to the buyer of conversation "a": its deliveries are m<turn>/0 and so on.
func (p *post) say(n int) {
	p.Helper()
	p.step = func(c dialogue.Conversation, ev dialogue.Event) (dialogue.Conversation, []dialogue.Action) {
		c.Buyer = ev.Buyer
		return c, append([]dialogue.Action{}, sayings(n)...)
	}
	p.send(dialogue.Message{Text: "x"})
}

func sayings(n int) []dialogue.Action {
	list := make([]dialogue.Action, n)
	for i := range list {
		list[i] = dialogue.Say{Text: fmt.Sprint("saying ", i)}
	}
	return list
}

// run dispatches until nothing can be sent at this time.
func (p *post) run() {
	p.Helper()
	for range 1000 {
		n, err := p.RunOnce(p.ctx)
		if err != nil {
			p.Fatalf("dispatch: %v", err)
		}
		if n == 0 {
			return
		}
	}
	p.Fatal("the dispatcher does not come to an end")
}

func TestDispatchKeepsOrder(t *testing.T) {
	p := newPost(t)
	p.say(3)
	p.say(2)
	p.run()
	if got := p.buyer.all(); got != "m1/0 m1/1 m1/2 m2/0 m2/1" {
		t.Errorf("sent %q", got)
	}
}

func TestARetryHoldsBackWhatIsBehindIt(t *testing.T) {
	p := newPost(t)
	times := 2
	p.buyer.fail = func(d bot.Delivery) error {
		if d.ID == "m1/0" && times > 0 {
			times--
			return fmt.Errorf("send: %w", &bot.RetryAfter{After: 3 * time.Second})
		}
		return nil
	}
	p.say(2)
	for range 2 {
		p.run()
		p.clock.Advance(2999 * time.Millisecond)
		p.run()
		if got := p.buyer.all(); got != "" {
			t.Fatalf("sent %q before the channel's patience was over", got)
		}
		p.clock.Advance(time.Millisecond)
	}
	p.run()
	if got := p.buyer.all(); got != "m1/0 m1/1" {
		t.Errorf("sent %q, want both in order", got)
	}
}

func TestPausesGrow(t *testing.T) {
	p := newPost(t)
	p.buyer.fail = func(bot.Delivery) error { return errors.New("502") }
	p.say(1)
	var pauses []time.Duration
	for range 11 {
		p.run()
		start := p.clock.Now()
		for tries := strings.Count(p.logged.String(), "delivery failed"); strings.Count(p.logged.String(), "delivery failed") == tries; p.run() {
			p.clock.Advance(100 * time.Millisecond)
		}
		pauses = append(pauses, p.clock.Now().Sub(start))
	}
	want := "[500ms 1s 2s 4s 8s 16s 32s 1m4s 2m8s 2m30s 2m30s]"
	if got := fmt.Sprint(pauses); got != want {
		t.Errorf("pauses %s, want %s", got, want)
	}
	p.buyer.fail = nil
	p.clock.Advance(5 * time.Minute)
	p.run()
	if got := p.buyer.all(); got != "m1/0" {
		t.Errorf("sent %q, want the delivery kept all the while", got)
	}
}

func TestPermanentFailureIsToldOnce(t *testing.T) {
	p := newPost(t)
	p.buyer.fail = func(d bot.Delivery) error {
		if d.ID == "m1/0" {
			return fmt.Errorf("blocked by the user: %w", bot.ErrPermanent)
		}
		return nil
	}
	p.say(2)
	p.run()
	if len(p.told) != 1 {
		t.Fatalf("told %+v, want one event", p.told)
	}
	ev := p.told[0]
	want := dialogue.Delivered{Delivery: "m1/0", Failed: "blocked by the user", To: "buyer"}
	if ev.Body != want || ev.Conversation != "a" || ev.ID != "undelivered:m1/0" || ev.Buyer.Chat != "a" {
		t.Errorf("told %+v, want %+v", ev, want)
	}
	if got := p.buyer.all(); got != "m1/1" {
		t.Errorf("sent %q, want what is behind it", got)
	}
}

func TestPermanentFailureIsNotForgottenWhenItCannotBeTold(t *testing.T) {
	down := errors.New("store is down")
	p := newPost(t, func(c *bot.DispatcherConfig) {
		c.Accept = func(context.Context, dialogue.Event) error { return down }
	})
	p.buyer.fail = func(bot.Delivery) error { return bot.ErrPermanent }
	p.say(1)
	if _, err := p.RunOnce(p.ctx); !errors.Is(err, down) {
		t.Errorf("dispatch: %v, want the store's error", err)
	}
	p.clock.Advance(lease + time.Second)
	if list, _ := p.store.Take(p.ctx, p.clock.Now(), 1); len(list) != 1 {
		t.Error("the delivery has gone before the conversation heard of it")
	}
}

func TestDeskFailuresAreNotTold(t *testing.T) {
	p := newPost(t)
	p.desk.fail = func(bot.Delivery) error { return bot.ErrPermanent }
	p.step = func(c dialogue.Conversation, _ dialogue.Event) (dialogue.Conversation, []dialogue.Action) {
		return c, []dialogue.Action{dialogue.Alert{Reason: "error"}}
	}
	p.send(dialogue.Message{Text: "x"})
	p.run()
	if len(p.told) > 0 {
		t.Errorf("told %+v, want nothing: it would go to the desk again", p.told)
	}
}

func TestAPanickingChannelIsGivenUp(t *testing.T) {
	p := newPost(t)
	p.buyer.fail = func(d bot.Delivery) error {
		if d.ID == "m1/0" {
			panic("of the channel")
		}
		return nil
	}
	p.say(2)
	for range 3 {
		p.run()
		p.clock.Advance(time.Minute)
	}
	p.run()
	if got := p.buyer.all(); got != "m1/1" || len(p.told) != 1 {
		t.Errorf("sent %q and told %d times, want the one behind it sent and one told", got, len(p.told))
	}
}

func TestAMissingChannelKeepsItsDeliveries(t *testing.T) {
	p := newPost(t, func(c *bot.DispatcherConfig) { delete(c.Channels, "test") })
	p.say(1)
	p.run()
	p.clock.Advance(time.Hour)
	if list, _ := p.store.Take(p.ctx, p.clock.Now(), 1); len(list) != 1 {
		t.Error("the delivery has gone")
	}
}

func TestSettlementsGoToTheLedger(t *testing.T) {
	p := newPost(t, func(c *bot.DispatcherConfig) { c.Zone = time.FixedZone("far west", -12*3600) })
	settle := dialogue.Settle{Settlement: dialogue.Settlement{ID: "s1", Case: "A-1", Order: orderA}}
	settle.Settlement.Refund.Minor = 500
	p.step = func(c dialogue.Conversation, _ dialogue.Event) (dialogue.Conversation, []dialogue.Action) {
		return c, []dialogue.Action{settle}
	}
	p.clock.Advance(-4 * time.Hour)
	p.send(dialogue.Press{Option: "yes"})
	p.clock.Advance(48 * time.Hour)
	p.run()
	st, err := p.store.Standing(p.ctx, orderA, nil, "2026-03-01")
	if err != nil || st.Order != 500 || st.Today != 500 {
		t.Errorf("standing %+v, %v, want 500 on the day of the turn in the seller's zone", st, err)
	}
}

func TestPace(t *testing.T) {
	p := newPost(t, func(c *bot.DispatcherConfig) {
		c.Limits = map[string]bot.Limits{"test": {PerChat: 1, Global: 30, Burst: 2}}
	})
	p.say(4)
	for _, step := range []struct {
		after time.Duration
		want  string
	}{{0, "m1/0"}, {33 * time.Millisecond, "m1/0"}, {time.Millisecond, "m1/0 m1/1"}, {965 * time.Millisecond, "m1/0 m1/1"},
		{time.Millisecond, "m1/0 m1/1 m1/2"}, {time.Second, "m1/0 m1/1 m1/2 m1/3"}} {
		p.clock.Advance(step.after)
		p.run()
		if got := p.buyer.all(); got != step.want {
			t.Errorf("%s later %q was sent, want %q", step.after, got, step.want)
		}
	}
	if strings.Contains(p.logged.String(), "delivery failed") {
		t.Error("waiting for one's turn counts as a failure")
	}
}

func TestPaceSurvivesClockJumps(t *testing.T) {
	for name, limits := range map[string]bot.Limits{"per chat": {PerChat: 1}, "global": {Global: 1}, "both": {PerChat: 1, Global: 1, Burst: 2}} {
		t.Run(name, func(t *testing.T) {
			p := newPost(t, func(c *bot.DispatcherConfig) { c.Limits = map[string]bot.Limits{"test": limits} })
			const year = 365 * 24 * time.Hour
			p.clock.Advance(year)
			p.say(3)
			p.run()
			p.clock.Advance(-year)
			p.run()
			for range 5 {
				p.clock.Advance(1100 * time.Millisecond)
				p.run()
			}
			if got := p.buyer.all(); got != "m1/0 m1/1 m1/2" {
				t.Errorf("sent %q, want all of them", got)
			}
		})
	}
}

func TestLimitsAreByClass(t *testing.T) {
	p := newPost(t, func(c *bot.DispatcherConfig) {
		c.Limits = map[string]bot.Limits{"edit": {Global: 1}}
		c.Class = func(d bot.Delivery) string {
			if _, ok := d.Action.(dialogue.Pin); ok {
				return "edit"
			}
			return "message"
		}
	})
	p.step = func(c dialogue.Conversation, _ dialogue.Event) (dialogue.Conversation, []dialogue.Action) {
		return c, []dialogue.Action{dialogue.Say{}, dialogue.Pin{Case: "A-1"}, dialogue.Say{}, dialogue.Pin{Case: "A-1"}, dialogue.Say{}}
	}
	p.send(dialogue.Message{Text: "x"})
	p.run()
	if got := p.buyer.all(); got != "m1/0 m1/1 m1/2" {
		t.Errorf("sent %q, want all up to the second edit", got)
	}
	p.clock.Advance(1010 * time.Millisecond)
	p.run()
	if got := p.buyer.all(); got != "m1/0 m1/1 m1/2 m1/3 m1/4" {
		t.Errorf("sent %q a second later, want all", got)
	}
}

// In no second does more go out than the limit allows, however late deliveries come back.
func TestPaceProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := newPost(nopTB{}, func(c *bot.DispatcherConfig) {
			c.Limits = map[string]bot.Limits{"test": {PerChat: 1, Global: 2.5}}
		})
		chats := rapid.IntRange(1, 8).Draw(t, "chats")
		each := rapid.IntRange(1, 3).Draw(t, "each")
		p.step = func(c dialogue.Conversation, ev dialogue.Event) (dialogue.Conversation, []dialogue.Action) {
			c.Buyer = ev.Buyer
			return c, sayings(each)
		}
		for i := range chats {
			claim, _ := p.rig.bot.Accept(p.ctx, event(fmt.Sprint("c", i), fmt.Sprint("m", i), dialogue.Message{Text: "x"}))
			if err := p.rig.bot.Handle(p.ctx, *claim); err != nil {
				t.Fatal(err)
			}
		}
		var at []time.Time
		p.buyer.fail = func(bot.Delivery) error { at = append(at, p.clock.Now()); return nil }
		for len(at) < chats*each {
			p.run()
			p.clock.Advance(time.Duration(rapid.IntRange(1, 900).Draw(t, "ms")) * time.Millisecond)
			if p.clock.Now().Sub(monday) > time.Minute {
				t.Fatalf("%d of %d sent in a minute", len(at), chats*each)
			}
		}
		for i := 3; i < len(at); i++ {
			if at[i].Sub(at[i-3]) < time.Second {
				t.Fatalf("4 messages within %s, want at most 3 in a second", at[i].Sub(at[i-3]))
			}
		}
	})
}
