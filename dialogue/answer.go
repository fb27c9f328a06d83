package dialogue

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"amends/dialogue/playbook"
)

// answered reads a text as the answer to what was asked last: an option named in words, a yes, a no, a "cannot".
func (t *turn) answered(in Interpretation, text string) bool {
	a := t.c.Asked
	if a == nil {
		return false
	}
	if has(in, Correct) && a.Kind != ActConfirm && a.Kind != ActOffer {
		return false // "no wait, it was damaged" corrects; it does not say no
	}
	if a.Kind == ActConfirm && t.bargains(in, text) {
		t.used = true // a yes under a condition is none: the terms are said once more
		return true
	}
	for _, s := range []Slot{SlotOption, SlotRemedy, SlotRating} {
		if v, ok := slot(in, s); ok && (offers(a.Options, v.Value) || s == SlotRating && a.Kind == ActFeedback) {
			return t.chosen(v.Value, text)
		}
	}
	if a.Kind == ActOffer {
		if opt, ok := t.wanted(in); ok {
			return t.chosen(string(opt.Remedy), text)
		}
	}
	if a.Kind == ActOffer && t.haggles(in, text) {
		return t.turnedDown(text)
	}
	if _, problem := t.problem(in); problem && a.Kind == ActFeedback && !has(in, Pleased) && !has(in, Affirm) {
		return t.chosen(optUnhappy, text)
	}
	switch {
	case has(in, Affirm), has(in, Pleased) && (a.Kind == ActConfirm || a.Kind == ActOffer):
		return t.affirmed(text)
	case has(in, Deny):
		return t.denied(text)
	case has(in, Skip):
		return t.skipped(text)
	case has(in, Cancel) && a.What == askedOutcome && offers(a.Options, optRoute):
		return t.chosen(optRoute, text) // nothing would settle it: then the way past the seller
	case a.Kind == ActFeedback && has(in, Pleased):
		return t.chosen(optHappy, text)
	case a.Kind == ActFeedback && has(in, Unhappy):
		return t.chosen(optUnhappy, text)
	}
	return false
}

// bargains reports whether an answer to the terms of a remedy names a number that is not among them: "make it 30 and I say yes".
func (t *turn) bargains(in Interpretation, text string) bool {
	k := t.current()
	opt, ok := k.Offer.option(k.Picked)
	if _, order := slot(in, SlotOrder); !ok || order {
		return false
	}
	terms := []string{strconv.Itoa(opt.Percent), opt.Refund.Decimal(), "1", "2", "3"}
	for _, n := range strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsDigit(r) && r != '.' && r != ',' }) {
		n = strings.ReplaceAll(strings.Trim(n, ".,"), ",", ".")
		whole := strings.TrimSuffix(opt.Refund.Decimal(), ".00")
		if n != "" && n != whole && !slices.Contains(terms, n) {
			return true
		}
	}
	return false
}

// affirmed is a yes to whatever was asked; not every question takes one.
func (t *turn) affirmed(words string) bool {
	a := t.c.Asked
	switch {
	case a.Kind == ActConfirm:
		return t.chosen(optYes, words)
	case a.Kind == ActFeedback:
		return t.chosen(optHappy, words)
	case a.Kind == ActOffer && len(t.current().Offer.Options) == 1:
		return t.chosen(string(t.current().Offer.Options[0].Remedy), words)
	case a.yesNo():
		return t.chosen(optYes, words)
	case a.Kind == ActOffer:
		t.used = true // which of them is asked again, in other words
		return true
	case a.Kind == ActRepair && a.What == string(slotIssue) && len(issuesOf(a.Options)) == 1:
		return t.chosen(issuesOf(a.Options)[0], words) // "is it about this?"
	}
	return false
}

// issuesOf are the options that name an issue, "something else" left out.
func issuesOf(options []Option) []string {
	var out []string
	for _, o := range options {
		if o.ID != string(playbook.Other) && slices.Contains(playbook.Issues, playbook.IssueID(o.ID)) {
			out = append(out, o.ID)
		}
	}
	return out
}

// denied is a no to whatever was asked.
func (t *turn) denied(words string) bool {
	a := t.c.Asked
	switch {
	case a.Kind == ActRepair && a.What == string(slotIssue) && t.current() != nil:
		t.used, t.c.Asked = true, nil // neither of those issues: then which
		return true
	case a.Kind == ActConfirm, a.yesNo():
		return t.chosen(optNo, words)
	case a.Kind == ActFeedback:
		return t.chosen(optUnhappy, words)
	case a.Kind == ActOffer:
		return t.chosen(optNone, words)
	case offers(a.Options, optSkip):
		return t.skipped(words)
	case offers(a.Options, optRoute) && len(strings.Fields(words)) < 3:
		return t.chosen(optRoute, words) // "nothing" would settle it: then the way past the seller
	}
	return false
}

// chosen carries out an option, pressed or named. False means that it has no meaning now.
func (t *turn) chosen(id, words string) bool {
	t.used = true
	k := t.current()
	switch id {
	case optPerson:
		t.handoff(reasonAsked)
	case optYes, optNo:
		return t.decided(id, words)
	case optNone:
		return k != nil && t.turnedDown(words)
	case optSkip:
		return t.skipped(words)
	case optHappy, optUnhappy, optNotYet:
		return t.rated(id)
	case optThisCase, optNewCase:
		return t.choseCase(id)
	case optBoth:
		return t.choseBoth()
	case optRoute:
		if k != nil && k.Rounds > 0 && k.Status == StatusOpen {
			t.noAgreement()
		} else {
			t.route()
		}
	default:
		return t.chosenValue(k, id, words)
	}
	return true
}

