package slackfake

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

// check looks at one value of a block.
type check func(v *validator, path string, value any)

// field is one property that an object may or must have.
type field struct {
	name     string
	required bool
	check    check
}

// shape lists all properties of an object. Others are refused, as Slack does.
type shape []field

func must(name string, c check) field { return field{name, true, c} }
func may(name string, c check) field  { return field{name, false, c} }

func (v *validator) object(path string, value any, s shape) {
	o, ok := value.(object)
	if !ok {
		v.say(path, "must be an object")
		return
	}
	for _, f := range s {
		inner, given := o[f.name]
		if given && inner != nil {
			f.check(v, path+"/"+f.name, inner)
		} else if f.required {
			v.say(path, "missing required field: %s", f.name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(o)) {
		if !slices.ContainsFunc(s, func(f field) bool { return f.name == name }) {
			v.say(path, "invalid additional property: %s", name)
		}
	}
}

func objectOf(s shape) check {
	return func(v *validator, path string, value any) { v.object(path, value, s) }
}

// str is a string of a length in characters.
func str(least, most int) check {
	return func(v *validator, path string, value any) {
		text, ok := value.(string)
		if !ok {
			v.say(path, "must be a string")
			return
		}
		v.length(path, text, least, most)
	}
}

func (v *validator) length(path, text string, least, most int) {
	n := utf8.RuneCountInString(text)
	if n < least {
		v.say(path, "must be more than %d characters", least-1)
	}
	if most > 0 && n > most {
		v.say(path, "must be less than %d characters", most+1)
	}
}

// text is a text object of either kind; plain is one that must be plain_text.
// https://docs.slack.dev/reference/block-kit/composition-objects/text-object
func text(most int) check  { return textOf(most, "plain_text", "mrkdwn") }
func plain(most int) check { return textOf(most, "plain_text") }

func textOf(most int, kinds ...string) check {
	return func(v *validator, path string, value any) {
		o, ok := value.(object)
		if !ok {
			v.say(path, "must be an object")
			return
		}
		kind, _ := o["type"].(string)
		if !slices.Contains(kinds, kind) {
			v.say(path+"/type", "must be equal to %s", strings.Join(kinds, " or "))
			return
		}
		shape := shape{must("type", anything), must("text", str(1, most)), may("emoji", boolean)}
		if kind == "mrkdwn" {
			shape[2] = may("verbatim", boolean)
		}
		v.object(path, o, shape)
	}
}

func anything(*validator, string, any) {}

func boolean(v *validator, path string, value any) {
	if _, ok := value.(bool); !ok {
		v.say(path, "must be a boolean")
	}
}

func oneOf(values ...string) check {
	return func(v *validator, path string, value any) {
		if text, _ := value.(string); !slices.Contains(values, text) {
			v.say(path, "must be one of %s", strings.Join(values, ", "))
		}
	}
}

func number(least, most float64) check {
	return func(v *validator, path string, value any) {
		if n, ok := value.(float64); !ok || n < least || n > most {
			v.say(path, "must be a number from %g to %g", least, most)
		}
	}
}

func link(v *validator, path string, value any) {
	str(1, 3000)(v, path, value)
	if text, _ := value.(string); !strings.Contains(text, "://") && !strings.HasPrefix(text, "mailto:") {
		v.say(path, "must be a valid URL")
	}
}

// list is an array whose items all pass one check.
func list(least, most int, each check) check {
	return func(v *validator, path string, value any) {
		items, ok := value.([]any)
		if !ok {
			v.say(path, "must be an array")
			return
		}
		if len(items) < least {
			v.say(path, "no less than %d items allowed", least)
		}
		if len(items) > most {
			v.say(path, "no more than %d items allowed", most)
		}
		for i, item := range items {
			each(v, fmt.Sprintf("%s/%d", path, i), item)
		}
	}
}

// typed picks the shape of an object by its type, out of those allowed here.
func typed(shapes map[string]shape, allowed ...string) check {
	return func(v *validator, path string, value any) {
		o, _ := value.(object)
		kind, _ := o["type"].(string)
		s, known := shapes[kind]
		if !known || !slices.Contains(allowed, kind) {
			v.say(path, "unsupported type: %s", kind)
			return
		}
		v.object(path, o, s)
		if kind == "image" {
			v.picture(path, o)
		}
	}
}
