package bot

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
	"time"

	"amends/dialogue"
)

// read prepares an event. It is false for one that panics on the way.
func (b *Bot) read(ctx context.Context, c dialogue.Conversation, ev dialogue.Event) (ready dialogue.Event, sound bool, err error) {
	defer func() {
		if p := recover(); p != nil {
			b.logPanic("prepare", ev, p)
			ready, sound, err = ev, false, nil
		}
	}()
	ready, err = b.prepare(ctx, c, ev)
	return ready, true, err
}

// decide steps the engine. An event that made it or prepare panic is stepped again as a Failure, so that a person takes over; if
// that panics as well, the bot itself gives the conversation to one. The event that the turn keeps is the one its result follows
// from; what the buyer wrote goes to the desk, which has to answer it.
func (b *Bot) decide(c dialogue.Conversation, ev dialogue.Event, sound bool) Turn {
	if sound {
		if next, actions, ok := b.try(c, ev); ok {
			return Turn{Event: ev, Next: next, Outbox: b.deliveries(ev, next, actions)}
		}
	}
	failure := failed(ev)
	next, actions, ok := b.try(c, failure)
	if !ok {
		next, actions = giveToPerson(c, failure)
	}
	actions = append(actions, unanswered(ev, caseNo(next))...)
	return Turn{Event: failure, Next: next, Outbox: b.deliveries(failure, next, actions)}
}

// unanswered shows the desk what a buyer sent and the engine could not handle.
func unanswered(ev dialogue.Event, no string) []dialogue.Action {
	r := dialogue.Relay{To: deskChannel, From: "buyer", Case: no, Text: wordsOf(ev.Body), Event: ev.ID}
	for _, e := range ev.Read.Evidence {
		if e.ID != "" {
			r.Files = append(r.Files, e.ID)
		}
	}
	if r.Text == "" && len(r.Files) == 0 {
		return nil
	}
	return []dialogue.Action{r}
}

func (b *Bot) try(c dialogue.Conversation, ev dialogue.Event) (next dialogue.Conversation, actions []dialogue.Action, ok bool) {
	defer func() {
		if p := recover(); p != nil {
			b.logPanic("step", ev, p)
			next, actions, ok = dialogue.Conversation{}, nil, false
		}
	}()
	next, actions = b.step(c, ev)
	return next, actions, true
}

// failed is the event that stands for one that could not be handled. It has the same ID: it is the same turn.
func failed(ev dialogue.Event) dialogue.Event {
	ev.Body, ev.Read = dialogue.Failure{Event: ev.ID, What: "panic"}, dialogue.Reading{}
	return ev
}

// giveToPerson is the handoff for when the engine cannot even make one. Its words are fixed and English, because the catalog of
// texts belongs to the engine.
func giveToPerson(c dialogue.Conversation, ev dialogue.Event) (dialogue.Conversation, []dialogue.Action) {
	if len(c.Cases) == 0 {
		c.Current = -1
	}
	c.ID, c.Turns, c.Asked = ev.Conversation, c.Turns+1, nil
	if c.Buyer == (dialogue.Address{}) {
		c.Buyer = ev.Buyer
	}
	if !c.Wake.IsZero() && !c.Wake.After(ev.At) {
		c.Wake = ev.At.Add(time.Hour) // a timer that failed must not fire again at once
	}
	actions := []dialogue.Action{dialogue.Alert{Case: caseNo(c), Reason: "error", Grave: true,
		Text: fmt.Sprintf("Amends could not handle event %s. Please read this conversation and take it over.", ev.ID)}}
	if c.Human == nil {
		c.Human = &dialogue.Handoff{Reason: "error", Since: ev.At}
		actions = append(actions, dialogue.Say{
			Acts: []dialogue.Act{{Kind: dialogue.ActHandoff, Args: []string{"error"}}},
			Text: "Something went wrong on our side. A member of our team will read your messages and answer you here."})
	}
	return c, actions
}

// current is the case being talked about, or nil.
func current(c dialogue.Conversation) *dialogue.Case {
	if c.Current < 0 || c.Current >= len(c.Cases) {
		return nil
	}
	return &c.Cases[c.Current]
}

// caseNo is the number of the case being talked about, "" if there is none.
func caseNo(c dialogue.Conversation) string {
	if k := current(c); k != nil {
		return k.No
	}
	return ""
}

// logPanic logs where it panicked. Of the value only the runtime's own errors are told: any other may hold a buyer's words.
func (b *Bot) logPanic(where string, ev dialogue.Event, p any) {
	b.cfg.Log.Error("panic in a turn", "in", where, "conversation", ev.Conversation, "event", ev.ID, "panic", panicText(p),
		"stack", string(debug.Stack()))
}

func panicText(p any) string {
	if err, ok := p.(runtime.Error); ok {
		return err.Error()
	}
	return fmt.Sprintf("%T", p)
}
