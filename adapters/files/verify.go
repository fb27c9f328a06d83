package files

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"slices"
)

// maxFaults is how many faults Verify names.
const maxFaults = 20

// Verify reads everything that is stored and compares it with the chain. Its error wraps ErrTampered and names what is
// missing, was changed, or is there without a line in the chain; an interrupted Save leaves such a file too, until its event
// is tried again. The chain shows what was changed, not who cut off its end: note Head elsewhere to prove that too.
func (s *Store) Verify(ctx context.Context) error {
	live, faults, err := s.snapshot()
	if err != nil {
		return err
	}
	for _, id := range slices.Sorted(maps.Keys(live)) {
		found, err := s.check(ctx, id, live[id])
		if err != nil {
			return fmt.Errorf("verify evidence %s: %w", id, err)
		}
		faults = append(faults, found...)
		if len(faults) >= maxFaults {
			return tampered(faults)
		}
	}
	strays, err := s.strays(ctx)
	if err != nil {
		return fmt.Errorf("verify evidence: %w", err)
	}
	return tampered(append(faults, strays...))
}

// Head returns how many lines the chain has and the SHA-256 of the last one. Whoever keeps them can prove later that nothing
// was taken from the chain since.
func (s *Store) Head(context.Context) (lines int, hash string, err error) {
	err = s.change(func() error {
		lines, hash = s.index.lines, s.index.last
		return nil
	})
	return lines, hash, err
}

func tampered(faults []error) error {
	if len(faults) == 0 {
		return nil
	}
	return fmt.Errorf("%w: %w", ErrTampered, errors.Join(faults[:min(len(faults), maxFaults)]...))
}

// snapshot returns the hashes of the records of everything that should be there, and the faults of the chain itself, which is
// read anew from its beginning.
func (s *Store) snapshot() (live map[string][]string, faults []error, err error) {
	live = make(map[string][]string)
	err = s.change(func() error {
		fresh := newIndex()
		if err := fresh.refresh(s.blobs); err != nil {
			return fmt.Errorf("read evidence chain: %w", err)
		}
		faults = slices.Clone(fresh.faults)
		if s.index.cut != nil {
			faults = append(faults, s.index.cut)
		}
		if fresh.last != s.index.last {
			faults = append(faults, errors.New("the chain is not the one that was read before"))
		}
		for id, e := range fresh.entries {
			if !e.deleted() {
				live[id] = slices.Clone(e.records)
			}
		}
		return nil
	})
	return live, faults, err
}

// check compares the files of one ID with the chain.
func (s *Store) check(ctx context.Context, id string, records []string) ([]error, error) {
	want := map[string]string{original(id): id}
	for i, sum := range records {
		want[sidecar(id, i+1)] = sum
	}
	if rec, err := s.record(id, 1); err == nil && rec.Thumb != "" {
		want[thumbnail(id)] = rec.Thumb
	}
	var faults []error
	for _, name := range slices.Sorted(maps.Keys(want)) {
		sum, err := s.sum(ctx, name)
		switch {
		case errors.Is(err, fs.ErrNotExist) && name == thumbnail(id): // can be made again
		case errors.Is(err, fs.ErrNotExist):
			faults = append(faults, fmt.Errorf("file %s is missing", name))
		case err != nil:
			return nil, err
		case sum != want[name]:
			faults = append(faults, fmt.Errorf("file %s was changed", name))
		}
	}
	if len(faults) > 0 && !s.holds(id) {
		return nil, nil // deleted while we looked
	}
	return faults, nil
}

// sum returns the SHA-256 of a stored file.
func (s *Store) sum(ctx context.Context, name string) (string, error) {
	f, err := s.blobs.open(name)
	if err != nil {
		return "", err
	}
	h := sha256.New()
	_, err = io.Copy(h, &contextReader{ctx: ctx, r: f})
	return hexSum(h), errors.Join(err, f.Close())
}

// holds reports whether the chain says now that the store has a file.
func (s *Store) holds(id string) bool {
	var held bool
	err := s.change(func() error {
		e := s.index.entries[id]
		held = e != nil && !e.deleted()
		return nil
	})
	return held || err != nil
}

// strays names the stored files that the chain does not know.
func (s *Store) strays(ctx context.Context) ([]error, error) {
	var names []string
	err := s.blobs.names(func(name string) error {
		names = append(names, name)
		return ctx.Err()
	})
	if err != nil {
		return nil, err
	}
	slices.Sort(names)
	var faults []error
	err = s.change(func() error { // after the listing, so that what was saved meanwhile is known
		for _, name := range names {
			if !s.index.knows(name) {
				faults = append(faults, fmt.Errorf("file %s is not in the chain", name))
			}
		}
		return nil
	})
	return faults, err
}

// knows reports whether a stored file belongs to an entry. What was deleted since the listing counts as known.
func (x *index) knows(name string) bool {
	if len(name) < 67 {
		return false
	}
	id := name[3:67]
	e := x.entries[id]
	if e == nil {
		return false
	}
	if name == original(id) || name == thumbnail(id) {
		return true
	}
	for n := 1; n <= e.parts; n++ {
		if name == sidecar(id, n) {
			return true
		}
	}
	return false
}
