package playbook

import "time"

// Pack is what is known of one marketplace: how a buyer complains there, by when and with which papers. Every number carries
// where it was read and when.
type Pack struct {
	Name         string
	Title        string            // "Amazon"
	Programme    string            // "A-to-z Guarantee"
	Path         map[string]string // by language: the way through the marketplace's own pages
	Contact      map[string]string // by language: how to report it to the seller there first, where that starts a clock
	Papers       []string          // keys of texts: order_id, dates, photos, tracking, copy_of_chat ...
	Cost         map[string]string // by language: what it costs the buyer
	Unknown      map[string]string // by language: what this pack does not know; empty where nothing is missing
	Wait         Figure            // after contacting the seller there, before a claim can be filed
	NotArrived   Figure            // after the latest estimated delivery date, for what never came
	Latest       Figure            // after the latest estimated delivery date (or After), the last day to claim
	Appeal       Figure            // after a decision
	After        string            // what Latest counts from: "estimated" | "delivered" | "paid"
	NeedsContact bool              // the wait starts only with a message in the marketplace's own system
	// SelfFulfilled: false where the marketplace itself answers for orders that it fulfilled.
	RouteFulfilled map[string]string // by language: where to turn when the marketplace fulfilled the order
}

// Figure is a length of time with its source.
type Figure struct {
	Days      int // 0: no such limit
	Business  bool
	Source    string
	CheckedOn string // 2026-11-22
	Sure      bool   // false for what was only recalled or seen second-hand
}

// ClaimInput is what the dates of a claim are computed from. Zero times are unknown.
type ClaimInput struct {
	Issue     IssueID
	Contacted time.Time // when the buyer reported it in the marketplace's own system
	Estimated time.Time // latest estimated delivery date
	Delivered time.Time
	Placed    time.Time
	Now       time.Time
}

// Claim is when a buyer may turn to the marketplace. A zero time with its name in Missing could not be computed.
type Claim struct {
	Earliest time.Time
	Latest   time.Time // the safe last day: the day before the window closes
	Missing  []string  // "contacted", "estimated", "delivered": what would have to be known
}
