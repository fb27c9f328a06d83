package bot

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"amends/dialogue"
)

const (
	maxText    = 8 << 10 // bytes of a text that understanders read
	maxReading = 64      // texts that Understander reads at once, those included that it was given up on
	maxFinds   = 64      // entries in each list of an interpretation
)

var (
	errBusy    = errors.New("too many texts are being read")
	errGarbage = errors.New("interpretation makes no sense")
)

// interpret reads a text. The built-in understander always does: it stands in when the other one fails, and what it knows for
// certain, alarms and numbers with a form of their own, counts whatever a model says.
func (b *Bot) interpret(ctx context.Context, c dialogue.Conversation, ev dialogue.Event, text string) dialogue.Interpretation {
	text = clip(text, maxText)
	plain, err := b.cfg.Builtin.Understand(ctx, c, text, ev.At)
	if err != nil {
		b.cfg.Log.Warn("built-in understander failed", "event", ev.ID, "err", err)
		plain = dialogue.Interpretation{}
	}
	if b.cfg.Understander == nil {
		return plain
	}
	in, err := b.consult(ctx, c, text, ev.At)
	if err != nil {
		b.cfg.Log.Warn("understander failed, the built-in one reads", "event", ev.ID, "err", err)
		return plain
	}
	return withCertain(in, plain)
}

// consult asks Understander within its time. It waits no longer even when Understander ignores its context, and bounds how many
// calls can be left behind that way.
func (b *Bot) consult(ctx context.Context, c dialogue.Conversation, text string, at time.Time) (dialogue.Interpretation, error) {
	select {
	case b.reading <- struct{}{}:
	default:
		return dialogue.Interpretation{}, errBusy
	}
	ctx, cancel := context.WithTimeout(ctx, b.cfg.Patience)
	defer cancel()
	type answer struct {
		in  dialogue.Interpretation
		err error
	}
	answers := make(chan answer, 1)
	go func() {
		defer func() { <-b.reading }()
		in, err := b.guarded(ctx, c, text, at)
		answers <- answer{in, err}
	}()
	select {
	case a := <-answers:
		return a.in, a.err
	case <-ctx.Done():
		return dialogue.Interpretation{}, ctx.Err()
	}
}

func (b *Bot) guarded(ctx context.Context, c dialogue.Conversation, text string, at time.Time) (in dialogue.Interpretation, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("understander panicked: %s", panicText(p))
		}
	}()
	in, err = b.cfg.Understander.Understand(ctx, c, text, at)
	if err == nil && !sensible(in) {
		err = errGarbage
	}
	return in, err
}

// sensible reports whether an interpretation can be stored and compared at all. What it says is for the engine to check.
func sensible(in dialogue.Interpretation) bool {
	if len(in.Lang) > 35 || max(len(in.Moves), len(in.Issues), len(in.Slots), len(in.Alarms)) > maxFinds {
		return false
	}
	for _, m := range in.Moves {
		if !isShare(m.Sure) || len(m.Words) > maxText {
			return false
		}
	}
	for _, g := range in.Issues {
		if !isShare(g.Sure) || len(g.Words) > maxText {
			return false
		}
	}
	for _, s := range in.Slots {
		if !isShare(s.Sure) || len(s.Words) > maxText || len(s.Value) > maxText || len(s.Note) > maxText {
			return false
		}
	}
	return !slices.ContainsFunc(in.Alarms, func(a dialogue.Alarm) bool { return len(a.Words) > maxText })
}

// isShare is false for NaN as well, which no JSON can hold.
func isShare(x float64) bool { return x >= 0 && x <= 1 }

// withCertain adds to a model's reading what the built-in understander is sure of and the model left out: a danger must not go
// unheard, nor an order number unread, because a model was inattentive.
func withCertain(in, plain dialogue.Interpretation) dialogue.Interpretation {
	in.Lang = cmp.Or(in.Lang, plain.Lang)
	in.Alarms = slices.Clone(in.Alarms)
	for _, a := range plain.Alarms {
		i := slices.IndexFunc(in.Alarms, func(have dialogue.Alarm) bool { return have.Class == a.Class })
		if i < 0 {
			in.Alarms = append(in.Alarms, a)
		} else if a.Grave {
			in.Alarms[i].Grave = true
		}
	}
	slices.SortStableFunc(in.Alarms, func(x, y dialogue.Alarm) int { return gravity(y) - gravity(x) })
	in.Slots = slices.Clone(in.Slots)
	for _, s := range plain.Slots {
		if hasForm(s.Slot) && !slices.ContainsFunc(in.Slots, func(have dialogue.SlotValue) bool { return have.Slot == s.Slot }) {
			in.Slots = append(in.Slots, s)
		}
	}
	return in
}

func gravity(a dialogue.Alarm) int {
	if a.Grave {
		return 1
	}
	return 0
}

// hasForm reports whether a slot's values are known by how they are written.
func hasForm(s dialogue.Slot) bool {
	switch s {
	case dialogue.SlotOrder, dialogue.SlotProof, dialogue.SlotEmail, dialogue.SlotPhone, dialogue.SlotTracking:
		return true
	}
	return false
}

// clip shortens a text to at most n bytes, at a rune's border.
func clip(text string, n int) string {
	if len(text) <= n {
		return text
	}
	for n > 0 && !utf8.RuneStart(text[n]) {
		n--
	}
	return text[:n]
}
