package files

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"

	"amends/bot"
	"amends/dialogue"
)

var (
	// ErrNotFound: the store holds no evidence with this ID, or holds it no longer.
	ErrNotFound = errors.New("no such evidence")
	// ErrNoView: the file is a picture that cannot be decoded here (HEIC), so it cannot be shown without its metadata.
	ErrNoView = errors.New("this kind of picture cannot be shown")
	// ErrTampered: what is stored is not what was received.
	ErrTampered = errors.New("evidence was tampered with")
)

// Options are the limits of a store. The zero value of a field means its default.
type Options struct {
	Photo  int64 // most bytes of a picture; 10 MB
	Video  int64 // most bytes of a video; 50 MB
	Other  int64 // most bytes of anything else; 20 MB
	Pixels int   // most pixels of a picture; 50 million
	Side   int   // most pixels along one side of a picture; 12,000
	// Now tells when a file was received or deleted; time.Now by default.
	Now func() time.Time
}

func (o Options) withDefaults() Options {
	o.Photo = cmp.Or(o.Photo, 10<<20)
	o.Video = cmp.Or(o.Video, 50<<20)
	o.Other = cmp.Or(o.Other, 20<<20)
	o.Pixels = cmp.Or(o.Pixels, 50_000_000)
	o.Side = cmp.Or(o.Side, 12_000)
	if o.Now == nil {
		o.Now = time.Now
	}
	return o
}

// limitOf is the most bytes that a file of this kind may have.
func (o Options) limitOf(kind string) int64 {
	switch kind {
	case kindPhoto:
		return o.Photo
	case kindVideo:
		return o.Video
	}
	return o.Other
}

// announced is the most bytes that a file may have by what the channel says of it. A "file" may turn out to be anything, so
// only its content can refuse it for less than the largest limit.
func (o Options) announced(kind string) int64 {
	switch kind {
	case kindPhoto, kindVideo, kindVoice:
		return o.limitOf(kind)
	}
	return max(o.Photo, o.Video, o.Other)
}

// Store keeps evidence. All of its methods are safe for concurrent use, and several processes may open the same folder.
type Store struct {
	opt   Options
	blobs blobs
	// mu guards index and, together with the lock of blobs, every change of what is stored.
	mu    sync.Mutex
	index *index
	// pixels bounds the memory that pictures take while they are decoded, over all goroutines.
	pixels *semaphore.Weighted
}

var _ bot.Evidence = (*Store)(nil)

// Open opens the store in the folder dir and makes the folder if it is not there. What an interrupted process left half
// written is cleared away.
func Open(dir string, opt Options) (*Store, error) {
	d, err := openDisk(dir)
	if err != nil {
		return nil, fmt.Errorf("open evidence folder %s: %w", dir, err)
	}
	s := newStore(d, opt)
	if err := s.recover(); err != nil {
		return nil, errors.Join(fmt.Errorf("open evidence folder %s: %w", dir, err), d.close())
	}
	return s, nil
}

// Memory makes a store that is gone with the process: for the chat in a terminal, for scripts and for tests.
func Memory(opt Options) *Store { return newStore(newRAM(), opt) }

func newStore(b blobs, opt Options) *Store {
	opt = opt.withDefaults()
	return &Store{opt: opt, blobs: b, index: newIndex(), pixels: semaphore.NewWeighted(int64(opt.Pixels))}
}

// Close gives the folder free. The store must not be used after it.
func (s *Store) Close() error { return s.blobs.close() }

// recover reads the chain and finishes deletions that were noted but not carried out.
func (s *Store) recover() error {
	return s.change(func() error {
		for id, e := range s.index.entries {
			if !e.deleted() {
				continue
			}
			if err := s.discard(id, e.parts); err != nil {
				return err
			}
		}
		return nil
	})
}

// change runs f while nobody else changes anything, with the index up to date.
func (s *Store) change(f func() error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	unlock, err := s.blobs.lock()
	if err != nil {
		return fmt.Errorf("lock evidence: %w", err)
	}
	defer unlock()
	if err := s.index.refresh(s.blobs); err != nil {
		return fmt.Errorf("read evidence chain: %w", err)
	}
	return f()
}

// Save receives a file; see bot.Evidence. The same bytes are stored once, whatever they are called: saving them again
// adds at most a record of the new name. A file with a Problem leaves nothing behind. Event is left for the caller to set.
func (s *Store) Save(ctx context.Context, file dialogue.File, content io.Reader) (dialogue.Evidence, error) {
	ev := dialogue.Evidence{Name: cleanName(file.Name), Kind: file.Kind, Size: max(file.Size, 0)}
	if file.Size > s.opt.announced(file.Kind) {
		ev.Problem = dialogue.TooLarge
		return ev, nil
	}
	in, err := s.receive(ctx, file, content)
	if err != nil {
		return dialogue.Evidence{}, fmt.Errorf("receive evidence: %w", err)
	}
	defer in.discard()
	pic, err := s.examine(ctx, in)
	if err != nil {
		return dialogue.Evidence{}, fmt.Errorf("examine evidence %s: %w", in.id, err)
	}
	if in.problem != "" {
		ev.Size, ev.Problem = max(ev.Size, in.size), in.problem
		return ev, nil
	}
	rec := newRecord(in, pic, ev.Name, kindOf(in.mime, file.Kind))
	if err := s.keep(ctx, in, pic, rec); err != nil {
		return dialogue.Evidence{}, fmt.Errorf("store evidence %s: %w", in.id, err)
	}
	return rec.evidence(), nil
}

// keep puts everything about a received file in its place. The chain's line comes last: a file that an interrupted process
// left without one is taken over when its event is tried again.
func (s *Store) keep(ctx context.Context, in *intake, pic picture, rec Record) error {
	return s.change(func() error {
		if err := ctx.Err(); err != nil {
			return err
		}
		e := s.index.entries[rec.ID]
		known := e != nil && !e.deleted()
		if known {
			if done, err := s.nameIsKnown(rec.ID, rec.Name, len(e.records)); done || err != nil {
				return err
			}
		} else if err := s.placeContent(in, pic); err != nil {
			return err
		}
		return s.placeRecord(rec)
	})
}

// placeContent puts the original and its thumbnail in their places.
func (s *Store) placeContent(in *intake, pic picture) error {
	if err := in.spool.commit(original(in.id)); err != nil {
		return fmt.Errorf("put original in place: %w", err)
	}
	if len(pic.thumb) == 0 {
		return nil
	}
	if err := s.blobs.put(thumbnail(in.id), pic.thumb); err != nil {
		return fmt.Errorf("put thumbnail in place: %w", err)
	}
	return nil
}
