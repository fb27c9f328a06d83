package bot_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"amends/bot"
	"amends/dialogue"
)

// crashing is a store whose commits fail in the ways that a network has: before they were written, or with the answer lost.
type crashing struct {
	bot.Store
	next string // "", "before" or "after" for the next commit
}

var errGone = errors.New("connection lost")

func (s *crashing) Commit(ctx context.Context, c bot.Claim, t bot.Turn) (*bot.Claim, error) {
	how := s.next
	s.next = ""
	if how == "before" {
		return nil, errGone
	}
	next, err := s.Store.Commit(ctx, c, t)
	if how == "after" {
		return nil, errGone
	}
	return next, err
}

// Whatever is sent twice, dropped, fails or dies, every accepted event has one turn in the end, in the order of acceptance, and
// everything that a turn says arrives once per turn and in order.
func TestNothingIsLost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t)
		t.Repeat(map[string]func(*rapid.T){
			"new event": func(t *rapid.T) { w.accept(fmt.Sprint("m", len(w.accepted))) },
			"duplicate": func(t *rapid.T) {
				if len(w.accepted) > 0 {
					w.accept(rapid.SampledFrom(w.accepted).Draw(t, "id"))
				}
			},
			"handle":      func(t *rapid.T) { w.handle(rapid.SampledFrom([]string{"", "before", "after"}).Draw(t, "commit")) },
			"die":         func(*rapid.T) { w.held = nil },
			"time passes": func(t *rapid.T) { w.clock.Advance(time.Duration(rapid.IntRange(1, 40).Draw(t, "s")) * time.Second) },
			"take over":   func(*rapid.T) { w.takeOver() },
			"send":        func(*rapid.T) { w.dispatch() },
		})
		w.settle()
		if got := w.handled(); got != strings.Join(w.accepted, " ") {
			t.Fatalf("handled %q, accepted %q", got, w.accepted)
		}
		var want []string
		for _, id := range w.accepted {
			want = append(want, id+"/0", id+"/1")
		}
		if got := w.buyer.all(); got != strings.Join(want, " ") {
			t.Fatalf("sent %q, want %q", got, want)
		}
	})
}

// world is a post with processes that hold claims.
type world struct {
	*post
	t        *rapid.T
	store    *crashing
	accepted []string
	held     []bot.Claim
}

func newWorld(t *rapid.T) *world {
	w := &world{post: newPost(nopTB{}), t: t}
	w.store = &crashing{Store: w.rig.store}
	cfg := w.cfg
	cfg.Store = w.store
	b, err := bot.NewWithStep(cfg, func(c dialogue.Conversation, ev dialogue.Event) (dialogue.Conversation, []dialogue.Action) {
		c.Buyer = ev.Buyer
		return c, sayings(2)
	})
	if err != nil {
		t.Fatal(err)
	}
	w.bot = b
	return w
}

func (w *world) accept(id string) {
	known := slices.Contains(w.accepted, id)
	claim, err := w.bot.Accept(w.ctx, event("a", id, dialogue.Message{Text: "x"}))
	if known != errors.Is(err, bot.ErrDuplicate) || !known && err != nil {
		w.t.Fatalf("accept %s (known: %v): %v", id, known, err)
	}
	if !known {
		w.accepted = append(w.accepted, id)
	}
	if claim != nil {
		w.held = append(w.held, *claim)
	}
}

// handle lets the first holder work; a slow one may have lost its lease long ago.
func (w *world) handle(commit string) {
	if len(w.held) == 0 {
		return
	}
	claim := w.held[0]
	w.held = w.held[1:]
	w.store.next = commit
	if err := w.bot.Handle(w.ctx, claim); err != nil && !errors.Is(err, errGone) {
		w.t.Fatalf("handle: %v", err)
	}
	w.store.next = ""
}

func (w *world) takeOver() {
	claims, err := w.store.Abandoned(w.ctx, w.clock.Now(), 8)
	if err != nil {
		w.t.Fatal(err)
	}
	w.held = append(w.held, claims...)
}

func (w *world) dispatch() {
	if _, err := w.RunOnce(w.ctx); err != nil {
		w.t.Fatal(err)
	}
}

// settle lets every holder finish and leases run out until all is done.
func (w *world) settle() {
	for range 3 {
		for len(w.held) > 0 {
			w.handle("")
		}
		w.clock.Advance(lease + time.Second)
		w.takeOver()
	}
	w.run()
}
