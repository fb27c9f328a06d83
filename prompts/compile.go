package prompts

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"text/template/parse"
)

// script writes a text: its steps one after the other. Nothing in it can fail, because compile knows the kind of every field;
// that, and not going through reflection for every call, is what it has over executing the parsed template.
type script []step

// step appends its part of a text.
type step func(b []byte, f *Fields) []byte

func (s script) run(b []byte, f *Fields) []byte {
	for _, do := range s {
		b = do(b, f)
	}
	return b
}

// needs are the fields of a text: every one that it names, and those of them that it tests, which are optional.
type needs struct {
	used, tested map[string]bool
}

func newNeeds() needs { return needs{used: map[string]bool{}, tested: map[string]bool{}} }

func (n needs) add(other needs) {
	maps.Copy(n.used, other.used)
	maps.Copy(n.tested, other.tested)
}

// part is a compiled fragment that texts share.
type part struct {
	script script
	needs  needs
}

// compiler turns the entries of one language into scripts.
type compiler struct {
	source *source
	format *format
	fields map[string]field
	names  map[string]any // of the functions, as the parser wants them
	parts  map[string]part
}

func newCompiler(s *source) *compiler {
	c := &compiler{source: s, format: s.format, fields: fieldTable(), names: map[string]any{}, parts: map[string]part{}}
	for _, name := range slices.Concat(writers, tests) {
		c.names[name] = true
	}
	return c
}

// addParts compiles the shared fragments. A part may use the parts above it.
func (c *compiler) addParts() error {
	for _, e := range c.source.parts {
		s, n, err := c.compile(e)
		if err != nil {
			return c.source.at(e, err)
		}
		c.parts[e.key] = part{s, n}
	}
	return nil
}

// place is what the template parser puts before its errors; file, line and key are said already.
var place = regexp.MustCompile(`^template: [^ ]*: `)

// compile parses an entry and checks what it does with its fields.
func (c *compiler) compile(e entry) (script, needs, error) {
	n := newNeeds()
	if strings.TrimSpace(e.text) == "" {
		return nil, n, errors.New("the text is empty")
	}
	trees, err := parse.Parse(e.key, e.text, "{{", "}}", c.names)
	if err != nil {
		return nil, n, errors.New(place.ReplaceAllString(err.Error(), ""))
	}
	if len(trees) != 1 {
		return nil, n, errors.New("define and block have no place in a text; put fragments under parts")
	}
	s, err := c.list(trees[e.key].Root, n)
	return s, n, err
}

// list compiles nodes that follow one another and notes the fields that they use.
func (c *compiler) list(list *parse.ListNode, n needs) (script, error) {
	if list == nil {
		return nil, nil
	}
	s := make(script, 0, len(list.Nodes))
	for _, node := range list.Nodes {
		do, err := c.node(node, n)
		if err != nil {
			return nil, err
		}
		s = append(s, do)
	}
	return s, nil
}

func (c *compiler) node(node parse.Node, n needs) (step, error) {
	switch node := node.(type) {
	case *parse.TextNode:
		return literal(string(node.Text)), nil
	case *parse.ActionNode:
		return c.writer(node.Pipe, n)
	case *parse.TemplateNode:
		return c.part(node, n)
	case *parse.IfNode:
		return c.branch(node, n)
	}
	return nil, fmt.Errorf("%s: texts know only fields, functions, if and parts", node)
}

func literal(text string) step {
	return func(b []byte, _ *Fields) []byte { return append(b, text...) }
}

func (c *compiler) part(node *parse.TemplateNode, n needs) (step, error) {
	p, ok := c.parts[node.Name]
	if !ok {
		return nil, fmt.Errorf("there is no part %q above", node.Name)
	}
	if node.Pipe == nil || node.Pipe.String() != "." {
		return nil, fmt.Errorf("%s: a part wants the fields: {{template %q .}}", node, node.Name)
	}
	n.add(p.needs)
	return p.script.run, nil
}

func (c *compiler) branch(node *parse.IfNode, n needs) (step, error) {
	tested := newNeeds()
	holds, err := c.condition(node.Pipe, tested)
	if err != nil {
		return nil, err
	}
	maps.Copy(tested.tested, tested.used)
	n.add(tested)
	yes, err := c.list(node.List, n)
	if err != nil {
		return nil, err
	}
	no, err := c.list(node.ElseList, n)
	return func(b []byte, f *Fields) []byte {
		if holds(f) {
			return yes.run(b, f)
		}
		return no.run(b, f)
	}, err
}
