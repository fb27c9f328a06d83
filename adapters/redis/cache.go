package redis

import (
	"sync"

	"amends/dialogue"
)

// cacheSize is how many states a process remembers.
const cacheSize = 1024

// cache remembers states by the tag of the commit that wrote them, so that a process that handled a conversation's last turn
// need not fetch and read its state again. A tag is never used twice: a server that lost commits and got others instead cannot
// be mistaken for the one that was remembered. Safe for concurrent use.
type cache struct {
	mu     sync.Mutex
	states map[dialogue.ConversationID]taggedState
}

type taggedState struct {
	tag   string
	state dialogue.Conversation
}

func newCache() *cache { return &cache{states: map[dialogue.ConversationID]taggedState{}} }

// get returns what is known of the conversation; an empty tag means nothing.
func (c *cache) get(id dialogue.ConversationID) taggedState {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.states[id]
}

// put remembers a state, in the place of any other one when there are too many.
func (c *cache) put(id dialogue.ConversationID, tag string, state dialogue.Conversation) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, known := c.states[id]; !known && len(c.states) >= cacheSize {
		for other := range c.states {
			delete(c.states, other)
			break
		}
	}
	c.states[id] = taggedState{tag, state}
}
