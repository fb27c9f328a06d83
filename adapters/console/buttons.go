package console

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"amends/dialogue"
)

// buttons are what the buyer or an agent can press now, numbered from 1 as they are shown: those of the latest message that has
// any; on the desk those of the latest card and of what was asked since.
func (c *Console) buttons(desk bool) []dialogue.Option {
	list := c.from(0)
	if !desk {
		if i := latestWithOptions(list); i >= 0 {
			return list[i].options
		}
		return nil
	}
	var opts []dialogue.Option
	for _, m := range slices.Backward(list) {
		if !m.desk || len(m.options) == 0 {
			continue
		}
		for _, o := range m.options {
			if !slices.ContainsFunc(opts, func(have dialogue.Option) bool { return have.ID == o.ID }) {
				opts = append(opts, o)
			}
		}
		if m.card != nil {
			break
		}
	}
	return opts
}

// latestWithOptions is the place of the latest message of the bot to the buyer that has buttons; -1 when there is none.
func latestWithOptions(list []message) int {
	for i, m := range slices.Backward(list) {
		if !m.desk && len(m.options) > 0 {
			return i
		}
	}
	return -1
}

// pressed finds the button that a name or a number means, in the latest message that has it.
func (c *Console) pressed(desk bool, name string) (dialogue.Option, message, error) {
	if m, o, ok := c.find(desk, name); ok {
		return o, m, nil
	}
	opts := c.buttons(desk)
	if n, err := strconv.Atoi(name); err == nil && n >= 1 && n <= len(opts) {
		m, o, _ := c.find(desk, opts[n-1].ID)
		return o, m, nil
	}
	if id := strings.ToLower(name); desk && deskOption(id) {
		return dialogue.Option{ID: id, Label: id}, message{}, nil
	}
	return dialogue.Option{}, message{}, fmt.Errorf("no message has the button [%s]%s", name, thereIs(opts))
}

func (c *Console) find(desk bool, name string) (message, dialogue.Option, bool) {
	for _, m := range slices.Backward(c.from(0)) {
		if o, ok := m.offers(name); ok && m.desk == desk {
			return m, o, true
		}
	}
	return message{}, dialogue.Option{}, false
}

func thereIs(opts []dialogue.Option) string {
	if len(opts) == 0 {
		return ""
	}
	var ids []string
	for _, o := range opts {
		ids = append(ids, "["+o.ID+"]")
	}
	return "; there is " + strings.Join(ids, " ")
}

// deskOption reports whether an agent may decide something without a button that says so.
func deskOption(id string) bool {
	switch verb, arg, _ := strings.Cut(id, ":"); verb {
	case "take", "approve", "decline", "resolve", "reopen", "done", "replied":
		return arg == ""
	case "offer", "ask":
		return arg != ""
	case "handback":
		return true
	}
	return false
}
