package slackfake

import (
	"encoding/json"
	"errors"
	"net/url"
	"time"
)

// The kinds of what Slack sends to an app, as they are called in Socket Mode.
const (
	kindEvent       = "events_api"
	kindInteractive = "interactive"
	kindCommand     = "slash_commands"
)

// shuffleFor is how long Shuffle holds things back.
const shuffleFor = 20 * time.Millisecond

// ErrNotAcknowledged is what a person sees when the app did not answer in time: "This app is not responding."
var ErrNotAcknowledged = errors.New("slackfake: the app did not acknowledge in time")

// delivery is something the app has to hear of: an event until it acknowledges it or the repetitions are used up; an interaction
// or a command once, within AckTimeout.
type delivery struct {
	kind, name, id string
	payload        []byte
	form           url.Values // the same for a command over HTTP
	settle         func(reply json.RawMessage) error

	born    time.Time
	attempt int
	settled bool
	done    chan struct{}
	reply   json.RawMessage
	err     error
}

// after runs f later with mu held, unless the server was closed.
func (s *Server) after(d time.Duration, f func()) {
	time.AfterFunc(d, func() {
		if s.closing.Err() == nil {
			s.change(f)
		}
	})
}

// send hands something to the app. The caller holds mu.
func (s *Server) send(d *delivery) {
	d.born, d.done = time.Now(), make(chan struct{})
	s.hub.open++
	if d.kind != kindEvent {
		s.after(s.opt.AckTimeout, func() { s.conclude(d, nil, ErrNotAcknowledged) })
	}
	if !s.faults.shuffled {
		s.route(d)
		return
	}
	if s.mixed = append(s.mixed, d); len(s.mixed) == 1 {
		s.after(shuffleFor, s.releaseMixed)
	}
}

func (s *Server) releaseMixed() {
	mixed := s.mixed
	s.mixed = nil
	s.rand.Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
	for _, d := range mixed {
		s.route(d)
	}
}

func (s *Server) route(d *delivery) {
	s.dispatch(&flight{d: d})
	if s.faults.twice {
		s.dispatch(&flight{d: d, attempt: 1, reason: "timeout", extra: true})
	}
}

func (s *Server) dispatch(f *flight) {
	if s.signed != nil {
		s.signed.enqueue(f)
	} else {
		s.fly(f)
	}
}

// again repeats an event that was not acknowledged, or gives it up.
func (s *Server) again(d *delivery, reason string) {
	if d.settled || d.kind != kindEvent {
		return
	}
	if d.attempt >= len(s.opt.RetryAfter) {
		s.records.lost++
		s.conclude(d, nil, ErrNotAcknowledged)
		return
	}
	pause := s.opt.RetryAfter[d.attempt]
	d.attempt++
	next := &flight{d: d, attempt: d.attempt, reason: reason}
	if pause <= 0 {
		s.dispatch(next)
		return
	}
	s.after(pause, func() {
		if !d.settled {
			s.dispatch(next)
		}
	})
}

// conclude ends a delivery: the app acknowledged it, with or without an answer, or it is given up.
func (s *Server) conclude(d *delivery, reply json.RawMessage, err error) {
	if d.settled {
		return
	}
	d.settled, d.reply, d.err = true, reply, err
	s.hub.open--
	if err == nil && d.settle != nil {
		d.err = d.settle(reply)
	}
	close(d.done)
}

func (s *Server) noteAck(d *delivery, a Ack) {
	a.Kind, a.Name, a.ID = d.kind, d.name, d.id
	a.Late = a.Late || d.settled
	s.records.acks.add(a)
}
