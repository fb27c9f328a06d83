package prompts

import (
	"fmt"
	"slices"
	"strings"
	"text/template/parse"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/feature/plural"
)

// The functions of texts: those that write something and those that answer yes or no.
var (
	writers = []string{"money", "date", "datetime", "list", "plural", "quote", "lower", "upper"}
	tests   = []string{"has", "eq", "ne", "and", "or", "not"}
)

// returns are the values of Fields.Return; a text that compares it with another word has a typing error.
var returns = []string{"", "none", "seller", "buyer"}

// test answers a question about the fields.
type test func(f *Fields) bool

// call takes a pipe apart into a function and its arguments; the function is "" for a bare field.
func call(p *parse.PipeNode) (function string, args []parse.Node, err error) {
	if p == nil || len(p.Cmds) != 1 || len(p.Decl) > 0 {
		return "", nil, fmt.Errorf("{{%s}}: texts have no variables and no |", p)
	}
	args = p.Cmds[0].Args
	if id, ok := args[0].(*parse.IdentifierNode); ok {
		function, args = id.Ident, args[1:]
	}
	if len(args) == 0 || function == "" && len(args) > 1 {
		return "", nil, fmt.Errorf("{{%s}}: wrong number of arguments", p)
	}
	return function, args, nil
}

// field resolves a node to a field of one of the wanted kinds and notes its use.
func (c *compiler) field(node parse.Node, n needs, want ...kind) (field, error) {
	name, ok := node.(*parse.FieldNode)
	if !ok {
		return field{}, fmt.Errorf("%s: want a field here", node)
	}
	d, ok := c.fields[strings.Join(name.Ident, ".")]
	if !ok {
		return field{}, fmt.Errorf("unknown field %s", name)
	}
	if !slices.Contains(want, d.kind) {
		return field{}, fmt.Errorf("%s is of kind %q, not %q", name, d.kind, want)
	}
	n.used[d.name] = true
	return d, nil
}

// writer compiles what stands between braces to be written out.
func (c *compiler) writer(p *parse.PipeNode, n needs) (step, error) {
	function, args, err := call(p)
	if err != nil {
		return nil, err
	}
	if slices.Contains(tests, function) {
		return nil, fmt.Errorf("{{%s}}: %s answers yes or no, so it belongs after if", p, function)
	}
	if function == "plural" {
		return c.plural(args, n)
	}
	if len(args) != 1 {
		return nil, fmt.Errorf("{{%s}}: %s takes one argument", p, function)
	}
	do, err := c.written(function, args[0], n)
	if err != nil {
		return nil, fmt.Errorf("{{%s}}: %w", p, err)
	}
	return do, nil
}

func (c *compiler) written(function string, arg parse.Node, n needs) (step, error) {
	switch function {
	case "money":
		d, err := c.field(arg, n, moneyKind)
		return func(b []byte, f *Fields) []byte { return c.format.money(b, d.money(f)) }, err
	case "date":
		d, err := c.field(arg, n, momentKind)
		return func(b []byte, f *Fields) []byte { return c.format.moment(b, c.format.Date, d.moment(f)) }, err
	case "datetime":
		d, err := c.field(arg, n, momentKind)
		return func(b []byte, f *Fields) []byte { return c.format.moment(b, c.format.Datetime, d.moment(f)) }, err
	case "list":
		d, err := c.field(arg, n, listKind)
		return func(b []byte, f *Fields) []byte { return c.format.list(b, d.list(f)) }, err
	}
	words, err := c.words(arg, n)
	if err != nil {
		return nil, err
	}
	switch function {
	case "quote":
		return func(b []byte, f *Fields) []byte {
			var room [quoteLength]byte
			return c.format.quote(b, string(words(room[:0], f)))
		}, nil
	case "lower":
		return first(words, unicode.ToLower), nil
	case "upper":
		return first(words, unicode.ToUpper), nil
	}
	return words, nil
}

