package dialogue

import (
	"encoding/json"
	"fmt"
	"time"
)

// eventWire is an event as it is stored; B is Body to write and json.RawMessage to read.
type eventWire[B any] struct {
	ID           string         `json:"id"`
	Conversation ConversationID `json:"conv"`
	Buyer        Address        `json:"buyer"`
	Lang         string         `json:"lang,omitempty"`
	At           time.Time      `json:"at"`
	Kind         string         `json:"k"`
	Body         B              `json:"body"`
	Read         Reading        `json:"read,omitzero"`
}

// actionWire is an action as it is stored; A is Action to write and json.RawMessage to read.
type actionWire[A any] struct {
	Kind   string `json:"k"`
	Action A      `json:"a"`
}

// The stored names of kinds never change: old data bears them.

func bodyKind(b Body) (string, error) {
	switch b.(type) {
	case Message:
		return "message", nil
	case Press:
		return "press", nil
	case Upload:
		return "upload", nil
	case Edit:
		return "edit", nil
	case Delete:
		return "delete", nil
	case Start:
		return "start", nil
	case Decision:
		return "decision", nil
	case Reply:
		return "reply", nil
	case Note:
		return "note", nil
	case Post:
		return "post", nil
	case Amend:
		return "amend", nil
	case Recall:
		return "recall", nil
	case Lost:
		return "lost", nil
	case Delivered:
		return "delivered", nil
	case Wakeup:
		return "wakeup", nil
	case Failure:
		return "failure", nil
	}
	return "", fmt.Errorf("no kind of event: %T", b)
}

func readBody(kind string, data []byte) (Body, error) {
	switch kind {
	case "message":
		return readAs[Message](data)
	case "press":
		return readAs[Press](data)
	case "upload":
		return readAs[Upload](data)
	case "edit":
		return readAs[Edit](data)
	case "delete":
		return readAs[Delete](data)
	case "start":
		return readAs[Start](data)
	case "decision":
		return readAs[Decision](data)
	case "reply":
		return readAs[Reply](data)
	case "note":
		return readAs[Note](data)
	case "post":
		return readAs[Post](data)
	case "amend":
		return readAs[Amend](data)
	case "recall":
		return readAs[Recall](data)
	case "lost":
		return readAs[Lost](data)
	case "delivered":
		return readAs[Delivered](data)
	case "wakeup":
		return readAs[Wakeup](data)
	case "failure":
		return readAs[Failure](data)
	}
	return nil, &NewerError{"event", fmt.Sprintf("kind %q", kind)}
}

func actionKind(a Action) (string, error) {
	switch a.(type) {
	case Say:
		return "say", nil
	case Relay:
		return "relay", nil
	case Mark:
		return "mark", nil
	case Pin:
		return "pin", nil
	case ShowCase:
		return "card", nil
	case Ask:
		return "ask", nil
	case Alert:
		return "alert", nil
	case Settle:
		return "settle", nil
	}
	return "", fmt.Errorf("no kind of action: %T", a)
}

func readAction(kind string, data []byte) (Action, error) {
	switch kind {
	case "say":
		return readAs[Say](data)
	case "relay":
		return readAs[Relay](data)
	case "mark":
		return readAs[Mark](data)
	case "pin":
		return readAs[Pin](data)
	case "card":
		return readAs[ShowCase](data)
	case "ask":
		return readAs[Ask](data)
	case "alert":
		return readAs[Alert](data)
	case "settle":
		return readAs[Settle](data)
	}
	return nil, &NewerError{"action", fmt.Sprintf("kind %q", kind)}
}

func readAs[T any](data []byte) (T, error) {
	var v T
	if len(data) == 0 {
		return v, fmt.Errorf("no fields")
	}
	err := json.Unmarshal(data, &v)
	return v, err
}
