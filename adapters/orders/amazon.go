package orders

import (
	"cmp"
	"slices"
	"strings"

	"amends/dialogue"
)

// allOrders is Amazon's All Orders report, by order date or by last update, in its current form, the older one with a url
// column and the newer ones with more columns at the end. Columns as in
// https://developer-docs.amazon.com/sp-api/docs/order-tracking-reports-attributes; amounts are totals of a line.
func allOrders() form {
	return form{
		name:  "Amazon All Orders report",
		needs: []string{"amazon-order-id", "purchase-date", "order-status"},
		columns: []string{"amazon-order-id", "purchase-date", "last-updated-date", "order-status", "item-status",
			"fulfillment-channel|fulfilment-channel", "sales-channel", "product-name", "sku", "asin", "quantity", "currency",
			"item-price", "item-promotion-discount", "shipping-price", "ship-promotion-discount", "ship-postal-code", "ship-country"},
		build: buildAmazon,
	}
}

// allOrdersExtract is the comma separated extract of All Orders that circulates as "Amazon Sale Report", with dates as
// MM-DD-YY and postal codes as floats.
func allOrdersExtract() form {
	return form{
		name:  "Amazon sale report (CSV)",
		needs: []string{"order-id", "date", "courier-status", "qty"},
		columns: []string{"amazon-order-id|order-id", "purchase-date|date", "last-updated-date", "order-status|status", "item-status|courier-status",
			"fulfillment-channel|fulfilment", "sales-channel", "product-name|category", "variant|size", "sku", "asin", "quantity|qty", "currency",
			"item-price|amount", "ship-postal-code", "ship-country"},
		build: buildAmazon,
	}
}

// amazonStatus translates order-status. The report says "Shipped - Delivered to Buyer" and the like in some countries.
var amazonStatus = map[string]dialogue.OrderStatus{
	"pending":                     dialogue.Pending,
	"pendingavailability":         dialogue.Pending,
	"invoiceunconfirmed":          dialogue.Pending,
	"pending-waiting-for-pick-up": dialogue.Unshipped,
	"unshipped":                   dialogue.Unshipped,
	"partiallyshipped":            dialogue.Shipped,
	"shipping":                    dialogue.Shipped,
	"shipped":                     dialogue.Shipped,
	"complete":                    dialogue.Shipped,
	"shipped-delivered-to-buyer":  dialogue.IsDelivered,
	"delivered":                   dialogue.IsDelivered,
	"shipped-picked-up":           dialogue.Shipped,
	"shipped-out-for-delivery":    dialogue.Shipped,
	"shipped-lost-in-transit":     dialogue.Shipped,
	"shipped-damaged":             dialogue.Shipped,
	"shipped-rejected-by-buyer":   dialogue.Shipped,
	"shipped-returning-to-seller": dialogue.Shipped,
	"shipped-returned-to-seller":  dialogue.Shipped,
	"shipped-undeliverable":       dialogue.Shipped,
	"canceled":                    dialogue.Cancelled,
	"cancelled":                   dialogue.Cancelled,
	"unfulfillable":               dialogue.Cancelled,
}

// channels says where a sales channel sells when the row itself leaves country or currency out, as cancelled ones do.
var channels = map[string]struct{ country, currency string }{
	"amazon.com": {"US", "USD"}, "amazon.ca": {"CA", "CAD"}, "amazon.com.mx": {"MX", "MXN"}, "amazon.com.br": {"BR", "BRL"},
	"amazon.co.uk": {"GB", "GBP"}, "amazon.de": {"DE", "EUR"}, "amazon.fr": {"FR", "EUR"}, "amazon.it": {"IT", "EUR"},
	"amazon.es": {"ES", "EUR"}, "amazon.nl": {"NL", "EUR"}, "amazon.com.be": {"BE", "EUR"}, "amazon.ie": {"IE", "EUR"},
	"amazon.se": {"SE", "SEK"}, "amazon.pl": {"PL", "PLN"}, "amazon.com.tr": {"TR", "TRY"}, "amazon.ae": {"AE", "AED"},
	"amazon.sa": {"SA", "SAR"}, "amazon.eg": {"EG", "EGP"}, "amazon.in": {"IN", "INR"}, "amazon.co.jp": {"JP", "JPY"},
	"amazon.jp": {"JP", "JPY"}, "amazon.com.au": {"AU", "AUD"}, "amazon.sg": {"SG", "SGD"}, "amazon.co.za": {"ZA", "ZAR"},
}

