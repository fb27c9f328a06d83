package dialogue

import (
	"strings"
	"time"

	"amends/dialogue/playbook"
	"amends/prompts"
)

func (t *turn) none() prompts.Fields { return prompts.Fields{} }

// moves carries out what the buyer does beside giving facts. True means that it needs nothing more.
func (t *turn) moves(in Interpretation, text string) bool {
	for _, m := range in.Moves {
		if m.Sure < sure {
			continue
		}
		if done := t.move(m, in, text); done {
			return true
		}
	}
	return false
}

func (t *turn) move(m Move, in Interpretation, text string) bool {
	k := t.current()
	switch m.Kind {
	case Cancel:
		return t.cancelled()
	case Undo:
		return t.changedMind()
	case Restart:
		t.moved = true
	case Question:
		t.moved = true
		return t.questioned(m, text)
	case Again:
		t.moved = true
		return t.sayAgain()
	case Wait:
		if t.moved {
			return false // "wait, it was the blue one" asks for no time
		}
		t.moved = true
		t.inform(Noted, "inform.wait", t.none())
		return true
	case Abuse:
		t.moved = true
		t.inform(Kindness, "inform.abuse", t.none())
	case Smalltalk:
		t.moved = true
		t.inform(Kindness, "inform.smalltalk", t.none())
	case Greet:
		t.moved = true
	case Unhappy:
		return t.unhappy(k)
	case Thank, Pleased, Bye:
		return t.polite(m.Kind, k, in)
	case Affirm, Deny:
		// An "ok" that answers no question is a nod to what was said.
		if idle(k) || t.c.Asked == nil {
			return t.polite(Thank, k, in)
		}
	}
	return false
}

// idle reports whether the bot has nothing to ask in this case.
func idle(k *Case) bool { return k != nil && k.Status != StatusOpen }

// polite answers thanks and goodbyes, and goes on with what is open.
func (t *turn) polite(kind MoveKind, k *Case, in Interpretation) bool {
	if t.moved || len(in.Issues) > 0 {
		return false
	}
	t.moved = true
	key := map[MoveKind]string{Thank: "inform.thanks", Pleased: "inform.pleased", Bye: "inform.bye"}[kind]
	if kind == Pleased && !idle(k) {
		key = "inform.thanks"
	}
	t.inform(Kindness, key, t.none())
	return k == nil || idle(k) || kind == Bye
}

// unhappy takes it seriously that something agreed has not come right.
func (t *turn) unhappy(k *Case) bool {
	if k == nil || k.Status != StatusSettled && k.Status != StatusFulfilled && k.Status != StatusClosed {
		return false
	}
	if k.Status == StatusSettled {
		t.moved = true
		t.status()
		return true
	}
	return t.rated("unhappy")
}

// cancelled drops the case because the buyer says so; what was agreed is taken back first.
func (t *turn) cancelled() bool {
	k := t.current()
	t.moved = true
	if k == nil || k.Status == StatusClosed || k.Status == StatusFulfilled {
		t.c.Asked = nil
		t.say(act(ActRepair, "cancelled"), "repair.cancelled", t.none())
		return true
	}
	t.withdraw(k)
	t.close(OutcomeCancelled)
	t.send(Say{Acts: append(act(ActRepair, "cancelled"), Act{Kind: ActClose}), Text: t.text("close.cancelled", t.none())})
	return true
}

// sayAgain says again what is waited for.
func (t *turn) sayAgain() bool {
	k := t.current()
	if a := t.c.Asked; a != nil && a.Kind == ActOffer && k != nil && k.Offer != nil && !t.expired(k.Offer) {
		t.acts = append(t.acts, Act{Kind: ActRepair, Args: []string{"repeat"}})
		t.present(k, "offer.repeat")
		return true
	}
	t.begins(act(ActRepair, "repeat"), "repair.repeat", t.none())
	if idle(k) {
		t.status()
		return true
	}
	t.advance()
	return true
}

// questioned answers a question from what is known and goes back to what was asked.
func (t *turn) questioned(m Move, text string) bool {
	k := t.current()
	switch m.Topic {
	case StatusOf:
		t.status()
	case OrderInfo:
		if k == nil || k.Order == nil || t.issue().Informs {
			return false // the issue says so itself, once the order is known
		}
		t.orderState(k)
	case RouteTo:
		t.route()
	case Rights:
		t.inform(Rights, "inform.rights", t.routeFields(k))
	case Privacy:
		t.privacy(m.Words)
	case FindOrder:
		t.inform(FindOrder, "inform.find_order", t.none())
	case Evidences:
		key := "inform.why_evidence"
		if a := t.c.Asked; a != nil && a.What == string(SlotProof) {
			key = "inform.why_proof"
		}
		t.inform(Evidences, key, t.none())
	case Bot:
		t.inform(Bot, "inform.bot", t.none())
	default:
		if idle(k) && k.Status != StatusClosed {
			t.status()
			return true
		}
		key := "inform.process"
		if strings.Contains(m.Words, "help") {
			key = "inform.help"
		}
		t.inform(Process, key, t.none())
	}
	if idle(k) {
		return true
	}
	t.backToWork()
	return true
}

// backToWork leads from a digression back to the open question, if there is one.
func (t *turn) backToWork() {
	if t.c.Asked != nil && t.current() != nil {
		t.begins(nil, "ask.back", t.none())
	}
	t.advance()
}

// privacy answers what is done with personal data; a request for a copy or for erasure goes to a person, who has a month.
func (t *turn) privacy(words string) {
	if strings.Contains(words, "mydata") || strings.Contains(words, "erase") {
		t.inform(Privacy, "inform.data_request", t.none())
		t.alert("privacy", prompts.Fields{Words: quote(words), Until: t.now().AddDate(0, 1, 0)}, false)
		return
	}
	t.inform(Privacy, "inform.privacy", t.none())
}

// status tells how far the case is.
func (t *turn) status() {
	k := t.current()
	if k == nil {
		t.inform(StatusOf, "inform.status.none", t.none())
		return
	}
	f := prompts.Fields{}
	if k.Settled != nil {
		f.Remedy, f.Until, f.Amount = t.word("remedy."+string(k.Settled.Remedy)), k.Settled.Due, k.Settled.Refund
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
	o, late := k.Order, overdue(*k.Order, t)
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

// overdue reports whether an order that has not arrived should have.
func overdue(o Order, t *turn) bool {
	waiting := o.Status == Shipped || o.Status == Unshipped || o.Status == Pending
	return waiting && !o.Estimated.To.IsZero() && t.now().After(o.Estimated.To.AddDate(0, 0, 1))
}

// choseIssue takes an issue that the buyer tapped or named.
func (t *turn) choseIssue(issue playbook.IssueID, words string) bool {
	k := t.working()
	was := k.Issue()
	for i := range k.Doubts {
		if d := &k.Doubts[i]; d.Slot == slotIssue && d.Kept == "" {
			d.Kept = string(issue)
		}
	}
	t.c.Asked = nil
	if was != issue {
		src, _ := k.Fact(slotIssue)
		if src.Source.Words != "" && was == "" {
			words = src.Source.Words
		}
		t.setIssue(k, issue, words)
	}
	return true
}
