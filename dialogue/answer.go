package dialogue

import (
	"slices"
	"strconv"
	"strings"

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
	if _, problem := t.problem(in); problem && a.Kind == ActFeedback && !has(in, Pleased) && !has(in, Affirm) {
		return t.chosen("unhappy", text)
	}
	switch {
	case has(in, Affirm), has(in, Pleased) && (a.Kind == ActConfirm || a.Kind == ActOffer):
		return t.affirmed(text)
	case has(in, Deny):
		return t.denied(text)
	case has(in, Skip):
		return t.skipped(text)
	case a.Kind == ActFeedback && has(in, Pleased):
		return t.chosen("happy", text)
	case a.Kind == ActFeedback && has(in, Unhappy):
		return t.chosen("unhappy", text)
	}
	return false
}

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

// rethinks lets a buyer who waits for an approval, or for a remedy to be carried out, ask for another one that was offered.
func (t *turn) rethinks(in Interpretation) bool {
	k := t.current()
	opt, ok := t.wanted(in)
	if !ok || k.Status != StatusSettled && k.Status != StatusAsked {
		return false
	}
	if k.Settled != nil && k.Settled.Remedy == opt.Remedy || k.Approval != nil && k.Approval.Remedy == opt.Remedy {
		return false
	}
	return t.picked(opt.Remedy)
}

// affirmed is a yes to whatever was asked; not every question takes one.
func (t *turn) affirmed(words string) bool {
	a := t.c.Asked
	switch {
	case a.Kind == ActConfirm:
		return t.chosen("yes", words)
	case a.Kind == ActFeedback:
		return t.chosen("happy", words)
	case a.Kind == ActOffer && len(t.current().Offer.Options) == 1:
		return t.chosen(string(t.current().Offer.Options[0].Remedy), words)
	case strings.HasPrefix(a.What, "fact:") && offers(a.Options, "yes"):
		return t.chosen("yes", words)
	}
	return false
}

// denied is a no to whatever was asked.
func (t *turn) denied(words string) bool {
	a := t.c.Asked
	switch {
	case a.Kind == ActConfirm, strings.HasPrefix(a.What, "fact:") && offers(a.Options, "no"):
		return t.chosen("no", words)
	case a.Kind == ActFeedback:
		return t.chosen("unhappy", words)
	case a.Kind == ActOffer:
		return t.chosen("none", words)
	case offers(a.Options, "skip"):
		return t.skipped(words)
	}
	return false
}

// chosen carries out an option, pressed or named. False means that it has no meaning now.
func (t *turn) chosen(id, words string) bool {
	t.moved = true
	k := t.current()
	switch id {
	case "person":
		t.handoff("asked")
	case "yes", "no":
		return t.decided(id, words)
	case "none":
		return k != nil && t.declined(words)
	case "skip":
		return t.skipped(words)
	case "happy", "unhappy", "not_yet":
		return t.rated(id)
	case "this_case", "new_case":
		return t.choseCase(id)
	case "both":
		return t.choseBoth()
	case "route":
		if k != nil && k.Rounds > 0 && k.Status == StatusOpen {
			t.noAgreement(k)
		} else {
			t.route()
		}
	case "again", "wait":
		return true
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
	if number, ok := strings.CutPrefix(id, "order:"); ok {
		t.setOrder(t.working(), number, words)
		return true
	}
	if index, ok := strings.CutPrefix(id, "item:"); ok && k != nil && k.Order != nil && titles(k.Order, index) != "" {
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
	case a.Kind == ActConfirm && id == "yes":
		t.agreed(k)
	case a.Kind == ActConfirm:
		k.Picked = ""
		t.c.Asked = nil
	case strings.HasPrefix(a.What, "fact:"):
		t.learn(k, Slot(a.What), id, words)
	default:
		return false
	}
	return true
}

// skipped takes "I cannot" for an answer wherever the policy can go on without.
func (t *turn) skipped(words string) bool {
	a, k := t.c.Asked, t.current()
	if a == nil || k == nil {
		return false
	}
	t.moved = true
	what, isEvidence := strings.CutPrefix(a.What, "evidence:")
	named := evidenceNamed(t.ev.Read.Interpretation)
	if named != "" && slices.Contains(t.openRequirements(k), named) {
		what, isEvidence = string(named), true // "no photo, it went into the bin", whatever was asked
	}
	switch {
	case isEvidence:
		k.Evidence = append(k.Evidence, Evidence{Event: t.ev.ID, Kind: "none", Meets: playbook.EvidenceID(what), Words: quote(words), Absent: true})
		t.begins(nil, "inform.missing_evidence_ok", t.none())
	case strings.HasPrefix(a.What, "fact:"):
		t.learn(k, Slot(a.What), unknownValue, words)
	case a.What == string(SlotOrder) && t.issue().Order != playbook.Required:
		t.learn(k, SlotOrder, unknownValue, words)
	case a.What == string(SlotOrder) && a.Times == 0:
		t.inform(FindOrder, "inform.find_order", t.none())
	case a.What == string(SlotOrder), a.What == string(SlotProof), a.What == string(SlotItem):
		t.handoff("policy")
	case a.Kind == ActOffer:
		return t.declined(words)
	default:
		return false
	}
	return true
}

// takeAnswer reads a text as the free answer to a question: a description, an amount, a serial number, a wish.
func (t *turn) takeAnswer(in Interpretation, text string) {
	a, k := t.c.Asked, t.current()
	if a == nil || k == nil || a.Kind != ActAsk || has(in, Question) || has(in, Cancel) {
		return
	}
	text = quote(text)
	switch id, isFact := strings.CutPrefix(a.What, "fact:"); {
	case text == "":
	case a.What == "outcome":
		t.wished(k, text)
	case isFact:
		t.takeFact(k, playbook.FactID(id), in, text)
	case a.What == "evidence:serial" && !t.moved, a.What == "evidence:statement" && !t.moved:
		t.written(k, playbook.EvidenceID(strings.TrimPrefix(a.What, "evidence:")), text)
	case a.What == "evidence:tracking":
		if v, ok := slot(in, SlotTracking); ok {
			t.written(k, playbook.Tracking, v.Value)
		}
	}
}

func (t *turn) takeFact(k *Case, id playbook.FactID, in Interpretation, text string) {
	switch t.e.book.Facts[id].Kind {
	case playbook.FactText:
		if _, wish := slot(in, SlotOutcome); wish && len(strings.Fields(text)) < describing {
			return // "full refund" describes no fault; the wish itself was noted
		}
		t.learn(k, FactSlot(id), text, text)
		t.moved = true
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
		t.moved = true
	}
}

// amountIn reads a money slot ("1250 USD") as an amount of a currency; a slot or a caller that names none takes any.
func amountIn(value, currency string) (int64, bool) {
	minor, cur, _ := strings.Cut(value, " ")
	n, err := strconv.ParseInt(minor, 10, 64)
	return n, err == nil && n >= 0 && (cur == "" || currency == "" || cur == currency)
}

// written takes evidence that is words and no file.
func (t *turn) written(k *Case, id playbook.EvidenceID, text string) {
	k.Evidence = append(k.Evidence, Evidence{Event: t.ev.ID, Kind: "text", Meets: id, Words: text})
	t.moved = true
}
