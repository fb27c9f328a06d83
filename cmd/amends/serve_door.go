package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

const (
	maxBody   = 4 << 20 // of a request; an update of Telegram and a payload of Slack are far smaller
	closeTime = 3 * time.Second
)

// door is the process's side towards the network. It answers from the first moment on: alive, and not ready yet.
type door struct {
	addr    string // with the port that was chosen when none was named
	health  *health
	server  *http.Server
	handler atomic.Pointer[http.ServeMux]
	serving sync.WaitGroup
}

// openDoor listens on an address.
func openDoor(addr string, log *slog.Logger) (*door, error) {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("LISTEN_ADDR %s: %w: end the program that has it, or name another address", addr, errors.Unwrap(err))
	}
	d := &door{addr: l.Addr().String(), health: &health{now: time.Now}}
	d.health.phase.Store("it is starting")
	d.handler.Store(d.health.mux())
	d.server = &http.Server{
		Handler:           http.MaxBytesHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { d.handler.Load().ServeHTTP(w, r) }), maxBody),
		ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 15 * time.Second, WriteTimeout: 30 * time.Second, IdleTimeout: 2 * time.Minute,
		MaxHeaderBytes: 32 << 10, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
	d.serving.Go(func() {
		if err := d.server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			log.Error("the listener failed", "err", err)
		}
	})
	return d, nil
}

// open serves everything.
func (d *door) open(mux *http.ServeMux) {
	d.health.phase.Store("")
	d.handler.Store(mux)
}

// close finishes the requests in hand and stops listening.
func (d *door) close() {
	ctx, cancel := context.WithTimeout(context.Background(), closeTime)
	defer cancel()
	if d.server.Shutdown(ctx) != nil {
		_ = d.server.Close()
	}
	d.serving.Wait()
}

// mux serves what a process can always answer.
func (h *health) mux() *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", h.alive)
	mux.HandleFunc("GET /readyz", h.ready)
	return mux
}

// handler serves health, figures and what platforms post.
func (s *service) handler(h *health) *http.ServeMux {
	h.watch(s.probes()...)
	mux := h.mux()
	mux.Handle("GET /metrics", s.figures.Handler())
	for pattern, handler := range s.ways.handlers {
		mux.Handle(pattern, handler)
	}
	return mux
}

// probes look at what the service needs.
func (s *service) probes() []*probe {
	list := []*probe{{name: "store", age: probeAge, check: func(ctx context.Context) (finding, error) {
		_, err := s.shop.store.Load(ctx, "readyz")
		return finding{}, err
	}}, {name: "outbox", age: probeAge, check: s.outbox}}
	if s.ways.telegram != nil {
		list = append(list, &probe{name: "telegram", age: remoteAge, check: func(ctx context.Context) (finding, error) {
			_, err := s.ways.telegram.Check(ctx)
			return finding{}, err
		}})
	}
	if s.ways.slack != nil {
		list = append(list, &probe{name: "slack", age: remoteAge, check: func(ctx context.Context) (finding, error) {
			return finding{}, s.ways.slack.Check(ctx)
		}})
	}
	return list
}

// outbox tells how much waits to be sent. It is down when that cannot be told: what waits for a platform that is down is no reason to
// stop taking in more.
func (s *service) outbox(ctx context.Context) (finding, error) {
	d, err := s.shop.store.Depth(ctx)
	if err != nil {
		return finding{}, err
	}
	f := finding{Waiting: &d.Outbox}
	if !d.OldestReady.IsZero() {
		f.Oldest = max(time.Since(d.OldestReady), 0).Seconds()
	}
	return f, nil
}
