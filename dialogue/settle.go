package dialogue

import (
	"slices"
	"strconv"
	"time"

	"amends/dialogue/playbook"
	"amends/prompts"
)

// agreed takes the buyer's yes. What the limits no longer allow by themselves, a person approves first.
func (t *turn) agreed(k *Case) {
	opt, ok := k.Offer.option(k.Picked)
	if !ok {
		return
	}
	by := k.Offer.By
	if by == "" {
		opt.Approval = opt.Approval || !t.stillAutomatic(k, opt)
	}
	if opt.Refund.Minor > t.left(k) {
		k.Offer, k.Picked = nil, ""
		t.begins(act(ActInform, string(Expired)), "inform.expired", noFields())
		return
	}
	if opt.Approval && by == "" {
		t.askApproval(k, opt)
		return
	}
	t.settle(k, opt, by)
}

// stillAutomatic looks again at what was offered: the day's budget or the buyer's history may have changed since.
func (t *turn) stillAutomatic(k *Case, opt playbook.Option) bool {
	for _, now := range t.e.book.Evaluate(t.known(k)).Options {
		if now.Remedy == opt.Remedy {
			return !now.Approval
		}
	}
	return false
}

// left is what can still be given back on the case's order.
func (t *turn) left(k *Case) int64 {
	if k.Order == nil {
		return 0
	}
	f := t.known(k).Order
	return f.Total - f.Granted
}

func (t *turn) askApproval(k *Case, opt playbook.Option) {
	due := t.business(t.e.book.Clocks.Approval)
	k.Status, k.Approval, t.c.Asked = StatusAsked, &Approval{Remedy: opt.Remedy, Since: t.now(), Due: due, Ask: t.ev.ID}, nil
	f := t.terms(opt)
	f.Until = due
	key := "inform.waiting"
	if opt.Floor {
		key = "inform.waiting_floor"
	}
	t.inform(Waiting, key, f)
	f.Remedy, f.Reason = t.deskRemedy(opt.Remedy), t.why(opt.Why)
	opts := []Option{t.deskOption(deskApprove, noFields()), t.deskOption(deskDecline, noFields()), t.deskOption(deskTake, noFields())}
	if opt.Floor {
		opts = slices.Delete(opts, 1, 2) // nobody can refuse what the law gives
	}
	t.toDesk(Ask{ID: t.ev.ID, Case: k.No, Due: due, Text: t.desk("desk.ask.approve", f), Options: opts})
}

// noLongerNeedsApproval settles what waited for a person only because evidence was missing that has come now.
func (t *turn) noLongerNeedsApproval(k *Case) bool {
	if k.Approval == nil || k.Approval.Remedy == "" {
		return false
	}
	for _, now := range t.e.book.Evaluate(t.known(k)).Options {
		if now.Remedy == k.Approval.Remedy && !now.Approval {
			t.begins(nil, "inform.taken", noFields())
			t.settle(k, now, "")
			return true
		}
	}
	return false
}

// why is the rule that asks for a person, in the desk's language.
func (t *turn) why(rule string) string {
	if key := "desk.why." + rule; t.e.texts.Has(key) {
		return t.desk(key, noFields())
	}
	return rule
}

// settle makes the agreed remedy a task with a due date. Agreed is not done: the buyer hears of that when it is.
func (t *turn) settle(k *Case, opt playbook.Option, by string) {
	due := t.business(t.e.book.Remedies[opt.Remedy].Due)
	s := Settlement{ID: k.No + "-" + strconv.Itoa(k.Told.Resettled+1), Case: k.No, Remedy: opt.Remedy, Refund: opt.Refund, Return: opt.Return,
		Playbook: k.Offer.Playbook, ApprovedBy: by, Agreed: t.now(), Due: due}
	if k.Order != nil {
		s.Order, s.SKU = k.Order.ID, itemFacts(k).SKU
	}
	k.Settled, k.Status, k.Approval, k.Picked, t.c.Asked = &s, StatusSettled, nil, "", nil
	k.Told.Overdue, k.Told.Feedback, k.Told.CheckAt = 0, time.Time{}, time.Time{}
	t.out = append(t.out, Settle{Settlement: s})
	f := t.terms(opt)
	f.Agent = by
	if by != "" {
		t.begins(act(ActInform, string(Approved)), "inform.approved", f)
	}
	t.inform(Settled, "inform.settled."+string(opt.Remedy), f)
	if opt.Remedy == playbook.CancelRefund && k.Order != nil && k.Order.unsent() && t.pack(k).NeedsContact {
		t.inform(RouteTo, "inform.cancel_path", noFields())
	}
	t.takeUpNext()
}

