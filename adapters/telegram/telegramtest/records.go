package telegramtest

import (
	"maps"
	"strings"
	"sync"
	"time"
)

// A Call is one call of the Bot API, with its answer.
type Call struct {
	Method      string // as the documentation spells it; "file" is a download
	At          time.Time
	Params      map[string]string // without uploaded files
	Status      int               // 200, or the error's code
	Description string            // of an error
}

// Sent is one message that the bot sent.
type Sent struct {
	Method  string
	At      time.Time
	Chat    int64
	Message Message
}

// records remember the latest calls and messages, and count all of them.
type records struct {
	mu     sync.Mutex
	calls  ring[Call]
	msgs   ring[Sent]
	counts map[string]int
	second map[int64]int
	chat   map[int64]int
}

func newRecords(keep int) records {
	return records{calls: ring[Call]{size: keep}, msgs: ring[Sent]{size: keep}, counts: map[string]int{}, second: map[int64]int{}, chat: map[int64]int{}}
}

func (r *records) call(name string, c *call, at time.Time, fail *apiError) {
	done := Call{Method: name, At: at, Params: c.params, Status: 200}
	if fail != nil {
		done.Status, done.Description = fail.code, fail.description
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.counts[strings.ToLower(name)]++
	r.calls.add(done)
}

// unknown records a call of a method that does not exist.
func (r *records) unknown(name string, at time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.calls.add(Call{Method: name, At: at, Status: 404, Description: "Not Found: method not found"})
}

func (r *records) sent(method string, m *Message, at time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.msgs.add(Sent{method, at, m.Chat.ID, *m})
	r.second[at.Unix()]++
	r.chat[m.Chat.ID]++
}

// Calls are the latest calls of a method, or of all with "", the oldest first. Options.Log says how many are kept.
func (s *Server) Calls(method string) []Call {
	s.records.mu.Lock()
	defer s.records.mu.Unlock()
	var found []Call
	for _, c := range s.records.calls.all() {
		if method == "" || strings.EqualFold(c.Method, method) {
			found = append(found, c)
		}
	}
	return found
}

// Count is how often a method was called since the start; "file" counts downloads.
func (s *Server) Count(method string) int {
	s.records.mu.Lock()
	defer s.records.mu.Unlock()
	return s.records.counts[strings.ToLower(method)]
}

// Sent are the latest messages that the bot sent, as they were sent, the oldest first. Options.Log says how many are kept.
func (s *Server) Sent() []Sent {
	s.records.mu.Lock()
	defer s.records.mu.Unlock()
	return s.records.msgs.all()
}

// SentPerSecond counts all messages that the bot sent, by Unix second.
func (s *Server) SentPerSecond() map[int64]int {
	s.records.mu.Lock()
	defer s.records.mu.Unlock()
	return maps.Clone(s.records.second)
}

// SentPerChat counts all messages that the bot sent, by chat.
func (s *Server) SentPerChat() map[int64]int {
	s.records.mu.Lock()
	defer s.records.mu.Unlock()
	return maps.Clone(s.records.chat)
}

// Unconfirmed are the updates that the bot has not confirmed: not passed over by an offset, not accepted by its webhook.
func (s *Server) Unconfirmed() []Update {
	s.mu.Lock()
	defer s.mu.Unlock()
	var left []Update
	for _, u := range s.queue.list {
		if !u.gone {
			left = append(left, u.Update)
		}
	}
	return left
}

// A ring keeps the latest of many values.
type ring[T any] struct {
	size int
	list []T
	from int // the oldest, once the ring is full
}

func (r *ring[T]) add(v T) {
	if len(r.list) < r.size {
		r.list = append(r.list, v)
		return
	}
	r.list[r.from] = v
	r.from = (r.from + 1) % r.size
}

func (r *ring[T]) all() []T {
	return append(append(make([]T, 0, len(r.list)), r.list[r.from:]...), r.list[:r.from]...)
}
