package files

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"time"
)

// What a line of the chain notes.
const (
	opSave   = "save"
	opDelete = "delete"
)

// maxLine is the longest line of the chain, in bytes. Lines hold no text of a stranger, so they are all much shorter.
const maxLine = 1024

// link is one line of the chain. Names and other personal data are in the records, which can be erased; the chain cannot.
type link struct {
	N      int       `json:"n"` // from 1
	At     time.Time `json:"at"`
	Op     string    `json:"op"`
	ID     string    `json:"id"`
	Part   int       `json:"part,omitempty"`   // number of the record
	Record string    `json:"record,omitempty"` // SHA-256 of the record
	Prev   string    `json:"prev"`             // SHA-256 of the line before, without its line feed; "" in the first
}

// entry is what the chain says of one ID.
type entry struct {
	records []string // SHA-256 of its records; none after a deletion
	parts   int      // most records that it ever had
}

func (e *entry) deleted() bool { return len(e.records) == 0 }

// index is the chain as it was last read. The store's mutex guards it.
type index struct {
	entries map[string]*entry
	size    int64  // bytes of the lines read
	lines   int    // lines read
	last    string // SHA-256 of the last one
	faults  []error
	cut     error // set once the chain was found shorter than it had been
}

func newIndex() *index { return &index{entries: make(map[string]*entry)} }

// refresh reads what was added to the chain since the last time, by other processes too. A last line without a line feed was
// never finished: it is left out, and the next append cuts it off. Faults are kept for Verify; they stop nobody's work.
func (x *index) refresh(b blobs) error {
	r, err := b.chain(x.size)
	switch {
	case errors.Is(err, errShort):
		cut := fmt.Errorf("the chain had %d lines and was cut", x.lines)
		*x = *newIndex()
		x.cut = cut
		return x.refresh(b)
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	}
	lines := bufio.NewReaderSize(r, maxLine)
	for {
		line, err := lines.ReadSlice('\n')
		if errors.Is(err, io.EOF) {
			return r.Close()
		}
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			return errors.Join(err, r.Close())
		}
		x.add(line)
	}
}

// add takes in one line, or the piece of a line that is too long to be one of ours.
func (x *index) add(line []byte) {
	x.size += int64(len(line))
	x.lines++
	line = line[:len(line)-1]
	var l link
	switch err := json.Unmarshal(line, &l); {
	case err != nil || !validID(l.ID):
		x.fault("line %d of the chain cannot be read", x.lines)
	case l.N != x.lines || l.Prev != x.last:
		x.fault("line %d of the chain does not follow the one before it", x.lines)
	}
	x.last = hexOf(line)
	if validID(l.ID) {
		x.apply(l)
	}
}

func (x *index) apply(l link) {
	e := x.entries[l.ID]
	if e == nil {
		e = &entry{}
		x.entries[l.ID] = e
	}
	switch l.Op {
	case opSave:
		e.records = append(e.records, l.Record)
		e.parts = max(e.parts, len(e.records))
	case opDelete:
		e.records = nil
	}
}

func (x *index) fault(format string, args ...any) {
	if len(x.faults) < maxFaults {
		x.faults = append(x.faults, fmt.Errorf(format, args...))
	}
}

// append adds a line to the chain. The caller holds the lock and has refreshed the index.
func (x *index) append(b blobs, l link) error {
	l.N, l.Prev = x.lines+1, x.last
	line, err := json.Marshal(l)
	if err != nil {
		return fmt.Errorf("write line of the chain: %w", err)
	}
	line = append(line, '\n')
	if err := b.extend(x.size, line); err != nil {
		return fmt.Errorf("append to the chain: %w", err)
	}
	x.add(line)
	return nil
}
