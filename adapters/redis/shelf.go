package redis

import (
	"context"
	"crypto/rand"
	"maps"
	"slices"

	goredis "github.com/redis/go-redis/v9"
)

// shelfBatch is how many entries go in one round trip.
const shelfBatch = 500

// Get returns what Put kept under the key, nil when there is nothing.
func (s *Store) Get(ctx context.Context, key string) ([]byte, error) {
	value, err := s.client.Get(ctx, orderKey+key).Bytes()
	if err == goredis.Nil {
		return nil, nil
	}
	return value, s.trouble("read order", err)
}

// GetMany returns what Put kept under the keys; those with nothing are left out.
func (s *Store) GetMany(ctx context.Context, keys []string) (map[string][]byte, error) {
	found := make(map[string][]byte, len(keys))
	for batch := range slices.Chunk(keys, shelfBatch) {
		values := make([]*goredis.StringCmd, len(batch))
		_, err := s.client.Pipelined(ctx, func(p goredis.Pipeliner) error {
			for i, key := range batch {
				values[i] = p.Get(ctx, orderKey+key)
			}
			return nil
		})
		if err != nil && err != goredis.Nil {
			return nil, s.trouble("read orders", err)
		}
		for i, key := range batch {
			if value, err := values[i].Bytes(); err == nil {
				found[key] = value
			}
		}
	}
	return found, nil
}

// Put keeps entries, each in place of the one before, and returns how many of them are new. It goes in batches: after an error
// some of the entries may be there, and the same Put again completes it.
func (s *Store) Put(ctx context.Context, entries map[string][]byte) (added int, err error) {
	for batch := range slices.Chunk(slices.Sorted(maps.Keys(entries)), shelfBatch) {
		known := make([]*goredis.IntCmd, len(batch))
		_, err := s.client.Pipelined(ctx, func(p goredis.Pipeliner) error {
			for i, key := range batch {
				known[i] = p.Exists(ctx, orderKey+key)
				p.Set(ctx, orderKey+key, entries[key], 0)
			}
			return nil
		})
		if err != nil {
			return added, s.trouble("keep orders", err)
		}
		for _, k := range known {
			added += 1 - int(k.Val())
		}
	}
	return added, nil
}

// Secret returns the 32 random bytes of the name: made by whoever asks first, the same for everybody after that.
func (s *Store) Secret(ctx context.Context, name string) ([]byte, error) {
	secret := make([]byte, 32)
	rand.Read(secret) // never fails
	var kept *goredis.StringCmd
	_, err := s.client.Pipelined(ctx, func(p goredis.Pipeliner) error {
		p.SetNX(ctx, secretKey+name, secret, 0)
		kept = p.Get(ctx, secretKey+name)
		return nil
	})
	if err != nil {
		return nil, s.trouble("read secret", err)
	}
	return []byte(kept.Val()), nil
}
