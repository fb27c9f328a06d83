package understand

import (
	"cmp"
	"slices"
	"strings"

	"amends/dialogue"
	"amends/dialogue/playbook"
)

const (
	fewestIssueTokens = 1
	shortestClause    = 3    // tokens
	leastGuess        = 0.15 // a guess below says nothing
	mostGuesses       = 3
	secondSure        = 0.6 // from here on a clause states a problem of its own
)

// issues returns what the text says is wrong, surest first, and nothing when it states no problem. Order numbers and the like say
// nothing of a problem and are left out. Where the rest is vague, it is read again without what people say around a problem: an
// insult, a wish for a person, a question for the way to complain.
func (u *Understander) issues(r *reading, in dialogue.Interpretation) []dialogue.IssueGuess {
	if len(r.toks) < fewestIssueTokens || isOnlyValue(r, in) || r.isOnlyCount() {
		return nil
	}
	if r.isMoves(0, len(r.toks)) && r.has(moveGroup, string(dialogue.Wait)) {
		return nil // "need a few more days" is not about the parcel
	}
	bare := r.without(r.isValue)
	guesses := u.guesses(bare, in)
	if len(guesses) > 0 && guesses[0].Sure >= secondSure && isFault(guesses[0].Issue) {
		return guesses
	}
	core := bare.without(bare.aside())
	if core == bare || len(core.toks) < 2 {
		if len(core.toks) == 0 && r.has(moveGroup, string(dialogue.Restart)) {
			return nil // "new case" says nothing of what it is
		}
		return guesses
	}
	if of := u.guesses(core, in); len(of) > 0 && of[0].Sure >= secondSure && isFault(of[0].Issue) {
		return of
	}
	return guesses
}

// guesses reads the tokens that are left of a text.
func (u *Understander) guesses(r *reading, in dialogue.Interpretation) []dialogue.IssueGuess {
	if len(r.toks) == 0 || r.onlyWeightless() {
		return nil
	}
	v := u.view(r)
	out := r.inContext(u.ranked(r, v), in)
	if len(out) == 0 {
		return nil
	}
	second := u.second(r, out[0], v.clauses)
	if second != nil {
		out[0].Sure = max(out[0].Sure, u.sureInClause(r, out[0], v.clauses))
	}
	return r.withSecond(out, second)
}

// sureInClause returns how sure a guess is in the clause that it rests on: read as a whole, a text with two problems is half of each.
func (u *Understander) sureInClause(r *reading, g dialogue.IssueGuess, clauses []clause) float64 {
	k := slices.Index(u.model.labels, string(g.Issue))
	for _, c := range clauses {
		if r.words(c.from, c.to) == g.Words && k >= 0 {
			return float64(u.model.trust.sure(c.alone(u.model.none), k))
		}
	}
	return 0
}

// What a guess can be at most.
const (
	undecided  = 0.5 // it rests on a wish alone: enough to ask, not to act
	groundless = 0.3 // the text has no word of what it would rest on
)

// inContext weighs the guesses by where the text stands and what it has words of. "A full refund" answers an offer; where nothing
// was offered it is a wish that does not say what is wrong.
func (r *reading) inContext(guesses []dialogue.IssueGuess, in dialogue.Interpretation) []dialogue.IssueGuess {
	a := r.asked()
	answering := a.Kind == dialogue.ActOffer || a.Kind == dialogue.ActConfirm || a.Kind == dialogue.ActFeedback || a.What == "outcome"
	asks := r.asksAboutUs(in)
	out := guesses[:0]
	for _, g := range guesses {
		wishes := r.onlyWishes(g.Issue)
		if a.What == askedEvidence+string(playbook.Statement) && !isCorrected(in) {
			continue // a statement tells the problem over again
		}
		if answering && (wishes || !isFault(g.Issue)) || asks && r.isVague(g.Issue) {
			continue
		}
		if wishes || r.isElsewhere(g.Issue, in) {
			g.Sure = min(g.Sure, undecided)
		}
		if !r.grounded(g.Issue, 0, len(r.toks)) {
			g.Sure = min(g.Sure, groundless)
		}
		out = append(out, g)
	}
	slices.SortStableFunc(out, func(a, b dialogue.IssueGuess) int { return cmp.Compare(b.Sure, a.Sure) })
	return r.hasCome(r.inTime(out), in.Slots)
}

