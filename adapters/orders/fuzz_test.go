package orders_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"amends/adapters/orders"
)

// FuzzRead feeds any bytes to whatever reader they are taken for. What comes out must be storable and stay the same when the
// same content comes again, and no order may be worth less than nothing.
func FuzzRead(f *testing.F) {
	files, err := filepath.Glob("testdata/*.*")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		if content, err := os.ReadFile(file); err == nil && filepath.Ext(file) != ".golden" {
			f.Add(content)
		}
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		s := newShelf()
		opts := orders.Options{Key: key, Now: now}
		first, err := orders.Import(t.Context(), s, bytes.NewReader(content), "fuzz", opts)
		if err != nil {
			return
		}
		_ = first.String()
		source, err := orders.NewSource(s, key)
		if err != nil {
			t.Fatal(err)
		}
		for id := range s.entries {
			r, err := source.Record(t.Context(), id)
			if err != nil {
				t.Fatalf("order %q cannot be read back: %v", id, err)
			}
			if r.Order.Shipping < 0 || len(r.Order.Items) == 0 {
				t.Fatalf("order %q: shipping %d, %d items", id, r.Order.Shipping, len(r.Order.Items))
			}
			for _, it := range r.Order.Items {
				if it.Price < 0 || it.Quantity < 1 {
					t.Fatalf("order %q: item %+v", id, it)
				}
			}
		}
		second, err := orders.Import(t.Context(), s, bytes.NewReader(content), "fuzz", opts)
		if err != nil || second.New != 0 || second.Updated != 0 {
			t.Fatalf("the same content again: %+v, %v; want nothing new", second, err)
		}
	})
}
