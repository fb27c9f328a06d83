package simulate

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"amends/bot"
	"amends/dialogue"
	"amends/dialogue/playbook"
)

const (
	days      = 60  // virtual, until a conversation is left as it is
	mostTurns = 160 // the same in turns
	restless  = 20  // wakeups in a row that move nothing
)

// The conversation and its channel are called as in a script, so that a recorded one plays the same.
const (
	conversation dialogue.ConversationID = "script:buyer"
	channelName  string                  = "script"
)

// wakeAgain is after how long a timer that moved nothing goes off again.
const wakeAgain = 10 * time.Minute

// soon is how far ahead a buyer means to answer: what comes until then is read with it.
const soon = 5 * 24 * time.Hour

// monday is the first day of the week in which all conversations begin.
var monday = time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)

// plan is something that a person will do at a time: a deed of the buyer, or an agent's look at a case.
type plan struct {
	at   time.Time
	seq  int // keeps the order of one moment
	deed *deed
	look string
}

// talk is one conversation in its own virtual time.
type talk struct {
	number int
	now    time.Time
	begun  time.Time
	lang   string
	buyer  *buyer
	team   *team
	desk   *Desk
	record Recorder // nil: not recorded

	speech   *speech  // nil: the built-in words
	lines    []string // that a Voice has said in this conversation
	spoken   int      // how many of them are said
	answered int      // how much of heard the buyer has answered

	plans    []plan
	seq      int
	events   int
	lastText string // the buyer's last text
	lastSent string // the buyer's last message
	state    dialogue.Conversation
	turns    []bot.Turn
	heard    []bot.Delivery
	accepted []string
	notes    []string
	toBuyer  []bot.Delivery // not yet answered
	toDesk   []bot.Delivery
	idle     int    // wakeups in a row that moved nothing
	stuck    string // the first dead end
	trouble  []string
}

// ear is a channel that hands over what is sent.
type ear func(d bot.Delivery)

// Receive is never used: the conversation hands in its events.
func (ear) Receive(context.Context, func(context.Context, dialogue.Event) error) error {
	return errors.New("simulated people bring their events in themselves")
}

// Send keeps the message.
func (e ear) Send(_ context.Context, d bot.Delivery) (string, error) {
	e(d)
	return d.ID, nil
}

// newTalk makes up the conversation of a number.
func newTalk(number int, seed uint64, p *Persona, book *playbook.Book, words phrases) *talk {
	d := newDice(seed, number)
	t := &talk{number: number, now: monday.Add(d.between(0, 7*24*time.Hour))}
	t.begun = t.now
	t.buyer = newBuyer(d, p, book, words, t.now)
	t.team = newTeam(d, words)
	if d.chance(0.7) {
		t.lang = t.buyer.lang
	}
	return t
}

// open sets the stage.
func (t *talk) open(ctx context.Context, w World) error {
	desk, err := w.Open(ctx, Setup{Orders: t.orders(), Now: func() time.Time { return t.now },
		Buyer:   ear(func(d bot.Delivery) { t.toBuyer = t.arrived(t.toBuyer, d) }),
		Desk:    ear(func(d bot.Delivery) { t.toDesk = t.arrived(t.toDesk, d) }),
		Written: t.written})
	if err != nil {
		return fmt.Errorf("set up conversation %d: %w", t.number, err)
	}
	t.desk = desk
	return nil
}

// orders are the order of the buyer and one of somebody else.
func (t *talk) orders() []byte { return native(t.buyer.goal.mine, t.buyer.goal.others) }

func (t *talk) arrived(list []bot.Delivery, d bot.Delivery) []bot.Delivery {
	if dialogue.Silent(d.Action) {
		return list
	}
	if t.record != nil {
		t.record.Sent(d)
	}
	if d.To.Channel == channelName {
		t.heard = append(t.heard, d)
	}
	return append(list, d)
}

func (t *talk) written(turn bot.Turn) {
	t.state = turn.Next
	t.turns = append(t.turns, turn)
	if t.stuck == "" {
		if why := deadEnd(turn.Next); why != "" {
			t.stuck = fmt.Sprintf("after event %s (turn %d): %s", turn.Event.ID, len(t.turns), why)
		}
	}
}

// run has people and clocks do what they do, in order, until nothing is left to come.
func (t *talk) run(ctx context.Context) error {
	t.intend(t.buyer.open())
	until := t.begun.AddDate(0, 0, days)
	for len(t.turns) < mostTurns && t.idle < restless {
		if err := ctx.Err(); err != nil {
			return err
		}
		wake, at := t.next()
		if at.IsZero() || at.After(until) {
			return nil
		}
		if at.After(t.now) {
			t.now = at
		}
		before := len(t.turns)
		if err := t.step(ctx, wake); err != nil {
			return fmt.Errorf("conversation %d: %w", t.number, err)
		}
		if t.idle++; !wake || len(t.turns) > before {
			t.idle = 0
		}
		t.react()
	}
	if t.idle == restless {
		t.trouble = append(t.trouble, "the bot does not come to rest: it is woken and nothing comes of it")
	}
	return nil
}

