package main

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"amends/adapters/redis"
	"amends/adapters/slack/slackfake"
	"amends/adapters/telegram/telegramtest"
)

// lenient is a shop that grants small remedies by itself and asks its team about the others.
const lenient = `version: 1
seller: {name: Northwind Trading, marketplace: amazon, country: US, languages: [en, es]}
limits: {auto_refund: 10.00, auto_budget_per_day: 100000.00}
`

// fleet is Telegram, Slack and Redis, buyers and agents in them, and the processes that serve them.
type fleet struct {
	testing.TB
	ctx      context.Context
	seed     uint64
	thinking time.Duration
	binary   string
	tg       *telegramtest.Server
	slack    *slackfake.Server
	redis    *redisServer
	channel  string
	buyers   []*buyer
	agents   []*agent
	set      map[string]string

	processes []*process
}

// fleetConfig says how large a fleet is and how its people are.
type fleetConfig struct {
	binary         string
	buyers, agents int
	kind           func(i int) kind // of a buyer; nil: all of them plain
	latency        time.Duration    // of Telegram's and Slack's answers
	telegram       telegramtest.Limits
	thinking       time.Duration // of a buyer before an answer, at most
	time           time.Duration // for all of it
	seed           uint64
	set            map[string]string // more settings of serve
}

// newFleet starts everything but serve.
func newFleet(t testing.TB, cfg fleetConfig) *fleet {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), cfg.time)
	t.Cleanup(cancel)
	f := &fleet{TB: t, ctx: ctx, seed: cfg.seed, thinking: cfg.thinking, binary: cfg.binary, redis: startRedis(t),
		tg: telegramtest.New(telegramtest.Options{Latency: cfg.latency, Limits: cfg.telegram, Log: 200_000, CallbackLife: time.Minute,
			Webhook: telegramtest.Delivery{Local: true}}),
		slack: slackfake.New(slackfake.Options{Latency: cfg.latency, Log: 200_000,
			RetryAfter: []time.Duration{200 * time.Millisecond, time.Second, 2 * time.Second, 4 * time.Second, 8 * time.Second}})}
	t.Cleanup(f.tg.Close)
	t.Cleanup(f.slack.Close)
	f.recruit(cfg)
	f.set = map[string]string{"TELEGRAM_BOT_TOKEN": f.tg.Token(), "TELEGRAM_API_URL": f.tg.URL(), "SLACK_BOT_TOKEN": f.slack.BotToken(),
		"SLACK_APP_TOKEN": f.slack.AppToken(), "SLACK_API_URL": f.slack.URL(), "SLACK_CHANNEL": f.channel, "REDIS_URL": f.redis.url(),
		"PLAYBOOK": f.file("shop.yaml", lenient), "ORDERS": f.file("orders.yaml", ordersOf(f.buyers)), "EVIDENCE_DIR": t.TempDir(),
		"LISTEN_ADDR": "127.0.0.1:0"}
	maps.Copy(f.set, cfg.set)
	t.Cleanup(f.killAll)
	return f
}

// recruit makes the buyers and the agents.
func (f *fleet) recruit(cfg fleetConfig) {
	var names []string
	for i := range cfg.agents {
		names = append(names, fmt.Sprintf("agent%02d", i))
	}
	channel, ids := f.slack.Desk("desk", names...)
	f.channel = channel
	for i := range cfg.buyers {
		k := plain
		if cfg.kind != nil {
			k = cfg.kind(i)
		}
		f.buyers = append(f.buyers, newBuyer(f, i, k))
	}
	for i, id := range ids {
		f.agents = append(f.agents, &agent{f: f, place: i, Agent: f.slack.Agent(id), answered: map[string]bool{}})
	}
}

func (f *fleet) file(name, text string) string {
	f.Helper()
	path := filepath.Join(f.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		f.Fatal(err)
	}
	return path
}

// random is a source of its own for each purpose, the same in each run with the same seed.
func (f *fleet) random(purpose uint64) *rand.Rand { return rand.New(rand.NewPCG(f.seed, purpose)) }

// serve starts one more process.
func (f *fleet) serve() *process {
	f.Helper()
	p, err := launch(f.binary, f.set)
	if err != nil {
		f.Fatal(err)
	}
	f.processes = append(f.processes, p)
	return p
}

// killAll ends the processes that still run.
func (f *fleet) killAll() {
	for _, p := range f.processes {
		p.kill()
	}
}

// store opens the fleet's Redis to look at what was kept.
func (f *fleet) store() *redis.Store {
	f.Helper()
	s, err := redis.Open(f.ctx, f.redis.url(), redis.Options{})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { _ = s.Close() })
	return s
}

// work lets all buyers and agents play until the buyers' stories have ended, and fails when one does not.
func (f *fleet) work() {
	f.Helper()
	f.finished(f.play())
}

// play lets all buyers and agents play, and returns for each buyer why the story did not come to its end.
func (f *fleet) play() []error {
	agents, stop := context.WithCancel(f.ctx)
	defer stop()
	var desk, chats sync.WaitGroup
	for _, a := range f.agents {
		desk.Go(func() { a.work(agents) })
	}
	failed := make([]error, len(f.buyers))
	for i, b := range f.buyers {
		chats.Go(func() { failed[i] = b.play(f.ctx) })
	}
	chats.Wait()
	stop()
	desk.Wait()
	return failed
}

// finished fails when a buyer's story did not come to its end.
func (f *fleet) finished(failed []error) {
	f.Helper()
	stuck := 0
	for i, err := range failed {
		if err == nil {
			continue
		}
		if stuck++; stuck <= 3 {
			f.Errorf("buyer %d (%s): %v; the chat shows\n%s", i, f.buyers[i].kind, err, f.buyers[i].chat())
		}
	}
	if stuck > 0 {
		f.Fatalf("%d of %d buyers did not come to the end of their stories", stuck, len(f.buyers))
	}
}

// TestServeStory is one buyer's dispute through the real binary: the wrong style, photos, three ways out, one chosen, an approval, the
// remedy carried out, and a word with the agent.
func TestServeStory(t *testing.T) {
	needs(t, "builds and runs the real binary")
	f := newFleet(t, fleetConfig{binary: build(t), buyers: 1, agents: 1, kind: func(int) kind { return approved }, time: time.Minute, seed: 1})
	p := f.serve()
	f.work()
	f.prove()
	p.stop(t)
	if said := p.said.String(); strings.Contains(said, f.buyers[0].order) || strings.Contains(said, f.tg.Token()) {
		t.Errorf("expected no order number and no token in what serve says, got\n%s", said)
	}
}
