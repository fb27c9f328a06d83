package main

import (
	"context"
	"os"
	"path/filepath"
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
