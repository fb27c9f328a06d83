package telegram

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"image"
	"image/png"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"amends/adapters/telegram/telegramtest"
	"amends/bot"
	"amends/dialogue"
	"amends/prompts"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// token is what no error and no log may show.
const token = "7000000001:AAsecret-token-of-the-test_0123456789"

// soon is a context for waiting: long enough for a busy machine, and over when something is wrong.
func soon(t testing.TB) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	t.Cleanup(cancel)
	return ctx
}

// store keeps receipts and leases, as the real ones do over all processes.
type store struct {
	mu       sync.Mutex
	receipts map[string]string
	leases   map[string]lease
	fail     error
}

type lease struct {
	holder string
	until  time.Time
}

func newStore() *store { return &store{receipts: map[string]string{}, leases: map[string]lease{}} }

func (s *store) Receipt(_ context.Context, id dialogue.ConversationID, key string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.receipts[string(id)+" "+key], s.fail
}

func (s *store) Keep(_ context.Context, id dialogue.ConversationID, key, receipt string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if receipt == "" {
		delete(s.receipts, string(id)+" "+key)
		return s.fail
	}
	s.receipts[string(id)+" "+key] = receipt
	return s.fail
}

func (s *store) Hold(_ context.Context, name, holder string, d time.Duration) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if l := s.leases[name]; l.holder != holder && time.Now().Before(l.until) {
		return false, s.fail
	}
	s.leases[name] = lease{holder, time.Now().Add(d)}
	return true, s.fail
}

// holders are who has the right to poll at this time.
func (s *store) holder(prefix string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	for name, l := range s.leases {
		if strings.HasPrefix(name, prefix) && time.Now().Before(l.until) {
			return l.holder
		}
	}
	return ""
}

// inbox is what the bot accepted, each event once.
type inbox struct {
	mu      sync.Mutex
	events  []dialogue.Event
	refuse  func(dialogue.Event) error // asked first; nil accepts all
	changed chan struct{}
}

func newInbox() *inbox { return &inbox{changed: make(chan struct{})} }

func (b *inbox) accept(_ context.Context, ev dialogue.Event) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	defer func() { close(b.changed); b.changed = make(chan struct{}) }()
	if b.refuse != nil {
		if err := b.refuse(ev); err != nil {
			return err
		}
	}
	for _, has := range b.events {
		if has.ID == ev.ID && has.Conversation == ev.Conversation {
			return nil
		}
	}
	b.events = append(b.events, ev)
	return nil
}

func (b *inbox) all() []dialogue.Event {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]dialogue.Event(nil), b.events...)
}

func (b *inbox) refuseWith(f func(dialogue.Event) error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.refuse = f
}

// wait waits until n events are there.
func (b *inbox) wait(t testing.TB, n int) []dialogue.Event {
	t.Helper()
	ctx := soon(t)
	for {
		b.mu.Lock()
		changed, have := b.changed, len(b.events)
		b.mu.Unlock()
		if have >= n {
			return b.all()
		}
		select {
		case <-changed:
		case <-ctx.Done():
			t.Fatalf("the bot was to accept %d events, accepted %+v", n, b.all())
		}
	}
}

// logbook collects what is logged.
type logbook struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *logbook) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(p)
}

func (l *logbook) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}

// rig is a fake Telegram, a store, an inbox and as many channels as a test starts.
type rig struct {
	t     testing.TB
	tg    *telegramtest.Server
	store *store
	inbox *inbox
	log   *logbook
	http  *http.Client
}

func newRig(t testing.TB, opt telegramtest.Options) *rig {
	t.Helper()
	opt.Token = cmp.Or(opt.Token, token)
	opt.Webhook.Local = true
	if opt.Webhook.Pause == nil {
		opt.Webhook.Pause = func(int) time.Duration { return 5 * time.Millisecond }
	}
	r := &rig{t: t, tg: telegramtest.New(opt), store: newStore(), inbox: newInbox(), log: &logbook{}, http: &http.Client{Transport: &http.Transport{}}}
	t.Cleanup(func() {
		r.tg.Close()
		r.http.CloseIdleConnections()
		r.noToken(r.log.String())
	})
	return r
}

