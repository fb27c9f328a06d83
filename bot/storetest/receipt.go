package storetest

import (
	"time"

	"amends/bot"
	"amends/dialogue"
)

var receiptPromises = []promise{
	{"receipts are kept by conversation and key", func(s *subject) {
		d := card("a", "m1/0", "A-1", s.Now())
		s.send("a", "m1", d, say("a", "m1/1", s.Now()))
		s.wantTaken("m1/0", "m1/1")
		s.wantReceipt("a", "card:A-1", "")
		s.end(d, "ts-1", "")
		s.end(say("a", "m1/1", s.Now()), "m-1", "")
		s.wantReceipt("a", "card:A-1", "ts-1")
		s.wantReceipt("a", "card:A-2", "")
		s.wantReceipt("b", "card:A-1", "")
		s.wantReceipt("a", "m1/0", "")
		s.wantReceipt("a", "m1/1", "")
		s.wantReceipt("a", "", "")
	}},
	{"a delivery without a receipt leaves the one that is there", func(s *subject) {
		s.keep("a", "card:A-1", "ts-1")
		s.send("a", "m1", card("a", "m1/0", "A-1", s.Now()))
		s.wantTaken("m1/0")
		s.wantReceipt("a", "card:A-1", "ts-1")
		s.end(card("a", "m1/0", "A-1", s.Now()), "", "")
		s.wantReceipt("a", "card:A-1", "ts-1")
	}},
	{"a receipt is kept, replaced and forgotten", func(s *subject) {
		s.keep("a", "ask \n%", "r1")
		s.wantReceipt("a", "ask \n%", "r1")
		s.keep("a", "ask \n%", "r2")
		s.wantReceipt("a", "ask \n%", "r2")
		s.wantReceipt("a\n%", "ask \n%", "")
		s.keep("a", "ask \n%", "")
		s.wantReceipt("a", "ask \n%", "")
		s.keep("a", "ask \n%", "")
	}},
	{"what is kept as a card is found by its thread", func(s *subject) {
		s.keep("a", bot.CardKey("A-1"), "C1:1.5")
		s.keep("a", "file:f1", "C1:1.6")
		s.wantThread("C1:1.5", bot.Thread{Conversation: "a", Key: bot.CardKey("A-1")})
		s.wantThread("C1:1.6", bot.Thread{})
	}},
	{"a delivery in hand is given the receipt that there is", func(s *subject) {
		d := card("a", "m1/0", "A-1", s.Now())
		s.send("a", "m1", d)
		s.wantTaken("m1/0")
		s.wantReceipt("a", "card:A-1", "")
		s.send("a", "m2", card("a", "m2/0", "A-1", s.Now()))
		next := s.end(d, "r1", "m2/0")
		s.wantReceipt("a", "card:A-1", "r1")
		s.keep("a", "card:A-1", "")
		s.wantReceipt("a", "card:A-1", "")
		s.end(*next, "r2", "")
		s.wantReceipt("a", "card:A-1", "r2")
		if err := s.Peer.Keep(s.ctx, "a", "card:A-1", "r3"); err != nil {
			s.Fatalf("keep: %v", err)
		}
		s.wantReceipt("a", "card:A-1", "r3")
	}},
	{"the receipt of a slow taker does not replace that of who came after", func(s *subject) {
		d := card("a", "m1/0", "A-1", s.Now())
		s.send("a", "m1", d)
		s.wantTaken("m1/0")
		s.Advance(long)
		if _, err := s.Peer.Take(s.ctx, s.Now(), 10); err != nil {
			s.Fatalf("take: %v", err)
		}
		if _, err := s.Peer.Done(s.ctx, d, "r2"); err != nil {
			s.Fatalf("done: %v", err)
		}
		s.end(d, "r1", "")
		s.wantReceipt("a", "card:A-1", "r2")
		late := card("a", "m0/0", "A-2", s.Now())
		s.end(late, "r0", "")
		s.wantReceipt("a", "card:A-2", "r0")
	}},
	{"receipts last for more than a year", func(s *subject) {
		s.keep("a", "card:A-1", "r1")
		s.Advance(year)
		s.wantReceipt("a", "card:A-1", "r1")
	}},
	{"a desk message leads to its conversation and key", func(s *subject) {
		relay := say("a", "m1/1", s.Now())
		relay.To, relay.Key = bot.Destination{Channel: "script", Chat: "a"}, bot.RelayKey("buyer", "e1")
		s.send("a", "m1", card("a", "m1/0", "A-1", s.Now()), relay)
		s.wantTaken("m1/0", "m1/1")
		s.end(card("a", "m1/0", "A-1", s.Now()), "C1:169.1", "")
		s.end(relay, "C1:169.3", "")
		s.wantThread("C1:169.1", bot.Thread{Conversation: "a", Key: "card:A-1"})
		s.wantThread("C1:169.2", bot.Thread{})
		s.wantThread("C1:169.3", bot.Thread{})
	}},
	{"a case whose card is posted again has two messages", func(s *subject) {
		for i, receipt := range []string{"ts-1", "ts-1", "ts-2"} {
			id := string(rune('0' + i))
			s.send("a", "m"+id, card("a", id, "A-1", s.Now()))
			s.wantTaken(id)
			s.end(card("a", id, "A-1", s.Now()), receipt, "")
		}
		for _, receipt := range []string{"ts-1", "ts-2"} {
			s.wantThread(receipt, bot.Thread{Conversation: "a", Key: "card:A-1"})
		}
	}},
}

