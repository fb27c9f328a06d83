package dialogue

import (
	"slices"
	"strings"

	"amends/dialogue/playbook"
	"amends/prompts"
)

// takeIssues sets the issue, or asks when a text contradicts what was said before or fits two issues alike.
func (t *turn) takeIssues(in Interpretation, text string) {
	first, second, ok := t.guesses(in)
	if !ok || t.answersFreely() && !has(in, Correct) || has(in, Undo) && t.undoable() {
		return
	}
	k := t.working()
	was, asked := k.Issue(), t.c.Asked.is(ActRepair, string(slotIssue))
	switch {
	case was == "" && (plain(first, second, in) || asked && offers(t.c.Asked.Options, string(first.Issue))):
		t.setIssue(k, first.Issue, words(first, text))
	case first.Sure < likely && was == "" && asked:
		// "Is it this?" waits for its answer: a faint guess does not take its place.
	case first.Sure < sure && was == "":
		t.askWhichIssue(first, second)
	case first.Sure < sure || first.Issue == was:
		t.used = t.used || first.Sure >= sure
	case was == "" || refines(was, first.Issue):
		t.setIssue(k, first.Issue, words(first, text))
	case has(in, Correct):
		t.setIssue(k, first.Issue, words(first, text))
		t.begins(act(ActRepair, "correction"), "repair.correction",
			prompts.Fields{What: t.issueName(first.Issue), Earlier: t.issueName(was)})
	case slices.Contains(vagueIssues, first.Issue):
		// A question about the order or a word about the service takes nothing back.
	case alike(was, first.Issue), first.Issue == playbook.RefundMissing && wishes(in):
		t.used = true
	case k.Status == StatusOpen && first.Sure >= contradicting:
		t.contradict(k, was, first, text)
	}
	if second.Second && second.Sure >= sure && k.Issue() != "" {
		t.later(second, text)
	}
}

// tacitly takes the one issue that was asked about when the buyer answers "is it about this?" with what is needed next, or goes on with
// the story.
func (t *turn) tacitly(in Interpretation, text string) {
	if !t.c.Asked.is(ActRepair, string(slotIssue)) || t.current() == nil || t.current().Issue() != "" {
		return
	}
	_, order := slot(in, SlotOrder)
	goesOn := len(in.Moves) == 0 && !t.used && len(strings.Fields(text)) >= telling
	if issues := issuesOf(t.c.Asked.Options); len(issues) == 1 && !has(in, Deny) && (order || t.ev.Read.Proof != ProofNone || goesOn) {
		t.setIssue(t.current(), playbook.IssueID(issues[0]), text)
	}
}

// telling is how many words a text has at least that goes on with a story.
const telling = 4

// keepsAhead says that an order number or a proof was taken down although it is not known yet what is wrong.
func (t *turn) keepsAhead(in Interpretation) {
	k := t.current()
	_, order := slot(in, SlotOrder)
	if k != nil && k.Issue() == "" && !t.asking && len(t.lead) == 0 && (order || t.ev.Read.Proof == ProofMatch) {
		t.begins(nil, "inform.taken", noFields())
	}
}

// wishes reports whether a text says what the buyer wants.
func wishes(in Interpretation) bool {
	_, ok := slot(in, SlotOutcome)
	return ok
}

// plain reports whether a first guess that is not sure needs no question: "cancel" with nothing before it means the order, and whether a
// parcel that has not come is late or lost is for the order's dates to tell.
func plain(first, second IssueGuess, in Interpretation) bool {
	bare := first.Issue == playbook.CancelOrder && has(in, Cancel)
	waits := isWaiting(first.Issue) && isWaiting(second.Issue) && first.Sure+second.Sure >= sure
	return first.Sure < sure && (bare || waits)
}

// isWaiting reports whether an issue is that the parcel has not come.
func isWaiting(issue playbook.IssueID) bool {
	return issue == playbook.Late || issue == playbook.NotReceived
}

// likely is how sure another guess must be to take the place of the one that is asked about.
const likely = 0.5

// contradicting is how sure a second reading must be before it is held against what the buyer said before.
const contradicting = 0.75

