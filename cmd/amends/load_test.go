package main

import (
	"context"
	"os"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"amends/adapters/telegram/telegramtest"
)

// latency is how long Telegram and Slack take to answer.
const latency = 30 * time.Millisecond

// loadSeconds is how long a load lasts. AMENDS_TEST_LOAD makes it longer, for figures that mean something.
func loadSeconds(t *testing.T) time.Duration {
	t.Helper()
	seconds := 5
	if text := os.Getenv("AMENDS_TEST_LOAD"); text != "" {
		var err error
		if seconds, err = strconv.Atoi(text); err != nil {
			t.Fatalf("AMENDS_TEST_LOAD: %v", err)
		}
	}
	return time.Duration(seconds) * time.Second
}

// TestServeLoad has 200 buyers talk to one process and reports how soon they were answered and what that took. The bounds are for a
// machine that does other things at the same time; the figures in the log are what counts.
func TestServeLoad(t *testing.T) {
	needs(t, "talks for half a minute")
	binary := build(t)
	list := []pressure{
		{name: "50 a second", rate: "1000", perSecond: 50, buyers: 200},
		{name: "20 a second at the usual rate", perSecond: 20, buyers: 60},
	}
	if os.Getenv("AMENDS_TEST_LOAD") != "" { // too much for a machine that looks for races at the same time
		list = append(list, pressure{name: "100 a second by webhook", rate: "1000", perSecond: 100, buyers: 200, webhook: true})
	}
	for _, l := range list {
		t.Run(l.name, func(t *testing.T) { l.put(t, binary) })
	}
}

// pressure is how much buyers write.
type pressure struct {
	name      string
	rate      string // TELEGRAM_RATE; "" is the usual one
	perSecond float64
	buyers    int
	webhook   bool // Telegram posts, it is not polled
}

// settings are those of serve that the pressure needs.
func (l pressure) settings(t *testing.T) map[string]string {
	t.Helper()
	set := map[string]string{"TELEGRAM_RATE": l.rate}
	if l.webhook {
		set["LISTEN_ADDR"] = freeAddress(t)
		set["TELEGRAM_WEBHOOK_URL"], set["TELEGRAM_WEBHOOK_SECRET"] = "http://"+set["LISTEN_ADDR"]+"/telegram", postSecret
	}
	return set
}

// put has the buyers talk, and reports.
func (l pressure) put(t *testing.T, binary string) {
	d := loadSeconds(t)
	limits := telegramtest.Limits{}
	if l.rate != "" {
		limits.PerSecond = 10_000
	}
	f := newFleet(t, fleetConfig{binary: binary, buyers: l.buyers, agents: 1, latency: latency, telegram: limits, time: 2*d + 2*time.Minute, seed: 1,
		set: l.settings(t)})
	p := f.serve()
	p.address(t)
	talkers := f.talkers()
	f.warm(talkers)
	ctx, stop := context.WithCancel(f.ctx)
	defer stop()
	var talking sync.WaitGroup
	talking.Go(func() { converse(ctx, talkers, l.perSecond) })
	_ = think(ctx, time.Second)
	begin, from, before := p.used(t), time.Now(), f.redis.turns(t)
	_ = think(ctx, d)
	end, until, turns := p.used(t), time.Now(), f.redis.turns(t)-before
	x := f.redis.listen(t, max(d/3, 2*time.Second))
	stop()
	talking.Wait()
	f.settleChats(talkers)
	perTurn := (end.processor - begin.processor) / time.Duration(max(turns, 1))
	t.Logf("%d turns in %v: %v of the processor for each; %d MB resident, %d MB at most; %.2f commands to Redis for each turn:%s",
		turns, until.Sub(from).Round(time.Millisecond), perTurn, end.resident>>10, end.most>>10, float64(x.total())/float64(max(x.turns, 1)), x)
	t.Logf("%.1f messages a second went to Telegram", float64(f.sentIn(from, until))/until.Sub(from).Seconds())
	waits, unanswered := f.waits(talkers, from, until)
	if unanswered > 0 {
		t.Errorf("%d messages of buyers had no answer", unanswered)
	}
	for kind, list := range waits {
		t.Logf("%d answers to a %s: median %v, 99%% %v, longest %v", len(list), kind, quantile(list, 0.5), quantile(list, 0.99), quantile(list, 1))
		if got := quantile(list, 0.5); got > 2*time.Second {
			t.Errorf("expected half of the answers to a %s within 2 s, got %v", kind, got)
		}
	}
	if perTurn > 20*time.Millisecond || end.most > 300<<10 {
		t.Errorf("expected a turn to take 20 ms of the processor and serve 300 MB at most, got %v and %d KB", perTurn, end.most)
	}
	p.stop(t)
}

// talker is a buyer who says the next thing whenever it is their turn.
type talker struct {
	*buyer
	step int
	did  []deed
}