// withdraw takes back what was agreed, picked or asked for, as long as it has not been carried out.
func (t *turn) withdraw(k *Case) {
	if s := k.Settled; s != nil && s.Done.IsZero() {
		t.out = append(t.out, Settle{Settlement: *s, Withdrawn: true})
		t.alert(alertChangedMind, prompts.Fields{Remedy: t.deskRemedy(s.Remedy)}, false)
		k.Settled = nil
		k.Told.Resettled++
	}
	k.Offer, k.Picked, k.Approval = nil, "", nil
	if k.Status == StatusSettled || k.Status == StatusAsked {
		k.Status = StatusOpen
	}
	t.c.Asked = nil
}

// undoable reports whether there is a choice that a buyer may take back.
func (t *turn) undoable() bool {
	k := t.current()
	return k != nil && (k.Offer != nil || k.Settled != nil)
}

// changedMind lets the buyer choose anew until the remedy has been carried out.
func (t *turn) changedMind() bool {
	k := t.current()
	switch {
	case k == nil:
		return false
	case k.Status == StatusFulfilled || k.Status == StatusClosed:
		t.used = true
		t.inform(Fulfilled, "inform.already_done", noFields())
		return true
	case !t.undoable():
		return false
	case k.Issue() == playbook.CancelOrder:
		return t.cancelled() // the order shall stand after all
	}
	t.used = true
	offer := k.Offer
	opt, ok := t.wanted(t.ev.Read.Interpretation)
	t.withdraw(k)
	if ok {
		k.Offer, k.Picked = offer, opt.Remedy
		return false
	}
	t.begins(act(ActRepair, "correction"), "confirm.changed", noFields())
	return false
}

// fulfilled records that the remedy was carried out and tells the buyer.
func (t *turn) fulfilled(k *Case, reference string) {
	s := k.Settled
	s.Done, s.Reference = t.now(), quote(reference)
	k.Status = StatusFulfilled
	f := prompts.Fields{Amount: s.Refund, Reference: s.Reference, Remedy: t.remedyName(s.Remedy)}
	t.inform(Fulfilled, "inform.fulfilled."+string(s.Remedy), f)
}

// askFeedback asks every buyer the same, whatever the outcome: whether it has come right.
func (t *turn) askFeedback(k *Case) {
	k.Told.Feedback = t.now()
	f := prompts.Fields{Remedy: t.remedyName(k.Settled.Remedy), Amount: k.Settled.Refund}
	t.question(ActFeedback, askedOutcome, Say{Acts: act(ActFeedback), Text: t.text("feedback.ask", f),
		Options: t.options(optHappy, optUnhappy, optNotYet)})
}

// rated takes the buyer's word on how it went.
func (t *turn) rated(id string) bool {
	k := t.current()
	if k == nil || k.Settled == nil {
		return false
	}
	t.used = true
	switch id {
	case optHappy:
		if k.Settled.Done.IsZero() {
			k.Settled.Done = t.now()
		}
		t.close(OutcomeContent)
		t.say(append(act(ActFeedback), Act{Kind: ActClose}), "feedback.happy", noFields())
	case optUnhappy:
		k.Outcome = OutcomeNotContent
		t.say(act(ActFeedback), "feedback.unhappy", noFields())
		t.alert(alertUnhappy, noFields(), false)
		t.toPerson(reasonNoAgreement) // the desk has been alerted already
	case optNotYet:
		t.notYet(k)
	}
	return true
}

// notYet gives a new date to a buyer whose remedy has not come, and tells the desk.
func (t *turn) notYet(k *Case) {
	due := t.business(t.e.book.Clocks.OverdueGrace)
	if k.Settled.Done.IsZero() && due.Before(k.Settled.Due) {
		due = k.Settled.Due // it is not late yet
	}
	if k.Settled.Done.IsZero() {
		k.Settled.Due = due
	}
	k.Told.CheckAt, k.Told.Feedback, t.c.Asked = due.Add(24*time.Hour), time.Time{}, nil
	t.say(act(ActFeedback), "feedback.not_yet", prompts.Fields{Until: due})
	t.alert(alertNotYet, prompts.Fields{Remedy: t.deskRemedy(k.Settled.Remedy), Until: due}, false)
}

// ratedBy takes a number from one to five as a rating.
func (t *turn) ratedBy(n int) bool {
	if t.c.Asked == nil || t.c.Asked.Kind != ActFeedback || n < 1 || n > 5 {
		return false
	}
	if n <= 2 {
		return t.rated(optUnhappy)
	}
	return t.rated(optHappy)
}
