package orders

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"os"
)

// batch is how many orders are looked up and put together.
const batch = 500

// Load reads a file of orders into memory. Without Options.Key it makes one up: nothing else reads these facts.
func Load(ctx context.Context, path string, opts Options) (*Source, Report, error) {
	if opts.Key == nil {
		opts.Key = []byte(rand.Text())
	}
	shelf := newShelfMap()
	report, err := ImportFile(ctx, shelf, path, opts)
	if err != nil {
		return nil, report, err
	}
	source, err := NewSource(shelf, opts.Key)
	return source, report, err
}

// ImportFile is Import for a file by its path; it fills in Options.Size.
func ImportFile(ctx context.Context, shelf Shelf, path string, opts Options) (Report, error) {
	f, err := os.Open(path)
	if err != nil {
		return Report{File: path}, fmt.Errorf("opening orders: %w", err)
	}
	defer f.Close()
	if info, err := f.Stat(); err == nil {
		if info.IsDir() {
			return Report{File: path}, fmt.Errorf("opening orders: %s is a folder: name a file in it", path)
		}
		opts.Size = info.Size()
	}
	return Import(ctx, shelf, f, path, opts)
}

// Import reads orders from r and puts on the shelf what is new or newer than what is there. The same file again changes
// nothing. When it ends early, with an error, what was put is whole and right, and importing again goes on from there.
func Import(ctx context.Context, shelf Shelf, r io.Reader, name string, opts Options) (Report, error) {
	im := &importer{ctx: ctx, shelf: shelf}
	report, err := Read(ctx, r, name, opts, im.take)
	if err == nil {
		err = im.flush()
	}
	report.New, report.Updated, report.Unchanged = im.added, im.updated, im.unchanged
	report.Orders -= im.refused
	for _, s := range im.skipped {
		report.skip(s.Line, s.Why)
	}
	return report, err
}

// importer collects orders and puts them on the shelf in batches.
type importer struct {
	ctx     context.Context
	shelf   Shelf
	waiting []Record
	skipped []Skip

	added, updated, unchanged, refused int
}

func (im *importer) take(r Record) error {
	im.waiting = append(im.waiting, r)
	if len(im.waiting) < batch {
		return nil
	}
	return im.flush()
}

// skip leaves a whole order out, with all of its rows.
func (im *importer) skip(r Record, why string) {
	im.refused++
	for _, line := range r.lines {
		im.skipped = append(im.skipped, Skip{Line: line, Why: why})
	}
}

// flush puts what waits, merged with what the shelf has.
func (im *importer) flush() error {
	if len(im.waiting) == 0 {
		return nil
	}
	keys := make([]string, 0, len(im.waiting))
	for _, r := range im.waiting {
		keys = append(keys, Key(r.Order.ID))
	}
	had, err := im.shelf.GetMany(im.ctx, keys)
	if err != nil {
		return fmt.Errorf("looking up %d orders: %w", len(keys), err)
	}
	entries := make(map[string][]byte)
	for i, r := range im.waiting {
		if err := im.settle(keys[i], r, had, entries); err != nil {
			return err
		}
	}
	im.waiting = im.waiting[:0]
	if len(entries) == 0 {
		return nil
	}
	added, err := im.shelf.Put(im.ctx, entries)
	if err != nil {
		return fmt.Errorf("storing %d orders: %w", len(entries), err)
	}
	im.added += added
	im.updated += len(entries) - added
	return nil
}

// settle decides what becomes of one record: an entry to put, or nothing.
func (im *importer) settle(key string, r Record, had, entries map[string][]byte) error {
	old, ok := had[key]
	if !ok {
		if r.Partial {
			im.skip(r, "return of an order that was not imported")
			return nil
		}
		entries[key] = encode(r)
		had[key] = entries[key]
		return nil
	}
	was, err := decode(old)
	if err != nil {
		return fmt.Errorf("stored order %s: %w", r.Order.Masked(), err)
	}
	if !r.Partial && was.Order.Marketplace != r.Order.Marketplace {
		im.skip(r, "an order of another marketplace has this number")
		return nil
	}
	fresh := encode(merge(was, r))
	if bytes.Equal(fresh, old) {
		im.unchanged++
		return nil
	}
	entries[key], had[key] = fresh, fresh
	return nil
}
