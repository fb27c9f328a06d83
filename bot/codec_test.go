package bot

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"amends/dialogue"
)

func sampleTurn() Turn {
	at := time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
	buyer := dialogue.Address{Channel: "script", Chat: "1"}
	return Turn{
		Event: dialogue.Event{ID: "m1", Conversation: "script:1", Buyer: buyer, At: at, Body: dialogue.Message{Text: "hello <b>"}},
		Next:  dialogue.Conversation{ID: "script:1", Buyer: buyer, Turns: 1, Current: -1, Wake: at.Add(time.Hour)},
		Outbox: []Delivery{
			{ID: "m1/0", Conversation: "script:1", To: Destination(buyer), At: at, Words: "hello", Action: dialogue.Say{Text: "hi", Acts: []dialogue.Act{{Kind: dialogue.ActAsk}}}},
			{ID: "m1/1", Conversation: "script:1", To: Destination{Channel: "desk"}, Key: "card:A-1", At: at, Attempt: 2, Words: "une carte", Lang: "fr",
				Action: dialogue.ShowCase{Card: dialogue.Card{Case: "A-1"}, First: true}},
		},
	}
}

func TestTurnComesBack(t *testing.T) {
	want := sampleTurn()
	data, err := MarshalTurn(want)
	if err != nil {
		t.Fatal(err)
	}
	got, err := UnmarshalTurn(data)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the turn came back different (-want +got):\n%s", diff)
	}
}

func TestDeliveryComesBack(t *testing.T) {
	for _, id := range []string{"m1/0", "", `a"b\c`, "line\nbreak", "<ü🙂>"} {
		want := sampleTurn().Outbox[1]
		want.ID = id
		data, err := MarshalDelivery(want)
		if err != nil {
			t.Fatal(err)
		}
		got, err := UnmarshalDelivery(data)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("delivery %q came back different (-want +got):\n%s", id, diff)
		}
		if !bytes.HasPrefix(data, []byte(DeliveryPrefix(id))) || bytes.HasPrefix(data, []byte(DeliveryPrefix(id+"x"))) {
			t.Errorf("delivery %q starts %.40s, want its own prefix and no other's", id, data)
		}
	}
}

func TestBrokenTurns(t *testing.T) {
	if _, err := MarshalTurn(Turn{}); err == nil {
		t.Error("a turn without an event was written, want an error")
	}
	if _, err := MarshalDelivery(Delivery{ID: "m1/0"}); err == nil || !strings.Contains(err.Error(), "m1/0") {
		t.Errorf("a delivery without an action: error %v, want one that names it", err)
	}
	good, err := MarshalTurn(sampleTurn())
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{"event", "next", "out"} {
		var fields map[string]json.RawMessage
		if err := json.Unmarshal(good, &fields); err != nil {
			t.Fatal(err)
		}
		fields[part] = json.RawMessage(`[{"id":"m1/0","action":{"k":"sing","a":{}}}]`)
		data, err := json.Marshal(fields)
		if err != nil {
			t.Fatal(err)
		}
		var newer *dialogue.NewerError
		if _, err := UnmarshalTurn(data); err == nil || part == "out" && !errors.As(err, &newer) {
			t.Errorf("a turn with a broken %s: error %v, want one", part, err)
		}
	}
}
