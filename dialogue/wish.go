package dialogue

import (
	"strings"

	"amends/dialogue/playbook"
	"amends/prompts"
)

// outcomeKinds are the kinds of remedy that a buyer's wish means.
var outcomeKinds = map[string]playbook.Kind{"right": playbook.MadeRight, "refund": playbook.MoneyBack, "keep": playbook.KeepIt}

// wanted is the option of the case's offer that a text asks for by what it is: "just send the right one", "I want my money back". A
// text that names a sum wants something else than what was offered.
func (t *turn) wanted(in Interpretation) (playbook.Option, bool) {
	k := t.current()
	if k == nil || k.Offer == nil || t.expired(k.Offer) || has(in, Question) {
		return playbook.Option{}, false
	}
	for _, s := range []Slot{SlotOption, SlotRemedy} {
		if v, ok := slot(in, s); ok {
			if opt, ok := k.Offer.option(playbook.RemedyID(v.Value)); ok {
				return opt, true
			}
		}
	}
	wish, ok := slot(in, SlotOutcome)
	if _, sum := slot(in, SlotMoney); !ok || sum {
		return playbook.Option{}, false
	}
	for _, o := range k.Offer.Options {
		if o.Kind == outcomeKinds[wish.Value] {
			return o, true
		}
	}
	return playbook.Option{}, false
}

// mostHaggling is how many words a text has at most that names a sum and nothing else.
const mostHaggling = 6

// haggles reports whether a text asks for another sum than those offered: "give me 60 dollars".
func (t *turn) haggles(in Interpretation, text string) bool {
	_, sum := slot(in, SlotMoney)
	_, problem := t.problem(in)
	return sum && !problem && len(in.Moves) == 0 && len(strings.Fields(text)) <= mostHaggling
}

// rethinks lets a buyer who waits for an approval, or for a remedy to be carried out, ask for another one that was offered.
func (t *turn) rethinks(in Interpretation) bool {
	k := t.current()
	opt, ok := t.wanted(in)
	if !ok || k.Status != StatusSettled && k.Status != StatusAsked || has(in, Restart) || namesOther(in, k) {
		return false
	}
	if k.Settled != nil && k.Settled.Remedy == opt.Remedy || k.Approval != nil && k.Approval.Remedy == opt.Remedy {
		return false
	}
	return t.picked(opt.Remedy)
}

// namesOther reports whether the text names another order than the one that the case is about.
func namesOther(in Interpretation, k *Case) bool {
	order, named := slot(in, SlotOrder)
	return named && k.Order != nil && order.Value != k.Order.ID
}

// needsWish goes on asking what would settle the case once the buyer has turned the offer down.
func (t *turn) needsWish(k *Case) bool {
	if !t.c.Asked.is(ActAsk, askedOutcome) || k.Rounds == 0 {
		return false
	}
	t.askWish()
	return true
}

// turnedDown takes it that none of the offered ways will do: first it asks what would, then it says what the marketplace offers.
func (t *turn) turnedDown(words string) bool {
	k := t.current()
	if k == nil || k.Offer == nil || k.Status != StatusOpen {
		return false
	}
	t.used = true
	k.Rounds++
	k.Picked = ""
	if k.Rounds > 1 || k.Offer.By != "" {
		t.noAgreement()
		return true
	}
	if t.namesWish() {
		t.wished(k, quote(words))
		return true
	}
	t.askWish()
	return true
}

func (t *turn) askWish() { t.ask(askedOutcome, "ask.outcome", noFields(), t.options(optRoute)...) }

// namesWish reports whether the refusal itself says what would settle the case: "no, I want 100 dollars".
func (t *turn) namesWish() bool {
	in := t.ev.Read.Interpretation
	_, sum := slot(in, SlotMoney)
	_, kind := slot(in, SlotOutcome)
	return sum || kind
}

// wished passes on to the team what would settle the case, in the buyer's own words, and asks it for an offer.
func (t *turn) wished(k *Case, words string) {
	t.used = true
	t.c.Asked = nil
	t.learn(k, SlotOutcome, words, words)
	due := t.business(t.e.book.Clocks.Approval)
	k.Status, k.Approval = StatusAsked, &Approval{Wish: words, Since: t.now(), Due: due, Ask: t.ev.ID}
	t.inform(Waiting, "inform.waiting_offer", prompts.Fields{Until: due})
	t.toDesk(Ask{ID: t.ev.ID, Case: k.No, Due: due, Text: t.desk("desk.ask.offer", prompts.Fields{Words: words, Until: due}),
		Options: append(t.offerOptions(k), t.deskOption(deskDecline, noFields()), t.deskOption(deskTake, noFields()))})
}

// noAgreement says honestly how to use the marketplace's own channel and closes the case; what was offered stays open for choice.
func (t *turn) noAgreement() {
	t.route()
	if t.c.Human == nil {
		t.close(OutcomeNoAgreement)
		t.say(act(ActClose), "close.no_agreement", noFields())
	}
}
