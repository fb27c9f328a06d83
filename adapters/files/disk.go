package files

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// disk is blobs in a folder:
//
//	chain.jsonl   the chain
//	lock          held, shared, by every process that has the folder open
//	tmp/          blobs that are being written
//	files/ab/...  blobs, by the first two digits of their IDs
type disk struct {
	dir      string
	presence *os.File
}

// openDisk makes the folders and, when nobody else has them open, sweeps away blobs that were never finished.
func openDisk(dir string) (*disk, error) {
	d := &disk{dir: dir}
	for _, sub := range []string{"tmp", "files"} {
		if err := os.MkdirAll(filepath.Join(dir, sub), 0o700); err != nil {
			return nil, err
		}
	}
	var err error
	if d.presence, err = os.OpenFile(filepath.Join(dir, "lock"), os.O_RDWR|os.O_CREATE, 0o600); err != nil {
		return nil, err
	}
	if err := d.arrive(); err != nil {
		return nil, errors.Join(err, d.close())
	}
	return d, nil
}

// arrive sweeps if this is the only user, and then shows that there is one.
func (d *disk) arrive() error {
	alone, err := tryLock(d.presence)
	if err != nil {
		return fmt.Errorf("lock folder: %w", err)
	}
	if alone {
		if err := d.sweep(); err != nil {
			return err
		}
	}
	return lockShared(d.presence)
}

func (d *disk) sweep() error {
	left, err := os.ReadDir(filepath.Join(d.dir, "tmp"))
	if err != nil {
		return err
	}
	for _, e := range left {
		if err := os.Remove(filepath.Join(d.dir, "tmp", e.Name())); err != nil {
			return fmt.Errorf("sweep unfinished file: %w", err)
		}
	}
	return nil
}

func (d *disk) chainPath() string { return filepath.Join(d.dir, "chain.jsonl") }
func (d *disk) path(name string) string {
	return filepath.Join(d.dir, "files", filepath.FromSlash(name))
}
func (d *disk) close() error             { return d.presence.Close() }
func (d *disk) remove(name string) error { return ignoreMissing(os.Remove(d.path(name))) }
func ignoreMissing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

func (d *disk) lock() (func(), error) {
	f, err := os.OpenFile(d.chainPath(), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := lockExclusive(f); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return func() { _ = f.Close() }, nil // closing releases the lock
}

func (d *disk) spool() (spool, error) {
	f, err := os.CreateTemp(filepath.Join(d.dir, "tmp"), "in-")
	if err != nil {
		return nil, err
	}
	return &diskSpool{File: f, to: d}, nil
}

func (d *disk) put(name string, content []byte) error {
	s, err := d.spool()
	if err != nil {
		return err
	}
	defer s.discard()
	if _, err := s.Write(content); err != nil {
		return err
	}
	return s.commit(name)
}

func (d *disk) open(name string) (io.ReadCloser, error) { return os.Open(d.path(name)) }

func (d *disk) names(f func(string) error) error {
	root := os.DirFS(filepath.Join(d.dir, "files"))
	return fs.WalkDir(root, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return ignoreMissing(err) // deleted while we walked
		}
		if e.IsDir() {
			return nil
		}
		return f(name)
	})
}

func (d *disk) chain(offset int64) (io.ReadCloser, error) {
	f, err := os.Open(d.chainPath())
	if err != nil {
		return nil, err
	}
	end, err := f.Seek(0, io.SeekEnd)
	if err == nil && end < offset {
		err = errShort
	}
	if err == nil {
		_, err = f.Seek(offset, io.SeekStart)
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

func (d *disk) extend(offset int64, line []byte) error {
	f, err := os.OpenFile(d.chainPath(), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	err = f.Truncate(offset)
	if err == nil {
		_, err = f.WriteAt(line, offset)
	}
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

// diskSpool is a file in tmp that has no name yet.
type diskSpool struct {
	*os.File
	to   *disk
	done bool
}

// commit follows the order that survives a crash: content to the disk, then the name, then the folder that holds the name.
func (s *diskSpool) commit(name string) error {
	if err := errors.Join(s.Sync(), s.Close()); err != nil {
		return err
	}
	path := s.to.path(name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	if err := os.Rename(s.File.Name(), path); err != nil {
		return err
	}
	s.done = true
	return syncDir(filepath.Dir(path))
}

func (s *diskSpool) discard() {
	if s.done {
		return
	}
	_ = s.Close()
	_ = os.Remove(s.File.Name()) // what stays is swept when the folder is opened next
}
