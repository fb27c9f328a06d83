package orders_test

import (
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	"amends/adapters/orders"
)

// flood is a reader of one piece of text again and again, up to a size, with an end of its own.
func flood(start, again string, size int64, end string) io.Reader {
	return io.MultiReader(strings.NewReader(start), io.LimitReader(&repeat{text: again}, size), strings.NewReader(end))
}

type repeat struct {
	text string
	at   int
}

func (r *repeat) Read(p []byte) (int, error) {
	n := 0
	for n < len(p) {
		c := copy(p[n:], r.text[r.at:])
		n, r.at = n+c, (r.at+c)%len(r.text)
	}
	return n, nil
}

const goodRow = "900-0000001-0000001\t2026-02-01\t2026-02-02\tShipped\tPan\tP-1\t1\tUSD\t10.00\t98101\tUS\n"

func TestHostileTables(t *testing.T) {
	shopify := "Name,Financial Status,Currency,Lineitem quantity,Lineitem name,Lineitem price,Notes\n"
	good := "#1,paid,USD,1,Pan,10.00,\n"
	cases := []struct {
		name, why string
		in        io.Reader
	}{
		{"a line without end", "the row is longer than 1 MB", flood(allOrdersHead, "x", 64<<20, "\n"+goodRow)},
		{"a last line without end", "the row is longer than 1 MB", flood(allOrdersHead+goodRow, "x", 64<<20, "")},
		{"NUL bytes", "the row holds NUL bytes", strings.NewReader(allOrdersHead + "9\x00\t\n" + goodRow)},
		{"an open quote", "a quote in the row is never closed", strings.NewReader(shopify + "\"#2,paid,USD,1,Pan,10.00,\n" + good)},
		{"open quotes only", "a quote in the row is never closed", flood(shopify+good, "x\"y,\"z\n", 1<<20, "")},
		{"a megabyte in quotes", "a quote in the row is never closed", flood(shopify+good+"\"", strings.Repeat("x", 99)+"\n", 2<<20, "")},
		{"many cells", "the row has more cells than the header", strings.NewReader(allOrdersHead + strings.Repeat("x\t", 10000) + "x\n" + goodRow)},
		{"one order without end", "the order has too many rows", flood(allOrdersHead, goodRow, int64(20_000*len(goodRow)), "")},
		{"no number", "no order number", strings.NewReader(allOrdersHead + "---\tx\n" + goodRow)},
		{"a huge amount", "item-price is not an amount", strings.NewReader(strings.Replace(allOrdersHead+goodRow, "10.00", strings.Repeat("9", 400), 1) + goodRow)},
		{"a huge quantity", "the quantity is not a whole number", strings.NewReader(strings.Replace(allOrdersHead+goodRow, "\t1\t", "\t99999999999999999999\t", 1) + goodRow)},
		{"a negative quantity", "the quantity is not a whole number", strings.NewReader(strings.Replace(allOrdersHead+goodRow, "\t1\t", "\t-5\t", 1) + goodRow)},
		{"two readings", "item-price may be thousands or decimals", strings.NewReader(strings.Replace(allOrdersHead+goodRow, "10.00", "1.234", 1) + goodRow)},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			found := 0
			report, err := orders.Read(t.Context(), c.in, "orders.csv", orders.Options{Key: key}, func(orders.Record) error { found++; return nil })
			if err != nil {
				t.Fatal(err)
			}
			if report.Reasons[c.why] == 0 || found != 1 || report.Orders != 1 {
				t.Errorf("%d orders, skipped for %v; want 1 order and %q", found, report.Reasons, c.why)
			}
			if len(report.Skips) > 20 || len(report.String()) > 10000 {
				t.Errorf("the report is not bounded: %d rows shown, %d bytes", len(report.Skips), len(report.String()))
			}
		})
	}
}

func TestHostileFilesAreErrors(t *testing.T) {
	wide := strings.ReplaceAll(strings.TrimSuffix(allOrdersHead, "\n"), "\n", "") + strings.Repeat("\tx", 10000) + "\n"
	cases := []struct {
		name string
		in   io.Reader
		want string
	}{
		{"empty", strings.NewReader(""), "no known form"},
		{"noise", flood("", "\x00\xff", 1<<20, ""), "no known form"},
		{"a header without end", flood("amazon-order-id\tpurchase-date\torder-status\t", "x", 8<<20, ""), "no known form"},
		{"10,000 columns", strings.NewReader(wide), "at most 500"},
		{"some other table", strings.NewReader("a,b,c\n1,2,3\n"), "no known form"},
		{"endless YAML", flood("- id: 1\n", "# x\n", 16<<20, ""), "larger than 8 MB"},
		{"deep YAML", flood("- id: ", "[", 1<<20, ""), "orders.dat"},
		{"broken JSON", strings.NewReader(`[{"id":1,"line_items":[` + "\n\n"), "too early"},
		{"endless JSON text", flood(`[{"id":1,"line_items":[],"x":"`, "x", 16<<20, ""), "larger than 4 MB"},
		{"deep JSON", flood(`[{"id":1,"line_items":`, "[", 1<<20, ""), "orders.dat:1"},
		{"JSON that is no list", strings.NewReader(`{"orders": ["line_items"`), "too early"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := orders.Read(t.Context(), c.in, "orders.dat", orders.Options{Key: key}, func(orders.Record) error { return nil })
			if err == nil || !strings.Contains(err.Error(), c.want) || len(err.Error()) > 500 {
				t.Errorf("error %.300v, want a short one with %q", err, c.want)
			}
		})
	}
}