// chosenValue carries out an option that names a thing: a remedy, an issue, an order, an item, a rating.
func (t *turn) chosenValue(k *Case, id, words string) bool {
	if n, err := strconv.Atoi(id); err == nil {
		return t.ratedBy(n)
	}
	if number, ok := strings.CutPrefix(id, optOrder); ok {
		t.setOrder(t.working(), number, words)
		return true
	}
	if index, ok := strings.CutPrefix(id, optItem); ok && k != nil && k.Order != nil && titles(k.Order, index) != "" {
		t.setItem(k, index, words)
		return true
	}
	if _, ok := t.e.book.Issues[playbook.IssueID(id)]; ok {
		return t.choseIssue(playbook.IssueID(id), words)
	}
	return k != nil && t.picked(playbook.RemedyID(id))
}

// decided answers a yes-or-no question.
func (t *turn) decided(id, words string) bool {
	a, k := t.c.Asked, t.current()
	switch {
	case a == nil || k == nil:
		return false
	case a.Kind == ActConfirm && id == optYes:
		t.agreed(k)
	case a.Kind == ActConfirm:
		k.Picked = ""
		t.c.Asked = nil
	default:
		fact, ok := a.Fact()
		if ok {
			t.learn(k, FactSlot(fact), id, words)
		}
		return ok
	}
	return true
}

// skipped takes "I cannot" for an answer wherever the policy can go on without.
func (t *turn) skipped(words string) bool {
	a, k := t.c.Asked, t.current()
	if a == nil || k == nil {
		return false
	}
	t.used = true
	fact, isFact := a.Fact()
	evidence, isEvidence := a.Evidence()
	named := evidenceNamed(t.ev.Read.Interpretation)
	if named != "" && slices.Contains(t.openRequirements(k), named) {
		evidence, isEvidence = named, true // "no photo, it went into the bin", whatever was asked
	}
	switch {
	case isEvidence:
		t.absent(k, evidence, words)
	case isFact:
		t.learn(k, FactSlot(fact), unknownValue, words)
	case a.What == string(SlotOrder) && t.issue().Order != playbook.Required:
		t.learn(k, SlotOrder, unknownValue, words)
	case a.What == string(SlotOrder) && a.Times == 0:
		t.inform(FindOrder, "inform.find_order", noFields())
	case a.What == string(SlotOrder), a.What == string(SlotProof), a.What == string(SlotItem):
		t.handoff(reasonPolicy)
	case a.Kind == ActOffer: // "I don't know" turns nothing down: which of them is asked again, in other words
	default:
		return false
	}
	return true
}

// takeAnswer reads a text as the free answer to a question: a description, an amount, a serial number, a wish.
func (t *turn) takeAnswer(in Interpretation, text string) {
	a, k := t.c.Asked, t.current()
	if a == nil || k == nil || a.Kind != ActAsk || has(in, Question) || has(in, Cancel) || onlyAngry(in, text) {
		return
	}
	text = quote(text)
	fact, isFact := a.Fact()
	evidence, _ := a.Evidence()
	switch {
	case text == "":
	case a.What == askedOutcome:
		t.wished(k, text)
	case isFact:
		t.takeFact(k, fact, in, text)
	case evidence == playbook.Serial && !t.used, evidence == playbook.Statement && !t.used:
		t.written(k, evidence, text)
	case evidence == playbook.Tracking:
		if v, ok := slot(in, SlotTracking); ok {
			t.written(k, playbook.Tracking, v.Value)
		}
	}
}

// onlyAngry reports whether a text insults and says nothing else.
func onlyAngry(in Interpretation, text string) bool {
	return has(in, Abuse) && len(in.Slots) == 0 && len(in.Issues) == 0 && len(strings.Fields(text)) < describing
}

func (t *turn) takeFact(k *Case, id playbook.FactID, in Interpretation, text string) {
	switch t.e.book.Facts[id].Kind {
	case playbook.FactText:
		if _, wish := slot(in, SlotOutcome); wish && len(strings.Fields(text)) < describing {
			return // "full refund" describes no fault; the wish itself was noted
		}
		t.learn(k, FactSlot(id), text, text)
		t.used = true
	case playbook.FactMoney:
		t.takeAmount(k, id, in)
	}
}

// takeAmount takes an amount of the order's currency; before the order is known, of any.
func (t *turn) takeAmount(k *Case, id playbook.FactID, in Interpretation) {
	v, ok := slot(in, SlotMoney)
	if !ok {
		return
	}
	currency := ""
	if k.Order != nil {
		currency = k.Order.Currency
	}
	if minor, ok := amountIn(v.Value, currency); ok {
		t.learn(k, FactSlot(id), strconv.FormatInt(minor, 10), v.Words)
		t.used = true
	}
}

// amountIn reads a money slot ("1250 USD") as an amount of a currency; a slot or a caller that names none takes any.
func amountIn(value, currency string) (int64, bool) {
	minor, cur, _ := strings.Cut(value, " ")
	n, err := strconv.ParseInt(minor, 10, 64)
	return n, err == nil && n >= 0 && (cur == "" || currency == "" || cur == currency)
}
