package playbook

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"sync"
)

// Finding is something that the proof found wrong with a playbook, with the smallest case that shows it.
type Finding struct {
	File    string
	Line    int
	Rule    string // dead_end authority full_remedy kinds paid part floor never always words examples
	What    string
	Warning bool  // the playbook works, but a part of it never does anything
	Facts   Facts // the case; zero for a warning, which is about all of them
}

// String writes "file:line: what".
func (f Finding) String() string { return fmt.Sprintf("%s:%d: %s", f.File, f.Line, f.What) }

// Stats counts what the proof looked at.
type Stats struct {
	Issues     int
	Cases      int
	Offered    int // cases that end with options for the buyer
	Escalated  int // cases that a person takes over by a rule of the playbook
	Elsewhere  int // cases that the marketplace answers for
	Handed     int // issues that only a person answers or that an answer settles
	Approvals  int // options that a person has to approve
	Automatics int // options that go out without one
}

// Check proves the playbook by going through the cases of every issue: each order state, age, place, price, stock, history
// and answer that a condition or a limit can tell apart. In every case there must be one to three options or a stated reason
// why a person or the marketplace answers; no option may be above its authority. Progress may be nil; it is called from one
// goroutine at a time. The error is ctx's.
func (b *Book) Check(ctx context.Context, progress func(done, total int)) ([]Finding, Stats, error) {
	return b.check(ctx, slices.Sorted(maps.Keys(b.Issues)), progress)
}

// check proves some of the issues.
func (b *Book) check(ctx context.Context, ids []IssueID, progress func(done, total int)) ([]Finding, Stats, error) {
	p := &proof{book: b, total: len(ids), progress: progress}
	work := make(chan IssueID)
	var wait sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(ids)) {
		wait.Go(func() {
			for id := range work {
				p.prove(ctx, id)
			}
		})
	}
	for _, id := range ids {
		work <- id
	}
	close(work)
	wait.Wait()
	if err := cmp.Or(ctx.Err(), p.err); err != nil {
		return nil, p.stats, fmt.Errorf("check the playbook: %w", err)
	}
	slices.SortFunc(p.findings, func(x, y Finding) int {
		return cmp.Or(cmp.Compare(x.File, y.File), cmp.Compare(x.Line, y.Line), cmp.Compare(x.What, y.What))
	})
	return p.findings, p.stats, nil
}

// proof gathers what the goroutines of one Check find.
type proof struct {
	book     *Book
	total    int
	progress func(done, total int)

	mu       sync.Mutex
	done     int
	findings []Finding
	stats    Stats
	err      error
}

func (p *proof) prove(ctx context.Context, id IssueID) {
	issue := p.book.Issues[id]
	j := &judge{book: p.book, issue: issue, broken: map[string]point{}, offered: map[RemedyID]bool{}, needed: map[string]bool{}}
	var findings []Finding
	var err error
	if issue.Handoff || len(issue.Remedies) == 0 {
		j.stats.Handed++
	} else if j.space, err = p.book.spaceOf(id); err == nil {
		j.run(ctx)
		findings = j.findings()
	}
	findings = append(findings, p.book.unnamed(issue)...)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.err = cmp.Or(p.err, err)
	p.findings = append(p.findings, findings...)
	p.stats.add(j.stats)
	p.done++
	if p.progress != nil {
		p.progress(p.done, p.total)
	}
}

func (s *Stats) add(o Stats) {
	s.Issues++
	s.Cases += o.Cases
	s.Offered += o.Offered
	s.Escalated += o.Escalated
	s.Elsewhere += o.Elsewhere
	s.Handed += o.Handed
	s.Approvals += o.Approvals
	s.Automatics += o.Automatics
}
