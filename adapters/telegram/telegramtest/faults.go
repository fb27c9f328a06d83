package telegramtest

import (
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// faults are what goes wrong with the next calls.
type faults struct {
	mu   sync.Mutex
	list []*planned
}

// planned is a fault for the next calls of some methods.
type planned struct {
	left    int
	methods []string // lower case; none means all but getUpdates
	fault   fault
}

type fault struct {
	fail *apiError // answered instead of performing the call
	lost bool      // performed, and the connection is closed instead of answering
}

func (f *faults) plan(n int, methods []string, what fault) {
	lower := make([]string, len(methods))
	for i, m := range methods {
		lower[i] = strings.ToLower(m)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.list = append(f.list, &planned{n, lower, what})
}

// take is the fault that meets a call, if any.
func (f *faults) take(method string) fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	method = strings.ToLower(method)
	for i, p := range f.list {
		if len(p.methods) == 0 && method == "getupdates" || len(p.methods) > 0 && !slices.Contains(p.methods, method) {
			continue
		}
		if p.left--; p.left <= 0 {
			f.list = slices.Delete(f.list, i, i+1)
		}
		return p.fault
	}
	return fault{}
}

// FailNext answers the next n calls with an error and does not perform them. retryAfter is in whole seconds, for 429; 0 leaves it
// out. Without methods all count but getUpdates, which is always under way; a download is the method "file".
func (s *Server) FailNext(n, status int, retryAfter time.Duration, methods ...string) {
	fail := &apiError{code: status, description: http.StatusText(status)}
	if status == http.StatusTooManyRequests {
		fail = tooMany(max(int(retryAfter/time.Second), 1))
	}
	fail.retryAfter = int(retryAfter / time.Second)
	s.faults.plan(n, methods, fault{fail: fail})
}

// AnswerLost performs the next n calls and closes their connections without an answer: what a bot sees that dies between the answer
// and its receipt. Methods are chosen as in FailNext.
func (s *Server) AnswerLost(n int, methods ...string) {
	s.faults.plan(n, methods, fault{lost: true})
}

// Down takes the server off the net and brings it back: connections are closed without an answer, long polls too. People go on writing.
func (s *Server) Down(down bool) {
	s.down.Store(down)
	s.mu.Lock()
	defer s.mu.Unlock()
	if down {
		s.endPoll(errCut)
	}
}

// Duplicate delivers every update twice: in one answer of getUpdates, or in two posts to the webhook.
func (s *Server) Duplicate(on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.queue.twice = on
}

// Shuffle delivers updates out of order within one answer of getUpdates, and posts those of one chat to the webhook out of order.
// The order is a different one each time, and the same in each run.
func (s *Server) Shuffle(on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.queue.mixed = nil
	if on {
		s.queue.mixed = rand.New(rand.NewPCG(1, 2))
	}
}

// Slow sets how long every answer takes, in real time.
func (s *Server) Slow(latency time.Duration) { s.latency.Store(int64(latency)) }

// RestartUpdates gives the next update this number; those that wait are forgotten. The platform chooses a new one at random when there was no update for a week.
func (s *Server) RestartUpdates(next int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for len(s.queue.list) > 0 {
		s.queue.drop(s.queue.list[0])
	}
	s.queue.next = next
}
