package playbook

import (
	"slices"
	"strconv"
	"strings"
)

// dimension is one thing that cases differ in. Its first value is the plain one.
type dimension struct {
	name   string
	values []variant
	// side is true for what the conditions of the issue do not look at: its values are tried one at a time around every
	// combination of the others, and two at a time around every combination that is plain in its wide dimensions.
	side bool
	wide bool
	// lone is true for side dimensions that do one thing by themselves, such as asking for approval, whatever the price: they
	// are tried around cases in which at most one wide dimension is not plain.
	lone bool
	// situation is true for what the space's situations say: the order's state, its place and the buyer's answers.
	situation bool
}

// variant is one value of a dimension: what it is called in a counter-example and what it does to the facts.
type variant struct {
	name string
	set  func(*Facts)
}

// space is all the cases of one issue that the proof looks at.
type space struct {
	issue Issue
	base  func(*Facts)
	dims  []dimension
	// fixed are the conditions that nothing but the situation decides.
	fixed []*Condition
	// situations are the combinations of the situation's dimensions that the conditions can tell apart.
	situations []situation
}

// situation is a combination of the situation's dimensions.
type situation struct {
	point
	handed bool // a person takes over in every case of it
}

// point is a case: for each dimension the index of its value.
type point []uint8

// facts makes the case's facts. Later dimensions build on earlier ones.
func (s *space) facts(p point) Facts {
	f := Facts{Case: CaseFacts{Issue: s.issue.ID}}
	if len(s.issue.Facts) > 0 {
		f.Case.Facts = make(map[string]string, len(s.issue.Facts))
	}
	s.base(&f)
	for i, d := range s.dims {
		d.values[p[i]].set(&f)
	}
	return f
}

// describe says in what a case differs from the plain one.
func (s *space) describe(p point) string {
	text := ""
	for i, d := range s.dims {
		if p[i] == 0 {
			continue
		}
		if text != "" {
			text += ", "
		}
		text += d.name + " " + d.values[p[i]].name
	}
	if text == "" {
		return "the plain case"
	}
	return text
}

// points calls visit with every case: all combinations of the situations and the core dimensions, and around each of them
// the side dimensions. The point is only lent. Before the cases of a situation it calls enter with the first of them.
func (s *space) points(enter, visit func(point)) {
	for _, in := range s.situations {
		p := slices.Clone(in.point)
		enter(p)
		for more := true; more; more = s.step(p) {
			strange := s.strange(p)
			if in.handed && strange > 1 {
				continue // what a person is shown needs no second oddity
			}
			visit(p)
			s.sides(p, 0, strange, 0, visit)
		}
	}
}

// strange counts the wide dimensions in which a case is not plain.
func (s *space) strange(p point) int {
	n := 0
	for i, d := range s.dims {
		if d.wide && p[i] != 0 {
			n++
		}
	}
	return n
}

// sides varies one side dimension from the given one on, and in a case without anything strange a second one too.
func (s *space) sides(p point, from, strange, depth int, visit func(point)) {
	for i := from; i < len(s.dims); i++ {
		if !s.dims[i].side || s.dims[i].lone && strange > 1 {
			continue
		}
		for v := 1; v < len(s.dims[i].values); v++ {
			p[i] = uint8(v)
			visit(p)
			if strange+depth == 0 {
				s.sides(p, i+1, strange, depth+1, visit)
			}
		}
		p[i] = 0
	}
}

// step moves to the next combination of the core dimensions and reports whether there was one.
func (s *space) step(p point) bool {
	for i, d := range s.dims {
		if d.side || d.situation {
			continue
		}
		if int(p[i])+1 < len(d.values) {
			p[i]++
			return true
		}
		p[i] = 0
	}
	return false
}

// spaceOf lays out the cases of an issue.
func (b *Book) spaceOf(id IssueID) (*space, error) {
	issue := b.Issues[id]
	look, err := b.looksOf(issue)
	if err != nil {
		return nil, err
	}
	s := &space{issue: issue, base: b.plainCase, fixed: look.fixed}
	s.dims = append(s.dims, b.times(look), b.places(look))
	s.dims = append(s.dims, b.answers(issue, look)...)
	s.dims = append(s.dims, b.prices(look), shapes(), grants())
	s.dims = append(s.dims, b.histories(look)...)
	s.bound()
	s.distinguish(look, func(f *Facts) string {
		return b.entitlements(id, f.Order.Country, f.Order.Marketplace) + " " + f.Case.Facts["charge_amount"]
	})
	return s, nil
}

