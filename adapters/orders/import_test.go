package orders_test

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"amends/adapters/orders"
	"amends/dialogue"

	"github.com/google/go-cmp/cmp"
)

// shelf is a Shelf that counts what is asked of it.
type shelf struct {
	mu      sync.Mutex
	entries map[string][]byte
	puts    int
	fail    error
}

func newShelf() *shelf { return &shelf{entries: map[string][]byte{}} }

func (s *shelf) Get(_ context.Context, key string) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.entries[key], s.fail
}

func (s *shelf) GetMany(_ context.Context, keys []string) (map[string][]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	found := map[string][]byte{}
	for _, key := range keys {
		if value, ok := s.entries[key]; ok {
			found[key] = value
		}
	}
	return found, s.fail
}

func (s *shelf) Put(_ context.Context, entries map[string][]byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	before := len(s.entries)
	maps.Copy(s.entries, entries)
	s.puts++
	return len(s.entries) - before, s.fail
}

func importFile(t *testing.T, s orders.Shelf, name string) orders.Report {
	t.Helper()
	report, err := orders.ImportFile(t.Context(), s, filepath.Join("testdata", name), orders.Options{Key: key, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func importText(t *testing.T, s orders.Shelf, name, text string) orders.Report {
	t.Helper()
	report, err := orders.Import(t.Context(), s, strings.NewReader(text), name, orders.Options{Key: key, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func orderOf(t *testing.T, s orders.Shelf, id string) orders.Record {
	t.Helper()
	source, err := orders.NewSource(s, key)
	if err != nil {
		t.Fatal(err)
	}
	r, err := source.Record(t.Context(), id)
	if err != nil {
		t.Fatalf("order %s: %v", id, err)
	}
	return r
}

func TestImportingTwiceChangesNothing(t *testing.T) {
	files, err := filepath.Glob("testdata/*.*")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if filepath.Ext(file) == ".golden" || strings.Contains(file, "returns") {
			continue
		}
		s := newShelf()
		first := importFile(t, s, filepath.Base(file))
		if first.New != first.Orders || first.New != len(s.entries) || first.Updated+first.Unchanged != 0 {
			t.Errorf("%s: first import %+v, want everything new", file, first)
		}
		puts, kept := s.puts, maps.Clone(s.entries)
		second := importFile(t, s, filepath.Base(file))
		if second.New+second.Updated != 0 || second.Unchanged != first.Orders || s.puts != puts {
			t.Errorf("%s: second import %+v, want everything unchanged and nothing put", file, second)
		}
		if !maps.EqualFunc(kept, s.entries, bytes.Equal) {
			t.Errorf("%s: the second import changed what was stored", file)
		}
	}
}

func TestReturnsEnrichOrders(t *testing.T) {
	s := newShelf()
	importFile(t, s, "amazon_all_orders.txt")
	before := orderOf(t, s, "900-0000001-0000001")
	report := importFile(t, s, "amazon_returns.txt")
	if report.Updated != 2 || report.Skipped != 1 || report.Reasons["return of an order that was not imported"] != 1 {
		t.Errorf("report %+v, want 2 updated and 1 skipped", report)
	}
	after := orderOf(t, s, "900-0000001-0000001")
	if len(after.Order.Refunds) != 1 || after.Order.Refunds[0].Amount.String() != "54.99 USD" || len(after.Returns) != 2 {
		t.Errorf("refunds %+v, returns %+v; want one of 54.99 USD, and two", after.Order.Refunds, after.Returns)
	}
	after.Order.Refunds, after.Returns = nil, nil
	if diff := cmp.Diff(before.Order, after.Order); diff != "" {
		t.Errorf("the rest of the order changed (-before +after):\n%s", diff)
	}
	if again := importFile(t, s, "amazon_returns.txt"); again.Updated != 0 || again.Unchanged != 2 {
		t.Errorf("the same returns again: %+v, want 2 unchanged", again)
	}
	importFile(t, s, "amazon_all_orders.txt")
	if kept := orderOf(t, s, "900-0000001-0000001"); len(kept.Returns) != 2 || len(kept.Order.Refunds) != 1 {
		t.Errorf("importing the orders again lost returns or refunds: %+v", kept)
	}
}

const allOrdersHead = "amazon-order-id\tpurchase-date\tlast-updated-date\torder-status\tproduct-name\tsku\tquantity\tcurrency\titem-price\tship-postal-code\tship-country\n"

func TestNewerStateWins(t *testing.T) {
	row := func(updated, status string) string {
		return allOrdersHead + "900-0000001-0000001\t2026-02-01\t" + updated + "\t" + status + "\tPan\tP-1\t1\tUSD\t10.00\t98101\tUS\n"
	}
	s := newShelf()
	steps := []struct {
		updated, status string
		want            dialogue.OrderStatus
		changed         int
	}{
		{"2026-02-02", "Unshipped", dialogue.Unshipped, 0},
		{"2026-02-04", "Shipped", dialogue.Shipped, 1},
		{"2026-02-03", "Pending", dialogue.Shipped, 0},
		{"2026-02-05", "Cancelled", dialogue.Cancelled, 1},
	}
	for _, step := range steps {
		report := importText(t, s, "orders.txt", row(step.updated, step.status))
		if got := orderOf(t, s, "900-0000001-0000001").Order.Status; got != step.want || report.Updated != step.changed {
			t.Errorf("after %s %s: %s, %d updated; want %s, %d", step.updated, step.status, got, report.Updated, step.want, step.changed)
		}
	}
}

func TestReportsKeepWhatTheyDoNotKnow(t *testing.T) {
	s := newShelf()
	importText(t, s, "orders.yaml", `
- {id: 900-0000001-0000001, marketplace: amazon, country: US, currency: USD, status: delivered, delivered: 2026-02-10,
   tracking: {carrier: ups, number: 1Z5R89390357567127}, proof: {postal_code: "98101", email: b@example.org},
   items: [{sku: P-1, title: Pan, price: 10.00, stock: 4, unit_cost: 3.00, variant: large}]}`)
	importText(t, s, "orders.txt", allOrdersHead+"900-0000001-0000001\t2026-02-01\t2026-02-12\tShipped\tFrying pan\tP-1\t1\tUSD\t12.00\t98102\tUS\n")
	r := orderOf(t, s, "900-0000001-0000001")
	want := dialogue.Item{SKU: "P-1", Title: "Frying pan", Variant: "large", Quantity: 1, Price: 1200, Stock: 4, UnitCost: 300}
	if len(r.Order.Items) != 1 || r.Order.Items[0] != want {
		t.Errorf("items %+v, want %+v", r.Order.Items, want)
	}
	if r.Order.Status != dialogue.IsDelivered || r.Order.Delivered.IsZero() || r.Order.Tracking.Number == "" || len(r.Proof.Email) != 1 {
		t.Errorf("delivery, tracking or e-mail was lost: %+v", r)
	}
	source, _ := orders.NewSource(s, key)
	if owns, err := source.Owns(t.Context(), "900-0000001-0000001", "98102"); !owns || err != nil {
		t.Errorf("the new postal code: %v, %v; want true", owns, err)
	}
}

func TestOtherMarketplaceWithTheSameNumber(t *testing.T) {
	s := newShelf()
	importText(t, s, "a.yaml", `[{id: "1001", marketplace: ebay, currency: USD, items: [{title: Pan, price: 1}]}]`)
	report := importText(t, s, "b.yaml", `[{id: "#1001", marketplace: own, currency: USD, items: [{title: Pot, price: 2}]}]`)
	if report.Skipped != 1 || report.Updated+report.New != 0 {
		t.Errorf("report %+v, want the order skipped", report)
	}
}

func TestImportStopsAtErrors(t *testing.T) {
	s := newShelf()
	s.fail = errors.New("no connection")
	_, err := orders.ImportFile(t.Context(), s, "testdata/native.yaml", orders.Options{Key: key, Now: now})
	if !errors.Is(err, s.fail) {
		t.Errorf("a shelf that fails: %v, want its error", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := orders.ImportFile(ctx, newShelf(), "testdata/native.yaml", orders.Options{Key: key}); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled import: %v, want context.Canceled", err)
	}
	if _, err := orders.ImportFile(t.Context(), newShelf(), "testdata/native.yaml", orders.Options{Key: []byte("short")}); !errors.Is(err, orders.ErrKey) {
		t.Errorf("a short key: %v, want ErrKey", err)
	}
	if _, _, err := orders.Load(t.Context(), "testdata/none.csv", orders.Options{}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a missing file: %v, want os.ErrNotExist", err)
	}
}

func TestProgress(t *testing.T) {
	var read, size int64
	_, _, err := orders.Load(t.Context(), "testdata/shopify.csv", orders.Options{Progress: func(r, s int64) { read, size = r, s }})
	if err != nil || read != size || size == 0 {
		t.Errorf("progress ended at %d of %d, %v; want all", read, size, err)
	}
}

func TestNothingPersonalIsStored(t *testing.T) {
	s := newShelf()
	for _, name := range []string{"amazon_all_orders.txt", "amazon_fba_returns.txt", "shopify.csv", "woocommerce.json", "woocommerce_items.csv", "native.yaml"} {
		importFile(t, s, name)
	}
	for id, stored := range s.entries {
		lower := strings.ToLower(string(stored))
		for _, secret := range []string{"98101", "02108", "seattle", "example", "robin", "lena", "555", "nobody", "sw1a"} {
			if strings.Contains(lower, secret) {
				t.Errorf("order %s is stored with %q in it", id, secret)
			}
		}
	}
}
