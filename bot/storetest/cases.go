package storetest

import (
	"fmt"
	"time"

	"amends/bot"
	"amends/dialogue"
)

var casePromises = []promise{
	{"cases are found by number, order and agent", func(s *subject) {
		s.openCase("a", "A-1", "o1", "ana")
		s.openCase("b", "B-1", "o1", "")
		s.openCase("c", "C-1", "o2", "ana")
		s.wantCases(bot.CaseQuery{}, "A-1", "B-1", "C-1")
		s.wantCases(bot.CaseQuery{No: "b-1"}, "B-1")
		s.wantCases(bot.CaseQuery{No: "X-1"})
		s.wantCases(bot.CaseQuery{Order: "o1"}, "A-1", "B-1")
		s.wantCases(bot.CaseQuery{Agent: "ana"}, "A-1", "C-1")
		s.wantCases(bot.CaseQuery{Agent: "ana", Order: "o1"}, "A-1")
		s.wantCases(bot.CaseQuery{Limit: 2}, "A-1", "B-1")
	}},
	{"the indexes follow the case", func(s *subject) {
		s.openCase("a", "A-1", "o1", "ana")
		s.changeCase("a", "m2", func(k *dialogue.Case) {
			k.Owner = "ben"
			k.Facts = []dialogue.Fact{{Slot: dialogue.SlotOrder, Value: "o2"}, {Slot: "issue", Value: "damaged"}}
		})
		s.wantCases(bot.CaseQuery{Agent: "ana"})
		s.wantCases(bot.CaseQuery{Agent: "ben"}, "A-1")
		s.wantCases(bot.CaseQuery{Order: "o1"})
		if found := s.wantCases(bot.CaseQuery{Order: "o2"}, "A-1"); len(found) == 1 && found[0].Issue != "damaged" {
			s.Errorf("entry %+v, want the issue damaged", found[0])
		}
	}},
	{"a closed case is found by number and order only", func(s *subject) {
		s.openCase("a", "A-1", "o1", "ana")
		s.changeCase("a", "m2", func(k *dialogue.Case) { k.Status = dialogue.StatusClosed })
		s.wantCases(bot.CaseQuery{})
		s.wantCases(bot.CaseQuery{Agent: "ana"})
		s.wantCases(bot.CaseQuery{Order: "o1"}, "A-1")
		s.wantCases(bot.CaseQuery{No: "A-1"}, "A-1")
		s.changeCase("a", "m3", func(k *dialogue.Case) { k.Status = dialogue.StatusOpen })
		s.wantCases(bot.CaseQuery{}, "A-1")
		s.wantCases(bot.CaseQuery{Agent: "ana"}, "A-1")
	}},
	{"an entry says who has the case and what is due", func(s *subject) {
		s.openCase("a", "A-1", "o1", "")
		due := s.Now().Add(time.Hour)
		claim := s.lease("a", "m2")
		t := turn(claim)
		t.Next = claim.Conversation
		t.Next.Human = &dialogue.Handoff{Reason: "asked", Since: s.Now(), Due: due, Agent: "ana"}
		s.commit(claim, t)
		found := s.wantCases(bot.CaseQuery{Agent: "ana"}, "A-1")
		if len(found) == 1 && (found[0].Status != dialogue.StatusHuman || !found[0].Due.Equal(due) || found[0].Conversation != "a") {
			s.Errorf("entry %+v, want status human of conversation a, due %s", found[0], due)
		}
	}},
}

// openCase commits one turn that opens a case.
func (s *subject) openCase(c dialogue.ConversationID, no, order, agent string) {
	s.Helper()
	claim := s.lease(c, "m1")
	t := turn(claim)
	t.Next.Cases = []dialogue.Case{{
		No: no, Status: dialogue.StatusOpen, Opened: s.Now(), Order: &dialogue.Order{ID: order}, Owner: agent,
	}}
	s.commit(claim, t)
	s.Advance(time.Second)
}

// changeCase commits one turn that changes the case; the proven order gives way to the facts.
func (s *subject) changeCase(c dialogue.ConversationID, id string, change func(*dialogue.Case)) {
	s.Helper()
	claim := s.lease(c, id)
	t := turn(claim)
	k := claim.Conversation.Cases[0]
	change(&k)
	if len(k.Facts) > 0 {
		k.Order = nil
	}
	t.Next.Cases = []dialogue.Case{k}
	s.commit(claim, t)
}

func (s *subject) wantCases(q bot.CaseQuery, want ...string) []bot.CaseEntry {
	s.Helper()
	found, err := s.Cases.Cases(s.ctx, q)
	if err != nil {
		s.Fatalf("cases %+v: %v", q, err)
	}
	var got []string
	for _, e := range found {
		got = append(got, e.No)
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		s.Errorf("cases %+v: %v, want %v", q, got, want)
	}
	return found
}
