package storetest

import (
	"fmt"
	"slices"
	"time"

	"amends/bot"
	"amends/dialogue"
)

// say is a delivery of a conversation to its buyer.
func say(c dialogue.ConversationID, id string, at time.Time) bot.Delivery {
	b := buyerOf(c)
	return bot.Delivery{
		ID: id, Conversation: c, To: bot.Destination{Channel: b.Channel, Chat: b.Chat},
		Action: dialogue.Say{Acts: []dialogue.Act{{Kind: dialogue.ActAsk, Args: []string{"order"}}}, Text: "text of " + id}, At: at,
	}
}

var outboxPromises = []promise{
	{"a delivery comes out as it went in", func(s *subject) {
		d := say("a", "m1/0 \"x\"\nü", s.Now())
		d.Key, d.Words, d.Lang = "card:A-1", "words of a model: \"hé\"\n<b>", "fr"
		s.send("a", "m1", d)
		if got := s.take(); len(got) != 1 || fmt.Sprintf("%+v", got[0]) != fmt.Sprintf("%+v", d) {
			s.Errorf("took %+v, want %+v", got, d)
		}
	}},
	{"one destination gets its deliveries in order, one at a time", func(s *subject) {
		s.send("a", "m1", say("a", "m1/0", s.Now()), say("a", "m1/1", s.Now()))
		s.send("a", "m2", say("a", "m2/0", s.Now()))
		s.wantTaken("m1/0")
		s.wantTaken()
		s.done("a", "m1/0", "m1/1")
		s.wantTaken()
		s.done("a", "m1/1", "m2/0")
		s.wantTaken()
		s.done("a", "m2/0", "")
		s.wantTaken()
	}},
	{"destinations do not wait for each other", func(s *subject) {
		s.send("a", "m1", say("a", "a0", s.Now()), say("a", "a1", s.Now()))
		s.send("b", "m1", say("b", "b0", s.Now()))
		s.wantTaken("a0", "b0")
		s.done("b", "b0", "")
		s.wantTaken()
		s.done("a", "a0", "a1")
	}},
	{"one turn's deliveries to several destinations all come", func(s *subject) {
		desk := say("a", "m1/1", s.Now())
		desk.To, desk.Key, desk.Action = bot.Destination{Channel: "desk"}, "card:A-1", dialogue.ShowCase{Card: dialogue.Card{Case: "A-1"}, First: true}
		s.send("a", "m1", say("a", "m1/0", s.Now()), desk)
		s.wantTaken("m1/0", "m1/1")
	}},
	{"no more are taken than asked for", func(s *subject) {
		for _, c := range []dialogue.ConversationID{"a", "b", "c", "d", "e"} {
			s.send(c, "m1", say(c, string(c), s.Now()))
		}
		total := 0
		for _, want := range []int{2, 2, 1, 0} {
			got, err := s.Outbox.Take(s.ctx, s.Now(), 2)
			if err != nil || len(got) != want {
				s.Errorf("took %d, error %v, want %d", len(got), err, want)
			}
			total += len(got)
		}
		if total != 5 {
			s.Errorf("took %d in all, want 5", total)
		}
	}},
	{"a clock set back does not hold deliveries back", func(s *subject) {
		s.Advance(year)
		s.send("a", "m1", say("a", "a0", s.Now()))
		s.send("b", "m1", say("b", "b0", s.Now()))
		s.wantTaken("a0", "b0")
		s.retry(say("a", "a0", s.Now()), s.Now().Add(time.Hour))
		s.Advance(-year)
		s.wantTaken("a0", "b0?")
		s.wantTaken()
		s.send("c", "m1", say("c", "c0", s.Now()))
		s.wantTaken("c0")
	}},
	{"a retry waits and holds back what is behind it", func(s *subject) {
		s.send("a", "m1", say("a", "a0", s.Now()), say("a", "a1", s.Now()))
		for attempt := range 2 {
			d := s.take()
			if len(d) != 1 || d[0].ID != "a0" || d[0].Attempt != attempt {
				s.Fatalf("took %+v, want a0 at attempt %d", d, attempt)
			}
			s.retry(d[0], s.Now().Add(time.Hour))
			s.wantTaken()
			s.Advance(59 * time.Minute)
			s.wantTaken()
			s.Advance(time.Minute)
		}
		s.wantTaken("a0")
		s.done("a", "a0", "a1")
	}},
	{"a new delivery does not overtake one that is taken or waits", func(s *subject) {
		s.send("a", "m1", say("a", "a0", s.Now()))
		d := s.take()
		s.send("a", "m2", say("a", "a1", s.Now()))
		s.wantTaken()
		s.retry(d[0], s.Now().Add(time.Minute))
		s.send("a", "m3", say("a", "a2", s.Now()))
		s.wantTaken()
		s.Advance(time.Minute)
		s.wantTaken("a0")
	}},
	{"what is not done comes again after its lease, unclear", func(s *subject) {
		s.send("a", "m1", say("a", "a0", s.Now()), say("a", "a1", s.Now()))
		s.wantTaken("a0")
		s.Advance(long)
		s.wantTaken("a0?")
		s.Advance(long)
		d := s.take()[0]
		s.retry(d, s.Now())
		s.Advance(time.Second)
		s.wantTaken("a0?")
		s.done("a", "a0", "a1")
		s.Advance(long)
		s.wantTaken("a1?")
	}},
	{"what is put back is as clear as its sender says", func(s *subject) {
		s.send("a", "m1", say("a", "a0", s.Now()), say("a", "a1", s.Now()))
		d := s.take()[0]
		s.retry(d, s.Now())
		s.Advance(time.Second)
		s.wantTaken("a0")
		d.Unclear = true
		s.retry(d, s.Now())
		s.Advance(time.Second)
		s.wantTaken("a0?")
		s.done("a", "a0", "a1")
	}},
	{"a slow taker changes nothing", func(s *subject) {
		s.send("a", "m1", say("a", "a0", s.Now()), say("a", "a1", s.Now()))
		s.wantTaken("a0")
		s.done("a", "a0", "a1")
		s.done("a", "a0", "")
		s.retry(say("a", "a0", s.Now()), s.Now().Add(-time.Hour))
		s.wantTaken()
		s.Advance(long)
		s.wantTaken("a1?")
		s.done("a", "a1", "")
		s.wantTaken()
		s.retry(say("a", "a1", s.Now()), s.Now())
		s.wantTaken()
	}},
}

