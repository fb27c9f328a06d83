package files

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"slices"
	"sync"
)

// ram is blobs in memory.
type ram struct {
	user  sync.Mutex // held from lock to unlock
	mu    sync.Mutex // guards what follows
	blobs map[string][]byte
	lines []byte
}

func newRAM() *ram { return &ram{blobs: make(map[string][]byte)} }

func (r *ram) lock() (func(), error) {
	r.user.Lock()
	return r.user.Unlock, nil
}

func (r *ram) spool() (spool, error) { return &ramSpool{to: r}, nil }

// put keeps content itself, not a copy: the store never changes what it has stored.
func (r *ram) put(name string, content []byte) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.blobs[name] = content
	return nil
}

func (r *ram) open(name string) (io.ReadCloser, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	content, ok := r.blobs[name]
	if !ok {
		return nil, fmt.Errorf("open %s: %w", name, fs.ErrNotExist)
	}
	return io.NopCloser(bytes.NewReader(content)), nil
}

func (r *ram) remove(name string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.blobs, name)
	return nil
}

func (r *ram) names(f func(string) error) error {
	r.mu.Lock()
	names := slices.Collect(maps.Keys(r.blobs))
	r.mu.Unlock()
	for _, name := range names {
		if err := f(name); err != nil {
			return err
		}
	}
	return nil
}

func (r *ram) chain(offset int64) (io.ReadCloser, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if offset > int64(len(r.lines)) {
		return nil, errShort
	}
	return io.NopCloser(bytes.NewReader(r.lines[offset:])), nil
}

func (r *ram) extend(offset int64, line []byte) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.lines = append(r.lines[:offset:offset], line...)
	return nil
}

func (r *ram) close() error { return nil }

// ramSpool is a blob in memory that is being written.
type ramSpool struct {
	to  *ram
	buf bytes.Buffer
}

func (s *ramSpool) Write(p []byte) (int, error) { return s.buf.Write(p) }
func (s *ramSpool) commit(name string) error    { return s.to.put(name, s.buf.Bytes()) }
func (s *ramSpool) discard()                    {}
