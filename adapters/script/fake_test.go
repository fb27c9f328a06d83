package script

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"amends/bot"
	"amends/dialogue"
	"amends/dialogue/money"
	"amends/dialogue/playbook"
)

// fakeStage is a small bot with its own store: just enough of each to play scripts on. Its "engine" does what the buyer's first word
// says, so that a script can have it do anything, right or wrong.
type fakeStage struct {
	setup Setup
	store bot.Store
	out   bot.Outbox
	model bot.Understander

	mu      sync.Mutex
	state   dialogue.Conversation
	inbox   []dialogue.Event
	seen    map[string]bool
	held    time.Time
	turns   []bot.Turn
	queues  map[bot.Destination][]bot.Delivery
	ready   map[bot.Destination]time.Time
	adopts  bool // the waker takes over what a dead process left
	drifted bool // the engine of a replay differs
}

const fakeLease = 30 * time.Second

func fakeWorld(change ...func(*fakeStage)) World {
	return World{
		Open: func(_ context.Context, s Setup) (*Stage, error) {
			f := &fakeStage{setup: s, seen: map[string]bool{}, queues: map[bot.Destination][]bot.Delivery{},
				ready: map[bot.Destination]time.Time{}, adopts: true, state: dialogue.Conversation{ID: conversation}}
			for _, c := range change {
				c(f)
			}
			f.store, f.out = s.Hooks.Store(f), s.Hooks.Outbox(fakeOutbox{f})
			f.model = s.Hooks.Model(nil)
			return &Stage{Start: f.start, Store: f, Step: f.replay, Book: fakeBook(), Orders: fakeOrders()}, nil
		},
		Sample: func(name string) ([]byte, string) { return []byte("sample " + name), "image/jpeg" },
	}
}

func fakeBook() *playbook.Book {
	return &playbook.Book{
		Issues:   map[playbook.IssueID]playbook.Issue{"wrong_item": {Remedies: []playbook.RemedyID{"replace", "partial_keep"}}, "late": {}},
		Remedies: map[playbook.RemedyID]playbook.Remedy{"replace": {}, "partial_keep": {}, "refund_keep": {}},
		Facts:    map[playbook.FactID]playbook.Fact{"colour": {}},
	}
}

func fakeOrders() []dialogue.Order {
	return []dialogue.Order{{ID: "112-1", Currency: "USD", Items: []dialogue.Item{{SKU: "BP", Title: "Trail backpack", Quantity: 1, Price: 5000}}}}
}

func (f *fakeStage) start() (Process, error) {
	return Process{
		Accept: func(ctx context.Context, ev dialogue.Event) (*bot.Claim, error) { return f.store.Accept(ctx, ev) },
		Handle: f.handle, Dispatch: f.dispatch, Wake: f.wake,
	}, nil
}

func (f *fakeStage) handle(ctx context.Context, claim bot.Claim) error {
	for more := &claim; more != nil; {
		ev := more.Events[0]
		if m, ok := ev.Body.(dialogue.Message); ok && f.model != nil {
			ev.Read.Interpretation = dialogue.Interpretation{By: "builtin"}
			if in, err := f.model.Understand(ctx, more.Conversation, m.Text, ev.At); err == nil {
				ev.Read.Interpretation = in
			}
		}
		next, actions := fakeStep(more.Conversation, ev)
		turn := bot.Turn{Event: ev, Next: next}
		for i, a := range actions {
			turn.Outbox = append(turn.Outbox, bot.Delivery{ID: ev.ID + "/" + string(rune('0'+i)), Conversation: ev.Conversation, To: fakeTo(ev, a), Action: a, At: ev.At})
		}
		var err error
		if more, err = f.store.Commit(ctx, *more, turn); err != nil {
			return err
		}
	}
	return nil
}

