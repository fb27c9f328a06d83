package bot

import (
	"container/heap"
	"context"
	"sync"
	"time"
)

const (
	lookInterval = time.Second            // for what other processes left
	lookOften    = 250 * time.Millisecond // when nobody says that the outbox got something
	idleWait     = time.Hour
)

// Run sends until ctx ends, then for at most Drain what can still go out, and finishes what is in hand. Trouble is logged and
// does not stop it.
func (d *Dispatcher) Run(ctx context.Context) {
	d.sendAll(ctx)
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), d.cfg.Drain)
	defer cancel()
	d.drain(ctx)
}

// drain sends what is left until ctx ends, and waits for what was put back and is due before that.
func (d *Dispatcher) drain(ctx context.Context) {
	end, _ := ctx.Deadline()
	for ctx.Err() == nil {
		n, err := d.RunOnce(ctx)
		if err != nil {
			return
		}
		wait := d.later.wait(d.cfg.Now())
		switch {
		case n > 0:
			continue
		case time.Now().Add(wait).After(end):
			return
		}
		select {
		case <-ctx.Done():
		case <-time.After(wait):
			d.later.pass(d.cfg.Now())
		}
	}
}

// sendAll keeps up to Parallel deliveries in hand. It does not wait for one batch before it takes the next: a slow channel must
// not hold up the others. It takes when there may be something: at a signal, when a delivery that was put back is due, when the last
// take left something, and once in a while.
func (d *Dispatcher) sendAll(ctx context.Context) {
	tick := time.NewTicker(d.lookInterval())
	defer tick.Stop()
	due := time.NewTimer(idleWait)
	defer due.Stop()
	freed := make(chan struct{}, 1)
	var sends sync.WaitGroup
	defer sends.Wait()
	for look, more := true, false; ; {
		if look {
			more = d.takeAndSend(ctx, &sends, freed)
		}
		due.Reset(d.later.wait(d.cfg.Now()))
		look = true
		select {
		case <-ctx.Done():
			return
		case <-d.cfg.Poke:
		case <-tick.C:
		case <-due.C:
			d.later.pass(d.cfg.Now())
		case <-d.later.nearer:
			look = false
		case <-freed:
			look = more && d.free() >= max(1, d.cfg.Parallel/8) // not for every single one
		}
	}
}

func (d *Dispatcher) lookInterval() time.Duration {
	if d.cfg.Poke == nil {
		return lookOften
	}
	return lookInterval
}

// takeAndSend fills the hands, and reports whether the outbox may have more.
func (d *Dispatcher) takeAndSend(ctx context.Context, sends *sync.WaitGroup, freed chan<- struct{}) (more bool) {
	n := d.free()
	if n <= 0 {
		return true
	}
	list, err := d.cfg.Outbox.Take(ctx, d.cfg.Now(), n)
	if err != nil && ctx.Err() == nil {
		d.cfg.Log.Warn("outbox", "err", err)
	}
	for _, x := range list {
		d.busy.Add(1)
		sends.Go(func() {
			if _, err := d.deliverRow(ctx, x, true); err != nil {
				d.cfg.Log.Warn("outbox", "err", err)
			}
			d.busy.Add(-1)
			select {
			case freed <- struct{}{}:
			default:
			}
		})
	}
	return len(list) >= n
}

// free is how many more could be in hand.
func (d *Dispatcher) free() int { return d.cfg.Parallel - int(d.busy.Load()) }

// share is how much of what is in hand may be for one channel.
func (d *Dispatcher) share() int { return max(1, d.cfg.Parallel*3/4) }

// later knows when deliveries that were put back are due. It is safe for concurrent use.
type later struct {
	nearer chan struct{} // signals that the nearest has changed
	mu     sync.Mutex
	times  times
}

func newLater() *later { return &later{nearer: make(chan struct{}, 1)} }

func (l *later) add(at time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	heap.Push(&l.times, at)
	if l.times[0].Equal(at) {
		select {
		case l.nearer <- struct{}{}:
		default:
		}
	}
}

// wait is how long it takes until the nearest is due.
func (l *later) wait(now time.Time) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.times) == 0 {
		return idleWait
	}
	return min(max(l.times[0].Sub(now), 0), idleWait)
}

// pass forgets those that are due.
func (l *later) pass(now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for len(l.times) > 0 && !l.times[0].After(now) {
		heap.Pop(&l.times)
	}
}

// times is a heap, the earliest first.
type times []time.Time

func (t times) Len() int           { return len(t) }
func (t times) Less(i, j int) bool { return t[i].Before(t[j]) }
func (t times) Swap(i, j int)      { t[i], t[j] = t[j], t[i] }

// Push implements heap.Interface.
func (t *times) Push(x any) { *t = append(*t, x.(time.Time)) }

// Pop implements heap.Interface.
func (t *times) Pop() any {
	old := *t
	last := old[len(old)-1]
	*t = old[:len(old)-1]
	return last
}
