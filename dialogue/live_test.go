package dialogue

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// story steps an engine through events and shows what came of them.
type story struct {
	t   *testing.T
	e   *Engine
	c   Conversation
	now time.Time
}

func newStory(t *testing.T, c Conversation) *story {
	return &story{t: t, e: testEngine(t), c: c, now: time.Date(2026, 3, 2, 15, 0, 0, 0, time.UTC)}
}

// owned is a conversation that ana owns.
func owned() Conversation {
	return Conversation{ID: "test:1", Buyer: Address{Channel: "test", Chat: "1"}, Lang: "en", Greeted: true,
		Cases: []Case{{No: "A-1", Status: StatusOpen, Owner: "ana", OnDesk: true, Facts: []Fact{{Slot: slotIssue, Value: "damaged"}}}},
		Human: &Handoff{Reason: reasonAsked, Agent: "ana"}}
}

// does has an event happen and returns the actions that are neither a card nor a pin, a line for each.
func (s *story) does(id string, body Body) []string {
	var list []string
	for _, a := range s.step(id, body) {
		switch a := a.(type) {
		case Relay:
			list = append(list, fmt.Sprintf("relay to %s: %s%s", a.To, a.Text, tell(a)))
		case Mark:
			list = append(list, fmt.Sprintf("mark %s %s", a.Event, a.State))
		case ShowCase, Pin:
		default:
			list = append(list, fmt.Sprintf("%T", a))
		}
	}
	return list
}

// tell says what a relay does to an earlier one.
func tell(a Relay) string {
	switch {
	case a.Gone:
		return "takes back " + a.Edits
	case a.Edits != "":
		return " for " + a.Edits
	}
	return ""
}

func (s *story) step(id string, body Body) []Action {
	var actions []Action
	s.c, actions = s.e.Step(s.c, Event{ID: id, Conversation: "test:1", Buyer: Address{Channel: "test", Chat: "1"}, At: s.now, Body: body})
	return actions
}