func fakeTo(ev dialogue.Event, a dialogue.Action) bot.Destination {
	switch a := a.(type) {
	case dialogue.Say:
		return bot.Destination{Channel: ev.Buyer.Channel, Chat: ev.Buyer.Chat}
	case dialogue.Relay:
		if a.To == "buyer" {
			return bot.Destination{Channel: ev.Buyer.Channel, Chat: ev.Buyer.Chat}
		}
	case dialogue.Settle:
		return bot.Destination{Channel: "ledger"}
	}
	return bot.Destination{Channel: "desk"}
}

func (f *fakeStage) dispatch(ctx context.Context) (int, error) {
	list, err := f.out.Take(ctx, f.setup.Now(), 10)
	for _, d := range list {
		channel, ok := f.setup.Channels[d.To.Channel]
		if !ok {
			_, _ = f.out.Done(ctx, d, "")
			continue
		}
		_, err := channel.Send(ctx, d)
		var later *bot.RetryAfter
		switch {
		case errors.As(err, &later):
			_ = f.out.Retry(ctx, d, f.setup.Now().Add(later.After))
		case errors.Is(err, bot.ErrPermanent):
			_ = f.bring(ctx, dialogue.Event{ID: "undelivered:" + d.ID, Conversation: d.Conversation, At: f.setup.Now(),
				Body: dialogue.Delivered{Delivery: d.ID, Failed: "blocked", To: "buyer"}})
			_, _ = f.out.Done(ctx, d, "")
		case err != nil:
			_ = f.out.Retry(ctx, d, f.setup.Now().Add(45*time.Second))
		default:
			_, _ = f.out.Done(ctx, d, "")
		}
	}
	return len(list), err
}

func (f *fakeStage) bring(ctx context.Context, ev dialogue.Event) error {
	claim, err := f.store.Accept(ctx, ev)
	if claim == nil || err != nil {
		return err
	}
	return f.handle(ctx, *claim)
}

func (f *fakeStage) wake(ctx context.Context) (int, error) {
	now := f.setup.Now()
	if c, err := f.store.Load(ctx, conversation); err != nil {
		return 0, err
	} else if !c.Wake.IsZero() && !c.Wake.After(now) {
		ev := dialogue.Event{ID: "wake:" + now.String(), Conversation: conversation, Buyer: c.Buyer, At: now, Body: dialogue.Wakeup{}}
		if err := f.bring(ctx, ev); err != nil {
			return 0, err
		}
	}
	if !f.adopts {
		return 0, nil
	}
	claims, err := f.store.Abandoned(ctx, now, 10)
	for _, claim := range claims {
		if err := f.handle(ctx, claim); err != nil {
			return 0, err
		}
	}
	return len(claims), err
}

func (f *fakeStage) replay(c dialogue.Conversation, ev dialogue.Event) (dialogue.Conversation, []dialogue.Action) {
	next, actions := fakeStep(c, ev)
	if f.drifted {
		next.Confused++
	}
	return next, actions
}

func (f *fakeStage) Accept(_ context.Context, ev dialogue.Event) (*bot.Claim, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.seen[ev.ID] {
		return nil, bot.ErrDuplicate
	}
	f.seen[ev.ID] = true
	f.inbox = append(f.inbox, ev)
	if f.held.After(f.setup.Now()) {
		return nil, nil
	}
	return f.grant(), nil
}

func (f *fakeStage) grant() *bot.Claim {
	f.held = f.setup.Now().Add(fakeLease)
	return &bot.Claim{Conversation: f.state, Events: slices.Clone(f.inbox)}
}

func (f *fakeStage) Commit(_ context.Context, _ bot.Claim, t bot.Turn) (*bot.Claim, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.state, f.inbox, f.turns = t.Next, f.inbox[1:], append(f.turns, t)
	for _, d := range t.Outbox {
		f.queues[d.To] = append(f.queues[d.To], d)
	}
	if len(f.inbox) > 0 {
		return f.grant(), nil
	}
	f.held = time.Time{}
	return nil, nil
}

func (f *fakeStage) Load(context.Context, dialogue.ConversationID) (dialogue.Conversation, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.state, nil
}