// deed is one thing that a talker did.
type deed struct {
	kind string
	at   time.Time
}

func (f *fleet) talkers() []*talker {
	list := make([]*talker, len(f.buyers))
	for i, b := range f.buyers {
		list[i] = &talker{buyer: b}
	}
	return list
}

// warm brings each buyer to another place in the story, so that they do not all do the same at the same time.
func (f *fleet) warm(talkers []*talker) {
	f.Helper()
	for step := range lastStep {
		for i, b := range talkers {
			if i%lastStep > step {
				b.goOn()
			}
		}
		f.settleChats(talkers)
	}
}

// converse gives the talkers their turns, so many a second, until ctx ends.
func converse(ctx context.Context, talkers []*talker, perSecond float64) {
	tick := time.NewTicker(time.Duration(float64(time.Second) / perSecond))
	defer tick.Stop()
	for i := 0; ; i++ {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			talkers[i%len(talkers)].goOn()
		}
	}
}

// lastStep is the place in a story from which on a talker asks questions.
const lastStep = 7

// goOn does the next thing. A story that is at its end goes on with questions about it.
func (b *talker) goOn() {
	at, kind := time.Now(), "text"
	switch step := b.step; {
	case step == 0:
		b.say("you sent me the wrong style of backpack, not what I ordered")
	case step == 1:
		b.say(b.order)
	case step == 2:
		b.say(b.code)
	case step >= lastStep:
		b.say([]string{"when will it be done?", "what happens next?", "where is my refund?"}[step%3])
	case step <= 4:
		kind = "photo"
		b.show([]string{"item", "label"}[step-3])
	default:
		kind = "press"
		if !b.choose([]string{"Keep it, partial refund", "Yes"}[step-5]) {
			return // it comes later
		}
	}
	b.step++
	b.did = append(b.did, deed{kind, at})
}

// choose presses a button of the bot's latest messages; false when there is none.
func (b *talker) choose(label string) bool {
	list := b.FromBot()
	for _, m := range slices.Backward(list) {
		if _, ok := m.Button(label); ok {
			return b.press(m, label) == nil
		}
	}
	return false
}

// settleChats waits until all that was said has been answered.
func (f *fleet) settleChats(talkers []*talker) {
	f.Helper()
	for deadline := time.Now().Add(30 * time.Second); ; {
		waiting := f.waiting(talkers)
		if len(waiting) == 0 && len(f.tg.Unconfirmed()) == 0 {
			return
		}
		if time.Now().After(deadline) || think(f.ctx, 20*time.Millisecond) != nil {
			chat := "no chat"
			if len(waiting) > 0 {
				chat = waiting[0].chat()
			}
			f.Errorf("expected all buyers to be answered in the end, %d updates are left and %d buyers wait:\n%s", len(f.tg.Unconfirmed()), len(waiting), chat)
			return
		}
	}
}

// waiting are the buyers who have had no answer to what they did last.
func (f *fleet) waiting(talkers []*talker) []*talker {
	last := map[int64]time.Time{}
	for _, s := range f.answers() {
		last[s.Chat] = s.At
	}
	var list []*talker
	for _, b := range talkers {
		if len(b.did) > 0 && last[b.ID()].Before(b.did[len(b.did)-1].at) {
			list = append(list, b)
		}
	}
	return list
}

// answers are what the bot said to buyers; the pinned messages of cases are none.
func (f *fleet) answers() []telegramtest.Sent {
	return slices.DeleteFunc(f.tg.Sent(), func(s telegramtest.Sent) bool { return s.Message.Silent })
}

// sentIn is how many messages the bot sent in a time, pinned ones too.
func (f *fleet) sentIn(from, until time.Time) int {
	n := 0
	for _, s := range f.tg.Sent() {
		if s.At.After(from) && s.At.Before(until) {
			n++
		}
	}
	return n
}

// waits is how long buyers waited for the first word of the bot after what they did, by what that was, sorted.
func (f *fleet) waits(talkers []*talker, from, until time.Time) (waits map[string][]time.Duration, unanswered int) {
	chats := map[int64][]time.Time{}
	for _, s := range f.answers() {
		chats[s.Chat] = append(chats[s.Chat], s.At)
	}
	waits = map[string][]time.Duration{}
	for _, b := range talkers {
		for _, x := range b.did {
			if x.at.Before(from) || x.at.After(until) {
				continue
			}
			i := slices.IndexFunc(chats[b.ID()], func(at time.Time) bool { return at.After(x.at) })
			if i < 0 {
				unanswered++
				continue
			}
			waits[x.kind] = append(waits[x.kind], chats[b.ID()][i].Sub(x.at))
		}
	}
	for _, list := range waits {
		slices.Sort(list)
	}
	return waits, unanswered
}