// isElsewhere reports a guess that sounds like what the buyer does and is not it: whether this is a person, or whether it speaks a
// language, asks for nobody; "stop it" cancels what is going on here, not an order.
func (r *reading) isElsewhere(issue playbook.IssueID, in dialogue.Interpretation) bool {
	switch issue {
	case playbook.Human:
		language := slices.ContainsFunc(in.Slots, func(v dialogue.SlotValue) bool { return v.Slot == dialogue.SlotLanguage })
		return (language || slices.ContainsFunc(in.Moves, func(m dialogue.Move) bool {
			return m.Kind == dialogue.Question && (m.Topic == dialogue.Bot || m.Topic == dialogue.Genuine || m.Topic == dialogue.Language)
		})) && !slices.ContainsFunc(in.Moves, func(m dialogue.Move) bool { return m.Kind == dialogue.AskHuman })
	case playbook.CancelOrder:
		return !r.has(cueGroup, "order") && slices.ContainsFunc(in.Moves, func(m dialogue.Move) bool { return m.Kind == dialogue.Cancel })
	}
	return false
}

func isCorrected(in dialogue.Interpretation) bool {
	return slices.ContainsFunc(in.Moves, func(m dialogue.Move) bool { return m.Kind == dialogue.Correct })
}

// asksAboutUs reports whether the text is a question that is answered by itself and states no problem: for the way to complain,
// how far the case is, what the bot may do.
func (r *reading) asksAboutUs(in dialogue.Interpretation) bool {
	return slices.ContainsFunc(in.Moves, func(m dialogue.Move) bool {
		return m.Kind == dialogue.Question && (m.Topic == dialogue.RouteTo || m.Topic == dialogue.StatusOf || m.Topic == dialogue.Process && r.has(cueGroup, "authority"))
	})
}

// grounds says which concepts an issue rests on: a text that has none of them hardly states it.
var grounds = map[playbook.IssueID][]string{
	playbook.AddressChange: {"alter", "address"},
	playbook.CancelOrder:   {"cancel"},
	playbook.MissingParts:  {"missing", "not_arrived", "part"},
	playbook.Overcharged:   {"charge", "excess", "refund"},
	playbook.Human:         {"person", "contact"},
	playbook.RefundMissing: {"refund", "charge", "returned_done"},
}

// grounded reports whether tokens [from, to) have a concept that an issue rests on. Three words without any concept state no fault.
func (r *reading) grounded(issue playbook.IssueID, from, to int) bool {
	if len(r.toks) <= 3 && len(r.concepts) == 0 && isFault(issue) {
		return false
	}
	names, ok := grounds[issue]
	return !ok || slices.ContainsFunc(names, func(name string) bool { return r.hasConceptIn(name, from, to) })
}

// onlyWishes reports whether the text wants its money and has no word of what the guess would rest on: of sending something
// back or not liking it, of a refund that was due.
func (r *reading) onlyWishes(issue playbook.IssueID) bool {
	var grounds []string
	switch issue {
	case playbook.ChangeOfMind:
		grounds = []string{"return_wish", "mind"}
	case playbook.RefundMissing:
		grounds = []string{"already", "returned_done", "whereabouts", "when", "missing", "not_arrived", "late", "excess"}
	default:
		return false
	}
	return r.hasConcept("refund") && !slices.ContainsFunc(grounds, r.saysConcept)
}

// saysConcept reports whether the text has more of a concept than a bare negation: "no return" waits for nothing.
func (r *reading) saysConcept(name string) bool {
	return slices.ContainsFunc(r.concepts, func(h hit) bool {
		return r.lex.tags[h.tag].name == name && !(h.to-h.from == 1 && r.lex.negators[r.toks[h.from].norm])
	})
}

// isOnlyValue reports a text that is nothing but values that were found in it: an order number, an address.
func isOnlyValue(r *reading, in dialogue.Interpretation) bool {
	if len(in.Slots) == 0 {
		return false
	}
	for _, t := range r.toks {
		if !allDigits(t.norm) && len(t.norm) > 2 && !r.lex.fillers[t.norm] && !coveredBy(in.Slots, r.text[t.from:t.to]) {
			return false
		}
	}
	return true
}

