package playbook

import "time"

// Facts are all that a condition can see: the documented environment of every `when`, `escalate` and `approval` expression.
// Amounts are minor units of the order's currency. A time that is not known is the zero time; days_since and days_until of it
// are 0, as if it were today, so that a window that cannot be shown to have passed has not passed.
type Facts struct {
	Now    time.Time  `expr:"now"`
	Order  OrderFacts `expr:"order"`
	Item   ItemFacts  `expr:"item"`
	Case   CaseFacts  `expr:"case"`
	Buyer  BuyerFacts `expr:"buyer"`
	Limits LimitFacts `expr:"limits"`
}

// OrderFacts are the order as conditions see it.
type OrderFacts struct {
	Marketplace string    `expr:"marketplace"`
	Country     string    `expr:"country"`
	Currency    string    `expr:"currency"`
	Status      string    `expr:"status"`     // pending unshipped shipped delivered cancelled
	Fulfilment  string    `expr:"fulfilment"` // seller marketplace
	Total       int64     `expr:"total"`      // what was paid, shipping included
	Shipping    int64     `expr:"shipping"`
	Granted     int64     `expr:"granted"` // given back on this order already, by any case
	Placed      time.Time `expr:"placed"`
	Estimated   time.Time `expr:"estimated"` // the latest estimated delivery date
	Delivered   time.Time `expr:"delivered"`
}

// ItemFacts are the item that the case is about.
type ItemFacts struct {
	SKU      string `expr:"sku"`
	Price    int64  `expr:"price"` // unit price
	Quantity int    `expr:"quantity"`
	Value    int64  `expr:"value"` // price times the quantity the case is about
	Stock    int    `expr:"stock"` // how many more there are; 0 when unknown
	UnitCost int64  `expr:"cost"`  // what one costs the seller; 0 when unknown, then Price stands in for it
}

// CaseFacts are what the conversation has found out.
type CaseFacts struct {
	Issue    IssueID           `expr:"issue"`
	Facts    map[string]string `expr:"facts"`    // FactID -> "yes", "no", text, or an amount in minor units
	Evidence bool              `expr:"evidence"` // all of the evidence that the issue needs is there
	Declined int               `expr:"declined"` // how many offers the buyer turned down
	Repeat   bool              `expr:"repeat"`   // an earlier case of this buyer about the same order and issue was settled
	Suspect  bool              `expr:"suspect"`  // a soft signal that a person should look at (never said to a buyer)
}

// BuyerFacts are the buyer's history with this seller.
type BuyerFacts struct {
	Claims int `expr:"claims"` // settlements within Limits.ClaimsWithin
}

// LimitFacts are the playbook's limits as conditions see them, in the order's currency. All are 0 when the order is in another
// currency than the playbook's: then nothing is automatic.
type LimitFacts struct {
	AutoRefund int64 `expr:"auto_refund"`
	Returnless int64 `expr:"returnless"`
	HighValue  int64 `expr:"high_value"`
	BudgetLeft int64 `expr:"budget_left"` // what is left of today's automatic budget
	Claims     int   `expr:"claims"`
}
