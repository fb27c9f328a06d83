package orders_test

import (
	"errors"
	"testing"
	"time"

	"amends/adapters/orders"
	"amends/bot"
	"amends/dialogue"
)

var now = time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)

func TestSampleHintsProveTheirOrders(t *testing.T) {
	source, err := orders.Sample(now)
	if err != nil {
		t.Fatal(err)
	}
	hints := orders.Hints()
	if got := len(source.All()); got != len(hints) {
		t.Errorf("%d sample orders, %d hints", got, len(hints))
	}
	for _, h := range hints {
		if owns, err := source.Owns(t.Context(), h.Order, "my postal code is "+h.Proof); !owns || err != nil {
			t.Errorf("%s: Owns = %v, %v; want true", h, owns, err)
		}
		if owns, err := source.Owns(t.Context(), h.Order, "12345"); owns || err != nil {
			t.Errorf("%s: Owns with a wrong postal code = %v, %v; want false", h, owns, err)
		}
	}
}

func TestSampleBackpack(t *testing.T) {
	source, err := orders.Sample(now)
	if err != nil {
		t.Fatal(err)
	}
	o, err := source.Order(t.Context(), "112 4567890 1234567")
	if err != nil {
		t.Fatal(err)
	}
	if want := now.AddDate(0, 0, -4); !o.Delivered.Equal(want) || o.Status != dialogue.IsDelivered {
		t.Errorf("delivered %v, status %s; want %v, delivered", o.Delivered, o.Status, want)
	}
	want := dialogue.Item{SKU: "BP-20-GR", Title: "Trail backpack", Variant: "green, 20 l", Quantity: 1, Price: 5000, Stock: 12, UnitCost: 2100}
	if len(o.Items) != 1 || o.Items[0] != want || o.Shipping != 499 {
		t.Errorf("items %+v, shipping %d; want %+v, 499", o.Items, o.Shipping, want)
	}
	if _, err := source.Order(t.Context(), "112-0000000-0000000"); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("unknown order: %v, want bot.ErrNotFound", err)
	}
}
