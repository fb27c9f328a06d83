package orders

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"amends/dialogue"
	"amends/dialogue/money"
)

// shopifyOrders is Shopify's orders export. An order with several lines repeats its name, with the order's own cells blank
// from the second line on. Prices are of one piece; the subtotal is after discounts.
func shopifyOrders() form {
	return form{
		name:  "Shopify orders export",
		needs: []string{"name", "lineitem-quantity", "lineitem-name", "financial-status"},
		columns: []string{"name", "email", "financial-status", "paid-at", "fulfillment-status", "fulfilled-at", "currency", "subtotal",
			"shipping", "created-at", "lineitem-quantity", "lineitem-name", "lineitem-price", "lineitem-sku", "lineitem-discount",
			"billing-zip", "billing-phone", "billing-country", "shipping-zip", "shipping-phone", "shipping-country", "cancelled-at|canceled-at",
			"refunded-amount", "phone"},
		build: buildShopify,
	}
}

func buildShopify(in *input, rows []row) Record {
	top := rows[0]
	for _, r := range rows {
		if r.get("financial-status") != "" || r.get("created-at") != "" {
			top = r
			break
		}
	}
	o := dialogue.Order{
		ID:          top.number("name"),
		Marketplace: "own",
		Country:     cmp.Or(in.country(top, "shipping-country"), in.country(top, "billing-country")),
		Currency:    currency(rows, "currency"),
		Fulfilment:  "seller",
		Placed:      in.time(top, "created-at"),
		Status:      in.shopifyStatus(top),
	}
	shopifyItems(in, top, rows, &o)
	in.shopifyMoney(top, &o)
	proof := in.hasher.proof(Key(o.ID), person{
		postal:  cmp.Or(strings.TrimLeft(top.get("shipping-zip"), "' "), strings.TrimLeft(top.get("billing-zip"), "' ")),
		country: o.Country,
		email:   top.get("email"),
		phone:   cmp.Or(strings.Trim(top.get("phone"), "' "), strings.Trim(top.get("shipping-phone"), "' "), strings.Trim(top.get("billing-phone"), "' ")),
	})
	return Record{Order: o, Proof: proof, Updated: in.latest(top, "created-at", "paid-at", "fulfilled-at", "cancelled-at")}
}

// shopifyFulfilment translates the fulfilment status; an empty one is unfulfilled.
var shopifyFulfilment = map[string]dialogue.OrderStatus{
	"":            dialogue.Unshipped,
	"unfulfilled": dialogue.Unshipped,
	"restocked":   dialogue.Unshipped,
	"scheduled":   dialogue.Unshipped,
	"on-hold":     dialogue.Unshipped,
	"in-progress": dialogue.Unshipped,
	"partial":     dialogue.Shipped,
	"fulfilled":   dialogue.Shipped,
	"delivered":   dialogue.IsDelivered,
}

func (in *input) shopifyStatus(r row) dialogue.OrderStatus {
	paid := foldName(r.get("financial-status"))
	if strings.TrimSpace(r.get("cancelled-at")) != "" || paid == "voided" {
		return dialogue.Cancelled
	}
	status := in.status(r.line, r.get("fulfillment-status"), shopifyFulfilment)
	if status == dialogue.Unshipped && (paid == "pending" || paid == "authorized") {
		return dialogue.Pending
	}
	return status
}

func (in *input) latest(r row, columns ...string) time.Time {
	var last time.Time
	for _, column := range columns {
		if t, err := parseTime(r.get(column)); err == nil && t.After(last) {
			last = t
		}
	}
	return last
}

// shopifyItems fills in the lines, at what was paid for them: price times quantity less the line's discount, and less its
// part of any discount on the whole order.
func shopifyItems(in *input, top row, rows []row, o *dialogue.Order) {
	var paid []int64
	var lines []int
	var discounts, goods int64
	for _, r := range rows {
		if r.get("lineitem-name") == "" && r.get("lineitem-quantity") == "" {
			continue // a second payment or tax line
		}
		it, line, off, err := shopifyLine(in, r, o.Currency)
		if err != nil {
			in.report.skip(r.line, err.Error())
			continue
		}
		o.Items, paid, lines = append(o.Items, it), append(paid, line-off), append(lines, r.line)
		goods, discounts = goods+line, discounts+off
	}
	subtotal, err := in.amount(top, "subtotal", o.Currency)
	if err != nil {
		in.report.warn(top.line, err.Error())
	}
	if err == nil && strings.TrimSpace(top.get("subtotal")) != "" && goods-discounts > subtotal {
		spread(paid, goods-discounts-subtotal)
		evenOut(paid, o.Items)
	}
	for i := range o.Items {
		o.Items[i].Price = in.unitPrice(lines[i], paid[i], o.Items[i].Quantity)
	}
}

// evenOut moves what does not divide by a line's quantity to a line of one piece, if there is one: which line bears how much of
// a discount on all is a convention, what was paid for all is not.
func evenOut(paid []int64, items []dialogue.Item) {
	single := slices.IndexFunc(items, func(it dialogue.Item) bool { return it.Quantity == 1 })
	if single < 0 {
		return
	}
	for i, it := range items {
		rest := paid[i] % int64(it.Quantity)
		paid[i] -= rest
		paid[single] += rest
	}
}

func shopifyLine(in *input, r row, currency string) (it dialogue.Item, line, off int64, err error) {
	amounts, err := in.amounts(r, currency, "lineitem-price", "lineitem-discount")
	if err != nil {
		return it, 0, 0, err
	}
	quantity, ok := parseCount(r.get("lineitem-quantity"))
	if !ok || amounts[0] < 0 || amounts[0] > maxLine {
		return it, 0, 0, errQuantity
	}
	quantity = max(quantity, 1)
	line = amounts[0] * int64(quantity)
	it = dialogue.Item{SKU: r.word("lineitem-sku"), Title: cmp.Or(r.title("lineitem-name"), r.word("lineitem-sku")), Quantity: quantity}
	return it, line, line - less(line, amounts[1]), nil
}

// shopifyMoney fills in what shipping cost and what went back.
func (in *input) shopifyMoney(r row, o *dialogue.Order) {
	amounts, err := in.amounts(r, o.Currency, "shipping", "refunded-amount")
	if err != nil {
		in.report.warn(r.line, err.Error())
		return
	}
	o.Shipping = max(0, amounts[0])
	if back := amounts[1]; back != 0 {
		o.Refunds = []dialogue.Refund{{Amount: money.Money{Minor: max(back, -back), Currency: o.Currency}, Reference: "Shopify total"}}
	}
}
