package orders_test

import (
	"fmt"
	"io"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"amends/adapters/orders"
)

const benchHead = "amazon-order-id\tmerchant-order-id\tpurchase-date\tlast-updated-date\torder-status\tfulfillment-channel\tsales-channel\torder-channel\t" +
	"ship-service-level\tproduct-name\tsku\tasin\titem-status\tquantity\tcurrency\titem-price\titem-tax\tshipping-price\tshipping-tax\tgift-wrap-price\t" +
	"gift-wrap-tax\titem-promotion-discount\tship-promotion-discount\tship-city\tship-state\tship-postal-code\tship-country\tpromotion-ids\tcpf\t" +
	"is-business-order\tpurchase-order-number\tprice-designation\n"

// allOrdersFile is an All Orders report of so many rows, made while it is read. Every eleventh row is a second line of an
// order, most of them far from its first.
type allOrdersFile struct {
	rows, next int
	rest       []byte
}

func (f *allOrdersFile) Read(p []byte) (int, error) {
	if len(f.rest) == 0 {
		if f.next > f.rows {
			return 0, io.EOF
		}
		f.rest = f.row(f.rest[:0], f.next)
		f.next++
	}
	n := copy(p, f.rest)
	f.rest = f.rest[n:]
	return n, nil
}

func (f *allOrdersFile) row(b []byte, i int) []byte {
	if i == 0 {
		return append(b, benchHead...)
	}
	order := i
	if i%11 == 0 {
		order = max(i%10+1, i-50_000)
	}
	return fmt.Appendf(b, "900-%07d-%07d\t\t2026-02-20T09:00:00+00:00\t2026-02-22T10:00:00+00:00\tShipped\tMerchant\tAmazon.com\t\tStandard\t"+
		"Trail backpack with many pockets, a rain cover and padded straps, for a day out or a short trip, number %d\tSKU-%d\tB0%08d\tShipped\t1\tUSD\t"+
		"%d.99\t5.05\t4.99\t0.50\t\t\t\t\tSEATTLE\tWA\t98101-%04d\tUS\t\t\tfalse\t\t\n", order/1000, order, i%500, i, i%900, i%90+10, i%10000)
}

// BenchmarkImport imports 128,000 rows into a map. peak-MB is the largest heap seen, the map included, over what was there.
func BenchmarkImport(b *testing.B) {
	const rows = 128_000
	var base runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&base)
	var peak atomic.Uint64
	stop := make(chan struct{})
	go watchHeap(&peak, stop)
	for b.Loop() {
		s := newShelf()
		report, err := orders.Import(b.Context(), s, &allOrdersFile{rows: rows}, "orders.txt", orders.Options{Key: key})
		if err != nil || report.Skipped != 0 || report.Rows != rows {
			b.Fatalf("%v, %v", report, err)
		}
	}
	close(stop)
	b.ReportMetric(float64(peak.Load()-base.HeapInuse)/(1<<20), "peak-MB")
}

func watchHeap(peak *atomic.Uint64, stop <-chan struct{}) {
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-stop:
			return
		case <-tick.C:
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			if m.HeapInuse > peak.Load() {
				peak.Store(m.HeapInuse)
			}
		}
	}
}
