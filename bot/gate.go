package bot

import (
	"log/slog"
	"sync"
	"time"
)

const (
	troubleAfter = 5           // failures in a row
	firstShut    = time.Second // doubles with each probe that fails
	longestShut  = 30 * time.Second
	probeWait    = time.Second // for those who come while a probe is under way
	usualSend    = 100 * time.Millisecond
)

// gates keep a channel in trouble from holding up the others: it may have a part of the hands only, and after several failures in a row
// nobody calls it until a pause is over, and then one at a time until it answers.
type gates struct {
	random func() float64
	log    *slog.Logger
	mu     sync.Mutex
	all    map[string]*gate // by channel
}

type gate struct {
	inHand  int
	took    time.Duration // of one send, about
	place   time.Time     // when the last of those who found no room has its place
	failed  int           // in a row
	shut    time.Time     // until when nobody passes
	pause   time.Duration // how long it was shut the last time
	probing bool
}

// pass is the right to call a channel, to be given back.
type pass struct {
	gate  *gate
	name  string
	probe bool
}

func newGates(random func() float64, log *slog.Logger) *gates {
	return &gates{random: random, log: log, all: map[string]*gate{}}
}

// enter reports how long a delivery has to wait before its channel may be called; 0 lets it pass. Of share, which is how many may be in
// hand, 0 means any number.
func (g *gates) enter(channel string, share int, now time.Time) (pass, time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	t := g.all[channel]
	if t == nil {
		t = &gate{took: usualSend}
		g.all[channel] = t
	}
	p := pass{gate: t, name: channel, probe: t.failed >= troubleAfter}
	switch wait := t.shut.Sub(now); {
	case wait > 0 && wait <= longestShut: // a longer one comes of a clock that was set back
		return p, wait
	case p.probe && t.probing:
		return p, probeWait/2 + time.Duration(g.random()*float64(probeWait/2))
	case share > 0 && t.inHand >= share:
		return p, t.line(share, now)
	}
	t.probing = p.probe
	t.inHand++
	return p, 0
}

// line gives the next place in the line of those who found no room: about when it will be free.
func (t *gate) line(share int, now time.Time) time.Duration {
	wait := max(t.place.Sub(now), 0) + t.took/time.Duration(share)
	wait = min(max(wait, time.Millisecond), longestShut)
	t.place = now.Add(wait)
	return wait
}

// leave gives a pass back and learns from how the call ended. Any answer shows that the channel is there.
func (g *gates) leave(p pass, outcome Outcome, took time.Duration, now time.Time) {
	g.mu.Lock()
	defer g.mu.Unlock()
	t := p.gate
	t.inHand--
	if p.probe {
		t.probing = false
	}
	switch outcome {
	case OutcomeSkipped:
		return
	case OutcomeRetry:
		t.failed++
		if p.probe || t.failed == troubleAfter {
			g.shut(t, p.name, now)
		}
	default:
		if t.failed >= troubleAfter {
			g.log.Info("channel answers again", "channel", p.name)
		}
		t.failed, t.pause, t.shut = 0, 0, time.Time{}
	}
	t.took += (took - t.took) / 8
}

func (g *gates) shut(t *gate, channel string, now time.Time) {
	t.pause = min(max(2*t.pause, firstShut), longestShut)
	wait := t.pause/2 + time.Duration(g.random()*float64(t.pause/2))
	t.shut = now.Add(wait)
	g.log.Warn("channel is in trouble", "channel", channel, "failures in a row", t.failed, "again in", wait)
}
