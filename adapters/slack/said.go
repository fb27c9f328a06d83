package slack

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"amends/bot"
	"amends/dialogue"
)

const turnsRead = 40

// byBot is who an utterance of the bot's is by; a buyer's is by fromBuyer, an agent's by the agent.
const byBot = "bot"

// utterance is something that one of a conversation said.
type utterance struct {
	at    time.Time
	by    string
	text  string
	shown string // on the desk: a buyer's text in the desk's language, if there is a translation
}

// speaker is what the desk calls somebody who said something.
func (c *Channel) speaker(by string) string {
	switch by {
	case fromBuyer:
		return c.word("slack.modal.buyer")
	case byBot:
		return "Amends"
	}
	return by
}

// said are the last n messages of a conversation both ways, oldest first.
func (c *Channel) said(ctx context.Context, id dialogue.ConversationID, n int) ([]utterance, error) {
	if c.cfg.Turns == nil {
		return nil, nil
	}
	turns, err := c.cfg.Turns(ctx, id, turnsRead)
	if err != nil {
		return nil, fmt.Errorf("read what was said: %w", err)
	}
	var all []utterance
	labels := map[string]string{} // of the buttons that the buyer was shown
	for _, t := range turns {
		if text := buyerSaid(t.Event.Body, labels); text != "" {
			all = append(all, utterance{t.Event.At, fromBuyer, text, cmp.Or(translation(t), text)})
		}
		for _, d := range t.Outbox {
			if u, ok := answered(d, labels); ok {
				all = append(all, u)
			}
		}
	}
	return all[max(0, len(all)-n):], nil
}

// buyerSaid is what a buyer's event said.
func buyerSaid(body dialogue.Body, labels map[string]string) string {
	switch b := body.(type) {
	case dialogue.Message:
		return b.Text
	case dialogue.Edit:
		return b.Text
	case dialogue.Upload:
		names := make([]string, len(b.Files))
		for i, f := range b.Files {
			names[i] = "[" + cmp.Or(f.Name, f.Kind) + "]"
		}
		return strings.TrimSpace(strings.Join(names, " ") + " " + b.Caption)
	case dialogue.Press:
		return "[" + cmp.Or(labels[b.Option], b.Option) + "]"
	}
	return ""
}

// answered is what was sent to the buyer.
func answered(d bot.Delivery, labels map[string]string) (utterance, bool) {
	switch a := d.Action.(type) {
	case dialogue.Say:
		for _, o := range a.Options {
			labels[o.ID] = o.Label
		}
		text := cmp.Or(d.Words, a.Text)
		return utterance{d.At, byBot, text, text}, true
	case dialogue.Relay:
		return utterance{d.At, a.From, a.Text, a.Text}, a.To == "buyer" && a.Text != ""
	}
	return utterance{}, false
}

// passedOn is the delivery that brought a turn's words of the buyer to the desk; false when there was none.
func passedOn(t bot.Turn) (bot.Delivery, dialogue.Relay, bool) {
	for _, d := range t.Outbox {
		if r, ok := d.Action.(dialogue.Relay); ok && r.To == "desk" && r.From == fromBuyer && r.Text != "" {
			return d, r, true
		}
	}
	return bot.Delivery{}, dialogue.Relay{}, false
}

// translation is what the desk read of a turn's words of the buyer when they were translated; "" when they were not.
func translation(t bot.Turn) string {
	d, _, _ := passedOn(t)
	return d.Words
}
