package playbook

import "slices"

// choose takes the first possible remedy of each kind, at most three. A buyer whose first remedy did not help is offered all
// the money first.
func (e *evaluation) choose() {
	e.chosen = slices.Grow(e.chosen, maxOptions)
	if e.f.Case.Repeat {
		if i := slices.IndexFunc(e.possible, isFullRefund); i >= 0 {
			e.chosen = append(e.chosen, e.possible[i])
		}
	}
	for i := range e.possible {
		o := &e.possible[i]
		if len(e.chosen) < maxOptions && !e.offersKind(o.Kind) {
			e.chosen = append(e.chosen, *o)
		}
	}
}

func isFullRefund(o Option) bool { return o.Full && o.Kind == MoneyBack }

func (e *evaluation) offersKind(k Kind) bool {
	return slices.ContainsFunc(e.chosen, func(o Option) bool { return o.Kind == k })
}

// keepFull makes sure that where the buyer is not at fault one of the options puts everything right at no cost.
func (e *evaluation) keepFull() {
	if e.suffices() {
		return
	}
	if i := slices.IndexFunc(e.possible, isFree); i >= 0 {
		e.put(e.possible[i])
	}
}

// isFree reports whether an option puts the buyer entirely right at no cost.
func isFree(o Option) bool { return o.Full && o.Return != BuyerPays }

// put adds an option in the place of the one of its kind, else at the end, else in the place of the last that nobody is entitled to.
func (e *evaluation) put(o Option) {
	if i := slices.IndexFunc(e.chosen, func(c Option) bool { return c.Kind == o.Kind }); i >= 0 {
		e.chosen[i] = o
		return
	}
	if len(e.chosen) < maxOptions {
		e.chosen = append(e.chosen, o)
		return
	}
	last := maxOptions - 1
	for i, c := range e.chosen {
		if !c.Floor {
			last = i
		}
	}
	e.chosen[last] = o
}

// honourFloors marks, raises or adds the remedies that the buyer is entitled to.
func (e *evaluation) honourFloors() {
	for i := range e.book.floors {
		fl := &e.book.floors[i]
		if !fl.applies(e.m, e.f, e.book.Seller) || !e.honour(fl) {
			continue
		}
		if e.floors != "" {
			e.floors += "; "
		}
		e.floors += fl.Name
	}
}

// honour reports whether the options now hold a remedy of the entitlement. It fails only when none is possible any more.
func (e *evaluation) honour(fl *floor) bool {
	held := false
	for i := range e.chosen {
		if slices.Contains(fl.AnyOf, e.chosen[i].Remedy) {
			e.raise(&e.chosen[i], fl)
			held = true
		}
	}
	if held {
		return true
	}
	for _, id := range fl.AnyOf {
		r := e.book.Remedies[id]
		if o, why := e.terms(&r); why == "" {
			e.raise(&o, fl)
			e.put(o)
			return true
		}
	}
	return false
}

// raise lifts an option's terms to those of the entitlement.
func (e *evaluation) raise(o *Option, fl *floor) {
	o.Floor = true
	if o.Return == BuyerPays {
		o.Return = fl.Return
	}
	if fl.Refund.Percent == 0 || o.Refund.IsZero() {
		return
	}
	if least := min(e.sum(fl.Refund), e.left()); o.Refund.Minor < least {
		o.Cost = e.money(o.Cost.Minor + least - o.Refund.Minor)
		o.Refund, o.Percent = e.money(least), 0
	}
}

// arrange keeps a part of the price from standing first or alone.
func (e *evaluation) arrange() {
	if e.f.Case.Repeat {
		e.lead(isFullRefund)
	}
	if len(e.chosen) == 0 || !isPart(e.chosen[0]) {
		return
	}
	e.lead(func(o Option) bool { return !isPart(o) })
	if isPart(e.chosen[0]) {
		e.chosen = e.chosen[:0]
	}
}

// isPart reports whether an option gives only some money back.
func isPart(o Option) bool { return o.Kind == KeepIt && !o.Full }

// lead moves the first option of which is says so to the front.
func (e *evaluation) lead(is func(Option) bool) {
	if i := slices.IndexFunc(e.chosen, is); i > 0 {
		o := e.chosen[i]
		copy(e.chosen[1:i+1], e.chosen[:i])
		e.chosen[0] = o
	}
}

// authorise says whether a person must agree before an option is promised. What costs nothing needs only the policy's own word.
func (e *evaluation) authorise(o *Option) {
	a, l := e.book.Remedies[o.Remedy].Approval, &e.f.Limits
	free := o.Cost.Minor == 0 && !sendsGoods(o.Remedy)
	switch {
	case a.Mode == "seller", a.Mode == "when" && e.m.holds(a.When, e.f):
		o.Why = "policy"
	case free:
	case *l == LimitFacts{}:
		o.Why = "currency"
	case o.Cost.Minor > l.AutoRefund:
		o.Why = "auto_refund"
	case o.Cost.Minor > l.BudgetLeft:
		o.Why = "budget"
	case e.f.Buyer.Claims >= l.Claims:
		o.Why = "claims"
	case !e.f.Case.Evidence:
		o.Why = "evidence"
	case e.f.Case.Suspect:
		o.Why = "suspect"
	}
	o.Approval = o.Why != ""
}
