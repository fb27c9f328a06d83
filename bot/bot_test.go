package bot_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"amends/bot"
	"amends/dialogue"
)

func TestNewNamesWhatIsMissing(t *testing.T) {
	if _, err := bot.New(bot.Config{}); err == nil || !strings.Contains(err.Error(), "Engine") {
		t.Errorf("new without an engine: %v, want an error that names it", err)
	}
	if _, err := bot.NewWithStep(bot.Config{Builtin: reader{}}, sayOK); err == nil || !strings.Contains(err.Error(), "Config.Store") || strings.Contains(err.Error(), "Builtin") {
		t.Errorf("new without a store: %v, want an error that names what is missing and no more", err)
	}
}

func TestEventsAreHandledInOrder(t *testing.T) {
	r := newRig(t)
	claim := r.accept("m1", dialogue.Message{Text: "one"})
	for _, id := range []string{"m2", "m3"} {
		if r.accept(id, dialogue.Message{Text: id}) != nil {
			t.Fatalf("accept %s: got a claim while another is held", id)
		}
	}
	if err := r.bot.Handle(r.ctx, *claim); err != nil {
		t.Fatal(err)
	}
	if got := r.handled(); got != "m1 m2 m3" {
		t.Errorf("handled %q, want m1 m2 m3", got)
	}
}

func TestDuplicatesChangeNothing(t *testing.T) {
	r := newRig(t)
	const chats, events, copies = 4, 12, 3
	var senders sync.WaitGroup
	for range copies {
		for chat := range chats {
			senders.Go(func() {
				for i := range events {
					claim, err := r.bot.Accept(r.ctx, event(fmt.Sprint("c", chat), fmt.Sprintf("c%d-%d", chat, i), dialogue.Message{Text: "x"}))
					if err != nil && err != bot.ErrDuplicate {
						t.Errorf("accept: %v", err)
					}
					if claim == nil {
						continue
					}
					if err := r.bot.Handle(r.ctx, *claim); err != nil {
						t.Errorf("handle: %v", err)
					}
				}
			})
		}
	}
	senders.Wait()
	for chat := range chats {
		turns, _ := r.store.Turns(r.ctx, dialogue.ConversationID(fmt.Sprint("c", chat)), 0)
		seen := map[string]bool{}
		for _, turn := range turns {
			seen[turn.Event.ID] = true
		}
		if len(turns) != events || len(seen) != events {
			t.Errorf("chat %d has %d turns of %d events, want %d of each", chat, len(turns), len(seen), events)
		}
	}
}

func TestAcceptTrustsNoReading(t *testing.T) {
	r := newRig(t)
	ev := event("a", "m1", dialogue.Press{Option: "yes"})
	ev.Read = dialogue.Reading{Proof: dialogue.ProofMatch, Order: &dialogue.Order{ID: orderA}}
	claim, err := r.bot.Accept(r.ctx, ev)
	if err != nil || claim == nil {
		t.Fatalf("accept: %v, %v", claim, err)
	}
	if got := claim.Events[0].Read; got.Order != nil || got.Proof != dialogue.ProofNone {
		t.Errorf("the stored event has the reading %+v, want none: a channel cannot prove anything", got)
	}
	if _, err := r.bot.Accept(r.ctx, dialogue.Event{ID: "x", Conversation: "a"}); err == nil {
		t.Error("an event without a body was accepted")
	}
}

func TestFullInboxEndsWithAPerson(t *testing.T) {
	r := newRig(t)
	first := r.accept("m0", dialogue.Message{Text: "x"})
	for i := range bot.InboxLimit + 20 {
		r.accept(fmt.Sprint("more", i), dialogue.Message{Text: "x"})
	}
	_, err := r.bot.Accept(r.ctx, event("a", "agent", dialogue.Reply{Agent: "ana", Text: "hello"}))
	if !errors.Is(err, bot.ErrFull) {
		t.Errorf("an agent's reply into a full inbox: %v, want ErrFull so that its channel brings it again", err)
	}
	if err := r.bot.Handle(r.ctx, *first); err != nil {
		t.Fatal(err)
	}
	var failures []dialogue.Event
	for _, turn := range r.turns() {
		if _, ok := turn.Event.Body.(dialogue.Failure); ok {
			failures = append(failures, turn.Event)
		}
	}
	if len(failures) != 1 || failures[0].Body.(dialogue.Failure).What != "overflow" || !strings.HasPrefix(failures[0].ID, "full:a:") {
		t.Errorf("failures %+v, want a single overflow", failures)
	}
}