// guesses are the two surest issues that the playbook knows.
func (t *turn) guesses(in Interpretation) (first, second IssueGuess, ok bool) {
	var known []IssueGuess
	for _, g := range in.Issues {
		vague := g.Sure < sure && (g.Issue == playbook.Other || g.Issue == playbook.Human)
		if _, there := t.e.book.Issues[g.Issue]; there && g.Sure >= maybe && !vague && !t.isComing(g.Issue, in) {
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

// isComing reports a question for money when another problem is being sorted out: "when do I get my money?" misses nothing yet.
func (t *turn) isComing(issue playbook.IssueID, in Interpretation) bool {
	k := t.current()
	return issue == playbook.RefundMissing && k != nil && k.Issue() != "" && k.Issue() != issue && k.Status != StatusClosed && slices.ContainsFunc(in.Moves, func(m Move) bool {
		return m.Kind == Question && m.Sure >= sure
	})
}

// answersFreely reports whether the bot waits for an answer in the buyer's own words, which may well sound like an issue.
func (t *turn) answersFreely() bool {
	a := t.c.Asked
	if a == nil || a.Kind != ActAsk {
		return false
	}
	fact, ok := a.Fact()
	return a.What == askedOutcome || ok && t.e.book.Facts[fact].Kind != playbook.FactYesNo
}

func words(g IssueGuess, text string) string {
	if g.Words != "" {
		return g.Words
	}
	return text
}

// vagueIssues say little about what is wrong: any other issue is a closer look, and none of them contradicts one.
var vagueIssues = []playbook.IssueID{playbook.Other, playbook.OrderStatus, playbook.ServiceComplaint, playbook.Human}

// stateIssues are about the state of an item that has arrived.
var stateIssues = []playbook.IssueID{playbook.Damaged, playbook.Defective, playbook.NotAsDescribed, playbook.WrongItem}

// refines reports whether one issue is a closer look at another and no contradiction. An issue of the seller's own looks closer than any
// that is built in.
func refines(was, now playbook.IssueID) bool {
	return slices.Contains(vagueIssues, was) && !slices.Contains(vagueIssues, now) || isWaiting(was) && isWaiting(now) ||
		slices.Contains(stateIssues, was) && now.Own()
}

// alike reports whether two issues are two ways to say the same of an item that has arrived; the first one said stays.
func alike(a, b playbook.IssueID) bool {
	if a.Own() && slices.Contains(stateIssues, b) {
		return true
	}
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
	t.used = true
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
	t.begins(act(ActInform, string(Noted)), "inform.noted", prompts.Fields{List: []string{t.issueName(g.Issue)}})
	t.used = true
}

// sameTrouble reports whether two issues named in one breath are one complaint about the state of one item.
func sameTrouble(a, b playbook.IssueID) bool {
	state := func(id playbook.IssueID) bool { return id.Own() || slices.Contains(stateIssues, id) }
	return a == b || state(a) && state(b) || slices.Contains(vagueIssues, b)
}

// choseIssue takes an issue that the buyer tapped or named.
func (t *turn) choseIssue(issue playbook.IssueID, words string) bool {
	k := t.working()
	was := k.Issue()
	for i := range k.Doubts {
		if d := &k.Doubts[i]; d.Slot == slotIssue && d.Kept == "" {
			d.Kept = string(issue)
		}
	}
	t.c.Asked = nil
	if was != issue {
		src, _ := k.Fact(slotIssue)
		if src.Source.Words != "" && was == "" {
			words = src.Source.Words
		}
		t.setIssue(k, issue, words)
	}
	return true
}

// problem is the issue that a text surely states.
func (t *turn) problem(in Interpretation) (playbook.IssueID, bool) {
	for _, g := range in.Issues {
		if _, ok := t.e.book.Issues[g.Issue]; ok && g.Sure >= sure && g.Issue != playbook.Human && !t.isComing(g.Issue, in) {
			return g.Issue, true
		}
	}
	return "", false
}

// askWhichIssue asks "this or that?" when a text fits two issues, or one but not surely.
func (t *turn) askWhichIssue(first, second IssueGuess) {
	t.working()
	opts := []Option{t.issueOption(first.Issue)}
	if second.Issue != "" {
		opts = append(opts, t.issueOption(second.Issue))
	}
	if !offers(opts, string(playbook.Other)) {
		opts = append(opts, t.issueOption(playbook.Other))
	}
	t.askAmong(opts)
	t.used = true
}

// askAmong asks which of some issues it is; the last of them is "something else".
func (t *turn) askAmong(opts []Option) {
	f := prompts.Fields{}
	for _, o := range opts[:len(opts)-1] {
		f.List = append(f.List, t.issueName(playbook.IssueID(o.ID)))
	}
	if len(f.List) == 1 {
		f.What = f.List[0]
	}
	text := t.variant("repair.ambiguous", t.timesAsked(ActRepair, string(slotIssue)), f)
	t.question(ActRepair, string(slotIssue), Say{Acts: act(ActRepair, "ambiguous"), Text: text, Options: opts})
}
