package script

import (
	"slices"

	"amends/bot"
	"amends/dialogue"
	"amends/dialogue/playbook"
)

// ledger follows what a story offered and granted.
type ledger struct {
	offered map[string][]terms          // by case: everything that was ever offered in it
	seen    map[string]bool             // offers that were looked at
	active  map[string]map[string]bool  // by case: settlements that stand and are not carried out
	granted map[string]map[string]int64 // by order: settlements that stand, by ID, in minor units
}

// terms are what one option of an offer gave.
type terms struct {
	remedy playbook.RemedyID
	refund int64 // minor units
}

// checkMoney: nothing is offered or granted outside the playbook and what was paid, and no case has two settlements.
func (s *story) checkMoney() {
	l := &ledger{map[string][]terms{}, map[string]bool{}, map[string]map[string]bool{}, map[string]map[string]int64{}}
	for _, t := range s.turns {
		for _, k := range t.Next.Cases {
			s.checkOffer(l, t, k)
			if k.Settled != nil && !k.Settled.Done.IsZero() {
				delete(l.active[k.No], k.Settled.ID)
			}
		}
		for _, say := range says(t) {
			s.checkOffered(l, t, say)
		}
		for _, d := range t.Outbox {
			if settle, ok := d.Action.(dialogue.Settle); ok {
				s.checkSettle(l, t, settle)
			}
		}
	}
}

// checkOffer: an offer has at most three remedies, and what the playbook alone offers is in its list for the issue, each of its own
// kind, within what is left of what was paid.
func (s *story) checkOffer(l *ledger, t bot.Turn, k dialogue.Case) {
	if k.Offer == nil {
		return
	}
	key := k.No + " " + k.Offer.ID + " " + k.Offer.By + " " + offered(k)
	if l.seen[key] {
		return
	}
	l.seen[key] = true
	if n := len(k.Offer.Options); n > 3 {
		s.broken(s.at(t), "an offer has at most three remedies, this has %d", n)
	}
	kinds := map[playbook.Kind]bool{}
	for _, opt := range k.Offer.Options {
		l.offered[k.No] = append(l.offered[k.No], terms{opt.Remedy, opt.Refund.Minor})
		if k.Offer.By != "" {
			continue
		}
		if kinds[opt.Kind] {
			s.broken(s.at(t), "an offer has at most one remedy of a kind, this has two of %q", opt.Kind)
		}
		kinds[opt.Kind] = true
		s.checkOption(t, k, opt)
	}
}

func (s *story) checkOption(t bot.Turn, k dialogue.Case, opt playbook.Option) {
	issue, ok := s.p.stage.Book.Issues[k.Issue()]
	if ok && !opt.Floor && !slices.Contains(issue.Remedies, opt.Remedy) {
		s.broken(s.at(t), "offered outside the playbook: %s is no remedy for %s", opt.Remedy, k.Issue())
	}
	if k.Order == nil || opt.Refund.IsZero() {
		return
	}
	left := k.Order.Total()
	left.Minor -= back(*k.Order) + k.Standing.Order
	if opt.Refund.Minor > left.Minor || opt.Refund.Currency != left.Currency {
		s.broken(s.at(t), "offered more than was paid and not given back: %s of %s", opt.Refund, left)
	}
}

// back is what the marketplace says was paid back on an order, in minor units.
func back(o dialogue.Order) int64 {
	var sum int64
	for _, r := range o.Refunds {
		sum += r.Amount.Minor
	}
	return sum
}

// checkOffered: what the bot says it offers is in an offer of the case.
func (s *story) checkOffered(l *ledger, t bot.Turn, say dialogue.Say) {
	k := currentCase(t.Next)
	for _, act := range say.Acts {
		if act.Kind != dialogue.ActOffer && act.Kind != dialogue.ActConfirm {
			continue
		}
		for _, arg := range act.Args {
			if id := playbook.RemedyID(arg); slices.Contains(playbook.Remedies, id) && !l.has(k.No, func(x terms) bool { return x.remedy == id }) {
				s.broken(s.at(t), "said to be offered and not in the case's offer: %s", id)
			}
		}
	}
}

func (l *ledger) has(no string, fits func(terms) bool) bool {
	return slices.ContainsFunc(l.offered[no], fits)
}

// checkSettle: a settlement was offered at these terms or made by an agent, is the only one of its case, and with all else given on
// the order stays within what was paid.
func (s *story) checkSettle(l *ledger, t bot.Turn, a dialogue.Settle) {
	st := a.Settlement
	if l.active[st.Case] == nil {
		l.active[st.Case] = map[string]bool{}
	}
	if l.granted[st.Order] == nil {
		l.granted[st.Order] = map[string]int64{}
	}
	if a.Withdrawn {
		delete(l.active[st.Case], st.ID)
		delete(l.granted[st.Order], st.ID)
		return
	}
	same := func(x terms) bool { return x.remedy == st.Remedy && x.refund == st.Refund.Minor }
	if st.ApprovedBy == "" && !l.has(st.Case, same) {
		s.broken(s.at(t), "granted outside the playbook: %s with %s was not in the case's offer", st.Remedy, st.Refund)
	}
	if st.Done.IsZero() {
		l.active[st.Case][st.ID] = true
	}
	if len(l.active[st.Case]) > 1 {
		s.broken(s.at(t), "never two settlements: case %s has %d", st.Case, len(l.active[st.Case]))
	}
	l.granted[st.Order][st.ID] = st.Refund.Minor
	s.checkPaid(l, t, st)
}

func (s *story) checkPaid(l *ledger, t bot.Turn, st dialogue.Settlement) {
	for _, k := range t.Next.Cases {
		if k.No != st.Case || k.Order == nil {
			continue
		}
		total, sum := k.Order.Total(), back(*k.Order)
		for _, g := range l.granted[st.Order] {
			sum += g
		}
		if sum > total.Minor || st.Refund.Minor != 0 && st.Refund.Currency != total.Currency {
			s.broken(s.at(t), "granted more than was paid: %s and what was given before, of %s", st.Refund, total)
		}
	}
}
