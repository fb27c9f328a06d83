package dialogue

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"amends/dialogue/playbook"
	"amends/prompts"
)

// offer computes what the policy allows for the case and offers it, or says who decides instead.
func (t *turn) offer(k *Case) {
	v := t.e.book.Evaluate(t.known(k))
	options := slices.DeleteFunc(slices.Clone(v.Options), func(o playbook.Option) bool { return slices.Contains(k.Declined, o.Remedy) })
	switch {
	case k.Offer != nil && k.Offer.By != "" && !t.expired(k.Offer):
		t.askRemedy(k)
	case v.Elsewhere:
		t.elsewhere(k)
	case v.Escalate != "" && !k.Cleared:
		t.handoff(reasonLimit)
	case len(options) == 0 && k.Rounds > 0:
		t.noAgreement()
	case len(options) == 0:
		t.handoff(reasonPolicy)
	case k.Offer != nil && !t.expired(k.Offer) && sameRemedies(k.Offer.Options, options):
		t.askRemedy(k)
	default:
		if v.Escalate != "" {
			options = afterApproval(options)
		}
		k.Offer = &Offer{ID: k.No + "/" + strconv.Itoa(t.c.Turns), At: t.now(), Expires: t.now().Add(t.e.book.Clocks.OfferExpiry),
			Playbook: t.e.book.Version, Options: options, Refused: v.Refused}
		k.Told.Expired = false
		t.firstWords(k, v)
		t.present(k, t.intro(options))
	}
}

// afterApproval are the options of a case that a person has looked at because the playbook wants one: none goes out without a person.
func afterApproval(options []playbook.Option) []playbook.Option {
	options = slices.Clone(options)
	for i := range options {
		if !options[i].Approval {
			options[i].Approval, options[i].Why = true, "policy"
		}
	}
	return options
}

// firstWords says what has to be said before an offer: the receipt of a withdrawal from the contract, which takes effect by being
// stated, and that no address is changed in a chat.
func (t *turn) firstWords(k *Case, v playbook.Verdict) {
	switch issue, _ := k.Fact(slotIssue); {
	case k.Issue() == playbook.ChangeOfMind && v.Floor != "" && !k.Told.Withdrawal && k.Value(SlotOutcome) != "right":
		k.Told.Withdrawal = true
		t.begins(act(ActInform, string(Rights)), "inform.withdrawal", prompts.Fields{Date: issue.Source.At})
	case k.Issue() == playbook.AddressChange && k.Rounds == 0:
		t.begins(nil, "inform.address", noFields())
	}
}

// intro is the text that an offer begins with: whose doing it was, and whether there is a choice.
func (t *turn) intro(options []playbook.Option) string {
	fault := t.issue().Fault
	switch {
	case len(options) > 1:
		return "offer.intro." + string(fault)
	case fault == playbook.FaultSeller:
		return "offer.single.seller"
	}
	return "offer.single.other"
}

func sameRemedies(a, b []playbook.Option) bool {
	return slices.EqualFunc(a, b, func(x, y playbook.Option) bool {
		return x.Remedy == y.Remedy && x.Refund == y.Refund && x.Approval == y.Approval
	})
}

func (t *turn) expired(o *Offer) bool { return t.now().After(o.Expires) }

// option is one of the offer's options by its remedy.
func (o *Offer) option(r playbook.RemedyID) (playbook.Option, bool) {
	if o == nil {
		return playbook.Option{}, false
	}
	i := slices.IndexFunc(o.Options, func(opt playbook.Option) bool { return opt.Remedy == r })
	if i < 0 {
		return playbook.Option{}, false
	}
	return o.Options[i], true
}

// present shows the offer: each way out on its own lines, none of them preselected, the way past them always there.
func (t *turn) present(k *Case, intro string) {
	offer := k.Offer
	f := prompts.Fields{Agent: offer.By, Count: len(offer.Options)}
	parts := []string{t.text(intro, f)}
	a := Act{Kind: ActOffer}
	for i, o := range offer.Options {
		line := t.e.texts.Text(t.c.Lang, "offer.line."+string(o.Remedy), 0, t.filled(t.terms(o)))
		switch {
		case offer.By != "" || !o.Approval:
		case o.Floor:
			line += " " + t.word("offer.floor")
		default:
			line += " " + t.word("offer.needs_ok")
		}
		if len(offer.Options) > 1 {
			line = fmt.Sprintf("%d. %s", i+1, line)
		}
		parts = append(parts, line)
		a.Args = append(a.Args, string(o.Remedy))
	}
	f.Until = offer.Expires
	outro := "offer.outro"
	if len(offer.Options) == 1 && t.e.texts.Has("offer.outro_single") {
		outro = "offer.outro_single"
	}
	parts = append(parts, t.e.texts.Text(t.c.Lang, outro, 0, t.filled(f))+" "+t.e.texts.Text(t.c.Lang, "offer.kept_until", 0, t.filled(f)))
	if note := t.contactNote(k); note != "" {
		parts = append(parts, note)
	}
	t.question(ActOffer, string(SlotRemedy), Say{Acts: []Act{a}, Text: strings.Join(parts, "\n\n"), Options: t.offerButtons(offer)})
}

