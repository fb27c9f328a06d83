package slackfake

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"unicode/utf8"
)

// Press presses a button in a message that the person sees, ephemeral ones included. The button is named by
// "block_id/action_id", action_id, block_id or what stands on it.
func (a *Agent) Press(channelID, ts, button string) (*Interaction, error) {
	return a.act(channelID, ts, button, nil)
}

// Select chooses an option, by its value or text, from a menu, radio buttons, check boxes or an overflow menu in a message; several
// options where several may be chosen. A date or a user ID is given as it is.
func (a *Agent) Select(channelID, ts, menu string, choice ...string) (*Interaction, error) {
	return a.act(channelID, ts, menu, append([]string{}, choice...))
}

func (a *Agent) act(channelID, ts, name string, choice []string) (i *Interaction, err error) {
	err = locked(a.s, func() error {
		m, err := a.visible(channelID, ts)
		if err != nil {
			return err
		}
		e, value, err := use(m.Blocks, name, choice)
		if err != nil {
			return err
		}
		p := a.s.blockActions(a.ID, m, e, value)
		if choice != nil {
			p["state"] = object{"values": object{e.block: object{e.action: value}}}
		}
		i = a.s.interact(p, nil)
		return nil
	})
	return i, err
}

// visible finds a message of the channel, or an ephemeral one of the person.
func (a *Agent) visible(channelID, ts string) (*Message, error) {
	for _, m := range a.s.workspace.ephemeral[a.ID] {
		if m.Channel == channelID && m.TS == ts {
			return m, nil
		}
	}
	c := a.s.workspace.channels[channelID]
	if c == nil || (c.Private && !c.has(a.ID)) || a.s.workspace.users[a.ID] == nil {
		return nil, fmt.Errorf("slackfake: %s sees no channel %s", a.ID, channelID)
	}
	if m := c.byTS[ts]; m != nil {
		return m, nil
	}
	return nil, fmt.Errorf("slackfake: no message %s in channel %s", ts, c.Name)
}

// use finds an element and what choosing from it means. Without a choice it has to be a button.
func use(blocks []Block, name string, choice []string) (element, object, error) {
	e, err := findElement(blocks, name)
	if err != nil {
		return e, nil, err
	}
	if choice == nil {
		if e.kind != "button" && e.kind != "workflow_button" {
			return e, nil, fmt.Errorf("slackfake: %q is a %s, not a button", name, e.kind)
		}
		return e, object{}, nil
	}
	value, err := e.state(oneOrMany(choice))
	return e, value, err
}

func oneOrMany(choice []string) any {
	if len(choice) == 1 {
		return choice[0]
	}
	return choice
}

// PressIn presses a button in an open modal or the Home tab.
func (a *Agent) PressIn(viewID, button string) (*Interaction, error) {
	return a.actIn(viewID, button, nil)
}

// SelectIn chooses in an open modal or the Home tab, where the app hears of each choice (outside of input blocks, or with
// dispatch_action).
func (a *Agent) SelectIn(viewID, menu string, choice ...string) (*Interaction, error) {
	return a.actIn(viewID, menu, append([]string{}, choice...))
}

func (a *Agent) actIn(viewID, name string, choice []string) (i *Interaction, err error) {
	err = locked(a.s, func() error {
		v, err := a.view(viewID)
		if err != nil {
			return err
		}
		e, value, err := use(v.blocks, name, choice)
		if err != nil {
			return err
		}
		if choice != nil {
			v.enter(e, value)
		}
		v.complete()
		p := a.s.payload("block_actions", a.ID)
		p["container"], p["view"] = object{"type": "view", "view_id": v.id}, a.s.wireView(v)
		p["actions"] = []object{a.s.action(e, value)}
		i = a.s.interact(p, nil)
		return nil
	})
	return i, err
}

// Type writes into a field of an open modal and leaves it there: the app hears of it with whatever the person does next. The field is
// named as for Press.
func (a *Agent) Type(viewID, field, text string) error {
	return locked(a.s, func() error {
		v, err := a.view(viewID)
		if err != nil {
			return err
		}
		e, err := findElement(v.blocks, field)
		if err != nil {
			return err
		}
		value, err := e.state(text)
		if err == nil {
			v.enter(e, value)
		}
		return err
	})
}

func (a *Agent) view(id string) (*view, error) {
	v := a.s.viewBy(func(v *view) bool { return v.id == id && v.user == a.ID })
	if v == nil {
		return nil, fmt.Errorf("slackfake: %s has no view %s open", a.ID, id)
	}
	return v, nil
}

