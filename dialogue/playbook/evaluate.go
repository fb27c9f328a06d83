package playbook

import (
	"math/bits"
	"slices"
	"strconv"

	"amends/dialogue/money"
)

// Reasons for which a remedy is refused, besides the text of its own condition.
const (
	refusedStock    = "not enough in stock"
	refusedNothing  = "nothing left to refund"
	refusedPaid     = "more than was paid"
	refusedCurrency = "amount is in another currency"
	refusedKind     = "kind already offered"
	refusedLimit    = "limit of three"
	refusedAlone    = "a part of the price is never offered alone"
)

// Rules of Amends itself by which a person takes over.
const (
	// EscalateNothingLeft is the rule for an order that was paid back in full already.
	EscalateNothingLeft = "everything paid was given back already"
	// EscalateNoRemedy is the rule for a case that the playbook has no answer to. Check finds every such case beforehand.
	EscalateNoRemedy = "no remedy applies"
)

// maxOptions is how many remedies an offer holds at most.
const maxOptions = 3

// Needs returns which facts and which evidence the issue needs under its conditions, given already or not, in the playbook's order.
func (b *Book) Needs(f Facts) ([]FactID, []EvidenceID) {
	issue, ok := b.Issues[f.Case.Issue]
	if !ok {
		return nil, nil
	}
	m := machines.Get().(*machine)
	defer m.release()
	facts := make([]FactID, 0, len(issue.Facts))
	for _, id := range issue.Facts {
		if m.holds(b.Facts[id].When, &f) {
			facts = append(facts, id)
		}
	}
	evidence := make([]EvidenceID, 0, len(issue.Evidence))
	for _, id := range issue.Evidence {
		if m.holds(b.Evidence[id].When, &f) {
			evidence = append(evidence, id)
		}
	}
	return facts, evidence
}

// Evaluate computes what may be offered for a case, what not and why, and whether a person must take over. It is a pure
// function of the book and the facts. An issue that only a person answers, that an answer settles, or that the book does not
// know has no options.
func (b *Book) Evaluate(f Facts) Verdict {
	m := machines.Get().(*machine)
	defer m.release()
	e := evaluation{book: b, f: &f, m: m}
	return e.run()
}

// evaluation is one run of Evaluate.
type evaluation struct {
	book     *Book
	issue    Issue
	f        *Facts
	m        *machine
	fault    Fault
	possible []Option  // whatever may be offered, in the issue's order
	chosen   []Option  // what is offered
	refused  []Refusal // by a rule of their own
	floors   string    // the names of the entitlements that apply
}

func (e *evaluation) run() Verdict {
	var known bool
	e.issue, known = e.book.Issues[e.f.Case.Issue]
	if !known || e.issue.Handoff || len(e.issue.Remedies) == 0 {
		return Verdict{}
	}
	if e.f.Order.Fulfilment == "marketplace" && len(e.book.Pack(e.f.Order.Marketplace).RouteFulfilled) > 0 {
		return Verdict{Elsewhere: true}
	}
	e.fault = e.faultOf()
	e.consider()
	e.choose()
	e.keepFull()
	e.honourFloors()
	e.arrange()
	for i := range e.chosen {
		e.authorise(&e.chosen[i])
	}
	return Verdict{Options: e.chosen, Refused: e.refusals(), Escalate: e.escalate(), Floor: e.floors}
}

// faultOf is whose fault the issue is by now.
func (e *evaluation) faultOf() Fault {
	if e.m.holds(e.issue.FaultWhen, e.f) {
		return e.issue.Fault
	}
	return FaultNone
}

// consider computes the terms of every remedy that the issue lists.
func (e *evaluation) consider() {
	e.possible = slices.Grow(e.possible, len(e.issue.Remedies))
	for _, id := range e.issue.Remedies {
		r := e.book.Remedies[id]
		if !e.m.holds(r.When, e.f) {
			e.refuse(id, r.When.Text)
			continue
		}
		option, why := e.terms(&r)
		if why != "" {
			e.refuse(id, why)
			continue
		}
		e.possible = append(e.possible, option)
	}
}

func (e *evaluation) refuse(id RemedyID, why string) {
	e.refused = append(e.refused, Refusal{Remedy: id, Why: why})
}

// terms computes what a remedy means for this case, or why it cannot be had. The remedy's own condition is not looked at.
func (e *evaluation) terms(r *Remedy) (Option, string) {
	amount := r.Refund
	if a, ok := r.RefundIf[e.fault]; ok {
		amount = a
	}
	o := Option{Remedy: r.ID, Kind: r.Kind, Full: r.Full, Return: r.Return}
	if by, ok := r.ReturnIf[e.fault]; ok {
		o.Return = by
	}
	if sendsGoods(r.ID) {
		if why := e.goods(r.ID); why != "" {
			return o, why
		}
		o.Cost = e.money(e.goodsCost())
	}
	if amount == (Amount{}) {
		return o, ""
	}
	if amount.Fixed > 0 && e.f.Order.Currency != "" && e.f.Order.Currency != e.book.Seller.Currency {
		return o, refusedCurrency
	}
	o.Refund = e.money(min(e.sum(amount), e.left()))
	if o.Refund.IsZero() {
		return o, refusedNothing
	}
	if amount.Percent < 100 {
		o.Percent = amount.Percent
	}
	o.Cost = e.money(o.Cost.Minor + o.Refund.Minor)
	return o, ""
}

