package bot

import (
	"fmt"
	"testing"
	"time"

	"amends/dialogue"
)

func TestCaseChanges(t *testing.T) {
	at := time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
	before := dialogue.Conversation{ID: "c", Current: 1, Cases: []dialogue.Case{
		{No: "A-1", Status: dialogue.StatusClosed, Opened: at}, {No: "A-2", Status: dialogue.StatusOpen, Opened: at},
	}}
	settled := &dialogue.Settlement{Due: at.Add(2 * time.Hour)}
	for _, tc := range []struct {
		name   string
		change func(c *dialogue.Conversation)
		want   string
	}{
		{"nothing", func(*dialogue.Conversation) {}, "[]"},
		{"what no list shows", func(c *dialogue.Conversation) { c.Cases[1].Rounds = 3 }, "[]"},
		{"a new case", func(c *dialogue.Conversation) {
			c.Cases = append(c.Cases, dialogue.Case{No: "A-3", Status: dialogue.StatusOpen})
		}, "[->A-3 open due -]"},
		{"a handoff of the current case", func(c *dialogue.Conversation) { c.Human = &dialogue.Handoff{Due: at.Add(time.Hour)} },
			"[A-2->A-2 human due 11:00]"},
		{"the nearest date counts", func(c *dialogue.Conversation) {
			c.Cases[1].Settled = settled
			c.Cases[1].Approval = &dialogue.Approval{Due: at.Add(time.Hour)}
		}, "[A-2->A-2 open due 11:00]"},
		{"what is done is not due", func(c *dialogue.Conversation) {
			done := *settled
			done.Done = at
			c.Cases[1].Settled, c.Cases[1].Status = &done, dialogue.StatusFulfilled
		}, "[A-2->A-2 fulfilled due -]"},
		{"an order number that the buyer cannot give", func(c *dialogue.Conversation) {
			c.Cases[1].Facts = []dialogue.Fact{{Slot: dialogue.SlotOrder, Value: "unknown"}}
		}, "[]"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			next := before
			next.Cases = append([]dialogue.Case{}, before.Cases...)
			tc.change(&next)
			got := []string{}
			CaseChanges(before, next, func(was, is CaseEntry) {
				due := "-"
				if !is.Due.IsZero() {
					due = is.Due.Format("15:04")
				}
				got = append(got, fmt.Sprintf("%s->%s %s due %s", was.No, is.No, is.Status, due))
			})
			if fmt.Sprint(got) != tc.want {
				t.Errorf("changes %v, want %s", got, tc.want)
			}
		})
	}
}
