package dialogue

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"amends/dialogue/money"
	"amends/dialogue/playbook"
	"amends/prompts"
)

// decide carries out what an agent decided on the desk.
func (t *turn) decide(d Decision) {
	before, asked := t.c.Current, t.c.Asked
	if !t.focus(d.Case) {
		t.deskSays("desk.unknown_option", prompts.Fields{What: d.Option})
		return
	}
	if before != t.c.Current && (d.Option == deskDone || d.Option == deskReplied) {
		// The buyer is in the middle of another case and stays there.
		defer func() {
			t.showCase()
			t.c.Current, t.c.Asked = before, asked
		}()
	}
	t.carryOut(t.current(), d)
}

func (t *turn) carryOut(k *Case, d Decision) {
	verb, arg, _ := strings.Cut(d.Option, ":")
	switch verb {
	case deskTake:
		t.take(k, d.Agent)
	case deskApprove:
		t.approve(k, d.Agent)
	case deskDecline:
		t.decline(k, d)
	case deskOffer:
		t.offerByAgent(k, playbook.RemedyID(arg), d)
	case deskAsk:
		t.askByAgent(k, playbook.EvidenceID(arg), d)
	case deskHandBack:
		t.handBackBy(arg)
	case deskResolve:
		t.resolve()
	case deskReopen:
		t.reopenBy(k, d.Agent)
	case deskDone:
		t.done(k, d)
	case deskLive:
		t.goLive(k, d.Agent, arg)
	case deskAssign:
		t.assignTo(k, arg)
	case deskReplied:
		t.learn(k, slotReplied, d.Agent, d.Note)
	default:
		t.deskSays("desk.unknown_option", prompts.Fields{What: d.Option})
	}
}

// focus makes the case that a button was on the current one. A conversation is about one case at a time.
func (t *turn) focus(no string) bool {
	if no == "" {
		return t.current() != nil
	}
	for i := range t.c.Cases {
		if t.c.Cases[i].No == no {
			if i != t.c.Current {
				t.c.Current, t.c.Asked = i, nil
			}
			return true
		}
	}
	return false
}

// deskSays answers the agent whose event this is.
func (t *turn) deskSays(key string, f prompts.Fields) {
	r := Relay{To: "desk", From: "amends", Case: t.caseNo(), Text: t.desk(key, f), Event: t.ev.ID}
	switch b := t.ev.Body.(type) {
	case Decision:
		r.Only = b.Agent
	case Reply:
		r.Only = b.Agent
	}
	t.out = append(t.out, r)
}

// already tells an agent that somebody was first.
func (t *turn) already(agent string) {
	if agent == "" {
		t.deskSays("desk.unknown_option", noFields())
		return
	}
	t.deskSays("desk.already", prompts.Fields{Agent: agent})
}

// take makes an agent the owner of the case and of the conversation; the first one wins.
func (t *turn) take(k *Case, agent string) {
	if k.Owner != "" && k.Owner != agent && t.c.Human != nil {
		t.already(k.Owner)
		return
	}
	k.Owner = agent
	if t.c.Human == nil {
		t.c.Human = &Handoff{Reason: reasonAsked, Since: t.now(), Due: t.business(t.e.book.Clocks.AgentReply)}
	}
	t.c.Human.Agent = agent
}

func (t *turn) approve(k *Case, agent string) {
	if k.Approval == nil || k.Approval.Remedy == "" {
		t.already(settledBy(k))
		return
	}
	opt, ok := k.Offer.option(k.Approval.Remedy)
	if !ok || opt.Refund.Minor > t.left(k) {
		t.deskSays("desk.refusal.paid", noFields())
		return
	}
	t.c.Human = nil
	t.settle(k, opt, agent)
}

func settledBy(k *Case) string {
	if k.Settled != nil && k.Settled.ApprovedBy != "" {
		return k.Settled.ApprovedBy
	}
	return k.Owner
}

// decline refuses what was asked of the desk. What the law gives the buyer cannot be refused.
func (t *turn) decline(k *Case, d Decision) {
	a := k.Approval
	if a == nil {
		t.already(settledBy(k))
		return
	}
	if opt, ok := k.Offer.option(a.Remedy); ok && opt.Floor {
		t.owed(a, opt)
		return
	}
	k.Status, k.Approval, t.c.Human = StatusOpen, nil, nil
	k.Owner = d.Agent
	if a.Remedy == "" {
		t.begins(act(ActInform, string(Declined)), "inform.declined", prompts.Fields{Reason: quote(d.Note)})
		t.noAgreement()
		return
	}
	k.Declined = append(k.Declined, a.Remedy)
	k.Offer, k.Picked = nil, ""
	k.Rounds++
	t.begins(act(ActInform, string(Declined)), "inform.declined",
		prompts.Fields{Remedy: t.remedyName(a.Remedy), Reason: quote(d.Note)})
	t.advance()
}

