package slackfake

import (
	"encoding/json"
	"errors"
	"maps"
	"reflect"
	"slices"
	"time"
)

// Call is one request to the Web API, an upload, a download or a response URL.
type Call struct {
	Method string
	Args   map[string]string // without the token
	At     time.Time         // on the workspace's clock
	Took   time.Duration     // on the wall clock, latency included
	Error  string            // Slack's code; empty when it worked
	TS     string            // of the message that the call made or changed
}

// Ack is one acknowledgement of an envelope or a request.
type Ack struct {
	Kind    string // "events_api", "interactive" or "slash_commands"
	Name    string // "message/file_share", "block_actions", "/amends"
	ID      string // the event_id; for the others the trigger_id
	Attempt int    // 0 for the first delivery
	Delay   time.Duration
	Payload json.RawMessage // what came with it
	Late    bool            // after AckTimeout, or for something settled already
	Status  int             // of the HTTP response; 0 with Socket Mode
}

// records is what happened, for assertions.
type records struct {
	calls      ring[Call]
	acks       ring[Ack]
	count      map[string]int
	violations int
	lost       int
}

func (r *records) note(c *call, answer object, err error, took time.Duration) {
	entry := Call{Method: c.method, Args: c.args, At: c.at, Took: took}
	entry.TS, _ = answer["ts"].(string)
	var no *apiError
	if errors.As(err, &no) {
		entry.Error = no.code
	}
	r.calls.add(entry)
	if r.count == nil {
		r.count = map[string]int{}
	}
	r.count[c.method]++
}

// Calls returns the latest calls of a method, oldest first; with an empty method all calls.
func (s *Server) Calls(method string) []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := s.records.calls.all()
	if method == "" {
		return all
	}
	return slices.DeleteFunc(all, func(c Call) bool { return c.Method != method })
}

// Count tells how often each method was called since the start, failures included.
func (s *Server) Count() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.records.count)
}

// Acks returns the latest acknowledgements, oldest first.
func (s *Server) Acks() []Ack {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.records.acks.all()
}

// Violations is the number of calls that went beyond a rate limit.
func (s *Server) Violations() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.records.violations
}

// Lost is the number of events that were never acknowledged and will not be sent again.
func (s *Server) Lost() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.records.lost
}

// Unacknowledged is the number of events, interactions and commands that the app still has to acknowledge. Zero means that it has
// heard of everything.
func (s *Server) Unacknowledged() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.hub.open + len(s.mixed)
}

// ByMetadata returns the messages of the given event type whose payload holds value under key, over all channels, oldest first in
// each. Values are as JSON has them: a number is a float64. An empty key asks for the type alone.
func (s *Server) ByMetadata(eventType, key string, value any) []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	var found []Message
	for _, id := range slices.Sorted(maps.Keys(s.workspace.channels)) {
		for _, m := range s.workspace.channels[id].timeline {
			if m.Metadata != nil && m.Metadata.EventType == eventType && (key == "" || reflect.DeepEqual(m.Metadata.EventPayload[key], value)) {
				found = append(found, m.copy())
			}
		}
	}
	return found
}
