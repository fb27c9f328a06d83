package storetest

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"slices"
	"testing"
)

// Shelf keeps imported orders and the secrets that their personal fields are hashed with.
type Shelf interface {
	Get(ctx context.Context, key string) ([]byte, error)
	GetMany(ctx context.Context, keys []string) (map[string][]byte, error)
	Put(ctx context.Context, entries map[string][]byte) (added int, err error)
	Secret(ctx context.Context, name string) ([]byte, error)
}

// RunShelf checks an empty shelf.
func RunShelf(t *testing.T, s Shelf) {
	t.Run("an absent key gives nothing", func(t *testing.T) { wantShelved(t, s, "nobody", nil) })
	t.Run("what is put comes back, and new entries are counted", func(t *testing.T) {
		value := []byte("one \x00\xff")
		wantAdded(t, s, 2, map[string][]byte{"o1": value, "o2": {}})
		value[0] = 'X'
		wantAdded(t, s, 1, map[string][]byte{"o2": []byte("two"), "o3": []byte("three")})
		wantAdded(t, s, 0, nil)
		wantShelved(t, s, "o1", []byte("one \x00\xff"))
		wantShelved(t, s, "o2", []byte("two"))
	})
	t.Run("many entries", func(t *testing.T) {
		many := map[string][]byte{}
		for i := range 1234 {
			many[fmt.Sprint("many", i)] = []byte{byte(i)}
		}
		wantAdded(t, s, 1234, many)
		wantShelved(t, s, "many1233", []byte{1233 & 0xff})
		found, err := s.GetMany(t.Context(), append(slices.Collect(maps.Keys(many)), "nobody"))
		if err != nil || !maps.EqualFunc(found, many, bytes.Equal) {
			t.Errorf("get of 1234 entries and one that is absent: %d found, error %v, want the 1234", len(found), err)
		}
	})
	t.Run("a secret is made once for each name", func(t *testing.T) {
		a, again, b := secret(t, s, "a"), secret(t, s, "a"), secret(t, s, "b")
		if len(a) != 32 || !bytes.Equal(a, again) || bytes.Equal(a, b) {
			t.Errorf("%d bytes, the same again: %t, another for another name: %t; want 32, true, true",
				len(a), bytes.Equal(a, again), !bytes.Equal(a, b))
		}
	})
}

func wantShelved(t *testing.T, s Shelf, key string, want []byte) {
	t.Helper()
	if got, err := s.Get(t.Context(), key); err != nil || !bytes.Equal(got, want) || (got == nil) != (want == nil) {
		t.Errorf("%s is %q, error %v, want %q", key, got, err, want)
	}
}

func wantAdded(t *testing.T, s Shelf, want int, entries map[string][]byte) {
	t.Helper()
	if n, err := s.Put(t.Context(), entries); err != nil || n != want {
		t.Errorf("put of %d entries: %d new, error %v, want %d new", len(entries), n, err, want)
	}
}

func secret(t *testing.T, s Shelf, name string) []byte {
	t.Helper()
	b, err := s.Secret(t.Context(), name)
	if err != nil {
		t.Fatalf("secret %s: %v", name, err)
	}
	return b
}
