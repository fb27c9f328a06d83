package main

import (
	"cmp"
	"slices"
	"time"
)

// tally counts right answers among others, and those that the engine acts on.
type tally struct{ n, right, lenient, stated, sure, sureRight int }

func (t tally) accuracy() float64 { return share(t.right, t.n) }

func share(part, of int) float64 {
	if of == 0 {
		return 0
	}
	return float64(part) / float64(of)
}

// labelScore is how well one label is told from the others.
type labelScore struct {
	name              string
	n, got, both      int // rows with the label, rows taken for it, both
	precision, recall float64
}

func (l labelScore) f1() float64 {
	if l.precision+l.recall == 0 {
		return 0
	}
	return 2 * l.precision * l.recall / (l.precision + l.recall)
}

// confusion is one label taken for another, so many times.
type confusion struct {
	is, got string
	n       int
}

// bin holds the guesses of one range of confidences.
type bin struct {
	n, right int
	sum      float64
}

const bins = 10

// scores is all that is measured.
type scores struct {
	issues, disputes tally
	parts            map[string]tally // "lang en", "source abcd"
	labels           []labelScore
	confusions       []confusion
	bins             [bins]bin
	sure             tally // guesses that the engine acts on
	covered          int   // guesses above the lowest confidence at which 95 % are right
	coveredFrom      float64
	idle, idleIssue  int // texts without an issue, those taken for one
	idleDispute      int
	slots            []labelScore
	invented, traps  int // values found in texts that hold none, such texts
	median, worst    time.Duration
}

// score measures what was made of the rows.
func score(judged []judgement) *scores {
	s := &scores{parts: map[string]tally{}}
	labels, confused := map[string]*labelScore{}, map[[2]string]int{}
	var guesses []judgement
	for _, v := range judged {
		switch {
		case v.Label == "":
		case isIssue(v.Label):
			s.addIssue(v, labels, confused)
		default:
			s.addIdle(v)
		}
		if v.Label != "" && isIssue(v.got) && v.got != other {
			guesses = append(guesses, v)
		}
	}
	s.addGuesses(guesses)
	s.finishLabels(labels, confused)
	s.addSlots(judged)
	s.addTimes(judged)
	return s
}

// answer is what counts as the answer to a text with an issue: what the buyer does is none.
func (v judgement) answer() string {
	if isIssue(v.got) {
		return v.got
	}
	return other
}

func (v judgement) right() bool   { return v.answer() == v.Label }
func (v judgement) lenient() bool { return v.right() || slices.Contains(v.Alt, v.answer()) }

// isSure reports whether the engine acts on an issue that was found.
func (v judgement) isSure() bool { return isIssue(v.got) && v.got != other && v.sure >= actsFrom }

func (t *tally) add(v judgement) {
	t.n++
	if v.right() {
		t.right++
	}
	if v.lenient() {
		t.lenient++
	}
	if v.Label != other {
		t.stated++
	}
	if v.isSure() {
		t.sure++
		if v.right() {
			t.sureRight++
		}
	}
}

func (s *scores) addIssue(v judgement, labels map[string]*labelScore, confused map[[2]string]int) {
	s.issues.add(v)
	if isDispute(v.Label) {
		s.disputes.add(v)
	}
	for _, part := range []string{"lang " + cmp.Or(v.Lang, "?"), "source " + cmp.Or(v.Source, "?")} {
		t := s.parts[part]
		t.add(v)
		s.parts[part] = t
	}
	for _, name := range []string{v.Label, v.answer()} {
		if labels[name] == nil {
			labels[name] = &labelScore{name: name}
		}
	}
	labels[v.Label].n++
	labels[v.answer()].got++
	if v.right() {
		labels[v.Label].both++
	} else {
		confused[[2]string{v.Label, v.answer()}]++
	}
}

func (s *scores) addIdle(v judgement) {
	s.idle++
	if isDispute(v.got) {
		s.idleDispute++
	}
	if isIssue(v.got) && v.got != other {
		s.idleIssue++
	}
}

// wantedRight is the share of right guesses for which the coverage is told.
const wantedRight = 0.95

// addGuesses looks at the confidences of all guesses of an issue, those for texts without one among them.
func (s *scores) addGuesses(guesses []judgement) {
	slices.SortFunc(guesses, func(a, b judgement) int { return cmp.Compare(b.sure, a.sure) })
	right := 0
	for i, v := range guesses {
		b := &s.bins[min(int(v.sure*bins), bins-1)]
		b.n++
		b.sum += v.sure
		if v.right() {
			b.right++
			right++
		}
		if float64(right) >= wantedRight*float64(i+1) {
			s.covered, s.coveredFrom = i+1, v.sure
		}
		if v.isSure() {
			s.sure.add(v)
		}
	}
}

func (s *scores) finishLabels(labels map[string]*labelScore, confused map[[2]string]int) {
	for _, l := range labels {
		l.precision, l.recall = share(l.both, l.got), share(l.both, l.n)
		s.labels = append(s.labels, *l)
	}
	slices.SortFunc(s.labels, func(a, b labelScore) int { return cmp.Or(cmp.Compare(b.n, a.n), cmp.Compare(a.name, b.name)) })
	for pair, n := range confused {
		s.confusions = append(s.confusions, confusion{pair[0], pair[1], n})
	}
	slices.SortFunc(s.confusions, func(a, b confusion) int {
		return cmp.Or(cmp.Compare(b.n, a.n), cmp.Compare(a.is, b.is), cmp.Compare(a.got, b.got))
	})
}

// macroF1 is the mean over the labels that the files have.
func (s *scores) macroF1() float64 {
	sum, n := 0.0, 0
	for _, l := range s.labels {
		if l.n > 0 {
			sum, n = sum+l.f1(), n+1
		}
	}
	return sum / float64(max(n, 1))
}

func (s *scores) addTimes(judged []judgement) {
	var took []time.Duration
	for _, v := range judged {
		took = append(took, v.took)
	}
	slices.Sort(took)
	s.median, s.worst = took[len(took)/2], took[len(took)*99/100]
}
