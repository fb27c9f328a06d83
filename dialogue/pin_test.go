package dialogue

import (
	"strings"
	"testing"
	"time"

	"amends/dialogue/money"
	"amends/dialogue/playbook"
)

// TestPinText: the buyer's view says who has the next move in every state of a case.
func TestPinText(t *testing.T) {
	e := testEngine(t)
	now := time.Date(2026, 3, 2, 15, 0, 0, 0, time.UTC)
	order := &Order{ID: "1001", Marketplace: playbook.OwnShop, Currency: "USD", Status: IsDelivered, Items: []Item{{Title: "Mug", Quantity: 1, Price: 900}}}
	offer := &Offer{At: now, Expires: now.AddDate(0, 0, 7), Options: []playbook.Option{{Remedy: playbook.Replace}}}
	deal := &Settlement{Remedy: playbook.RefundReturn, Refund: money.Money{Minor: 900, Currency: "USD"}, Due: now.AddDate(0, 0, 2)}
	done := *deal
	done.Done = now
	for name, tc := range map[string]struct {
		c    Conversation
		k    Case
		want string
	}{
		"a photo is asked for":   {Conversation{Asked: &Asked{Kind: ActAsk, What: "evidence:photo_label"}}, Case{Status: StatusOpen}, "Your turn: a photo of the shipping label."},
		"an offer stands":        {Conversation{Asked: &Asked{Kind: ActOffer, What: "remedy"}}, Case{Status: StatusOpen, Offer: offer}, "Your turn: choose one of the ways I offered. The offer stands until Monday, 9 March."},
		"a choice is confirmed":  {Conversation{Asked: &Asked{Kind: ActConfirm, What: "replace"}}, Case{Status: StatusOpen}, "Your turn: say whether I should go ahead."},
		"nothing is asked":       {Conversation{}, Case{Status: StatusOpen}, "Your turn: my question below."},
		"an approval is awaited": {Conversation{}, Case{Status: StatusAsked, Offer: offer, Approval: &Approval{Remedy: playbook.Replace, Due: now.Add(4 * time.Hour)}}, "The team's turn: their OK on a replacement by Monday 2 March, 14:00 EST."},
		"a person has it":        {Conversation{Human: &Handoff{Due: now.Add(time.Hour)}}, Case{Status: StatusOpen}, "The team's turn: a person answers you by Monday 2 March, 11:00 EST."},
		"a person talks":         {Conversation{Human: &Handoff{Agent: "ana"}}, Case{Status: StatusOpen}, "The team's turn: a person answers you."},
		"a remedy is agreed":     {Conversation{}, Case{Status: StatusSettled, Settled: deal}, "Agreed: a full refund on return ($9.00). The team's turn: to carry it out by Wednesday, 4 March."},
		"a remedy is done":       {Conversation{}, Case{Status: StatusFulfilled, Settled: &done}, "Done: a full refund on return ($9.00)."},
		"it is over":             {Conversation{}, Case{Status: StatusClosed}, "Closed. Write here if something still isn't right."},
	} {
		k := tc.k
		k.No, k.Order, k.Facts = "A-1", order, []Fact{{Slot: slotIssue, Value: "wrong_item"}}
		c := tc.c
		c.Lang, c.Cases = "en", []Case{k}
		turn := &turn{e: e, c: c, ev: Event{At: now}}
		want := "Case A-1: the wrong item\nOrder 1001, Mug\n" + tc.want
		if got := turn.pinText(turn.current()); got != want {
			t.Errorf("%s: the pin says\n%s\nwant\n%s", name, got, want)
		}
	}
}

// TestPinComesAndStays: there is no pin before the order is proven, one when it is, and another only when it says something else.
func TestPinComesAndStays(t *testing.T) {
	c := Conversation{ID: "test:1", Buyer: Address{Channel: "test", Chat: "1"}, Lang: "en", Greeted: true}
	s := newStory(t, c)
	pins := func(what string, ev Event, want int) {
		t.Helper()
		ev.Conversation, ev.Buyer, ev.At = "test:1", c.Buyer, s.now
		var actions []Action
		s.c, actions = s.e.Step(s.c, ev)
		n := 0
		for _, a := range actions {
			if pin, ok := a.(Pin); ok {
				n++
				if strings.TrimSpace(pin.Text) == "" || pin.Case == "" {
					t.Errorf("%s: an empty pin: %+v", what, pin)
				}
			}
		}
		if n != want {
			t.Errorf("%s: %d pins, want %d", what, n, want)
		}
	}
	issue := Interpretation{Issues: []IssueGuess{{Issue: "wrong_item", Sure: 1, Words: "wrong"}}}
	number := Interpretation{Slots: []SlotValue{{Slot: SlotOrder, Value: "1001", Words: "1001", Sure: 1}}}
	order := &Order{ID: "1001", Marketplace: playbook.OwnShop, Currency: "USD", Status: IsDelivered, Delivered: s.now, Items: []Item{{Title: "Mug", Quantity: 1, Price: 900, Stock: 3}}}
	pins("the complaint", Event{ID: "m1", Body: Message{Text: "wrong one"}, Read: Reading{Interpretation: issue}}, 0)
	pins("the number", Event{ID: "m2", Body: Message{Text: "1001"}, Read: Reading{Interpretation: number}}, 0)
	pins("the proof", Event{ID: "m3", Body: Message{Text: "98101"}, Read: Reading{Proof: ProofMatch, Order: order}}, 1)
	pins("thanks", Event{ID: "m4", Body: Note{Agent: "ana", Text: "hm"}}, 0)
}