func TestPanicInStepBringsAPerson(t *testing.T) {
	r := newRig(t)
	r.step = func(c dialogue.Conversation, ev dialogue.Event) (dialogue.Conversation, []dialogue.Action) {
		switch body := ev.Body.(type) {
		case dialogue.Message:
			if body.Text == "secret words" {
				panic(body.Text)
			}
		case dialogue.Failure:
			c.Human = &dialogue.Handoff{Reason: body.What, Since: ev.At}
			return c, nil
		}
		return sayOK(c, ev)
	}
	turn := r.send(dialogue.Message{Text: "secret words"})
	failure, ok := turn.Event.Body.(dialogue.Failure)
	if !ok || failure.Event != "m1" || turn.Event.ID != "m1" || failure.What != "panic" {
		t.Errorf("the turn's event is %+v, want a Failure of m1", turn.Event)
	}
	if turn.Next.Human == nil {
		t.Error("nobody took over")
	}
	if len(turn.Outbox) != 1 || turn.Outbox[0].To.Channel != "desk" || turn.Outbox[0].Action.(dialogue.Relay).Text != "secret words" {
		t.Errorf("outbox %+v, want the buyer's words to the desk", turn.Outbox)
	}
	if strings.Contains(r.logged.String(), "secret") {
		t.Error("the log has the buyer's words")
	}
	r.send(dialogue.Message{Text: "next"})
	if got := r.handled(); got != "m1 m2" {
		t.Errorf("handled %q, want the conversation to go on", got)
	}
}

func TestPanicOfTheHandoffBringsAPersonToo(t *testing.T) {
	r := newRig(t)
	r.step = func(c dialogue.Conversation, ev dialogue.Event) (dialogue.Conversation, []dialogue.Action) {
		if ev.ID == "m1" {
			return dialogue.Conversation{ID: c.ID, Buyer: ev.Buyer, Wake: ev.At.Add(time.Minute), Asked: &dialogue.Asked{ID: "q"}}, nil
		}
		panic(ev.ID)
	}
	r.send(dialogue.Message{Text: "fine"})
	r.clock.Advance(time.Hour)
	turn := r.send(dialogue.Wakeup{})
	if turn.Next.Human == nil || turn.Next.Human.Reason != "error" || turn.Next.Asked != nil {
		t.Errorf("next state %+v, want a handoff for an error", turn.Next)
	}
	if !turn.Next.Wake.After(r.clock.Now()) {
		t.Errorf("wake time %s is not after %s: it would fire at once and for ever", turn.Next.Wake, r.clock.Now())
	}
	channels := ""
	for _, d := range turn.Outbox {
		channels += d.To.Channel + " "
	}
	if channels != "desk test " {
		t.Errorf("told %q, want the desk and the buyer", channels)
	}
	if again := r.send(dialogue.Message{Text: "hello?"}); len(again.Outbox) != 2 {
		t.Errorf("outbox %+v, want an alert and the buyer's words: the buyer has been told", again.Outbox)
	}
}

func TestPanicInPrepareBringsAPerson(t *testing.T) {
	r := newRig(t, func(c *bot.Config) { c.Evidence = &keeper{panics: true} })
	turn := r.send(dialogue.Upload{Files: []dialogue.File{{Ref: "x", Kind: "photo"}}, Caption: "see here"})
	if _, ok := turn.Event.Body.(dialogue.Failure); !ok {
		t.Errorf("the turn's event is %+v, want a Failure", turn.Event)
	}
}

func TestLostLeaseIsQuiet(t *testing.T) {
	r := newRig(t)
	old := r.accept("m1", dialogue.Message{Text: "x"})
	r.clock.Advance(lease + time.Second)
	claims, err := r.store.Abandoned(r.ctx, r.clock.Now(), 10)
	if err != nil || len(claims) != 1 {
		t.Fatalf("abandoned: %v, %v", claims, err)
	}
	if err := r.bot.Handle(r.ctx, claims[0]); err != nil {
		t.Fatal(err)
	}
	r.accept("m2", dialogue.Message{Text: "y"})
	if err := r.bot.Handle(r.ctx, *old); err != nil {
		t.Errorf("handle with a lost lease: %v, want no error", err)
	}
	if got := r.handled(); got != "m1" {
		t.Errorf("handled %q, want m1 once and m2 left to its holder", got)
	}
}

// flakyStore fails commits while it is told to.
type flakyStore struct {
	bot.Store
	fail error
}

func (s *flakyStore) Commit(ctx context.Context, c bot.Claim, t bot.Turn) (*bot.Claim, error) {
	if s.fail != nil {
		return nil, s.fail
	}
	return s.Store.Commit(ctx, c, t)
}