func (s *subject) keep(c dialogue.ConversationID, key, receipt string) {
	s.Helper()
	if err := s.Outbox.Keep(s.ctx, c, key, receipt); err != nil {
		s.Fatalf("keep %q: %v", key, err)
	}
}

func (s *subject) wantReceipt(c dialogue.ConversationID, key, want string) {
	s.Helper()
	if got, err := s.Outbox.Receipt(s.ctx, c, key); err != nil || got != want {
		s.Errorf("receipt of %q of %q is %q, error %v, want %q", key, c, got, err, want)
	}
}

func (s *subject) wantThread(receipt string, want bot.Thread) {
	s.Helper()
	if got, err := s.Threads.Thread(s.ctx, receipt); err != nil || got != want {
		s.Errorf("desk message %s is of %+v, error %v, want %+v", receipt, got, err, want)
	}
}

var holdPromises = []promise{
	{"one holder at a time", func(s *subject) {
		s.wantHold(s.Leases, "poll", "p1", time.Minute, true)
		s.wantHold(s.Peer, "poll", "p2", time.Minute, false)
		s.wantHold(s.Peer, "other", "p2", time.Minute, true)
		s.wantHold(s.Leases, "poll", "p1", time.Minute, true)
	}},
	{"a lease runs out unless it is kept", func(s *subject) {
		s.wantHold(s.Leases, "poll", "p1", time.Minute, true)
		s.Advance(40 * time.Second)
		s.wantHold(s.Leases, "poll", "p1", time.Minute, true)
		s.Advance(40 * time.Second)
		s.wantHold(s.Peer, "poll", "p2", time.Minute, false)
		s.Advance(20 * time.Second)
		s.wantHold(s.Peer, "poll", "p2", time.Minute, true)
		s.wantHold(s.Leases, "poll", "p1", time.Minute, false)
	}},
	{"a lease that is given back is free", func(s *subject) {
		s.wantHold(s.Leases, "poll", "p1", time.Minute, true)
		s.wantHold(s.Peer, "poll", "p2", 0, false)
		s.wantHold(s.Peer, "poll", "p2", time.Minute, false)
		s.wantHold(s.Leases, "poll", "p1", 0, false)
		s.wantHold(s.Leases, "poll", "p1", 0, false)
		s.wantHold(s.Peer, "poll", "p2", time.Minute, true)
	}},
	{"a clock set back does not lock a lease", func(s *subject) {
		s.wantHold(s.Leases, "poll", "p1", time.Minute, true)
		s.Advance(-3 * time.Second)
		s.wantHold(s.Peer, "poll", "p2", time.Minute, false)
		s.Advance(-year)
		s.wantHold(s.Peer, "poll", "p2", time.Minute, true)
	}},
}

func (s *subject) wantHold(by bot.Leases, name, holder string, d time.Duration, want bool) {
	s.Helper()
	if has, err := by.Hold(s.ctx, name, holder, d); err != nil || has != want {
		s.Errorf("hold %s for %s: %v, error %v, want %v", name, holder, has, err, want)
	}
}

var depthPromises = []promise{
	{"an empty store has no depth", func(s *subject) { s.wantDepth(bot.Depth{}) }},
	{"the depth counts what waits", func(s *subject) {
		start := s.Now()
		s.send("a", "m1", say("a", "a0", start), say("a", "a1", start))
		s.Advance(time.Minute)
		s.send("b", "m1", say("b", "b0", s.Now()))
		s.wakeAt("c", "m1", s.Now().Add(time.Hour))
		s.lease("d", "m1")
		s.wantDepth(bot.Depth{Outbox: 2, Inbox: 1, Wake: 1, OldestReady: start})
		s.wantTaken("a0", "b0")
		s.wantDepth(bot.Depth{Outbox: 2, Inbox: 1, Wake: 1})
		s.done("b", "b0", "")
		s.wantDepth(bot.Depth{Outbox: 1, Inbox: 1, Wake: 1})
	}},
}

func (s *subject) wantDepth(want bot.Depth) {
	s.Helper()
	got, err := s.Depths.Depth(s.ctx)
	if err != nil || got.Outbox != want.Outbox || got.Inbox != want.Inbox || got.Wake != want.Wake || !got.OldestReady.Equal(want.OldestReady) {
		s.Errorf("depth %+v, error %v, want %+v", got, err, want)
	}
}
