package orders

import (
	"bytes"
	"context"
	"crypto/rand"
	_ "embed" // the sample's file
	"fmt"
	"time"
)

//go:embed sample.yaml
var sampleFile []byte

// Hint is a sample order with what proves it, for somebody who tries the bot out.
type Hint struct {
	Order string // its number
	Proof string // its postal code
	What  string // what it is good for
}

// Sample returns the orders of a made-up shop, with dates relative to now: there is one for every issue.
func Sample(now time.Time) (*Source, error) {
	opts := Options{Key: []byte(rand.Text()), Now: now}
	shelf := newShelfMap()
	if _, err := Import(context.Background(), shelf, bytes.NewReader(sampleFile), "sample.yaml", opts); err != nil {
		return nil, fmt.Errorf("loading the sample orders: %w", err)
	}
	return NewSource(shelf, opts.Key)
}

// Hints lists the orders of Sample.
func Hints() []Hint {
	return []Hint{
		{"112-4567890-1234567", "98101", "a backpack, delivered four days ago"},
		{"113-7654321-2345678", "60614", "a pan on its way, three days late"},
		{"114-2468013-5791357", "73301", "two totes, not shipped yet"},
		{"111-1357924-6802468", "33101", "a knife, cancelled and paid back"},
		{"112-9753108-6420864", "10001", "a pot set for 219 dollars, delivered"},
		{"112-8642097-5310975", "94110", "three different things, delivered"},
		{"#1001", "80202", "mugs from the own shop, delivered"},
		{"12-34567-89012", "SW1A 1AA", "a teapot by eBay to London, delivered"},
		{"302-1234567-7654321", "80331", "a backpack to Germany, delivered"},
		{"112-3141592-6535897", "02108", "an apron that the marketplace sent"},
	}
}

// String is the hint as a line of help: `order 112-4567890-1234567, postal code 98101`.
func (h Hint) String() string { return fmt.Sprintf("order %s, postal code %s", h.Order, h.Proof) }
