package playbook

import (
	"maps"
	"slices"
	"strings"
	"time"
)

// Pack is what is known of one marketplace: how a buyer complains there, by when and with which papers. Every number carries
// where it was read and when.
type Pack struct {
	Name         string
	Title        string            // "Amazon"
	Programme    map[string]string // by language: "A-to-z Guarantee", or none
	Path         map[string]string // by language: the way through the marketplace's own pages
	Contact      map[string]string // by language: how to report it to the seller there first, where that starts a clock
	Papers       []string          // keys of texts: order_number dates photos tracking conversation statement
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
	CheckedOn string // such as 2026-11-22
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

// Claim is when a buyer may turn to the marketplace. A zero time could not be computed: Missing names what is not known.
type Claim struct {
	Earliest time.Time
	Latest   time.Time // the safe last day: the day before the window closes
	Missing  []string  // "contacted", "estimated", "delivered", "paid": what would have to be known
}

// Pack returns the pack of a marketplace, or the one for the seller's own shop when the marketplace has none.
func (b *Book) Pack(marketplace string) Pack {
	if p, ok := b.Packs[marketplace]; ok {
		return p
	}
	return b.Packs[OwnShop]
}

// OwnShop is the marketplace name of orders from the seller's own shop.
const OwnShop = "own"

// In returns the text of a pack in a language, else in the plain language without its region, else in one of the seller's
// languages, else in English, else in whatever there is.
func (b *Book) In(lang string, texts map[string]string) string {
	plain, _, _ := strings.Cut(lang, "-")
	for _, l := range slices.Concat([]string{lang, plain}, b.Seller.Languages, []string{"en"}) {
		if t, ok := texts[l]; ok {
			return t
		}
	}
	for _, l := range slices.Sorted(maps.Keys(texts)) {
		return texts[l]
	}
	return ""
}

// Claim computes when a buyer may turn to the marketplace. Days are days of 24 hours; Latest is one day early, because the
// marketplace counts in a zone of its own. A pack without a window gives no dates and misses nothing.
func (p Pack) Claim(in ClaimInput) Claim {
	if p.Latest.Days == 0 {
		return Claim{}
	}
	var c Claim
	var earliest time.Time
	wait := func(name string, from time.Time, f Figure) {
		if from.IsZero() {
			c.Missing = append(c.Missing, name)
			return
		}
		if t := f.After(from); t.After(earliest) {
			earliest = t
		}
	}
	if p.NeedsContact {
		wait("contacted", in.Contacted, p.Wait)
	}
	if in.Issue == NotReceived && in.Delivered.IsZero() {
		wait("estimated", in.Estimated, p.NotArrived)
	}
	if earliest.IsZero() {
		earliest = in.Now // nothing to wait for
	}
	if len(c.Missing) == 0 {
		c.Earliest = earliest.UTC()
	}
	name, from := p.start(in)
	if from.IsZero() {
		if !slices.Contains(c.Missing, name) {
			c.Missing = append(c.Missing, name)
		}
		return c
	}
	c.Latest = p.Latest.After(from).AddDate(0, 0, -1)
	return c
}

// start is what the window for a claim counts from. A parcel that never came has no delivery: its estimate stands in.
func (p Pack) start(in ClaimInput) (string, time.Time) {
	switch {
	case p.After == "paid":
		return "paid", in.Placed
	case p.After == "delivered" && !in.Delivered.IsZero():
		return "delivered", in.Delivered
	default:
		return "estimated", in.Estimated
	}
}

// After returns the time that lies the figure's days after t, in UTC. Business days skip Saturdays and Sundays.
func (f Figure) After(t time.Time) time.Time {
	t = t.UTC()
	if !f.Business {
		return t.AddDate(0, 0, f.Days)
	}
	for left := f.Days; left > 0; {
		t = t.AddDate(0, 0, 1)
		if d := t.Weekday(); d != time.Saturday && d != time.Sunday {
			left--
		}
	}
	return t
}
