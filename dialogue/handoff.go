package dialogue

import (
	"slices"

	"amends/dialogue/playbook"
	"amends/prompts"
)

// handoff gives the conversation to a person and tells the buyer when to expect an answer.
func (t *turn) handoff(reason string) {
	t.moved = true
	if t.c.Human != nil {
		t.inform(Waiting, "handoff.already", prompts.Fields{Until: t.c.Human.Due})
		return
	}
	t.noteQuietly()
	t.toPerson(reason)
	if k := t.current(); reason == "asked" && k.Issue() == "" {
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
	t.toDesk(Alert{Case: k.No, Reason: reason, Text: t.desk("desk.human."+reason, prompts.Fields{Until: t.c.Human.Due}), Grave: reason == "safety"})
}

// noteQuietly keeps what a text says of issue and order when a person takes over before the bot could ask.
func (t *turn) noteQuietly() {
	in := t.ev.Read.Interpretation
	issue, problem := t.problem(in)
	order, named := slot(in, SlotOrder)
	if !problem && !named {
		return
	}
	k := t.working()
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
	t.c.Human, t.c.Asked = nil, nil
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
		fallthrough
	case "order":
		if point == "order" {
			t.unlearn(k, SlotOrder)
			k.Order = nil
		}
		t.withdraw(k)
	case "evidence":
		k.Evidence = slices.DeleteFunc(k.Evidence, func(e Evidence) bool { return e.Absent })
		t.withdraw(k)
	case "offer":
		t.withdraw(k)
		k.Declined, k.Rounds = nil, 0
	}
	t.begins(act(ActInform, "resumed"), "inform.resumed", t.none())
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

// relayToDesk passes what the buyer wrote on to the person who owns the conversation.
func (t *turn) relayToDesk(text string, files []Evidence) {
	r := Relay{To: "desk", From: "buyer", Case: t.caseNo(), Text: text, Event: t.ev.ID}
	for _, e := range files {
		if e.ID != "" {
			r.Files = append(r.Files, e.ID)
		}
	}
	t.moved = true
	t.toDesk(r)
	if h := t.c.Human; h != nil && h.Due.IsZero() && !t.onlyPolite() {
		h.Due, h.Told = t.business(t.e.book.Clocks.AgentReply), false
	}
}

// stillWaiting tells a buyer who goes on writing before an agent has answered, once, that it was passed on and by when to expect an
// answer.
func (t *turn) stillWaiting() {
	if h := t.c.Human; h.Agent == "" && !h.Heard && !t.onlyPolite() {
		h.Heard = true
		t.say(act(ActHandoff, h.Reason), "handoff.already", prompts.Fields{Until: h.Due})
	}
}

// onlyPolite reports whether the buyer said nothing that wants an answer: thanks, a goodbye, an "ok".
func (t *turn) onlyPolite() bool {
	in := t.ev.Read.Interpretation
	for _, m := range in.Moves {
		if !slices.Contains([]MoveKind{Thank, Pleased, Bye, Affirm, Wait}, m.Kind) {
			return false
		}
	}
	return len(in.Moves) > 0 && len(in.Slots) == 0
}

// failure ends an event that could not be handled with a person, never with silence.
func (t *turn) failure(Failure) {
	if t.c.Human != nil {
		t.alert("error", t.none(), true)
		return
	}
	t.handoff("error")
}
