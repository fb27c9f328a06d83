package storetest

import (
	"fmt"
	"time"

	"amends/bot"
	"amends/dialogue"
)

var commitPromises = []promise{
	{"a commit writes the state and takes the event out", func(s *subject) {
		claim := s.lease("a", "m1")
		if next := s.commit(claim, turn(claim)); next != nil {
			s.Errorf("next claim %+v, want none: nothing waits", next)
		}
		s.wantRecord("a", "m1")
		again := s.lease("a", "m2")
		s.wantEvents(again, "m2")
		if again.Version <= claim.Version {
			s.Errorf("version %d after %d, want it to grow", again.Version, claim.Version)
		}
	}},
	{"a commit goes on with what came in", func(s *subject) {
		claim := s.lease("a", "m1")
		s.accept("a", "m2")
		s.accept("a", "m3")
		for next := &claim; next != nil; {
			next = s.commit(*next, turn(*next))
		}
		s.wantRecord("a", "m1", "m2", "m3")
	}},
	{"a commit said again is done", func(s *subject) {
		claim := s.lease("a", "m1")
		t := turn(claim, say("a", "m1/0", s.Now()))
		s.commit(claim, t)
		if next := s.commit(claim, t); next != nil {
			s.Errorf("next claim %+v, want none", next)
		}
		s.wantRecord("a", "m1")
		if turns, _ := s.Store.Turns(s.ctx, "a", 0); len(turns) != 1 {
			s.Errorf("%d turns stored, want 1", len(turns))
		}
		s.wantTaken("m1/0")
		s.done("a", "m1/0", "")
		s.wantTaken()
	}},
	{"a commit said again gives the same next claim", func(s *subject) {
		claim := s.lease("a", "m1")
		s.accept("a", "m2")
		s.commit(claim, turn(claim))
		next := s.commit(claim, turn(claim))
		if next == nil {
			s.Fatal("no next claim, want the one whose answer was lost")
		}
		s.wantEvents(*next, "m2")
		s.commit(*next, turn(*next))
		s.wantRecord("a", "m1", "m2")
	}},
	{"a commit said again does not disturb the next holder", func(s *subject) {
		claim := s.lease("a", "m1")
		s.commit(claim, turn(claim))
		other := s.lease("a", "m2")
		if next := s.commit(claim, turn(claim)); next != nil {
			s.Errorf("next claim %+v, want none: the lease is another's", next)
		}
		s.commit(other, turn(other))
		s.wantRecord("a", "m1", "m2")
	}},
	{"a commit from long ago is refused", func(s *subject) {
		claim := s.lease("a", "m1")
		s.accept("a", "m2")
		next := s.commit(claim, turn(claim))
		s.commit(*next, turn(*next))
		_, err := s.Store.Commit(s.ctx, claim, turn(claim))
		s.wantError("the commit before the last one", err, bot.ErrLost)
		s.wantRecord("a", "m1", "m2")
	}},
	{"a commit without a lease is refused", func(s *subject) {
		made := bot.Claim{Conversation: dialogue.Conversation{ID: "a"}, Fence: 1, Events: []dialogue.Event{s.event("a", "m1")}}
		_, err := s.Store.Commit(s.ctx, made, turn(made))
		s.wantError("a claim that nobody granted", err, bot.ErrLost)
		s.wantRecord("a")
	}},
	{"the turns replay", func(s *subject) {
		for i := range 5 {
			s.send("a", fmt.Sprint("m", i), say("a", fmt.Sprintf("m%d/0", i), s.Now()))
		}
		turns, err := s.Store.Turns(s.ctx, "a", 0)
		if err != nil || len(turns) != 5 {
			s.Fatalf("%d turns, error %v, want 5", len(turns), err)
		}
		state := dialogue.Conversation{ID: "a"}
		for i, t := range turns {
			state = step(state, t.Event)
			if fmt.Sprint(record(t.Next)) != fmt.Sprint(record(state)) || len(t.Outbox) != 1 {
				s.Errorf("turn %d has %v and %d deliveries, want %v and 1", i, record(t.Next), len(t.Outbox), record(state))
			}
		}
		s.wantTurns(2, "m3", "m4")
		s.wantTurns(99, "m0", "m1", "m2", "m3", "m4")
	}},
	{"a conversation without turns has none", func(s *subject) { s.wantTurns(3) }},
	{"the stored turns are bounded", func(s *subject) {
		rounds := 6 * s.Ports.Turns
		for i := range rounds {
			s.sendPlain("a", fmt.Sprint("m", i))
		}
		turns, err := s.Store.Turns(s.ctx, "a", 0)
		if err != nil || len(turns) == 0 || len(turns) < s.Ports.Turns || len(turns) > 3*s.Ports.Turns {
			s.Fatalf("%d of %d turns kept, error %v, want about %d", len(turns), rounds, err, s.Ports.Turns)
		}
		if last := turns[len(turns)-1].Event.ID; last != fmt.Sprint("m", rounds-1) {
			s.Errorf("the last turn is of %s, want the newest", last)
		}
	}},
}

