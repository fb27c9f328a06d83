package slack

import (
	"encoding/json"
	"fmt"

	"amends/dialogue"
)

// target is what a button of a card or of a thread message acts on: what it carries in its value, and a modal in its private metadata.
type target struct {
	Conversation dialogue.ConversationID `json:"c"`
	Case         string                  `json:"k,omitempty"`
	Option       string                  `json:"o,omitempty"` // a desk option
	Event        string                  `json:"e,omitempty"` // the message that an Undo takes back, or whose original is asked for
}

// encodeTarget writes a target as a button carries it.
func encodeTarget(t target) string {
	data, err := json.Marshal(t)
	if err != nil { // strings only
		return ""
	}
	return string(data)
}

// decodeTarget reads a button's value. It comes from the network: anything but a target of a conversation is an error.
func decodeTarget(value string) (target, error) {
	var t target
	if len(value) > maxValue {
		return t, fmt.Errorf("a button's value has %d bytes", len(value))
	}
	if err := json.Unmarshal([]byte(value), &t); err != nil {
		return target{}, fmt.Errorf("read a button's value: %w", err)
	}
	if t.Conversation == "" {
		return target{}, fmt.Errorf("a button's value names no conversation")
	}
	return t, nil
}

// Action IDs of the buttons: "amends:<desk option>" decides at once, "amends:open:…" opens a modal.
const (
	actionPrefix  = "amends:"
	openOffer     = actionPrefix + "open:offer"
	openAsk       = actionPrefix + "open:ask"
	openHandBack  = actionPrefix + "open:handback"
	openReply     = actionPrefix + "open:reply"
	openDone      = actionPrefix + "open:done"
	openDecline   = actionPrefix + "open:decline"
	openAssign    = actionPrefix + "open:assign"
	openOriginal  = actionPrefix + "open:original"
	actionDetails = actionPrefix + "details"
	actionScript  = actionPrefix + "script"
	actionUndo    = actionPrefix + "undo"
	actionSuggest = actionPrefix + "suggest"
)