// words compiles an argument that is a word, a number, a text in quotes or, in parentheses, something else to be written.
func (c *compiler) words(node parse.Node, n needs) (step, error) {
	switch node := node.(type) {
	case *parse.StringNode:
		return literal(node.Text), nil
	case *parse.PipeNode:
		return c.writer(node, n)
	}
	d, err := c.field(node, n, wordKind, numberKind)
	if d.kind == numberKind {
		return func(b []byte, f *Fields) []byte { return fmt.Append(b, d.number(f)) }, err
	}
	return func(b []byte, f *Fields) []byte { return append(b, d.word(f)...) }, err
}

// first changes the first letter of what is written.
func first(words step, to func(rune) rune) step {
	return func(b []byte, f *Fields) []byte {
		s := words(nil, f)
		r, n := utf8.DecodeRune(s)
		if n == 0 {
			return b
		}
		return append(utf8.AppendRune(b, to(r)), s[n:]...)
	}
}

// plural compiles {{plural .Count "one" "# photo" "other" "# photos"}}.
func (c *compiler) plural(args []parse.Node, n needs) (step, error) {
	d, err := c.field(args[0], n, numberKind)
	if err != nil {
		return nil, err
	}
	texts, names := new(forms), categories()
	for i := 1; i < len(args); i += 2 {
		name, ok := args[i].(*parse.StringNode)
		if !ok || i+1 == len(args) {
			return nil, fmt.Errorf("plural: want pairs of a category and a text after %s", args[0])
		}
		text, ok := args[i+1].(*parse.StringNode)
		form, known := names[name.Text]
		if !ok || !known {
			return nil, fmt.Errorf("plural: %s %s: want one of zero one two few many other, and a text", name, args[i+1])
		}
		texts[form] = text.Text
	}
	if texts[plural.Other] == "" {
		return nil, fmt.Errorf("plural: no text for %q", "other")
	}
	return func(b []byte, f *Fields) []byte { return c.format.plural(b, d.number(f), texts) }, nil
}

// condition compiles what stands after if.
func (c *compiler) condition(p *parse.PipeNode, n needs) (test, error) {
	function, args, err := call(p)
	if err != nil {
		return nil, err
	}
	holds, err := c.tested(function, args, n)
	if err != nil {
		return nil, fmt.Errorf("{{if %s}}: %w", p, err)
	}
	return holds, nil
}

func (c *compiler) tested(function string, args []parse.Node, n needs) (test, error) {
	switch function {
	case "":
		d, err := c.field(args[0], n, wordKind, numberKind, flagKind, listKind)
		return d.given, err
	case "has":
		d, err := c.field(args[0], n, momentKind, moneyKind)
		return d.given, err
	case "eq", "ne":
		return c.compared(args, function == "eq", n)
	case "and", "or", "not":
		return c.combined(function, args, n)
	}
	return nil, fmt.Errorf("%s does not answer yes or no", function)
}

// compared compiles eq and ne: a word against one or more texts in quotes.
func (c *compiler) compared(args []parse.Node, equal bool, n needs) (test, error) {
	d, err := c.field(args[0], n, wordKind)
	if err != nil {
		return nil, err
	}
	var texts []string
	for _, arg := range args[1:] {
		s, ok := arg.(*parse.StringNode)
		if !ok {
			return nil, fmt.Errorf("%s: want a text in quotes", arg)
		}
		if d.name == "Return" && !slices.Contains(returns, s.Text) {
			return nil, fmt.Errorf(".Return is never %q, only one of %q", s.Text, returns)
		}
		texts = append(texts, s.Text)
	}
	return func(f *Fields) bool { return slices.Contains(texts, d.word(f)) == equal }, nil
}

// combined compiles and, or and not of fields and of conditions in parentheses.
func (c *compiler) combined(function string, args []parse.Node, n needs) (test, error) {
	all := make([]test, len(args))
	for i, arg := range args {
		var err error
		if p, ok := arg.(*parse.PipeNode); ok {
			all[i], err = c.condition(p, n)
		} else {
			all[i], err = c.tested("", []parse.Node{arg}, n)
		}
		if err != nil {
			return nil, err
		}
	}
	switch function {
	case "not":
		return func(f *Fields) bool { return !all[0](f) }, nil
	case "or":
		return func(f *Fields) bool { return slices.ContainsFunc(all, func(t test) bool { return t(f) }) }, nil
	}
	return func(f *Fields) bool { return !slices.ContainsFunc(all, func(t test) bool { return !t(f) }) }, nil
}
