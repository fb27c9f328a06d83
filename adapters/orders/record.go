package orders

import (
	"time"

	"amends/dialogue"
	"amends/dialogue/playbook"
)

// Record is one order as it is kept: the order, what proves who owns it, and what came back.
type Record struct {
	Order   dialogue.Order
	Proof   Proof
	Updated time.Time // when the seller's system last changed the order; zero when its form does not say
	Returns []Return

	// Partial marks news about an order that must exist already, such as a row of a returns report.
	Partial bool

	lines []int // where it stands in its file, for the Report
}

// Return is what a returns report says about one item that goes or went back. It is a note for people: the bot decides
// nothing by it.
type Return struct {
	Reference  string           // RMA, licence plate, or what else tells it from other returns of the order
	SKU        string           // of the item
	Quantity   int              // how many of it
	Reason     string           // the report's own code, as it stands there
	Issue      playbook.IssueID // what the code means here; Other when it is not known
	Status     string
	Resolution string
	Asked      time.Time // when the buyer asked for it, or when it was booked
	Arrived    time.Time // when the parcel was back
	Claim      bool      // an A-to-z claim was filed
}

// merge returns old brought up to date with fresh: the newer of the two says what the order is, and what it leaves open
// stays as the other knew it. Refunds and returns of both are kept, once each by their reference.
func merge(old, fresh Record) Record {
	if fresh.Partial {
		return enrich(old, fresh)
	}
	newer, older := fresh, old
	if fresh.Updated.Before(old.Updated) {
		newer, older = old, fresh
	}
	out := newer
	out.Order = fill(newer.Order, older.Order)
	out.Proof = newer.Proof.or(older.Proof)
	out.Order.Refunds = mergeRefunds(older.Order.Refunds, newer.Order.Refunds)
	out.Returns = mergeReturns(older.Returns, newer.Returns)
	return out
}

// enrich adds the refunds and returns of fresh to old and changes nothing else.
func enrich(old, fresh Record) Record {
	out := old
	out.Order.Refunds = mergeRefunds(old.Order.Refunds, fresh.Order.Refunds)
	out.Returns = mergeReturns(old.Returns, fresh.Returns)
	return out
}

// fill takes from older what newer does not say.
func fill(newer, older dialogue.Order) dialogue.Order {
	out := newer
	if newer.Status == dialogue.Shipped && older.Status == dialogue.IsDelivered {
		out.Status = dialogue.IsDelivered // most reports never learn of the delivery
	}
	out.Country = either(newer.Country, older.Country)
	out.Currency = either(newer.Currency, older.Currency)
	out.Fulfilment = either(newer.Fulfilment, older.Fulfilment)
	out.Tracking = either(newer.Tracking, older.Tracking)
	out.Placed = eitherTime(newer.Placed, older.Placed)
	out.Delivered = eitherTime(newer.Delivered, older.Delivered)
	out.Estimated.From = eitherTime(newer.Estimated.From, older.Estimated.From)
	out.Estimated.To = eitherTime(newer.Estimated.To, older.Estimated.To)
	if len(newer.Items) == 0 {
		out.Items = older.Items
		return out
	}
	out.Items = fillItems(newer.Items, older.Items)
	return out
}

// fillItems keeps stock, cost and variant, which marketplaces' reports never state, for items of the same SKU.
func fillItems(newer, older []dialogue.Item) []dialogue.Item {
	out := append([]dialogue.Item(nil), newer...)
	for i := range out {
		for _, was := range older {
			if was.SKU != "" && was.SKU == out[i].SKU {
				out[i].Stock = either(out[i].Stock, was.Stock)
				out[i].UnitCost = either(out[i].UnitCost, was.UnitCost)
				out[i].Variant = either(out[i].Variant, was.Variant)
				break
			}
		}
	}
	return out
}

func mergeRefunds(older, newer []dialogue.Refund) []dialogue.Refund {
	return union(older, newer, func(r dialogue.Refund) string {
		return either(r.Reference, r.At.UTC().String()+r.Amount.String())
	})
}

func mergeReturns(older, newer []Return) []Return {
	return union(older, newer, func(r Return) string { return r.Reference + "\x00" + r.SKU })
}

// union is older with the entries of newer, which replace those of the same name and come last otherwise.
func union[T any](older, newer []T, name func(T) string) []T {
	if len(newer) == 0 {
		return older
	}
	out := append([]T(nil), older...)
	at := make(map[string]int, len(out))
	for i, e := range out {
		at[name(e)] = i
	}
	for _, e := range newer {
		if i, ok := at[name(e)]; ok {
			out[i] = e
			continue
		}
		at[name(e)] = len(out)
		out = append(out, e)
	}
	return out
}

func either[T comparable](a, b T) T {
	var none T
	if a == none {
		return b
	}
	return a
}

func eitherTime(a, b time.Time) time.Time {
	if a.IsZero() {
		return b
	}
	return a
}
