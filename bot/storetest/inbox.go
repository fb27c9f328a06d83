package storetest

import (
	"fmt"
	"time"

	"amends/bot"
	"amends/dialogue"
)

var inboxPromises = []promise{
	{"an event is accepted once", func(s *subject) {
		claim := s.lease("a", "m1")
		_, err := s.Store.Accept(s.ctx, s.event("a", "m1"))
		s.wantError("the same event while it waits", err, bot.ErrDuplicate)
		s.commit(claim, turn(claim))
		_, err = s.Store.Accept(s.ctx, s.event("a", "m1"))
		s.wantError("the same event after it was handled", err, bot.ErrDuplicate)
		s.wantRecord("a", "m1")
	}},
	{"IDs are a conversation's own", func(s *subject) {
		s.lease("a", "m1")
		s.lease("b", "m1")
	}},
	{"IDs are remembered for 48 hours", func(s *subject) {
		s.send("a", "m1")
		s.Advance(47 * time.Hour)
		_, err := s.Store.Accept(s.ctx, s.event("a", "m1"))
		s.wantError("the same event after 47 hours", err, bot.ErrDuplicate)
		s.Advance(2 * time.Hour)
		if _, err := s.Store.Accept(s.ctx, s.event("a", "m1")); err != nil {
			s.Errorf("after 49 hours: %v, want the ID forgotten", err)
		}
	}},
	{"an event comes back as it went in", func(s *subject) {
		ev := s.event("a", "m\n1 \"quoted\" ü 🙂")
		ev.Lang = "es"
		ev.Body = dialogue.Upload{Files: []dialogue.File{{Ref: "r", Kind: "photo", Size: 12}}, Caption: "<b>&"}
		claim, err := s.Store.Accept(s.ctx, ev)
		if err != nil || claim == nil {
			s.Fatalf("accept: claim %v, error %v", claim, err)
		}
		if got := fmt.Sprintf("%+v", claim.Events); got != fmt.Sprintf("%+v", []dialogue.Event{ev}) {
			s.Errorf("claim has %s, want %+v", got, ev)
		}
	}},
	{"a claim on a new conversation has an empty state with its ID", func(s *subject) {
		claim := s.lease("a", "m1")
		if claim.Conversation.ID != "a" || claim.Conversation.Turns != 0 {
			s.Errorf("claim has the state %+v, want an empty one with ID a", claim.Conversation)
		}
		if got := s.load("never seen"); got.ID != "never seen" || got.Turns != 0 {
			s.Errorf("load gives %+v, want an empty one with its ID", got)
		}
	}},
	{"events wait in the order in which they came", func(s *subject) {
		claim := s.lease("a", "m1")
		for _, id := range []string{"m3", "m2", "m4"} {
			if s.accept("a", id) != nil {
				s.Fatalf("accept %s: got a claim while another holds the lease", id)
			}
		}
		next := s.commit(claim, turn(claim))
		if next == nil {
			s.Fatal("commit: no next claim, want one with what came in meanwhile")
		}
		s.wantEvents(*next, "m3", "m2", "m4")
	}},
	{"a full inbox refuses and remembers nothing of it", func(s *subject) {
		claim := s.lease("a", "m0")
		for i := 1; i < bot.InboxLimit; i++ {
			s.accept("a", fmt.Sprint("m", i))
		}
		_, err := s.Store.Accept(s.ctx, s.event("a", "over"))
		s.wantError("one more than the limit", err, bot.ErrFull)
		s.commit(claim, turn(claim))
		if _, err := s.Store.Accept(s.ctx, s.event("a", "over")); err != nil {
			s.Errorf("the refused event again, with room: %v, want it accepted", err)
		}
	}},
	{"a full inbox has room for word of it", func(s *subject) {
		for i := range bot.InboxLimit {
			s.accept("a", fmt.Sprint("m", i))
		}
		ev := s.event("a", "overflow")
		ev.Body = dialogue.Failure{Event: "over", What: "overflow"}
		if _, err := s.Store.Accept(s.ctx, ev); err != nil {
			s.Errorf("a Failure into a full inbox: %v, want it accepted", err)
		}
		for i := range 2 * bot.InboxLimit {
			ev.ID = fmt.Sprint("overflow", i)
			if _, err := s.Store.Accept(s.ctx, ev); err != nil {
				s.wantError("many Failures", err, bot.ErrFull)
				return
			}
		}
		s.Error("Failures are accepted without end, want a limit")
	}},
}