// next is when something happens, and whether it is the bot's timer.
func (t *talk) next() (wake bool, at time.Time) {
	w := t.state.Wake
	if t.idle > 0 {
		w = t.now.Add(wakeAgain)
	}
	if len(t.plans) == 0 || !w.IsZero() && !w.After(t.plans[0].at) {
		return true, w
	}
	return false, t.plans[0].at
}

func (t *talk) step(ctx context.Context, wake bool) error {
	if wake {
		if err := t.desk.Wake(ctx); err != nil {
			return fmt.Errorf("wake: %w", err)
		}
		return t.sendAll(ctx)
	}
	p := t.plans[0]
	t.plans = t.plans[1:]
	body := t.bodyOf(p)
	if body == nil {
		return nil
	}
	if p.deed != nil {
		body = t.voiced(ctx, body)
	}
	ev := t.event(body)
	if t.record != nil {
		t.record.Event(ev)
	}
	if err := t.desk.Accept(ctx, ev); err != nil {
		return fmt.Errorf("accept %s: %w", ev.ID, err)
	}
	t.accepted = append(t.accepted, ev.ID)
	return t.sendAll(ctx)
}

func (t *talk) sendAll(ctx context.Context) error {
	for {
		n, err := t.desk.Dispatch(ctx)
		if err != nil {
			return fmt.Errorf("send: %w", err)
		}
		if n == 0 {
			return nil
		}
	}
}

// bodyOf is what a plan comes to when its time has come; nil when there is nothing to do.
func (t *talk) bodyOf(p plan) dialogue.Body {
	if p.deed == nil {
		body, looks := t.team.sees(p.look, t.state, t.now)
		t.looks(looks)
		if note, ok := body.(dialogue.Note); ok {
			t.notes = append(t.notes, note.Text)
		}
		return body
	}
	switch b := p.deed.body.(type) {
	case dialogue.Edit:
		b.Message = t.lastText
		if b.Message == "" {
			return nil
		}
		return b
	case dialogue.Delete:
		b.Message = t.lastSent
		if b.Message == "" {
			return nil
		}
		return b
	}
	return p.deed.body
}

// event makes the event of something that a person does.
func (t *talk) event(body dialogue.Body) dialogue.Event {
	t.events++
	ev := dialogue.Event{ID: fmt.Sprintf("s%d", t.events), Conversation: conversation, At: t.now, Body: body,
		Buyer: dialogue.Address{Channel: channelName, Chat: "buyer"}}
	switch body.(type) {
	case dialogue.Message:
		t.lastText, t.lastSent = ev.ID, ev.ID
	case dialogue.Upload:
		t.lastSent = ev.ID
	}
	if byBuyer(body) {
		ev.Lang = t.lang
	}
	return ev
}

// react lets everybody take up what came.
func (t *talk) react() {
	t.looks(t.team.hears(t.toDesk))
	t.toDesk = t.toDesk[:0]
	busy := slices.ContainsFunc(t.plans, func(p plan) bool { return p.deed != nil && !p.deed.later && p.at.Before(t.now.Add(soon)) })
	if busy || len(t.toBuyer) == 0 {
		return // people finish what they are writing first
	}
	t.intend(t.buyer.hears(t.toBuyer))
	t.toBuyer = nil
}

// intend plans the buyer's deeds one after the other.
func (t *talk) intend(deeds []deed) {
	at := t.now
	for _, d := range deeds {
		at = at.Add(d.after)
		t.plan(plan{at: at, deed: &d})
	}
}

func (t *talk) looks(list []look) {
	for _, l := range list {
		t.plan(plan{at: t.now.Add(l.after), look: l.no})
	}
}

func (t *talk) plan(p plan) {
	t.seq++
	p.seq = t.seq
	i, _ := slices.BinarySearchFunc(t.plans, p, func(a, b plan) int { return cmp.Or(a.at.Compare(b.at), a.seq-b.seq) })
	t.plans = slices.Insert(t.plans, i, p)
}

func byBuyer(body dialogue.Body) bool {
	switch body.(type) {
	case dialogue.Message, dialogue.Press, dialogue.Upload, dialogue.Edit, dialogue.Delete, dialogue.Start:
		return true
	}
	return false
}
