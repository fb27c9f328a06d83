package dialogue

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
)

// StateVersion is the format of stored conversations that this program writes. It grows when an older program would lose or
// misread something; upgrades then gets the step from the format before.
const StateVersion = 1

// MaxState bounds a stored conversation in bytes: more is neither written nor read.
const MaxState = 8 << 20

// ErrTooLarge is what the codec returns, wrapped, for data over MaxState.
var ErrTooLarge = errors.New("too large to be a conversation's data")

// NewerError says that stored data cannot be read because a newer program wrote it.
type NewerError struct {
	What  string // "state", "event" or "action"
	Found string // its version, or the kind that is not known here
}

// Error says what was found and what to do.
func (e *NewerError) Error() string {
	return fmt.Sprintf("%s was written by a newer version of amends (%s): run that version or a later one on this data", e.What, e.Found)
}

// upgradeStep turns the fields of one format into those of the next, in place.
type upgradeStep func(state map[string]json.RawMessage) error

// upgrades holds at place i the step from format i+1 to format i+2.
var upgrades = []upgradeStep{}

type stateWire struct {
	V int `json:"v"`
	Conversation
}

// MarshalConversation writes a conversation as one JSON object with the field "v" for its format.
func MarshalConversation(c Conversation) ([]byte, error) {
	data, err := json.Marshal(stateWire{StateVersion, c})
	if err != nil {
		return nil, fmt.Errorf("write conversation %q: %w", c.ID, err)
	}
	if len(data) > MaxState {
		return nil, fmt.Errorf("write conversation %q: %d bytes: %w", c.ID, len(data), ErrTooLarge)
	}
	return data, nil
}

// UnmarshalConversation reads what MarshalConversation of this or an older program wrote. The error is a *NewerError for a
// format that only a newer program knows.
func UnmarshalConversation(data []byte) (Conversation, error) {
	if len(data) > MaxState {
		return Conversation{}, fmt.Errorf("read conversation: %d bytes: %w", len(data), ErrTooLarge)
	}
	if !bytes.HasPrefix(data, currentPrefix) {
		var err error
		if data, err = upgrade(data, upgrades); err != nil {
			return Conversation{}, fmt.Errorf("read conversation: %w", err)
		}
	}
	var w stateWire
	if err := json.Unmarshal(data, &w); err != nil {
		return Conversation{}, fmt.Errorf("read conversation: %w", err)
	}
	if w.V != StateVersion {
		return Conversation{}, fmt.Errorf("read conversation: says twice which format it has")
	}
	if last := max(len(w.Cases)-1, 0); w.Current < -1 || w.Current > last {
		return Conversation{}, fmt.Errorf("read conversation %q: current case %d of %d", w.ID, w.Current, len(w.Cases))
	}
	return w.Conversation, nil
}

// currentPrefix is how the current format starts as this program writes it; it spares the look for the version.
var currentPrefix = fmt.Appendf(nil, `{"v":%d,`, StateVersion)

// upgrade brings stored state of any known format to the one after the last step.
func upgrade(data []byte, steps []upgradeStep) ([]byte, error) {
	var head struct {
		V int `json:"v"`
	}
	if err := json.Unmarshal(data, &head); err != nil {
		return nil, err
	}
	newest := len(steps) + 1
	switch {
	case head.V < 1:
		return nil, fmt.Errorf("no format %d", head.V)
	case head.V > newest:
		return nil, &NewerError{"state", fmt.Sprintf("format %d, this one reads up to %d", head.V, newest)}
	case head.V == newest:
		return data, nil
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(data, &fields); err != nil {
		return nil, err
	}
	for v := head.V; v < newest; v++ {
		if err := steps[v-1](fields); err != nil {
			return nil, fmt.Errorf("upgrade from format %d: %w", v, err)
		}
	}
	fields["v"] = fmt.Append(nil, newest)
	return json.Marshal(fields)
}

// MarshalEvent writes an event as one JSON object; "k" says what kind of body it has.
func MarshalEvent(ev Event) ([]byte, error) {
	kind, err := bodyKind(ev.Body)
	if err != nil {
		return nil, fmt.Errorf("write event %q: %w", ev.ID, err)
	}
	data, err := json.Marshal(eventWire[Body]{
		ID: ev.ID, Conversation: ev.Conversation, Buyer: ev.Buyer, Lang: ev.Lang, At: ev.At,
		Kind: kind, Body: ev.Body, Read: ev.Read,
	})
	if err != nil {
		return nil, fmt.Errorf("write event %q: %w", ev.ID, err)
	}
	return data, nil
}

// UnmarshalEvent reads what MarshalEvent wrote. The error is a *NewerError for a kind of event that is not known here.
func UnmarshalEvent(data []byte) (Event, error) {
	var w eventWire[json.RawMessage]
	if err := unmarshal(data, &w); err != nil {
		return Event{}, fmt.Errorf("read event: %w", err)
	}
	body, err := readBody(w.Kind, w.Body)
	if err != nil {
		return Event{}, fmt.Errorf("read event %q: %w", w.ID, err)
	}
	return Event{ID: w.ID, Conversation: w.Conversation, Buyer: w.Buyer, Lang: w.Lang, At: w.At, Body: body, Read: w.Read}, nil
}

// MarshalAction writes an action as {"k": kind, "a": fields}.
func MarshalAction(a Action) ([]byte, error) {
	kind, err := actionKind(a)
	if err != nil {
		return nil, fmt.Errorf("write action: %w", err)
	}
	data, err := json.Marshal(actionWire[Action]{kind, a})
	if err != nil {
		return nil, fmt.Errorf("write action %s: %w", kind, err)
	}
	return data, nil
}

// UnmarshalAction reads what MarshalAction wrote. The error is a *NewerError for a kind of action that is not known here.
func UnmarshalAction(data []byte) (Action, error) {
	var w actionWire[json.RawMessage]
	if err := unmarshal(data, &w); err != nil {
		return nil, fmt.Errorf("read action: %w", err)
	}
	a, err := readAction(w.Kind, w.Action)
	if err != nil {
		return nil, fmt.Errorf("read action: %w", err)
	}
	return a, nil
}

func unmarshal(data []byte, into any) error {
	if len(data) > MaxState {
		return fmt.Errorf("%d bytes: %w", len(data), ErrTooLarge)
	}
	return json.Unmarshal(data, into)
}
