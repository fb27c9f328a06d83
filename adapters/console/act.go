package console

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"amends/dialogue"
)

// agentName is the agent at this terminal.
const agentName = "agent"

// perform carries out an input and all that comes of it.
func (c *Console) perform(ctx context.Context, in Input) error {
	switch in.Do {
	case Nothing:
		return nil
	case Refused:
		return errors.New(in.Text)
	}
	if err := c.follow(ctx); err != nil {
		return err
	}
	if in.Do == Waits {
		return c.wait(ctx, in)
	}
	body, echo, err := c.body(in)
	if err != nil {
		return err
	}
	c.show(echo)
	return c.bring(ctx, in, body)
}

// bring has the bot accept and handle an event, and all that comes of it sent.
func (c *Console) bring(ctx context.Context, in Input, body dialogue.Body) error {
	c.events++
	ev := dialogue.Event{ID: fmt.Sprintf("c%d", c.events), Conversation: Conversation, At: c.Now(), Body: body,
		Buyer: dialogue.Address{Channel: ChannelName, Chat: "buyer"}}
	if !in.Desk {
		ev.Lang = c.cfg.Lang
	}
	if err := c.bot.Accept(ctx, ev); err != nil {
		return fmt.Errorf("handle the line: %w", err)
	}
	c.cfg.Record.Event(ev)
	switch in.Do {
	case Says:
		c.lastText, c.lastSent = ev.ID, ev.ID
	case Sends:
		c.lastSent = ev.ID
	}
	return c.settle(ctx)
}

// body is what happened, and how the session shows it.
func (c *Console) body(in Input) (dialogue.Body, message, error) {
	if in.Desk {
		return c.agentBody(in)
	}
	m := message{from: fromBuyer, text: printable(in.Text)}
	var body dialogue.Body
	var err error
	switch in.Do {
	case Says:
		body = dialogue.Message{Text: in.Text}
	case Presses:
		var o dialogue.Option
		var on message
		o, on, err = c.pressed(false, in.Option)
		body, m.text = dialogue.Press{Question: on.question, Option: o.ID}, "["+o.Label+"]"
	case Sends:
		var files []dialogue.File
		files, err = c.announce(in.Files)
		body, m.text = dialogue.Upload{Files: files, Caption: in.Text}, withNames(in.Files, m.text)
	case Edits:
		if body, m.text = (dialogue.Edit{Message: c.lastText, Text: in.Text}), "[edit] "+m.text; c.lastText == "" {
			err = errors.New("expected a text of the buyer before [edit]")
		}
	case Deletes:
		if body, m.text = (dialogue.Delete{Message: c.lastSent}), "[delete]"; c.lastSent == "" {
			err = errors.New("expected a message of the buyer before [delete]")
		}
	case Starts:
		body, m.text = dialogue.Start{Payload: in.Text}, strings.TrimSpace("[start] "+m.text)
	default:
		err = fmt.Errorf("the buyer cannot %q", in.Do)
	}
	return body, m, err
}

func (c *Console) agentBody(in Input) (dialogue.Body, message, error) {
	if in.Agent == "" {
		in.Agent = agentName
	}
	m := message{from: fromAgent, desk: true, name: in.Agent, did: in.Do, text: printable(in.Text)}
	switch in.Do {
	case Notes:
		return dialogue.Note{Agent: in.Agent, Text: in.Text}, m, nil
	case Replies:
		files, err := c.announce(in.Files)
		m.text = withNames(in.Files, m.text)
		return dialogue.Reply{Agent: in.Agent, Text: in.Text, Files: files, Seen: true}, m, err
	case Presses:
		o, on, err := c.pressed(true, in.Option)
		m.text = strings.TrimSpace("[" + o.Label + "] " + m.text)
		return dialogue.Decision{Agent: in.Agent, Option: o.ID, Case: on.caseNo, Note: in.Text}, m, err
	}
	return nil, m, fmt.Errorf("an agent cannot %q", in.Do)
}

// withNames names the files that somebody sent, before the words that go with them.
func withNames(files []File, text string) string {
	var names []string
	for _, f := range files {
		names = append(names, "["+strings.TrimSpace(f.Kind+" "+f.Name)+"]")
	}
	return printable(strings.TrimSpace(strings.Join(names, " ") + " " + text))
}
