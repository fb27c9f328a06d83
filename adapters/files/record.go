package files

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"time"

	"amends/dialogue"
)

const (
	maxNames  = 20      // names that are recorded of the same bytes
	maxRecord = 1 << 16 // bytes of a record
)

// Record is what is known of a file, stored beside it. The same bytes under another name have another record, which differs
// in Received, Name and Kind only.
type Record struct {
	ID       string    `json:"id"`
	Received time.Time `json:"received"`
	Name     string    `json:"name,omitempty"`
	Kind     string    `json:"kind"`
	MIME     string    `json:"mime"`
	Size     int64     `json:"size"`            // bytes
	Width    int       `json:"w,omitempty"`     // pixels, upright
	Height   int       `json:"h,omitempty"`     // pixels, upright
	Hash     string    `json:"dhash,omitempty"` // perceptual hash
	Thumb    string    `json:"thumb,omitempty"` // SHA-256 of the thumbnail
	Camera   Camera    `json:"camera,omitzero"`
}

func newRecord(in *intake, pic picture, name, kind string) Record {
	return Record{
		ID: in.id, Name: name, Kind: kind, MIME: in.mime, Size: in.size,
		Width: pic.width, Height: pic.height, Hash: pic.hash, Thumb: pic.thumbSum, Camera: pic.camera,
	}
}

func (r Record) evidence() dialogue.Evidence {
	return dialogue.Evidence{
		ID: r.ID, Name: r.Name, MIME: r.MIME, Size: r.Size,
		Width: r.Width, Height: r.Height, Hash: r.Hash, Kind: r.Kind,
	}
}

// Records returns what is known of a file: a record for each name that it was received under, oldest first.
func (s *Store) Records(ctx context.Context, id string) ([]Record, error) {
	var all []Record
	for n := 1; n <= maxNames; n++ {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		r, err := s.record(id, n)
		if errors.Is(err, ErrNotFound) && n > 1 {
			break
		}
		if err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	return all, nil
}

// record reads the n-th record of a file.
func (s *Store) record(id string, n int) (Record, error) {
	if !validID(id) {
		return Record{}, fmt.Errorf("%w: %q", ErrNotFound, printable(id[:min(len(id), 64)]))
	}
	content, err := s.read(sidecar(id, n), maxRecord)
	if errors.Is(err, fs.ErrNotExist) {
		return Record{}, fmt.Errorf("%w: %s", ErrNotFound, id)
	}
	if err != nil {
		return Record{}, fmt.Errorf("read record of evidence %s: %w", id, err)
	}
	var r Record
	if err := json.Unmarshal(content, &r); err != nil || r.ID != id {
		return Record{}, fmt.Errorf("%w: record %d of %s cannot be read", ErrTampered, n, id)
	}
	return r, nil
}

// read returns a whole blob of at most limit bytes.
func (s *Store) read(name string, limit int64) ([]byte, error) {
	f, err := s.blobs.open(name)
	if err != nil {
		return nil, err
	}
	content, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err := errors.Join(err, f.Close()); err != nil {
		return nil, err
	}
	if int64(len(content)) > limit {
		return nil, fmt.Errorf("%w: %s has grown", ErrTampered, name)
	}
	return content, nil
}

// nameIsKnown reports whether one of the file's n records has this name, or there is no room for another.
func (s *Store) nameIsKnown(id, name string, n int) (bool, error) {
	if n >= maxNames {
		return true, nil
	}
	for i := 1; i <= n; i++ {
		r, err := s.record(id, i)
		if errors.Is(err, ErrNotFound) || errors.Is(err, ErrTampered) {
			continue // Verify names it; the buyer need not wait for that
		}
		if err != nil {
			return false, err
		}
		if r.Name == name {
			return true, nil
		}
	}
	return false, nil
}

// placeRecord stores a record and enters it into the chain.
func (s *Store) placeRecord(r Record) error {
	r.Received = s.opt.Now().UTC()
	content, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("write record: %w", err)
	}
	part := 1
	if e := s.index.entries[r.ID]; e != nil {
		part = len(e.records) + 1
	}
	if err := s.blobs.put(sidecar(r.ID, part), content); err != nil {
		return fmt.Errorf("put record in place: %w", err)
	}
	return s.index.append(s.blobs, link{At: r.Received, Op: opSave, ID: r.ID, Part: part, Record: hexOf(content)})
}