func (f *fakeStage) Turns(context.Context, dialogue.ConversationID, int) ([]bot.Turn, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.turns), nil
}

func (f *fakeStage) Due(context.Context, time.Time, int) ([]bot.Wakeup, error) { return nil, nil }

func (f *fakeStage) Abandoned(_ context.Context, now time.Time, _ int) ([]bot.Claim, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.inbox) == 0 || f.held.After(now) {
		return nil, nil
	}
	return []bot.Claim{*f.grant()}, nil
}

type fakeOutbox struct{ f *fakeStage }

func (o fakeOutbox) Take(_ context.Context, now time.Time, _ int) ([]bot.Delivery, error) {
	o.f.mu.Lock()
	defer o.f.mu.Unlock()
	var list []bot.Delivery
	for to, q := range o.f.queues {
		if len(q) > 0 && !o.f.ready[to].After(now) {
			list = append(list, q[0])
		}
	}
	return list, nil
}

func (o fakeOutbox) Done(_ context.Context, d bot.Delivery, _ string) (*bot.Delivery, error) {
	o.f.mu.Lock()
	defer o.f.mu.Unlock()
	o.f.queues[d.To] = o.f.queues[d.To][1:]
	return nil, nil
}

func (o fakeOutbox) Retry(_ context.Context, d bot.Delivery, at time.Time) error {
	o.f.mu.Lock()
	defer o.f.mu.Unlock()
	o.f.ready[d.To] = at
	return nil
}

func (o fakeOutbox) Receipt(context.Context, dialogue.ConversationID, string) (string, error) {
	return "", nil
}

func (o fakeOutbox) Keep(context.Context, dialogue.ConversationID, string, string) error { return nil }

// fakeStep is the engine: the first word of a text is a command.
func fakeStep(c dialogue.Conversation, ev dialogue.Event) (dialogue.Conversation, []dialogue.Action) {
	c.Cases = slices.Clone(c.Cases)
	c.Turns++
	c.Buyer = ev.Buyer
	switch b := ev.Body.(type) {
	case dialogue.Message:
		return fakeText(c, ev, b.Text)
	case dialogue.Edit:
		return fakeText(c, ev, b.Text)
	case dialogue.Upload:
		return c, say("inform evidence", "Got "+b.Files[0].Name+" "+b.Caption)
	case dialogue.Press:
		return fakePress(c, b)
	case dialogue.Start:
		return c, say("inform greeting", "Hello from "+b.Payload)
	case dialogue.Reply:
		return c, []dialogue.Action{dialogue.Relay{To: "buyer", From: b.Agent, Text: b.Text, Event: ev.ID}}
	case dialogue.Note:
		if strings.HasPrefix(b.Text, "leak") {
			return c, []dialogue.Action{dialogue.Relay{To: "buyer", Text: b.Text, Event: ev.ID}}
		}
	case dialogue.Decision:
		c.Human = nil
		return c, say("inform approved", "Decided: "+b.Option+" by "+b.Agent+" "+b.Note)
	case dialogue.Delivered:
		c.Blocked = true
		return c, []dialogue.Action{dialogue.Alert{Reason: "unreachable", Text: "The buyer cannot be reached."}}
	case dialogue.Wakeup:
		c.Wake = time.Time{}
		return c, say("inform waiting", "Still waiting.")
	}
	return c, nil
}

func fakePress(c dialogue.Conversation, b dialogue.Press) (dialogue.Conversation, []dialogue.Action) {
	if b.Option != "yes" {
		return c, []dialogue.Action{dialogue.Say{Acts: acts("confirm " + b.Option), Text: "Is " + b.Option + " right? (" + b.Question + ")",
			Question: "q2", Options: []dialogue.Option{{ID: "yes", Label: "Yes"}, {ID: "no", Label: "No"}}}}
	}
	k := &c.Cases[0]
	st := dialogue.Settlement{ID: "x1", Case: k.No, Order: "112-1", Remedy: "partial_keep", Refund: money.Money{Minor: 1250, Currency: "USD"}}
	k.Status, k.Settled = dialogue.StatusSettled, &st
	return c, append(say("inform settled", "Settled."), dialogue.Settle{Settlement: st})
}

