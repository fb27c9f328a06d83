package telegram

import (
	"sync"

	"amends/bot"
)

// progressKept bounds how many unfinished deliveries are remembered; of one that is forgotten all is sent again.
const progressKept = 1024

// progress remembers of deliveries that take several messages which of them went out, so that another try sends only the rest.
type progress struct {
	mu    sync.Mutex
	steps map[string][]int // message IDs, in order
	order []string         // oldest first; may hold some that are finished
}

func newProgress() *progress { return &progress{steps: map[string][]int{}} }

// deliveryKey names a delivery over all conversations.
func deliveryKey(d bot.Delivery) string { return string(d.Conversation) + " " + d.ID }

// done returns what step n of a delivery sent; false when it has not been done.
func (p *progress) done(key string, n int) (int, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if n >= len(p.steps[key]) {
		return 0, false
	}
	return p.steps[key][n], true
}

// note notes what the next step of a delivery sent.
func (p *progress) note(key string, message int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if _, ok := p.steps[key]; !ok {
		p.order = append(p.order, key)
	}
	p.steps[key] = append(p.steps[key], message)
	for len(p.order) > progressKept {
		delete(p.steps, p.order[0])
		p.order = p.order[1:]
	}
}

// forget ends a delivery.
func (p *progress) forget(key string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.steps, key)
}