// sendPlain commits one turn whose state does not grow.
func (s *subject) sendPlain(c dialogue.ConversationID, id string) {
	s.Helper()
	claim := s.lease(c, id)
	next := claim.Conversation
	next.Turns++
	s.commit(claim, bot.Turn{Event: claim.Events[0], Next: next})
}

func (s *subject) wantTurns(n int, want ...string) {
	s.Helper()
	turns, err := s.Store.Turns(s.ctx, "a", n)
	if err != nil {
		s.Fatalf("turns: %v", err)
	}
	var got []string
	for _, t := range turns {
		got = append(got, t.Event.ID)
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		s.Errorf("the last %d turns are of %v, want %v", n, got, want)
	}
}

var timerPromises = []promise{
	{"a conversation is due at its wake time and not before", func(s *subject) {
		wake := s.Now().Add(time.Hour + 300*time.Microsecond)
		s.wakeAt("a", "m1", wake)
		s.wakeAt("never", "m1", time.Time{})
		s.wantDue(0)
		s.Advance(time.Hour)
		s.wantDue(0)
		s.Advance(time.Millisecond)
		due := s.wantDue(1)
		if w := due[0]; w.Conversation != "a" || w.Buyer != buyerOf("a") || w.At.Before(wake) || w.At.Sub(wake) >= time.Millisecond {
			s.Errorf("due is %+v, want conversation a with its buyer at %s", w, wake)
		}
		s.wantDue(1)
	}},
	{"a turn moves the wake time", func(s *subject) {
		s.wakeAt("a", "m1", s.Now().Add(time.Minute))
		s.wakeAt("a", "m2", s.Now().Add(time.Hour))
		s.Advance(30 * time.Minute)
		s.wantDue(0)
		s.wakeAt("a", "m3", s.Now().Add(time.Minute))
		s.Advance(time.Minute)
		s.wantDue(1)
		s.wakeAt("a", "m4", time.Time{})
		s.Advance(1000 * time.Hour)
		s.wantDue(0)
	}},
	{"the earliest come first", func(s *subject) {
		for i, c := range []dialogue.ConversationID{"c", "a", "d", "b"} {
			s.wakeAt(c, "m1", s.Now().Add(time.Duration([]int{3, 1, 4, 2}[i])*time.Minute))
		}
		s.Advance(time.Hour)
		due, err := s.Store.Due(s.ctx, s.Now(), 3)
		if err != nil || len(due) != 3 || due[0].Conversation != "a" || due[1].Conversation != "b" || due[2].Conversation != "c" {
			s.Errorf("due: %v, error %v, want a, b, c", due, err)
		}
	}},
}

// wakeAt commits one turn that sets the conversation's wake time.
func (s *subject) wakeAt(c dialogue.ConversationID, id string, at time.Time) {
	s.Helper()
	claim := s.lease(c, id)
	t := turn(claim)
	t.Next.Wake = at
	s.commit(claim, t)
}

func (s *subject) wantDue(n int) []bot.Wakeup {
	s.Helper()
	due, err := s.Store.Due(s.ctx, s.Now(), 10)
	if err != nil || len(due) != n {
		s.Fatalf("due: %v, error %v, want %d", due, err, n)
	}
	return due
}
