package openai

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"amends/dialogue"
)

// veil is a text with its private values hidden behind placeholders.
type veil struct {
	clean   string            // the whole text
	text    string            // as it may leave
	bare    string            // text without its placeholders
	restore *strings.Replacer // placeholders to values
}

// cloak gives values their placeholders: the same value has the same one in all texts that it covers.
type cloak struct {
	names  map[string]string // value -> placeholder
	counts map[string]int    // by kind
	pairs  []string          // placeholder, value, ...
}

func newCloak() *cloak { return &cloak{names: map[string]string{}, counts: map[string]int{}} }

// cover puts placeholders in the place of secrets: one for those that overlap.
func (k *cloak) cover(text string, found []secret) veil {
	var hidden, bare strings.Builder
	done := 0
	for _, s := range united(found) {
		hidden.WriteString(text[done:s.from] + k.name(text[s.from:s.to], s.kind))
		bare.WriteString(text[done:s.from] + " ")
		done = s.to
	}
	hidden.WriteString(text[done:])
	bare.WriteString(text[done:])
	return veil{clean: text, text: hidden.String(), bare: bare.String(), restore: k.restore()}
}

func (k *cloak) name(value, kind string) string {
	name := k.names[value]
	if name == "" {
		k.counts[kind]++
		name = fmt.Sprintf("<%s_%d>", kind, k.counts[kind])
		k.names[value], k.pairs = name, append(k.pairs, name, value)
	}
	return name
}

// restore puts the values of all texts that were covered back.
func (k *cloak) restore() *strings.Replacer { return strings.NewReplacer(k.pairs...) }

// masked is restore for a screen that several people see: order numbers show their end alone.
func (k *cloak) masked() *strings.Replacer {
	pairs := slices.Clone(k.pairs)
	for i := 0; i < len(pairs); i += 2 {
		if kindIn(pairs[i]) == "ORDER" {
			pairs[i+1] = dialogue.MaskOrder(pairs[i+1])
		}
	}
	return strings.NewReplacer(pairs...)
}

// united sorts secrets and makes one of those that overlap. A kind that says more than that it is a number wins.
func united(found []secret) []secret {
	slices.SortStableFunc(found, func(a, b secret) int { return cmp.Compare(a.from, b.from) })
	var out []secret
	for _, s := range found {
		last := len(out) - 1
		if last < 0 || s.from >= out[last].to {
			out = append(out, s)
			continue
		}
		out[last].to = max(out[last].to, s.to)
		if out[last].kind == "NUMBER" {
			out[last].kind = s.kind
		}
	}
	return out
}

// quoted returns the part of the buyer's own text that words of a model copy; "" when the buyer wrote nothing of the kind. Letters of
// another case and other spaces are forgiven.
func (v veil) quoted(words string) string {
	parts := strings.FieldsFunc(words, unicode.IsSpace)
	if len(parts) == 0 {
		return ""
	}
	for i := range parts {
		parts[i] = regexp.QuoteMeta(parts[i])
	}
	re, err := regexp.Compile("(?i)" + strings.Join(parts, `\s+`))
	if err != nil {
		return ""
	}
	if own := v.restore.Replace(re.FindString(v.text)); strings.Contains(v.clean, own) {
		return own
	}
	return ""
}
