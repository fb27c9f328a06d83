package simulate

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"amends/dialogue/playbook"
)

// tally sums up conversations.
type tally struct {
	played    int
	cases     int
	byIssue   map[playbook.IssueID]*row // the buyers' true issues
	byPersona []*row
	byWay     map[string]*row
	hows      []string // every way to end, the most frequent first
	messages  []int
	offers    []time.Duration
	cost      map[string]int64
	settled   map[string]int // cases with a cost, by currency
	missed    map[string]int // by why
	persons   map[string]int // conversations with a person, by why
	misread   map[string]int // by what and as what
	again     int            // conversations in which a question was heard too often
	failed    int            // conversations with a dead end or a broken rule
	worst     []*result      // those first
	all       row
}

// row counts the conversations of one kind.
type row struct {
	played, honest, told, read, person, route, approved int
	ends                                                map[string]int
	passed                                              []bool // in the order of their numbers
}

func newRow() *row { return &row{ends: map[string]int{}} }

func (w *row) add(r *result) {
	w.played++
	w.honest += count(r.honest())
	w.told += count(r.told)
	w.read += count(r.told && r.readAs == r.issue)
	w.person += count(r.person != "")
	w.route += count(r.route)
	w.approved += r.approved
	w.passed = append(w.passed, r.honest())
	for _, e := range r.ends {
		w.ends[e.how]++
	}
	if len(r.ends) == 0 {
		w.ends["no case"]++
	}
}

// honest reports whether a conversation reached its goal or an honest end.
func (r *result) honest() bool { return r.missed == "" && !r.fails() }

// fails reports whether it shows a fault of the bot itself.
func (r *result) fails() bool { return r.stuck != "" || len(r.broken) > 0 }

func count(b bool) int {
	if b {
		return 1
	}
	return 0
}

func sumUp(played []*result, personas []Persona) *tally {
	t := &tally{byIssue: map[playbook.IssueID]*row{}, byWay: map[string]*row{}, cost: map[string]int64{}, settled: map[string]int{},
		missed: map[string]int{}, persons: map[string]int{}, misread: map[string]int{}, all: *newRow()}
	for range personas {
		t.byPersona = append(t.byPersona, newRow())
	}
	for _, r := range played {
		t.add(r)
	}
	t.hows = frequent(t.all.ends)
	slices.Sort(t.messages)
	slices.Sort(t.offers)
	t.worst = worst(played)
	return t
}

// frequent are the keys of a count, the most frequent first.
func frequent(counts map[string]int) []string {
	return slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		return cmp.Or(counts[b]-counts[a], strings.Compare(a, b))
	})
}

func (t *tally) add(r *result) {
	t.played++
	t.cases += len(r.ends)
	if t.byIssue[r.issue] == nil {
		t.byIssue[r.issue] = newRow()
	}
	if t.byWay[r.way] == nil {
		t.byWay[r.way] = newRow()
	}
	for _, w := range []*row{&t.all, t.byIssue[r.issue], t.byPersona[r.persona], t.byWay[r.way]} {
		w.add(r)
	}
	if r.messages > 0 {
		t.messages = append(t.messages, r.messages)
	}
	if r.offer > 0 {
		t.offers = append(t.offers, r.offer)
	}
	for currency, minor := range r.cost {
		t.cost[currency] += minor
		t.settled[currency]++
	}
	if r.missed != "" {
		t.missed[r.missed]++
	}
	if r.person != "" {
		t.persons[r.person]++
	}
	if r.told && r.readAs != r.issue {
		t.misread[string(r.issue)+" as "+string(r.readAs)]++
	}
	t.again += count(r.again > tooOften)
	t.failed += count(r.fails())
}

// tooOften is how often in a row one question may be heard before it counts as asked too often.
const tooOften = 3

// worst sorts conversations by how much they need looking at: faults of the bot, then ends that are no honest ones, then long talks.
func worst(played []*result) []*result {
	list := slices.Clone(played)
	weight := func(r *result) int {
		return 1_000_000*count(r.stuck != "") + 2_000_000*count(len(r.broken) > 0) + 10_000*count(r.missed != "") + r.sent
	}
	slices.SortStableFunc(list, func(a, b *result) int { return weight(b) - weight(a) })
	return list[:min(len(list), mostWorst)]
}

// mostWorst is how many of the worst conversations are shown and written.
const mostWorst = 10

// inARow is the share of runs of k conversations, one after the other, all of which passed; false when there are not as many.
func inARow(passed []bool, k int) (float64, bool) {
	rows, good := 0, 0
	for ; len(passed) >= k; passed = passed[k:] {
		rows++
		good += count(!slices.Contains(passed[:k], false))
	}
	if rows == 0 {
		return 0, false
	}
	return float64(good) / float64(rows), true
}

// percentile is the value below or at which p percent of the sorted values lie.
func percentile[T any](sorted []T, p int) (none T) {
	if len(sorted) == 0 {
		return none
	}
	return sorted[min(len(sorted)*p/100, len(sorted)-1)]
}
