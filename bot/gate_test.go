package bot_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"amends/adapters/memory"
	"amends/bot"
	"amends/dialogue"
)

// TestAChannelInTroubleIsLeftAlone: after some failures it is tried now and then, and it alone.
func TestAChannelInTroubleIsLeftAlone(t *testing.T) {
	var calls atomic.Int64
	p := newPost(t)
	p.buyer.fail = func(bot.Delivery) error { calls.Add(1); return errors.New("502") }
	const chats = 20
	for i := range chats {
		fill(t, p.store, bot.Destination{Channel: "test", Chat: fmt.Sprint(i)}, 1)
	}
	p.run()
	for range 600 { // a minute
		p.clock.Advance(100 * time.Millisecond)
		p.run()
	}
	if n := calls.Load(); n < 8 || n > chats+10 {
		t.Errorf("%d calls in a minute, want the first few of %d chats and some probes", n, chats)
	}
	fill(t, p.store, bot.Destination{Channel: "desk", Chat: "A-1"}, 1)
	p.run()
	if got := p.desk.all(); got != "A-1/0" {
		t.Errorf("the desk got %q, want its delivery at once", got)
	}
	p.buyer.fail = nil
	for range 300 {
		p.clock.Advance(100 * time.Millisecond)
		p.run()
	}
	if n := len(strings.Fields(p.buyer.all())); n != chats {
		t.Errorf("%d of %d were sent half a minute after the trouble", n, chats)
	}
}

func TestPatienceAndRefusalsAreNoTrouble(t *testing.T) {
	for name, err := range map[string]error{"patience": &bot.RetryAfter{After: time.Second}, "permanent": bot.ErrPermanent} {
		t.Run(name, func(t *testing.T) {
			p := newPost(t)
			for i := range 20 {
				fill(t, p.store, bot.Destination{Channel: "test", Chat: fmt.Sprint(i)}, 1)
			}
			p.buyer.fail = func(bot.Delivery) error { return err }
			p.run()
			p.buyer.fail = nil
			fill(t, p.store, bot.Destination{Channel: "test", Chat: "last"}, 1)
			p.run()
			if got := p.buyer.all(); got != "last/0" {
				t.Errorf("sent %q, want the last one at once", got)
			}
		})
	}
}

// blocked is a channel whose calls last until it is released.
type blocked struct {
	line
	inside  atomic.Int64
	release chan struct{}
}

func (b *blocked) Send(ctx context.Context, d bot.Delivery) (string, error) {
	b.inside.Add(1)
	<-b.release
	return b.line.Send(ctx, d)
}

