package dialogue

import (
	"time"

	"amends/prompts"
)

// status tells how far the case is.
func (t *turn) status() {
	k := t.current()
	if k == nil {
		t.inform(StatusOf, "inform.status.none", noFields())
		return
	}
	f := prompts.Fields{}
	if k.Settled != nil {
		f.Remedy, f.Until, f.Amount = t.remedyName(k.Settled.Remedy), k.Settled.Due, k.Settled.Refund
	}
	if k.Approval != nil {
		f.Until = k.Approval.Due
	}
	t.inform(StatusOf, "inform.status."+string(t.statusOf(k)), f)
}

// statusOf is the case's status with the conversation's handoff.
func (t *turn) statusOf(k *Case) Status { return t.c.StatusOf(k) }

// StatusOf is the status of one of the conversation's cases: human while a person owns the conversation.
func (c *Conversation) StatusOf(k *Case) Status {
	if c.Human != nil && k.Status != StatusClosed && c.Current >= 0 && c.Current < len(c.Cases) && c.Cases[c.Current].No == k.No {
		return StatusHuman
	}
	return k.Status
}

// orderState tells what is known of the order: only after the proof is there an order to tell of.
func (t *turn) orderState(k *Case) {
	o, late := k.Order, t.parcelLate(*k.Order)
	f := prompts.Fields{Date: o.Delivered, From: o.Estimated.From, Until: o.Estimated.To, Zone: time.UTC}
	now := f
	if late {
		now.From, now.Until = time.Time{}, time.Time{}
	}
	t.inform(OrderInfo, "inform.order."+string(o.Status), now)
	if late {
		t.inform(OrderInfo, "inform.order.late", f)
	}
}

// parcelLate reports whether an order that has not arrived should have.
func (t *turn) parcelLate(o Order) bool {
	waiting := o.Status == Shipped || o.Status == Unshipped || o.Status == Pending
	return waiting && !o.Estimated.To.IsZero() && t.now().After(o.Estimated.To.AddDate(0, 0, 1))
}
