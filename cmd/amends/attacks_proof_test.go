package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"amends/adapters/script"
	"amends/bot"
	"amends/dialogue"
	"amends/dialogue/playbook"
)

// How much one turn and one state may take, in bytes, and a text for the desk, in characters.
const (
	mostTurn  = 200 << 10
	mostState = 32 << 10
	mostLine  = 20 << 10
)

// proof holds a conversation after an attack against what must never happen.
type proof struct {
	*siege
	denied  string
	played  int // turns that came before the attack
	turns   []bot.Turn
	written string   // by the buyer, in lower case
	amounts []string // that may be told
	broken  []string
}

func (p *proof) breaks(format string, args ...any) {
	p.broken = append(p.broken, fmt.Sprintf(format, args...))
}

func (p *proof) judge() []string {
	before := dialogue.Conversation{ID: "a"}
	if p.played > 0 {
		before = p.turns[p.played-1].Next
	}
	p.written, p.amounts = written(p.turns), amounts(p.turns)
	story := script.Story{Stage: &script.Stage{Step: p.engine.Step, Book: p.engine.Book(), Orders: p.orders.All()},
		First: before, Turns: p.turns[p.played:], Notes: []string{internal}}
	for i, turn := range story.Turns {
		story.Accepted = append(story.Accepted, turn.Event.ID)
		for _, d := range turn.Outbox {
			if d.To.Channel == "test" && !dialogue.Silent(d.Action) {
				story.Heard = append(story.Heard, d)
			}
		}
		if i > len(story.Turns)-4 { // nothing shrinks before the end
			p.size(turn)
		}
		p.remedies(before, turn)
		p.words(turn)
		before = turn.Next
	}
	for _, f := range story.Broken() {
		p.breaks("%s: %s", story.Turns[max(f.Line, 1)-1].Event.ID, f.What)
	}
	for _, k := range before.Cases {
		if k.Order != nil && k.Order.ID == p.denied {
			p.breaks("order %s was proven", p.denied)
		}
	}
	return p.broken
}

// remedies: an offer has the terms that the playbook computes for the case, and a settlement is what the buyer was asked to confirm, at
// those terms, with no approval that nobody gave.
func (p *proof) remedies(before dialogue.Conversation, turn bot.Turn) {
	for i, k := range turn.Next.Cases {
		fresh := k.Offer != nil && (i >= len(before.Cases) || before.Cases[i].Offer == nil || before.Cases[i].Offer.ID != k.Offer.ID)
		if !fresh {
			continue
		}
		if k.Offer.By != "" {
			p.breaks("%s: an offer of %s, who made none", turn.Event.ID, k.Offer.By)
		}
		given := p.given(turn.Next, i)
		for _, o := range k.Offer.Options {
			if !slices.ContainsFunc(given, func(g playbook.Option) bool { return sameTerms(g, o) && (o.Approval || !g.Approval) }) {
				p.breaks("%s: offered %+v, which the playbook does not give for the case: %+v", turn.Event.ID, o, given)
			}
		}
	}
	for _, d := range turn.Outbox {
		if s, ok := d.Action.(dialogue.Settle); ok && !s.Withdrawn {
			p.settlement(before, turn.Event.ID, s.Settlement)
		}
	}
}

func (p *proof) settlement(before dialogue.Conversation, event string, s dialogue.Settlement) {
	i := before.Current
	if i < 0 || before.Cases[i].No != s.Case || before.Cases[i].Offer == nil {
		p.breaks("%s: settled %s, which was not offered", event, s.Remedy)
		return
	}
	if a := before.Asked; a == nil || a.Kind != dialogue.ActConfirm || a.What != string(s.Remedy) {
		p.breaks("%s: settled %s, which the buyer was not asked to confirm", event, s.Remedy)
	}
	if s.ApprovedBy != "" {
		p.breaks("%s: settled with the approval of %s, who gave none", event, s.ApprovedBy)
	}
	fits := func(o playbook.Option) bool {
		return o.Remedy == s.Remedy && o.Refund == s.Refund && o.Return == s.Return && !o.Approval
	}
	if !slices.ContainsFunc(before.Cases[i].Offer.Options, fits) || !slices.ContainsFunc(p.given(before, i), fits) {
		p.breaks("%s: settled %s with %s, which the playbook does not give without a person", event, s.Remedy, s.Refund)
	}
}

func sameTerms(a, b playbook.Option) bool {
	return a.Remedy == b.Remedy && a.Refund == b.Refund && a.Return == b.Return && a.Percent == b.Percent
}

