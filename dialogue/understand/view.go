package understand

import (
	"cmp"
	"slices"

	"amends/dialogue"
	"amends/dialogue/playbook"
)

// view is what the model makes of a text: of all of it and of each clause for itself.
type view struct {
	whole   []float32 // probabilities of the labels for all of it
	p       []float32 // those with what single clauses say
	clauses []clause  // nil when it is one
	none    int       // which label states no problem
	known   float32   // the share of the text that the model has learnt anything about
}

// clause is a part of a text with the labels' probabilities.
type clause struct {
	from, to int
	p        []float32
	known    float32
}

// alone returns the clause as if it were all of a text.
func (c clause) alone(none int) view {
	return view{whole: c.p, p: c.p, none: none, known: c.known}
}

func (u *Understander) view(r *reading) view {
	n := len(u.model.labels)
	p := make([]float32, 2*n)
	v := view{whole: p[:n:n], p: p[n:], none: u.model.none}
	v.known = u.model.predict(r, 0, len(r.toks), v.whole)
	v.clauses = u.readClauses(r)
	v.blend()
	return v
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
		out[i] = clause{from: b.from, to: b.to, p: p[i*n : (i+1)*n]}
		out[i].known = u.model.predict(r, b.from, b.to, out[i].p)
	}
	return out
}

// wholeShare is how much the reading of the whole text counts beside that of its clauses: found by measuring.
const wholeShare = 0.75

// blend lets a clause that clearly states a problem count against all the politeness around it.
func (v *view) blend() {
	copy(v.p, v.whole)
	if len(v.clauses) == 0 {
		return
	}
	for k := range v.p {
		v.p[k] = wholeShare*v.whole[k] + (1-wholeShare)*v.strongest(k)
	}
}

// strongest returns the probability of a label in the clause that says most for it, and that of None in the clause that says least.
func (v *view) strongest(k int) float32 {
	if len(v.clauses) == 0 {
		return v.whole[k]
	}
	best := v.clauses[0].p[k]
	for _, c := range v.clauses[1:] {
		if k == v.none {
			best = min(best, c.p[k])
		} else {
			best = max(best, c.p[k])
		}
	}
	return best
}

// next returns the greatest probability of any other problem than the one given.
func (v *view) next(k int) float32 {
	best := float32(0)
	for i, p := range v.p {
		if i != k && i != v.none {
			best = max(best, p)
		}
	}
	return best
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

// leastProbable is the probability below which a label is no candidate.
const leastProbable = 0.05

// ranked returns the guesses for the whole text, each with the clause that it rests on.
func (u *Understander) ranked(r *reading, v view) []dialogue.IssueGuess {
	var out []dialogue.IssueGuess
	for k, label := range u.model.labels {
		sure := u.model.trust.sure(v, k)
		if label == None || v.p[k] < leastProbable || sure < leastGuess {
			continue
		}
		out = append(out, dialogue.IssueGuess{Issue: playbook.IssueID(label), Sure: float64(sure), Words: r.wordsFor(k, v.clauses)})
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
