package orders

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"
)

var relative = regexp.MustCompile(`^([+-]\d{1,4})([dhm])$`)

// keys calls each for every key of a map. each returns false for a key that it does not know.
func (n *native) keys(node *yaml.Node, path string, each func(key string, v *yaml.Node) bool) {
	node = resolve(node)
	if node.Kind != yaml.MappingNode {
		n.fail(node, path, "expected a map")
		return
	}
	for i := 0; i+1 < len(node.Content); i += 2 {
		key := node.Content[i]
		if !each(key.Value, resolve(node.Content[i+1])) {
			n.fail(key, path, "unknown key %q", key.Value)
		}
	}
}

func (n *native) list(node *yaml.Node, path string) []*yaml.Node {
	node = resolve(node)
	if node.Kind == yaml.ScalarNode && node.Tag == "!!null" {
		return nil
	}
	if node.Kind != yaml.SequenceNode {
		n.fail(node, path, "expected a list")
		return nil
	}
	out := make([]*yaml.Node, len(node.Content))
	for i, item := range node.Content {
		out[i] = resolve(item)
	}
	return out
}

// text is a scalar as it is written: 98101 and "098101" stay what they are.
func (n *native) text(node *yaml.Node, path string) string {
	if node.Kind != yaml.ScalarNode {
		n.fail(node, path, "expected a text")
		return ""
	}
	if node.Tag == "!!null" {
		return ""
	}
	return clean(node.Value, maxTitle)
}

func (n *native) count(node *yaml.Node, path string, least int) int {
	i, err := strconv.Atoi(n.text(node, path))
	if err != nil || i < least || i > maxQuantity {
		n.fail(node, path, "%q is not a whole number from %d to %d", node.Value, least, maxQuantity)
		return least
	}
	return i
}

func (n *native) oneOf(node *yaml.Node, path string, words []string) string {
	s := strings.ToLower(n.text(node, path))
	if !slices.Contains(words, s) {
		n.fail(node, path, "%q is not one of %s", s, strings.Join(words, ", "))
	}
	return s
}

func (n *native) country(node *yaml.Node, path string) string {
	s := strings.ToUpper(n.text(node, path))
	if !isCountry(s) {
		n.fail(node, path, "%q is not a country code of two letters", s)
	}
	return s
}

// time reads a date, a time, or a relative one such as -4d.
func (n *native) time(node *yaml.Node, path string) time.Time {
	s := n.text(node, path)
	if s == "" {
		return time.Time{}
	}
	if t, ok := n.relative(s); ok {
		return t
	}
	t, err := parseTime(s)
	if err != nil {
		n.fail(node, path, "%q is not a date such as 2026-02-20 or 2026-02-20T09:00:00Z", s)
	}
	return t
}

func (n *native) relative(s string) (time.Time, bool) {
	m := relative.FindStringSubmatch(s)
	now := n.in.opts.Now
	if now.IsZero() || (m == nil && s != "now") {
		return time.Time{}, false
	}
	if s == "now" {
		return now.UTC(), true
	}
	amount, _ := strconv.Atoi(m[1])
	unit := map[string]time.Duration{"d": 24 * time.Hour, "h": time.Hour, "m": time.Minute}[m[2]]
	return now.UTC().Add(time.Duration(amount) * unit), true
}

// resolve follows an alias. Nothing below it is copied, so aliases cannot grow a file.
func resolve(node *yaml.Node) *yaml.Node {
	for node.Kind == yaml.AliasNode {
		node = node.Alias
	}
	return node
}

func child(node *yaml.Node, key string) *yaml.Node {
	node = resolve(node)
	for i := 0; i+1 < len(node.Content) && node.Kind == yaml.MappingNode; i += 2 {
		if node.Content[i].Value == key {
			return resolve(node.Content[i+1])
		}
	}
	return nil
}
