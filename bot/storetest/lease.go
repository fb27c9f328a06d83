package storetest

import (
	"time"

	"amends/bot"
	"amends/dialogue"
)

var leasePromises = []promise{
	{"one holder at a time", func(s *subject) {
		s.lease("a", "m1")
		if claim, err := s.Peer.Accept(s.ctx, s.event("a", "m2")); claim != nil || err != nil {
			s.Errorf("accept beside the holder: claim %v, error %v, want neither", claim, err)
		}
		if claims, _ := s.Peer.Abandoned(s.ctx, s.Now(), 10); len(claims) > 0 {
			s.Errorf("%d conversations abandoned, want none while the lease runs", len(claims))
		}
	}},
	{"conversations do not wait for each other", func(s *subject) {
		s.lease("a", "m1")
		s.lease("b", "m1")
	}},
	{"a conversation is free after its last commit", func(s *subject) {
		s.send("a", "m1")
		claim := s.lease("a", "m2")
		s.wantEvents(claim, "m2")
		if got := record(claim.Conversation); len(got) != 1 {
			s.Errorf("the claim's state has %v, want what the last commit wrote", got)
		}
	}},
	{"a lease that ran out goes to the next who accepts", func(s *subject) {
		old := s.lease("a", "m1")
		s.Advance(long)
		claim, err := s.Peer.Accept(s.ctx, s.event("a", "m2"))
		if err != nil || claim == nil {
			s.Fatalf("accept after the lease: claim %v, error %v, want a claim", claim, err)
		}
		s.wantEvents(*claim, "m1", "m2")
		s.wantGreater(claim.Fence, old.Fence)
	}},
	{"abandoned conversations are taken over with a greater fence", func(s *subject) {
		old := s.lease("a", "m1")
		s.send("b", "m1")
		s.Advance(long)
		claims, err := s.Peer.Abandoned(s.ctx, s.Now(), 10)
		if err != nil || len(claims) != 1 {
			s.Fatalf("abandoned: %v, error %v, want the one conversation with work", claims, err)
		}
		s.wantEvents(claims[0], "m1")
		s.wantGreater(claims[0].Fence, old.Fence)
		if again, _ := s.Store.Abandoned(s.ctx, s.Now(), 10); len(again) > 0 {
			s.Errorf("taken over twice: %v", again)
		}
		if _, err := s.Peer.Commit(s.ctx, claims[0], turn(claims[0])); err != nil {
			s.Errorf("commit of the new holder: %v", err)
		}
		s.wantRecord("a", "m1")
	}},
	{"no more are taken over than asked for", func(s *subject) {
		for _, c := range []dialogue.ConversationID{"a", "b", "c", "d", "e"} {
			s.lease(c, "m1")
		}
		s.Advance(long)
		for _, want := range []int{2, 2, 1, 0} {
			if claims, err := s.Store.Abandoned(s.ctx, s.Now(), 2); err != nil || len(claims) != want {
				s.Errorf("abandoned: %d, error %v, want %d", len(claims), err, want)
			}
		}
	}},
	{"a turn renews the lease", func(s *subject) {
		claim := s.lease("a", "m1")
		s.accept("a", "m2")
		s.Advance(long)
		s.commit(claim, turn(claim)) // late, but nobody else has taken it
		if claim, _ := s.Peer.Accept(s.ctx, s.event("a", "m3")); claim != nil {
			s.Error("accept got the lease, want it renewed by the commit")
		}
	}},
	{"the old holder's commit is refused and writes nothing", func(s *subject) {
		old := s.lease("a", "m1")
		s.Advance(long)
		claims, _ := s.Peer.Abandoned(s.ctx, s.Now(), 1)
		if len(claims) != 1 {
			s.Fatalf("abandoned: %d claims, want 1", len(claims))
		}
		_, err := s.Store.Commit(s.ctx, old, turn(old, say("a", "m1/0", s.Now())))
		s.wantError("commit with an old fence", err, bot.ErrLost)
		s.wantRecord("a")
		s.wantTaken()
		if turns, _ := s.Store.Turns(s.ctx, "a", 0); len(turns) > 0 {
			s.Errorf("%d turns stored, want none", len(turns))
		}
		if _, err := s.Peer.Commit(s.ctx, claims[0], turn(claims[0])); err != nil {
			s.Errorf("the new holder after that: %v", err)
		}
	}},
	{"a clock set back does not lock a conversation whose holder died", func(s *subject) {
		old := s.lease("a", "m1")
		s.lease("b", "m1")
		s.Advance(-year)
		claim, err := s.Peer.Accept(s.ctx, s.event("a", "m2"))
		if err != nil || claim == nil {
			s.Fatalf("accept a year before the lease: claim %v, error %v, want a claim", claim, err)
		}
		s.wantGreater(claim.Fence, old.Fence)
		claims, err := s.Peer.Abandoned(s.ctx, s.Now(), 10)
		if err != nil || len(claims) != 1 || claims[0].Conversation.ID != "b" {
			s.Fatalf("abandoned: %v, error %v, want the other conversation", claims, err)
		}
		s.commit(*claim, turn(*claim))
		s.wantRecord("a", "m1")
	}},
	{"clocks that differ a little do not take a lease away", func(s *subject) {
		s.lease("a", "m1")
		s.Advance(-3 * time.Second)
		if claim, err := s.Peer.Accept(s.ctx, s.event("a", "m2")); claim != nil || err != nil {
			s.Errorf("accept by a clock that is behind: claim %v, error %v, want neither", claim, err)
		}
		if claims, _ := s.Peer.Abandoned(s.ctx, s.Now(), 10); len(claims) > 0 {
			s.Errorf("%d conversations abandoned, want none while the lease runs", len(claims))
		}
	}},
	{"a clock that jumped ahead and back leaves the holder its turn", func(s *subject) {
		claim := s.lease("a", "m1")
		s.Advance(year)
		s.commit(claim, turn(claim))
		s.Advance(-year)
		s.send("a", "m2")
		s.wantRecord("a", "m1", "m2")
	}},
}

// year is a jump of a clock that was set wrongly.
const year = 365 * 24 * time.Hour

func (s *subject) wantGreater(fence, old int64) {
	s.Helper()
	if fence <= old {
		s.Errorf("fence %d after %d, want it to grow", fence, old)
	}
}
