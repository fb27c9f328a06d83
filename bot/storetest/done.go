package storetest

import (
	"time"

	"amends/bot"
	"amends/dialogue"
)

// card is a delivery of a case's card to the desk.
func card(c dialogue.ConversationID, id, no string, at time.Time) bot.Delivery {
	return bot.Delivery{ID: id, Conversation: c, To: bot.Destination{Channel: "desk", Chat: no}, Key: bot.CardKey(no),
		Action: dialogue.ShowCase{Card: dialogue.Card{Case: no}}, At: at}
}

var donePromises = []promise{
	{"the next delivery of the destination is the caller's", func(s *subject) {
		s.send("a", "m1", say("a", "a0", s.Now()), say("a", "a1", s.Now()), say("a", "a2", s.Now()))
		s.wantTaken("a0")
		s.done("a", "a0", "a1")
		s.wantTaken()
		s.Advance(long)
		s.wantTaken("a1?")
		s.done("a", "a1", "a2")
		s.retry(say("a", "a2", s.Now()), s.Now().Add(time.Minute))
		s.wantTaken()
		s.Advance(time.Minute)
		s.wantTaken("a2")
	}},
	{"the next delivery comes out as it went in", func(s *subject) {
		s.send("a", "m1", card("a", "a0", "A-1", s.Now()), card("a", "a1 \n%\"x\"", "A-1", s.Now()))
		d := s.take()
		if len(d) != 1 {
			s.Fatalf("took %+v, want one", d)
		}
		other := card("a", "b0 \n%\"x\"", "A-1", s.Now())
		other.Key = "key \n%"
		s.send("a", "m2", other)
		next := s.end(d[0], "", "b0 \n%\"x\"")
		if next.Key != other.Key || next.Conversation != "a" || next.To != other.To || next.Attempt != 0 {
			s.Errorf("next is %+v, want %+v", next, other)
		}
		s.end(*next, "r", "")
		s.wantReceipt("a", other.Key, "r")
	}},
	{"nothing follows the last delivery", func(s *subject) {
		s.send("a", "m1", say("a", "a0", s.Now()))
		s.send("b", "m1", say("b", "b0", s.Now()))
		s.wantTaken("a0", "b0")
		s.done("a", "a0", "")
		s.send("a", "m2", say("a", "a1", s.Now()))
		s.done("b", "b0", "")
		s.wantTaken("a1")
	}},
	{"a late taker gets nothing of another's", func(s *subject) {
		s.send("a", "m1", say("a", "a0", s.Now()), say("a", "a1", s.Now()))
		s.wantTaken("a0")
		s.Advance(long)
		if d, err := s.Peer.Take(s.ctx, s.Now(), 10); err != nil || len(d) != 1 || !d[0].Unclear {
			s.Fatalf("the other took %+v, error %v, want a0, unclear", d, err)
		}
		if next, err := s.Peer.Done(s.ctx, say("a", "a0", s.Now()), ""); err != nil || next == nil || next.ID != "a1" {
			s.Fatalf("the other's next is %+v, error %v, want a1", next, err)
		}
		s.done("a", "a0", "")
	}},
}

var collapsePromises = []promise{
	{"of deliveries with one key only the last comes", func(s *subject) {
		s.send("a", "m1", card("a", "a0", "A-1", s.Now()), card("a", "a1", "A-1", s.Now()))
		s.send("a", "m2", card("a", "a2", "A-1", s.Now()))
		s.send("b", "m1", card("b", "b0", "B-1", s.Now()))
		s.wantTaken("a2", "b0")
		s.end(card("a", "a2", "A-1", s.Now()), "", "")
		s.end(card("b", "b0", "B-1", s.Now()), "", "")
		s.wantTaken()
	}},
	{"deliveries without a key all come", func(s *subject) {
		s.send("a", "m1", say("a", "a0", s.Now()), say("a", "a1", s.Now()))
		s.wantTaken("a0")
		s.done("a", "a0", "a1")
	}},
	{"only deliveries that follow each other become one", func(s *subject) {
		alert := card("a", "a1", "A-1", s.Now())
		alert.Key, alert.Action = "", dialogue.Alert{Reason: "error", Case: "A-1"}
		s.send("a", "m1", card("a", "a0", "A-1", s.Now()), alert, card("a", "a2", "A-1", s.Now()), card("a", "a3", "A-1", s.Now()))
		s.wantTaken("a0")
		s.end(card("a", "a0", "A-1", s.Now()), "", "a1")
		s.end(alert, "", "a3")
		s.end(card("a", "a3", "A-1", s.Now()), "", "")
	}},
	{"one key of two cases is two", func(s *subject) {
		first, second := card("a", "a0", "A-1", s.Now()), card("a", "a1", "A-1", s.Now())
		second.Key = "card:A-10"
		s.send("a", "m1", first, second)
		s.wantTaken("a0")
		s.end(first, "", "a1")
	}},
	{"one that is in somebody's hands is not dropped", func(s *subject) {
		s.send("a", "m1", card("a", "a0", "A-1", s.Now()))
		s.wantTaken("a0")
		s.send("a", "m2", card("a", "a1", "A-1", s.Now()), card("a", "a2", "A-1", s.Now()))
		s.wantTaken()
		s.end(card("a", "a0", "A-1", s.Now()), "r1", "a2")
		s.wantReceipt("a", "card:A-1", "r1")
	}},
	{"one put back gives way, and the last waits in its place", func(s *subject) {
		s.send("a", "m1", card("a", "a0", "A-1", s.Now()))
		s.retry(s.take()[0], s.Now().Add(time.Hour))
		s.send("a", "m2", card("a", "a1", "A-1", s.Now()))
		s.wantTaken()
		s.Advance(time.Hour)
		s.wantTaken("a1")
	}},
	{"the last is unclear when one before it may have been sent", func(s *subject) {
		s.send("a", "m1", card("a", "a0", "A-1", s.Now()))
		s.wantTaken("a0")
		s.send("a", "m2", card("a", "a1", "A-1", s.Now()))
		s.Advance(long)
		d := s.take()
		if len(d) != 1 || nameOf(d[0]) != "a1?" {
			s.Fatalf("took %+v, want a1, unclear", d)
		}
		s.retry(d[0], s.Now())
		s.send("a", "m3", card("a", "a2", "A-1", s.Now()))
		s.Advance(time.Second)
		s.wantTaken("a2?")
		s.send("a", "m4", card("a", "a3", "A-1", s.Now()))
		s.end(card("a", "a2", "A-1", s.Now()), "", "a3")
	}},
}
