package understand

import (
	"cmp"
	"slices"

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

// issues returns what the text says is wrong, surest first, and nothing when it states no problem.
func (u *Understander) issues(r *reading, in dialogue.Interpretation) []dialogue.IssueGuess {
	if len(r.toks) < fewestIssueTokens || isOnlyValue(r, in) {
		return nil
	}
	whole := make([]float32, len(u.model.labels))
	u.model.predict(r, 0, len(r.toks), whole)
	clauses := u.readClauses(r)
	u.blend(whole, clauses)
	out := r.inContext(u.ranked(r, whole, clauses), in)
	if len(out) == 0 {
		return nil
	}
	return withSecond(out, u.second(r, out[0], clauses))
}

// undecided is how sure a guess is at most that rests on a wish alone: enough to ask, not to act.
const undecided = 0.5

// inContext drops the guesses that are no statement of a problem where the text stands. "A full refund" answers an offer; where
// nothing was offered it is a wish that does not say what is wrong.
func (r *reading) inContext(guesses []dialogue.IssueGuess, in dialogue.Interpretation) []dialogue.IssueGuess {
	a := r.asked()
	answering := a.Kind == dialogue.ActOffer || a.Kind == dialogue.ActConfirm || a.Kind == dialogue.ActFeedback || a.What == "outcome"
	out := guesses[:0]
	for _, g := range guesses {
		wishes := r.onlyWishes(g.Issue)
		if answering && (wishes || !isFault(g.Issue)) {
			continue
		}
		if wishes {
			g.Sure = min(g.Sure, undecided)
		}
		out = append(out, g)
	}
	slices.SortStableFunc(out, func(a, b dialogue.IssueGuess) int { return cmp.Compare(b.Sure, a.Sure) })
	return out
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
	return r.hasConcept("refund") && !slices.ContainsFunc(grounds, r.hasConcept)
}

// isOnlyValue reports a text that is nothing but values that were found in it: an order number, an address.
func isOnlyValue(r *reading, in dialogue.Interpretation) bool {
	if len(in.Slots) == 0 {
		return false
	}
	for _, t := range r.toks {
		if !allDigits(t.norm) && len(t.norm) > 2 && !coveredBy(in.Slots, r.text[t.from:t.to]) {
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

// clause is a part of a text with the labels' probabilities.
type clause struct {
	from, to int
	p        []float32
}

// readClauses cuts the text into clauses and reads each for itself; nil when it is one clause.
func (u *Understander) readClauses(r *reading) []clause {
	bounds := r.clauses()
	if len(bounds) < 2 {
		return nil
	}
	n := len(u.model.labels)
	p := make([]float32, n*len(bounds))
	out := make([]clause, len(bounds))
	for i, b := range bounds {
		out[i] = clause{b.from, b.to, p[i*n : (i+1)*n]}
		u.model.predict(r, b.from, b.to, out[i].p)
	}
	return out
}

// wholeShare is how much the reading of the whole text counts beside that of its clauses: found by measuring.
const wholeShare = 0.5

// blend lets a clause that clearly states a problem count against all the politeness around it.
func (u *Understander) blend(whole []float32, clauses []clause) {
	if len(clauses) == 0 {
		return
	}
	for k, label := range u.model.labels {
		best := clauses[0].p[k]
		for _, c := range clauses[1:] {
			if label == None {
				best = min(best, c.p[k])
			} else {
				best = max(best, c.p[k])
			}
		}
		whole[k] = wholeShare*whole[k] + (1-wholeShare)*best
	}
}

// mostClauses bounds the work on a long text.
const mostClauses = 12

// clauses cuts the text at sentence ends, at commas and at words such as "and" or "but", but leaves no crumbs.
func (r *reading) clauses() []span {
	var out []span
	from := 0
	for i := 1; i < len(r.toks) && len(out) < mostClauses-1; i++ {
		t := r.toks[i]
		if i-from >= shortestClause && len(r.toks)-i >= shortestClause && (t.brk || t.pause || r.lex.joins[t.norm]) {
			out = append(out, span{from, i})
			from = i
		}
	}
	return append(out, span{from, len(r.toks)})
}

// ranked returns the guesses for the whole text, each with the clause that it rests on.
func (u *Understander) ranked(r *reading, whole []float32, clauses []clause) []dialogue.IssueGuess {
	var out []dialogue.IssueGuess
	for k, label := range u.model.labels {
		if label == None || whole[k] < leastGuess {
			continue
		}
		out = append(out, dialogue.IssueGuess{Issue: playbook.IssueID(label), Sure: float64(whole[k]), Words: r.wordsFor(k, clauses)})
	}
	slices.SortFunc(out, func(a, b dialogue.IssueGuess) int {
		return cmp.Or(cmp.Compare(b.Sure, a.Sure), cmp.Compare(a.Issue, b.Issue))
	})
	return out[:min(len(out), mostGuesses)]
}

// wordsFor returns the clause that says most for a label, or the whole text.
func (r *reading) wordsFor(label int, clauses []clause) string {
	from, to, best := 0, len(r.toks), float32(0)
	for _, c := range clauses {
		if c.p[label] > best {
			from, to, best = c.from, c.to, c.p[label]
		}
	}
	return r.words(from, to)
}

// second returns a problem of its own in another clause than the first guess rests on.
func (u *Understander) second(r *reading, first dialogue.IssueGuess, clauses []clause) *dialogue.IssueGuess {
	var out *dialogue.IssueGuess
	for _, c := range clauses {
		words := r.words(c.from, c.to)
		if words == first.Words {
			continue
		}
		for k, label := range u.model.labels {
			issue := playbook.IssueID(label)
			if c.p[k] < secondSure || label == None || issue == first.Issue || !standsBeside(first.Issue, issue) {
				continue
			}
			if out == nil || float64(c.p[k]) > out.Sure {
				out = &dialogue.IssueGuess{Issue: issue, Sure: float64(c.p[k]), Words: words, Second: true}
			}
		}
	}
	return out
}

// standsBeside reports whether two issues can be two problems of one buyer. A question for the order, a complaint about the
// service, a wish for a person or for the money are mostly part of the same problem.
func standsBeside(first, second playbook.IssueID) bool {
	beside := func(issue playbook.IssueID) bool {
		return isFault(issue) && issue != playbook.Late && issue != playbook.AddressChange && issue != playbook.RefundMissing
	}
	return beside(first) && beside(second) && first != playbook.NotReceived && second != playbook.NotReceived
}

// isFault reports whether an issue is that something went wrong, and not a wish, a question or a complaint about it.
func isFault(issue playbook.IssueID) bool {
	switch issue {
	case playbook.WrongItem, playbook.Damaged, playbook.Defective, playbook.MissingParts, playbook.NotAsDescribed, playbook.Overcharged,
		playbook.NotReceived, playbook.Late, playbook.AddressChange, playbook.RefundMissing:
		return true
	}
	return false
}

// withSecond puts the second problem directly after the first, in place of a mere other reading of it.
func withSecond(guesses []dialogue.IssueGuess, second *dialogue.IssueGuess) []dialogue.IssueGuess {
	if second == nil {
		return guesses
	}
	out := []dialogue.IssueGuess{guesses[0], *second}
	for _, g := range guesses[1:] {
		if g.Issue != second.Issue && len(out) < mostGuesses {
			out = append(out, g)
		}
	}
	return out
}
