package slack

import (
	"sync"

	"amends/bot"
)

// mostSteps is how much a process remembers of deliveries in hand. What it forgets is found in Slack, or done again.
const mostSteps = 4096

// steps remembers what was done of deliveries that take several calls, so that a second try goes on where the first one stopped.
type steps struct {
	mu    sync.Mutex
	done  map[string]string
	order []string // of keys, oldest first
}

// The steps of a delivery.
const (
	stepPost    = "post"    // its message, with the receipt
	stepNote    = "note"    // the message that tells of trouble with it
	stepUnclear = "unclear" // a call got no answer: its message may have been posted
)

func stepKey(d bot.Delivery, step string) string {
	return string(d.Conversation) + "\x00" + d.ID + "\x00" + step
}

func (s *steps) get(d bot.Delivery, step string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.done[stepKey(d, step)]
}

func (s *steps) put(d bot.Delivery, step, value string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.done == nil {
		s.done = map[string]string{}
	}
	key := stepKey(d, step)
	if _, known := s.done[key]; !known {
		s.order = append(s.order, key)
	}
	s.done[key] = value
	if len(s.order) > mostSteps {
		delete(s.done, s.order[0])
		s.order = s.order[1:]
	}
}
