package playbook

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/vm"
)

// Condition is a compiled yes-or-no expression over Facts. It is immutable and safe for use by many goroutines.
type Condition struct {
	Text string // as written
	File string // where it stands
	Line int

	program *vm.Program
}

// maxConditionText and maxConditionNodes bound an expression before and after parsing.
const (
	maxConditionText  = 1000
	maxConditionNodes = 200
	// maxConditionMemory bounds what ranges may allocate while a condition runs.
	maxConditionMemory = 1000
)

// Holds reports whether the condition is true of the facts. A nil condition holds: what has no condition is always so.
// A condition that cannot be evaluated does not hold; the type check at load leaves little room for that.
func (c *Condition) Holds(f Facts) bool {
	if c == nil {
		return true
	}
	m := machines.Get().(*machine)
	defer m.release()
	return m.holds(c, &f)
}

// environment is what an expression can name. It points into the facts, so that handing it over copies nothing.
type environment struct {
	Now    time.Time   `expr:"now"`
	Order  *OrderFacts `expr:"order"`
	Item   *ItemFacts  `expr:"item"`
	Case   caseNames   `expr:"case"`
	Buyer  *BuyerFacts `expr:"buyer"`
	Limits *LimitFacts `expr:"limits"`
}

// caseNames is CaseFacts with a plain string for the issue: expressions compare text with text only.
type caseNames struct {
	Issue    string            `expr:"issue"`
	Facts    map[string]string `expr:"facts"`
	Evidence bool              `expr:"evidence"`
	Declined int               `expr:"declined"`
	Repeat   bool              `expr:"repeat"`
	Suspect  bool              `expr:"suspect"`
}

// machine runs conditions one after the other; its stack and environment are used again.
type machine struct {
	vm  vm.VM
	env environment
	of  *Facts
	// fixed holds the truth of conditions that is known already; nil but in the proof.
	fixed map[*Condition]bool
}

var machines = sync.Pool{New: func() any { return &machine{vm: vm.VM{MemoryBudget: maxConditionMemory}} }}

func (m *machine) release() {
	m.of, m.env, m.fixed = nil, environment{}, nil
	machines.Put(m)
}

// holds evaluates c over f, which must not change between the calls of one holder of the machine.
func (m *machine) holds(c *Condition, f *Facts) bool {
	if c == nil {
		return true
	}
	if m.fixed != nil {
		if yes, known := m.fixed[c]; known {
			return yes
		}
	}
	if m.of != f {
		m.look(f)
	}
	out, err := m.vm.Run(c.program, &m.env)
	if err != nil {
		return false
	}
	yes, _ := out.(bool)
	return yes
}

func (m *machine) look(f *Facts) {
	m.of = f
	m.env = environment{
		Now: f.Now, Order: &f.Order, Item: &f.Item, Buyer: &f.Buyer, Limits: &f.Limits,
		Case: caseNames{
			Issue: string(f.Case.Issue), Facts: f.Case.Facts, Evidence: f.Case.Evidence,
			Declined: f.Case.Declined, Repeat: f.Case.Repeat, Suspect: f.Case.Suspect,
		},
	}
}

// compile checks and compiles an expression. Its errors are one line, for the seller to read.
func compile(text string) (*vm.Program, error) {
	if len(text) > maxConditionText {
		return nil, fmt.Errorf("it is longer than %d characters", maxConditionText)
	}
	watch := &guard{}
	program, err := expr.Compile(text,
		expr.Env(environment{}), expr.AsBool(), expr.DisableAllBuiltins(), expr.MaxNodes(maxConditionNodes), expr.Patch(watch),
		expr.Function("days_since", daysSince, new(func(time.Time, time.Time) int)),
		expr.Function("days_until", daysUntil, new(func(time.Time, time.Time) int)),
		expr.Function("known", known, new(func(time.Time) bool), new(func(string) bool)),
	)
	switch {
	case watch.wrong != "":
		return nil, errors.New(watch.wrong)
	case err != nil:
		return nil, explain(err)
	}
	return program, nil
}

// guard keeps expressions to comparing what they see, and gives days_since and days_until the time that they count to:
// expressions have no clock of their own.
type guard struct{ wrong string }

// Visit looks at one node of an expression.
func (g *guard) Visit(node *ast.Node) {
	switch n := (*node).(type) {
	case *ast.BuiltinNode:
		g.wrong = fmt.Sprintf("%s is not available; %s", n.Name, suggest(n.Name, topNames))
	case *ast.CallNode:
		g.call(n)
	}
}

func (g *guard) call(n *ast.CallNode) {
	name, ok := n.Callee.(*ast.IdentifierNode)
	if !ok || name.Value != "days_since" && name.Value != "days_until" {
		return
	}
	if len(n.Arguments) != 1 {
		g.wrong = fmt.Sprintf("%s takes one time, such as %s(order.delivered)", name.Value, name.Value)
		return
	}
	n.Arguments = append(n.Arguments, &ast.IdentifierNode{Value: "now"})
}

func daysSince(args ...any) (any, error) {
	return wholeDays(args[0].(time.Time), args[1].(time.Time)), nil
}

func daysUntil(args ...any) (any, error) {
	return -wholeDays(args[0].(time.Time), args[1].(time.Time)), nil
}

// wholeDays counts the days from t to now that are over; a day that has begun does not count. It is 0 for a time that is not known.
func wholeDays(t, now time.Time) int {
	if t.IsZero() {
		return 0
	}
	return int(now.Sub(t) / (24 * time.Hour))
}

func known(args ...any) (any, error) {
	switch v := args[0].(type) {
	case time.Time:
		return !v.IsZero(), nil
	case string:
		return v != "", nil
	default:
		return false, nil
	}
}

var (
	unknownField = regexp.MustCompile(`^type \*?playbook\.(\w+) has no field (\w+)`)
	unknownName  = regexp.MustCompile(`^unknown name (\w+)`)
	place        = regexp.MustCompile(`\s*\(1:(\d+)\)$`)
)

// explain turns a compiler's error into one that names what would have been right.
func explain(err error) error {
	line, _, _ := strings.Cut(err.Error(), "\n")
	if m := unknownField.FindStringSubmatch(line); m != nil {
		names := fieldNames[m[1]]
		return fmt.Errorf("%s has no field %q; %s", names.of, m[2], suggest(m[2], names.fields))
	}
	if m := unknownName.FindStringSubmatch(line); m != nil {
		return fmt.Errorf("nothing is called %q; %s", m[1], suggest(m[1], topNames))
	}
	if got, ok := strings.CutPrefix(line, "expected bool, but got "); ok {
		return fmt.Errorf("it must be true or false, but is %s", got)
	}
	return fmt.Errorf("it does not compile: %s", place.ReplaceAllString(line, " (at character $1)"))
}
