package bot_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"amends/adapters/memory"
	"amends/bot"
	"amends/dialogue"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// monday is when the tests begin.
var monday = time.Date(2026, 3, 2, 15, 0, 0, 0, time.UTC)

// lease is the store's, in virtual time.
const lease = time.Minute

// clock is a time that tests move.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// rig is a bot on a memory store, with stand-ins for the rest.
type rig struct {
	testing.TB
	ctx    context.Context
	clock  *clock
	store  *memory.Store
	bot    *bot.Bot
	cfg    bot.Config
	step   func(dialogue.Conversation, dialogue.Event) (dialogue.Conversation, []dialogue.Action)
	logged *lockedBuffer
	sent   int
}

// lockedBuffer is a log that several goroutines write.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func newRig(t testing.TB, changes ...func(*bot.Config)) *rig {
	t.Helper()
	r := &rig{TB: t, ctx: t.Context(), clock: &clock{at: monday}, logged: &lockedBuffer{}, step: sayOK}
	r.store = memory.New(memory.Config{Now: r.clock.Now, Lease: lease})
	r.cfg = bot.Config{Store: r.store, Outbox: r.store, Ledger: r.store, Orders: shop{}, Evidence: &keeper{}, Fetch: fetcher{},
		Builtin: reader{}, Now: r.clock.Now, Log: slog.New(slog.NewTextHandler(r.logged, &slog.HandlerOptions{Level: slog.LevelDebug}))}
	for _, change := range changes {
		change(&r.cfg)
	}
	b, err := bot.NewWithStep(r.cfg, func(c dialogue.Conversation, ev dialogue.Event) (dialogue.Conversation, []dialogue.Action) {
		return r.step(c, ev)
	})
	if err != nil {
		t.Fatalf("new bot: %v", err)
	}
	r.bot = b
	return r
}

// sayOK is a step that counts turns and answers every buyer's event.
func sayOK(c dialogue.Conversation, ev dialogue.Event) (dialogue.Conversation, []dialogue.Action) {
	c.Turns++
	if c.Buyer == (dialogue.Address{}) {
		c.Buyer = ev.Buyer
	}
	return c, []dialogue.Action{dialogue.Say{Acts: []dialogue.Act{{Kind: dialogue.ActInform, Args: []string{"noted"}}}, Text: "ok " + ev.ID}}
}

func event(conversation, id string, body dialogue.Body) dialogue.Event {
	return dialogue.Event{ID: id, Conversation: dialogue.ConversationID(conversation), At: monday,
		Buyer: dialogue.Address{Channel: "test", Chat: conversation}, Body: body}
}

// accept accepts an event of conversation "a" and wants no error.
func (r *rig) accept(id string, body dialogue.Body) *bot.Claim {
	r.Helper()
	ev := event("a", id, body)
	ev.At = r.clock.Now()
	claim, err := r.bot.Accept(r.ctx, ev)
	if err != nil {
		r.Fatalf("accept %s: %v", id, err)
	}
	return claim
}

// send accepts an event of conversation "a", handles it and returns its turn.
func (r *rig) send(body dialogue.Body) bot.Turn {
	r.Helper()
	r.sent++
	claim := r.accept(fmt.Sprint("m", r.sent), body)
	if claim == nil {
		r.Fatal("accept: no claim, want one: the conversation is free")
		return bot.Turn{}
	}
	if err := r.bot.Handle(r.ctx, *claim); err != nil {
		r.Fatalf("handle: %v", err)
	}
	turns := r.turns()
	return turns[len(turns)-1]
}

func (r *rig) turns() []bot.Turn {
	r.Helper()
	turns, err := r.store.Turns(r.ctx, "a", 0)
	if err != nil {
		r.Fatalf("turns: %v", err)
	}
	return turns
}

// handled lists the events that have a turn.
func (r *rig) handled() string {
	r.Helper()
	var ids []string
	for _, t := range r.turns() {
		ids = append(ids, t.Event.ID)
	}
	return strings.Join(ids, " ")
}

// shop has two orders with a postal code each; their numbers hold their own postal codes.
type shop struct{}

const (
	orderA, codeA = "112-9810100-1234567", "98101"
	orderB, codeB = "112-2222222-7654321", "10001"
	noOrder       = "999-0000000-0000000"
)

func (shop) Order(_ context.Context, id string) (dialogue.Order, error) {
	if _, ok := codeOf(id); !ok {
		return dialogue.Order{}, bot.ErrNotFound
	}
	return dialogue.Order{ID: id, Currency: "USD"}, nil
}

// Owns is more forgiving than it should be: it finds a postal code anywhere.
func (shop) Owns(_ context.Context, id, text string) (bool, error) {
	code, ok := codeOf(id)
	if !ok {
		return false, bot.ErrNotFound
	}
	return strings.Contains(text, code), nil
}

func codeOf(id string) (string, bool) {
	code, ok := map[string]string{orderA: codeA, orderB: codeB}[id]
	return code, ok
}

// reader is an understander that takes "order X" and "code Y" out of a text, and "?" for a question.
type reader struct{}

func (reader) Understand(_ context.Context, _ dialogue.Conversation, text string, _ time.Time) (dialogue.Interpretation, error) {
	in := dialogue.Interpretation{By: "builtin", Lang: "en"}
	words := strings.Fields(text)
	for i, w := range words {
		if strings.HasSuffix(w, "?") {
			in.Moves = append(in.Moves, dialogue.Move{Kind: dialogue.Question, Sure: 0.9})
		}
		if w == "fire" {
			in.Alarms = append(in.Alarms, dialogue.Alarm{Class: "fire", Words: w, Grave: true})
		}
		if i == 0 {
			continue
		}
		switch words[i-1] {
		case "order":
			in.Slots = append(in.Slots, dialogue.SlotValue{Slot: dialogue.SlotOrder, Value: w, Words: w, Sure: 0.95})
		case "code":
			in.Slots = append(in.Slots, dialogue.SlotValue{Slot: dialogue.SlotProof, Value: w, Words: w, Sure: 0.9})
		}
	}
	return in, nil
}

// understander is one made of a function.
type understander func(ctx context.Context) (dialogue.Interpretation, error)

func (f understander) Understand(ctx context.Context, _ dialogue.Conversation, _ string, _ time.Time) (dialogue.Interpretation, error) {
	return f(ctx)
}

// keeper keeps files by their content and fails when told to.
type keeper struct {
	fail   error
	panics bool
}

func (k *keeper) Save(_ context.Context, f dialogue.File, content io.Reader) (dialogue.Evidence, error) {
	if k.panics {
		panic("of the evidence store")
	}
	data, err := io.ReadAll(content)
	if err != nil {
		return dialogue.Evidence{}, fmt.Errorf("read: %w", err)
	}
	return dialogue.Evidence{ID: string(data), Kind: f.Kind, Size: int64(len(data))}, k.fail
}

// fetcher opens files by what their Ref says.
type fetcher struct{}

func (fetcher) Fetch(_ context.Context, f dialogue.File) (io.ReadCloser, error) {
	switch f.Ref {
	case "gone":
		return nil, fmt.Errorf("file %s is gone", f.Ref)
	case "breaks":
		return io.NopCloser(io.MultiReader(strings.NewReader("half"), failing{})), nil
	case "endless":
		return io.NopCloser(endless{}), nil
	}
	return io.NopCloser(strings.NewReader("content of " + f.Ref)), nil
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, fmt.Errorf("connection reset") }

type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }
