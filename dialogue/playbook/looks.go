package playbook

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/parser"
)

// looks is what the conditions that matter to one issue look at.
type looks struct {
	issue IssueID
	atoms []atom
	// clauses are the largest parts of conditions that look at the situation only: at the order's state, times and place and
	// at the buyer's answers. Where mixed is false two situations with the same truth of all clauses cannot be told apart.
	clauses []atom
	mixed   bool
	// fixed are the conditions that look at nothing but the situation.
	fixed []*Condition
	// handed are the alternatives of the issue's escalation that look at nothing else either: where one holds a person takes
	// over whatever the rest of the case is.
	handed  []atom
	days    []int    // the numbers that times are compared with
	amounts []int    // all other numbers
	texts   []string // such as the countries that they name
}

// atom is a part of a condition without "and", "or" and "not": verdicts depend on a fact only through the atoms that read it.
type atom struct {
	*Condition
	reads []string // such as order.status or case.facts.usable
}

// read reports whether any condition looks at a fact.
func (l *looks) read(name string) bool {
	return slices.ContainsFunc(l.atoms, func(a atom) bool { return slices.Contains(a.reads, name) })
}

// only returns the atoms that read nothing but the named facts, and whether every atom that reads one of them does so.
func (l *looks) only(names ...string) (atoms []atom, separate bool) {
	separate = true
	for _, a := range l.atoms {
		in := 0
		for _, r := range a.reads {
			if slices.Contains(names, r) || r == "now" {
				in++
			}
		}
		if in == len(a.reads) {
			atoms = append(atoms, a)
		} else if in > 0 {
			separate = false
		}
	}
	return atoms, separate
}

// signature tells cases apart by what the atoms say of them.
func signature(atoms []atom, f *Facts) string {
	m := machines.Get().(*machine)
	defer m.release()
	bits := make([]byte, len(atoms))
	for i, a := range atoms {
		bits[i] = '0'
		if m.holds(a.Condition, f) {
			bits[i] = '1'
		}
	}
	return string(bits)
}

// looksOf takes apart every condition that an issue's verdict can depend on.
func (b *Book) looksOf(issue Issue) (*looks, error) {
	l := &looks{issue: issue.ID}
	for _, c := range b.conditionsOf(issue) {
		if c == nil {
			continue
		}
		tree, err := parser.Parse(c.Text)
		if err != nil {
			return nil, fmt.Errorf("%s:%d: read %q again: %w", c.File, c.Line, c.Text, err)
		}
		if r := readingOf(tree.Node); r.situation() == len(r.names) {
			l.fixed = append(l.fixed, c)
		}
		if err := errors.Join(l.split(tree.Node), l.take(tree.Node)); err != nil {
			return nil, fmt.Errorf("%s:%d: take apart %q: %w", c.File, c.Line, c.Text, err)
		}
		if c == issue.Escalate {
			if err := l.hand(tree.Node); err != nil {
				return nil, fmt.Errorf("%s:%d: take apart %q: %w", c.File, c.Line, c.Text, err)
			}
		}
	}
	slices.Sort(l.days)
	slices.Sort(l.amounts)
	slices.Sort(l.texts)
	l.days, l.amounts, l.texts = slices.Compact(l.days), slices.Compact(l.amounts), slices.Compact(l.texts)
	return l, nil
}

func (b *Book) conditionsOf(issue Issue) []*Condition {
	all := []*Condition{issue.FaultWhen, issue.Escalate}
	remedies := slices.Clone(issue.Remedies)
	for i := range b.floors {
		if fl := &b.floors[i]; slices.Contains(fl.Issues, issue.ID) {
			all = append(all, fl.When)
			remedies = append(remedies, fl.AnyOf...)
		}
	}
	for _, id := range remedies {
		all = append(all, b.Remedies[id].When, b.Remedies[id].Approval.When)
	}
	for _, id := range issue.Facts {
		all = append(all, b.Facts[id].When)
	}
	for _, id := range issue.Evidence {
		all = append(all, b.Evidence[id].When)
	}
	return all
}