// noToken fails when a text shows the bot's token.
func (r *rig) noToken(text string) {
	r.t.Helper()
	if strings.Contains(text, token) || strings.Contains(text, "secret-token") {
		r.t.Errorf("the bot's token was to be nowhere, it is in %q", text)
	}
}

func (r *rig) config() Config {
	texts, err := loadTexts()
	if err != nil {
		r.t.Fatal(err)
	}
	return Config{Token: token, API: r.tg.URL(), Texts: texts, Receipts: r.store, Client: r.http,
		Log:   slog.New(slog.NewTextHandler(r.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
		Times: Times{Poll: time.Second, Album: 60 * time.Millisecond, FirstPause: 5 * time.Millisecond, MostPause: 50 * time.Millisecond, Typing: time.Hour}}
}

var loadTexts = sync.OnceValues(prompts.Load)

// channel makes a channel; change may change its configuration.
func (r *rig) channel(change func(*Config)) *Channel {
	r.t.Helper()
	cfg := r.config()
	if change != nil {
		change(&cfg)
	}
	c, err := New(cfg)
	if err != nil {
		r.t.Fatal(err)
	}
	return c
}

// receive runs a channel until stop is called or the test ends.
func (r *rig) receive(c *Channel) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := c.Receive(ctx, r.inbox.accept); !errors.Is(err, context.Canceled) {
			r.t.Errorf("receiving was to end with its context, got %v", err)
		}
	}()
	stop = sync.OnceFunc(func() { cancel(); <-done })
	r.t.Cleanup(stop)
	return stop
}

// polling starts a channel that polls.
func (r *rig) polling(change func(*Config)) (*Channel, func()) {
	c := r.channel(change)
	return c, r.receive(c)
}

const secret = "the-secret_1"

// hooked starts a channel with a webhook behind a server of its own.
func (r *rig) hooked(change func(*Config)) (*Channel, *httptest.Server, func()) {
	r.t.Helper()
	var c *Channel
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) { c.Handler().ServeHTTP(w, q) }))
	r.t.Cleanup(server.Close)
	c = r.channel(func(cfg *Config) {
		cfg.Webhook, cfg.Secret = server.URL, secret
		if change != nil {
			change(cfg)
		}
	})
	stop := r.receive(c)
	r.until("the channel receives", func() bool { c.door.RLock(); defer c.door.RUnlock(); return c.through != nil })
	if err := c.Setup(soon(r.t)); err != nil {
		r.t.Fatal(err)
	}
	return c, server, stop
}

// until waits for something that no signal tells of.
func (r *rig) until(what string, cond func() bool) {
	r.t.Helper()
	ctx := soon(r.t)
	for !cond() {
		if pause(ctx, time.Millisecond) != nil {
			r.t.Fatalf("this was to be: %s", what)
		}
	}
}

// wait waits until a condition on the fake is true.
func (r *rig) wait(what string, cond func() bool) {
	r.t.Helper()
	if err := r.tg.Wait(soon(r.t), cond); err != nil {
		r.t.Fatalf("this was to be: %s: %v", what, err)
	}
}

func (r *rig) ana() *telegramtest.Phone {
	return r.tg.User(telegramtest.User{ID: 555, FirstName: "Ana", LanguageCode: "es"})
}

// to is a delivery to a chat.
func to(chat int64, id string, a dialogue.Action) bot.Delivery {
	return bot.Delivery{ID: id, Conversation: conversation(chat), To: bot.Destination{Channel: ChannelName, Chat: strconv.FormatInt(chat, 10)},
		Action: a, At: time.Now()}
}

// send delivers something that has to arrive, and keeps its receipt as the outbox does.
func (r *rig) send(c *Channel, d bot.Delivery) int {
	r.t.Helper()
	receipt, err := c.Send(soon(r.t), d)
	if err != nil {
		r.t.Fatalf("delivery %s was to arrive: %v", d.ID, err)
	}
	if d.Key != "" {
		_ = r.store.Keep(context.Background(), d.Conversation, d.Key, receipt)
	}
	id, _ := strconv.Atoi(receipt)
	return id
}

func noFields() prompts.Fields { return prompts.Fields{} }

// realPNG is a picture of one dot.
func realPNG() []byte {
	var b bytes.Buffer
	_ = png.Encode(&b, image.NewGray(image.Rect(0, 0, 1, 1)))
	return b.Bytes()
}
