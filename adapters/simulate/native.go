package simulate

import (
	"fmt"
	"strings"
	"time"

	"amends/dialogue"
	"amends/dialogue/money"
)

// native writes orders in the native form of the order import, so that the same orders can stand beside a script.
func native(list ...purchase) []byte {
	var b strings.Builder
	for _, p := range list {
		p.native(&b)
	}
	return []byte(b.String())
}

func (p purchase) native(b *strings.Builder) {
	o := p.order
	amount := func(minor int64) string { return money.Money{Minor: minor, Currency: o.Currency}.Decimal() }
	fmt.Fprintf(b, "- id: %q\n  marketplace: %s\n  country: %s\n  currency: %s\n  status: %s\n  fulfilment: %s\n  shipping: %s\n",
		o.ID, o.Marketplace, o.Country, o.Currency, o.Status, o.Fulfilment, amount(o.Shipping))
	nativeDates(b, o)
	if o.Tracking.Number != "" {
		fmt.Fprintf(b, "  tracking: {carrier: %s, number: %q}\n", o.Tracking.Carrier, o.Tracking.Number)
	}
	fmt.Fprintf(b, "  proof: {postal_code: %q, email: %s, phone: %q}\n", p.postal, p.mail, p.call)
	for _, r := range o.Refunds {
		fmt.Fprintf(b, "  refunds: [{at: %s, amount: %s, reference: %s}]\n", r.At.Format(time.RFC3339), amount(r.Amount.Minor), r.Reference)
	}
	b.WriteString("  items:\n")
	for _, it := range o.Items {
		fmt.Fprintf(b, "    - {sku: %s, title: %q, quantity: %d, price: %s, stock: %d, unit_cost: %s}\n",
			it.SKU, it.Title, it.Quantity, amount(it.Price), it.Stock, amount(it.UnitCost))
	}
}

func nativeDates(b *strings.Builder, o dialogue.Order) {
	fmt.Fprintf(b, "  placed: %s\n", o.Placed.Format(time.RFC3339))
	if !o.Delivered.IsZero() {
		fmt.Fprintf(b, "  delivered: %s\n", o.Delivered.Format(time.RFC3339))
	}
	fmt.Fprintf(b, "  estimated: {from: %s, to: %s}\n", o.Estimated.From.Format(time.RFC3339), o.Estimated.To.Format(time.RFC3339))
}