func (s *subject) take() []bot.Delivery {
	s.Helper()
	got, err := s.Outbox.Take(s.ctx, s.Now(), 10)
	if err != nil {
		s.Fatalf("take: %v", err)
	}
	return got
}

// nameOf is the delivery's ID, with a "?" when it is unclear.
func nameOf(d bot.Delivery) string {
	if d.Unclear {
		return d.ID + "?"
	}
	return d.ID
}

// wantTaken takes what may be sent and fails the test unless these come, in whatever order of destinations.
func (s *subject) wantTaken(want ...string) {
	s.Helper()
	var got []string
	for _, d := range s.take() {
		got = append(got, nameOf(d))
	}
	slices.Sort(got)
	if fmt.Sprint(got) != fmt.Sprint(want) {
		s.Errorf("took %v, want %v", got, want)
	}
}

// done ends a delivery of the conversation to its buyer and fails the test unless this one follows, "" for none.
func (s *subject) done(c dialogue.ConversationID, id, next string) {
	s.Helper()
	s.end(say(c, id, s.Now()), "", next)
}

// end ends a delivery with a receipt and fails the test unless this one follows, "" for none.
func (s *subject) end(d bot.Delivery, receipt, next string) *bot.Delivery {
	s.Helper()
	got, err := s.Outbox.Done(s.ctx, d, receipt)
	switch {
	case err != nil:
		s.Fatalf("done %s: %v", d.ID, err)
	case got == nil && next != "" || got != nil && nameOf(*got) != next:
		s.Fatalf("after %s came %+v, want %q", d.ID, got, next)
	}
	return got
}

func (s *subject) retry(d bot.Delivery, at time.Time) {
	s.Helper()
	if err := s.Outbox.Retry(s.ctx, d, at); err != nil {
		s.Fatalf("retry %s: %v", d.ID, err)
	}
}
