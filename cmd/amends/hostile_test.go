package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"

	"amends/adapters/files"
	"amends/adapters/memory"
	"amends/adapters/orders"
	"amends/adapters/redis"
	"amends/bot"
	"amends/dialogue"
)

// storage is what a whole bot keeps things in.
type storage interface {
	bot.Store
	bot.Outbox
	bot.Ledger
}

// fortress is a whole bot, with the engine, the understander and the sample orders, for buyers who mean no good.
type fortress struct {
	testing.TB
	bot   *bot.Bot
	store storage
	now   time.Time
	sent  int
}

// fortresses runs a test on each kind of store.
func fortresses(t *testing.T, test func(*fortress)) {
	kit, err := newToolkit()
	if err != nil {
		t.Fatal(err)
	}
	engine, err := kit.engine("")
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range []string{"memory", "redis"} {
		t.Run(kind, func(t *testing.T) {
			f := &fortress{TB: t, now: time.Date(2026, 3, 2, 15, 0, 0, 0, time.UTC)}
			clock := func() time.Time { return f.now }
			if f.store = memory.New(memory.Config{Now: clock}); kind == "redis" {
				f.store = openMiniredis(t, clock)
			}
			source, err := orders.Sample(f.now)
			if err != nil {
				t.Fatal(err)
			}
			f.bot, err = bot.New(bot.Config{Engine: engine, Store: f.store, Outbox: f.store, Ledger: f.store, Orders: source,
				Evidence: files.Memory(files.Options{Now: clock}), Fetch: samples{}, Builtin: kit.builtin, Now: clock})
			if err != nil {
				t.Fatal(err)
			}
			test(f)
		})
	}
}

