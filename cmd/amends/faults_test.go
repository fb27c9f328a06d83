package main

import (
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"
)

// How much a storm breaks.
const (
	stormKills    = 20
	stormRestarts = 5 // of Redis
	stormRefusals = 6 // bursts of Telegram's
	stormAways    = 2 // of Slack
)

// TestServeFaults lets buyers and agents work while everything fails around them: processes and Redis are killed, Slack goes away,
// Telegram refuses in bursts, every update and envelope comes twice and out of order. AMENDS_TEST_SEED plays a run again, as far as
// processes and sockets can.
func TestServeFaults(t *testing.T) {
	needs(t, "breaks everything for a minute")
	binary := buildHasty(t)
	for name, processes := range map[string]int{"one": 1, "two": 2} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			faults(t, binary, processes)
		})
	}
}

func faults(t *testing.T, binary string, processes int) {
	f := newFleet(t, fleetConfig{binary: binary, buyers: 20, agents: 3, thinking: 6 * time.Second, latency: 30 * time.Millisecond, time: 3 * time.Minute, seed: seed(t),
		kind: func(i int) kind { return []kind{plain, approved, personal}[i%3] }})
	f.tg.Duplicate(true)
	f.tg.Shuffle(true)
	f.slack.Redeliver(true)
	f.slack.Shuffle(true)
	for range processes {
		f.serve()
	}
	s := &storm{fleet: f, random: f.random(1 << 32), begun: time.Now()}
	played := make(chan []error, 1)
	go func() {
		played <- f.play()
		t.Logf("the stories are over after %v", time.Since(s.begun).Round(time.Millisecond))
	}()
	s.rage()
	t.Logf("the storm is over after %v", time.Since(s.begun).Round(time.Millisecond))
	f.finished(<-played)
	s.judge(f.prove())
	for _, p := range f.processes {
		if p.running() || !p.asked {
			p.stop(t)
		}
	}
}

// seed is the one that was asked for, or another one each time.
func seed(t *testing.T) uint64 {
	t.Helper()
	n := rand.Uint64()
	if text := os.Getenv("AMENDS_TEST_SEED"); text != "" {
		var err error
		if n, err = strconv.ParseUint(text, 10, 64); err != nil {
			t.Fatalf("AMENDS_TEST_SEED: %v", err)
		}
	}
	t.Logf("AMENDS_TEST_SEED=%d", n)
	return n
}

// storm is everything that fails.
type storm struct {
	*fleet
	random *rand.Rand
	begun  time.Time
	deaths []time.Time // of processes and of Redis
}

// rage breaks things one after the other, in an order of the seed's choice.
func (s *storm) rage() {
	faults := slices.Concat(slices.Repeat([]func(){s.kill}, stormKills), slices.Repeat([]func(){s.restartRedis}, stormRestarts),
		slices.Repeat([]func(){s.telegramRefuses}, stormRefusals), slices.Repeat([]func(){s.slackAway}, stormAways))
	s.random.Shuffle(len(faults), func(i, j int) { faults[i], faults[j] = faults[j], faults[i] })
	for _, fault := range faults {
		if think(s.ctx, 300*time.Millisecond+time.Duration(s.random.Int64N(int64(1700*time.Millisecond)))) != nil {
			return
		}
		fault()
	}
	s.slack.Down(false)
}

// kill kills a process that runs and starts another one.
func (s *storm) kill() {
	running := slices.DeleteFunc(slices.Clone(s.processes), func(p *process) bool { return !p.running() })
	if len(running) == 0 {
		return // which is found out in the end
	}
	running[s.random.IntN(len(running))].kill()
	s.deaths = append(s.deaths, time.Now())
	s.serve()
}

func (s *storm) restartRedis() {
	s.redis.kill()
	s.deaths = append(s.deaths, time.Now())
	_ = think(s.ctx, time.Duration(s.random.Int64N(int64(500*time.Millisecond))))
	s.redis.start(s.TB)
}

// telegramRefuses refuses what is sent next, in one of the ways that Telegram does.
func (s *storm) telegramRefuses() {
	n := 1 + s.random.IntN(8)
	if s.random.IntN(2) == 0 {
		s.tg.FailNext(n, 429, time.Second)
		return
	}
	s.tg.FailNext(n, 502, 0)
}

// slackAway takes Slack away for some seconds while the storm goes on.
func (s *storm) slackAway() {
	s.slack.Down(true)
	away := 2*time.Second + time.Duration(s.random.Int64N(int64(2*time.Second)))
	time.AfterFunc(away, func() { s.slack.Down(false) })
}

// unsure is how long before a death something may have been sent whose receipt was not written down any more.
const unsure = 2 * time.Second

// judge reports what came twice, and fails when no death explains it.
func (s *storm) judge(found findings) {
	s.Helper()
	again := 0
	for _, a := range s.agents {
		again += len(a.trouble)
	}
	s.Logf("agents had to do %d things again", again)
	s.Logf("%d deaths; came twice: %d messages of %d in buyers' chats, %d of %d posts on the desk", len(s.deaths), len(found.messages),
		len(s.tg.Sent()), len(found.posts), len(s.slack.Messages(s.channel)))
	for _, x := range slices.Concat(found.messages, found.posts) {
		if !slices.ContainsFunc(s.deaths, func(death time.Time) bool {
			return x.first.Before(death.Add(unsure)) && x.first.After(death.Add(-unsure))
		}) {
			s.Errorf("came twice though nothing died when it came first, at %v: %s", x.first.Sub(s.begun), x.text)
		}
	}
}
