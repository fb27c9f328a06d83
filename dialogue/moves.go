package dialogue

import (
	"strings"

	"amends/dialogue/playbook"
	"amends/prompts"
)

// moves carries out what the buyer does beside giving facts. True means that it needs nothing more.
func (t *turn) moves(in Interpretation) bool {
	for _, m := range in.Moves {
		if m.Sure < sure {
			continue
		}
		if done := t.move(m, in); done {
			return true
		}
	}
	return false
}

func (t *turn) move(m Move, in Interpretation) bool {
	k := t.current()
	switch m.Kind {
	case Cancel:
		return t.cancelled()
	case Undo:
		return t.changedMind()
	case Question:
		t.used = true
		return t.questioned(m)
	case Again:
		t.used = true
		return t.sayAgain()
	case Wait:
		return t.waitsForBuyer()
	case Abuse:
		t.used = true
		if !has(in, Unhappy) || len(in.Slots) > 0 || len(in.Issues) > 0 {
			t.inform(Kindness, "inform.abuse", noFields())
		}
	case Smalltalk:
		t.used = true
		t.inform(Kindness, "inform.smalltalk", noFields())
	case Greet, Restart:
		t.used = true
	case Unhappy:
		return t.unhappy(k, in)
	case Thank, Pleased, Bye:
		return t.polite(m.Kind, k, in)
	case Affirm, Deny:
		if m.Kind == Affirm && m.Sure >= plainly && t.c.Asked.isForThing() && len(in.Issues) == 0 {
			return t.waitsForBuyer()
		}
		// An "ok" that answers no question is a nod to what was said.
		return (idle(k) || t.c.Asked == nil) && t.polite(Thank, k, in)
	}
	return false
}

// plainly is how sure an "ok" is that is all of a message.
const plainly = 0.9

// waitsForBuyer gives a buyer the time that was asked for; "wait, it was the blue one" asks for none.
func (t *turn) waitsForBuyer() bool {
	if t.used {
		return false
	}
	t.used = true
	t.inform(Noted, "inform.wait", noFields())
	return true
}

// idle reports whether the bot has nothing to ask in this case.
func idle(k *Case) bool { return k != nil && k.Status != StatusOpen }

// polite answers thanks and goodbyes, and goes on with what is open.
func (t *turn) polite(kind MoveKind, k *Case, in Interpretation) bool {
	if t.used || len(in.Issues) > 0 {
		return false
	}
	t.used = true
	key := map[MoveKind]string{Thank: "inform.thanks", Pleased: "inform.pleased", Bye: "inform.bye"}[kind]
	if kind == Pleased && !idle(k) {
		key = "inform.thanks"
	}
	t.inform(Kindness, key, noFields())
	return k == nil || idle(k) || kind == Bye
}

// unhappy takes it seriously that something agreed has not come right. Anger that says nothing else gets one calm sentence.
func (t *turn) unhappy(k *Case, in Interpretation) bool {
	if k == nil || k.Status != StatusSettled && k.Status != StatusFulfilled && k.Status != StatusClosed {
		if !t.used && len(in.Issues) == 0 && len(in.Slots) == 0 {
			t.used = true
			t.inform(Kindness, "inform.abuse", noFields())
		}
		return false
	}
	if k.Status == StatusSettled {
		t.used = true
		t.status()
		return true
	}
	return t.rated(optUnhappy)
}

// cancelled drops the case because the buyer says so; what was agreed is taken back first.
func (t *turn) cancelled() bool {
	k := t.current()
	if f, ok := t.stated(); ok && f == playbook.CancelOrder {
		return false // "cancel", and nothing before it: the order is meant
	}
	t.used = true
	if n := len(t.c.Waiting); n > 0 && t.c.Asked.about(askedCase) {
		t.c.Waiting = t.c.Waiting[:n-1] // what was to be told apart is called off
	}
	if k == nil || k.Status == StatusClosed || k.Status == StatusFulfilled {
		t.c.Asked = nil
		t.say(act(ActRepair, "cancelled"), "repair.cancelled", noFields())
		return true
	}
	t.withdraw(k)
	t.close(OutcomeCancelled)
	t.send(Say{Acts: append(act(ActRepair, "cancelled"), Act{Kind: ActClose}), Text: t.text("close.cancelled", noFields())})
	return true
}

// stated is the issue of the current case when the present text is what stated it.
func (t *turn) stated() (playbook.IssueID, bool) {
	k := t.current()
	if k == nil {
		return "", false
	}
	f, ok := k.Fact(slotIssue)
	return playbook.IssueID(f.Value), ok && f.Source.Event == t.ev.ID && len(f.Earlier) == 0
}

// sayAgain says again what is waited for.
func (t *turn) sayAgain() bool {
	k := t.current()
	if a := t.c.Asked; a != nil && a.Kind == ActOffer && k != nil && k.Offer != nil && !t.expired(k.Offer) {
		t.acts = append(t.acts, Act{Kind: ActRepair, Args: []string{"repeat"}})
		t.present(k, "offer.repeat")
		return true
	}
	t.begins(act(ActRepair, "repeat"), "repair.repeat", noFields())
	if idle(k) {
		t.status()
		return true
	}
	t.advance()
	return true
}

// questioned answers a question from what is known and goes back to what was asked.
func (t *turn) questioned(m Move) bool {
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
		t.inform(FindOrder, "inform.find_order", noFields())
	case Evidences:
		t.whyAsked()
	case Language:
		if _, named := slot(t.ev.Read.Interpretation, SlotLanguage); !named { // that one is spoken already
			t.askLanguage()
		}
	case Bot:
		t.inform(Bot, "inform.bot", noFields())
	case Genuine:
		t.inform(Genuine, "inform.genuine", noFields())
	default:
		t.process(k, m.Words)
	}
	if !idle(k) {
		t.backToWork()
	}
	return true
}

// whyAsked says what a proof of ownership or a photo is needed for.
func (t *turn) whyAsked() {
	key := "inform.why_evidence"
	if t.c.Asked.about(string(SlotProof)) {
		key = "inform.why_proof"
	}
	t.inform(Evidences, key, noFields())
}

// process says how it all works, or how far it is when the next move is not the buyer's.
func (t *turn) process(k *Case, words string) {
	key := "inform.process"
	switch {
	case idle(k) && k.Status != StatusClosed:
		t.status()
		return
	case strings.Contains(words, "help"):
		key = "inform.help"
	}
	t.inform(Process, key, noFields())
}

// backToWork leads from a digression back to the open question, if there is one.
func (t *turn) backToWork() {
	if t.c.Asked != nil && t.current() != nil {
		t.begins(nil, "ask.back", noFields())
	}
	t.advance()
}

// privacy answers what is done with personal data; a request for a copy or for erasure goes to a person, who has a month.
func (t *turn) privacy(words string) {
	if strings.Contains(words, "mydata") || strings.Contains(words, "erase") {
		t.inform(Privacy, "inform.data_request", noFields())
		t.alert(alertPrivacy, prompts.Fields{Words: quote(words), Until: t.now().AddDate(0, 1, 0)}, false)
		return
	}
	t.inform(Privacy, "inform.privacy", noFields())
}
