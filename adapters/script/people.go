package script

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"amends/dialogue"
)

// defaultAgent is the agent of a desk> line that names none.
const defaultAgent = "agent"

// deskOptions and deskPrefixes are what an agent may press without a message on the desk that shows it.
var (
	deskOptions  = []string{"take", "approve", "decline", "handback", "resolve", "reopen", "done", "replied", "live:on", "live:off"}
	deskPrefixes = []string{"offer:", "ask:", "handback:", "assign:"}
)

// buyerDoes makes the event of a buyer> line and brings it in.
func (p *player) buyerDoes(ctx context.Context, b Buyer) error {
	if b.Do == BuyerBlocks {
		p.faults.block()
		return nil
	}
	body, err := p.deed(b)
	if err != nil {
		return err
	}
	ev := p.event(body)
	switch b.Do {
	case BuyerSays:
		p.lastText, p.lastSent = ev.ID, ev.ID
	case BuyerSends:
		p.lastSent = ev.ID
	}
	return p.deliver(ctx, ev)
}

// deed is what a buyer> line has the buyer do.
func (p *player) deed(b Buyer) (dialogue.Body, error) {
	switch b.Do {
	case BuyerSays:
		return dialogue.Message{Text: b.Text}, nil
	case BuyerPresses:
		return p.press(b.Text)
	case BuyerSends:
		files, err := p.drawer.announce(b.Files)
		return dialogue.Upload{Files: files, Caption: b.Text}, err
	case BuyerEdits:
		return p.edit(b.Text)
	case BuyerDeletes:
		if p.lastSent == "" {
			return nil, errors.New("expected a message of the buyer before [delete]")
		}
		return dialogue.Delete{Message: p.lastSent}, nil
	case BuyerStarts:
		return dialogue.Start{Payload: b.Text}, nil
	}
	return nil, fmt.Errorf("the buyer cannot %q", b.Do)
}

func (p *player) edit(text string) (dialogue.Body, error) {
	if p.lastText == "" {
		return nil, errors.New("expected a text of the buyer before [edit]")
	}
	return dialogue.Edit{Message: p.lastText, Text: text}, nil
}

// press finds the latest message of the bot that has the option.
func (p *player) press(name string) (dialogue.Body, error) {
	heard := p.buyer.from(0)
	for _, h := range slices.Backward(heard) {
		if o, ok := h.offers(name); ok {
			return dialogue.Press{Question: h.Question, Option: o.ID}, nil
		}
	}
	return nil, p.noOption(name, heard)
}

// noOption says that no message has an option, and which ones there are.
func (p *player) noOption(name string, heard []Heard) *Failure {
	f := &Failure{Line: p.line, What: fmt.Sprintf("no message has the option [%s]", name)}
	for _, h := range slices.Backward(heard) {
		if len(h.Options) > 0 {
			f.Detail = p.context(p.line) + "\nthe latest message with options:\n" + indent(h.show(false))
			break
		}
	}
	return f
}

// agentDoes makes the event of a desk> line and brings it in.
func (p *player) agentDoes(ctx context.Context, a Agent) error {
	name := a.Name
	if name == "" {
		name = defaultAgent
	}
	switch a.Do {
	case AgentNotes:
		p.notes = append(p.notes, a.Text)
		return p.deliver(ctx, p.event(dialogue.Note{Agent: name, Text: a.Text}))
	case AgentReplies:
		files, err := p.drawer.announce(a.Files)
		if err != nil {
			return err
		}
		return p.write(ctx, dialogue.Reply{Agent: name, Text: a.Text, Files: files, Seen: true})
	case AgentPosts:
		return p.write(ctx, dialogue.Post{Agent: name, Text: a.Text})
	case AgentEdits:
		return p.deliver(ctx, p.event(dialogue.Amend{Agent: name, Message: p.lastWritten, Text: a.Text}))
	case AgentDeletes:
		return p.deliver(ctx, p.event(dialogue.Recall{Agent: name, Message: p.lastWritten}))
	case AgentLoses:
		return p.loseCard(ctx)
	}
	option, caseNo, err := p.decision(a.Option)
	if err != nil {
		return err
	}
	return p.deliver(ctx, p.event(dialogue.Decision{Agent: name, Option: option, Case: caseNo, Note: a.Text}))
}

// write brings in what an agent wrote, which may be changed later.
func (p *player) write(ctx context.Context, body dialogue.Body) error {
	ev := p.event(body)
	p.lastWritten = ev.ID
	return p.deliver(ctx, ev)
}

// loseCard has somebody delete the latest card on the desk.
func (p *player) loseCard(ctx context.Context) error {
	for _, h := range slices.Backward(p.desk.from(0)) {
		if show, ok := h.Delivery.Action.(dialogue.ShowCase); ok {
			return p.deliver(ctx, p.event(dialogue.Lost{Case: show.Card.Case}))
		}
	}
	return errors.New("expected a card on the desk before [lose card]")
}

// decision finds the latest message on the desk that has the option; the usual options of the desk need none.
func (p *player) decision(name string) (option, caseNo string, err error) {
	heard := p.desk.from(0)
	for _, h := range slices.Backward(heard) {
		if o, ok := h.offers(name); ok {
			return o.ID, h.Case, nil
		}
	}
	id := strings.ToLower(name)
	known := func(prefix string) bool { return len(id) > len(prefix) && strings.HasPrefix(id, prefix) }
	if slices.Contains(deskOptions, id) || slices.ContainsFunc(deskPrefixes, known) {
		return id, "", nil
	}
	return "", "", p.noOption(name, heard)
}

// event makes the next event of the script.
func (p *player) event(body dialogue.Body) dialogue.Event {
	p.events++
	ev := dialogue.Event{ID: fmt.Sprintf("s%d", p.events), Conversation: p.id, At: p.clock.Now(), Body: body,
		Buyer: dialogue.Address{Channel: p.setup.Channel, Chat: "buyer"}}
	if fromBuyer(body) {
		ev.Lang = p.setup.Lang
	}
	p.mine[ev.ID] = p.line
	return ev
}

// fromBuyer reports whether it is the buyer who did it.
func fromBuyer(b dialogue.Body) bool {
	switch b.(type) {
	case dialogue.Message, dialogue.Press, dialogue.Upload, dialogue.Edit, dialogue.Delete, dialogue.Start:
		return true
	}
	return false
}
