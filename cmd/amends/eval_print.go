package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"text/tabwriter"
	"time"
)

// mostConfusions is how many kinds of mistakes are told.
const mostConfusions = 15

func (s *scores) print(out io.Writer) {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	defer w.Flush()
	if s.issues.n > 0 {
		s.printIssues(w)
	}
	if s.idle > 0 {
		fmt.Fprintf(w, "%d texts without an issue: %s taken for a dispute, %s for any issue\n\n", s.idle, percent(s.idleDispute, s.idle), percent(s.idleIssue, s.idle))
	}
	if len(s.slots) > 0 {
		s.printSlots(w)
	}
	fmt.Fprintf(w, "time per text: median %v, one in a hundred above %v\n", s.median.Round(time.Microsecond), s.worst.Round(time.Microsecond))
}

func (s *scores) printIssues(w io.Writer) {
	fmt.Fprintf(w, "%d texts with an issue: accuracy %.3f (lenient %.3f), macro F1 %.3f\n", s.issues.n, s.issues.accuracy(), share(s.issues.lenient, s.issues.n), s.macroF1())
	fmt.Fprintf(w, "%d of them disputes: accuracy %.3f (lenient %.3f)\n", s.disputes.n, s.disputes.accuracy(), share(s.disputes.lenient, s.disputes.n))
	fmt.Fprintf(w, "sure (%.2f and more): right %s, lenient %s, of %d; acted on: %s of the texts with an issue but other\n", actsFrom,
		percent(s.sure.right, s.sure.n), percent(s.sure.lenient, s.sure.n), s.sure.n, percent(s.sure.n, s.issues.stated))
	fmt.Fprintf(w, "at 95%% precision: coverage %.3f, from a confidence of %.2f\n\n", share(s.covered, s.issues.stated), s.coveredFrom)
	fmt.Fprintln(w, "label\ttexts\tprecision\trecall\tF1")
	for _, l := range s.labels {
		fmt.Fprintf(w, "%s\t%d\t%.3f\t%.3f\t%.3f\n", l.name, l.n, l.precision, l.recall, l.f1())
	}
	fmt.Fprintln(w, "\npart\ttexts\taccuracy\tlenient\tright when sure\tacted on")
	for _, part := range slices.Sorted(maps.Keys(s.parts)) {
		t := s.parts[part]
		fmt.Fprintf(w, "%s\t%d\t%.3f\t%.3f\t%.3f\t%.3f\n", part, t.n, t.accuracy(), share(t.lenient, t.n), share(t.sureRight, t.sure), share(t.sure, t.stated))
	}
	if len(s.confusions) > 0 {
		fmt.Fprintln(w, "\nis\ttaken for\ttexts")
	}
	for _, c := range s.confusions[:min(len(s.confusions), mostConfusions)] {
		fmt.Fprintf(w, "%s\t%s\t%d\n", c.is, c.got, c.n)
	}
	fmt.Fprintln(w, "\nconfidence\tguesses\tmean\tright")
	for i, b := range s.bins {
		if b.n > 0 {
			fmt.Fprintf(w, "%.1f to %.1f\t%d\t%.3f\t%.3f\n", float64(i)/bins, float64(i+1)/bins, b.n, b.sum/float64(b.n), share(b.right, b.n))
		}
	}
	fmt.Fprintln(w)
}

func (s *scores) printSlots(w io.Writer) {
	fmt.Fprintln(w, "value\tin the texts\tfound\tprecision\trecall")
	for _, l := range s.slots {
		fmt.Fprintf(w, "%s\t%d\t%d\t%.3f\t%.3f\n", l.name, l.n, l.got, l.precision, l.recall)
	}
	fmt.Fprintf(w, "texts without any value\t%d\t%d with something found\n\n", s.traps, s.invented)
}

func percent(part, of int) string { return fmt.Sprintf("%.1f%%", 100*share(part, of)) }
