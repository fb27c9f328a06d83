package dialogue

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"amends/dialogue/playbook"
	"amends/prompts"
)

// absorb takes every fact out of a text that it surely holds, whatever was asked.
func (t *turn) absorb(in Interpretation, text string) {
	t.takeIssues(in, text)
	t.takeOrder(in)
	t.takeProof()
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

// takeIssues sets the issue, or asks when a text contradicts what was said before or fits two issues alike.
func (t *turn) takeIssues(in Interpretation, text string) {
	first, second, ok := t.guesses(in)
	if !ok || t.answersFreely() && !has(in, Correct) || has(in, Undo) && t.undoable() {
		return
	}
	k := t.working()
	was := k.Issue()
	switch {
	case first.Sure < sure && was == "":
		t.askWhichIssue(first, second)
	case first.Sure < sure || first.Issue == was:
		t.moved = t.moved || first.Sure >= sure
	case was == "" || refines(was, first.Issue):
		t.setIssue(k, first.Issue, words(first, text))
	case has(in, Correct):
		t.setIssue(k, first.Issue, words(first, text))
		t.begins(act(ActRepair, "correction"), "repair.correction",
			prompts.Fields{What: t.word("issue." + string(first.Issue)), Earlier: t.word("issue." + string(was))})
	case slices.Contains(vagueIssues, first.Issue):
		// A question about the order or a word about the service takes nothing back.
	case alike(was, first.Issue):
		t.moved = true
	case k.Status == StatusOpen && first.Sure >= contradicting:
		t.contradict(k, was, first, text)
	}
	if second.Second && second.Sure >= sure && k.Issue() != "" {
		t.later(second, text)
	}
}

// contradicting is how sure a second reading must be before it is held against what the buyer said before.
const contradicting = 0.75

// guesses are the two surest issues that the playbook knows.
func (t *turn) guesses(in Interpretation) (first, second IssueGuess, ok bool) {
	var known []IssueGuess
	for _, g := range in.Issues {
		vague := g.Sure < sure && (g.Issue == playbook.Other || g.Issue == playbook.Human)
		if _, there := t.e.book.Issues[g.Issue]; there && g.Sure >= maybe && !vague {
			known = append(known, g)
		}
	}
	if len(known) == 0 {
		return first, second, false
	}
	if len(known) > 1 {
		second = known[1]
	}
	return known[0], second, true
}

// answersFreely reports whether the bot waits for an answer in the buyer's own words, which may well sound like an issue.
func (t *turn) answersFreely() bool {
	a := t.c.Asked
	if a == nil || a.Kind != ActAsk {
		return false
	}
	id, fact := strings.CutPrefix(a.What, "fact:")
	return a.What == "outcome" || fact && t.e.book.Facts[playbook.FactID(id)].Kind != playbook.FactYesNo
}

func words(g IssueGuess, text string) string {
	if g.Words != "" {
		return g.Words
	}
	return text
}

// vagueIssues say little about what is wrong: any other issue is a closer look, and none of them contradicts one.
var vagueIssues = []playbook.IssueID{playbook.Other, playbook.OrderStatus, playbook.ServiceComplaint, playbook.Human}

// refines reports whether one issue is a closer look at another and no contradiction.
func refines(was, now playbook.IssueID) bool {
	waiting := []playbook.IssueID{playbook.Late, playbook.NotReceived}
	return slices.Contains(vagueIssues, was) && !slices.Contains(vagueIssues, now) || slices.Contains(waiting, was) && slices.Contains(waiting, now)
}

// alike reports whether two issues are two ways to say the same of an item that has arrived; the first one said stays.
func alike(a, b playbook.IssueID) bool {
	for _, group := range [][]playbook.IssueID{
		{playbook.Damaged, playbook.Defective},
		{playbook.NotAsDescribed, playbook.WrongItem},
		{playbook.NotAsDescribed, playbook.Defective},
	} {
		if slices.Contains(group, a) && slices.Contains(group, b) {
			return true
		}
	}
	return false
}

// setIssue sets the issue; what was offered for another one is void.
func (t *turn) setIssue(k *Case, issue playbook.IssueID, words string) {
	if k.Issue() != "" {
		t.withdraw(k)
	}
	t.learn(k, slotIssue, string(issue), words)
	t.fillFacts(k, words)
	t.assign(k)
	t.moved = true
}

// describing is how many words a statement of a problem must have to stand as its description too.
const describing = 7

// fillFacts lets a full statement of the problem answer the questions for its description and its amount, so that nobody has to say
// it twice.
func (t *turn) fillFacts(k *Case, words string) {
	whole := words
	if m, ok := t.ev.Body.(Message); ok {
		whole = m.Text
	}
	for _, id := range t.e.book.Issues[k.Issue()].Facts {
		s := FactSlot(id)
		if k.Value(s) != "" {
			continue
		}
		switch kind := t.e.book.Facts[id].Kind; {
		case kind == playbook.FactText && len(strings.Fields(whole)) >= describing:
			t.learn(k, s, quote(whole), whole)
		case kind == playbook.FactMoney:
			t.takeAmount(k, id, t.ev.Read.Interpretation)
		}
	}
}

// later notes a problem to be taken up after the current one.
func (t *turn) later(g IssueGuess, text string) {
	same := func(p Problem) bool { return p.Issue == g.Issue }
	if len(t.c.Waiting) >= 3 || slices.ContainsFunc(t.c.Waiting, same) || sameTrouble(t.current().Issue(), g.Issue) {
		return
	}
	t.c.Waiting = append(t.c.Waiting, Problem{Issue: g.Issue, Source: Source{Event: t.ev.ID, Words: quote(words(g, text)), At: t.now()}})
	t.begins(act(ActInform, string(Noted)), "inform.noted", prompts.Fields{List: []string{t.word("issue." + string(g.Issue))}})
	t.moved = true
}

// sameTrouble reports whether two issues named in one breath are one complaint about the state of one item.
func sameTrouble(a, b playbook.IssueID) bool {
	state := []playbook.IssueID{playbook.Damaged, playbook.Defective, playbook.NotAsDescribed, playbook.WrongItem}
	return a == b || slices.Contains(state, a) && slices.Contains(state, b) || slices.Contains(vagueIssues, b)
}

// takeOrder sets the order number. Another number than the one that was proven has to be proven too.
func (t *turn) takeOrder(in Interpretation) {
	v, ok := slot(in, SlotOrder)
	if !ok {
		return
	}
	t.moved = true
	k := t.working()
	if k.Order != nil && k.Order.ID == v.Value {
		return
	}
	t.setOrder(k, v.Value, v.Words)
}

func (t *turn) setOrder(k *Case, number, words string) {
	was := k.Value(SlotOrder)
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
		t.c.BadProofs, t.moved = 0, true
		k.Order = t.ev.Read.Order
		t.learn(k, SlotProof, "matched", "")
		t.findItem(k)
	default:
		t.moved = true
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

// slotMismatch remembers until the next question that the last second fact did not fit.
const slotMismatch Slot = "mismatch"

// takeItem takes the lines of the order that the text names.
func (t *turn) takeItem(in Interpretation, text string) {
	k := t.current()
	if k == nil || k.Order == nil || len(k.Order.Items) < 2 {
		return
	}
	var found []string
	for _, v := range in.Slots {
		if v.Slot == SlotItem && v.Sure >= sure {
			found = append(found, v.Value)
		}
	}
	asked := t.c.Asked != nil && t.c.Asked.What == string(SlotItem)
	if len(found) == 0 || k.Value(SlotItem) != "" && !asked && !has(in, Correct) {
		return
	}
	t.setItem(k, strings.Join(found, ","), text)
}

func (t *turn) setItem(k *Case, value, words string) {
	if was := k.Value(SlotItem); was != "" && was != value {
		t.withdraw(k)
		t.begins(act(ActRepair, "correction"), "repair.correction", prompts.Fields{What: titles(k.Order, value), Earlier: titles(k.Order, was)})
	}
	t.learn(k, SlotItem, value, words)
	t.moved = true
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

// findItem looks for the item in what the buyer wrote before the order was known.
func (t *turn) findItem(k *Case) {
	if len(k.Order.Items) < 2 || k.Value(SlotItem) != "" {
		return
	}
	for _, f := range k.Facts {
		if named := MatchItems(*k.Order, f.Source.Words); len(named) > 0 && len(named) < len(k.Order.Items) {
			var list []string
			for _, i := range named {
				list = append(list, strconv.Itoa(i))
			}
			t.learn(k, SlotItem, strings.Join(list, ","), f.Source.Words)
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
	for _, s := range []Slot{SlotTracking, SlotQuantity, SlotOutcome} {
		if v, ok := slot(in, s); ok {
			t.learn(k, s, v.Value, v.Words)
			t.moved = true
		}
	}
	if has(in, Reported) {
		at := t.reportedAt(in)
		t.learn(k, slotReported, at.UTC().Format(time.RFC3339), "")
		t.begins(nil, "inform.contacted", prompts.Fields{Date: at, Zone: at.Location()})
		t.moved = true
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
