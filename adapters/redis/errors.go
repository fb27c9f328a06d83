package redis

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"

	goredis "github.com/redis/go-redis/v9"
)

// What can be wrong with the server, for errors.Is.
var (
	ErrDown     = errors.New("cannot be reached")
	ErrMemory   = errors.New("is out of memory")
	ErrDisk     = errors.New("cannot write to its disk")
	ErrReadOnly = errors.New("is a read-only replica")
	ErrDenied   = errors.New("refuses this user or password")
	ErrMayEvict = errors.New("may throw keys away when its memory is full")
	ErrNewer    = errors.New("holds data of a newer version of amends")
	ErrTooOld   = errors.New("is too old")
)

// Error is something wrong with the server that its operator can put right. It never holds a password.
type Error struct {
	Doing  string // what was being done
	Server string // host and port
	Kind   error  // one of the errors above
	Advice string // what to do about it
	Err    error  // what the server or the network said; may be nil
}

// Error says in one line what was being done, what is wrong and what to do.
func (e *Error) Error() string {
	text := fmt.Sprintf("%s: redis at %s %v: %s", e.Doing, e.Server, e.Kind, e.Advice)
	if e.Err != nil {
		text += fmt.Sprintf(" (%v)", e.Err)
	}
	return text
}

// Unwrap gives the kind and the cause.
func (e *Error) Unwrap() []error { return []error{e.Kind, e.Err} }

// answers are what a server says when it refuses, by how its answer starts.
var answers = []struct {
	prefix, advice string
	kind           error
}{
	{"OOM", "raise maxmemory, or give it more memory; new events wait with their channels meanwhile", ErrMemory},
	{"READONLY", "point REDIS_URL at the primary, or at Sentinel", ErrReadOnly},
	{"MISCONF", "free its disk, or see its log for why it cannot save", ErrDisk},
	{"NOAUTH", "put user and password into REDIS_URL", ErrDenied},
	{"WRONGPASS", "check user and password in REDIS_URL", ErrDenied},
	{"NOPERM", "give the user the commands and the keys amends:*", ErrDenied},
	{"LOADING", "it is reading its data from disk; wait", ErrDown},
	{"MASTERDOWN", "its primary is down; wait for the failover", ErrDown},
	{"CLUSTERDOWN", "the cluster is not complete; see CLUSTER INFO", ErrDown},
	{"TRYAGAIN", "the cluster is moving slots; wait", ErrDown},
}

// trouble adds to an error what was being done and, where that is known, what to do. A nil error stays nil.
func (s *Store) trouble(doing string, err error) error { return trouble(doing, s.server, err) }

func trouble(doing, server string, err error) error {
	var known *Error
	if err == nil || errors.Is(err, context.Canceled) || errors.As(err, &known) {
		return err
	}
	for _, a := range answers {
		if goredis.HasErrorPrefix(err, a.prefix) {
			return &Error{doing, server, a.kind, a.advice, err}
		}
	}
	var network net.Error
	if errors.As(err, &network) && !errors.Is(err, context.DeadlineExceeded) || errors.Is(err, io.EOF) || errors.Is(err, goredis.ErrPoolTimeout) {
		return &Error{doing, server, ErrDown, "start it, or check REDIS_URL and the network", err}
	}
	return fmt.Errorf("%s: redis at %s: %w", doing, server, err)
}
