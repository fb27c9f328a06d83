package dialogue

import (
	"strings"

	"amends/prompts"
)

// pin brings the buyer's own view of the current case up to date: what it is about, what is agreed, who has the next move. There is
// one once the order is proven or a person has the case.
func (t *turn) pin() {
	k := t.current()
	if k == nil || t.c.Blocked || k.Issue() == "" || k.Order == nil && t.statusOf(k) == StatusOpen && k.PinHash == 0 {
		return
	}
	text := t.pinText(k)
	hash := hashText(hashStart, text)
	if hash == k.PinHash {
		return
	}
	first := k.PinHash == 0
	if first && k.Status == StatusClosed {
		return // over before there was anything to keep in view
	}
	k.PinHash = hash
	t.out = append(t.out, Pin{Case: k.No, Text: text, First: first})
}

func (t *turn) pinText(k *Case) string {
	lines := []string{t.pinLine("title", noFields())}
	if k.Order != nil {
		lines = append(lines, t.pinLine("order", noFields()))
	}
	return strings.Join(append(lines, t.pinNext(k)), "\n")
}

// pinNext says who has the next move, and by when.
func (t *turn) pinNext(k *Case) string {
	status := t.statusOf(k)
	f := prompts.Fields{}
	switch {
	case status == StatusOpen:
		return t.pinLine("open", prompts.Fields{What: t.pinNeed(k), Until: expiry(k)})
	case status == StatusAsked:
		f.Until = k.Approval.Due
		if k.Approval.Remedy != "" {
			f.Remedy = t.remedyName(k.Approval.Remedy)
		}
	case status == StatusHuman:
		f.Until = dueOf(t.c.Human)
	}
	if s := k.Settled; s != nil {
		f.Remedy, f.Amount = t.remedyName(s.Remedy), s.Refund
		if s.Done.IsZero() && status != StatusHuman {
			f.Until = s.Due
		}
	}
	return t.pinLine(string(status), f)
}

// pinNeed names what the bot waits for from the buyer.
func (t *turn) pinNeed(k *Case) string {
	a := t.c.Asked
	if a == nil {
		return t.word("pin.need.answer")
	}
	if id, ok := a.Evidence(); ok {
		return t.word("evidence." + string(id))
	}
	switch {
	case a.Kind == ActOffer, a.Kind == ActConfirm:
		return t.word("pin.need." + string(a.Kind))
	case a.about(string(SlotItem)), a.about(string(SlotOutcome)):
		return t.word("pin.need." + a.What)
	}
	return t.word("pin.need.answer")
}

func (t *turn) pinLine(key string, f prompts.Fields) string {
	return t.e.texts.Text(t.c.Lang, "pin."+key, 0, t.filled(f))
}