// TestASlowChannelDoesNotHoldUpTheOthers: it may have a part of the hands only.
func TestASlowChannelDoesNotHoldUpTheOthers(t *testing.T) {
	store := memory.New(memory.Config{})
	slow, desk := &blocked{release: make(chan struct{})}, &line{}
	d := bot.NewDispatcher(bot.DispatcherConfig{Outbox: store, Parallel: 4, Channels: map[string]bot.Channel{"test": slow, "desk": desk}})
	for i := range 20 {
		fill(t, store, bot.Destination{Channel: "test", Chat: fmt.Sprint(i)}, 1)
	}
	for i := range 5 {
		fill(t, store, bot.Destination{Channel: "desk", Chat: fmt.Sprint("A-", i)}, 2)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { d.Run(ctx); close(done) }()
	waitFor(t, "the desk's deliveries", func() bool { return len(strings.Fields(desk.all())) == 10 })
	if n := slow.inside.Load(); n != 3 {
		t.Errorf("%d calls of the slow channel are under way, want three quarters of 4", n)
	}
	close(slow.release)
	waitFor(t, "the slow channel's deliveries", func() bool { return len(strings.Fields(slow.all())) == 20 })
	cancel()
	<-done
}

// counting is an outbox that counts how often it was asked.
type counting struct {
	bot.Outbox
	takes, retries atomic.Int64
}

func (o *counting) Take(ctx context.Context, now time.Time, n int) ([]bot.Delivery, error) {
	o.takes.Add(1)
	return o.Outbox.Take(ctx, now, n)
}

func (o *counting) Retry(ctx context.Context, d bot.Delivery, at time.Time) error {
	o.retries.Add(1)
	return o.Outbox.Retry(ctx, d, at)
}

// TestARowIsNotTakenOneByOne: what follows comes with Done.
func TestARowIsNotTakenOneByOne(t *testing.T) {
	store := memory.New(memory.Config{})
	outbox, buyer, poke := &counting{Outbox: store}, &line{}, make(chan struct{})
	d := bot.NewDispatcher(bot.DispatcherConfig{Outbox: outbox, Channels: map[string]bot.Channel{"test": buyer}, Poke: poke})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { d.Run(ctx); close(done) }()
	fill(t, store, bot.Destination{Channel: "test", Chat: "a"}, 100)
	poke <- struct{}{}
	waitFor(t, "all of the row", func() bool { return len(strings.Fields(buyer.all())) == 100 })
	cancel()
	<-done
	if n := outbox.takes.Load(); n > 20 || outbox.retries.Load() > 0 {
		t.Errorf("%d takes and %d puts back for one row, want some and none", n, outbox.retries.Load())
	}
}

// TestPutBackIsTakenInTime: what was put back goes out when it may, and not only when the dispatcher looks once in a while.
func TestPutBackIsTakenInTime(t *testing.T) {
	store := memory.New(memory.Config{})
	buyer := &line{}
	d := bot.NewDispatcher(bot.DispatcherConfig{Outbox: store, Channels: map[string]bot.Channel{"test": buyer}, Poke: make(chan struct{}),
		Limits: map[string]bot.Limits{"test": {Global: 50}}})
	for i := range 40 {
		fill(t, store, bot.Destination{Channel: "test", Chat: fmt.Sprint(i)}, 1)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	start := time.Now()
	go func() { d.Run(ctx); close(done) }()
	waitFor(t, "all of them", func() bool { return len(strings.Fields(buyer.all())) == 40 })
	if took := time.Since(start); took < 780*time.Millisecond {
		t.Errorf("40 messages at 50 a second took %s", took)
	}
	cancel()
	<-done
}

func TestALongRowGivesWay(t *testing.T) {
	p := newPost(t, func(c *bot.DispatcherConfig) { c.Parallel = 1 })
	fill(t, p.store, bot.Destination{Channel: "test", Chat: "a"}, 20)
	p.clock.Advance(time.Millisecond)
	fill(t, p.store, bot.Destination{Channel: "test", Chat: "b"}, 1)
	p.run()
	sent := strings.Fields(p.buyer.all())
	if at := slices.Index(sent, "b/0"); at != 8 || len(sent) != 21 {
		t.Errorf("sent %v, want the other chat's message after eight of the row", sent)
	}
}

func TestOutcomes(t *testing.T) {
	var seen []string
	p := newPost(t, func(c *bot.DispatcherConfig) {
		c.Observe = func(s bot.Sent) { seen = append(seen, fmt.Sprintf("%s %s %s", s.Delivery.ID, s.Outcome, s.Wait)) }
		c.Limits = map[string]bot.Limits{"test": {PerChat: 1}}
	})
	answers := []error{errors.New("502"), &bot.RetryAfter{After: time.Second}, nil, bot.ErrPermanent}
	var unclear []bool
	p.buyer.fail = func(d bot.Delivery) error {
		unclear = append(unclear, d.Unclear)
		err := answers[0]
		answers = answers[1:]
		return err
	}
	p.say(2)
	for range 5 {
		p.run()
		p.clock.Advance(time.Second)
	}
	want := "[m1/0 retry 0s m1/0 patience 1s m1/0 sent 2s m1/1 skipped 2s m1/1 permanent 3s]"
	if got := fmt.Sprint(seen); got != want {
		t.Errorf("seen %s, want %s", got, want)
	}
	if got := fmt.Sprint(unclear); got != "[false true true false]" {
		t.Errorf("unclear was %s, want it from the first failure on, for that delivery", got)
	}
}

func TestAnAgentsWordsAreConfirmed(t *testing.T) {
	p := newPost(t)
	p.step = func(c dialogue.Conversation, ev dialogue.Event) (dialogue.Conversation, []dialogue.Action) {
		c.Buyer = ev.Buyer
		return c, []dialogue.Action{dialogue.Relay{To: "buyer", Event: "e1", Text: "hello"}, dialogue.Relay{To: "buyer", Event: "e2", Text: "hello?"},
			dialogue.Relay{To: "desk", Event: "e3"}, dialogue.Say{Text: "hi"}}
	}
	p.buyer.fail = func(d bot.Delivery) error {
		if d.ID == "m1/1" {
			return fmt.Errorf("blocked: %w", bot.ErrPermanent)
		}
		return nil
	}
	p.send(dialogue.Message{Text: "x"})
	p.run()
	var told []string
	for _, ev := range p.told {
		told = append(told, fmt.Sprintf("%s %+v", ev.ID, ev.Body))
	}
	want := []string{"delivered:m1/0 {Delivery:m1/0 Failed: To:buyer Event:e1}", "undelivered:m1/1 {Delivery:m1/1 Failed:blocked To:buyer Event:e2}"}
	if !slices.Equal(told, want) {
		t.Errorf("told %q, want %q", told, want)
	}
}

func TestSettlementsGoToTheShop(t *testing.T) {
	r := newRig(t, func(c *bot.Config) { c.Remedies = true })
	settle := dialogue.Settle{Settlement: dialogue.Settlement{ID: "s1", Case: "A-1", Order: orderA}}
	r.step = func(c dialogue.Conversation, ev dialogue.Event) (dialogue.Conversation, []dialogue.Action) {
		return c, []dialogue.Action{dialogue.Say{Text: "settled"}, settle, dialogue.Alert{}}
	}
	var got []string
	for _, d := range r.send(dialogue.Press{Option: "yes"}).Outbox {
		got = append(got, fmt.Sprintf("%s %s %s %q", d.ID, d.To.Channel, d.To.Chat, d.Key))
	}
	want := []string{`m1/0 test a ""`, `m1/1 ledger ` + orderA + ` ""`, `m1/1r remedy ` + orderA + ` ""`, `m1/2 desk a ""`}
	if !slices.Equal(got, want) {
		t.Errorf("deliveries %q, want %q", got, want)
	}
	shop := &line{fail: func(bot.Delivery) error { return bot.ErrPermanent }}
	told := 0
	d := bot.NewDispatcher(bot.DispatcherConfig{Outbox: r.store, Ledger: r.store, Channels: map[string]bot.Channel{"remedy": shop, "test": &line{}, "desk": &line{}},
		Accept: func(context.Context, dialogue.Event) error { told++; return nil }, Now: r.clock.Now})
	if _, err := d.RunOnce(r.ctx); err != nil || told > 0 {
		t.Errorf("a shop that refuses: error %v, told %d times, want nobody taken for an unreachable buyer", err, told)
	}
}