func TestStoreTroubleKeepsTheEvent(t *testing.T) {
	down := errors.New("store is down")
	flaky := &flakyStore{fail: down}
	r := newRig(t, func(c *bot.Config) { flaky.Store, c.Store = c.Store, flaky })
	claim := r.accept("m1", dialogue.Message{Text: "x"})
	if err := r.bot.Handle(r.ctx, *claim); !errors.Is(err, down) || !strings.Contains(err.Error(), "m1") {
		t.Errorf("handle: %v, want the store's error and the event's name", err)
	}
	flaky.fail = nil
	r.clock.Advance(lease + time.Second)
	waker := bot.NewWaker(r.store, nil, r.clock.Now).Adopting(r.bot.Handle)
	if n, err := waker.RunOnce(r.ctx); n != 1 || err != nil {
		t.Errorf("waker: %d, %v, want the conversation taken over", n, err)
	}
	if got := r.handled(); got != "m1" {
		t.Errorf("handled %q, want m1", got)
	}
}

func TestEndOfContextFinishesTheTurnInHand(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	r := newRig(t)
	r.step = func(c dialogue.Conversation, ev dialogue.Event) (dialogue.Conversation, []dialogue.Action) {
		cancel()
		return sayOK(c, ev)
	}
	claim := r.accept("m1", dialogue.Message{Text: "x"})
	r.accept("m2", dialogue.Message{Text: "y"})
	if err := r.bot.Handle(ctx, *claim); !errors.Is(err, context.Canceled) {
		t.Errorf("handle: %v, want the end of the context", err)
	}
	if got := r.handled(); got != "m1" {
		t.Errorf("handled %q, want the turn in hand and no more", got)
	}
}

func TestDeliveriesAreAddressed(t *testing.T) {
	r := newRig(t)
	settle := dialogue.Settle{Settlement: dialogue.Settlement{Order: orderA, Case: "A-1"}}
	want := []struct {
		action dialogue.Action
		to     string
	}{
		{dialogue.Say{Text: "hello"}, "test a "},
		{dialogue.Relay{To: "buyer"}, "test a "},
		{dialogue.Relay{To: "buyer", Event: "e1"}, "test a relay:buyer:e1"},
		{dialogue.Relay{To: "buyer", Event: "e2", Edits: "e1"}, "test a "},
		{dialogue.Relay{To: "desk"}, "desk a "},
		{dialogue.Relay{To: "desk", Event: "e1", Case: "A-1"}, "desk A-1 relay:desk:e1"},
		{dialogue.Relay{To: "desk", Event: "e1", Case: "A-1", Only: "ana"}, "desk A-1 "},
		{dialogue.Mark{Case: "A-1", Event: "e1"}, "desk A-1 "},
		{dialogue.Pin{Case: "A-1"}, "test a pin:A-1"},
		{dialogue.Ask{Case: "A-1"}, "desk A-1 "},
		{dialogue.Alert{}, "desk a "},
		{dialogue.ShowCase{Card: dialogue.Card{Case: "A-1"}}, "desk A-1 card:A-1"},
		{settle, "ledger " + orderA + " "},
	}
	r.step = func(c dialogue.Conversation, ev dialogue.Event) (dialogue.Conversation, []dialogue.Action) {
		var actions []dialogue.Action
		for _, w := range want {
			actions = append(actions, w.action)
		}
		return c, actions
	}
	turn := r.send(dialogue.Message{Text: "x"})
	for i, d := range turn.Outbox {
		got := fmt.Sprintf("%s %s %s %s", d.ID, d.To.Channel, d.To.Chat, d.Key)
		if want := fmt.Sprintf("m1/%d %s", i, want[i].to); got != want {
			t.Errorf("delivery %d is %q, want %q", i, got, want)
		}
	}
}

func TestTraceHoldsNoWords(t *testing.T) {
	var traces []string
	r := newRig(t, func(c *bot.Config) { c.Observe = func(tr bot.Trace) { traces = append(traces, tr.String()) } })
	r.send(dialogue.Message{Text: "my order " + orderA + " fire code " + codeA})
	r.send(dialogue.Press{Option: "order:" + orderA})
	want := []string{"message (slot order, slot proof, alarm fire, proof match, by builtin) -> inform noted", "press order -> inform noted"}
	for i, got := range traces {
		if got != want[i] {
			t.Errorf("trace %d is %q, want %q", i, got, want[i])
		}
	}
	for _, secret := range []string{orderA, codeA, "my order"} {
		if strings.Contains(r.logged.String(), secret) {
			t.Errorf("the log holds %q", secret)
		}
	}
}

func BenchmarkTurn(b *testing.B) {
	r := newRig(b, func(c *bot.Config) { c.Log = nil })
	body := dialogue.Message{Text: "order " + orderA + " arrived broken, code " + codeA}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		ev := event("c"+fmt.Sprint(i%512), fmt.Sprint("m", i), body)
		claim, err := r.bot.Accept(r.ctx, ev)
		if err != nil {
			b.Fatal(err)
		}
		if err := r.bot.Handle(r.ctx, *claim); err != nil {
			b.Fatal(err)
		}
	}
}
