package slackfake

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
)

// Options says how the workspace and its server behave. The zero value is a workspace with every scope and every event, no
// rate limits, no latency and the wall clock.
type Options struct {
	// Now is the clock of the workspace: timestamps of messages, age of trigger IDs and response URLs, rate limits. Nil: time.Now.
	// Acknowledgements, retries and pings are about sockets and always run on the wall clock.
	Now func() time.Time
	// Latency is added to every Web API call.
	Latency time.Duration
	// Limits turns the rate limits on.
	Limits bool
	// PostBurst is how many messages a channel takes at once before the one-per-second rule bites. Default 1: what passes here
	// passes at Slack, which tolerates "short bursts" of a size it does not tell.
	PostBurst int
	// Log is how many calls, acknowledgements and lost deliveries are kept for assertions, each. Default 10000.
	Log int
	// Scopes of the bot token. Nil: all that the fake knows.
	Scopes []string
	// Events the app subscribed to, such as "message.channels" or "reaction_added". Nil: all that the fake knows.
	Events []string
	// BotToken, AppToken and SigningSecret are made up when empty.
	BotToken, AppToken, SigningSecret string
	// AckTimeout is how long the app may take to acknowledge an envelope or a request. Default 3 s, as at Slack.
	AckTimeout time.Duration
	// RetryAfter lists the pauses before the first, second, ... repetition of an event nobody acknowledged. Default: at once, after
	// a minute, after five minutes, and then the event is lost, as at Slack.
	RetryAfter []time.Duration
	// PingEvery is the pause between two WebSocket pings. Default 5 s.
	PingEvery time.Duration
	// Seed drives Shuffle.
	Seed uint64
}

func (o Options) withDefaults() Options {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Scopes == nil {
		o.Scopes = AllScopes()
	}
	if o.Events == nil {
		o.Events = AllEvents()
	}
	if o.RetryAfter == nil {
		o.RetryAfter = []time.Duration{0, time.Minute, 5 * time.Minute}
	}
	o.PostBurst = cmp.Or(max(o.PostBurst, 0), 1)
	o.Log = cmp.Or(max(o.Log, 0), 10000)
	o.BotToken = cmp.Or(o.BotToken, "xoxb-1111111111-2222222222-slackfakeBotToken")
	o.AppToken = cmp.Or(o.AppToken, "xapp-1-A00000001-3333333333-slackfakeAppToken")
	o.SigningSecret = cmp.Or(o.SigningSecret, "8f742231b10e8888abcd99yyyzzz85a5")
	o.AckTimeout = cmp.Or(max(o.AckTimeout, 0), 3*time.Second)
	o.PingEvery = cmp.Or(max(o.PingEvery, 0), 5*time.Second)
	return o
}

// Server is one Slack workspace with one app installed in it. All methods are safe for concurrent use.
type Server struct {
	opt      Options
	listener net.Listener
	http     *http.Server
	upgrader websocket.Upgrader
	closing  context.Context
	shut     context.CancelFunc
	work     sync.WaitGroup

	lastEvent atomic.Int64 // time of the last event, in microseconds

	mu        sync.Mutex
	changed   chan struct{} // closed when something happens while somebody waits
	ids       int
	rand      *rand.Rand
	workspace workspace
	meters    map[string]*meter
	faults    faults
	records   records
	hub       hub
	signed    *signed
	mixed     []*delivery // held back by Shuffle
}

// New starts a workspace on a free port of the loopback interface. It panics when there is none, as httptest.NewServer does.
func New(opt Options) *Server {
	opt = opt.withDefaults()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(fmt.Sprintf("slackfake: cannot listen on loopback: %v", err))
	}
	s := &Server{opt: opt, listener: listener, rand: rand.New(rand.NewPCG(opt.Seed, opt.Seed)), meters: map[string]*meter{}}
	s.closing, s.shut = context.WithCancel(context.Background())
	// Socket Mode clients send "Origin: https://api.slack.com", which is never this host.
	s.upgrader.CheckOrigin = func(*http.Request) bool { return true }
	s.records.calls.keep, s.records.acks.keep = opt.Log, opt.Log
	s.hub.flights, s.hub.tickets = map[string]*flight{}, map[string]bool{}
	s.workspace = newWorkspace(opt.Now(), s.newID)
	s.http = &http.Server{Handler: s.routes(), ReadHeaderTimeout: 10 * time.Second}
	s.work.Go(func() { _ = s.http.Serve(listener) })
	return s
}

func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/api/{method}", s.serveMethod)
	mux.HandleFunc("POST /upload/v1/{ticket}", s.serveUpload)
	mux.HandleFunc("GET /files-pri/{file}/{rest...}", s.serveDownload)
	mux.HandleFunc("POST /response/{token}", s.serveResponseURL)
	mux.HandleFunc("GET /link/", s.serveSocket)
	mux.HandleFunc("GET /signin", serveSignIn)
	return mux
}

// URL is what the client wants as its API URL. It ends in "/api/".
func (s *Server) URL() string { return s.base() + "/api/" }

func (s *Server) base() string { return "http://" + s.listener.Addr().String() }

// BotToken is the app's bot token (xoxb-...).
func (s *Server) BotToken() string { return s.opt.BotToken }

// AppToken is the app-level token for Socket Mode (xapp-...).
func (s *Server) AppToken() string { return s.opt.AppToken }

// SigningSecret signs what Deliver sends.
func (s *Server) SigningSecret() string { return s.opt.SigningSecret }

// Close ends all connections and waits for the server's goroutines.
func (s *Server) Close() {
	s.shut()
	s.mu.Lock()
	s.hub.closeAll()
	s.mu.Unlock()
	_ = s.http.Close()
	s.work.Wait()
}

// Wait returns when cond is true. It looks again whenever something happened in the workspace or at one of its connections, and
// fails with the context's error. cond may call any method of the server.
func (s *Server) Wait(ctx context.Context, cond func() bool) error {
	for {
		changed := s.watch()
		if cond() {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (s *Server) watch() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.changed == nil {
		s.changed = make(chan struct{})
	}
	return s.changed
}

// touch wakes everybody in Wait. The caller holds mu.
func (s *Server) touch() {
	if s.changed != nil {
		close(s.changed)
		s.changed = nil
	}
}

// newID makes an identifier such as C0000002F. The caller holds mu, or is New.
func (s *Server) newID(prefix string) string {
	s.ids++
	return fmt.Sprintf("%s%08X", prefix, s.ids)
}

// locked runs f with the workspace held still and wakes those who wait.
func locked[T any](s *Server, f func() T) T {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.touch()
	return f()
}

func (s *Server) now() time.Time { return s.opt.Now() }

// ring keeps the last entries of a log.
type ring[T any] struct {
	keep int
	list []T
}

func (r *ring[T]) add(x T) {
	if len(r.list) >= 2*r.keep {
		r.list = slices.Delete(r.list, 0, len(r.list)-r.keep+1)
	}
	r.list = append(r.list, x)
}

// all returns the last entries, oldest first.
func (r *ring[T]) all() []T {
	return slices.Clone(r.list[max(0, len(r.list)-r.keep):])
}
