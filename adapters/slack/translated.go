package slack

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"github.com/slack-go/slack"

	"amends/bot"
	"amends/dialogue"
	"amends/prompts"
)

const shownWentOut = 500 // characters

// otherWords are what a delivery goes out as in the place of a text; "" when that is the text itself.
func otherWords(d bot.Delivery, text string) string {
	words := clean(d.Words)
	if words == clean(text) {
		return ""
	}
	return words
}

// translatedMessage is what a buyer wrote in the desk's language, with what it was in and a way to the original.
func (c *Channel) translatedMessage(ctx context.Context, d bot.Delivery, r dialogue.Relay, words string) posting {
	r.Text = words
	m := c.spoken(r)
	m.blocks = append(m.blocks, slack.NewContextBlock("translated", mrkdwn(":globe_with_meridians: "+line(c.translatedFrom(ctx, d, r.Event), shownField))))
	button := slack.NewButtonBlockElement(openOriginal, encodeTarget(target{Conversation: d.Conversation, Case: r.Case, Event: r.Event}),
		plain(c.word("slack.thread.original"), maxButtonText))
	if r.Event != "" && r.Case != "" && characters(button.Value) <= maxValue {
		m.blocks = append(m.blocks, slack.NewActionBlock("original", button))
	}
	return m
}

// translatedFrom says what language an event's words were in, as far as it is known.
func (c *Channel) translatedFrom(ctx context.Context, d bot.Delivery, event string) string {
	t, _, err := c.turnOf(ctx, d.Conversation, event, turnsRead)
	if err != nil {
		c.cfg.Log.WarnContext(ctx, "could not find out what language a text was in", "delivery", d.ID, "err", err)
	}
	lang, _, _ := strings.Cut(cmp.Or(t.Event.Read.Interpretation.Lang, t.Next.Lang), "-")
	return cmp.Or(c.word("slack.translated."+lang), c.word("slack.translated.other"))
}

// wentOut is the line below an agent's own words when the buyer reads others.
func (c *Channel) wentOut(words string) slack.Block {
	return slack.NewContextBlock("went_out", mrkdwn(line(c.say("slack.thread.went_out", prompts.Fields{What: plainWords(words, shownWentOut)}),
		maxSection)))
}

// turnOf is the turn of an event among the last n of a conversation, or among all that are kept when n is 0; false when it is not there.
func (c *Channel) turnOf(ctx context.Context, id dialogue.ConversationID, event string, n int) (bot.Turn, bool, error) {
	if c.cfg.Turns == nil || event == "" {
		return bot.Turn{}, false, nil
	}
	turns, err := c.cfg.Turns(ctx, id, n)
	if err != nil {
		return bot.Turn{}, false, fmt.Errorf("read the turn of an event: %w", err)
	}
	for _, t := range turns {
		if t.Event.ID == event {
			return t, true, nil
		}
	}
	return bot.Turn{}, false, nil
}

// originalBlocks show what the buyer wrote, as it was before it was translated.
func (in *intake) originalBlocks(ctx context.Context, p press, _ caseView) ([]slack.Block, bool, error) {
	t, _, err := in.turnOf(ctx, p.target.Conversation, p.target.Event, 0)
	if err != nil {
		return nil, false, err
	}
	_, r, kept := passedOn(t)
	if !kept {
		return in.nothing("original.gone")
	}
	var blocks []slack.Block
	for _, part := range parts(r.Text) {
		blocks = append(blocks, section("", quoted(part, maxSection)))
	}
	return blocks, false, nil
}

// into is the language that an agent's words go out in when they are translated; "" when they are not.
func (in *intake) into(c dialogue.Conversation) string {
	if !in.cfg.Translates || c.Lang == "" || c.Lang == in.cfg.Lang {
		return ""
	}
	return cmp.Or(in.word("language."+c.Lang), c.Lang)
}
