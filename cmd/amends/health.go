package main

import (
	"context"
	"encoding/json"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

const (
	probeTime = 2 * time.Second  // for one subsystem
	probeAge  = time.Second      // what was found out is good for so long
	remoteAge = 10 * time.Second // that of a network, which counts how often it is asked; when it is down, probeAge
)

// health answers whether this process is alive and whether it can do its work.
type health struct {
	now    func() time.Time
	probes []*probe
	phase  atomic.Value // string: why it is not ready whatever the probes find; "" while it runs
}

// watch says what is to be looked at, before the first request for it.
func (h *health) watch(list ...*probe) { h.probes = list }

// probe finds out about one subsystem. Whoever asks while somebody finds out gets the same answer.
type probe struct {
	name  string
	age   time.Duration
	check func(context.Context) (finding, error)

	mu    sync.Mutex
	last  finding
	taken time.Time
}

// finding is a subsystem in the answer of /readyz.
type finding struct {
	Up      bool    `json:"up"`
	Why     string  `json:"why,omitempty"` // it is down
	Waiting *int    `json:"waiting,omitempty"`
	Oldest  float64 `json:"oldest_seconds,omitempty"`
}

// alive answers /healthz: the process runs and answers.
func (h *health) alive(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = w.Write([]byte("ok\n"))
}

// ready answers /readyz: 200 when every subsystem is up, else 503, in any case with each of them.
func (h *health) ready(w http.ResponseWriter, r *http.Request) {
	found := h.findings(r.Context())
	code := http.StatusOK
	for _, f := range found {
		if !f.Up {
			code = http.StatusServiceUnavailable
		}
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(code)
	_ = json.NewEncoder(w).Encode(map[string]any{"ready": code == http.StatusOK, "subsystems": found})
}

// findings asks all subsystems at the same time.
func (h *health) findings(ctx context.Context) map[string]finding {
	found := map[string]finding{}
	if why, _ := h.phase.Load().(string); why != "" {
		found["process"] = finding{Why: why}
		return found
	}
	var mu sync.Mutex
	var asking sync.WaitGroup
	for _, p := range h.probes {
		asking.Go(func() {
			f := p.find(ctx, h.now)
			mu.Lock()
			defer mu.Unlock()
			found[p.name] = f
		})
	}
	asking.Wait()
	return found
}

// find answers what was found out lately, or finds out.
func (p *probe) find(ctx context.Context, now func() time.Time) finding {
	p.mu.Lock()
	defer p.mu.Unlock()
	age := p.age
	if !p.last.Up {
		age = probeAge
	}
	if !p.taken.IsZero() && now().Sub(p.taken).Abs() < age {
		return p.last
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), probeTime) // the answer is for others, too
	defer cancel()
	f, err := p.check(ctx)
	f.Up = err == nil
	if err != nil {
		f.Why = err.Error()
	}
	p.last, p.taken = f, now()
	return f
}