// Submit fills in a modal and submits it. Values are named as for Press and are strings, or []string where several may be chosen.
// Fields that are not named keep what stands in them. As in Slack's own form, an empty required field, a text that is too long or
// too short and an option that is not there are refused before the app hears of anything.
func (a *Agent) Submit(viewID string, values map[string]any) (i *Interaction, err error) {
	err = locked(a.s, func() error {
		v, err := a.view(viewID)
		if err != nil {
			return err
		}
		if stack := a.s.workspace.modals[a.ID]; len(stack) == 0 || stack[len(stack)-1] != v || v.submit == nil {
			return fmt.Errorf("slackfake: view %s is not the one on top, or has no submit button", viewID)
		}
		if err := v.fill(values); err != nil {
			return err
		}
		p := a.s.payload("view_submission", a.ID)
		p["view"], p["response_urls"] = a.s.wireView(v), []object{}
		i = a.s.interact(p, func(i *Interaction, reply json.RawMessage) error { return a.s.submitted(i, v, reply) })
		return nil
	})
	return i, err
}

// fill enters values into a form and completes its state: every input is in it, empty ones as null. When something is wrong with
// them nothing is entered.
func (v *view) fill(values map[string]any) (err error) {
	before := map[string]map[string]any{}
	for block, actions := range v.values {
		before[block] = maps.Clone(actions)
	}
	defer func() {
		if err != nil {
			v.values = before
		}
	}()
	for name, value := range values {
		e, err := findElement(v.blocks, name)
		if err != nil {
			return err
		}
		state, err := e.state(value)
		if err != nil {
			return err
		}
		v.enter(e, state)
	}
	v.complete()
	for _, e := range elements(v.blocks) {
		if err := e.accepts(v.values[e.block][e.action]); err != nil {
			return err
		}
	}
	return nil
}

// complete adds to a form's state what nobody touched: the whole state goes with every submission and with every press in it
// (https://api.slack.com/changelog/2020-09-full-state-on-view-submisson-and-block-actions).
func (v *view) complete() {
	for _, e := range elements(v.blocks) {
		if v.values[e.block][e.action] == nil && e.kind != "button" {
			v.enter(e, e.untouched())
		}
	}
}

// accepts is what Slack's form checks before it sends: https://docs.slack.dev/reference/block-kit/block-elements/plain-text-input-element
func (e element) accepts(value any) error {
	if !e.input {
		return nil
	}
	state, _ := value.(object)
	text, _ := state["value"].(string)
	if isEmpty(state) {
		if e.optional {
			return nil
		}
		return fmt.Errorf("slackfake: the field %q has to be filled in", e.label)
	}
	length := utf8.RuneCountInString(text)
	if most, ok := e.spec["max_length"].(float64); ok && length > int(most) {
		return fmt.Errorf("slackfake: the field %q takes at most %d characters", e.label, int(most))
	}
	if least, ok := e.spec["min_length"].(float64); ok && length < int(least) {
		return fmt.Errorf("slackfake: the field %q wants at least %d characters", e.label, int(least))
	}
	if e.kind == "number_input" {
		return e.acceptsNumber(text)
	}
	return nil
}

func (e element) acceptsNumber(text string) error {
	n, err := strconv.ParseFloat(text, 64)
	if decimals, _ := e.spec["is_decimal_allowed"].(bool); err != nil || (!decimals && n != float64(int64(n))) {
		return fmt.Errorf("slackfake: the field %q wants a number", e.label)
	}
	least, _ := e.spec["min_value"].(string)
	most, _ := e.spec["max_value"].(string)
	if low, err := strconv.ParseFloat(least, 64); err == nil && n < low {
		return fmt.Errorf("slackfake: the field %q wants at least %s", e.label, least)
	}
	if high, err := strconv.ParseFloat(most, 64); err == nil && n > high {
		return fmt.Errorf("slackfake: the field %q takes at most %s", e.label, most)
	}
	return nil
}

// isEmpty reports whether a state holds nothing but its type.
func isEmpty(state object) bool {
	for name, value := range state {
		if name == "type" || value == nil || value == "" {
			continue
		}
		if list, ok := value.([]object); ok && len(list) == 0 {
			continue
		}
		if list, ok := value.([]string); ok && len(list) == 0 {
			continue
		}
		return false
	}
	return true
}

// CloseView closes a modal with its close button; the app hears of it when it set notify_on_close.
func (a *Agent) CloseView(viewID string) (i *Interaction, err error) {
	err = locked(a.s, func() error {
		v, err := a.view(viewID)
		if err != nil {
			return err
		}
		stack := a.s.workspace.modals[a.ID]
		at := slices.Index(stack, v)
		if at < 0 {
			return fmt.Errorf("slackfake: %s is not a modal", viewID)
		}
		if v.clearOnClose {
			at = 0
		}
		for _, closed := range slices.Backward(stack[at:]) {
			if closed.notifyOnClose {
				p := a.s.payload("view_closed", a.ID)
				delete(p, "trigger_id") // nothing may be opened now
				p["view"], p["is_cleared"] = a.s.wireView(closed), v.clearOnClose
				i = a.s.interact(p, nil)
			}
		}
		a.s.workspace.modals[a.ID] = stack[:at]
		return nil
	})
	return i, err
}