// maxSituations bounds the combinations that distinguish goes through.
const maxSituations = 100_000

// bound keeps a playbook of hundreds of answers and dates provable in finite time: what goes beyond is tried one at a time.
func (s *space) bound() {
	combinations := 1
	for i := range s.dims {
		d := &s.dims[i]
		d.values = d.values[:min(len(d.values), 255)]
		if d.situation && combinations*len(d.values) > maxSituations {
			d.situation, d.side = false, true
		}
		if d.situation {
			combinations *= len(d.values)
		}
	}
	slices.SortStableFunc(s.dims, func(a, b dimension) int {
		if a.situation == b.situation {
			return 0
		}
		if a.situation {
			return -1
		}
		return 1
	})
}

// distinguish finds the situations that differ in any clause, or in what the engine itself looks at.
func (s *space) distinguish(look *looks, more func(*Facts) string) {
	seen := map[string]bool{}
	p := make(point, len(s.dims))
	for {
		f := s.facts(p)
		key := string(p)
		if !look.mixed {
			key = signature(look.clauses, &f) + more(&f)
		}
		if !seen[key] {
			seen[key] = true
			handed := strings.Contains(signature(look.handed, &f), "1")
			s.situations = append(s.situations, situation{slices.Clone(p), handed})
		}
		if !s.stepSituation(p) {
			return
		}
	}
}

// stepSituation moves to the next combination of the situation's dimensions, which come first.
func (s *space) stepSituation(p point) bool {
	for i := 0; s.dims[i].situation; i++ {
		if int(p[i])+1 < len(s.dims[i].values) {
			p[i]++
			return true
		}
		p[i] = 0
	}
	return false
}

// shapes are how much is bought and what is there to replace it with.
func shapes() dimension {
	shape := func(name string, quantity, stock int, shipping, others int64) variant {
		return variant{name, func(f *Facts) {
			f.Item.Quantity, f.Item.Stock = quantity, stock
			f.Item.Value = f.Item.Price * int64(quantity)
			f.Order.Shipping, f.Order.Total = shipping, f.Item.Value+shipping+others
		}}
	}
	return dimension{name: "order of", wide: true, values: []variant{
		shape("one", 1, 9, proofShipping, 0),
		shape("one without stock", 1, 0, proofShipping, 0),
		shape("one with free shipping", 1, 9, 0, 0),
		shape("three", 3, 9, proofShipping, 0),
		shape("three with a stock of two", 3, 2, proofShipping, 0),
		shape("one among others", 1, 9, proofShipping, 3000),
	}}
}

// grants are what was given back on the order before.
func grants() dimension {
	return dimension{name: "given back before:", side: true, values: []variant{
		{"nothing", func(*Facts) {}},
		{"a tenth", func(f *Facts) { f.Order.Granted = f.Order.Total / 10 }},
		{"all but the smallest coin", func(f *Facts) { f.Order.Granted = f.Order.Total - 1 }},
		{"everything", func(f *Facts) { f.Order.Granted = f.Order.Total }},
	}}
}

// prices are around every limit and every number that conditions compare with.
func (b *Book) prices(look *looks) dimension {
	plain := max(1, b.Limits.AutoRefund)
	all := []int64{1, b.Limits.Returnless, b.Limits.Returnless + 1}
	for _, limit := range []int64{b.Limits.AutoRefund, b.Limits.HighValue} {
		all = append(all, limit-proofShipping, limit-proofShipping+1, limit, limit+1)
	}
	for _, n := range look.amounts {
		all = append(all, int64(n), int64(n)+1)
	}
	slices.Sort(all)
	all = slices.DeleteFunc(slices.Compact(all), func(p int64) bool { return p <= 0 || p == plain })
	d := dimension{name: "price", wide: true}
	for _, price := range append([]int64{plain}, all...) {
		d.values = append(d.values, variant{strconv.FormatInt(price, 10), func(f *Facts) { f.Item.Price = price }})
	}
	return d
}
