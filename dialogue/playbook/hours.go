package playbook

import "time"

// Hours are the seller's opening hours in its own zone. The zero value is always open.
type Hours struct {
	Zone *time.Location
	Open [7][]Span // by time.Weekday
}

// Span is opening time within a day, as minutes after midnight: [From, To).
type Span struct{ From, To int }