func (s *story) wants(what string, got []string, want ...string) {
	s.t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		s.t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// TestWhoReadsAPost: what is typed in a case's thread goes to the buyer only while the case is live.
func TestWhoReadsAPost(t *testing.T) {
	s := newStory(t, owned())
	s.wants("a post in a case that is not live stays on the desk", s.does("t1", Post{Agent: "ana", Case: "A-1", Text: "hm"}))
	s.does("d1", Decision{Agent: "ana", Option: "live:on", Case: "A-1"})
	s.wants("a post in a live case goes to the buyer", s.does("t2", Post{Agent: "ana", Case: "A-1", Text: "hello"}),
		"relay to buyer: hello", "mark t2 queued")
	s.wants("a post in another case's thread stays on the desk", s.does("t3", Post{Agent: "ana", Case: "A-2", Text: "hm"}))
	s.wants("a note in a live case stays on the desk", s.does("n1", Note{Agent: "ana", Text: "hm"}))
	s.does("d2", Decision{Agent: "ben", Option: "live:off", Case: "A-1"})
	s.wants("a post after the live talk stays on the desk", s.does("t4", Post{Agent: "ana", Case: "A-1", Text: "hm"}))
	s.does("d3", Decision{Agent: "ana", Option: "live:on", Case: "A-1"})
	s.does("d4", Decision{Agent: "ana", Option: "handback", Case: "A-1"})
	s.wants("a post after the hand-back stays on the desk", s.does("t5", Post{Agent: "ana", Case: "A-1", Text: "hm"}))
}

// TestOneGoesLive: of two agents the owner goes live; the other learns who owns the case.
func TestOneGoesLive(t *testing.T) {
	s := newStory(t, owned())
	got := s.step("d1", Decision{Agent: "ben", Option: "live:on", Case: "A-1"})
	if s.c.Human.Live {
		t.Error("ben went live in ana's case")
	}
	s.does("d1b", Decision{Agent: "ana", Option: "live:on", Case: "A-1"})
	s.does("d1c", Decision{Agent: "ben", Option: "live:on", Case: "A-1"})
	if !s.c.Human.Live {
		t.Error("ben's press ended ana's live talk")
	}
	relay, _ := got[0].(Relay)
	if relay.Only != "ben" || !strings.Contains(relay.Text, "ana") {
		t.Errorf("ben was told %+v, want a word to ben alone that ana has it", got)
	}
	s.does("d2", Decision{Agent: "ben", Option: "assign:ben", Case: "A-1"})
	if s.c.Cases[0].Owner != "ben" || s.c.Human.Agent != "ben" {
		t.Errorf("the case is %s's and the talk %s's, want both ben's", s.c.Cases[0].Owner, s.c.Human.Agent)
	}
}

// TestSentMessages: a message to the buyer shows how it fares, and changes to it follow.
func TestSentMessages(t *testing.T) {
	s := newStory(t, owned())
	s.wants("a reply from a dialog is shown on the desk", s.does("r1", Reply{Agent: "ana", Case: "A-1", Text: "hello"}),
		"relay to buyer: hello", "relay to desk: hello", "mark r1 queued")
	s.wants("a reply that the desk sees needs no copy", s.does("r2", Reply{Agent: "ana", Case: "A-1", Text: "one", Seen: true}),
		"relay to buyer: one", "mark r2 queued")
	s.wants("arrival", s.does("a1", Delivered{To: "buyer", Event: "r1"}), "mark r1 arrived")
	s.wants("a change follows", s.does("e1", Amend{Agent: "ana", Message: "r2", Text: "two"}), "relay to buyer: two for r2")
	s.wants("a message is taken back", s.does("x1", Recall{Agent: "ana", Message: "r2"}), "relay to buyer: takes back r2", "mark r2 recalled")
	s.wants("only once", s.does("x2", Recall{Agent: "ana", Message: "r2"}))
	s.wants("what was taken back does not arrive", s.does("a2", Delivered{To: "buyer", Event: "r2"}))
	s.wants("a note has no message to change", s.does("e2", Amend{Agent: "ana", Message: "n1", Text: "two"}))
	s.wants("a failure shows, and calls the desk", s.does("a3", Delivered{To: "buyer", Event: "r1", Failed: "blocked"}), "mark r1 failed", "dialogue.Alert")
}

// TestSentIsBounded: of many messages the latest can be taken back.
func TestSentIsBounded(t *testing.T) {
	s := newStory(t, owned())
	for i := range 3 * sentKept {
		s.does(fmt.Sprint("r", i), Reply{Agent: "ana", Text: "hello", Seen: true})
	}
	if len(s.c.Sent) != sentKept {
		t.Errorf("%d messages are remembered, want %d", len(s.c.Sent), sentKept)
	}
	s.wants("an old one", s.does("x1", Recall{Message: "r0"}))
	s.wants("the latest", s.does("x2", Recall{Message: fmt.Sprint("r", 3*sentKept-1)}), "relay to buyer: takes back r149", "mark r149 recalled")
}

// TestLostCard: a card that somebody deleted is posted again, whatever is being talked about.
func TestLostCard(t *testing.T) {
	c := owned()
	c.Cases = append(c.Cases, Case{No: "A-2", Status: StatusOpen, OnDesk: true, CardHash: 7, Facts: []Fact{{Slot: slotIssue, Value: "late"}}})
	c.Cases[0].CardHash = 5
	s := newStory(t, c)
	var shown []string
	for _, a := range s.step("l1", Lost{Case: "A-2"}) {
		if show, ok := a.(ShowCase); ok && show.Card.Case == "A-2" {
			shown = append(shown, fmt.Sprint(show.Card.Case, " ", show.First))
		}
	}
	s.wants("the cards", shown, "A-2 true")
	if s.c.Current != 0 {
		t.Errorf("case %d is being talked about, want the first one as before", s.c.Current)
	}
}

// TestCardOnDemand: a card drawn on demand is the one that the desk got.
func TestCardOnDemand(t *testing.T) {
	s := newStory(t, owned())
	for _, a := range s.step("d1", Decision{Agent: "ana", Option: "take", Case: "A-1"}) {
		show, ok := a.(ShowCase)
		if !ok {
			continue
		}
		got, found := s.e.Card(s.c, "A-1", s.now)
		if diff := cmp.Diff(show.Card, got); !found || diff != "" {
			t.Errorf("the card on demand differs (-sent +drawn):\n%s", diff)
		}
	}
	if _, found := s.e.Card(s.c, "A-9", s.now); found {
		t.Error("there is a card of a case that there is not")
	}
}
