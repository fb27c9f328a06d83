package dialogue

import (
	"slices"
	"strconv"
	"strings"

	"amends/dialogue/playbook"
	"amends/prompts"
)

// advance does the next thing that the case needs: it asks for the first thing that is missing, or offers, or does nothing because
// the next move is not the bot's. It is derived from the state every time; no step is stored.
func (t *turn) advance() {
	k := t.current()
	switch {
	case t.c.Human != nil || t.asking:
		return
	case k == nil:
		t.askIssue()
		return
	case idle(k):
		if t.spoken == 0 && len(t.lead) == 0 && fromBuyer(t.ev.Body) {
			t.status()
		}
		return
	}
	steps := []func(*Case) bool{t.needsIssue, t.needsOrder, t.needsProof, t.answeredElsewhere, t.needsItem, t.needsFact, t.needsPerson,
		t.needsEvidence, t.informs, t.needsConfirmation, t.needsWish}
	if k.Offer != nil && k.Offer.By != "" && !t.expired(k.Offer) {
		steps = []func(*Case) bool{t.needsConfirmation, t.needsWish} // an agent has offered with what is known
	}
	for _, step := range steps {
		if step(k) {
			return
		}
	}
	t.offer(k)
}

// commonIssues are the buttons under "what went wrong?"; after them come the seller's own and "something else".
var commonIssues = []playbook.IssueID{playbook.NotReceived, playbook.WrongItem, playbook.Damaged, playbook.Defective,
	playbook.MissingParts, playbook.NotAsDescribed, playbook.ChangeOfMind}

func (t *turn) askIssue() {
	var opts []Option
	for _, id := range slices.Concat(commonIssues, t.e.book.Own(), []playbook.IssueID{playbook.Other}) {
		if _, ok := t.e.book.Issues[id]; ok {
			opts = append(opts, t.issueOption(id))
		}
	}
	t.ask(string(slotIssue), "ask.issue", noFields(), opts...)
}

func (t *turn) needsIssue(k *Case) bool {
	if d := k.doubt(); d != nil {
		if t.timesAsked(ActRepair, askedDoubt) < 2 {
			t.askWhichIsRight(d)
			return true
		}
		d.Kept = d.First.Value // no answer to either asking: what was said first stands, and the desk sees both
	}
	if k.Issue() != "" {
		return false
	}
	if a := t.c.Asked; a.is(ActRepair, string(slotIssue)) && a.Times == 0 {
		var opts []Option
		for _, o := range a.Options[:len(a.Options)-1] { // the last one is a person, who is offered with every question
			opts = append(opts, t.issueOption(playbook.IssueID(o.ID)))
		}
		t.askAmong(opts)
		return true
	}
	t.askIssue()
	return true
}

func (t *turn) needsOrder(k *Case) bool {
	issue := t.issue()
	if k.Order != nil || k.Value(SlotOrder) != "" || issue.Order == playbook.None {
		return false
	}
	first := t.timesAsked(ActAsk, string(SlotOrder)) == 0 && t.spoken < 2 && len(t.lead) == 0
	if first && answersFor(issue.Fault) {
		t.begins(nil, "inform.sorry", noFields())
	}
	key := "ask.order"
	var opts []Option
	if issue.Order == playbook.Optional {
		key, opts = "ask.order_optional", t.options(optSkip)
	}
	for i := range t.c.Cases {
		if o := t.c.Cases[i].Order; o != nil && !offers(opts, optOrder+o.ID) && len(opts) < 4 {
			opts = append(opts, Option{ID: optOrder + o.ID, Label: o.ID})
		}
	}
	t.ask(string(SlotOrder), key, noFields(), opts...)
	return true
}

// answersFor reports whether the seller answers to the buyer for what went wrong: its own doing, or the carrier's.
func answersFor(f playbook.Fault) bool {
	return f == playbook.FaultSeller || f == playbook.FaultCarrier
}

func (t *turn) needsProof(k *Case) bool {
	switch number := k.Value(SlotOrder); {
	case k.Order != nil || number == "" || number == unknownValue:
		return false
	case k.Value(slotMismatch) != "":
		t.mismatch(k)
	default:
		t.ask(string(SlotProof), "ask.proof", noFields())
	}
	return true
}

// answeredElsewhere sends the buyer on when the marketplace itself answers for the order.
func (t *turn) answeredElsewhere(k *Case) bool {
	if k.Order == nil || k.Order.Fulfilment != "marketplace" || !t.e.book.Evaluate(t.known(k)).Elsewhere {
		return false
	}
	t.elsewhere(k)
	return true
}

func (t *turn) needsItem(k *Case) bool {
	if k.Order == nil || len(k.items()) > 0 {
		return false
	}
	var opts []Option
	for i, it := range k.Order.Items {
		if i == 8 {
			break
		}
		opts = append(opts, Option{ID: optItem + strconv.Itoa(i), Label: it.Label()})
	}
	opts = append(opts, Option{ID: optItem + indexes(everyLine(k.Order)), Label: t.word("button.all_items")})
	t.ask(string(SlotItem), "ask.item", noFields(), opts...)
	return true
}

func (t *turn) needsFact(k *Case) bool {
	facts, _ := t.e.book.Needs(t.known(k))
	for _, id := range facts {
		if k.Value(FactSlot(id)) != "" {
			continue
		}
		var opts []Option
		if t.e.book.Facts[id].Kind == playbook.FactYesNo {
			opts = t.options(optYes, optNo)
		}
		opts = append(opts, t.option(optSkip))
		key, f := "ask.fact."+string(id), prompts.Fields{}
		if !t.e.texts.Has(key) {
			key, f.What = "ask.fact.other", strings.ReplaceAll(string(id), "_", " ")
		}
		t.ask(string(FactSlot(id)), key, f, opts...)
		return true
	}
	return false
}

// needsPerson hands over what only a person answers, once it is known what it is about.
func (t *turn) needsPerson(k *Case) bool {
	if !t.issue().Handoff {
		return false
	}
	reason := reasonPolicy
	if k.Issue() == playbook.Human {
		reason = reasonAsked
	}
	t.handoff(reason)
	return true
}

func (t *turn) needsEvidence(k *Case) bool {
	_, needed := t.e.book.Needs(t.known(k))
	for _, id := range append(needed, k.Wanted...) {
		if k.evidence(id) != nil {
			continue
		}
		if id == playbook.Tracking && k.Value(SlotTracking) != "" {
			t.written(k, id, k.Value(SlotTracking))
			continue
		}
		t.ask(askEvidence+string(id), "ask.evidence."+string(id), noFields(), t.option(optSkip))
		return true
	}
	return false
}

// informs answers an issue that is only a question; an order that is late becomes a case of its own.
func (t *turn) informs(k *Case) bool {
	if !t.issue().Informs || k.Order == nil {
		return false
	}
	t.orderState(k)
	if t.parcelLate(*k.Order) {
		t.setIssue(k, playbook.Late, "")
		t.advance()
		return true
	}
	t.close(OutcomeInformed)
	return true
}

func (t *turn) needsConfirmation(k *Case) bool {
	if k.Picked == "" || k.Offer == nil {
		return false
	}
	opt, ok := k.Offer.option(k.Picked)
	if !ok {
		k.Picked = ""
		return false
	}
	t.confirm(opt)
	return true
}
