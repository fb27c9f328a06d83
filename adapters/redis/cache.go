package redis

import (
	"sync"
	"time"

	"amends/dialogue"
)

// cacheSize is how many entries a process remembers of each kind.
const cacheSize = 1024

// states remembers states by the tag of the commit that wrote them, so that a process that handled a conversation's last turn
// need not fetch and read its state again. A tag is never used twice: a server that lost commits and got others instead cannot
// be mistaken for the one that was remembered.
type states struct {
	cache[dialogue.ConversationID, taggedState]
}

type taggedState struct {
	tag   string
	state dialogue.Conversation
}

// get returns what is known of the conversation; an empty tag means nothing.
func (c *states) get(id dialogue.ConversationID) taggedState {
	known, _ := c.cache.get(id)
	return known
}

// words remembers words by what they are of, each until a time.
type words[K comparable] struct {
	cache[K, timedWord]
}

type timedWord struct {
	word  string
	until time.Time
}

func (c *words[K]) put(key K, word string, until time.Time) { c.cache.put(key, timedWord{word, until}) }

func (c *words[K]) get(key K, now time.Time) (string, bool) {
	w, ok := c.cache.get(key)
	return w.word, ok && now.Before(w.until)
}

// cache is a map that puts a new entry in the place of any other one when there are too many. The zero value is empty. Safe for
// concurrent use.
type cache[K comparable, V any] struct {
	mu      sync.Mutex
	entries map[K]V
}

func (c *cache[K, V]) get(key K) (V, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	v, ok := c.entries[key]
	return v, ok
}

func (c *cache[K, V]) put(key K, v V) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.entries == nil {
		c.entries = map[K]V{}
	}
	if _, known := c.entries[key]; !known && len(c.entries) >= cacheSize {
		for other := range c.entries {
			delete(c.entries, other)
			break
		}
	}
	c.entries[key] = v
}

func (c *cache[K, V]) drop(key K) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.entries, key)
}
