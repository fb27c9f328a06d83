package orders

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"

	"amends/bot"
	"amends/dialogue"
)

// Shelf keeps stored orders by their Key. Implementations are safe for concurrent use.
type Shelf interface {
	// Get returns what was put under the key; nil and no error when there is nothing.
	Get(ctx context.Context, key string) ([]byte, error)
	// GetMany returns what was put under the keys; those with nothing are left out.
	GetMany(ctx context.Context, keys []string) (map[string][]byte, error)
	// Put stores the entries, over older ones of the same keys, and returns how many keys were not there before.
	Put(ctx context.Context, entries map[string][]byte) (added int, err error)
}

// MinKey is how many bytes a key for personal facts must have.
const MinKey = 16

// ErrKey is returned for a key that is too short to protect anything.
var ErrKey = errors.New("the key for personal facts is shorter than 16 bytes")

// Source answers the bot's questions from a Shelf. It is safe for concurrent use if its Shelf is.
type Source struct {
	shelf Shelf
	key   []byte
	decoy []byte // a stored order that nobody owns, looked at in place of an unknown one
}

var _ bot.Orders = (*Source)(nil)

// NewSource returns a Source over a Shelf that was filled under the same key.
func NewSource(shelf Shelf, key []byte) (*Source, error) {
	if len(key) < MinKey {
		return nil, ErrKey
	}
	nobody := newHasher([]byte(rand.Text())).proof("", person{postal: "00000", email: "a@b.c", phone: "0000000000"})
	return &Source{shelf: shelf, key: key, decoy: encode(Record{Proof: nobody})}, nil
}

// Order implements bot.Orders.
func (s *Source) Order(ctx context.Context, id string) (dialogue.Order, error) {
	r, err := s.Record(ctx, id)
	return r.Order, err
}

// Record returns all that is kept about an order. bot.ErrNotFound if there is none.
func (s *Source) Record(ctx context.Context, id string) (Record, error) {
	key := Key(id)
	if key == "" {
		return Record{}, bot.ErrNotFound
	}
	stored, err := s.get(ctx, key)
	if err != nil {
		return Record{}, err
	}
	if stored == nil {
		return Record{}, bot.ErrNotFound
	}
	r, err := decode(stored)
	if err != nil {
		return Record{}, fmt.Errorf("order %s: %w", dialogue.MaskOrder(id), err)
	}
	return r, nil
}

// Owns implements bot.Orders. The text may say more than the fact: its words are tried one by one, the first few only. The
// work depends on the text alone, not on whether the order exists, what is known of its buyer, or which word was right.
func (s *Source) Owns(ctx context.Context, id, text string) (bool, error) {
	key := Key(id)
	stored, err := s.get(ctx, key)
	if err != nil {
		return false, err
	}
	known := stored != nil
	if !known {
		stored = s.decoy
	}
	r, err := decode(stored)
	if err != nil {
		return false, fmt.Errorf("order %s: %w", dialogue.MaskOrder(id), err)
	}
	h, owns := newHasher(s.key), false
	for _, c := range candidates(text, key) {
		if h.matches(key, r.Proof, c) {
			owns = true
		}
	}
	if !known {
		return false, bot.ErrNotFound
	}
	return owns, nil
}

func (s *Source) get(ctx context.Context, key string) ([]byte, error) {
	stored, err := s.shelf.Get(ctx, key)
	if err != nil {
		return nil, fmt.Errorf("looking up an order: %w", err)
	}
	return stored, nil
}

// All lists the orders by their numbers if they are in memory, as after Load and Sample; nil for other shelves.
func (s *Source) All() []dialogue.Order {
	shelf, ok := s.shelf.(*shelfMap)
	if !ok {
		return nil
	}
	shelf.mu.RLock()
	defer shelf.mu.RUnlock()
	var out []dialogue.Order
	for _, key := range slices.Sorted(maps.Keys(shelf.entries)) {
		if r, err := decode(shelf.entries[key]); err == nil {
			out = append(out, r.Order)
		}
	}
	return out
}

// shelfMap is the Shelf behind Load: a map in memory.
type shelfMap struct {
	mu      sync.RWMutex
	entries map[string][]byte
}

func newShelfMap() *shelfMap { return &shelfMap{entries: make(map[string][]byte)} }

func (m *shelfMap) Get(_ context.Context, key string) ([]byte, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.entries[key], nil
}

func (m *shelfMap) GetMany(_ context.Context, keys []string) (map[string][]byte, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	found := make(map[string][]byte, len(keys))
	for _, key := range keys {
		if value, ok := m.entries[key]; ok {
			found[key] = value
		}
	}
	return found, nil
}

func (m *shelfMap) Put(_ context.Context, entries map[string][]byte) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	added := 0
	for key, stored := range entries {
		if _, ok := m.entries[key]; !ok {
			added++
		}
		m.entries[key] = stored
	}
	return added, nil
}
