package bot

import (
	"math"
	"sync"
	"time"

	"amends/dialogue"
)

// Limits is how fast the deliveries of a class may be sent, in messages per second. Zero means no limit.
type Limits struct {
	PerChat float64
	Global  float64 // for all chats together: in no second there are more, and they are spaced evenly
	Burst   int     // messages to one chat that may go out at once; 0 is 1
}

const (
	mostChats  = 8192 // remembered; beyond it those that have been quiet are forgotten
	mostPlaces = 4096 // remembered; beyond it those that nobody came for are forgotten
	placeKept  = 10 * time.Minute
	// slack makes the gaps in a line a little longer than its limit asks for: one that is late need not make the next wait.
	slack = 1.01
)

// pace keeps to the limits. A delivery waits first until its chat is ready for it, and then in the line of its class, where it has its
// place at once and keeps it. What pace remembers may be lost: the channel's own limit is the last word.
type pace struct {
	limits map[string]Limits
	mu     sync.Mutex
	lines  map[string]*line // by class
	chats  map[chat]time.Time
	room   int // for chats; beyond it some are forgotten
}

// chat is a destination with its class; pace knows of each when its allowance is whole again.
type chat struct {
	class string
	to    Destination
}

func newPace(limits map[string]Limits) *pace {
	p := &pace{limits: limits, lines: map[string]*line{}, chats: map[chat]time.Time{}, room: mostChats}
	for class, l := range limits {
		if l.Global > 0 {
			p.lines[class] = newLine(l.Global)
		}
	}
	return p
}

// gapOf is the time from one message to the next.
func gapOf(perSecond float64) time.Duration { return time.Duration(float64(time.Second) / perSecond) }

// wait is how long a delivery has to wait before it may be sent; 0 sends it and counts it.
func (p *pace) wait(class string, d Delivery, now time.Time) time.Duration {
	limits, limited := p.limits[class]
	if !limited {
		return 0
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	c, w, l := chat{class, d.To}, waiter{d.Conversation, d.ID}, p.lines[class]
	ready := p.ready(c, limits, now)
	if l != nil {
		ready = l.ready(w, ready, now)
	}
	if ready.After(now) {
		return ready.Sub(now)
	}
	if l != nil {
		l.count(w, now)
	}
	p.count(c, limits, now)
	return 0
}

// ready is when a chat may get its next message.
func (p *pace) ready(c chat, limits Limits, now time.Time) time.Time {
	whole, known := p.chats[c]
	if !known {
		return now
	}
	burst, gap := time.Duration(max(limits.Burst, 1)), gapOf(limits.PerChat)
	if whole.Sub(now) > burst*gap { // the clock was set back
		delete(p.chats, c)
		return now
	}
	return latest(now, whole.Add(-(burst-1)*gap))
}

func (p *pace) count(c chat, limits Limits, now time.Time) {
	if limits.PerChat <= 0 {
		return
	}
	p.forget(now)
	p.chats[c] = latest(p.chats[c], now).Add(gapOf(limits.PerChat))
}

// forget drops the chats whose allowance is whole: one that is not known has a whole one.
func (p *pace) forget(now time.Time) {
	if len(p.chats) < p.room {
		return
	}
	for c, whole := range p.chats {
		if !whole.After(now) {
			delete(p.chats, c)
		}
	}
	p.room = max(mostChats, 2*len(p.chats))
}

// waiter is a delivery that has its place in a line.
type waiter struct {
	conversation dialogue.ConversationID
	delivery     string
}

// line is a class with a limit for all of its chats.
type line struct {
	gap    time.Duration
	next   time.Time // the first place that is free
	places map[waiter]time.Time
	room   int         // for places; beyond it some are forgotten
	sent   []time.Time // the last ones, as many as a second may have: a ring
	oldest int
}

func newLine(perSecond float64) *line {
	return &line{gap: gapOf(perSecond / slack), places: map[waiter]time.Time{}, room: mostPlaces, sent: make([]time.Time, int(math.Ceil(perSecond)))}
}

// ready is when a delivery may be sent that its chat is ready for at a time. While the line is shorter than that it gives no place: it
// would stay empty.
func (l *line) ready(w waiter, chat, now time.Time) time.Time {
	at, has := l.places[w]
	if !has {
		at = latest(now, l.sane(l.next, now))
		if chat.After(at) {
			return chat
		}
		l.next = at.Add(l.gap)
		l.forget(now)
		l.places[w] = at
	}
	ready := latest(chat, l.sane(at, now))
	if first := l.sent[l.oldest]; !first.After(now) { // else the clock was set back
		ready = latest(ready, first.Add(time.Second))
	}
	return ready
}

// sane is the time, or now when it is later than a line of those who wait can be long: then the clock was set back.
func (l *line) sane(at, now time.Time) time.Time {
	if at.Sub(now) > time.Duration(len(l.places)+1)*l.gap {
		return now
	}
	return at
}

func (l *line) count(w waiter, now time.Time) {
	delete(l.places, w)
	l.sent[l.oldest] = now
	l.oldest = (l.oldest + 1) % len(l.sent)
}

// forget drops places that nobody came back for, because another process took the delivery.
func (l *line) forget(now time.Time) {
	if len(l.places) < l.room {
		return
	}
	for w, at := range l.places {
		if now.Sub(at) > placeKept {
			delete(l.places, w)
		}
	}
	l.room = max(mostPlaces, 2*len(l.places))
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