// hand finds the alternatives of an escalation that the situation alone decides.
func (l *looks) hand(n ast.Node) error {
	if or, ok := n.(*ast.BinaryNode); ok && (or.Operator == "||" || or.Operator == "or") {
		return errors.Join(l.hand(or.Left), l.hand(or.Right))
	}
	if r := readingOf(n); r.situation() == len(r.names) {
		return add(&l.handed, n, r)
	}
	return nil
}

// split walks down to the clauses of a condition.
func (l *looks) split(n ast.Node) error {
	r := readingOf(n)
	switch in := r.situation(); {
	case in == len(r.names):
		return add(&l.clauses, n, r)
	case in == 0:
		return nil
	}
	parts := partsOf(n)
	l.mixed = l.mixed || len(parts) == 0
	var errs []error
	for _, part := range parts {
		errs = append(errs, l.split(part))
	}
	return errors.Join(errs...)
}

// take walks down to the atoms of a condition.
func (l *looks) take(n ast.Node) error {
	parts := partsOf(n)
	if len(parts) == 0 {
		r := readingOf(n)
		if r.counts {
			l.days = append(l.days, r.numbers...)
		} else {
			l.amounts = append(l.amounts, r.numbers...)
		}
		l.texts = append(l.texts, r.texts...)
		return add(&l.atoms, n, r)
	}
	var errs []error
	for _, part := range parts {
		errs = append(errs, l.take(part))
	}
	return errors.Join(errs...)
}

// partsOf are the yes-or-no parts that an expression is made of, none for an atom.
func partsOf(n ast.Node) []ast.Node {
	switch n := n.(type) {
	case *ast.BinaryNode:
		if slices.Contains([]string{"&&", "||", "and", "or"}, n.Operator) {
			return []ast.Node{n.Left, n.Right}
		}
	case *ast.ConditionalNode:
		return []ast.Node{n.Cond, n.Exp1, n.Exp2}
	case *ast.UnaryNode:
		if n.Operator == "!" || n.Operator == "not" {
			return []ast.Node{n.Node}
		}
	}
	return nil
}

// add compiles a part of a condition for itself, once.
func add(list *[]atom, n ast.Node, r *reading) error {
	text := n.String()
	if slices.ContainsFunc(*list, func(a atom) bool { return a.Text == text }) {
		return nil
	}
	program, err := compile(text)
	if err != nil {
		return err
	}
	*list = append(*list, atom{&Condition{Text: text, program: program}, r.names})
	return nil
}

func readingOf(n ast.Node) *reading {
	r := &reading{}
	ast.Walk(&n, r)
	return r
}

// reading collects what an expression reads and compares with.
type reading struct {
	names   []string
	numbers []int
	texts   []string
	counts  bool // it counts days
}

// situation counts the names that belong to the situation.
func (r *reading) situation() int {
	n := 0
	for _, name := range r.names {
		switch name {
		case "now", "case.issue", "order.status", "order.placed", "order.estimated", "order.delivered", "order.country", "order.marketplace":
			n++
		default:
			if strings.HasPrefix(name, "case.facts.") {
				n++
			}
		}
	}
	return n
}

// Visit notes one node.
func (r *reading) Visit(node *ast.Node) {
	switch n := (*node).(type) {
	case *ast.IntegerNode:
		r.numbers = append(r.numbers, n.Value)
	case *ast.StringNode:
		r.texts = append(r.texts, n.Value)
	case *ast.IdentifierNode:
		switch n.Value {
		case "now":
			r.names = append(r.names, n.Value)
		case "days_since", "days_until":
			r.counts = true
		}
	case *ast.MemberNode:
		if name := memberName(n); strings.Count(name, ".") == 2 || strings.Count(name, ".") == 1 && name != "case.facts" {
			r.names = append(r.names, name)
		}
	}
}

// memberName writes a member as order.status or case.facts.usable; "" when its parts are computed.
func memberName(n *ast.MemberNode) string {
	property, ok := n.Property.(*ast.StringNode)
	if !ok {
		return ""
	}
	switch base := n.Node.(type) {
	case *ast.IdentifierNode:
		return base.Value + "." + property.Value
	case *ast.MemberNode:
		if name := memberName(base); name != "" {
			return name + "." + property.Value
		}
	}
	return ""
}