// contactNote tells once that the marketplace wants to hear of the problem itself; its clock starts with that and not with this chat.
func (t *turn) contactNote(k *Case) string {
	pack := t.pack(k)
	if !pack.NeedsContact || !answersFor(t.issue().Fault) || k.Told.Contact || k.Value(slotReported) != "" {
		return ""
	}
	k.Told.Contact = true
	key := "inform.contact." + pack.Name
	if !t.e.texts.Has(key) {
		key = "inform.contact.other"
	}
	return t.e.texts.Text(t.c.Lang, key, 0, t.filled(prompts.Fields{Path: t.e.book.In(t.c.Lang, pack.Contact)}))
}

// terms are the fields that describe an option to a buyer.
func (t *turn) terms(o playbook.Option) prompts.Fields {
	return prompts.Fields{Amount: o.Refund, Percent: o.Percent, Return: string(o.Return), Approval: o.Approval && !o.Floor,
		Keep: o.Return == playbook.NoReturn, Remedy: t.remedyName(o.Remedy),
		Until: t.business(t.e.book.Remedies[o.Remedy].Due)}
}

// askRemedy asks again which of the offered ways it shall be.
func (t *turn) askRemedy(k *Case) {
	var names []string
	for _, o := range k.Offer.Options {
		names = append(names, t.remedyName(o.Remedy))
	}
	text := t.variant("ask.remedy", t.timesAsked(ActOffer, string(SlotRemedy)), prompts.Fields{List: names, Count: len(names)})
	t.question(ActOffer, string(SlotRemedy), Say{Acts: act(ActAsk, string(SlotRemedy)), Text: text, Options: t.offerButtons(k.Offer)})
}

// offerButtons are the ways out of an offer, and the way past them.
func (t *turn) offerButtons(o *Offer) []Option {
	var opts []Option
	for _, opt := range o.Options {
		opts = append(opts, t.option(string(opt.Remedy)))
	}
	none := t.option(optNone)
	if len(opts) == 1 {
		none.Label = t.word("button.no")
	}
	return append(opts, none)
}

// stillOffered reports whether an option of an older message may still be chosen.
func (t *turn) stillOffered(id string) bool {
	k := t.current()
	if k == nil {
		return false
	}
	_, ok := k.Offer.option(playbook.RemedyID(id))
	done := k.Settled != nil && !k.Settled.Done.IsZero()
	return ok && !done || t.c.Asked == nil && k.Status == StatusSettled && id == optNotYet
}

// picked takes the buyer's choice of a remedy. What is not in the offer cannot be chosen.
func (t *turn) picked(r playbook.RemedyID) bool {
	k := t.current()
	opt, ok := k.Offer.option(r)
	switch {
	case !ok && k.Offer == nil:
		return false
	case !ok:
		t.begins(nil, "offer.not_offered", prompts.Fields{What: t.remedyName(r)})
		return true
	case k.Settled != nil && k.Settled.Remedy == r:
		t.begins(act(ActRepair, "repeat"), "repair.settled_already", prompts.Fields{Remedy: t.remedyName(r)})
		return true
	case t.expired(k.Offer):
		t.begins(act(ActInform, string(Expired)), "inform.expired", noFields())
		k.Offer = nil
	}
	if k.Status == StatusClosed {
		t.reopen(k)
	}
	if k.Settled != nil || k.Approval != nil {
		offer := k.Offer
		t.withdraw(k)
		k.Offer = offer
	}
	if k.Offer != nil {
		k.Picked = opt.Remedy
	}
	return true
}

func (t *turn) confirm(o playbook.Option) {
	text := t.variant("confirm."+string(o.Remedy), t.timesAsked(ActConfirm, string(o.Remedy)), t.terms(o))
	t.question(ActConfirm, string(o.Remedy), Say{Acts: act(ActConfirm, string(o.Remedy)), Text: text, Options: t.options(optYes, optNo)})
}
