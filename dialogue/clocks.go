package dialogue

import (
	"time"

	"amends/prompts"
)

// clock is one of the conversation's clocks: when it rings, for which case, and what happens then. Ringing changes the state so
// that the same clock does not ring again for the same reason.
type clock struct {
	at    time.Time
	index int // of the case
	ring  func(*turn, *Case)
}

// ringsAtOnce bounds how many clocks one wakeup rings; what is left rings at the next.
const ringsAtOnce = 20

// wakeup rings every clock that is due, the earliest first. One that comes early changes nothing.
func (t *turn) wakeup() {
	for range ringsAtOnce {
		first, ok := t.nextClock()
		if !ok || first.at.After(t.now()) {
			return
		}
		before, owned := t.c.Current, t.c.Human != nil
		t.c.Current = first.index
		first.ring(t, t.current())
		if first.index != before && !t.asking && (owned || t.c.Human == nil) {
			t.showCase()
			t.c.Current = before
		}
	}
}

// nextWake is when the conversation's timer should go off: the nearest of all its clocks.
func (t *turn) nextWake() time.Time {
	first, _ := t.nextClock()
	return first.at
}

func (t *turn) nextClock() (clock, bool) {
	var first clock
	found := false
	for _, c := range t.clocks() {
		if !found || c.at.Before(first.at) {
			first, found = c, true
		}
	}
	return first, found
}

// clocks are all clocks that run now.
func (t *turn) clocks() []clock {
	var list []clock
	for i := range t.c.Cases {
		add := func(at time.Time, runs bool, ring func(*turn, *Case)) {
			if runs && !at.IsZero() {
				list = append(list, clock{at, i, ring})
			}
		}
		k := &t.c.Cases[i]
		if i == t.c.Current {
			t.addTalkClocks(k, add)
		}
		t.addCaseClocks(k, i == t.c.Current, add)
		t.addClaimClocks(k, add)
	}
	return list
}

// addTalkClocks adds the clocks of the conversation itself: the buyer's silence and the agent's answer.
func (t *turn) addTalkClocks(k *Case, add func(time.Time, bool, func(*turn, *Case))) {
	book, h := t.e.book.Clocks, t.c.Human
	silent := h == nil && t.c.Asked != nil && k.Status == StatusOpen
	since := t.c.LastBuyer
	if silent && t.c.Asked.At.After(since) {
		since = t.c.Asked.At
	}
	add(since.Add(book.SilenceRemind), silent && t.c.Reminded.IsZero() && !t.c.Blocked, (*turn).remind)
	add(since.Add(book.SilenceClose), silent, (*turn).closeSilent)
	add(dueOf(h), h != nil, (*turn).replyLate)
}

// addCaseClocks adds the clocks of one case: approval, offer, remedy, and the question how it went, which waits until nothing else
// is being talked about.
func (t *turn) addCaseClocks(k *Case, current bool, add func(time.Time, bool, func(*turn, *Case))) {
	h, s := t.c.Human, k.Settled
	add(approvalDue(k), h == nil && k.Status == StatusAsked, (*turn).approvalLate)
	add(expiry(k), h == nil && k.Status == StatusOpen && !k.Told.Expired, (*turn).offerExpired)
	if s == nil {
		return
	}
	add(s.Due, k.Status == StatusSettled && s.Done.IsZero() && k.Told.Overdue < overdueTold, (*turn).remedyLate)
	free := h == nil && (current || t.c.Asked == nil)
	follow := free && (k.Status == StatusSettled || k.Status == StatusFulfilled)
	add(t.checkAt(k), follow && k.Told.Feedback.IsZero(), (*turn).askFeedback)
	asked := k.Status == StatusFulfilled && !k.Told.Feedback.IsZero()
	quiet := k.Told.Feedback
	if s.Done.After(quiet) {
		quiet = s.Done // asked before it was done
	}
	add(quiet.Add(t.e.book.Clocks.FeedbackClose), asked && free, (*turn).closeDone)
}

// overdueTold is how often a late remedy gets a new date before a person owns the conversation.
const overdueTold = 3

func dueOf(h *Handoff) time.Time {
	if h == nil {
		return time.Time{}
	}
	return h.Due
}

func approvalDue(k *Case) time.Time {
	if k.Approval == nil {
		return time.Time{}
	}
	return k.Approval.Due
}

func expiry(k *Case) time.Time {
	if k.Offer == nil {
		return time.Time{}
	}
	return k.Offer.Expires
}

// checkAt is when the buyer is asked whether all is well: some days after it was agreed, or later when it was done later.
func (t *turn) checkAt(k *Case) time.Time {
	if !k.Told.CheckAt.IsZero() {
		return k.Told.CheckAt
	}
	return k.Settled.Agreed.Add(t.e.book.Remedies[k.Settled.Remedy].Check)
}

