package console

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"amends/bot"
	"amends/dialogue"
	"amends/dialogue/playbook"
)

var monday = time.Date(2026, 3, 2, 15, 0, 0, 0, time.UTC)

// parrot is a bot small enough to see through: what a text begins with says what comes of it.
type parrot struct {
	channels map[string]bot.Channel
	now      func() time.Time

	mu     sync.Mutex
	events []dialogue.Event
	outbox []bot.Delivery
	wake   time.Time
	cards  int
}

func (p *parrot) bot() Bot {
	return Bot{Accept: p.accept, Dispatch: p.dispatch, Wake: p.wakeUp, Load: p.load}
}

func (p *parrot) accept(_ context.Context, ev dialogue.Event) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.events = append(p.events, ev)
	for i, a := range p.answers(ev) {
		to := bot.Destination{Channel: "desk"}
		switch a := a.(type) {
		case dialogue.Say:
			to = bot.Destination{Channel: ChannelName, Chat: "buyer"}
		case dialogue.Relay:
			if a.To == "buyer" {
				to = bot.Destination{Channel: ChannelName, Chat: "buyer"}
			}
		}
		p.outbox = append(p.outbox, bot.Delivery{ID: ev.ID + "/" + strconv.Itoa(i), To: to, Action: a, Words: translated(a), At: ev.At})
	}
	return nil
}

// translated is what stands behind "=" in a person's words.
func translated(a dialogue.Action) string {
	relay, _ := a.(dialogue.Relay)
	_, words, _ := strings.Cut(relay.Text, " = ")
	return words
}

func (p *parrot) answers(ev dialogue.Event) []dialogue.Action {
	switch b := ev.Body.(type) {
	case dialogue.Message:
		return p.said(b.Text)
	case dialogue.Press:
		return []dialogue.Action{say("inform noted", "Pressed "+b.Option+" of "+b.Question)}
	case dialogue.Upload:
		return []dialogue.Action{say("inform noted", fmt.Sprintf("Got %d file(s), the first of %d bytes: %s", len(b.Files), b.Files[0].Size, b.Caption))}
	case dialogue.Edit:
		return []dialogue.Action{say("repair correction", b.Message+" is now "+b.Text)}
	case dialogue.Delete:
		return []dialogue.Action{say("inform noted", b.Message+" is gone")}
	case dialogue.Start:
		return []dialogue.Action{say("inform greeting", "Hello. "+b.Payload)}
	case dialogue.Reply:
		return []dialogue.Action{dialogue.Relay{To: "buyer", From: b.Agent, Text: b.Text}}
	case dialogue.Decision:
		return []dialogue.Action{p.card("Decided "+b.Option+" on "+b.Case+" by "+b.Agent, b.Note)}
	case dialogue.Wakeup:
		return []dialogue.Action{say("inform overdue", "It is "+ev.At.Format(time.RFC3339))}
	}
	return nil
}

func (p *parrot) said(text string) []dialogue.Action {
	switch word, rest, _ := strings.Cut(text, " "); word {
	case "offer":
		q := say("offer replace refund", "Choose.\n\nEither will do.")
		q.Question, q.Options = "q1", []dialogue.Option{{ID: "replace", Label: "Send another"}, {ID: "refund", Label: "Money back"}}
		return []dialogue.Action{q, p.card("Wrong item", "Offered two")}
	case "order":
		q := say("ask order", "Which order?")
		q.Question, q.Options = "q2", []dialogue.Option{{ID: "person", Label: "A person"}}
		return []dialogue.Action{q}
	case "remind":
		d, _ := time.ParseDuration(rest)
		p.wake = p.now().Add(d)
	case "ask":
		return []dialogue.Action{dialogue.Ask{Case: "A-1", Text: "May I?", Options: []dialogue.Option{{ID: "approve", Label: "Approve"}}}}
	case "alert":
		return []dialogue.Action{dialogue.Alert{Case: "A-1", Reason: "safety", Text: "Fire", Grave: true}}
	case "relay":
		return []dialogue.Action{dialogue.Relay{To: "desk", From: "buyer", Case: "A-1", Text: rest, Files: []string{strings.Repeat("ab", 32)}}}
	}
	return []dialogue.Action{say("inform noted", "You said: "+text)}
}

func (p *parrot) card(title, warning string) dialogue.ShowCase {
	p.cards++
	return dialogue.ShowCase{First: p.cards == 1, Card: dialogue.Card{Case: "A-1", Title: title, Status: dialogue.StatusOpen,
		Fields:   []dialogue.Field{{ID: "order", Label: "Order", Value: "***-4567"}},
		Evidence: []dialogue.CardEvidence{{ID: "e1", Proves: "what arrived", Note: "torn"}},
		Remedies: []dialogue.CardRemedy{{Remedy: playbook.Replace, Label: "Replacement", Cost: "50.00 USD"}, {Remedy: playbook.RefundKeep, Label: "Refund, keep it", Refused: "too dear"}},
		Dates:    []dialogue.Field{{ID: "due", Label: "Due", Value: "2026-03-06"}},
		Warnings: []string{warning},
		Options:  []dialogue.Option{{ID: "take", Label: "Take"}, {ID: "resolve", Label: "Resolve"}}}}
}

