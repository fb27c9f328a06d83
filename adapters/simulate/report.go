package simulate

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"amends/dialogue/money"
)

// runs are the lengths of runs that pass^k is told for.
var runs = []int{1, 2, 4, 8}

// report writes what was found. It depends on nothing but the results.
func report(opt Options, t *tally, personas []Persona, s *speech) error {
	p := &page{tab: tabwriter.NewWriter(opt.Out, 2, 8, 2, ' ', 0)}
	p.line("%d conversations, %d cases, seed %d", t.played, t.cases, opt.Seed)
	if s != nil {
		p.line("a model wrote %d of the buyers' texts, of %d that it was asked for", s.written.Load(), min(s.asked.Load(), s.most))
	}
	p.line("")
	p.tables(t, personas)
	p.passes(t, personas)
	p.numbers(t)
	p.faults(t, personas)
	if err := p.tab.Flush(); err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	return nil
}

// tables tell how cases ended, by everything that may matter.
func (p *page) tables(t *tally, personas []Persona) {
	p.ends("persona", t, func(row func(string, *row)) {
		for i, w := range t.byPersona {
			row(personas[i].Name, w)
		}
	})
	p.ends("issue", t, func(row func(string, *row)) {
		for _, id := range slices.Sorted(maps.Keys(t.byIssue)) {
			row(string(id), t.byIssue[id])
		}
	})
	p.ends("agents", t, func(row func(string, *row)) {
		for _, way := range ways {
			row(way.name, t.byWay[way.name])
		}
	})
}

// page writes a report in columns. A write that fails shows when it is flushed.
type page struct{ tab *tabwriter.Writer }

func (p *page) line(format string, args ...any) {
	fmt.Fprintf(p.tab, format+"\n", args...)
}

func (p *page) cells(cells ...string) {
	io.WriteString(p.tab, strings.Join(cells, "\t")+"\t\n")
}

// ends is a table of how cases ended, a row for each kind of conversation.
func (p *page) ends(kind string, t *tally, rows func(func(string, *row))) {
	p.cells(append([]string{"by " + kind, "played", "honest end", "read right", "with a person", "route told"}, t.hows...)...)
	write := func(name string, w *row) {
		if w == nil || w.played == 0 {
			return
		}
		cells := []string{name, fmt.Sprint(w.played), share(w.honest, w.played), share(w.read, w.told), share(w.person, w.played), share(w.route, w.played)}
		for _, how := range t.hows {
			cells = append(cells, fmt.Sprint(w.ends[how]))
		}
		p.cells(cells...)
	}
	rows(write)
	write("all", &t.all)
	p.line("")
}

// passes is pass^k: the share of runs of k conversations in a row that all came to an honest end.
func (p *page) passes(t *tally, personas []Persona) {
	cells := []string{"in a row"}
	for _, k := range runs {
		cells = append(cells, fmt.Sprintf("pass^%d", k))
	}
	p.cells(cells...)
	for i, w := range t.byPersona {
		cells := []string{personas[i].Name}
		for _, k := range runs {
			cell := "-"
			if s, ok := inARow(w.passed, k); ok {
				cell = fmt.Sprintf("%.1f%%", 100*s)
			}
			cells = append(cells, cell)
		}
		if w.played > 0 {
			p.cells(cells...)
		}
	}
	p.line("")
}

func (p *page) numbers(t *tally) {
	p.line("messages of the buyer to the settlement: median %d, 90%% within %d (%d conversations)",
		percentile(t.messages, 50), percentile(t.messages, 90), len(t.messages))
	p.line("time to the first offer: median %s, 90%% within %s (%d conversations)",
		span(percentile(t.offers, 50)), span(percentile(t.offers, 90)), len(t.offers))
	for _, currency := range slices.Sorted(maps.Keys(t.cost)) {
		n := int64(t.settled[currency])
		p.line("cost: %s over %d conversations with a settlement, %s each", money.Money{Minor: t.cost[currency], Currency: currency}, n,
			money.Money{Minor: t.cost[currency] / n, Currency: currency})
	}
	p.line("with a person at some time: %s; official route told: %s; approvals given: %d", share(t.all.person, t.played),
		share(t.all.route, t.played), t.all.approved)
	p.line("")
}

func (p *page) faults(t *tally, personas []Persona) {
	p.list("with a person because of", t.persons, len(t.persons))
	p.list("misread", t.misread, mostMisread)
	p.list("no honest end", t.missed, len(t.missed))
	p.line("the same question more than %d times in a row: %d conversations", tooOften, t.again)
	p.line("dead ends and broken rules: %d conversations", t.failed)
	p.line("")
	p.line("the worst:")
	for _, r := range t.worst {
		p.line("  %d (%s, %s, agents %s): %s", r.number, personas[r.persona].Name, r.issue, r.way, r.why())
	}
}

// mostMisread is how many of the misreadings are told.
const mostMisread = 12

// list tells the most frequent of what was counted.
func (p *page) list(name string, counts map[string]int, most int) {
	for _, key := range frequent(counts)[:min(most, len(counts))] {
		p.line("%s: %s: %d", name, key, counts[key])
	}
}

// why says in one line what is wrong with a conversation.
func (r *result) why() string {
	var list []string
	if r.stuck != "" {
		list = append(list, "dead end "+r.stuck)
	}
	list = append(list, r.broken...)
	if r.missed != "" {
		list = append(list, r.missed)
	}
	return strings.Join(append(list, fmt.Sprintf("%d messages", r.sent)), "; ")
}

func share(part, whole int) string {
	if whole == 0 {
		return "-"
	}
	return fmt.Sprintf("%.1f%%", 100*float64(part)/float64(whole))
}

// span writes a time for people: in seconds, minutes, hours or days.
func span(d time.Duration) string {
	switch {
	case d >= 48*time.Hour:
		return fmt.Sprintf("%.1f days", d.Hours()/24)
	case d >= 2*time.Hour:
		return fmt.Sprintf("%.1f hours", d.Hours())
	case d >= 2*time.Minute:
		return fmt.Sprintf("%.1f minutes", d.Minutes())
	}
	return fmt.Sprintf("%d seconds", d/time.Second)
}
