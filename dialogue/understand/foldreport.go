package understand

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"text/tabwriter"

	"amends/dialogue/playbook"
)

// FoldReport is how well examples are read by models that have not learnt them.
type FoldReport struct {
	guesses []heldGuess
	trust   trust
}

// Folds measures how well the built-in examples are read by models that have learnt the others: what to steer by when the examples,
// the features or the learning change.
func Folds() (*FoldReport, error) {
	c, err := loadCorpus()
	if err != nil {
		return nil, err
	}
	guesses, t := holdOut(c)
	return report(guesses, t), nil
}

func report(guesses []heldGuess, t trust) *FoldReport {
	slices.SortStableFunc(guesses, func(a, b heldGuess) int { return cmp.Compare(b.sure, a.sure) })
	return &FoldReport{guesses, t}
}

// foldScore counts the guesses of one part of the examples, surest first.
type foldScore struct{ n, right, guessed, guessedRight, covered, idle, alarmed int }

func (s *foldScore) add(g heldGuess) {
	if g.label == None {
		if s.idle++; isDispute(g.answer()) {
			s.alarmed++
		}
	} else if s.n++; g.right() {
		s.right++
	}
	if g.issue == "" || g.issue == other {
		return
	}
	if s.guessed++; g.issue == g.label {
		s.guessedRight++
	}
	if 100*s.guessedRight >= 95*s.guessed {
		s.covered = s.guessed
	}
}

// isDispute reports whether an issue is one of the ten that the law or a marketplace knows.
func isDispute(issue string) bool {
	id := playbook.IssueID(issue)
	return isFault(id) && id != playbook.AddressChange || id == playbook.ChangeOfMind
}

// Print writes the report: for each language and all how many are read right, what share of the guesses can be acted on with
// nineteen in twenty right, how many texts without a problem are taken for a dispute, and what is taken for what.
func (r *FoldReport) Print(out io.Writer) {
	parts, confused := map[string]*foldScore{}, map[string]int{}
	names := []string{"all"}
	for _, g := range r.guesses {
		if !slices.Contains(names, g.lang) {
			names = append(names, g.lang)
		}
		for _, name := range []string{"all", g.lang} {
			if parts[name] == nil {
				parts[name] = &foldScore{}
			}
			parts[name].add(g)
		}
		if !g.right() {
			confused[g.label+"\t"+g.answer()]++
		}
	}
	slices.Sort(names)
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	defer w.Flush()
	fmt.Fprintln(w, "examples\ttexts\tright\tcovered at 95%\twithout a problem\ttaken for a dispute")
	for _, name := range names {
		s := parts[name]
		fmt.Fprintf(w, "%s\t%d\t%.3f\t%.3f\t%d\t%.3f\n", name, s.n, share(s.right, s.n), share(s.covered, s.n), s.idle, share(s.alarmed, s.idle))
	}
	fmt.Fprintln(w, "\nis\ttaken for\ttexts")
	for _, pair := range mostOf(confused) {
		fmt.Fprintf(w, "%s\t%d\n", pair, confused[pair])
	}
}

// mostConfusions is how many kinds of mistakes are told.
const mostConfusions = 20

func mostOf(counts map[string]int) []string {
	var out []string
	for pair := range counts {
		out = append(out, pair)
	}
	slices.SortFunc(out, func(a, b string) int { return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b)) })
	return out[:min(len(out), mostConfusions)]
}

func share(part, of int) float64 { return float64(part) / float64(max(of, 1)) }