func say(acts, text string) dialogue.Say {
	words := strings.Fields(acts)
	return dialogue.Say{Acts: []dialogue.Act{{Kind: dialogue.ActKind(words[0]), Args: words[1:]}}, Text: text}
}

func (p *parrot) dispatch(ctx context.Context) (int, error) {
	p.mu.Lock()
	list := p.outbox
	p.outbox = nil
	p.mu.Unlock()
	for _, d := range list {
		if _, err := p.channels[d.To.Channel].Send(ctx, d); err != nil {
			return 0, err
		}
	}
	return len(list), nil
}

func (p *parrot) wakeUp(ctx context.Context) (int, error) {
	if p.wake.IsZero() || p.wake.After(p.now()) {
		return 0, nil
	}
	at := p.wake
	p.wake = time.Time{}
	return 1, p.accept(ctx, dialogue.Event{ID: "wake" + at.String(), At: at, Body: dialogue.Wakeup{}})
}

func (p *parrot) load(context.Context) (dialogue.Conversation, error) {
	return dialogue.Conversation{ID: Conversation, Turns: len(p.events), Wake: p.wake, Lang: "en",
		Cases: []dialogue.Case{{No: "A-1", Status: dialogue.StatusOpen, Facts: []dialogue.Fact{{Slot: "issue", Value: "wrong_item"}}}},
		Asked: &dialogue.Asked{Kind: dialogue.ActAsk, What: "order"}}, nil
}

// tape is a recorder that counts.
type tape struct {
	events []dialogue.Event
	sent   int
}

func (t *tape) Event(ev dialogue.Event) { t.events = append(t.events, ev) }
func (t *tape) Sent(bot.Delivery)       { t.sent++ }
func (t *tape) WriteTo(w io.Writer) (int64, error) {
	n, err := fmt.Fprintf(w, "%d events, %d messages\n", len(t.events), t.sent)
	return int64(n), err
}

// readLineOf reads as much of a script's syntax as these tests type.
func readLineOf(line string) (Input, error) {
	in := Input{Do: Says}
	text, ok := strings.CutPrefix(line, "buyer>")
	if !ok {
		if text, in.Desk = strings.CutPrefix(line, "desk>"); in.Desk {
			in.Do = Notes
		} else if span, ok := strings.CutPrefix(line, "wait "); ok {
			d, err := time.ParseDuration(span)
			return Input{Do: Waits, For: d}, err
		} else if strings.HasPrefix(line, "fault") {
			return Input{Do: Refused, Text: "no faults here"}, nil
		} else {
			return Input{}, errors.New("not a line")
		}
	}
	text = strings.TrimSpace(text)
	if reply, ok := strings.CutPrefix(text, "reply: "); ok && in.Desk {
		in.Do, text = Replies, reply
	}
	text = strings.TrimPrefix(text, "note: ")
	if strings.HasPrefix(text, "[") {
		inside, after, ok := strings.Cut(text[1:], "]")
		if !ok {
			return Input{}, errors.New("expected a closing ]")
		}
		return bracketed(in, strings.Fields(inside), strings.TrimSpace(after)), nil
	}
	in.Text = text
	return in, nil
}

func bracketed(in Input, words []string, after string) Input {
	in.Text = after
	switch words[0] {
	case "photo":
		in.Do, in.Files = Sends, []File{{Kind: "photo", Name: words[1]}}
	case "sticker":
		in.Do, in.Files = Sends, []File{{Kind: "sticker"}}
	case "edit":
		in.Do = Edits
	case "delete":
		in.Do = Deletes
	case "start":
		in.Do, in.Text = Starts, strings.Join(words[1:], " ")
	default:
		in.Do, in.Option = Presses, strings.Join(words, " ")
	}
	return in
}

// rig is a session with a parrot in it.
type rig struct {
	*Console
	parrot *parrot
	tape   *tape
}

func newRig(t *testing.T, change func(*Config)) *rig {
	t.Helper()
	r := &rig{tape: &tape{}, parrot: &parrot{}}
	cfg := Config{Read: readLineOf, Record: r.tape, Start: monday, Orders: []string{"order 1 (a cup)", "order 2 (a pan)", "order 3"},
		Sample: func(name string) ([]byte, string) { return []byte("made up: " + path.Base(name)), "text/plain" }}
	if change != nil {
		change(&cfg)
	}
	r.Console = New(cfg)
	r.parrot.channels, r.parrot.now = r.Channels(), r.Now
	return r
}
