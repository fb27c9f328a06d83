package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"amends/adapters/script"
	"amends/adapters/simulate"
	"amends/bot"
	"amends/dialogue"
)

// loadKit loads what all simulations share, once.
var loadKit = sync.OnceValues(newToolkit)

func sharedKit(t testing.TB) *toolkit {
	t.Helper()
	kit, err := loadKit()
	if err != nil {
		t.Fatal(err)
	}
	return kit
}

// simulated runs simulated buyers on the default playbook and returns the report.
func simulated(t testing.TB, opt simulate.Options, spoil func(bot.Turn) bot.Turn) (report string, failed int) {
	t.Helper()
	engine, err := sharedKit(t).engine("")
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	opt.World, opt.Book, opt.Out = buyers{sharedKit(t), engine, spoil}.world(), engine.Book(), &out
	failed, err = simulate.Run(t.Context(), opt)
	if err != nil {
		t.Fatal(err)
	}
	return out.String(), failed
}

func TestSimulateSameSeedSameReport(t *testing.T) {
	first, _ := simulated(t, simulate.Options{N: 60, Seed: 3, Parallel: 1}, nil)
	second, _ := simulated(t, simulate.Options{N: 60, Seed: 3, Parallel: 4}, nil)
	if first != second {
		t.Errorf("expected the same report of the same seed, one at a time:\n%s\nand four at a time:\n%s", first, second)
	}
	if other, _ := simulated(t, simulate.Options{N: 60, Seed: 4}, nil); other == first {
		t.Error("expected another report of another seed")
	}
}

// TestSimulatePersonas wants of every kind of buyer that most conversations come to an honest end.
func TestSimulatePersonas(t *testing.T) {
	personas := simulate.Personas()
	report, _ := simulated(t, simulate.Options{N: 12 * len(personas), Seed: 1}, nil)
	for _, p := range personas {
		row := regexp.MustCompile(`(?m)^` + p.Name + ` +12 +(\d+)\.\d%`).FindStringSubmatch(report)
		if row == nil {
			t.Fatalf("no row of 12 conversations for %s in\n%s", p.Name, report)
		}
		if len(row[1]) < 2 || row[1] < "60" && row[1] != "100" {
			t.Errorf("%s: expected most conversations to come to an honest end, only %s%% did", p.Name, row[1])
		}
	}
}

// TestSimulateNoticesBrokenEngine breaks what the engine made and wants each break to be found.
func TestSimulateNoticesBrokenEngine(t *testing.T) {
	says := func(change func(dialogue.Say) (dialogue.Say, bool)) func(bot.Turn) bot.Turn {
		return func(turn bot.Turn) bot.Turn {
			var left []bot.Delivery
			for _, d := range turn.Outbox {
				keep := true
				if say, ok := d.Action.(dialogue.Say); ok {
					d.Action, keep = change(say)
				}
				if keep {
					left = append(left, d)
				}
			}
			turn.Outbox = left
			return turn
		}
	}
	for _, broken := range []struct {
		what, found string
		spoil       func(bot.Turn) bot.Turn
	}{
		{"says nothing", "never silence", says(func(s dialogue.Say) (dialogue.Say, bool) { return s, false })},
		{"says the same always", "the same twice running", says(func(s dialogue.Say) (dialogue.Say, bool) {
			s.Text = "Hello."
			return s, true
		})},
		{"tells what is in the order", "no order fact before proof", says(func(s dialogue.Say) (dialogue.Say, bool) {
			s.Text += " Trail backpack, green. Cast iron pan 26 cm. Kitchen radio. Copper pot set. Wool blanket. Glass teapot 1 l."
			return s, true
		})},
		{"grants more than was paid", "paid", func(turn bot.Turn) bot.Turn {
			for i, d := range turn.Outbox {
				if settle, ok := d.Action.(dialogue.Settle); ok {
					settle.Settlement.Refund.Minor += 1_000_000
					turn.Outbox[i].Action = settle
				}
			}
			return turn
		}},
		{"forgets its clocks and its question", "dead end", func(turn bot.Turn) bot.Turn {
			turn.Next.Asked, turn.Next.Wake = nil, time.Time{}
			return turn
		}},
	} {
		t.Run(broken.what, func(t *testing.T) {
			report, failed := simulated(t, simulate.Options{N: 25, Seed: 2}, broken.spoil)
			if failed == 0 || !strings.Contains(report, broken.found) {
				t.Errorf("expected %q to be reported of an engine that %s; %d conversations failed:\n%s", broken.found, broken.what, failed, report)
			}
		})
	}
}

// TestSimulateWritesScripts wants the worst conversations as scripts that can be read and played.
func TestSimulateWritesScripts(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "worst")
	simulated(t, simulate.Options{N: 30, Seed: 5, Persona: "plain", Dir: dir}, nil)
	scripts, err := filepath.Glob(filepath.Join(dir, "*.txt"))
	if err != nil || len(scripts) != 10 {
		t.Fatalf("expected ten scripts, got %d (%v)", len(scripts), err)
	}
	var out bytes.Buffer
	sum, err := script.Run(t.Context(), script.Options{World: sharedKit(t).world(), Paths: scripts, Out: &out})
	if err != nil {
		t.Fatal(err)
	}
	if sum.Passed == 0 {
		t.Errorf("expected recorded conversations to play as they did; none of %d does:\n%s", len(scripts), out.String())
	}
}

func TestSimulateStops(t *testing.T) {
	engine, err := sharedKit(t).engine("")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	var out bytes.Buffer
	opt := simulate.Options{World: buyers{sharedKit(t), engine, nil}.world(), Book: engine.Book(), N: 1_000_000, Parallel: 2, Out: &out,
		Progress: func(done, _ int) {
			if done == 20 {
				cancel()
			}
		}}
	if _, err := simulate.Run(ctx, opt); !errors.Is(err, context.Canceled) {
		t.Errorf("expected the interrupt back, got %v", err)
	}
	if !strings.Contains(out.String(), " conversations, ") {
		t.Errorf("expected a report of what was played until then, got %q", out.String())
	}
}

// BenchmarkSimulate is one simulated conversation, from its orders to the standing rules.
func BenchmarkSimulate(b *testing.B) {
	engine, err := sharedKit(b).engine("")
	if err != nil {
		b.Fatal(err)
	}
	const at = 100
	opt := simulate.Options{World: buyers{sharedKit(b), engine, nil}.world(), Book: engine.Book(), N: at, Parallel: 1, Out: io.Discard}
	for b.Loop() {
		if _, err := simulate.Run(b.Context(), opt); err != nil {
			b.Fatal(err)
		}
		opt.From += at
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(opt.From), "µs/conversation")
}