// owed tells the desk once that the law or the marketplace gives the remedy anyway, and after that only who tries again.
func (t *turn) owed(a *Approval, opt playbook.Option) {
	f := prompts.Fields{Remedy: t.deskRemedy(opt.Remedy)}
	if a.Owed {
		t.deskSays("desk.alert."+alertFloor, f)
		return
	}
	a.Owed = true
	t.alert(alertFloor, f, false)
}

// offerByAgent puts a remedy of the agent's choice to the buyer: one that the playbook knows, and never more than was paid.
func (t *turn) offerByAgent(k *Case, r playbook.RemedyID, d Decision) {
	remedy, ok := t.e.book.Remedies[r]
	if !ok || k.Order == nil || k.Settled != nil {
		t.deskSays("desk.unknown_option", prompts.Fields{What: d.Option})
		return
	}
	opt, ok := t.e.book.OptionFor(t.known(k), r)
	refund, good := t.agentTerms(k, opt.Refund, d.Note)
	if !ok || !good || refund.Minor > t.left(k) {
		t.deskSays("desk.refusal.paid", noFields())
		return
	}
	if !t.e.book.Limits.MayOffer(d.Agent, refund.Minor, opt.Refund.Minor) {
		t.deskSays("desk.refusal.manager", noFields())
		return
	}
	if refund != opt.Refund {
		opt.Percent = 0
	}
	opt.Refund, opt.Cost, opt.Approval, opt.Kind = refund, refund, false, remedy.Kind
	t.withdraw(k)
	k.Status, t.c.Human, k.Owner = StatusOpen, nil, d.Agent
	k.Declined = slices.DeleteFunc(k.Declined, func(x playbook.RemedyID) bool { return x == r })
	k.Offer = &Offer{ID: k.No + "/" + strconv.Itoa(t.c.Turns), At: t.now(), Expires: t.now().Add(t.e.book.Clocks.OfferExpiry),
		Playbook: t.e.book.Version, Options: []playbook.Option{opt}, By: d.Agent}
	t.present(k, "offer.improved")
}

// agentTerms reads the terms that an agent wrote: nothing for the playbook's, "30%" or "30" of the item, "12 USD" or "12.50".
func (t *turn) agentTerms(k *Case, standard money.Money, note string) (money.Money, bool) {
	note, amount := strings.CutSuffix(strings.TrimSpace(note), k.Order.Currency)
	if note = strings.TrimSpace(note); note == "" {
		return standard, true
	}
	value := money.Money{Minor: itemFacts(k).Value, Currency: k.Order.Currency}
	if p, err := strconv.Atoi(strings.TrimSpace(strings.TrimSuffix(note, "%"))); err == nil && !amount {
		return value.Percent(p), p >= 0 && p <= 100
	}
	m, err := money.Parse(note, k.Order.Currency)
	return m, err == nil && m.Minor >= 0
}

func (t *turn) askByAgent(k *Case, id playbook.EvidenceID, d Decision) {
	if _, ok := t.e.book.Evidence[id]; !ok || k.Settled != nil {
		t.deskSays("desk.unknown_option", prompts.Fields{What: d.Option})
		return
	}
	if !slices.Contains(k.Wanted, id) {
		k.Wanted = append(k.Wanted, id)
	}
	k.dropMet(id)
	t.c.Human, k.Status, k.Approval, k.Owner = nil, StatusOpen, nil, d.Agent
	k.Offer, k.Picked = nil, ""
	t.advance()
}

func (t *turn) handBackBy(point string) {
	points := []string{"", "issue", "order", "evidence", "offer", "close"}
	if t.c.Human == nil || !slices.Contains(points, point) {
		t.deskSays("desk.unknown_option", prompts.Fields{What: deskHandBack + ":" + point})
		return
	}
	t.handBack(point)
}

// resolve closes the case because an agent settled it with the buyer.
func (t *turn) resolve() {
	if t.current().Status == StatusClosed {
		t.already(t.current().Owner)
		return
	}
	t.close(OutcomeResolved)
	t.say(act(ActClose), "close.resolved", noFields())
}

func (t *turn) reopenBy(k *Case, agent string) {
	if k.Status != StatusClosed {
		t.already(k.Owner)
		return
	}
	t.reopen(k)
	k.Owner = agent
	t.take(k, agent)
	t.begins(act(ActInform, string(Reopened)), "inform.reopened", noFields())
}

func (t *turn) done(k *Case, d Decision) {
	if k.Settled == nil || !k.Settled.Done.IsZero() {
		t.already(cmp.Or(k.DoneBy, settledBy(k)))
		return
	}
	if t.c.Human != nil && t.c.Human.Agent == "" {
		t.c.Human = nil // nobody took the conversation over; what it waited for is done
	}
	k.DoneBy = d.Agent
	t.fulfilled(k, d.Note)
}
