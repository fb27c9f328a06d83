package bot

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"amends/dialogue"
)

// Trace is a turn with how long its parts took: reading, deciding, wording, writing.
type Trace struct {
	Turn   Turn
	Read   time.Duration
	Decide time.Duration
	Word   time.Duration // waiting for other words
	Write  time.Duration
}

// String tells on one line what came in, what was read in it and what the bot does about it. It has no words of a buyer and no
// values that were found in them.
func (t Trace) String() string {
	parts := []string{bodyName(t.Turn.Event.Body)}
	if read := readingText(t.Turn.Event.Read); read != "" {
		parts = append(parts, "("+read+")")
	}
	parts = append(parts, "->", cmp.Or(strings.Join(actsOf(t.Turn.Outbox), "; "), "nothing"))
	if t.Turn.Next.Human != nil {
		parts = append(parts, "[a person has it: "+t.Turn.Next.Human.Reason+"]")
	}
	return strings.Join(parts, " ")
}

// log writes the turn at debug level.
func (b *Bot) log(t Trace) {
	if !b.cfg.Log.Enabled(context.Background(), slog.LevelDebug) {
		return
	}
	b.cfg.Log.Debug("turn", "conversation", t.Turn.Event.Conversation, "event", t.Turn.Event.ID, "turn", t.String(),
		"wake", t.Turn.Next.Wake, "read", t.Read, "decide", t.Decide, "word", t.Word, "write", t.Write)
}

// bodyName is the kind of an event, "message", with what matters of it that is no text.
func bodyName(body dialogue.Body) string {
	name := strings.ToLower(strings.TrimPrefix(fmt.Sprintf("%T", body), "dialogue."))
	switch body := body.(type) {
	case dialogue.Press:
		name += " " + optionName(body.Option)
	case dialogue.Decision:
		name += " " + body.Option
	case dialogue.Upload:
		name += fmt.Sprintf(" of %d", len(body.Files))
	case dialogue.Failure:
		name += " " + body.What
	}
	return name
}

// optionName leaves the number out of an option that names an order.
func optionName(option string) string {
	if strings.HasPrefix(option, "order:") {
		return "order"
	}
	return option
}

// readingText names what was read and looked up: kinds, never values.
func readingText(r dialogue.Reading) string {
	var parts []string
	in := r.Interpretation
	for _, m := range in.Moves {
		parts = append(parts, strings.TrimSpace(string(m.Kind)+" "+string(m.Topic)))
	}
	for _, g := range in.Issues {
		parts = append(parts, fmt.Sprintf("issue %s %.2f", g.Issue, g.Sure))
	}
	for _, s := range in.Slots {
		parts = append(parts, "slot "+string(s.Slot))
	}
	for _, a := range in.Alarms {
		parts = append(parts, "alarm "+a.Class)
	}
	for _, e := range r.Evidence {
		parts = append(parts, strings.TrimSpace("file "+e.Kind+" "+string(e.Problem)))
	}
	if r.Proof != dialogue.ProofNone {
		parts = append(parts, "proof "+string(r.Proof))
	}
	if in.By != "" {
		parts = append(parts, "by "+in.By)
	}
	return strings.Join(parts, ", ")
}

// actsOf names what a turn does: the bot's dialogue acts to the buyer, the kinds of all else.
func actsOf(outbox []Delivery) []string {
	var list []string
	for _, d := range outbox {
		if d.To.Channel == remedyChannel { // what the ledger has as well
			continue
		}
		if say, ok := d.Action.(dialogue.Say); ok {
			for _, act := range say.Acts {
				list = append(list, strings.Join(append([]string{string(act.Kind)}, act.Args...), " "))
			}
			continue
		}
		name := strings.ToLower(strings.TrimPrefix(fmt.Sprintf("%T", d.Action), "dialogue."))
		switch a := d.Action.(type) {
		case dialogue.Relay:
			name += " to " + a.To
		case dialogue.Alert:
			name += " " + a.Reason
		case dialogue.Settle:
			name += " " + string(a.Settlement.Remedy)
		}
		list = append(list, name)
	}
	return list
}
