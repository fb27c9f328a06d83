package slackfake

import (
	"fmt"
	"slices"
	"strings"
)

// element is something in blocks that a person can press, choose from or fill in.
type element struct {
	block, action, kind string
	label               string // what stands on it, or for an input above it
	spec                object
	input               bool // of an input block
	optional            bool
}

// elements lists what people can use in blocks, from top to bottom.
func elements(blocks []Block) []element {
	var found []element
	add := func(b Block, spec any) {
		o, ok := spec.(object)
		if !ok || o["type"] == "image" || o["type"] == "plain_text" || o["type"] == "mrkdwn" {
			return
		}
		e := element{spec: o}
		e.block, _ = b["block_id"].(string)
		e.action, _ = o["action_id"].(string)
		e.kind, _ = o["type"].(string)
		e.label = labelOf(b, o)
		e.input = b["type"] == "input"
		e.optional, _ = b["optional"].(bool)
		found = append(found, e)
	}
	for _, b := range blocks {
		switch b["type"] {
		case "section":
			add(b, b["accessory"])
		case "input":
			add(b, b["element"])
		case "actions":
			list, _ := b["elements"].([]any)
			for _, spec := range list {
				add(b, spec)
			}
		}
	}
	return found
}

// labelOf is what a person would call an element: its text, its block's label or its placeholder.
func labelOf(b Block, spec object) string {
	for _, holder := range []any{spec["text"], b["label"], spec["placeholder"]} {
		if o, ok := holder.(object); ok {
			text, _ := o["text"].(string)
			return text
		}
	}
	return ""
}

// findElement finds an element by "block_id/action_id", action_id, block_id or label, in this order; the label in any case.
func findElement(blocks []Block, name string) (element, error) {
	all := elements(blocks)
	tries := []func(element) bool{
		func(e element) bool { return e.block+"/"+e.action == name },
		func(e element) bool { return e.action == name },
		func(e element) bool { return e.block == name },
		func(e element) bool { return strings.EqualFold(e.label, name) },
	}
	for _, fits := range tries {
		var hits []element
		for _, e := range all {
			if fits(e) {
				hits = append(hits, e)
			}
		}
		if len(hits) == 1 {
			return hits[0], nil
		}
		if len(hits) > 1 {
			return element{}, fmt.Errorf("slackfake: %d elements are called %q; name one as block_id/action_id", len(hits), name)
		}
	}
	return element{}, fmt.Errorf("slackfake: no element %q among %s", name, strings.Join(names(all), ", "))
}

func names(all []element) []string {
	list := make([]string, len(all))
	for i, e := range all {
		list[i] = fmt.Sprintf("%s/%s %q", e.block, e.action, e.label)
	}
	return list
}

// optionOf finds a choice by its value or its text, in any case.
func (e element) optionOf(name string) (object, error) {
	var seen []string
	for _, o := range e.allOptions() {
		label := optionText(o)
		if value, _ := o["value"].(string); value == name || strings.EqualFold(label, name) {
			return o, nil
		}
		seen = append(seen, label)
	}
	return nil, fmt.Errorf("slackfake: %s %q has no option %q, only %s", e.kind, e.label, name, strings.Join(seen, ", "))
}

func (e element) allOptions() []object {
	var all []object
	lists := []any{e.spec["options"]}
	groups, _ := e.spec["option_groups"].([]any)
	for _, g := range groups {
		if group, ok := g.(object); ok {
			lists = append(lists, group["options"])
		}
	}
	for _, l := range lists {
		items, _ := l.([]any)
		for _, item := range items {
			if o, ok := item.(object); ok {
				all = append(all, o)
			}
		}
	}
	return all
}

func optionText(o object) string {
	text, _ := o["text"].(object)
	label, _ := text["text"].(string)
	return label
}

// state is the value of an element as it stands in payloads, for what a person entered or chose.
// A text for single values, []string for several.
func (e element) state(value any) (object, error) {
	one, _ := value.(string)
	many, several := value.([]string)
	if !several && one != "" {
		many = []string{one}
	}
	o := object{"type": e.kind}
	switch {
	case e.kind == "static_select" || e.kind == "radio_buttons" || e.kind == "overflow":
		chosen, err := e.optionOf(one)
		o["selected_option"] = chosen
		return o, err
	case e.kind == "multi_static_select" || e.kind == "checkboxes":
		chosen := []object{}
		for _, name := range many {
			c, err := e.optionOf(name)
			if err != nil {
				return nil, err
			}
			chosen = append(chosen, c)
		}
		o["selected_options"] = chosen
	case plainField[e.kind] != "":
		o[plainField[e.kind]] = one
	case listField[e.kind] != "":
		o[listField[e.kind]] = slices.Clone(many)
	default:
		return nil, fmt.Errorf("slackfake: nothing can be entered into a %s", e.kind)
	}
	return o, nil
}

// plainField and listField name the property that holds what was chosen in elements of other kinds.
var (
	plainField = map[string]string{"plain_text_input": "value", "email_text_input": "value", "url_text_input": "value",
		"number_input": "value", "datepicker": "selected_date", "timepicker": "selected_time", "users_select": "selected_user",
		"conversations_select": "selected_conversation", "channels_select": "selected_channel"}
	listField = map[string]string{"multi_users_select": "selected_users", "multi_conversations_select": "selected_conversations",
		"multi_channels_select": "selected_channels"}
)

// initial is the value that an element shows before a person touches it; nil when it is empty.
func (e element) initial() object {
	value := object{"type": e.kind}
	for from, to := range map[string]string{"initial_value": "value", "initial_option": "selected_option",
		"initial_options": "selected_options", "initial_date": "selected_date", "initial_time": "selected_time",
		"initial_user": "selected_user", "initial_users": "selected_users", "initial_conversation": "selected_conversation",
		"initial_channel": "selected_channel"} {
		if v, ok := e.spec[from]; ok {
			value[to] = v
			return value
		}
	}
	return nil
}

// untouched is the state of an element that nobody touched.
func (e element) untouched() object {
	if value := e.initial(); value != nil {
		return value
	}
	field := map[string]string{"static_select": "selected_option", "radio_buttons": "selected_option",
		"multi_static_select": "selected_options", "checkboxes": "selected_options"}[e.kind]
	switch {
	case field == "selected_options":
		return object{"type": e.kind, field: []object{}}
	case field != "":
		return object{"type": e.kind, field: nil}
	case plainField[e.kind] != "":
		return object{"type": e.kind, plainField[e.kind]: nil}
	default:
		return object{"type": e.kind}
	}
}