func buildAmazon(in *input, rows []row) Record {
	rows = newestRows(in, rows)
	top := rows[max(0, slices.IndexFunc(rows, func(r row) bool { return !isCancelled(r) }))]
	channel := channels[strings.ToLower(first(rows, "sales-channel"))]
	o := dialogue.Order{
		ID:          top.number("amazon-order-id"),
		Marketplace: "amazon",
		Country:     cmp.Or(in.country(top, "ship-country"), channel.country),
		Currency:    cmp.Or(currency(rows, "currency"), channel.currency),
		Status:      in.status(top.line, top.get("order-status"), amazonStatus),
		Fulfilment:  amazonFulfilment(first(rows, "fulfillment-channel")),
		Placed:      in.time(top, "purchase-date"),
	}
	if strings.HasPrefix(foldName(first(rows, "sales-channel")), "non-amazon") {
		o.Marketplace = "own" // Amazon only ships it
	}
	amazonItems(in, rows, &o)
	proof := in.hasher.proof(Key(o.ID), person{postal: first(rows, "ship-postal-code"), country: o.Country})
	return Record{Order: o, Proof: proof, Updated: in.time(top, "last-updated-date")}
}

func amazonFulfilment(channel string) string {
	switch foldName(channel) {
	case "amazon", "afn":
		return "marketplace"
	}
	return "seller"
}

// newestRows leaves out rows that tell an earlier state of the order, as two reports in one file do.
func newestRows(in *input, rows []row) []row {
	if len(rows) == 1 {
		return rows
	}
	updated := func(r row) int64 {
		t, err := parseTime(r.get("last-updated-date"))
		if err != nil {
			return 0
		}
		return t.Unix()
	}
	newest := updated(slices.MaxFunc(rows, func(a, b row) int { return cmp.Compare(updated(a), updated(b)) }))
	var out []row
	for _, r := range rows {
		if updated(r) < newest {
			in.report.skip(r.line, "an earlier state of the order")
			continue
		}
		out = append(out, r)
	}
	return out
}

// amazonItems fills in the lines and what shipping cost. Cancelled lines are left out unless nothing else is there.
func amazonItems(in *input, rows []row, o *dialogue.Order) {
	var live, cancelled []dialogue.Item
	seen := make(map[string]bool, len(rows))
	for _, r := range rows {
		line := strings.Join([]string{r.get("sku"), r.get("asin"), r.get("product-name"), r.get("quantity"), r.get("item-price"), r.get("item-status")}, "\x00")
		if seen[line] {
			in.report.skip(r.line, "the same row again")
			continue
		}
		seen[line] = true
		it, shipping, err := amazonItem(in, r, o.Currency)
		if err != nil {
			in.report.skip(r.line, err.Error())
			continue
		}
		if isCancelled(r) && o.Status != dialogue.Cancelled {
			cancelled = append(cancelled, it)
			continue
		}
		o.Shipping += shipping
		live = append(live, it)
	}
	if o.Items = live; len(live) == 0 {
		o.Items = cancelled
	}
	if len(live) == 0 && len(cancelled) > 0 {
		o.Status = dialogue.Cancelled
	}
}

func amazonItem(in *input, r row, currency string) (dialogue.Item, int64, error) {
	paid, err := in.amounts(r, currency, "item-price", "item-promotion-discount", "shipping-price", "ship-promotion-discount")
	if err != nil {
		return dialogue.Item{}, 0, err
	}
	quantity, ok := parseCount(r.get("quantity"))
	if !ok {
		return dialogue.Item{}, 0, errQuantity
	}
	quantity = max(quantity, 1) // cancelled lines have 0
	return dialogue.Item{
		SKU:      r.word("sku"),
		Title:    cmp.Or(r.title("product-name"), r.word("sku"), r.word("asin")),
		Variant:  r.word("variant"),
		Quantity: quantity,
		Price:    in.unitPrice(r.line, less(paid[0], paid[1]), quantity),
	}, less(paid[2], paid[3]), nil
}

// less takes a discount, which some reports write as a negative number, off an amount. It does not go below 0.
func less(amount, discount int64) int64 { return max(0, amount-max(discount, -discount)) }

// isCancelled reports whether a line was cancelled. Some countries' reports say so in the order's column, line by line.
func isCancelled(r row) bool {
	for _, column := range [...]string{"item-status", "order-status"} {
		status := strings.TrimSpace(r.get(column))
		if strings.EqualFold(status, "Cancelled") || strings.EqualFold(status, "Canceled") {
			return true
		}
	}
	return false
}
