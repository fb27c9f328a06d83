package dialogue

import (
	"time"

	"amends/dialogue/money"
)

// Order is one order of the seller, without anything that proves who owns it.
type Order struct {
	ID          string      `json:"id"`
	Marketplace string      `json:"marketplace"`
	Country     string      `json:"country"`
	Currency    string      `json:"currency"`
	Status      OrderStatus `json:"status"`
	Fulfilment  string      `json:"fulfilment"` // seller | marketplace
	Placed      time.Time   `json:"placed,omitzero"`
	Estimated   Window      `json:"estimated,omitzero"`
	Delivered   time.Time   `json:"delivered,omitzero"`
	Tracking    Tracking    `json:"tracking,omitzero"`
	Shipping    int64       `json:"shipping,omitempty"` // minor units of Currency
	Items       []Item      `json:"items"`
	Refunds     []Refund    `json:"refunds,omitempty"` // what the marketplace says was paid back already
}

// OrderStatus is how far an order is.
type OrderStatus string

// How far an order is.
const (
	Pending     OrderStatus = "pending"
	Unshipped   OrderStatus = "unshipped"
	Shipped     OrderStatus = "shipped"
	IsDelivered OrderStatus = "delivered"
	Cancelled   OrderStatus = "cancelled"
)

// Window is the time in which something is expected.
type Window struct {
	From time.Time `json:"from,omitzero"`
	To   time.Time `json:"to,omitzero"`
}

// Tracking is a parcel with its carrier; the number may be empty.
type Tracking struct {
	Carrier string `json:"carrier,omitempty"`
	Number  string `json:"number,omitempty"`
}

// Item is one line of an order.
type Item struct {
	SKU      string `json:"sku"`
	Title    string `json:"title"`
	Variant  string `json:"variant,omitempty"`
	Quantity int    `json:"quantity"`
	Price    int64  `json:"price"` // of one, in minor units
	Stock    int    `json:"stock,omitempty"`
	UnitCost int64  `json:"unit_cost,omitempty"`
}

// Refund is money that went back to the buyer before, as the marketplace reports it.
type Refund struct {
	At        time.Time   `json:"at,omitzero"`
	Amount    money.Money `json:"amount"`
	Reference string      `json:"ref,omitempty"`
}

// Total is what was paid: all lines and the shipping.
func (o Order) Total() money.Money {
	sum := o.Shipping
	for _, it := range o.Items {
		sum += it.Price * int64(it.Quantity)
	}
	return money.Money{Minor: sum, Currency: o.Currency}
}

// unsent reports whether the order has not left yet.
func (o Order) unsent() bool { return o.Status == Pending || o.Status == Unshipped }

// Masked is the order number as a shared screen may show it: all but the last four characters hidden.
func (o Order) Masked() string { return MaskOrder(o.ID) }

// MaskOrder hides all letters and digits of an order number but the last four.
func MaskOrder(id string) string {
	r := []rune(id)
	for i := range r {
		if i < len(r)-4 && r[i] != '-' && r[i] != '#' {
			r[i] = '*'
		}
	}
	return string(r)
}

// Label is the item's title with what sets it apart from its siblings.
func (it Item) Label() string {
	if it.Variant == "" {
		return it.Title
	}
	return it.Title + " (" + it.Variant + ")"
}
