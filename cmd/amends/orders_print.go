package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"amends/adapters/orders"
	"amends/dialogue"
	"amends/dialogue/money"
)

// printOrder writes an order for the seller's eyes.
func printOrder(w io.Writer, r orders.Record) error {
	o := r.Order
	t := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	line := func(label, value string) {
		if value != "" {
			fmt.Fprintf(t, "%s\t%s\n", label, value)
		}
	}
	line("order", o.ID)
	line("marketplace", o.Marketplace+", fulfilled by the "+o.Fulfilment)
	line("shipped to", o.Country)
	line("status", string(o.Status))
	line("placed", day(o.Placed))
	line("estimated", window(o.Estimated))
	line("delivered", day(o.Delivered))
	line("tracking", strings.TrimSpace(o.Tracking.Carrier+" "+o.Tracking.Number))
	for _, it := range o.Items {
		line("item", fmt.Sprintf("%d x %s  %s  %s", it.Quantity, it.Label(), it.SKU, money.Money{Minor: it.Price, Currency: o.Currency}))
	}
	line("shipping", money.Money{Minor: o.Shipping, Currency: o.Currency}.String())
	line("total", o.Total().String())
	for _, refund := range o.Refunds {
		line("refunded", strings.TrimSpace(refund.Amount.String()+" "+day(refund.At)+" "+refund.Reference))
	}
	for _, ret := range r.Returns {
		line("return", fmt.Sprintf("%+v", ret))
	}
	line("proof", provable(r.Proof))
	return t.Flush()
}

func day(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.UTC().Format(time.DateOnly)
}

func window(w dialogue.Window) string {
	switch {
	case w.From.IsZero():
		return day(w.To)
	case w.To.IsZero():
		return "from " + day(w.From)
	}
	return day(w.From) + " to " + day(w.To)
}

// provable says by which second facts a buyer can show that the order is theirs. The facts themselves are not known.
func provable(p orders.Proof) string {
	var by []string
	add := func(name string, hashes []orders.Hash) {
		if len(hashes) > 0 {
			by = append(by, name)
		}
	}
	add("postal code", p.Postal)
	add("e-mail", p.Email)
	add("phone", p.Phone)
	if len(by) == 0 {
		return "none: a buyer cannot show that this order is theirs"
	}
	return strings.Join(by, ", ")
}
