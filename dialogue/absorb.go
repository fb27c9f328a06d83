package dialogue

import (
	"strconv"
	"strings"
	"time"

	"amends/dialogue/playbook"
	"amends/prompts"
)

// absorb takes every fact out of a text that it surely holds, whatever was asked.
func (t *turn) absorb(in Interpretation, text string) {
	t.takeIssues(in, text)
	t.tacitly(in, text)
	t.takeOrder(in)
	t.takeProof()
	t.keepsAhead(in)
	t.takeItem(in, text)
	t.takeDetails(in)
	t.takeAnswer(in, text)
}

// absorbRest takes what stands beside an answer: "missing parts, order #8820, 60601".
func (t *turn) absorbRest(in Interpretation, text string) {
	if k := t.current(); k == nil || idle(k) {
		return
	}
	t.takeOrder(in)
	t.takeProof()
	t.takeItem(in, text)
	t.takeDetails(in)
}

// takeOrder sets the order number. Another number than the one that was proven has to be proven too.
func (t *turn) takeOrder(in Interpretation) {
	v, ok := slot(in, SlotOrder)
	if !ok {
		return
	}
	t.used = true
	k := t.working()
	if k.Order != nil && k.Order.ID == v.Value {
		return
	}
	t.setOrder(k, v.Value, v.Words)
}

func (t *turn) setOrder(k *Case, number, words string) {
	was := k.Value(SlotOrder)
	if k.Order != nil && len(k.Evidence) > 0 {
		k.Moved = true
	}
	if k.Order != nil || k.Offer != nil {
		t.withdraw(k)
		t.unlearn(k, SlotItem)
	}
	k.Order = nil
	t.learn(k, SlotOrder, number, words)
	if was != "" && was != unknownValue && was != number {
		t.begins(act(ActRepair, "correction"), "repair.correction", prompts.Fields{What: number, Earlier: was})
	}
}

// badProofs is how many wrong second facts one chat may give before a person looks at it.
const badProofs = 5

// takeProof takes the outcome of comparing the second fact. No outcome but a match tells anything about an order.
func (t *turn) takeProof() {
	k := t.current()
	switch outcome := t.ev.Read.Proof; {
	case outcome == ProofNone || k == nil || k.Value(SlotOrder) == "":
	case outcome == ProofMatch && t.ev.Read.Order != nil:
		t.c.BadProofs, t.used = 0, true
		k.Order = t.ev.Read.Order
		t.learn(k, SlotProof, "matched", "")
		t.findItem(k)
	default:
		t.used = true
		t.c.BadProofs++
		if outcome == ProofBlocked {
			t.c.BadProofs = badProofs
		}
		kind := "no_match"
		if outcome == ProofUnknown {
			kind = "unknown_order"
		}
		t.learn(k, slotMismatch, kind, "")
	}
}

// takeItem takes the lines of the order that the text names.
func (t *turn) takeItem(in Interpretation, text string) {
	k := t.current()
	if k == nil || k.Order == nil || len(k.Order.Items) < 2 {
		return
	}
	asked := t.c.Asked.about(string(SlotItem))
	named := t.named(k, in, text)
	if len(named) == 0 || k.Value(SlotItem) != "" && !asked && !has(in, Correct) {
		return
	}
	t.setItem(k, indexes(named), text)
}

// named returns the lines of the case's order that a text surely names: one, several in one breath, or when asked all of them.
func (t *turn) named(k *Case, in Interpretation, text string) []int {
	if t.c.Asked.about(string(SlotItem)) && meansAll(in, len(k.Order.Items)) {
		return everyLine(k.Order)
	}
	var found []int
	for _, v := range in.Slots {
		if i, err := strconv.Atoi(v.Value); err == nil && v.Slot == SlotItem && v.Sure >= sure {
			found = append(found, i)
		}
	}
	if len(found) == 0 {
		found = namedTogether(*k.Order, text, t.e.texts.And(t.c.Lang))
	}
	return found
}

func (t *turn) setItem(k *Case, value, words string) {
	if was := k.Value(SlotItem); was != "" && was != value {
		t.withdraw(k)
		t.begins(act(ActRepair, "correction"), "repair.correction", prompts.Fields{What: titles(k.Order, value), Earlier: titles(k.Order, was)})
	}
	t.learn(k, SlotItem, value, words)
	t.used = true
}

func titles(o *Order, indexes string) string {
	var list []string
	for _, s := range strings.Split(indexes, ",") {
		if i, err := strconv.Atoi(s); err == nil && i >= 0 && i < len(o.Items) {
			list = append(list, o.Items[i].Title)
		}
	}
	return strings.Join(list, ", ")
}

// findItem looks for the item in what the buyer wrote before the order was known, and in what brought it.
func (t *turn) findItem(k *Case) {
	if len(k.Order.Items) < 2 || k.Value(SlotItem) != "" {
		return
	}
	texts := make([]string, 0, len(k.Facts)+1)
	for _, f := range k.Facts {
		texts = append(texts, f.Source.Words)
	}
	if m, ok := t.ev.Body.(Message); ok {
		texts = append(texts, m.Text)
	}
	for _, text := range texts {
		named := MatchItems(*k.Order, text)
		if len(named) > 1 {
			named = namedTogether(*k.Order, text, t.e.texts.And(t.c.Lang))
		}
		if len(named) > 0 {
			t.learn(k, SlotItem, indexes(named), text)
			return
		}
	}
}

// takeDetails takes what stands on its own in any text: tracking numbers, quantities, a report made elsewhere.
func (t *turn) takeDetails(in Interpretation) {
	k := t.current()
	if k == nil || k.Status == StatusClosed {
		return
	}
	for _, s := range []Slot{SlotTracking, SlotOutcome} {
		if v, ok := slot(in, s); ok {
			t.learn(k, s, v.Value, v.Words)
			t.used = true
		}
	}
	t.takeCount(k, in)
	t.takeYesNo(k, in)
	if has(in, Reported) {
		at := t.reportedAt(in)
		t.learn(k, slotReported, at.UTC().Format(time.RFC3339), "")
		t.begins(nil, "inform.contacted", prompts.Fields{Date: at, Zone: at.Location()})
		t.used = true
	}
}

// takeYesNo takes a yes or no to a question of the playbook that is stated unasked: "it still works, but ...".
func (t *turn) takeYesNo(k *Case, in Interpretation) {
	for _, v := range in.Slots {
		id, ok := v.Slot.Fact()
		yesNo := t.e.book.Facts[id].Kind == playbook.FactYesNo && (v.Value == optYes || v.Value == optNo)
		if ok && yesNo && v.Sure >= sure {
			t.learn(k, v.Slot, v.Value, v.Words)
			t.used = true
		}
	}
}

// reportedAt is when the buyer reported it in the marketplace: now for today, else the end of the day that was named, so that nobody
// is told to claim too early.
func (t *turn) reportedAt(in Interpretation) time.Time {
	v, ok := slot(in, SlotDate)
	day, err := time.Parse(time.DateOnly, v.Value)
	if end := day.Add(24*time.Hour - time.Second); ok && err == nil && end.Before(t.now()) {
		return end
	}
	return t.now()
}
