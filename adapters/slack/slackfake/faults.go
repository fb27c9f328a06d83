package slackfake

import (
	"cmp"
	"net/http"
	"time"
)

// Failure is an answer that the server gives instead of doing what it was asked. Error alone is {"ok":false} with that code;
// a Status of 400 and more is an HTTP error; 429 carries Retry-After.
type Failure struct {
	Error      string
	Status     int
	RetryAfter time.Duration
}

func (f *Failure) asError() error {
	no := &apiError{code: f.Error, status: f.Status, retryAfter: f.RetryAfter}
	if no.code == "ratelimited" {
		no.status = cmp.Or(no.status, http.StatusTooManyRequests)
	}
	if no.status == http.StatusTooManyRequests {
		no.code = cmp.Or(no.code, "ratelimited")
		no.retryAfter = max(no.retryAfter, time.Second)
	}
	no.code = cmp.Or(no.code, "internal_error")
	return no
}

// order is a fault that was asked for and has not struck yet.
type order struct {
	left   int
	method string // "" for any
	fate   fate
}

// fate is what becomes of one call.
type fate struct {
	failure    *Failure
	dropAnswer bool
}

type faults struct {
	orders   []*order
	down     bool
	muted    bool
	twice    bool
	shuffled bool
}

// next takes the first fault that fits the method.
func (f *faults) next(method string) fate {
	for _, o := range f.orders {
		if o.left > 0 && (o.method == "" || o.method == method) {
			o.left--
			return o.fate
		}
	}
	return fate{}
}

// FailNext makes the next n calls of a method fail; an empty method means any. Besides the methods of the Web API there are
// "upload", "download" and "response_url".
func (s *Server) FailNext(n int, method string, f Failure) {
	s.change(func() {
		s.faults.orders = append(s.faults.orders, &order{left: n, method: method, fate: fate{failure: &f}})
	})
}

// AnswerLost makes the next n calls of a method work, but the connection breaks before the answer.
func (s *Server) AnswerLost(n int, method string) {
	s.change(func() {
		s.faults.orders = append(s.faults.orders, &order{left: n, method: method, fate: fate{dropAnswer: true}})
	})
}

// Down makes every call fail with HTTP 503 and cuts all Socket Mode connections, until it is called with false. People go on
// writing; the app hears of it when it is back.
func (s *Server) Down(down bool) {
	s.change(func() {
		s.faults.down = down
		if down {
			s.hub.closeAll()
		}
	})
}

// Mute keeps Socket Mode connections open but sends nothing over them, not even pings: the silent death of a connection.
func (s *Server) Mute(muted bool) {
	s.change(func() {
		s.faults.muted = muted
		s.hub.wakeAll()
	})
}

// Redeliver makes every envelope and request arrive twice.
func (s *Server) Redeliver(twice bool) { s.change(func() { s.faults.twice = twice }) }

// Shuffle holds what is delivered for a moment and lets it go in another order.
func (s *Server) Shuffle(on bool) { s.change(func() { s.faults.shuffled = on }) }

func (s *Server) change(f func()) {
	locked(s, func() struct{} { f(); return struct{}{} })
}