func openMiniredis(t *testing.T, now func() time.Time) *redis.Store {
	t.Helper()
	s, err := redis.Open(t.Context(), "redis://"+miniredis.RunT(t).Addr(), redis.Options{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// samples makes up the files that buyers send.
type samples struct{}

func (samples) Fetch(_ context.Context, f dialogue.File) (io.ReadCloser, error) {
	content, _ := files.Sample(f.Name)
	return io.NopCloser(bytes.NewReader(content)), nil
}

// does carries one event of the buyer through its whole turn and returns it.
func (f *fortress) does(body dialogue.Body) bot.Turn {
	f.Helper()
	f.sent++
	ctx := f.Context()
	claim, err := f.bot.Accept(ctx, dialogue.Event{ID: fmt.Sprint("m", f.sent), Conversation: "a", At: f.now,
		Buyer: dialogue.Address{Channel: "test", Chat: "a"}, Body: body})
	if err != nil || claim == nil {
		f.Fatalf("accept %T: claim %v, error %v", body, claim, err)
	}
	if err := f.bot.Handle(ctx, *claim); err != nil {
		f.Fatalf("handle %T: %v", body, err)
	}
	turns, err := f.store.Turns(ctx, "a", 1)
	if err != nil || len(turns) != 1 || turns[0].Event.ID != fmt.Sprint("m", f.sent) {
		f.Fatalf("turns %v, error %v, want the turn of %T", turns, err, body)
	}
	return turns[0]
}

// answers reports whether a turn says something to the buyer.
func answers(t bot.Turn) bool {
	for _, d := range t.Outbox {
		if _, ok := d.Action.(dialogue.Say); ok && d.To.Channel == "test" {
			return true
		}
	}
	return false
}

// TestMegabytesAreAnsweredAndNotKept: a text of 1 MB in every place that takes words, from the first message to a person's desk.
func TestMegabytesAreAnsweredAndNotKept(t *testing.T) {
	const mega = 1 << 20
	fill := func(start, with string) string {
		return start + strings.Repeat(with, (mega-len(start))/len(with))
	}
	album := slices.Repeat([]dialogue.File{{Ref: "a.jpg", Name: fill("a", "b") + ".jpg", Kind: "sticker"}}, 5000)
	steps := []dialogue.Body{
		dialogue.Start{Payload: fill("order", "_1")},
		dialogue.Message{Text: fill("", "\u200b\u202e")},
		dialogue.Message{Text: fill("you sent me the wrong style of backpack, 112-4567890-1234567 ", "really ")},
		dialogue.Message{Text: fill("98101 ", "9")},
		dialogue.Edit{Message: "m3", Text: fill("it arrived broken ", "\xff\x00")},
		dialogue.Upload{Files: album, Caption: fill("here ", "📦")},
		dialogue.Message{Text: fill("no, it is the wrong one, I want 500 dollars ", "112-4567890-1234567 ")},
		dialogue.Message{Text: fill("a person please ", "bitte ")},
		dialogue.Message{Text: fill("", "are you there? ")}, // a person owns it: relayed
	}
	fortresses(t, func(f *fortress) {
		for i, body := range steps {
			owned := i == len(steps)-1
			turn := f.does(body)
			if !answers(turn) && !owned {
				f.Errorf("step %d, %T of 1 MB: silence, want an answer", i+1, body)
			}
			whole, err := bot.MarshalTurn(turn)
			if err != nil {
				f.Fatal(err)
			}
			state, err := dialogue.MarshalConversation(turn.Next)
			if err != nil {
				f.Fatal(err)
			}
			f.Logf("step %d, %T: turn %d KB, of it state %d KB", i+1, body, len(whole)>>10, len(state)>>10)
			if len(whole) > 200<<10 || len(state) > 32<<10 {
				f.Errorf("step %d, %T: the turn takes %d KB and the state %d KB, want at most 200 and 32", i+1, body, len(whole)>>10, len(state)>>10)
			}
		}
	})
}

// TestInvisibleTextThroughAWholeTurn: right-to-left and zero-width marks hide neither order nor danger, and never come back in the
// bot's own words.
func TestInvisibleTextThroughAWholeTurn(t *testing.T) {
	const invisible = "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202d\u202e\u2060\u2066\u2067\u2068\ufeff"
	fortresses(t, func(f *fortress) {
		for _, text := range []string{
			"\u202eyou sent me the wr\u200bong style of back\u00adpack\u202c",
			"my order is 112\u200b-456\u20607890\u2011\u200e1234567",
			"\u200f98\ufeff101\u200f",
			strings.Repeat(invisible, 50),
			"\u202b" + "שלום, התיק שבור" + "\u202c",
			"هذا ليس ما طلبته",
		} {
			turn := f.does(dialogue.Message{Text: text})
			if !answers(turn) {
				f.Errorf("%+q: silence, want an answer", text)
			}
			for _, d := range turn.Outbox {
				if say, ok := d.Action.(dialogue.Say); ok && strings.ContainsAny(say.Text, invisible) {
					f.Errorf("%+q: answered %+q, want no invisible marks in it", text, say.Text)
				}
			}
		}
		c, err := f.store.Load(f.Context(), "a")
		if err != nil {
			f.Fatal(err)
		}
		if k := c.Cases[c.Current]; k.Order == nil || k.Order.ID != "112-4567890-1234567" || k.Issue() != "wrong_item" {
			f.Errorf("the case has issue %s and order %v, want wrong_item and the order that was written", k.Issue(), k.Order)
		}
		if turn := f.does(dialogue.Message{Text: "it caught f\u200bire"}); turn.Next.Human == nil {
			f.Error("a fire with a zero-width space in it went unheard, want a person")
		}
	})
}

// mailbox is a channel that takes everything.
type mailbox struct{ sent []bot.Delivery }

func (*mailbox) Receive(context.Context, func(context.Context, dialogue.Event) error) error {
	return nil
}

func (m *mailbox) Send(_ context.Context, d bot.Delivery) (string, error) {
	m.sent = append(m.sent, d)
	return fmt.Sprint("r", len(m.sent)), nil
}

// TestClockJumps: a machine whose clock is set ahead by years and back again loses nothing, wakes nobody without end and goes on
// answering.
func TestClockJumps(t *testing.T) {
	const years = 5 * 365 * 24 * time.Hour
	fortresses(t, func(f *fortress) {
		clock := func() time.Time { return f.now }
		inbox := &mailbox{}
		accept := func(ctx context.Context, ev dialogue.Event) error {
			claim, err := f.bot.Accept(ctx, ev)
			if err != nil || claim == nil {
				return err
			}
			return f.bot.Handle(ctx, *claim)
		}
		waker := bot.NewWaker(f.store, accept, clock).Adopting(f.bot.Handle)
		dispatcher := bot.NewDispatcher(bot.DispatcherConfig{Outbox: f.store, Ledger: f.store, Accept: accept, Parallel: 1, Now: clock,
			Channels: map[string]bot.Channel{"test": inbox, "desk": &mailbox{}}})
		settle := func(when string) {
			for range 100 {
				woken, err := waker.RunOnce(f.Context())
				if err != nil {
					f.Fatalf("%s: waker: %v", when, err)
				}
				sent, err := dispatcher.RunOnce(f.Context())
				if err != nil {
					f.Fatalf("%s: dispatcher: %v", when, err)
				}
				if woken+sent == 0 {
					return
				}
			}
			f.Fatalf("%s: still at it after 100 rounds, want an end", when)
		}
		hears := func(when, text string) {
			f.Helper()
			before := len(inbox.sent)
			f.does(dialogue.Message{Text: text})
			settle(when)
			if len(inbox.sent) == before {
				f.Errorf("%s: %q got no answer", when, text)
			}
		}
		hears("at first", "you sent me the wrong style of backpack, 112-4567890-1234567")
		f.does(dialogue.Message{Text: "98101"}) // its answer still waits when the clock jumps
		f.now = f.now.Add(years)
		settle("ahead")
		hears("ahead", "how long will this take?")
		f.does(dialogue.Message{Text: "hello?"})
		f.now = f.now.Add(-years)
		settle("set back")
		hears("set back", "I want my money back")
		f.now = f.now.Add(-years)
		hears("before the beginning", "you sent me the wrong one")
		if left, err := f.store.Take(f.Context(), f.now.Add(bot.MaxDelay/2), 10); err != nil || len(left) > 0 {
			f.Errorf("%d deliveries are left, error %v, want all of them sent", len(left), err)
		}
	})
}
