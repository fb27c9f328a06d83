package bot

import (
	"cmp"
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"
)

// LanesConfig says how much Lanes take on.
type LanesConfig struct {
	Workers int           // turns at a time; 0 is 8
	Queue   int           // claims that wait for a worker; 0 is twice Workers
	Wait    time.Duration // how long Put waits for room in the queue; 0 is 2 seconds
	// Keep is how long a claim may wait in the queue; 0 is 8 seconds. Keep and a turn together have to stay below the store's
	// lease: a claim whose lease has run out is work for nothing.
	Keep time.Duration
	Now  func() time.Time // nil: time.Now
	Log  *slog.Logger     // nil: discards
}

// Lanes work on claims, a bounded number at a time. The store's lease keeps two workers from one conversation, so a claim may
// go to any of them. A claim that finds no room in time is left alone: its events are stored, its lease runs out, and the waker
// finds it abandoned. Left counts those, and each is logged.
type Lanes struct {
	cfg    LanesConfig
	handle func(context.Context, Claim) error
	queue  chan waiting
	closed chan struct{}
	left   atomic.Int64
}

type waiting struct {
	claim Claim
	since time.Time
}

// NewLanes returns lanes that have handle work on the claims. They do nothing before Run.
func NewLanes(handle func(context.Context, Claim) error, cfg LanesConfig) *Lanes {
	cfg.Workers = cmp.Or(max(cfg.Workers, 0), 8)
	cfg.Queue = cmp.Or(max(cfg.Queue, 0), 2*cfg.Workers)
	cfg.Wait = cmp.Or(cfg.Wait, 2*time.Second)
	cfg.Keep = cmp.Or(cfg.Keep, 8*time.Second)
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	return &Lanes{cfg: cfg, handle: handle, queue: make(chan waiting, cfg.Queue), closed: make(chan struct{})}
}

// Put hands a claim to the lanes and waits for room if there is none, which slows down the channel that brought the event. It
// reports whether there was room; if not, the claim is left to the waker.
func (l *Lanes) Put(ctx context.Context, claim Claim) bool {
	if l.stopped() {
		l.leave(claim, "shutting down")
		return false
	}
	if !l.enqueue(ctx, waiting{claim: claim, since: l.cfg.Now()}) {
		l.leave(claim, "no room")
		return false
	}
	if l.stopped() { // in between; nobody works on the queue any more
		l.leaveAll()
		return false
	}
	return true
}

func (l *Lanes) enqueue(ctx context.Context, w waiting) bool {
	select {
	case l.queue <- w:
		return true
	default:
	}
	room := time.NewTimer(l.cfg.Wait)
	defer room.Stop()
	select {
	case l.queue <- w:
		return true
	case <-room.C:
	case <-ctx.Done():
	case <-l.closed:
	}
	return false
}

func (l *Lanes) stopped() bool {
	select {
	case <-l.closed:
		return true
	default:
		return false
	}
}

// Left is how many claims were left to the waker since the start.
func (l *Lanes) Left() int64 { return l.left.Load() }

// Waiting is how many claims wait for a worker now.
func (l *Lanes) Waiting() int { return len(l.queue) }

func (l *Lanes) leave(claim Claim, why string) {
	l.left.Add(1)
	l.cfg.Log.Warn("claim is left to be taken over later", "conversation", claim.Conversation.ID, "why", why)
}

// Run works until ctx ends, finishes the turns in hand and returns. It is called once.
func (l *Lanes) Run(ctx context.Context) {
	var workers sync.WaitGroup
	for range l.cfg.Workers {
		workers.Go(func() { l.work(ctx) })
	}
	workers.Wait()
	close(l.closed)
	l.leaveAll()
}

// leaveAll leaves what waits in the queue of lanes that have stopped.
func (l *Lanes) leaveAll() {
	for {
		select {
		case w := <-l.queue:
			l.leave(w.claim, "shutting down")
		default:
			return
		}
	}
}

func (l *Lanes) work(ctx context.Context) {
	for ctx.Err() == nil {
		select {
		case <-ctx.Done():
		case w := <-l.queue:
			l.handleFresh(ctx, w)
		}
	}
}

func (l *Lanes) handleFresh(ctx context.Context, w waiting) {
	if l.cfg.Now().Sub(w.since) > l.cfg.Keep {
		l.leave(w.claim, "waited too long")
		return
	}
	if err := l.handle(ctx, w.claim); err != nil && ctx.Err() == nil {
		l.cfg.Log.Error("turn failed, it will be tried again", "conversation", w.claim.Conversation.ID, "err", err)
	}
}