// addClaimClocks adds the marketplace's dates for a dispute that is not settled.
func (t *turn) addClaimClocks(k *Case, add func(time.Time, bool, func(*turn, *Case))) {
	disputed := k.Order != nil && k.Settled == nil && k.Issue() != "" &&
		(k.Status != StatusClosed || k.Outcome == OutcomeNoAgreement)
	if !disputed || t.c.Blocked {
		return
	}
	claim := t.claim(k)
	warn := claim.Latest.Add(-t.e.book.Clocks.ClaimWarning)
	add(warn, !claim.Latest.IsZero() && !k.Told.ClaimSoon && t.now().Before(claim.Latest), (*turn).claimSoon)
	waiting := !k.Told.Route.IsZero() && claim.Earliest.After(k.Told.Route) && !k.Told.ClaimOpen
	add(claim.Earliest, waiting, (*turn).claimOpens)
}

// remind asks once more, kindly, for what the bot waits for.
func (t *turn) remind(k *Case) {
	t.c.Reminded = t.now()
	if k.Issue() == "" && len(k.Evidence) == 0 && k.Value(SlotOrder) == "" {
		return
	}
	t.begins(nil, "remind", noFields())
	t.advance()
}

// closeSilent closes a case whose buyer has gone quiet; it is taken up again as soon as the buyer writes.
func (t *turn) closeSilent(k *Case) {
	quiet := k.Issue() == "" && k.Order == nil
	k.Left = t.c.Asked
	t.close(OutcomeSilent)
	if !quiet {
		t.say(act(ActClose), "close.silent", noFields())
	}
}

// replyLate happens when no agent has answered in time: once the buyer hears a new time, then how to do without the team.
func (t *turn) replyLate(*Case) {
	h := t.c.Human
	again := h.Told
	h.Told, h.Heard, h.Due = true, false, t.business(t.e.book.Clocks.AgentReply)
	if again {
		h.Due = time.Time{}
	}
	t.alert(alertReplyLate, prompts.Fields{Reason: h.Reason, Until: h.Due}, h.Reason == reasonSafety)
	if again {
		if h.Reason != reasonSafety {
			t.route()
		}
		return
	}
	t.say(act(ActHandoff, h.Reason), "handoff.late", prompts.Fields{Until: h.Due})
}

// approvalLate does the same for an approval.
func (t *turn) approvalLate(k *Case) {
	a := k.Approval
	a.Late++
	f := prompts.Fields{Remedy: t.deskRemedy(a.Remedy)}
	if a.Late > 1 {
		a.Due = time.Time{}
		t.alert(alertApprovalLate, f, false)
		t.route()
		return
	}
	a.Due = t.business(t.e.book.Clocks.Approval)
	f.Until = a.Due
	t.alert(alertApprovalLate, f, false)
	t.inform(Waiting, "inform.waiting_late", prompts.Fields{Until: a.Due})
}

// offerExpired says that an offer has run out and makes a fresh one.
func (t *turn) offerExpired(k *Case) {
	k.Told.Expired = true
	k.Offer, k.Picked, t.c.Asked = nil, "", nil
	t.inform(Expired, "inform.expired", noFields())
	t.advance()
}

// remedyLate tells the desk and the buyer that a remedy is late, and the buyer a new date.
func (t *turn) remedyLate(k *Case) {
	k.Told.Overdue++
	k.Settled.Due = t.business(t.e.book.Clocks.OverdueGrace)
	f := prompts.Fields{Until: k.Settled.Due, Remedy: t.remedyName(k.Settled.Remedy), Amount: k.Settled.Refund}
	t.alert(alertOverdue, prompts.Fields{Until: f.Until, Remedy: t.deskRemedy(k.Settled.Remedy)}, k.Told.Overdue > 1)
	if k.Told.Overdue == overdueTold && t.c.Human == nil {
		t.toPerson(reasonPolicy)
	}
	t.send(Say{Acts: act(ActInform, string(Overdue)), Text: t.variant("inform.overdue", k.Told.Overdue-1, f)})
}

// closeDone closes a case that was carried out and of which the buyer said nothing more.
func (t *turn) closeDone(*Case) { t.close(OutcomeDone) }

// claimSoon reminds buyer and desk that the marketplace's own window closes.
func (t *turn) claimSoon(k *Case) {
	k.Told.ClaimSoon = true
	t.alert(alertClaimDate, prompts.Fields{Until: t.claim(k).Latest}, false)
	t.inform(RouteTo, "route.reminder", t.routeFields(k))
}

// claimOpens tells a buyer who was told to wait that the marketplace's channel is open from now on.
func (t *turn) claimOpens(k *Case) {
	k.Told.ClaimOpen = true
	t.inform(RouteTo, "route.now_open", t.routeFields(k))
}
