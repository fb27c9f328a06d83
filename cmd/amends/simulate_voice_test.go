package main

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"

	"amends/adapters/simulate"
	"amends/bot"
)

// TestSimulateVoice has somebody else speak for the buyers: it is told what it needs, its words are in the scripts, and what comes of
// them fails nothing.
func TestSimulateVoice(t *testing.T) {
	dir := t.TempDir()
	var told atomic.Int64
	opt := simulate.Options{N: 12, Seed: 1, Persona: "plain", Dir: dir, Voice: func(_ context.Context, p simulate.Part) (string, error) {
		if p.Persona == "" || p.Lang == "" || p.Issue == "" || p.Item == "" || len(p.Facts) == 0 || p.Means == "" {
			t.Errorf("expected a part with all that a buyer goes by, got %+v", p)
		}
		if strings.Contains(p.Heard, "order number") {
			told.Add(1)
		}
		return "Well... " + p.Means, nil
	}}
	deaf := func(turn bot.Turn) bot.Turn {
		turn.Outbox = nil
		return turn
	}
	report, failed := simulated(t, opt, nil)
	if !strings.Contains(report, "a model wrote ") || told.Load() == 0 {
		t.Errorf("expected a report of what a model wrote, which heard the bot %d times ask for the order number:\n%s", told.Load(), report)
	}
	scripts, err := filepath.Glob(filepath.Join(dir, "*.txt"))
	if err != nil || len(scripts) == 0 {
		t.Fatalf("expected scripts in %s (%v)", dir, err)
	}
	text, err := os.ReadFile(scripts[0])
	if err != nil || !strings.Contains(string(text), "buyer> Well... ") {
		t.Errorf("expected the model's words in the script (%v):\n%s", err, text)
	}
	opt.Dir = ""
	if _, mute := simulated(t, opt, deaf); failed != 0 || mute != 0 {
		t.Errorf("expected nothing that comes of a model to count as failed, got %d, and %d of a bot that says nothing", failed, mute)
	}
}

// TestSimulateLLM plays with an endpoint: its words are said, a broken one leaves the built-in ones, and without any nothing is played.
func TestSimulateLLM(t *testing.T) {
	t.Setenv("OPENAI_API_KEY", "")
	t.Setenv("OPENAI_BASE_URL", "")
	var fails atomic.Bool
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if fails.Load() {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		io.WriteString(w, `{"choices":[{"finish_reason":"stop","message":{"role":"assistant","content":"{\"text\":\"well, you tell me\"}"}}],
			"usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15}}`)
	}))
	defer server.Close()
	for _, c := range []struct {
		what  string
		args  []string
		fails bool
		want  int
		says  string
	}{
		{"an endpoint that answers", []string{"-n", "6", "--openai-base-url", server.URL + "/v1"}, false, 0, `a model wrote [1-9]\d* of the buyers' texts`},
		{"one that does not", []string{"-n", "6", "--openai-base-url", server.URL + "/v1"}, true, 0, `a model wrote 0 of the buyers' texts, of 5 `},
		{"none", nil, false, 2, "set OPENAI_API_KEY or OPENAI_BASE_URL"},
	} {
		fails.Store(c.fails)
		out, err := os.Create(filepath.Join(t.TempDir(), "out"))
		if err != nil {
			t.Fatal(err)
		}
		status := run(t.Context(), append([]string{"simulate", "--llm", "--parallel", "1", "--persona", "plain"}, c.args...), nil, out, out)
		said, err := os.ReadFile(out.Name())
		if err != nil {
			t.Fatal(err)
		}
		if status != c.want || !regexp.MustCompile(c.says).Match(said) {
			t.Errorf("%s: status %d, want %d and %q:\n%s", c.what, status, c.want, c.says, said)
		}
	}
}
