package playbook

import "amends/dialogue/money"

// Verdict is what the playbook says of a case: what may be offered, what not and why, and whether a person must take over.
type Verdict struct {
	Options  []Option  // none to three, at most one of a Kind, in the order to show them
	Refused  []Refusal // every other remedy that the issue lists, with the rule that refused it
	Escalate string    // not empty: a person takes over; the text of the rule that says so
	Floor    string    // not empty: the law's minimum that the options honour, such as "EU 14 days withdrawal"
	// Elsewhere is true when the marketplace fulfilled the order and answers for it: no options, the buyer is told the
	// marketplace's own route (Pack.RouteFulfilled).
	Elsewhere bool
}

// Option is one remedy with its terms computed for a case.
type Option struct {
	Remedy   RemedyID    `json:"remedy"`
	Kind     Kind        `json:"kind"`
	Full     bool        `json:"full,omitempty"`
	Refund   money.Money `json:"refund"`            // what the buyer gets in money; zero for none
	Percent  int         `json:"percent,omitempty"` // when Refund is a part of the price
	Return   ReturnBy    `json:"return"`
	Cost     money.Money `json:"cost"`               // what it costs the seller at most: the refund, or the goods sent
	Approval bool        `json:"approval,omitempty"` // a person must agree before it is promised
	Why      string      `json:"why,omitempty"`      // why approval is needed: "auto_refund", "budget", "claims", "evidence", "currency", "policy"
	Floor    bool        `json:"floor,omitempty"`    // the law or the marketplace entitles the buyer to it
}

// Reason names the kind of rule that refused the remedy: stock, nothing (left to refund), paid (more than was), currency, kind
// (already offered), limit (of three), alone, or condition, whose text Why is.
func (r Refusal) Reason() string {
	switch r.Why {
	case refusedStock:
		return "stock"
	case refusedNothing:
		return "nothing"
	case refusedPaid:
		return "paid"
	case refusedCurrency:
		return "currency"
	case refusedKind:
		return "kind"
	case refusedLimit:
		return "limit"
	case refusedAlone:
		return "alone"
	}
	return "condition"
}

// Refusal says which rule kept a remedy from being offered.
type Refusal struct {
	Remedy RemedyID `json:"remedy"`
	Why    string   `json:"why"` // the condition's text, "kind already offered", "more than was paid", "limit of three"
}
