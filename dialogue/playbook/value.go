package playbook

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"amends/dialogue/money"

	"go.yaml.in/yaml/v4"
)

// value is one node of a playbook with its place. The zero value is a key that the file does not have: it reads as the zero
// value of whatever it is asked for.
type value struct {
	r    *reader
	n    *yaml.Node
	path string
}

func (v value) given() bool { return v.n != nil }

func (v value) line() int { return v.n.Line }

func (v value) file() string { return v.r.doc.files[v.n] }

// fail notes a problem at the value's place.
func (v value) fail(format string, args ...any) {
	v.r.found.add(&Problem{v.file(), v.n.Line, v.path, fmt.Sprintf(format, args...)})
}

// pair is a key of a mapping with its value.
type pair struct {
	key string
	value
}

// pairs returns a mapping's keys and values in their order.
func (v value) pairs() []pair {
	if v.n == nil {
		return nil
	}
	if v.n.Kind != yaml.MappingNode {
		v.fail("must be keys with values, but is %s", shape(v.n))
		return nil
	}
	list := make([]pair, 0, len(v.n.Content)/2)
	for i := 0; i+1 < len(v.n.Content); i += 2 {
		key := v.n.Content[i]
		list = append(list, pair{key.Value, value{v.r, v.n.Content[i+1], join(v.path, key.Value)}})
	}
	return list
}

// fields returns the values of a mapping whose keys are given; any other key is a problem.
func (v value) fields(known ...string) map[string]value {
	all := make(map[string]value, len(known))
	for _, p := range v.pairs() {
		if !slices.Contains(known, p.key) {
			p.fail("there is no such key; %s", suggest(p.key, known))
			continue
		}
		all[p.key] = p.value
	}
	return all
}

// list returns the values of a list; a single scalar is a list of one.
func (v value) list() []value {
	switch {
	case v.n == nil:
		return nil
	case v.n.Kind == yaml.ScalarNode && v.n.Tag != "!!null":
		return []value{v}
	case v.n.Kind != yaml.SequenceNode:
		v.fail("must be a list in [brackets], but is %s", shape(v.n))
		return nil
	}
	all := make([]value, len(v.n.Content))
	for i, n := range v.n.Content {
		all[i] = value{v.r, n, v.path + "[" + strconv.Itoa(i) + "]"}
	}
	return all
}

// text returns a scalar as it is written, at most limit bytes of it.
func (v value) text(limit int) string {
	switch {
	case v.n == nil:
		return ""
	case v.n.Kind != yaml.ScalarNode || v.n.Tag == "!!null":
		v.fail("must be a text, but is %s", shape(v.n))
		return ""
	case len(v.n.Value) > limit:
		v.fail("is %d bytes long; at most %d are allowed", len(v.n.Value), limit)
		return ""
	}
	return strings.TrimSpace(v.n.Value)
}

// maxWord bounds names, numbers, dates and the like.
const maxWord = 80

// name returns a name that the playbook may choose itself.
func (v value) name() string {
	s := v.text(maxWord)
	if s != "" && !isName(s) {
		v.fail("%q is not a name: small letters, digits and _ are allowed, a letter first", s)
		return ""
	}
	return s
}

func isName(s string) bool {
	if s == "" || len(s) > 40 || s[0] < 'a' || s[0] > 'z' {
		return false
	}
	return strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789_") == ""
}

// oneOf returns a text that must be one of a few.
func (v value) oneOf(allowed ...string) string {
	s := v.text(maxWord)
	if s == "" || slices.Contains(allowed, s) {
		return s
	}
	v.fail("%q is not one of %s", s, strings.Join(allowed, ", "))
	return ""
}

func (v value) truth() bool {
	switch v.text(maxWord) {
	case "":
		return false
	case "true", "yes", "always":
		return true
	case "false", "no", "never":
		return false
	}
	v.fail("must be true or false")
	return false
}

func (v value) number(least, most int) int {
	s := v.text(maxWord)
	if s == "" {
		return 0
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < least || n > most {
		v.fail("%q is not a whole number from %d to %d", s, least, most)
		return 0
	}
	return n
}

// maxMinor bounds an amount so that sums and percentages of it cannot overflow.
const maxMinor = 1_000_000_000_000

// money returns an amount in minor units. It reads the digits as they are written and never goes through a float.
func (v value) money(currency string) int64 {
	s := v.text(maxWord)
	if s == "" || currency == "" {
		return 0
	}
	m, err := money.Parse(s, currency)
	switch {
	case err != nil:
		v.fail("%q is not an amount in %s; write it like 50.00", s, currency)
	case m.Minor < 0:
		v.fail("%s is negative; an amount is 0 or more", s)
	case m.Minor > maxMinor:
		v.fail("%s is too much to be meant", s)
	default:
		return m.Minor
	}
	return 0
}

func (v value) condition() *Condition {
	s := v.text(maxConditionText)
	if s == "" {
		return nil
	}
	program, err := compile(s)
	if err != nil {
		v.fail("in the condition: %v", err)
		return nil
	}
	return &Condition{Text: s, File: v.file(), Line: v.line(), program: program}
}

// translations returns texts by language.
func (v value) translations() map[string]string {
	if v.n == nil {
		return nil
	}
	all := map[string]string{}
	for _, p := range v.pairs() {
		if len(p.key) < 2 || len(p.key) > 12 {
			p.fail("%q is not a language; write it like en or pt-BR", shorten(p.key))
			continue
		}
		all[p.key] = p.text(4000)
	}
	return all
}

// named returns a name by language; one name alone is the name in every language.
func (v value) named() map[string]string {
	if v.n == nil || v.n.Kind == yaml.MappingNode {
		return v.translations()
	}
	if name := v.text(100); name != "" {
		return map[string]string{"en": name}
	}
	return nil
}

// shorten keeps a hostile key from filling the error.
func shorten(s string) string {
	if len(s) > maxWord {
		return s[:maxWord] + "…"
	}
	return s
}

func shape(n *yaml.Node) string {
	switch {
	case n.Kind == yaml.MappingNode:
		return "keys with values"
	case n.Kind == yaml.SequenceNode:
		return "a list"
	case n.Tag == "!!null":
		return "empty"
	default:
		return "a plain value"
	}
}
