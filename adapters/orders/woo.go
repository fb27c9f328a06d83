package orders

import (
	"cmp"
	"strings"

	"amends/dialogue"
	"amends/dialogue/money"
)

// wooStatus translates the status of a WooCommerce order. A completed one has left the shop; that it arrived is not known.
var wooStatus = map[string]dialogue.OrderStatus{
	"pending":         dialogue.Pending,
	"pending-payment": dialogue.Pending,
	"checkout-draft":  dialogue.Pending,
	"on-hold":         dialogue.Pending,
	"processing":      dialogue.Unshipped,
	"completed":       dialogue.Shipped,
	"shipped":         dialogue.Shipped,
	"delivered":       dialogue.IsDelivered,
	"refunded":        dialogue.Shipped,
	"cancelled":       dialogue.Cancelled,
	"failed":          dialogue.Cancelled,
	"trash":           dialogue.Cancelled,
}

// wooColumns are the columns of an order in the CSV exports of WooCommerce, by the names that the export extensions give them.
var wooColumns = []string{
	"order-number|order-number-formatted|order-id|order-#",
	"order-status|status",
	"order-date|date|date-created|order-date-gmt",
	"modified|date-modified|modified-date|order-modified",
	"currency|order-currency",
	"shipping|order-shipping-amount|shipping-total|order-shipping|shipping-cost",
	"refunded|order-refund-amount|refunded-total|order-total-refunded|total-refunded",
	"email|email-(billing)|billing-email|customer-email",
	"phone|phone-(billing)|billing-phone|customer-phone",
	"postcode|postcode-(shipping)|shipping-postcode",
	"billing-postcode|postcode-(billing)",
	"country|country-code-(shipping)|shipping-country|country-(shipping)",
	"billing-country|country-code-(billing)|country-(billing)",
}

// wooItems is a CSV export with a row per line, as "Advanced Order Export" and others make it.
func wooItems() form {
	return form{
		name:  "WooCommerce orders (CSV, a row per item)",
		needs: []string{"order-number", "item-name", "quantity"},
		columns: append(wooColumns[:len(wooColumns):len(wooColumns)],
			"item-name|product-name|item-title",
			"sku|item-sku|product-sku",
			"variation|product-variation|item-meta-variation",
			"quantity|quantity-(refund)|item-quantity|qty|quantity-(-refund)",
			"line-total|item-total|order-line-total|order-line-(w/o-tax)|line-subtotal",
			"unit-price|item-cost|item-price|product-price"),
		build: buildWooItems,
	}
}

// wooOrders is a CSV export with a row per order and its lines in cells of the shape "name:...|sku:...|quantity:1|total:9.00".
func wooOrders() form {
	return form{
		name:    "WooCommerce orders (CSV, a row per order)",
		needs:   []string{"order-number", "lines", "order-status"},
		columns: append(wooColumns[:len(wooColumns):len(wooColumns)], "lines|line-items|line-item-*"),
		build:   buildWooOrders,
	}
}

func buildWooItems(in *input, rows []row) Record {
	o := wooOrder(in, rows)
	for _, r := range rows {
		if strings.TrimSpace(r.get("item-name")) == "" {
			continue
		}
		it, err := wooItem(in, r, o.Currency)
		if err != nil {
			in.report.skip(r.line, err.Error())
			continue
		}
		o.Items = append(o.Items, it)
	}
	return wooRecord(in, rows, o)
}

// wooItem reads a row's line. Its price is its total by its quantity when there is a total, after discounts, and else the
// price of one.
func wooItem(in *input, r row, currency string) (dialogue.Item, error) {
	it := dialogue.Item{SKU: r.word("sku"), Title: r.title("item-name"), Variant: r.word("variation")}
	amounts, err := in.amounts(r, currency, "line-total", "unit-price")
	if err != nil {
		return it, err
	}
	quantity, ok := parseCount(r.get("quantity"))
	if !ok {
		return it, errQuantity
	}
	it.Quantity = max(quantity, 1)
	it.Price = max(0, amounts[1])
	if strings.TrimSpace(r.get("line-total")) != "" {
		it.Price = in.unitPrice(r.line, max(0, amounts[0]), it.Quantity)
	}
	return it, nil
}

func buildWooOrders(in *input, rows []row) Record {
	o := wooOrder(in, rows)
	for _, r := range rows {
		for _, line := range strings.FieldsFunc(r.get("lines"), func(r rune) bool { return r == ';' || r == '\n' }) {
			it, err := wooItem(in, wooLine(r.line, line), o.Currency)
			if err != nil || it.Title == "" {
				in.report.warn(r.line, "an item could not be read")
				continue
			}
			o.Items = append(o.Items, it)
		}
	}
	return wooRecord(in, rows, o)
}

// wooLine reads "name:Mug|sku:M-1|quantity:2|total:18.00" as the row of one line.
func wooLine(line int, text string) row {
	r := row{line: line, columns: map[string]int{}}
	for pair := range strings.SplitSeq(text, "|") {
		name, value, _ := strings.Cut(pair, ":")
		switch name = foldName(name); name {
		case "name":
			name = "item-name"
		case "total":
			name = "line-total"
		}
		r.columns[name] = len(r.cells)
		r.cells = append(r.cells, value)
	}
	return r
}

// wooOrder reads what the rows say about the order itself.
func wooOrder(in *input, rows []row) dialogue.Order {
	top := rows[0]
	o := dialogue.Order{
		ID:          top.number("order-number"),
		Marketplace: "own",
		Country:     cmp.Or(in.country(top, "country"), in.country(top, "billing-country")),
		Currency:    cmp.Or(currency(rows, "currency"), in.opts.Currency),
		Fulfilment:  "seller",
		Placed:      in.time(top, "order-date"),
		Status:      in.status(top.line, strings.TrimPrefix(top.get("order-status"), "wc-"), wooStatus),
	}
	amounts, err := in.amounts(top, o.Currency, "shipping", "refunded")
	if err != nil {
		in.report.warn(top.line, err.Error())
		return o
	}
	o.Shipping = max(0, amounts[0])
	if back := amounts[1]; back != 0 {
		o.Refunds = []dialogue.Refund{{Amount: money.Money{Minor: max(back, -back), Currency: o.Currency}, Reference: "WooCommerce total"}}
	}
	return o
}

func wooRecord(in *input, rows []row, o dialogue.Order) Record {
	top := rows[0]
	proof := in.hasher.proof(Key(o.ID), person{
		postal: cmp.Or(top.get("postcode"), top.get("billing-postcode")), country: o.Country, email: top.get("email"), phone: top.get("phone"),
	})
	return Record{Order: o, Proof: proof, Updated: in.latest(top, "order-date", "modified")}
}
