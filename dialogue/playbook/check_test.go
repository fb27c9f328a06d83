package playbook

import (
	"context"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"amends/dialogue/money"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// golden compares got with a golden file, or writes it.
func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("read golden file (go test -update writes it): %v", err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("differs from %s (-want +got):\n%s", file, diff)
	}
}

func TestDefaultPasses(t *testing.T) {
	var steps []int
	findings, stats, err := mustDefault(t).Check(t.Context(), func(done, total int) { steps = append(steps, done*100+total) })
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range findings {
		t.Errorf("the default playbook should pass: %s", f)
	}
	if stats.Issues != len(Issues) || len(steps) != stats.Issues || stats.Handed != 4 {
		t.Errorf("want all %d issues looked at and 4 handed over, got %+v after %d steps", len(Issues), stats, len(steps))
	}
	if stats.Cases < 100_000 || stats.Offered == 0 || stats.Escalated == 0 || stats.Elsewhere == 0 {
		t.Errorf("want a proof over many cases of every kind, got %+v", stats)
	}
}

// Each file in testdata/check breaks one rule; its first line names the issues to prove.
func TestBrokenPlaybooks(t *testing.T) {
	files, err := filepath.Glob("testdata/check/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("want broken playbooks, got %v %v", files, err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".yaml"), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			b, err := Load(filepath.Base(file), data)
			if err != nil {
				t.Fatalf("should load: %v", err)
			}
			first, _, _ := strings.Cut(string(data), "\n")
			var ids []IssueID
			for _, id := range strings.Fields(strings.TrimPrefix(first, "# issues:")) {
				ids = append(ids, IssueID(id))
			}
			findings, _, err := b.check(t.Context(), ids, nil)
			if err != nil {
				t.Fatal(err)
			}
			var lines strings.Builder
			for _, f := range findings {
				kind := "finding"
				if f.Warning {
					kind = "warning"
				}
				lines.WriteString(f.Rule + " " + kind + " " + f.String() + "\n")
			}
			golden(t, strings.TrimSuffix(file, ".yaml")+".golden", lines.String())
			for _, f := range findings {
				if v := b.Evaluate(f.Facts); !f.Warning && f.Rule == "dead_end" && v.Escalate != EscalateNoRemedy {
					t.Errorf("the counter-example should show a dead end, got %+v", v)
				}
			}
		})
	}
}

func TestCheckStops(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := mustDefault(t).Check(ctx, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("want the context's error, got %v", err)
	}
}

// The rules that no playbook can break are broken here by hand.
func TestRules(t *testing.T) {
	usd := func(minor int64) money.Money { return money.Money{Minor: minor, Currency: "USD"} }
	replace := Option{Remedy: Replace, Kind: MadeRight, Full: true, Return: SellerPays, Cost: usd(5000)}
	refund := Option{Remedy: RefundReturn, Kind: MoneyBack, Full: true, Return: SellerPays, Refund: usd(5499), Cost: usd(5499), Approval: true, Floor: true}
	part := Option{Remedy: PartialKeep, Kind: KeepIt, Refund: usd(1250), Cost: usd(1250)}
	dear := part
	dear.Cost = usd(5001)
	more := refund
	more.Refund = usd(5500)
	unmarked := refund
	unmarked.Floor = false
	for _, c := range []struct {
		name    string
		verdict Verdict
		want    string
	}{
		{"as it should be", Verdict{Options: []Option{replace, part, refund}}, ""},
		{"elsewhere", Verdict{Elsewhere: true}, ""},
		{"nothing", Verdict{}, "dead_end"},
		{"nothing applies", Verdict{Escalate: EscalateNoRemedy}, "dead_end"},
		{"twice a kind", Verdict{Options: []Option{replace, replace, refund}}, "kinds"},
		{"part first", Verdict{Options: []Option{part, refund}}, "part"},
		{"no entitlement", Verdict{Options: []Option{replace, part}}, "floor"},
		{"entitlement not marked", Verdict{Options: []Option{replace, unmarked}}, "floor"},
		{"more than paid", Verdict{Options: []Option{more, replace}}, "paid"},
		{"above authority", Verdict{Options: []Option{refund, dear}}, "authority"},
	} {
		f := wrongStyle()
		m := machines.Get().(*machine)
		e := evaluation{book: mustDefault(t), f: &f, m: m, fault: FaultSeller, chosen: c.verdict.Options}
		if got := e.breaks(&c.verdict); got != c.want {
			t.Errorf("%s: breaks %q, want %q", c.name, got, c.want)
		}
		m.release()
	}
}
