package playbook

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// Each file in testdata/load has problems; the golden file beside it is what a seller reads.
func TestProblems(t *testing.T) {
	files, err := filepath.Glob("testdata/load/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("want playbooks with problems, got %v %v", files, err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".yaml"), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			_, err = Load(filepath.Base(file), data)
			if err == nil {
				t.Fatal("want problems, it loaded")
			}
			if _, ok := errors.AsType[*Problem](err); !ok {
				t.Errorf("want a *Problem among the errors, got %v", err)
			}
			golden(t, strings.TrimSuffix(file, ".yaml")+".golden", err.Error()+"\n")
		})
	}
}

func TestDefault(t *testing.T) {
	b := mustDefault(t)
	if len(b.Issues) != len(Issues) || len(b.Remedies) != len(Remedies) || len(b.Evidence) != len(EvidenceKinds) || len(b.Facts) != 9 {
		t.Errorf("want all issues, remedies, evidence and 9 facts, got %d %d %d %d", len(b.Issues), len(b.Remedies), len(b.Evidence), len(b.Facts))
	}
	want := Limits{AutoRefund: 5000, Returnless: 2000, HighValue: 15000, BudgetPerDay: 50000, Claims: 2, ClaimsWithin: 90 * 24 * time.Hour}
	if diff := cmp.Diff(want, b.Limits); diff != "" {
		t.Errorf("limits (-want +got):\n%s", diff)
	}
	if b.Seller.Currency != "USD" || b.Seller.Name != "Northwind Trading" {
		t.Errorf("seller is %+v", b.Seller)
	}
	clocks := Clocks{SilenceRemind: 24 * time.Hour, SilenceClose: 72 * time.Hour, Approval: 4 * time.Hour, AgentReply: 4 * time.Hour,
		OfferExpiry: 7 * 24 * time.Hour, OverdueGrace: 16 * time.Hour, FeedbackClose: 72 * time.Hour, ClaimWarning: 7 * 24 * time.Hour}
	if diff := cmp.Diff(clocks, b.Clocks); diff != "" {
		t.Errorf("clocks (-want +got):\n%s", diff)
	}
	for name, p := range b.Packs {
		for _, texts := range []map[string]string{p.Path, p.Contact, p.Cost, p.Unknown, p.RouteFulfilled} {
			if len(texts) > 0 && (texts["en"] == "" || texts["es"] == "") {
				t.Errorf("pack %s: want en and es, got %v", name, texts)
			}
		}
	}
	if issue := b.Issues[WrongItem]; len(issue.Facts) != 0 || !cmp.Equal(issue.Evidence, []EvidenceID{PhotoItem, PhotoLabel}) {
		t.Errorf("wrong_item needs %v %v, want the photos of item and label only", issue.Facts, issue.Evidence)
	}
}

const tenLines = `version: 1
seller: {name: Alpenglow, marketplace: own, country: DE, languages: [de, en], hours: {zone: Europe/Berlin, open: "Mon-Fri 08:00-16:00"}}
limits: {auto_refund: 40.50, returnless: 15, high_value: 120.00, auto_budget_per_day: 300.00}
issues:
  damaged: {evidence: [photo_item]}
remedies:
  partial_keep: {refund: 15%}
packs:
  ebay: {after: estimated}
`

func TestInherits(t *testing.T) {
	b, err := Load("shop.yaml", []byte(tenLines))
	if err != nil {
		t.Fatal(err)
	}
	base := mustDefault(t)
	if b.Seller.Currency != "EUR" || b.Limits.AutoRefund != 4050 || b.Limits.Returnless != 1500 || b.Limits.Claims != 2 {
		t.Errorf("want own limits in EUR and the inherited claims, got %+v %+v", b.Seller, b.Limits)
	}
	damaged := b.Issues[Damaged]
	if !cmp.Equal(damaged.Evidence, []EvidenceID{PhotoItem}) || !cmp.Equal(damaged.Remedies, base.Issues[Damaged].Remedies) || damaged.Fault != FaultCarrier {
		t.Errorf("want own evidence and inherited remedies, got %+v", damaged)
	}
	if damaged.File != "shop.yaml" || damaged.Line != 5 || b.Issues[Late].File != DefaultName {
		t.Errorf("want the places of own and inherited issues, got %s:%d and %s", damaged.File, damaged.Line, b.Issues[Late].File)
	}
	if got := b.Remedies[PartialKeep]; got.Refund != (Amount{Percent: 15}) || got.When == nil || got.Kind != KeepIt {
		t.Errorf("want partial_keep with its own refund only, got %+v", got)
	}
	if due := b.Remedies[Replace].Due; due != 16*time.Hour {
		t.Errorf("two business days of eight hours are %s, want 16h", due)
	}
	if p := b.Packs["ebay"]; p.After != "estimated" || p.Title != "eBay" {
		t.Errorf("want the eBay pack with its own start, got %+v", p)
	}
	if b.Version == base.Version || len(b.Version) != 12 {
		t.Errorf("version %q should differ from the default's %q", b.Version, base.Version)
	}
	again, err := Load("elsewhere.yaml", []byte(tenLines))
	if err != nil || again.Version != b.Version {
		t.Errorf("the same content should have the same version, got %q and %q (%v)", b.Version, again.Version, err)
	}
}

func TestLoadFile(t *testing.T) {
	dir := t.TempDir()
	if _, err := LoadFile(filepath.Join(dir, "none.yaml")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("want ErrNotExist, got %v", err)
	}
	big := filepath.Join(dir, "big.yaml")
	if err := os.WriteFile(big, bytes.Repeat([]byte("#\n"), maxFile), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := LoadFile(big); err == nil || !strings.Contains(err.Error(), "at most") {
		t.Errorf("want a file of 2 MiB refused, got %v", err)
	}
}

func TestDeepNestingIsRefused(t *testing.T) {
	for _, text := range []string{strings.Repeat("[", 500_000), "version: 1\nissues: " + strings.Repeat("[", 30) + strings.Repeat("]", 30)} {
		if _, err := Load("deep.yaml", []byte(text)); err == nil {
			t.Errorf("%.40q...: want an error", text)
		}
	}
}

func FuzzLoad(f *testing.F) {
	f.Add([]byte(tenLines))
	files, _ := filepath.Glob("testdata/*/*.yaml")
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		b, err := Load("fuzz.yaml", data)
		if err == nil {
			v := b.Evaluate(wrongStyle())
			if len(v.Options) == 0 && v.Escalate == "" && !v.Elsewhere && !b.Issues[WrongItem].Handoff && len(b.Issues[WrongItem].Remedies) > 0 {
				t.Errorf("a playbook that loads answers every case, got %+v", v)
			}
			return
		}
		if len(err.Error()) > 64_000 {
			t.Errorf("the error has %d bytes", len(err.Error()))
		}
	})
}
