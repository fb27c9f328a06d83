package dialogue

import (
	"strings"

	"amends/prompts"
)

// cardOptions are what an agent can do now.
// The buttons of the desk: Decision.Option. Those for an offer, for a piece of evidence and for a point to go on from carry it after
// a colon: "offer:replace", "ask:photo_item", "handback:order". So do the agent whom a case is assigned to, "assign:ana", and whether its
// thread is live, "live:on".
const (
	deskTake     = "take"
	deskApprove  = "approve"
	deskDecline  = "decline"
	deskOffer    = "offer"
	deskAsk      = "ask"
	deskHandBack = "handback"
	deskResolve  = "resolve"
	deskReopen   = "reopen"
	deskDone     = "done"
	deskReplied  = "replied"
	deskLive     = "live"
	deskAssign   = "assign"
)

// The most buttons of one kind on a card.
const (
	mostAskButtons   = 3
	mostOfferButtons = 6
)

// cardOptions are the buttons of a card, the likeliest first.
func (t *turn) cardOptions(k *Case, status Status) []Option {
	unfinished := k.Settled != nil && k.Settled.Done.IsZero()
	ids := append(approvalOptions(k), stageOptions(status, unfinished)...)
	if t.pack(k).NeedsContact && k.Value(slotReported) != "" && k.Value(slotReplied) == "" && status != StatusClosed {
		ids = append(ids, deskReplied) // the marketplace wants the seller's answer in its own system
	}
	if status == StatusHuman && unfinished {
		ids = append(ids, deskDone)
	}
	var opts []Option
	for _, id := range ids {
		opts = append(opts, t.deskOption(id, noFields()))
	}
	if status == StatusHuman {
		opts = append(opts, t.liveOption())
	}
	if (status == StatusHuman || status == StatusAsked) && k.Settled == nil && k.Order != nil {
		opts = append(opts, t.offerOptions(k)...)
		opts = append(opts, t.askOptions(k)...)
	}
	return opts
}

// approvalOptions are the answers to what the desk was asked. What the law gives the buyer cannot be declined.
func approvalOptions(k *Case) []string {
	a := k.Approval
	if a == nil {
		return nil
	}
	asked, _ := k.Offer.option(a.Remedy)
	switch {
	case a.Remedy == "":
		return []string{deskDecline}
	case asked.Floor:
		return []string{deskApprove}
	}
	return []string{deskApprove, deskDecline}
}

// stageOptions are what an agent can do with a case of this status; unfinished is one whose remedy waits to be carried out.
func stageOptions(status Status, unfinished bool) []string {
	switch {
	case status == StatusClosed:
		return []string{deskReopen}
	case status == StatusHuman:
		return []string{deskTake, deskHandBack, deskResolve}
	case unfinished:
		return []string{deskDone, deskTake}
	}
	return []string{deskTake, deskResolve}
}

// liveOption goes live, or ends it.
func (t *turn) liveOption() Option {
	if t.c.Human.Live {
		return Option{ID: deskLive + ":off", Label: t.deskWord("desk.option.live_off")}
	}
	return Option{ID: deskLive + ":on", Label: t.deskWord("desk.option.live_on")}
}

func (t *turn) deskOption(id string, f prompts.Fields) Option {
	verb, _, _ := strings.Cut(id, ":")
	return Option{ID: id, Label: t.desk("desk.option."+verb, f)}
}

// askOptions are the desk's buttons for evidence that an agent may ask for.
func (t *turn) askOptions(k *Case) []Option {
	var opts []Option
	for _, id := range t.openRequirements(k) {
		if len(opts) < mostAskButtons {
			opts = append(opts, t.deskOption(deskAsk+":"+string(id), prompts.Fields{What: t.deskWord("evidence." + string(id))}))
		}
	}
	return opts
}

// offerOptions are the desk's buttons for offers that an agent may make.
func (t *turn) offerOptions(k *Case) []Option {
	var opts []Option
	for _, id := range t.issue().Remedies {
		if _, ok := t.e.book.OptionFor(t.known(k), id); ok && len(opts) < mostOfferButtons {
			opts = append(opts, t.deskOption(deskOffer+":"+string(id), prompts.Fields{Remedy: t.deskRemedy(id)}))
		}
	}
	return opts
}
