package orders_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"amends/adapters/orders"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew")

var key = []byte("a key that only tests use")

// TestReadGolden reads every file in testdata and compares what came out with the .golden file beside it.
func TestReadGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/*.*")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if filepath.Ext(file) == ".golden" {
			continue
		}
		t.Run(filepath.Base(file), func(t *testing.T) { compareGolden(t, file) })
	}
}

func compareGolden(t *testing.T, file string) {
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	report, err := orders.Read(t.Context(), bytes.NewReader(content), filepath.Base(file), orders.Options{Key: key, Now: now}, func(r orders.Record) error {
		describe(&out, r)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	out.WriteString("\n" + report.String())
	golden := strings.TrimSuffix(file, filepath.Ext(file)) + ".golden"
	if *update {
		if err := os.WriteFile(golden, []byte(out.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), out.String()); diff != "" {
		t.Errorf("%s differs from %s (-want +got):\n%s", file, golden, diff)
	}
}

// describe writes a record as text, without its hashes, which nobody can read.
func describe(w *strings.Builder, r orders.Record) {
	o := r.Order
	fmt.Fprintf(w, "%s %s %s %s %s %s total=%s shipping=%d proof=%d/%d/%d\n", o.ID, o.Marketplace, o.Country, o.Status, o.Fulfilment, o.Currency,
		o.Total(), o.Shipping, len(r.Proof.Postal), len(r.Proof.Email), len(r.Proof.Phone))
	fmt.Fprintf(w, "  placed %s, updated %s, estimated %s to %s, delivered %s, tracking %q %q, partial %v\n", day(o.Placed), day(r.Updated),
		day(o.Estimated.From), day(o.Estimated.To), day(o.Delivered), o.Tracking.Carrier, o.Tracking.Number, r.Partial)
	for _, it := range o.Items {
		fmt.Fprintf(w, "  item %d x %d %q %q %q stock=%d cost=%d\n", it.Quantity, it.Price, it.SKU, it.Title, it.Variant, it.Stock, it.UnitCost)
	}
	for _, m := range o.Refunds {
		fmt.Fprintf(w, "  refund %s %q at %s\n", m.Amount, m.Reference, day(m.At))
	}
	for _, b := range r.Returns {
		fmt.Fprintf(w, "  return %q %q x%d %q -> %s, %q %q, asked %s, back %s, claim %v\n", b.Reference, b.SKU, b.Quantity, b.Reason, b.Issue,
			b.Status, b.Resolution, day(b.Asked), day(b.Arrived), b.Claim)
	}
}

func day(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.Format("2006-01-02T15:04Z07")
}
