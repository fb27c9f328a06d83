package bot

import (
	"context"
	"fmt"
	"strings"
	"time"

	"amends/dialogue"
)

// prepare looks up all that the engine needs to know for an event: what its text says, whether the order is the buyer's, its
// files as evidence, what was given already. Every look-up may be repeated: a turn that is handled again finds the same.
func (b *Bot) prepare(ctx context.Context, c dialogue.Conversation, ev dialogue.Event) (dialogue.Event, error) {
	ev.Read = dialogue.Reading{}
	text := wordsOf(ev.Body)
	if text != "" {
		ev.Read.Interpretation = b.interpret(ctx, c, ev, text)
	}
	if up, ok := ev.Body.(dialogue.Upload); ok {
		list, err := b.collect(ctx, ev.ID, up.Files)
		if err != nil {
			return ev, err
		}
		ev.Read.Evidence = list
	}
	if err := b.prove(ctx, c, &ev, text); err != nil {
		return ev, err
	}
	if err := b.lookUpStanding(ctx, c, &ev); err != nil {
		return ev, err
	}
	return ev, nil
}

// wordsOf is what a buyer wrote, "" for an event without words of a buyer.
func wordsOf(body dialogue.Body) string {
	switch body := body.(type) {
	case dialogue.Message:
		return body.Text
	case dialogue.Edit:
		return body.Text
	case dialogue.Upload:
		return body.Caption
	case dialogue.Start:
		return strings.ReplaceAll(body.Payload, "_", " ") // a link can carry neither spaces nor most signs
	}
	return ""
}

// lookUpStanding tells what was given already, once an order is proven: an offer or an approval may follow from any event of the
// buyer, of an agent or of the timer.
func (b *Bot) lookUpStanding(ctx context.Context, c dialogue.Conversation, ev *dialogue.Event) error {
	order := ""
	if k := caseOf(c, ev.Body); k != nil && k.Order != nil {
		order = k.Order.ID
	}
	if ev.Read.Order != nil {
		order = ev.Read.Order.ID
	}
	if order == "" || !mayOffer(c, *ev) {
		return nil
	}
	var own []string // the engine counts the conversation's own cases itself, and sooner than the ledger does
	for _, k := range c.Cases {
		own = append(own, k.No)
	}
	standing, err := b.cfg.Ledger.Standing(ctx, order, own, ev.At.In(b.cfg.Zone).Format(time.DateOnly))
	if err != nil {
		return fmt.Errorf("look up what was given on the order: %w", err)
	}
	ev.Read.Standing = &standing
	return nil
}

// mayOffer reports whether an offer or a settlement may come of an event. Words in the middle of a case and a choice from an offer do not
// need the ledger again: it was asked when the order was proven, and is asked once more before anything is agreed.
func mayOffer(c dialogue.Conversation, ev dialogue.Event) bool {
	switch ev.Body.(type) {
	case dialogue.Decision, dialogue.Wakeup:
		return true
	case dialogue.Message, dialogue.Edit:
		return ev.Read.Order != nil || asks(c, dialogue.ActConfirm)
	case dialogue.Press:
		return !asks(c, dialogue.ActOffer)
	}
	return byBuyer(ev.Body)
}

// asks reports whether the bot waits for the answer to such a question.
func asks(c dialogue.Conversation, kind dialogue.ActKind) bool {
	return c.Asked != nil && c.Asked.Kind == kind
}

// caseOf is the case that an event is about: the one an agent's button was on, or the current one; nil if there is none.
func caseOf(c dialogue.Conversation, body dialogue.Body) *dialogue.Case {
	if d, ok := body.(dialogue.Decision); ok && d.Case != "" {
		for i := range c.Cases {
			if c.Cases[i].No == d.Case {
				return &c.Cases[i]
			}
		}
	}
	return current(c)
}
