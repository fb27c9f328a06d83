package telegramtest

import (
	"cmp"
	"context"
	"fmt"
	"log"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Options say what kind of Telegram to run. The zero value is a good one: the platform's limits, real time, no latency.
type Options struct {
	Token   string           // the bot's token, "<bot id>:<secret>"; made up when empty
	Bot     User             // the bot itself: ID, Username and FirstName are filled in when empty
	Now     func() time.Time // the clock of dates and limits; nil is time.Now
	Latency time.Duration    // how long every answer takes, in real time
	Limits  Limits           // how much the bot may send
	Webhook Delivery         // how updates are posted to a webhook

	ReadsGroups  bool          // the bot sees every message of a group: privacy mode is off
	CallbackLife time.Duration // how long a press can be answered; 0 is 15 seconds
	Log          int           // how many calls, and how many sent messages, are kept; 0 is 10,000
	History      int           // how many messages a chat keeps; 0 is 10,000
}

// A Server is a running fake of the Bot API and of the chats behind it.
type Server struct {
	opt      Options
	me       User
	now      func() time.Time
	url      string
	http     *http.Server
	running  sync.WaitGroup
	closed   chan struct{}
	ctx      context.Context // ends with Close; webhook posts run under it
	cancel   context.CancelFunc
	latency  atomic.Int64
	down     atomic.Bool
	faults   faults
	records  records
	blobs    blobs
	posts    *http.Client
	ownPosts bool

	mu       sync.Mutex // guards what follows; never held while waiting
	closing  bool
	chats    map[int64]*chat
	nextUser int64
	nextID   int // of messages in private chats and basic groups, which share one sequence
	presses  map[string]*press
	nextPress,
	albums int64
	changed signal
	queue   queue
	poll    *poll
	hook    *hook
	posted  Posts
	limits  limiter
	profile profile
}

// New starts a server on a free loopback port. It panics when there is none, as httptest does.
func New(opt Options) *Server {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(fmt.Sprintf("telegramtest: listening on a loopback port: %v", err))
	}
	s := newServer(opt)
	s.url = "http://" + ln.Addr().String()
	s.http = &http.Server{Handler: s, ErrorLog: log.New(discard{}, "", 0), ReadHeaderTimeout: time.Minute}
	s.running.Go(func() { _ = s.http.Serve(ln) })
	return s
}

func newServer(opt Options) *Server {
	opt.Bot.IsBot = true
	opt.Bot.ID = cmp.Or(opt.Bot.ID, tokenID(opt.Token), 7000000001)
	opt.Bot.FirstName = cmp.Or(opt.Bot.FirstName, "Test Bot")
	opt.Bot.Username = cmp.Or(opt.Bot.Username, "amends_test_bot")
	opt.Token = cmp.Or(opt.Token, fmt.Sprintf("%d:AAfake-token-of-telegramtest_000000", opt.Bot.ID))
	opt.CallbackLife = cmp.Or(opt.CallbackLife, 15*time.Second)
	opt.Log = cmp.Or(opt.Log, 10_000)
	opt.History = cmp.Or(opt.History, 10_000)
	if opt.Now == nil {
		opt.Now = time.Now
	}
	s := &Server{
		opt: opt, me: opt.Bot, now: opt.Now,
		closed: make(chan struct{}), chats: map[int64]*chat{}, presses: map[string]*press{},
		nextUser: 500000001, nextID: 1, nextPress: 4611686018427387905, albums: 13000000000000001,
		queue: queue{next: 100000001}, limits: newLimiter(opt.Limits), records: newRecords(opt.Log),
	}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	s.latency.Store(int64(opt.Latency))
	s.posts = opt.Webhook.Client
	if s.posts == nil {
		s.posts, s.ownPosts = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 100}, Timeout: time.Minute}, true
	}
	return s
}

// tokenID is the bot id that a token begins with, or 0.
func tokenID(token string) int64 {
	id, _, _ := strings.Cut(token, ":")
	n, _ := strconv.ParseInt(id, 10, 64)
	return n
}

// URL is the address of the Bot API without a trailing slash.
func (s *Server) URL() string { return s.url }

// Token is the bot's token.
func (s *Server) Token() string { return s.opt.Token }

// Bot is the bot's own user.
func (s *Server) Bot() User { return s.me }

// Close cuts every connection, ends the delivery to a webhook and waits until everything that the server started has ended.
// It may be called more than once.
func (s *Server) Close() {
	s.mu.Lock()
	first := !s.closing
	s.closing = true
	s.mu.Unlock()
	if first {
		close(s.closed)
		s.cancel()
		_ = s.http.Close()
	}
	s.running.Wait()
	if s.ownPosts {
		s.posts.CloseIdleConnections()
	}
}

// enter counts a request, or refuses it when the server is closing.
func (s *Server) enter() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.closing {
		s.running.Add(1)
	}
	return !s.closing
}

// Wait returns when cond is true. It looks again whenever anything has changed in any chat, queue or record; cond may call all methods of
// the server and of its phones. The error is ctx's, or says that the server was closed.
func (s *Server) Wait(ctx context.Context, cond func() bool) error {
	return s.await(ctx, &s.changed, cond)
}

func (s *Server) await(ctx context.Context, on *signal, cond func() bool) error {
	for {
		s.mu.Lock()
		next := on.wait()
		s.mu.Unlock()
		if cond() {
			return nil
		}
		select {
		case <-next:
		case <-ctx.Done():
			return fmt.Errorf("waiting for the fake Telegram: %w", context.Cause(ctx))
		case <-s.closed:
			return fmt.Errorf("waiting for the fake Telegram: %w", net.ErrClosed)
		}
	}
}

// A signal wakes everybody who waits for a change. It costs nothing while nobody waits. Server.mu guards it.
type signal struct{ ch chan struct{} }

func (g *signal) wait() <-chan struct{} {
	if g.ch == nil {
		g.ch = make(chan struct{})
	}
	return g.ch
}

func (g *signal) fire() {
	if g.ch != nil {
		close(g.ch)
		g.ch = nil
	}
}

type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }
