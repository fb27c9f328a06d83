package openai

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"amends/dialogue"
)

// hanging is a transport that never answers.
type hanging struct {
	mu sync.Mutex
	n  int
}

func (h *hanging) RoundTrip(r *http.Request) (*http.Response, error) {
	h.mu.Lock()
	h.n++
	h.mu.Unlock()
	<-r.Context().Done()
	return nil, r.Context().Err()
}

// An endpoint that hangs costs a text six seconds, five texts in a row, and then nothing for half a minute.
func TestAnEndpointThatHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var logged bytes.Buffer
		h := &hanging{}
		r := newRig(t, nil, func(c *Config) { c.Transport, c.Log = h, slog.New(slog.NewTextHandler(&logged, nil)) })
		for i := range mostFailures {
			start := time.Now()
			in, err := r.Understand(t.Context(), fresh(), odd, monday)
			if took := time.Since(start); took != DefaultPatience || OutcomeOf(err) != TimedOut || in.By != "builtin" {
				t.Fatalf("text %d: read by %s after %s, error %v, want the built-in reading after 6s", i, in.By, took, err)
			}
		}
		start := time.Now()
		if in := r.read(fresh(), odd); time.Since(start) != 0 || r.last() != Open || in.By != "builtin" {
			t.Errorf("then %s after %s, want the built-in reading at once", r.last(), time.Since(start))
		}
		if !strings.Contains(logged.String(), "the model fails") || strings.Contains(logged.String(), "cat") {
			t.Errorf("logged %q", logged.String())
		}
		time.Sleep(restFor + time.Second)
		r.endpoint.client = newClient(Config{Transport: says(sad), BaseURL: "http://model.test/v1"})
		if in := r.read(fresh(), odd); in.By != By {
			t.Errorf("after its rest the model is not asked: %s", r.last())
		}
	})
}

// Only so many texts are with the model at once; others wait a second and are read without it.
func TestPlaces(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := &hanging{}
		var mu sync.Mutex
		seen := map[Outcome]int{}
		r := newRig(t, nil, func(c *Config) {
			c.Transport, c.Parallel = h, 3
			c.Observe = func(c Call) { mu.Lock(); defer mu.Unlock(); seen[c.Outcome]++ }
		})
		var all sync.WaitGroup
		for range 10 {
			all.Go(func() { _, _ = r.Understand(t.Context(), fresh(), odd, monday) })
		}
		all.Wait()
		if seen[TimedOut] != 3 || seen[Busy] != 7 || h.n != 3 {
			t.Errorf("outcomes %v, %d requests, want 3 with the model and 7 not", seen, h.n)
		}
	})
}

// When the caller's time is up, so is this one's.
func TestTheCallersTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, nil, func(c *Config) { c.Transport = &hanging{} })
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		start := time.Now()
		if _, err := r.Understand(ctx, fresh(), odd, monday); OutcomeOf(err) != TimedOut || time.Since(start) != time.Second {
			t.Errorf("error %v after %s, want a timeout after 1s", err, time.Since(start))
		}
	})
}

func TestBudget(t *testing.T) {
	now := monday
	var logged bytes.Buffer
	r := newRig(t, says(sad), func(c *Config) {
		c.Budget = Budget{Calls: 5, ConversationCalls: 2}
		c.Now, c.Log = func() time.Time { return now }, slog.New(slog.NewTextHandler(&logged, nil))
	})
	reads := func(id string) Outcome {
		c := fresh()
		c.ID = dialogue.ConversationID(id)
		r.read(c, odd)
		return r.last()
	}
	for i, want := range []Outcome{Answered, Answered, OverSpent, OverSpent} {
		if got := reads("a"); got != want {
			t.Errorf("text %d of one conversation: %s, want %s", i+1, got, want)
		}
	}
	for i, want := range []Outcome{Answered, Answered, Answered, OverSpent, OverSpent} {
		if got := reads(string(rune('b' + i))); got != want {
			t.Errorf("text %d of others: %s, want %s", i+1, got, want)
		}
	}
	if n := strings.Count(logged.String(), "budget"); n != 1 {
		t.Errorf("the empty budget is told %d times, want once:\n%s", n, logged.String())
	}
	now = now.Add(24 * time.Hour)
	if got := reads("a"); got != Answered {
		t.Errorf("the next day: %s, want an answer", got)
	}
}

func TestBudgetOfTokens(t *testing.T) {
	r := newRig(t, says(sad), func(c *Config) { c.Budget = Budget{Tokens: 3 * 2500} })
	answered := 0
	for range 20 {
		r.read(fresh(), odd)
		if r.last() == Answered {
			answered++
		}
	}
	if got := r.budget.all.tokens; got != answered*940 || got > 7500 || answered < 3 {
		t.Errorf("%d texts cost %d tokens, want 940 each and no more than the budget", answered, got)
	}
}

func TestNewSaysWhatIsWrong(t *testing.T) {
	p, err := parts()
	if err != nil {
		t.Fatal(err)
	}
	good := Config{Builtin: p.builtin, Book: p.book, Texts: p.texts}
	if _, err := New(good); err != nil {
		t.Errorf("the defaults: %v", err)
	}
	for name, change := range map[string]func(*Config){
		"no built-in": func(c *Config) { c.Builtin = nil }, "no playbook": func(c *Config) { c.Book = nil }, "use": func(c *Config) { c.Use = "often" },
		"no address": func(c *Config) { c.BaseURL = "localhost:11434" }, "a password": func(c *Config) { c.BaseURL = "https://user:sesame@host/v1" },
		"patience": func(c *Config) { c.Patience = -1 },
	} {
		cfg := good
		change(&cfg)
		if _, err := New(cfg); err == nil || strings.Contains(err.Error(), "sesame") {
			t.Errorf("%s: error %v, want one that says what is wrong and no secret", name, err)
		}
	}
}