func coveredBy(slots []dialogue.SlotValue, word string) bool {
	for _, s := range slots {
		switch s.Slot {
		case dialogue.SlotOrder, dialogue.SlotProof, dialogue.SlotTracking, dialogue.SlotEmail, dialogue.SlotPhone:
			if containsFold(s.Words, word) {
				return true
			}
		}
	}
	return false
}

// isOnlyCount reports whether a text says how many and nothing else: "both", "only half of them".
func (r *reading) isOnlyCount() bool {
	counted := make([]bool, len(r.toks))
	r.hitsOf(countGroup, func(h hit, _ tag) {
		for i := h.from; i < h.to; i++ {
			counted[i] = true
		}
	})
	for i, t := range r.toks {
		if !counted[i] && t.num < 0 && !r.lex.fillers[t.norm] {
			return false
		}
	}
	return slices.Contains(counted, true)
}

// second returns a problem of its own in another clause than the first guess rests on.
func (u *Understander) second(r *reading, first dialogue.IssueGuess, clauses []clause) *dialogue.IssueGuess {
	var out *dialogue.IssueGuess
	for _, c := range clauses {
		words := r.words(c.from, c.to)
		if words == first.Words || r.isMoves(c.from, c.to) {
			continue
		}
		for k, label := range u.model.labels {
			issue := playbook.IssueID(label)
			sure := float64(u.model.trust.sure(c.alone(u.model.none), k))
			if sure < secondSure || label == None || issue == first.Issue || !standsBeside(first.Issue, issue) || !r.grounded(issue, c.from, c.to) {
				continue
			}
			if out == nil || sure > out.Sure {
				out = &dialogue.IssueGuess{Issue: issue, Sure: sure, Words: words, Second: true}
			}
		}
	}
	return out
}

// standsBeside reports whether two issues can be two problems of one buyer. A question for the order, a complaint about the
// service, a wish for a person or for the money are mostly part of the same problem; so is all that is wrong with one item, and a
// price that is not the one in the listing.
func standsBeside(first, second playbook.IssueID) bool {
	beside := func(issue playbook.IssueID) bool {
		return isFault(issue) && issue != playbook.Late && issue != playbook.AddressChange && issue != playbook.RefundMissing &&
			issue != playbook.NotReceived
	}
	priced := first == playbook.Overcharged && second == playbook.NotAsDescribed
	return beside(first) && beside(second) && !priced && !(isState(first) && isState(second))
}

// isState reports whether an issue is about the state of an item that has arrived, as a seller's own mostly is.
func isState(issue playbook.IssueID) bool {
	switch issue {
	case playbook.WrongItem, playbook.Damaged, playbook.Defective, playbook.NotAsDescribed:
		return true
	}
	return issue.Own()
}

// isVague reports an issue that a question about the way things go here is easily taken for; one about what the bot may refund
// sounds like a refund that is missing.
func (r *reading) isVague(issue playbook.IssueID) bool {
	switch issue {
	case playbook.Other, playbook.Human, playbook.OrderStatus:
		return true
	}
	return issue == playbook.RefundMissing && r.has(cueGroup, "authority")
}

// isFault reports whether an issue is that something went wrong, and not a wish, a question or a complaint about it. What a seller names
// beside the built-in issues mostly is.
func isFault(issue playbook.IssueID) bool {
	switch issue {
	case playbook.ChangeOfMind, playbook.CancelOrder, playbook.OrderStatus, playbook.ServiceComplaint, playbook.Human, playbook.Other:
		return false
	}
	return true
}

// withSecond puts the second problem directly after the first, in place of a mere other reading of it. The one that the buyer
// tells first comes first when both are sure.
func (r *reading) withSecond(guesses []dialogue.IssueGuess, second *dialogue.IssueGuess) []dialogue.IssueGuess {
	if second == nil {
		return guesses
	}
	first := guesses[0]
	if first.Sure >= secondSure && strings.Index(r.text, second.Words) < strings.Index(r.text, first.Words) {
		first, *second = *second, first
		first.Second, second.Second = false, true
	}
	out := []dialogue.IssueGuess{first, *second}
	for _, g := range guesses[1:] {
		if g.Issue != first.Issue && g.Issue != second.Issue && len(out) < mostGuesses {
			out = append(out, g)
		}
	}
	return out
}
