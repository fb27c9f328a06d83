package bot

import (
	"encoding/json"
	"fmt"
	"time"

	"amends/dialogue"
)

type turnWire struct {
	Event  json.RawMessage   `json:"event"`
	Next   json.RawMessage   `json:"next"`
	Outbox []json.RawMessage `json:"out,omitempty"`
}

// MarshalTurn writes a turn as one JSON object: event, next state and outbox.
func MarshalTurn(t Turn) ([]byte, error) {
	var w turnWire
	var err error
	if w.Event, err = dialogue.MarshalEvent(t.Event); err != nil {
		return nil, fmt.Errorf("write turn: %w", err)
	}
	if w.Next, err = dialogue.MarshalConversation(t.Next); err != nil {
		return nil, fmt.Errorf("write turn: %w", err)
	}
	for _, d := range t.Outbox {
		data, err := MarshalDelivery(d)
		if err != nil {
			return nil, fmt.Errorf("write turn: %w", err)
		}
		w.Outbox = append(w.Outbox, data)
	}
	return json.Marshal(w)
}

// UnmarshalTurn reads what MarshalTurn wrote; the state may be of an older format.
func UnmarshalTurn(data []byte) (Turn, error) {
	var w turnWire
	if err := json.Unmarshal(data, &w); err != nil {
		return Turn{}, fmt.Errorf("read turn: %w", err)
	}
	var t Turn
	var err error
	if t.Event, err = dialogue.UnmarshalEvent(w.Event); err != nil {
		return Turn{}, fmt.Errorf("read turn: %w", err)
	}
	if t.Next, err = dialogue.UnmarshalConversation(w.Next); err != nil {
		return Turn{}, fmt.Errorf("read turn: %w", err)
	}
	for _, raw := range w.Outbox {
		d, err := UnmarshalDelivery(raw)
		if err != nil {
			return Turn{}, fmt.Errorf("read turn: %w", err)
		}
		t.Outbox = append(t.Outbox, d)
	}
	return t, nil
}

// deliveryHead is a delivery without its action. It has the ID first: a store may find a delivery by how its JSON starts, see
// DeliveryPrefix.
type deliveryHead struct {
	ID           string                  `json:"id"`
	Conversation dialogue.ConversationID `json:"conv"`
	To           Destination             `json:"to"`
	Key          string                  `json:"key,omitempty"`
	At           time.Time               `json:"at"`
	Attempt      int                     `json:"try,omitempty"`
	Unclear      bool                    `json:"unclear,omitempty"`
	Words        string                  `json:"words,omitempty"`
	Lang         string                  `json:"lang,omitempty"`
	Translated   bool                    `json:"translated,omitempty"`
}

type deliveryWire struct {
	deliveryHead
	Action json.RawMessage `json:"action"`
}

// MarshalDelivery writes a delivery as one JSON object that starts with DeliveryPrefix of its ID.
func MarshalDelivery(d Delivery) ([]byte, error) {
	action, err := dialogue.MarshalAction(d.Action)
	if err != nil {
		return nil, fmt.Errorf("write delivery %q: %w", d.ID, err)
	}
	head, err := json.Marshal(deliveryHead{
		ID: d.ID, Conversation: d.Conversation, To: d.To, Key: d.Key, At: d.At, Attempt: d.Attempt, Unclear: d.Unclear, Words: d.Words,
		Lang: d.Lang, Translated: d.Translated,
	})
	if err != nil {
		return nil, fmt.Errorf("write delivery %q: %w", d.ID, err)
	}
	// The action is JSON already; to hand it to the encoder again would have every byte of it checked and copied once more.
	data := append(head[:len(head)-1], `,"action":`...)
	return append(append(data, action...), '}'), nil
}

// UnmarshalDelivery reads what MarshalDelivery wrote.
func UnmarshalDelivery(data []byte) (Delivery, error) {
	var w deliveryWire
	if err := json.Unmarshal(data, &w); err != nil {
		return Delivery{}, fmt.Errorf("read delivery: %w", err)
	}
	action, err := dialogue.UnmarshalAction(w.Action)
	if err != nil {
		return Delivery{}, fmt.Errorf("read delivery %q: %w", w.ID, err)
	}
	return Delivery{
		ID: w.ID, Conversation: w.Conversation, To: w.To, Key: w.Key, At: w.At, Attempt: w.Attempt, Unclear: w.Unclear, Action: action,
		Words: w.Words, Lang: w.Lang, Translated: w.Translated,
	}, nil
}

// DeliveryPrefix is how the JSON of the delivery with this ID starts, and no other's.
func DeliveryPrefix(id string) string {
	quoted, err := json.Marshal(id)
	if err != nil { // a string always has a JSON form
		panic(err)
	}
	return `{"id":` + string(quoted) + `,`
}
