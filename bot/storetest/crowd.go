package storetest

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	"amends/bot"
	"amends/dialogue"
)

var crowdPromises = []promise{
	{"many at once apply every event exactly once and in order", func(s *subject) {
		const feeders, chats, each = 16, 4, 13 // events of each feeder in each chat
		var wg sync.WaitGroup
		for f := range feeders {
			wg.Go(func() {
				for i := range each * chats {
					c := dialogue.ConversationID(fmt.Sprint("c", i%chats))
					s.feed([]bot.Store{s.Store, s.Peer}[i%2], s.event(c, fmt.Sprintf("%02d-%03d", f, i/chats)))
				}
			})
		}
		wg.Wait()
		for c := range chats {
			s.wantInterleaved(record(s.load(dialogue.ConversationID(fmt.Sprint("c", c)))), feeders, each)
		}
	}},
	{"two holders of one lease: one of them commits", func(s *subject) {
		for i := range 20 {
			c := dialogue.ConversationID(fmt.Sprint("c", i))
			first := s.lease(c, "m1")
			s.Advance(long)
			claims, err := s.Peer.Abandoned(s.ctx, s.Now(), 1)
			if err != nil || len(claims) != 1 {
				s.Fatalf("abandoned: %v, error %v, want 1 claim", claims, err)
			}
			var won atomic.Int32
			var wg sync.WaitGroup
			wg.Go(func() { s.tryCommit(s.Store, first, &won) })
			wg.Go(func() { s.tryCommit(s.Peer, claims[0], &won) })
			wg.Wait()
			if won.Load() != 1 {
				s.Errorf("%d of two holders committed, want 1", won.Load())
			}
			s.wantRecord(c, "m1")
		}
	}},
	{"an abandoned conversation goes to one of those who ask at once", func(s *subject) {
		for i := range 20 {
			s.lease(dialogue.ConversationID(fmt.Sprint("c", i)), "m1")
		}
		s.Advance(long)
		var taken atomic.Int32
		var wg sync.WaitGroup
		for i := range 8 {
			wg.Go(func() {
				claims, err := []bot.Store{s.Store, s.Peer}[i%2].Abandoned(s.ctx, s.Now(), 100)
				if err != nil {
					s.Errorf("abandoned: %v", err)
				}
				taken.Add(int32(len(claims)))
			})
		}
		wg.Wait()
		if taken.Load() != 20 {
			s.Errorf("%d claims on 20 abandoned conversations", taken.Load())
		}
	}},
	{"a settlement that many record at once counts once", func(s *subject) {
		var wg sync.WaitGroup
		for i := range 60 {
			a := settle(fmt.Sprint("s", i%20), "A-1", 100, "")
			wg.Go(func() { s.record(a, today) })
			if i < 10 {
				wg.Go(func() { s.record(withdrawn(a), today) })
			}
		}
		wg.Wait()
		s.wantStanding("", today, 1000, 1000)
	}},
	{"two takers never hold the same delivery", func(s *subject) {
		const chats = 40
		for i := range chats {
			c := dialogue.ConversationID(fmt.Sprint("c", i))
			s.send(c, "m1", say(c, string(c), s.Now()))
		}
		var mu sync.Mutex
		taken := map[string]int{}
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				for range 20 {
					ds, err := s.Outbox.Take(s.ctx, s.Now(), 3)
					if err != nil {
						s.Errorf("take: %v", err)
					}
					mu.Lock()
					for _, d := range ds {
						taken[d.ID]++
					}
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		for id, n := range taken {
			if n != 1 {
				s.Errorf("delivery %s was given out %d times, want once", id, n)
			}
		}
		if len(taken) != chats {
			s.Errorf("%d of %d deliveries were given out", len(taken), chats)
		}
	}},
}

// feed accepts one event and handles whatever claim that brings, as a process does. A full inbox is waited for.
func (s *subject) feed(store bot.Store, ev dialogue.Event) {
	claim, err := store.Accept(s.ctx, ev)
	for errors.Is(err, bot.ErrFull) {
		claim, err = store.Accept(s.ctx, ev)
	}
	if err != nil {
		s.Errorf("accept %s: %v", ev.ID, err)
		return
	}
	for claim != nil {
		if claim, err = store.Commit(s.ctx, *claim, turn(*claim)); err != nil {
			s.Errorf("commit: %v", err)
			return
		}
	}
}

func (s *subject) tryCommit(store bot.Store, claim bot.Claim, won *atomic.Int32) {
	switch _, err := store.Commit(s.ctx, claim, turn(claim)); {
	case err == nil:
		won.Add(1)
	case !errors.Is(err, bot.ErrLost):
		s.Errorf("commit: %v, want success or ErrLost", err)
	}
}

// wantInterleaved fails the test unless each feeder's events are there, each once and in the order of feeding.
func (s *subject) wantInterleaved(ids []string, feeders, each int) {
	s.Helper()
	if len(ids) != feeders*each {
		s.Errorf("%d events applied, want %d", len(ids), feeders*each)
	}
	next := make([]int, feeders)
	for _, id := range ids {
		var f, i int
		if _, err := fmt.Sscanf(id, "%d-%d", &f, &i); err != nil || f >= feeders {
			s.Fatalf("event %q applied, which nobody fed", id)
		}
		if i != next[f] {
			s.Fatalf("feeder %d: event %d applied, want %d next", f, i, next[f])
		}
		next[f]++
	}
}