func fakeText(c dialogue.Conversation, ev dialogue.Event, text string) (dialogue.Conversation, []dialogue.Action) {
	word, rest := cutSpace(text)
	switch word {
	case "say":
		return c, say("inform status", rest)
	case "two":
		return c, append(say("inform greeting; ask order", "Hello. Which order?"), say("ask order", "Which order?")...)
	case "same":
		return c, append(say("ask order", rest), say("ask order", rest)...)
	case "secret":
		return c, say("inform order", "Your trail BACKPACK is on its way.")
	case "long":
		return c, say("inform status", strings.Repeat("x", 2000))
	case "silent":
		return c, nil
	case "reader":
		return c, say("inform bot", "read by "+ev.Read.Interpretation.By)
	case "human":
		c.Human = &dialogue.Handoff{Reason: "asked"}
		return c, append(say("handoff asked", "A person will answer."), dialogue.Relay{To: "desk", Text: text})
	case "timer":
		c.Wake = ev.At.Add(24 * time.Hour)
		return c, say("inform waiting", "I will come back.")
	case "stuck":
		c.Wake = ev.At.Add(-time.Second)
		return c, say("inform waiting", "Hm.")
	case "card":
		return c, append(say("inform noted", "Noted "+rest),
			dialogue.ShowCase{First: rest == "1", Card: dialogue.Card{Case: "A-1", Title: "Wrong item " + rest, Options: []dialogue.Option{{ID: "approve", Label: "Approve it"}}}})
	case "offer", "two_kinds", "stranger":
		return fakeOffer(c, ev, word)
	case "greedy":
		st := dialogue.Settlement{ID: ev.ID, Case: "A-1", Order: "112-1", Remedy: "refund_keep", Refund: money.Money{Minor: 9999, Currency: "USD"}}
		c.Cases = []dialogue.Case{{No: "A-1", Order: &fakeOrders()[0]}}
		return c, append(say("inform settled", "Yours."), dialogue.Settle{Settlement: st})
	}
	return c, say("repair unclear", "I do not know "+text)
}

func fakeOffer(c dialogue.Conversation, ev dialogue.Event, word string) (dialogue.Conversation, []dialogue.Action) {
	second := playbook.Option{Remedy: "replace", Kind: "right"}
	if word == "two_kinds" {
		second.Kind = "keep"
	}
	if word == "stranger" {
		second.Remedy = "refund_keep"
	}
	c.Cases = []dialogue.Case{{No: "A-1", Status: dialogue.StatusOpen, Order: &fakeOrders()[0],
		Facts: []dialogue.Fact{{Slot: "issue", Value: "wrong_item"}, {Slot: "fact:colour", Value: "green"}},
		Offer: &dialogue.Offer{ID: ev.ID, Options: []playbook.Option{
			{Remedy: "partial_keep", Kind: "keep", Refund: money.Money{Minor: 1250, Currency: "USD"}}, second}}}}
	return c, []dialogue.Action{dialogue.Say{Acts: acts("offer partial_keep " + string(second.Remedy)), Text: "Choose one.", Question: "q1",
		Options: []dialogue.Option{{ID: "partial_keep", Label: "Keep it, 12.50 back"}, {ID: string(second.Remedy), Label: "New one"}}}}
}

func say(act, text string) []dialogue.Action {
	return []dialogue.Action{dialogue.Say{Acts: acts(act), Text: text}}
}

func acts(s string) []dialogue.Act {
	var list []dialogue.Act
	for part := range strings.SplitSeq(s, "; ") {
		w := strings.Fields(part)
		list = append(list, dialogue.Act{Kind: dialogue.ActKind(w[0]), Args: w[1:]})
	}
	return list
}
