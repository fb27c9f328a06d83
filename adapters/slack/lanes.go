package slack

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"
)

// errBusy means that there is no room for more; Slack brings what was not taken again.
var errBusy = errors.New("too much to do at the moment")

const (
	mostAtOnce  = 16  // jobs worked on at a time
	mostWaiting = 256 // jobs taken on and not done
	mostErrands = 32  // things done at a time after their acknowledgement
	mostWaits   = 256 // of those, how many wait for their time
	mostBesides = 16  // things added at a time to what was sent
)

// lanes work on jobs: those with the same key one after the other, the others side by side. What is slow in one case holds up no
// other.
type lanes struct {
	places  chan struct{}
	running sync.WaitGroup

	mu      sync.Mutex
	behind  map[string][]func() // by key that is worked on: the jobs that follow
	waiting int
	closed  bool
}

func newLanes() *lanes {
	return &lanes{places: make(chan struct{}, mostAtOnce), behind: map[string][]func(){}}
}

// put takes a job on and reports whether there was room.
func (l *lanes) put(key string, job func()) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed || l.waiting >= mostWaiting {
		return false
	}
	l.waiting++
	if queue, busy := l.behind[key]; busy {
		l.behind[key] = append(queue, job)
		return true
	}
	l.behind[key] = nil
	l.running.Go(func() { l.work(key, job) })
	return true
}

// work does a job and all that come behind it.
func (l *lanes) work(key string, job func()) {
	for job != nil {
		l.places <- struct{}{}
		job()
		<-l.places
		job = l.next(key)
	}
}

func (l *lanes) next(key string) func() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.waiting--
	queue := l.behind[key]
	if len(queue) == 0 {
		delete(l.behind, key)
		return nil
	}
	l.behind[key] = queue[1:]
	return queue[0]
}

// close takes nothing more on and waits for what is in hand.
func (l *lanes) close() {
	l.mu.Lock()
	l.closed = true
	l.mu.Unlock()
	l.running.Wait()
}

// errands are what is done after an acknowledgement or a delivery and may be lost: opening a modal, a hint, a home tab, a summary.
type errands struct {
	places  chan struct{}
	running sync.WaitGroup

	mu     sync.Mutex
	closed bool
}

func newErrands(most int) *errands { return &errands{places: make(chan struct{}, most)} }

// run does something in the background; false when there are too many already.
func (e *errands) run(ctx context.Context, do func(context.Context)) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed {
		return false
	}
	select {
	case e.places <- struct{}{}:
	default:
		return false
	}
	e.running.Go(func() {
		defer func() { <-e.places }()
		do(ctx)
	})
	return true
}

// do does something in the background within a time. What fails is logged and left.
func (e *errands) do(ctx context.Context, log *slog.Logger, what string, within time.Duration, do func(context.Context) error) {
	ok := e.run(ctx, func(ctx context.Context) {
		timed, cancel := context.WithTimeout(ctx, within)
		defer cancel()
		if err := do(timed); err != nil && ctx.Err() == nil {
			log.Warn("could not "+what, slog.Any("err", err))
		}
	})
	if !ok {
		log.Warn("too busy to " + what)
	}
}

// close takes nothing more on and waits for what is in hand.
func (e *errands) close() {
	e.mu.Lock()
	e.closed = true
	e.mu.Unlock()
	e.running.Wait()
}
