package playbook

import (
	"context"
	"fmt"
	"maps"
	"slices"
)

// judge goes through the cases of one issue and keeps the first case that breaks each rule.
type judge struct {
	book    *Book
	issue   Issue
	space   *space
	broken  map[string]point // by rule
	offered map[RemedyID]bool
	needed  map[string]bool // facts and evidence
	stats   Stats
}

// pollEvery is after how many cases a judge looks whether it should stop.
const pollEvery = 4096

func (j *judge) run(ctx context.Context) {
	m := machines.Get().(*machine)
	defer m.release()
	m.fixed = map[*Condition]bool{}
	var e evaluation
	stopped := false
	j.space.points(func(p point) { j.enter(m, p) }, func(p point) {
		if stopped {
			return
		}
		if j.stats.Cases%pollEvery == 0 && ctx.Err() != nil {
			stopped = true
			return
		}
		j.stats.Cases++
		f := j.space.facts(p)
		m.of = nil // the facts may lie where the last ones lay
		e = evaluation{book: j.book, f: &f, m: m, possible: e.possible[:0], chosen: e.chosen[:0], refused: e.refused[:0]}
		v := e.run()
		j.count(&v)
		j.note(m, &f)
		if rule := e.breaks(&v); rule != "" {
			if _, known := j.broken[rule]; !known {
				j.broken[rule] = slices.Clone(p)
			}
		}
	})
}

// enter works out once what is the same in all cases of a situation.
func (j *judge) enter(m *machine, p point) {
	f := j.space.facts(p)
	clear(m.fixed)
	m.of = nil
	for _, c := range j.space.fixed {
		m.fixed[c] = m.holds(c, &f)
	}
	m.of = nil
}

func (j *judge) count(v *Verdict) {
	switch {
	case v.Elsewhere:
		j.stats.Elsewhere++
		return
	case v.Escalate != "":
		j.stats.Escalated++
		return
	}
	j.stats.Offered++
	for i := range v.Options {
		j.offered[v.Options[i].Remedy] = true
		if v.Options[i].Approval {
			j.stats.Approvals++
		} else {
			j.stats.Automatics++
		}
	}
}

// note remembers which facts and which evidence are asked for at all.
func (j *judge) note(m *machine, f *Facts) {
	if len(j.needed) == len(j.issue.Facts)+len(j.issue.Evidence) {
		return
	}
	for _, id := range j.issue.Facts {
		if !j.needed[string(id)] && m.holds(j.book.Facts[id].When, f) {
			j.needed[string(id)] = true
		}
	}
	for _, id := range j.issue.Evidence {
		if !j.needed[string(id)] && m.holds(j.book.Evidence[id].When, f) {
			j.needed[string(id)] = true
		}
	}
}

// The rules of the proof and what breaking them means.
var rules = map[string]string{
	"dead_end":    "no remedy applies and nobody takes over",
	"full_remedy": "the buyer is not at fault, yet no option puts everything right at no cost",
	"authority":   "an option above the limits needs no approval",
	"kinds":       "more than three options, or two of one kind",
	"paid":        "a refund is more than is left of what was paid",
	"part":        "a part of the price stands first or alone",
	"floor":       "a remedy that the buyer is entitled to is not offered",
}

// breaks names the rule that a verdict breaks, "" for none.
func (e *evaluation) breaks(v *Verdict) string {
	switch {
	case v.Elsewhere:
		return ""
	case len(v.Options) == 0 && (v.Escalate == "" || v.Escalate == EscalateNoRemedy):
		return "dead_end"
	case tooMany(v.Options):
		return "kinds"
	case len(v.Options) > 0 && isPart(v.Options[0]):
		return "part"
	case e.missesFloor(v):
		return "floor"
	case v.Escalate == "" && !e.suffices():
		return "full_remedy"
	}
	for i := range v.Options {
		o := &v.Options[i]
		if o.Refund.Minor > e.left() {
			return "paid"
		}
		if !o.Approval && e.aboveAuthority(o) {
			return "authority"
		}
	}
	return ""
}

func tooMany(options []Option) bool {
	for i := range options {
		for _, o := range options[:i] {
			if o.Kind == options[i].Kind {
				return true
			}
		}
	}
	return len(options) > maxOptions
}

func (e *evaluation) aboveAuthority(o *Option) bool {
	return o.Cost.Minor > 0 && (o.Cost.Minor > e.f.Limits.AutoRefund || o.Cost.Minor > e.f.Limits.BudgetLeft ||
		e.f.Buyer.Claims >= e.f.Limits.Claims || !e.f.Case.Evidence || e.f.Case.Suspect)
}

// missesFloor reports whether an entitlement is not met although something is left to give.
func (e *evaluation) missesFloor(v *Verdict) bool {
	if e.left() == 0 {
		return false
	}
	for i := range e.book.floors {
		fl := &e.book.floors[i]
		if !fl.applies(e.m, e.f, e.book.Seller) {
			continue
		}
		met := slices.ContainsFunc(v.Options, func(o Option) bool {
			return slices.Contains(fl.AnyOf, o.Remedy) && o.Floor && (o.Return != BuyerPays || fl.Return == BuyerPays)
		})
		if !met {
			return true
		}
	}
	return false
}

// findings are the broken rules with their smallest cases, and the parts of the issue that never do anything.
func (j *judge) findings() []Finding {
	var all []Finding
	for _, rule := range slices.Sorted(maps.Keys(j.broken)) {
		p := j.shrink(rule, j.broken[rule])
		all = append(all, Finding{File: j.issue.File, Line: j.issue.Line, Rule: rule, Facts: j.space.facts(p),
			What: fmt.Sprintf("%s: %s: %s", j.issue.ID, rules[rule], j.space.describe(p))})
	}
	warn := func(rule, format string, args ...any) {
		all = append(all, Finding{File: j.issue.File, Line: j.issue.Line, Rule: rule, Warning: true,
			What: fmt.Sprintf("%s: %s", j.issue.ID, fmt.Sprintf(format, args...))})
	}
	if j.stats.Offered == 0 && len(all) == 0 {
		warn("always", "every case is handed to a person; say handoff: always")
	}
	if j.stats.Offered == 0 {
		return all
	}
	for _, id := range j.issue.Remedies {
		if !j.offered[id] {
			warn("never", "%s is listed but can never be offered", id)
		}
	}
	for _, id := range append(stringsOf(j.issue.Facts), stringsOf(j.issue.Evidence)...) {
		if !j.needed[id] {
			warn("never", "%s is listed but can never be asked for", id)
		}
	}
	return all
}

// shrink makes a broken case plainer one dimension at a time for as long as it breaks the same rule.
func (j *judge) shrink(rule string, p point) point {
	m := machines.Get().(*machine)
	defer m.release()
	breaks := func(p point) bool {
		f := j.space.facts(p)
		m.of = nil
		e := evaluation{book: j.book, f: &f, m: m}
		v := e.run()
		return e.breaks(&v) == rule
	}
	for again := true; again; {
		again = false
		for i := range p {
			for was, v := p[i], uint8(0); v < was; v++ {
				if p[i] = v; breaks(p) {
					again = true
					break
				}
				p[i] = was
			}
		}
	}
	return p
}
