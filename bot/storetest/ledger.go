package storetest

import (
	"fmt"
	"time"

	"amends/dialogue"
	"amends/dialogue/money"
)

const today = "2026-03-02"

// settle is a settlement of a case on order o1; by is the agent, "" for an automatic one.
func settle(id, caseNo string, minor int64, by string) dialogue.Settle {
	return dialogue.Settle{Settlement: dialogue.Settlement{
		ID: id, Case: caseNo, Order: "o1", Refund: money.Money{Minor: minor, Currency: "USD"}, ApprovedBy: by,
	}}
}

func withdrawn(a dialogue.Settle) dialogue.Settle {
	a.Withdrawn = true
	return a
}

var ledgerPromises = []promise{
	{"nothing was given at first", func(s *subject) { s.wantStanding("", today, 0, 0) }},
	{"settlements add up by order and, when automatic, by day", func(s *subject) {
		s.record(settle("s1", "A-1", 1000, ""), today)
		s.record(settle("s2", "A-2", 300, "ana"), today)
		s.record(settle("s3", "A-3", 20, ""), "2026-03-03")
		s.wantStanding("", today, 1320, 1000)
		s.wantStanding("A-1", today, 320, 1000)
		s.wantStanding("A-9", "2026-03-03", 1320, 20)
		if st, err := s.Ledger.Standing(s.ctx, "o2", nil, today); err != nil || st.Order != 0 {
			s.Errorf("another order stands at %+v, error %v, want nothing given", st, err)
		}
	}},
	{"the same settlement again changes nothing", func(s *subject) {
		s.record(settle("s1", "A-1", 1000, ""), today)
		s.record(settle("s1", "A-1", 1000, ""), today)
		s.record(settle("s1", "A-1", 1000, ""), "2026-03-03")
		s.wantStanding("", today, 1000, 1000)
		s.wantStanding("", "2026-03-03", 1000, 0)
	}},
	{"a withdrawn settlement counts no more, on its own day", func(s *subject) {
		s.record(settle("s1", "A-1", 1000, ""), today)
		s.record(settle("s2", "A-1", 50, ""), today)
		s.record(withdrawn(settle("s1", "A-1", 1000, "")), "2026-03-04")
		s.record(withdrawn(settle("s1", "A-1", 1000, "")), today)
		s.wantStanding("", today, 50, 50)
		s.wantStanding("", "2026-03-04", 50, 0)
	}},
	{"a settlement that comes after its withdrawal changes nothing", func(s *subject) {
		s.record(withdrawn(settle("s1", "A-1", 1000, "")), today)
		s.record(settle("s1", "A-1", 1000, ""), today)
		s.wantStanding("", today, 0, 0)
	}},
	{"strikes count once per event within 24 hours", func(s *subject) {
		at := s.Now()
		s.wantStrikes(0, "", at)
		s.wantStrikes(1, "e1", at)
		s.wantStrikes(1, "e1", at.Add(2*time.Hour))
		s.wantStrikes(2, "e2", at.Add(time.Hour))
		s.wantStrikes(2, "", at.Add(time.Hour))
		s.wantStrikes(2, "e3", at.Add(24*time.Hour))
		s.wantStrikes(1, "", at.Add(26*time.Hour))
		s.wantStrikes(0, "", at.Add(100*time.Hour))
		if n, err := s.Ledger.Strike(s.ctx, "o2", "", at); err != nil || n != 0 {
			s.Errorf("another order has %d strikes, error %v, want none", n, err)
		}
	}},
	{"strikes are bounded", func(s *subject) {
		for i := range 150 {
			if n, err := s.Ledger.Strike(s.ctx, "o1", fmt.Sprint("e", i), s.Now()); err != nil || n > 100 {
				s.Fatalf("strike %d: counted %d, error %v, want at most 100", i, n, err)
			}
		}
	}},
}

func (s *subject) record(a dialogue.Settle, day string) {
	s.Helper()
	if err := s.Ledger.Record(s.ctx, a, day); err != nil {
		s.Fatalf("record %s: %v", a.Settlement.ID, err)
	}
}

func (s *subject) wantStanding(caseNo, day string, order, onDay int64) {
	s.Helper()
	want := dialogue.Standing{Order: order, Today: onDay}
	if got, err := s.Ledger.Standing(s.ctx, "o1", []string{caseNo}, day); err != nil || got != want {
		s.Errorf("standing for case %q on %s is %+v, error %v, want %+v", caseNo, day, got, err, want)
	}
}

func (s *subject) wantStrikes(want int, event string, at time.Time) {
	s.Helper()
	if n, err := s.Ledger.Strike(s.ctx, "o1", event, at); err != nil || n != want {
		s.Errorf("strike %q: %d, error %v, want %d", event, n, err, want)
	}
}
