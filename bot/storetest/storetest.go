package storetest

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"amends/bot"
	"amends/dialogue"
)

// Ports is an empty store under test, with its clock in the test's hand.
type Ports struct {
	Store   bot.Store
	Outbox  bot.Outbox
	Ledger  bot.Ledger
	Cases   bot.Cases
	Threads bot.Threads
	Leases  bot.Leases
	Depths  bot.Depths
	Peer    Process             // another process's way to the same data; nil when there is only the one
	Turns   int                 // how many turns of a conversation the store is set up to keep, about
	Now     func() time.Time    // the store's clock
	Advance func(time.Duration) // moves it
}

// Process is what another process does to the data.
type Process interface {
	bot.Store
	bot.Outbox
	bot.Leases
}

// Run plays the whole suite; open gives a new, empty store for each subtest. Leases must last between a second and an hour.
// Let Turns be small: the suite makes several times as many.
func Run(t *testing.T, open func(t *testing.T) Ports) {
	for _, group := range []struct {
		name  string
		tests []promise
	}{
		{"Inbox", inboxPromises},
		{"Lease", leasePromises},
		{"Commit", commitPromises},
		{"Timer", timerPromises},
		{"Outbox", outboxPromises},
		{"Done", donePromises},
		{"Collapse", collapsePromises},
		{"Receipt", receiptPromises},
		{"Hold", holdPromises},
		{"Depth", depthPromises},
		{"Ledger", ledgerPromises},
		{"Cases", casePromises},
		{"Crowd", crowdPromises},
	} {
		for _, p := range group.tests {
			t.Run(group.name+"/"+p.name, func(t *testing.T) { p.check(newSubject(t, open(t))) })
		}
	}
}

// promise is one sentence of the contract and how it is checked.
type promise struct {
	name  string
	check func(s *subject)
}

// subject is a store under test with the steps that the promises are told in.
type subject struct {
	*testing.T
	Ports
	ctx context.Context
}

func newSubject(t *testing.T, p Ports) *subject {
	if p.Peer == nil {
		p.Peer = struct {
			bot.Store
			bot.Outbox
			bot.Leases
		}{p.Store, p.Outbox, p.Leases}
	}
	return &subject{T: t, Ports: p, ctx: t.Context()}
}

// long is longer than any lease.
const long = 2 * time.Hour

func buyerOf(c dialogue.ConversationID) dialogue.Address {
	return dialogue.Address{Channel: "script", Chat: string(c)}
}

func message(c dialogue.ConversationID, id string, at time.Time) dialogue.Event {
	return dialogue.Event{ID: id, Conversation: c, Buyer: buyerOf(c), At: at, Body: dialogue.Message{Text: "text of " + id}}
}

func (s *subject) event(c dialogue.ConversationID, id string) dialogue.Event {
	return message(c, id, s.Now())
}

// accept puts a message in and fails the test unless that works.
func (s *subject) accept(c dialogue.ConversationID, id string) *bot.Claim {
	s.Helper()
	claim, err := s.Store.Accept(s.ctx, s.event(c, id))
	if err != nil {
		s.Fatalf("accept %s: %v", id, err)
	}
	return claim
}

// lease accepts a message and fails the test unless that grants the lease.
func (s *subject) lease(c dialogue.ConversationID, id string) bot.Claim {
	s.Helper()
	claim := s.accept(c, id)
	if claim == nil {
		s.Fatalf("accept %s: no claim, want the lease of the free conversation", id)
	}
	return *claim
}

// step is the dialogue of these tests: it adds the event to the conversation's record.
func step(c dialogue.Conversation, ev dialogue.Event) dialogue.Conversation {
	k := dialogue.Case{No: "A-TEST", Status: dialogue.StatusOpen}
	if len(c.Cases) > 0 {
		k = c.Cases[0]
	}
	facts := make([]dialogue.Fact, len(k.Facts), len(k.Facts)+1)
	copy(facts, k.Facts)
	k.Facts = append(facts, dialogue.Fact{Slot: "event", Value: ev.ID})
	c.Cases = []dialogue.Case{k}
	c.Buyer = ev.Buyer
	c.Turns++
	return c
}

// record is what step has written.
func record(c dialogue.Conversation) []string {
	if len(c.Cases) == 0 {
		return nil
	}
	var ids []string
	for _, f := range c.Cases[0].Facts {
		ids = append(ids, f.Value)
	}
	return ids
}

// turn is the turn that step makes of the claim's first event.
func turn(claim bot.Claim, outbox ...bot.Delivery) bot.Turn {
	return bot.Turn{Event: claim.Events[0], Next: step(claim.Conversation, claim.Events[0]), Outbox: outbox}
}

// commit writes a turn and fails the test unless that works.
func (s *subject) commit(claim bot.Claim, t bot.Turn) *bot.Claim {
	s.Helper()
	next, err := s.Store.Commit(s.ctx, claim, t)
	if err != nil {
		s.Fatalf("commit %s: %v", t.Event.ID, err)
	}
	return next
}

// send commits one turn of a new event with these deliveries.
func (s *subject) send(c dialogue.ConversationID, id string, outbox ...bot.Delivery) {
	s.Helper()
	claim := s.lease(c, id)
	s.commit(claim, turn(claim, outbox...))
}

func (s *subject) load(c dialogue.ConversationID) dialogue.Conversation {
	s.Helper()
	state, err := s.Store.Load(s.ctx, c)
	if err != nil {
		s.Fatalf("load %s: %v", c, err)
	}
	return state
}

// wantRecord fails the test unless exactly these events were applied, in this order.
func (s *subject) wantRecord(c dialogue.ConversationID, want ...string) {
	s.Helper()
	if got := record(s.load(c)); fmt.Sprint(got) != fmt.Sprint(want) {
		s.Errorf("conversation %s has the events %v, want %v", c, got, want)
	}
}

func (s *subject) wantError(what string, err, want error) {
	s.Helper()
	if !errors.Is(err, want) {
		s.Errorf("%s: error %v, want %v", what, err, want)
	}
}

func (s *subject) wantEvents(claim bot.Claim, want ...string) {
	s.Helper()
	var got []string
	for _, ev := range claim.Events {
		got = append(got, ev.ID)
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		s.Errorf("claim has the events %v, want %v", got, want)
	}
}
