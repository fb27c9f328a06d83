package understand_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"amends/dialogue"
	"amends/dialogue/understand"
)

// now is a Monday.
var now = time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)

// understander is built once for all tests: it is immutable.
var understander = sync.OnceValues(func() (*understand.Understander, error) { return understand.New() })

func read(t testing.TB, c dialogue.Conversation, text string) dialogue.Interpretation {
	t.Helper()
	u, err := understander()
	if err != nil {
		t.Fatal(err)
	}
	in, err := u.Understand(context.Background(), c, text, now)
	if err != nil {
		t.Fatalf("Understand(%q) failed: %v; it never may", text, err)
	}
	return in
}

// idle is a conversation in which nothing was asked.
func idle() dialogue.Conversation { return dialogue.Conversation{Current: -1} }

// asking is a conversation in which the bot has asked something.
func asking(kind dialogue.ActKind, what string, options ...dialogue.Option) dialogue.Conversation {
	return dialogue.Conversation{Current: -1, Asked: &dialogue.Asked{ID: "q1", Kind: kind, What: what, Options: options}}
}

// offering is a conversation in which three remedies were offered.
func offering() dialogue.Conversation {
	return asking(dialogue.ActOffer, "remedy",
		dialogue.Option{ID: "replace", Label: "Send me the right one"},
		dialogue.Option{ID: "partial_keep", Label: "Keep it, 12.50 USD back"},
		dialogue.Option{ID: "refund_return", Label: "Send it back, full refund"},
		dialogue.Option{ID: "none", Label: "None of these"},
		dialogue.Option{ID: "person", Label: "Talk to a person"})
}

// owning is a conversation with a proven order of three lines.
func owning() dialogue.Conversation {
	return dialogue.Conversation{Current: 0, Cases: []dialogue.Case{{Order: &dialogue.Order{
		ID: "112-4567890-1234567", Country: "US", Currency: "USD",
		Items: []dialogue.Item{{Title: "Trail backpack", Variant: "green"}, {Title: "Water bottle", Variant: "blue"}, {Title: "Camp spoon"}},
	}}}}
}

// sure is the confidence at which the engine acts on a move.
const sure = 0.6

func move(in dialogue.Interpretation, kind dialogue.MoveKind) (dialogue.Move, bool) {
	for _, m := range in.Moves {
		if m.Kind == kind && m.Sure >= sure {
			return m, true
		}
	}
	return dialogue.Move{}, false
}

func slot(in dialogue.Interpretation, s dialogue.Slot) (dialogue.SlotValue, bool) {
	best, found := dialogue.SlotValue{}, false
	for _, v := range in.Slots {
		if v.Slot == s && v.Sure > best.Sure {
			best, found = v, true
		}
	}
	return best, found
}

// taught is the understander after a seller's examples.
func taught(t testing.TB, examples map[string][]string) (*understand.Understander, error) {
	t.Helper()
	u, err := understander()
	if err != nil {
		t.Fatal(err)
	}
	return u.Taught(examples)
}
