package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"amends/dialogue"
)

const (
	maxStrikes = 5 // wrong tries for one order in 24 hours, over all chats; more are not compared
	maxOrders  = 3 // order numbers of one event that are looked at
)

// prove looks for the proof that an order is the buyer's: a second fact, such as the postal code, in the words of this event.
// An order number by itself shows nothing, not even whether there is such an order; that keeps the bot from telling strangers.
func (b *Bot) prove(ctx context.Context, c dialogue.Conversation, ev *dialogue.Event, text string) error {
	numbers := unproven(c, *ev)
	if len(numbers) == 0 {
		return nil
	}
	words := secondFacts(text, ev.Read.Interpretation, numbers)
	offered := offersProof(c, ev.Read.Interpretation, words)
	for i, number := range numbers {
		if provenIn(c, number) {
			return b.attachOrder(ctx, ev, number)
		}
		outcome, err := b.compare(ctx, *ev, guess{number, words, offered})
		if err != nil {
			return fmt.Errorf("prove an order: %w", err)
		}
		if outcome == dialogue.ProofMatch {
			return b.attachOrder(ctx, ev, number)
		}
		if i == 0 {
			ev.Read.Proof = outcome
		}
	}
	return nil
}

// attachOrder loads the order that was just proven.
func (b *Bot) attachOrder(ctx context.Context, ev *dialogue.Event, number string) error {
	order, err := b.cfg.Orders.Order(ctx, number)
	if errors.Is(err, ErrNotFound) { // taken out since it was compared
		ev.Read.Proof = dialogue.ProofUnknown
		return nil
	}
	if err != nil {
		return fmt.Errorf("load the proven order: %w", err)
	}
	ev.Read.Proof, ev.Read.Order = dialogue.ProofMatch, &order
	ev.Read.Interpretation.Slots = naming(ev.Read.Interpretation.Slots, order.ID)
	return nil
}

// naming puts the proven one of several order numbers before the others and gives it the order's own writing: the order that is
// proven and the one that the text is taken to name must be the same.
func naming(slots []dialogue.SlotValue, id string) []dialogue.SlotValue {
	isIt := func(s dialogue.SlotValue) bool { return s.Slot == dialogue.SlotOrder && sameNumber(s.Value, id) }
	i := slices.IndexFunc(slots, isIt)
	if i < 0 {
		return slots
	}
	it := slots[i]
	it.Value, it.Sure = id, 1
	return slices.Insert(slices.DeleteFunc(slices.Clone(slots), isIt), 0, it)
}

// guess is words that may hold a second fact of an order.
type guess struct {
	number  string
	words   string
	offered bool // as a proof; otherwise a fact would stand there by chance, and the buyer hears nothing of one that does not fit
}

func (g guess) outcome(o dialogue.ProofOutcome) dialogue.ProofOutcome {
	if !g.offered {
		return dialogue.ProofNone
	}
	return o
}

// strikes names the count of wrong tries. What was not offered has a count of its own, so that no honest story with numbers in it
// blocks a proof, and a bound as well, so that nobody tries one number after the other by the way.
func (g guess) strikes() string {
	if !g.offered {
		return plainNumber(g.number) + " by the way"
	}
	return plainNumber(g.number)
}

// compare holds a guess against its order. What an unknown order and a wrong fact cost, in look-ups and in strikes, is the same.
func (b *Bot) compare(ctx context.Context, ev dialogue.Event, g guess) (dialogue.ProofOutcome, error) {
	if !g.offered && !couldProve(g.words) {
		return dialogue.ProofNone, nil
	}
	if blocked, err := b.blocked(ctx, ev, g); blocked || err != nil {
		return g.outcome(dialogue.ProofBlocked), err
	}
	owns, err := b.cfg.Orders.Owns(ctx, g.number, g.words)
	unknown := errors.Is(err, ErrNotFound)
	if err != nil && !unknown {
		return "", fmt.Errorf("compare the second fact: %w", err)
	}
	if owns && !unknown {
		return dialogue.ProofMatch, nil
	}
	if _, err := b.cfg.Ledger.Strike(ctx, g.strikes(), ev.ID, ev.At); err != nil {
		return "", fmt.Errorf("note a wrong try: %w", err)
	}
	if unknown {
		return g.outcome(dialogue.ProofUnknown), nil
	}
	return g.outcome(dialogue.ProofNoMatch), nil
}

// blocked reports whether there were too many wrong tries lately, in whatever chat. An order that is blocked is so for every guess.
func (b *Bot) blocked(ctx context.Context, ev dialogue.Event, g guess) (bool, error) {
	for _, key := range slices.Compact([]string{plainNumber(g.number), g.strikes()}) {
		n, err := b.cfg.Ledger.Strike(ctx, key, "", ev.At)
		if err != nil {
			return false, fmt.Errorf("count wrong tries: %w", err)
		}
		if n >= maxStrikes {
			return true, nil
		}
	}
	return false, nil
}

// sureOrder is how sure a text must be to name an order; less is taken for some other number.
const sureOrder = 0.6

// unproven lists the order numbers that this event needs a proof for: those it names, or else the one its case waits with. A
// number that is proven already and written as the order has it needs none.
func unproven(c dialogue.Conversation, ev dialogue.Event) []string {
	var named []string
	for _, s := range ev.Read.Interpretation.Slots {
		if s.Slot == dialogue.SlotOrder && s.Sure >= sureOrder {
			named = append(named, s.Value)
		}
	}
	if press, ok := ev.Body.(dialogue.Press); ok {
		if number, ok := strings.CutPrefix(press.Option, "order:"); ok {
			named = append(named, number)
		}
	}
	k := current(c)
	if len(named) == 0 && k != nil && byBuyer(ev.Body) && k.Order == nil {
		named = append(named, k.Value(dialogue.SlotOrder))
	}
	var list []string
	for _, number := range named {
		proven := k != nil && k.Order != nil && k.Order.ID == number
		known := slices.ContainsFunc(list, func(have string) bool { return sameNumber(have, number) })
		if !proven && !known && strings.ContainsFunc(number, unicode.IsDigit) && len(list) < maxOrders {
			list = append(list, number)
		}
	}
	return list
}

// provenIn reports whether the buyer has proven the order in this conversation already, for whatever case.
func provenIn(c dialogue.Conversation, number string) bool {
	return slices.ContainsFunc(c.Cases, func(k dialogue.Case) bool { return k.Order != nil && sameNumber(k.Order.ID, number) })
}

// offersProof reports whether the words offer something as a proof: a postal code, an e-mail address or a phone number was read
// in them, or they answer the question for one and say nothing stronger.
func offersProof(c dialogue.Conversation, in dialogue.Interpretation, text string) bool {
	for _, s := range in.Slots {
		switch s.Slot {
		case dialogue.SlotProof, dialogue.SlotEmail, dialogue.SlotPhone:
			if words := strings.TrimSpace(s.Words); words != "" && strings.Contains(text, words) {
				return true
			}
		}
	}
	asked := c.Asked != nil && c.Asked.Kind == dialogue.ActAsk && c.Asked.What == "proof"
	return asked && couldProve(text) && !slices.ContainsFunc(in.Moves, func(m dialogue.Move) bool { return saysOtherwise(m.Kind) })
}

// saysOtherwise reports whether a move means that the text does not answer the question for a proof.
func saysOtherwise(m dialogue.MoveKind) bool {
	switch m {
	case dialogue.AskHuman, dialogue.Cancel, dialogue.Skip, dialogue.Again, dialogue.Undo, dialogue.Question, dialogue.Wait,
		dialogue.Abuse, dialogue.Restart:
		return true
	}
	return false
}
