package prometheus

import (
	"context"
	"sync"
	"time"

	prom "github.com/prometheus/client_golang/prometheus"

	"amends/bot"
	"amends/dialogue"
)

const (
	lookTime  = 3 * time.Second // for all that is looked up
	freshFor  = time.Second     // what was looked up is good for another scrape
	mostCases = 5000            // open cases that are looked at
)

// Source is where figures come from that are true at one moment. What is nil is left out of the answer.
type Source struct {
	Cases  bot.Cases
	Depths bot.Depths
	Stats  func() bot.Stats
	Now    func() time.Time // nil: time.Now
}

// deadlineKinds are what the team owes a buyer: an answer, an approval, a remedy carried out.
var deadlineKinds = []string{"reply", "approval", "remedy"}

// deadlineOf is the kind of what is due next in a case of the status.
var deadlineOf = map[dialogue.Status]string{dialogue.StatusHuman: "reply", dialogue.StatusAsked: "approval", dialogue.StatusSettled: "remedy"}

var openStatuses = []dialogue.Status{dialogue.StatusOpen, dialogue.StatusAsked, dialogue.StatusHuman, dialogue.StatusSettled, dialogue.StatusFulfilled}

// gauges look up what is true now whenever the figures are asked for.
type gauges struct {
	source Source
	mu     sync.Mutex
	last   []prom.Metric
	taken  time.Time
}

func newGauges(s Source) *gauges {
	if s.Now == nil {
		s.Now = time.Now
	}
	return &gauges{source: s}
}

func describe(name, help string, labels ...string) *prom.Desc {
	return prom.NewDesc("amends_"+name, help, labels, nil)
}

var (
	storeUp      = describe("store_up", "1 while the store answers.")
	outboxDepth  = describe("outbox_depth", "Chats and desk threads with something that waits to be sent or is in hand.")
	outboxOldest = describe("outbox_oldest_seconds", "For how long something could have been sent that was not; 0 when nothing waits.")
	inboxDepth   = describe("inbox_depth", "Conversations with events that wait to be handled or are in hand.")
	timers       = describe("timers", "Conversations that something happens in by itself at some time.")
	lanesWaiting = describe("lanes_waiting", "Conversations of this process that wait for a worker.")
	lanesLeft    = describe("lanes_left_total", "Conversations that found no worker in time and were taken over later.")
	openCases    = describe("open_cases", "Cases that are not closed.", "status")
	deadlineSoon = describe("sla_due_seconds", "Time left until the nearest deadline; below zero it has passed.", "kind")
	everyGaugeIs = []*prom.Desc{storeUp, outboxDepth, outboxOldest, inboxDepth, timers, lanesWaiting, lanesLeft, openCases, deadlineSoon}
)

// Describe implements prometheus.Collector.
func (g *gauges) Describe(to chan<- *prom.Desc) {
	for _, d := range everyGaugeIs {
		to <- d
	}
}

// Collect implements prometheus.Collector.
func (g *gauges) Collect(to chan<- prom.Metric) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if now := g.source.Now(); g.last == nil || now.Sub(g.taken).Abs() >= freshFor {
		g.last, g.taken = g.look(now), now
	}
	for _, m := range g.last {
		to <- m
	}
}

// look looks everything up. What a store that is down cannot say is left out: a zero would be a lie.
func (g *gauges) look(now time.Time) []prom.Metric {
	ctx, cancel := context.WithTimeout(context.Background(), lookTime)
	defer cancel()
	var all []prom.Metric
	add := func(d *prom.Desc, value float64, labels ...string) {
		all = append(all, prom.MustNewConstMetric(d, prom.GaugeValue, value, labels...))
	}
	up := g.depth(ctx, now, add) && g.cases(ctx, now, add)
	add(storeUp, map[bool]float64{true: 1}[up])
	if g.source.Stats != nil {
		lanes := g.source.Stats()
		add(lanesWaiting, float64(lanes.Waiting))
		all = append(all, prom.MustNewConstMetric(lanesLeft, prom.CounterValue, float64(lanes.Left)))
	}
	return all
}

func (g *gauges) depth(ctx context.Context, now time.Time, add func(*prom.Desc, float64, ...string)) (up bool) {
	if g.source.Depths == nil {
		return true
	}
	d, err := g.source.Depths.Depth(ctx)
	if err != nil {
		return false
	}
	var oldest time.Duration
	if !d.OldestReady.IsZero() {
		oldest = max(now.Sub(d.OldestReady), 0)
	}
	add(outboxDepth, float64(d.Outbox))
	add(outboxOldest, oldest.Seconds())
	add(inboxDepth, float64(d.Inbox))
	add(timers, float64(d.Wake))
	return true
}

func (g *gauges) cases(ctx context.Context, now time.Time, add func(*prom.Desc, float64, ...string)) (up bool) {
	if g.source.Cases == nil {
		return true
	}
	found, err := g.source.Cases.Cases(ctx, bot.CaseQuery{Limit: mostCases})
	if err != nil {
		return false
	}
	count, nearest := map[dialogue.Status]int{}, map[string]time.Time{}
	for _, c := range found {
		count[c.Status]++
		kind, owed := deadlineOf[c.Status]
		if at, known := nearest[kind]; owed && !c.Due.IsZero() && (!known || c.Due.Before(at)) {
			nearest[kind] = c.Due
		}
	}
	for _, s := range openStatuses {
		add(openCases, float64(count[s]), string(s))
	}
	for kind, due := range nearest {
		add(deadlineSoon, due.Sub(now).Seconds(), kind)
	}
	return true
}
