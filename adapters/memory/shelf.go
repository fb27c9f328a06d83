package memory

import (
	"bytes"
	"context"
	"crypto/rand"
	"slices"
	"strings"

	"amends/bot"
)

// Get returns what Put kept under the key, nil when there is nothing.
func (s *Store) Get(_ context.Context, key string) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return bytes.Clone(s.shelf[key]), nil
}

// GetMany returns what Put kept under the keys; those with nothing are left out.
func (s *Store) GetMany(_ context.Context, keys []string) (map[string][]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	found := make(map[string][]byte, len(keys))
	for _, key := range keys {
		if value, ok := s.shelf[key]; ok {
			found[key] = bytes.Clone(value)
		}
	}
	return found, nil
}

// Put keeps entries, each in place of the one before, and returns how many of them are new.
func (s *Store) Put(_ context.Context, entries map[string][]byte) (added int, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for key, value := range entries {
		if _, ok := s.shelf[key]; !ok {
			added++
		}
		s.shelf[key] = append([]byte{}, value...)
	}
	return added, nil
}

// Secret returns the 32 random bytes of the name: made when first asked for, the same after that until the process ends.
func (s *Store) Secret(_ context.Context, name string) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.secrets[name] == nil {
		secret := make([]byte, 32)
		rand.Read(secret) // never fails
		s.secrets[name] = secret
	}
	return bytes.Clone(s.secrets[name]), nil
}

// Cases implements bot.Cases.
func (s *Store) Cases(_ context.Context, q bot.CaseQuery) ([]bot.CaseEntry, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var found []bot.CaseEntry
	for _, e := range s.cases {
		if q.Match(e) {
			found = append(found, e)
		}
	}
	slices.SortFunc(found, func(a, b bot.CaseEntry) int {
		if c := a.Opened.Compare(b.Opened); c != 0 {
			return c
		}
		return strings.Compare(a.No, b.No)
	})
	return q.Cut(found), nil
}
