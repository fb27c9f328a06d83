package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"sync"
	"testing"
	"time"

	"amends/adapters/files"
	"amends/adapters/memory"
	"amends/adapters/orders"
	"amends/bot"
	"amends/dialogue"
)

// siege is what all attacks share: all of it is read only or safe for many.
type siege struct {
	kit     *toolkit
	engine  *dialogue.Engine
	orders  *orders.Source
	files   *looked
	parcels parcels
	secrets []string // of the sample orders, beside what the standing rules look for
	prompt  []string // lines of what a model is told
	leaks   sync.Map // what of a text gives the machinery away, by the text
	begun   time.Time
}

func openSiege(t *testing.T, all []attack) *siege {
	t.Helper()
	kit, err := newToolkit()
	if err != nil {
		t.Fatal(err)
	}
	s := &siege{kit: kit, begun: time.Date(2026, 3, 2, 15, 0, 0, 0, time.UTC), parcels: parcels{}, secrets: proofsOfSamples(t), prompt: promptLines(t)}
	if s.engine, err = kit.engine(""); err != nil {
		t.Fatal(err)
	}
	if s.orders, err = orders.Sample(s.begun); err != nil {
		t.Fatal(err)
	}
	s.files = &looked{Evidence: files.Memory(files.Options{Now: s.clock})}
	for _, a := range all {
		for _, st := range a.Steps {
			for _, p := range st.Send {
				s.parcels[a.ID+"/"+p.Name] = p
			}
		}
	}
	return s
}

func (s *siege) clock() time.Time { return s.begun }

// fortress is a bot with a memory of its own, in which the dispute has come as far as what was played.
func (s *siege) fortress(t testing.TB, played []bot.Turn) *fortress {
	t.Helper()
	return s.fortressWith(t, played, func(*bot.Config) {})
}

// fortressWith is a fortress whose bot has more than every bot.
func (s *siege) fortressWith(t testing.TB, played []bot.Turn, more func(*bot.Config)) *fortress {
	t.Helper()
	store := memory.New(memory.Config{Now: s.clock})
	for _, turn := range played {
		claim, err := store.Accept(t.Context(), turn.Event)
		if err != nil || claim == nil {
			t.Fatalf("accept %s: claim %v, error %v", turn.Event.ID, claim, err)
		}
		if _, err := store.Commit(t.Context(), *claim, turn); err != nil {
			t.Fatalf("commit %s: %v", turn.Event.ID, err)
		}
	}
	cfg := bot.Config{Engine: s.engine, Store: store, Outbox: store, Ledger: store, Orders: s.orders, Evidence: s.files,
		Fetch: s.parcels, Builtin: s.kit.builtin, Now: s.clock}
	more(&cfg)
	whole, err := bot.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return &fortress{TB: t, bot: whole, store: store, now: s.begun, sent: len(played)}
}

// internal is what an agent wrote for the team only.
const internal = "between us: the manager would go up to forty-four dollars for this one"

// points plays the dispute once and returns what is stored at each of its points.
func (s *siege) points(t *testing.T) map[string][]bot.Turn {
	t.Helper()
	say := func(text string) dialogue.Body { return dialogue.Message{Text: text} }
	photo := func(name string) dialogue.Body {
		return dialogue.Upload{Files: []dialogue.File{{Ref: name, Name: name, Kind: "photo"}}}
	}
	tap := func(option string) dialogue.Body { return dialogue.Press{Option: option} }
	points := map[string][]bot.Turn{"start": nil}
	goOn := func(from, to string, status dialogue.Status, bodies ...dialogue.Body) {
		f := s.fortress(t, points[from])
		for _, b := range bodies {
			f.does(asked(f, b))
		}
		points[to] = stored(f)
		c := points[to][len(points[to])-1].Next
		is := dialogue.StatusOpen
		if c.Current >= 0 {
			is = c.StatusOf(&c.Cases[c.Current])
		}
		if is != status {
			t.Fatalf("the dispute is %s at the point %s, want %s; it asks %+v", is, to, status, c.Asked)
		}
	}
	goOn("start", "order", dialogue.StatusOpen, say("you sent me the wrong style of backpack"))
	goOn("order", "proof", dialogue.StatusOpen, say("112-4567890-1234567"))
	goOn("proof", "evidence", dialogue.StatusOpen, say("98101"))
	goOn("evidence", "offer", dialogue.StatusOpen, photo("bag.jpg"), photo("label.jpg"))
	goOn("offer", "confirm", dialogue.StatusOpen, tap("partial_keep"))
	goOn("confirm", "settled", dialogue.StatusSettled, tap("yes"))
	goOn("settled", "fulfilled", dialogue.StatusFulfilled, dialogue.Decision{Agent: "ana", Option: "done", Note: "R-8841"})
	goOn("offer", "asked", dialogue.StatusAsked, tap("none"), say("a gift card for the trouble would settle it"), dialogue.Note{Agent: "ana", Text: internal})
	goOn("offer", "person", dialogue.StatusHuman, tap("person"), dialogue.Decision{Agent: "ana", Option: "take"}, dialogue.Note{Agent: "ana", Text: internal})
	return points
}

// asked has a press answer the question that is asked.
func asked(f *fortress, b dialogue.Body) dialogue.Body {
	p, ok := b.(dialogue.Press)
	if !ok || p.Question != "" {
		return b
	}
	c, err := f.store.Load(f.Context(), "a")
	if err != nil {
		f.Fatal(err)
	}
	if c.Asked != nil {
		p.Question = c.Asked.ID
	}
	return p
}

func stored(f *fortress) []bot.Turn {
	f.Helper()
	turns, err := f.store.Turns(f.Context(), "a", 0)
	if err != nil {
		f.Fatal(err)
	}
	return turns
}

// looked is an evidence store that looks at the same file once: pictures take their time.
type looked struct {
	bot.Evidence
	known sync.Map // by handle
}

// Save implements bot.Evidence.
func (l *looked) Save(ctx context.Context, f dialogue.File, content io.Reader) (dialogue.Evidence, error) {
	if e, ok := l.known.Load(f); ok {
		return e.(dialogue.Evidence), nil
	}
	e, err := l.Evidence.Save(ctx, f, content)
	if err == nil {
		l.known.Store(f, e)
	}
	return e, err
}

// parcels are the files of the attacks, by their handle.
type parcels map[string]parcel

// Fetch implements bot.Fetcher.
func (p parcels) Fetch(ctx context.Context, f dialogue.File) (io.ReadCloser, error) {
	switch it := p[f.Ref]; {
	case it.Lost:
		return nil, fmt.Errorf("the file is gone")
	case it.Content != nil:
		return io.NopCloser(bytes.NewReader([]byte(*it.Content))), nil
	}
	return &unopened{open: func() (io.ReadCloser, error) { return samples{}.Fetch(ctx, f) }}, nil
}

// unopened is a file that is made up when somebody reads it.
type unopened struct {
	open func() (io.ReadCloser, error)
	file io.ReadCloser
}

func (u *unopened) Read(b []byte) (n int, err error) {
	if u.file == nil {
		if u.file, err = u.open(); err != nil {
			return 0, err
		}
	}
	return u.file.Read(b)
}

func (*unopened) Close() error { return nil }
