package playbook

import "time"

// Hours are the seller's opening hours in its own zone. The zero value is always open.
type Hours struct {
	Zone *time.Location
	Open [7][]Span // by time.Weekday, in order, not overlapping
}

// Span is opening time within a day, as minutes after midnight on the wall clock: [From, To).
type Span struct{ From, To int }

// Always reports whether the hours never close: then opening time is calendar time.
func (h Hours) Always() bool {
	for _, spans := range h.Open {
		if len(spans) > 0 {
			return false
		}
	}
	return true
}

// farthest is how many days Add looks ahead: two hundred years, so that a playbook that is open one minute a week ends too.
const farthest = 73_000

// Add returns the time at which d of opening time has passed since at, in UTC. A d that is used up at closing time ends
// there and not at the next opening; with no d left the result is the first time from at on that is open. A negative d counts as none.
func (h Hours) Add(at time.Time, d time.Duration) time.Time {
	d = max(d, 0)
	if h.Always() {
		return at.Add(d).UTC()
	}
	day, passed := h.noon(at), at
	for range farthest {
		for _, s := range h.Open[day.Weekday()] {
			from, to := later(clock(day, s.From), passed), clock(day, s.To)
			if !from.Before(to) {
				continue
			}
			if left := to.Sub(from); d > left {
				d, passed = d-left, to
				continue
			}
			return from.Add(d).UTC()
		}
		day = day.AddDate(0, 0, 1)
	}
	return day.UTC()
}

func later(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}

// IsOpen reports whether at is within opening hours. Closing time itself is closed.
func (h Hours) IsOpen(at time.Time) bool {
	return h.NextOpen(at).Equal(at)
}

// NextOpen returns the first time from at on that is open, at itself when it is, in UTC.
func (h Hours) NextOpen(at time.Time) time.Time { return h.Add(at, 0) }

// Day is how much opening time a business day has: the week's opening time shared out over the days that open at all.
// Without hours a business day is 24 hours.
func (h Hours) Day() time.Duration {
	minutes, days := 0, 0
	for _, spans := range h.Open {
		if len(spans) > 0 {
			days++
		}
		for _, s := range spans {
			minutes += s.To - s.From
		}
	}
	if days == 0 {
		return 24 * time.Hour
	}
	return time.Duration(minutes/days) * time.Minute
}

func (h Hours) zone() *time.Location {
	if h.Zone == nil {
		return time.UTC
	}
	return h.Zone
}

// noon is the middle of the day that at falls on in the seller's zone: unlike midnight it exists on every day everywhere.
func (h Hours) noon(at time.Time) time.Time {
	y, m, d := at.In(h.zone()).Date()
	return time.Date(y, m, d, 12, 0, 0, 0, h.zone())
}

// clock is a time of the day as the clock on the wall shows it: on the days when the clocks change it is not the same as
// midnight plus so many minutes.
func clock(day time.Time, minute int) time.Time {
	y, m, d := day.Date()
	return time.Date(y, m, d, 0, minute, 0, 0, day.Location())
}
