package orders

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// maxSkips is how many skipped rows a Report shows one by one; all are counted.
const maxSkips = 20

// maxKinds bounds how many different reasons and warnings are counted apart.
const maxKinds = 100

// Report is what came of reading a file.
type Report struct {
	File string // as it was given
	Form string // what it was taken for: "Amazon All Orders report"
	Rows int    // rows or entries read, the header aside

	Orders    int // orders in the file that could be read
	New       int // of these, not on the shelf before
	Updated   int // on the shelf, and changed by this file
	Unchanged int // on the shelf, and nothing new here

	Skipped  int            // rows that were left out
	Skips    []Skip         // the first of them
	Reasons  map[string]int // how many rows were left out for which reason
	Warnings map[string]Warning
}

// Skip is a row that was left out.
type Skip struct {
	Line int // where the row begins, from 1
	Why  string
}

// Warning is something that was not understood and did not keep an order out.
type Warning struct {
	Count int
	Line  int // of the first
}

func (r *Report) skip(line int, why string) {
	r.Skipped++
	if len(r.Skips) < maxSkips {
		r.Skips = append(r.Skips, Skip{Line: line, Why: why})
	}
	if r.Reasons == nil {
		r.Reasons = make(map[string]int)
	}
	if _, ok := r.Reasons[why]; !ok && len(r.Reasons) >= maxKinds {
		why = "other reasons"
	}
	r.Reasons[why]++
}

func (r *Report) warn(line int, what string) {
	if r.Warnings == nil {
		r.Warnings = make(map[string]Warning)
	}
	w, ok := r.Warnings[what]
	if !ok && len(r.Warnings) >= maxKinds {
		what = "other warnings"
		w, ok = r.Warnings[what]
	}
	if !ok {
		w.Line = line
	}
	w.Count++
	r.Warnings[what] = w
}

// String is the report as people read it, several lines.
func (r Report) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n", r.File, r.Form)
	fmt.Fprintf(&b, "%s, %s", count(r.Rows, "row"), count(r.Orders, "order"))
	if r.New+r.Updated+r.Unchanged > 0 {
		fmt.Fprintf(&b, ": %d new, %d updated, %d unchanged", r.New, r.Updated, r.Unchanged)
	}
	b.WriteString("\n")
	r.writeSkips(&b)
	if len(r.Warnings) > 0 {
		b.WriteString("warnings:\n")
	}
	for _, what := range byCount(r.Warnings, func(w Warning) int { return w.Count }) {
		fmt.Fprintf(&b, "  %6d  %s (first in line %d)\n", r.Warnings[what].Count, what, r.Warnings[what].Line)
	}
	return b.String()
}

func (r Report) writeSkips(b *strings.Builder) {
	if r.Skipped == 0 {
		return
	}
	fmt.Fprintf(b, "%s skipped:\n", count(r.Skipped, "row"))
	for _, why := range byCount(r.Reasons, func(n int) int { return n }) {
		fmt.Fprintf(b, "  %6d  %s\n", r.Reasons[why], why)
	}
	skips := slices.SortedStableFunc(slices.Values(r.Skips), func(a, b Skip) int { return a.Line - b.Line })
	for _, s := range skips {
		fmt.Fprintf(b, "  %s:%d: %s\n", r.File, s.Line, s.Why)
	}
	if more := r.Skipped - len(r.Skips); more > 0 {
		fmt.Fprintf(b, "  and %d more\n", more)
	}
}

// WriteTo writes String to w.
func (r Report) WriteTo(w io.Writer) (int64, error) {
	n, err := io.WriteString(w, r.String())
	return int64(n), err
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// byCount lists the keys of m, the most frequent first.
func byCount[V any](m map[string]V, n func(V) int) []string {
	keys := slices.Sorted(maps.Keys(m))
	slices.SortStableFunc(keys, func(a, b string) int { return n(m[b]) - n(m[a]) })
	return keys
}