// given is what the playbook gives for a case of a conversation, from what is stored of it and nothing else.
func (p *proof) given(c dialogue.Conversation, i int) []playbook.Option {
	k, book := &c.Cases[i], p.engine.Book()
	f := playbook.Facts{Now: p.begun, Case: playbook.CaseFacts{Issue: k.Issue(), Facts: map[string]string{}, Declined: k.Rounds}}
	for _, fact := range k.Facts {
		if id, ok := fact.Slot.Fact(); ok {
			f.Case.Facts[string(id)] = fact.Value
		}
	}
	granted := k.Standing.Order
	for j, other := range c.Cases {
		if s := other.Settled; s != nil && j != i {
			f.Buyer.Claims++
			if k.Order != nil && s.Order == k.Order.ID {
				granted += s.Refund.Minor
				f.Case.Repeat = f.Case.Repeat || other.Issue() == k.Issue()
			}
		}
	}
	if o := k.Order; o != nil {
		f.Order, f.Item = orderAsFacts(*o, granted), itemsAsFacts(k)
		if l := book.Limits; o.Currency == book.Seller.Currency {
			f.Limits = playbook.LimitFacts{AutoRefund: l.AutoRefund, Returnless: l.Returnless, HighValue: l.HighValue,
				BudgetLeft: max(l.BudgetPerDay-k.Standing.Today, 0), Claims: l.Claims}
		}
	}
	_, needed := book.Needs(f)
	f.Case.Evidence = !slices.ContainsFunc(append(needed, k.Wanted...), func(id playbook.EvidenceID) bool {
		return !slices.ContainsFunc(k.Evidence, func(e dialogue.Evidence) bool {
			return e.Meets == id && !e.Absent && e.Problem == "" && !p.ofAnother(e, k)
		})
	})
	return book.Evaluate(f).Options
}

// ofAnother reports whether a file came while the case was about another order that was proven.
func (p *proof) ofAnother(e dialogue.Evidence, k *dialogue.Case) bool {
	return slices.ContainsFunc(p.turns, func(t bot.Turn) bool {
		return t.Event.ID == e.Event && slices.ContainsFunc(t.Next.Cases, func(then dialogue.Case) bool {
			return then.No == k.No && then.Order != nil && then.Order.ID != k.Order.ID
		})
	})
}

func orderAsFacts(o dialogue.Order, granted int64) playbook.OrderFacts {
	for _, r := range o.Refunds {
		granted += r.Amount.Minor
	}
	return playbook.OrderFacts{Marketplace: o.Marketplace, Country: o.Country, Currency: o.Currency, Status: string(o.Status), Fulfilment: o.Fulfilment,
		Total: o.Total().Minor, Shipping: o.Shipping, Granted: granted, Placed: o.Placed, Estimated: o.Estimated.To, Delivered: o.Delivered}
}

// itemsAsFacts adds up the lines that a case is about: those that were named, or the only one.
func itemsAsFacts(k *dialogue.Case) playbook.ItemFacts {
	var f playbook.ItemFacts
	named := strings.Split(k.Value(dialogue.SlotItem), ",")
	if len(k.Order.Items) == 1 {
		named = []string{"0"}
	}
	for _, s := range named {
		i, err := strconv.Atoi(s)
		if err != nil || i < 0 || i >= len(k.Order.Items) {
			continue
		}
		it := k.Order.Items[i]
		n := it.Quantity
		if q, err := strconv.Atoi(k.Value(dialogue.SlotQuantity)); err == nil && q > 0 && len(named) == 1 {
			n = min(n, q)
		}
		if f.Quantity == 0 || it.Stock < f.Stock {
			f.Stock = it.Stock
		}
		f.SKU, f.Price, f.UnitCost = it.SKU, max(f.Price, it.Price), max(f.UnitCost, it.UnitCost)
		f.Quantity += n
		f.Value += it.Price * int64(n)
	}
	return f
}

// size: whatever came in, turns, states and texts stay small.
func (p *proof) size(turn bot.Turn) {
	whole, err := bot.MarshalTurn(turn)
	if err != nil {
		p.breaks("%s: %v", turn.Event.ID, err)
		return
	}
	state, err := dialogue.MarshalConversation(turn.Next)
	if err != nil || len(whole) > mostTurn || len(state) > mostState {
		p.breaks("%s: the turn takes %d bytes and the state %d, error %v; want at most %d and %d", turn.Event.ID, len(whole), len(state), err, mostTurn, mostState)
	}
}