// sendsGoods reports whether a remedy sends something to the buyer.
func sendsGoods(id RemedyID) bool {
	switch id {
	case Replace, ReplaceKeep, Exchange, Reship, PartShip:
		return true
	}
	return false
}

// goods says why goods cannot be sent. A part is not counted in the item's stock.
func (e *evaluation) goods(id RemedyID) string {
	if id != PartShip && e.f.Item.Stock < max(1, e.f.Item.Quantity) {
		return refusedStock
	}
	if e.f.Order.Granted > 0 && e.left() < e.f.Item.Value {
		return refusedPaid
	}
	return ""
}

// goodsCost is what sending the goods costs at most: the price stands in for a cost that is not known.
func (e *evaluation) goodsCost() int64 {
	unit := e.f.Item.Price
	if e.f.Item.UnitCost > 0 {
		unit = e.f.Item.UnitCost
	}
	return bounded(unit) * int64(min(max(1, e.f.Item.Quantity), 1_000_000))
}

// sum is an amount in minor units before it is capped.
func (e *evaluation) sum(a Amount) int64 {
	if a.Percent == 0 {
		return a.Fixed
	}
	o, base := &e.f.Order, int64(0)
	switch a.Of {
	case "":
		base = e.f.Item.Value
	case "item_shipping":
		base = bounded(e.f.Item.Value) + e.shippingShare()
	case "order":
		base = o.Total
	case "shipping":
		base = o.Shipping
	case "claimed":
		base, _ = strconv.ParseInt(e.f.Case.Facts["charge_amount"], 10, 64) // what is no number claims nothing
	}
	return money.Money{Minor: bounded(base)}.Percent(a.Percent).Minor
}

// shippingShare is the part of the shipping that falls on the item by its value: all of it when the case is about everything.
func (e *evaluation) shippingShare() int64 {
	shipping, value := bounded(e.f.Order.Shipping), bounded(e.f.Item.Value)
	goods := bounded(e.f.Order.Total) - shipping
	if goods <= value {
		return shipping
	}
	hi, lo := bits.Mul64(uint64(shipping), uint64(value))
	lo, carry := bits.Add64(lo, uint64(goods)/2, 0)
	share, _ := bits.Div64(hi+carry, lo, uint64(goods))
	return int64(share)
}

// bounded keeps an amount from an order within what sums and percentages can hold.
func bounded(minor int64) int64 { return min(max(minor, 0), 1000*maxMinor) }

// left is what the order's remedies can still give back.
func (e *evaluation) left() int64 { return max(0, e.f.Order.Total-max(0, e.f.Order.Granted)) }

func (e *evaluation) money(minor int64) money.Money {
	if minor == 0 {
		return money.Money{}
	}
	currency := e.f.Order.Currency
	if currency == "" {
		currency = e.book.Seller.Currency
	}
	return money.Money{Minor: minor, Currency: currency}
}

// escalate is the rule by which a person takes over, "" for none. A case without options is never left without one.
func (e *evaluation) escalate() string {
	switch {
	case e.issue.Escalate != nil && e.m.holds(e.issue.Escalate, e.f):
		return e.issue.Escalate.Text
	case e.left() == 0 && !e.suffices():
		return EscalateNothingLeft
	case len(e.chosen) == 0:
		return EscalateNoRemedy
	default:
		return ""
	}
}

// suffices reports whether the options are what the buyer can expect: something, and where the buyer is not at fault something
// that puts everything right at no cost.
func (e *evaluation) suffices() bool {
	if e.fault == FaultSeller || e.fault == FaultCarrier {
		return slices.ContainsFunc(e.chosen, isFree)
	}
	return len(e.chosen) > 0
}

// refusals lists every remedy of the issue that is not offered.
func (e *evaluation) refusals() []Refusal {
	e.refused = slices.DeleteFunc(e.refused, func(r Refusal) bool { return offers(e.chosen, r.Remedy) }) // added as an entitlement
	for i := range e.possible {
		id, kind := e.possible[i].Remedy, e.possible[i].Kind
		switch {
		case offers(e.chosen, id):
		case slices.ContainsFunc(e.chosen, func(o Option) bool { return o.Kind == kind }):
			e.refuse(id, refusedKind)
		case len(e.chosen) == maxOptions:
			e.refuse(id, refusedLimit)
		default:
			e.refuse(id, refusedAlone)
		}
	}
	return e.refused
}

func offers(list []Option, id RemedyID) bool {
	return slices.ContainsFunc(list, func(o Option) bool { return o.Remedy == id })
}
