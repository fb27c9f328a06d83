package dialogue

import (
	"testing"
	"time"

	"amends/dialogue/playbook"
)

// TestAskEnds: whatever ends an approval, the desk hears that its question needs no answer any more, once.
func TestAskEnds(t *testing.T) {
	order := &Order{ID: "1001", Marketplace: playbook.OwnShop, Currency: "USD", Status: IsDelivered, Items: []Item{{Title: "Mug", Quantity: 1, Price: 900, Stock: 3}}}
	for name, tc := range map[string]struct {
		body Body
		want []string
	}{
		"approved":       {Decision{Agent: "ben", Option: "approve", Case: "A-1"}, []string{"m7 ben has approved it."}},
		"declined":       {Decision{Agent: "ben", Option: "decline", Case: "A-1", Note: "no"}, []string{"m7 ben has declined it."}},
		"handled else":   {Decision{Agent: "ben", Option: "resolve", Case: "A-1"}, []string{"m7 ben has decided otherwise."}},
		"still awaited":  {Note{Agent: "ben", Text: "hm"}, nil},
		"late, not over": {Wakeup{}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			now := time.Date(2026, 3, 2, 15, 0, 0, 0, time.UTC)
			k := Case{No: "A-1", Status: StatusAsked, OnDesk: true, Order: order, Picked: playbook.Replace, Facts: []Fact{{Slot: slotIssue, Value: "wrong_item"}},
				Offer:    &Offer{At: now, Expires: now.AddDate(0, 0, 7), Options: []playbook.Option{{Remedy: playbook.Replace}}},
				Approval: &Approval{Remedy: playbook.Replace, Since: now, Due: now.Add(time.Hour), Ask: "m7"}}
			s := newStory(t, Conversation{ID: "test:1", Lang: "en", Greeted: true, Cases: []Case{k}})
			var got []string
			for _, a := range s.step("d1", tc.body) {
				if ask, ok := a.(Ask); ok && len(ask.Options) == 0 {
					got = append(got, ask.ID+" "+ask.Text)
				}
			}
			s.wants("the ends of questions", got, tc.want...)
		})
	}
}
