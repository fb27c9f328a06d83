package dialogue

import (
	"slices"

	"amends/dialogue/playbook"
	"amends/prompts"
)

// Why a person owns the conversation: Handoff.Reason. Each has its texts "handoff.<reason>" and "desk.human.<reason>".
const (
	reasonAsked         = "asked"         // by the buyer, or an agent stepped in
	reasonSafety        = "safety"        // somebody may be in danger
	reasonLegal         = "legal"         // lawyers, authorities, the card's bank
	reasonLimit         = "limit"         // the playbook escalates the case
	reasonNoAgreement   = "no_agreement"  // the buyer is not content with how it went
	reasonMisunderstood = "misunderstood" // the bot did not understand three times
	reasonPolicy        = "policy"        // the playbook has no answer, or wants a person
	reasonError         = "error"         // an event could not be handled
)

// Why the desk is called: Alert.Reason, beside the reasons of a handoff. Each has its text "desk.alert.<reason>".
const (
	alertSafety       = "safety"
	alertLegal        = "legal"
	alertOthersData   = "others_data" // somebody else's data came to light
	alertChargeback   = "chargeback"
	alertPrivacy      = "privacy" // a request for a copy of personal data, or for erasure
	alertReplyLate    = "reply_late"
	alertApprovalLate = "approval_late"
	alertOverdue      = "overdue"
	alertClaimDate    = "claim_date"
	alertFloor        = "floor" // what the law gives was to be declined
	alertChangedMind  = "changed_mind"
	alertUnhappy      = "unhappy"
	alertNotYet       = "not_yet"
	alertUnreachable  = "unreachable"
	alertError        = "error"
)

// handoff gives the conversation to a person and tells the buyer when to expect an answer.
func (t *turn) handoff(reason string) {
	t.used = true
	if t.c.Human != nil {
		t.inform(Waiting, "handoff.already", prompts.Fields{Until: t.c.Human.Due})
		return
	}
	t.noteQuietly()
	t.toPerson(reason)
	if k := t.current(); reason == reasonAsked && k.Issue() == "" {
		t.learn(k, slotIssue, string(playbook.Human), "")
	}
	t.callDesk(reason)
	t.sayHandoff(reason)
}

// sayHandoff tells the buyer who answers from now on, and by when.
func (t *turn) sayHandoff(reason string) {
	f := prompts.Fields{Until: t.c.Human.Due, Open: t.e.book.Seller.Hours.IsOpen(t.now())}
	t.say(act(ActHandoff, reason), "handoff."+reason, f)
}

// toPerson makes a person own the conversation without a word to the buyer.
func (t *turn) toPerson(reason string) {
	if t.current() == nil {
		t.open()
	}
	k := t.current()
	if k.Status == StatusClosed {
		t.reopen(k)
	}
	t.c.Human = &Handoff{Reason: reason, Since: t.now(), Due: t.business(t.e.book.Clocks.AgentReply)}
	t.c.Confused = 0
	k.OnDesk = true
}

// callDesk tells the desk that a conversation waits for a person.
func (t *turn) callDesk(reason string) {
	k := t.current()
	t.toDesk(Alert{Case: k.No, Reason: reason, Text: t.desk("desk.human."+reason, prompts.Fields{Until: t.c.Human.Due}), Grave: reason == reasonSafety})
}

// noteQuietly keeps what a text says of issue and order when a person takes over before the bot could ask.
func (t *turn) noteQuietly() {
	in := t.ev.Read.Interpretation
	issue, problem := t.problem(in)
	order, named := slot(in, SlotOrder)
	if !problem && !named {
		return
	}
	k := t.current()
	if k == nil || t.c.Human == nil {
		k = t.working() // while a person has the conversation, what the buyer names besides is the person's affair
	}
	if problem && k.Issue() == "" {
		t.learn(k, slotIssue, string(issue), in.Issues[0].Words)
	}
	if named && k.Value(SlotOrder) == "" {
		t.learn(k, SlotOrder, order.Value, order.Words)
	}
	if t.ev.Read.Proof == ProofMatch && k.Order == nil {
		k.Order = t.ev.Read.Order
	}
}

// handBack gives the conversation back to the bot at a point of the agent's choice: what comes after the point is asked anew.
func (t *turn) handBack(point string) {
	k := t.current()
	t.c.Human, t.c.Asked, k.Cleared = nil, nil, true
	if point == "close" {
		t.resolve()
		return
	}
	if k.Settled != nil && !k.Settled.Done.IsZero() && point != "" {
		k = t.again(*k)
	}
	if k.Status == StatusAsked {
		k.Status, k.Approval = StatusOpen, nil
	}
	switch point {
	case "issue":
		t.unlearn(k, slotIssue)
		t.withdraw(k)
	case "order":
		t.unlearn(k, SlotOrder)
		k.Order = nil
		t.withdraw(k)
	case "evidence":
		k.Evidence = slices.DeleteFunc(k.Evidence, func(e Evidence) bool { return e.Absent })
		t.withdraw(k)
	case "offer":
		t.withdraw(k)
		k.Declined, k.Rounds = nil, 0
	}
	t.begins(act(ActInform, string(Resumed)), "inform.resumed", noFields())
	t.advance()
}

// again opens another case for a remedy that was carried out and did not help: what was found out is known already.
func (t *turn) again(old Case) *Case {
	t.close(OutcomeNotContent)
	t.showCase()
	t.followUp(old)
	k := t.current()
	k.Facts, k.Evidence, k.Standing = slices.Clone(old.Facts), slices.Clone(old.Evidence), old.Standing
	return k
}

// failure ends an event that could not be handled with a person, never with silence.
func (t *turn) failure() {
	if t.c.Human != nil {
		t.alert(alertError, noFields(), true)
		return
	}
	t.handoff(reasonError)
}