func TestWooEntriesThatAreNoOrders(t *testing.T) {
	text := `[3, {"id":"1","line_items":4},
{"id":2,"currency":"USD","shipping":[],"billing":{"postcode":98101},
 "line_items":[{"name":"Pan","quantity":"2","total":10}]},
{"id":"","line_items":[]}]`
	for _, content := range []string{text, `{"orders": ` + text + `}`} {
		s := newShelf()
		report := importText(t, s, "woo.json", content)
		if report.New != 1 || report.Reasons["the entry is no order of WooCommerce"] != 2 || report.Reasons["no order number"] != 1 {
			t.Errorf("report %v, want one new order and three skipped entries", report)
		}
		if last := report.Skips[len(report.Skips)-1]; last.Line != 4 {
			t.Errorf("the last entry is said to be in line %d, want 4", last.Line)
		}
	}
}

func TestAliasesDoNotGrow(t *testing.T) {
	var b strings.Builder
	b.WriteString("orders:\n- {id: a1, currency: USD, items: [&i0 {title: Pan, price: 1}]}\n")
	b.WriteString("- {id: a2, currency: USD, items: &l0 [*i0, *i0, *i0]}\n- {id: a3, currency: USD, items: *l0}\n")
	found := 0
	_, err := orders.Read(t.Context(), strings.NewReader(b.String()), "a.yaml", orders.Options{Key: key}, func(orders.Record) error { found++; return nil })
	if err != nil || found != 3 {
		t.Errorf("%d orders, %v; want 3", found, err)
	}
}

func TestBoundedMemory(t *testing.T) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := orders.Read(t.Context(), flood(allOrdersHead, strings.Repeat("x", 1<<10), 256<<20, ""), "orders.txt", orders.Options{Key: key},
		func(orders.Record) error { return nil })
	runtime.ReadMemStats(&after)
	if grown := after.TotalAlloc - before.TotalAlloc; err != nil || grown > 32<<20 {
		t.Errorf("a line of 256 MB took %d MB, %v; want less than 32", grown>>20, err)
	}
}

func TestNativeErrorsNameTheirLines(t *testing.T) {
	cases := []struct{ name, yaml, want string }{
		{"unknown key", "- id: 1\n  currency: USD\n  colour: red\n  items: [{title: Pan, price: 1}]", `f.yaml:3: orders[0]: unknown key "colour"`},
		{"unknown item key", "- id: 1\n  currency: USD\n  items:\n  - {title: Pan, price: 1, size: 2}", `f.yaml:4: orders[0].items[0]: unknown key "size"`},
		{"money", "- id: 1\n  currency: USD\n  items: [{title: Pan, price: 1.005}]", `f.yaml:3: orders[0].items[0].price: "1.005" is not an amount of USD`},
		{"yen", "- id: 1\n  currency: JPY\n  items: [{title: Pan, price: 1.50}]", `f.yaml:3: orders[0].items[0].price: "1.50" is not an amount of JPY`},
		{"currency", "- id: 1\n  currency: dollars\n  items: [{title: Pan, price: 1}]", `f.yaml:2: orders[0].currency: "DOLLARS" is not an ISO 4217 code`},
		{"status", "- id: 1\n  currency: USD\n  status: gone\n  items: [{title: Pan, price: 1}]", `f.yaml:3: orders[0].status: "gone" is not one of pending, unshipped`},
		{"date", "- id: 1\n  currency: USD\n  placed: soon\n  items: [{title: Pan, price: 1}]", `f.yaml:3: orders[0].placed: "soon" is not a date`},
		{"relative date without a now", "- id: 1\n  currency: USD\n  placed: -4d\n  items: [{title: Pan, price: 1}]", `f.yaml:3: orders[0].placed: "-4d" is not a date`},
		{"no items", "- id: 1\n  currency: USD", `f.yaml:1: orders[0]: items are missing`},
		{"same number", "- {id: a-1, currency: USD, items: [{title: P, price: 1}]}\n- {id: A1, currency: USD, items: [{title: P, price: 1}]}", `f.yaml:2: orders[1]: id A1 is the same as in line 1`},
		{"not a list", "orders: 3", `f.yaml:1: orders: expected a list`},
		{"syntax", "- id: [", "f.yaml"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := orders.Read(t.Context(), strings.NewReader(c.yaml), "f.yaml", orders.Options{Key: key}, func(orders.Record) error {
				return errors.New("an order came out")
			})
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want %q", err, c.want)
			}
		})
	}
}

func TestUTF16AndSemicolons(t *testing.T) {
	utf16 := "\xff\xfe"
	for _, c := range allOrdersHead + goodRow {
		utf16 += string([]byte{byte(c), 0})
	}
	semicolons := strings.ReplaceAll(allOrdersHead+goodRow, "\t", ";")
	for i, content := range []string{utf16, semicolons} {
		s := newShelf()
		if report := importText(t, s, fmt.Sprintf("%d.txt", i), content); report.New != 1 || report.Skipped != 0 {
			t.Errorf("file %d: %+v, want one new order", i, report)
		}
	}
}
