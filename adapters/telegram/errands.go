package telegram

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	telegram "github.com/go-telegram/bot"
)

const (
	errandWorkers = 8
	errandsKept   = 1024
	errandTime    = 10 * time.Second // for one try
	errandWait    = 15 * time.Second // the longest that Telegram may make an errand wait
)

// errand is a small thing to do on Telegram beside the conversation.
type errand struct {
	what string // for the log
	do   func(context.Context) error
}

// errands are done in the background by a few workers, as well as it goes: nothing that matters depends on them. When Telegram asks
// for patience all of them have it.
type errands struct {
	log   *slog.Logger
	queue chan errand

	mu    sync.Mutex
	until time.Time // nothing is done before
}

func newErrands(log *slog.Logger) *errands {
	return &errands{log: log, queue: make(chan errand, errandsKept)}
}

// add puts an errand in the queue; one too many is dropped.
func (e *errands) add(what string, do func(context.Context) error) {
	select {
	case e.queue <- errand{what, do}:
	default:
		e.log.Warn("too much to do beside the conversations, left out", "what", what)
	}
}

// run does errands until ctx ends.
func (e *errands) run(ctx context.Context) {
	var workers sync.WaitGroup
	defer workers.Wait()
	for range errandWorkers {
		workers.Go(func() { e.work(ctx) })
	}
}

func (e *errands) work(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case x := <-e.queue:
			err := e.try(ctx, x)
			if wait, ok := patience(err); ok && wait <= errandWait {
				e.putOff(wait)
				err = e.try(ctx, x)
			}
			if err != nil && ctx.Err() == nil {
				e.log.Debug("left undone", "what", x.what, "err", err)
			}
		}
	}
}

func (e *errands) try(ctx context.Context, x errand) error {
	e.mu.Lock()
	wait := time.Until(e.until)
	e.mu.Unlock()
	if err := pause(ctx, wait); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, errandTime)
	defer cancel()
	return x.do(ctx)
}

func (e *errands) putOff(wait time.Duration) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if until := time.Now().Add(wait); until.After(e.until) {
		e.until = until
	}
}

// patience is how long Telegram asks to wait.
func patience(err error) (time.Duration, bool) {
	var busy *telegram.TooManyRequestsError
	if !errors.As(err, &busy) {
		return 0, false
	}
	return time.Duration(busy.RetryAfter) * time.Second, true
}

// pause waits for d, or less when ctx ends.
func pause(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
