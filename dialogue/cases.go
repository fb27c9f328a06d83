package dialogue

import (
	"crypto/sha256"
	"encoding/base32"
	"slices"
	"strconv"
	"time"

	"amends/dialogue/playbook"
	"amends/prompts"
)

// casesKept bounds how many cases one conversation remembers.
const casesKept = 30

// open begins a case and makes it the current one.
func (t *turn) open() *Case {
	t.showCase() // the desk sees how the one before stands
	t.shrink()
	t.c.Cases = append(t.c.Cases, Case{No: t.number(), Status: StatusOpen, Opened: t.now()})
	t.c.Current = len(t.c.Cases) - 1
	t.c.Asked, t.c.Confused = nil, 0
	return t.current()
}

// working is the current case if it can still change, or a new one.
func (t *turn) working() *Case {
	if k := t.current(); k != nil && k.Status != StatusClosed && k.Status != StatusFulfilled {
		return k
	}
	return t.open()
}

// caseAlphabet leaves out the letters and digits that are mistaken for others.
const caseAlphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"

// number makes the number of a new case from what opened it: the same event makes the same number. Thirty bits keep two cases of one
// seller apart well enough to be told on the phone; whoever looks a number up must still expect two.
func (t *turn) number() string {
	sum := sha256.Sum256([]byte(string(t.c.ID) + "\x00" + t.ev.ID + "\x00" + strconv.Itoa(len(t.c.Cases))))
	return "A-" + base32.NewEncoding(caseAlphabet).EncodeToString(sum[:])[:6]
}

// shrink forgets the details of cases that are closed, and the oldest cases altogether.
func (t *turn) shrink() {
	for i := range t.c.Cases {
		if k := &t.c.Cases[i]; k.Status == StatusClosed {
			k.Offer, k.Approval, k.Doubts, k.Alarms = nil, nil, nil, nil
		}
	}
	if n := len(t.c.Cases) - casesKept + 1; n > 0 {
		t.c.Cases = append([]Case(nil), t.c.Cases[n:]...)
	}
}

// close ends the current case.
func (t *turn) close(outcome Outcome) {
	k := t.current()
	k.Status, k.Outcome, k.Closed, k.Approval = StatusClosed, outcome, t.now(), nil
	t.c.Asked, t.c.Human = nil, nil
}

// reopen takes a closed case up again where it was. An offer that still stands can be chosen from at once.
func (t *turn) reopen(k *Case) {
	k.Status, k.Outcome, k.Left = StatusOpen, "", nil
	t.used = true
	switch {
	case k.Settled != nil && !k.Settled.Done.IsZero():
		k.Status = StatusFulfilled
	case k.Settled != nil:
		k.Status = StatusSettled
	case k.Offer == nil:
	case t.expired(k.Offer):
		k.Offer, k.Picked = nil, ""
		t.begins(act(ActInform, string(Expired)), "inform.expired", noFields())
	default:
		t.c.Asked = &Asked{ID: "q" + strconv.Itoa(t.c.Turns), Kind: ActOffer, What: string(SlotRemedy), Options: t.offerButtons(k.Offer)}
	}
}

// returned handles a buyer who comes back after the case was settled or closed with something that may belong to it or not.
func (t *turn) returned(in Interpretation) bool {
	k := t.current()
	if k == nil || t.c.Asked.about(askedCase) {
		return false
	}
	guess, problem := t.problem(in)
	other := namesOther(in, k)
	switch {
	case problem && !other && slices.Contains(vagueIssues, guess) && (k.Status == StatusSettled || k.Status == StatusFulfilled || k.Status == StatusAsked):
		t.used = true
		t.status() // "where is my order" is about what was agreed
		return true
	case has(in, Restart):
		t.open()
		return false
	case t.comesBack(k, in, problem) && !other:
		t.begins(nil, "inform.reopened", noFields())
		t.reopen(k)
		return false
	case k.Status == StatusClosed && problem && !other && k.Outcome != OutcomeInformed:
		t.askWhichCase(guess)
		return true
	case k.Status == StatusFulfilled && problem && !other:
		t.followUp(*k)
		return false
	case k.Status == StatusSettled && problem && !other && guess != k.Issue() && !has(in, Undo) && !has(in, Cancel) && guess != playbook.CancelOrder:
		t.followUp(*k)
		t.begins(act(ActInform, string(Noted)), "inform.second_case", noFields())
		return false
	case (k.Status == StatusClosed || k.Status == StatusFulfilled || k.Status == StatusSettled) && other:
		t.open()
	}
	return false
}

// comesBack reports whether the buyer goes on with a case that was closed for silence or at the buyer's own word: any word that is
// not only thanks does for the first, the same problem or a fact for the second. Another problem is another case.
func (t *turn) comesBack(k *Case, in Interpretation, problem bool) bool {
	guess, _ := t.problem(in)
	was := k.Issue()
	if k.Status != StatusClosed || problem && was != "" && guess != was && !refines(was, guess) && !alike(was, guess) {
		return false
	}
	switch k.Outcome {
	case OutcomeSilent:
		return problem || len(in.Slots) > 0 || has(in, Affirm) || !t.onlyPolite()
	case OutcomeCancelled:
		return problem || len(in.Slots) > 0 || t.now().Sub(k.Closed) < inOneGo && !t.onlyPolite() && !has(in, Cancel) && !has(in, Deny)
	}
	return false
}

// inOneGo is how soon after a message the next one is the rest of it: people write a sentence in pieces.
const inOneGo = 20 * time.Second

// followUp opens another case about the same order, which this chat has proven to be its own.
func (t *turn) followUp(old Case) {
	k := t.open()
	k.Order = old.Order
	if f, ok := old.Fact(SlotOrder); ok {
		k.Facts = append(k.Facts, f)
	}
}

// askWhichCase asks whether the buyer goes on with the closed case or begins another.
func (t *turn) askWhichCase(guess playbook.IssueID) {
	t.c.Waiting = append(t.c.Waiting, Problem{Issue: guess, Source: Source{Event: t.ev.ID, At: t.now()}})
	text := t.variant("ask.which_case", t.timesAsked(ActRepair, askedCase), noFields())
	t.question(ActRepair, askedCase, Say{Acts: act(ActRepair, "ambiguous"), Text: text, Options: t.options(optThisCase, optNewCase)})
}

// takeUpNext opens a case for a problem that the buyer named beside the one that is now settled.
func (t *turn) takeUpNext() {
	if len(t.c.Waiting) == 0 {
		return
	}
	old, next := *t.current(), t.c.Waiting[0]
	t.c.Waiting = t.c.Waiting[1:]
	t.followUp(old)
	k := t.current()
	k.Facts = append(k.Facts, Fact{Slot: slotIssue, Value: string(next.Issue), Source: next.Source})
	t.inform(Noted, "inform.next", prompts.Fields{Issue: t.issueName(next.Issue)})
	t.advance()
}
