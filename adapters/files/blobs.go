package files

import (
	"errors"
	"io"
	"strconv"
)

// errShort: the chain ends before the offset.
var errShort = errors.New("chain has become shorter")

// blobs is where a store keeps its bytes: a folder, or memory. Names are made by the functions below only. A name that is not
// there gives fs.ErrNotExist.
type blobs interface {
	// lock keeps every other user out, those in other processes too, until unlock is called.
	lock() (unlock func(), err error)
	// spool starts a new blob that has no name yet.
	spool() (spool, error)
	// put stores a whole small blob, all or nothing, in place of one of the same name.
	put(name string, content []byte) error
	open(name string) (io.ReadCloser, error)
	// remove deletes a blob; one that is not there is no error.
	remove(name string) error
	// names calls f with the name of every blob, in no order.
	names(f func(name string) error) error
	// chain opens the chain for reading from the byte at offset, or fails with errShort.
	chain(offset int64) (io.ReadCloser, error)
	// extend cuts the chain at offset, where a broken last line may begin, and appends a line.
	extend(offset int64, line []byte) error
	close() error
}

// spool is a blob that is being written. It is there under its name after commit, and never half.
type spool interface {
	io.Writer
	// commit gives the blob its name. A blob that has the name already is replaced.
	commit(name string) error
	// discard throws away what was not committed; after commit it does nothing.
	discard()
}

// original is the name of a file's original bytes.
func original(id string) string { return id[:2] + "/" + id }

// thumbnail is the name of a picture's thumbnail.
func thumbnail(id string) string { return original(id) + ".jpg" }

// sidecar is the name of a file's n-th record, from 1.
func sidecar(id string, n int) string { return original(id) + "." + strconv.Itoa(n) + ".json" }

// validID reports whether id can be one of the store's: nothing else may become part of a path.
func validID(id string) bool {
	if len(id) != 64 {
		return false
	}
	for i := range len(id) {
		if c := id[i]; (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}
