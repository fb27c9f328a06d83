package slack

import (
	"context"
	"strconv"
	"strings"

	"github.com/slack-go/slack"

	"amends/bot"
	"amends/dialogue"
	"amends/prompts"
)

// noteMessage is a line of the desk's own.
func noteMessage(text string) posting {
	text = escaped(text, maxSection)
	if text == "" {
		text = "–"
	}
	return posting{text: text, blocks: []slack.Block{slack.NewContextBlock("note", mrkdwn(text))}}
}

// relayMessage is somebody's words with who says them. A copy of an agent's message can be undone.
func (c *Channel) relayMessage(ctx context.Context, d bot.Delivery, r dialogue.Relay) posting {
	words := otherWords(d, r.Text)
	switch {
	case r.From == fromBot:
		return noteMessage(r.Text)
	case r.From == fromBuyer && words != "":
		return c.translatedMessage(ctx, d, r, words)
	case r.From == fromBuyer:
		return c.spoken(r)
	}
	m := c.spoken(r)
	if words != "" {
		m.blocks = append(m.blocks, c.wentOut(words))
	}
	if r.Event == "" || r.Edits != "" {
		return m
	}
	undo := slack.NewButtonBlockElement(actionUndo, encodeTarget(target{Conversation: d.Conversation, Case: r.Case, Event: r.Event}),
		plain(c.word("slack.thread.undo"), maxButtonText))
	if characters(undo.Value) <= maxValue {
		m.blocks = append(m.blocks, slack.NewActionBlock(undoBlock, undo))
	}
	return m
}

// undoBlock is the block that withoutUndo takes off.
const undoBlock = "undo"

// withoutUndo are the blocks of an agent's message once it can no longer be taken back.
func withoutUndo(blocks []slack.Block) []slack.Block {
	var rest []slack.Block
	for _, b := range blocks {
		if b.ID() != undoBlock {
			rest = append(rest, b)
		}
	}
	return rest
}

// spoken is a heading with who speaks, and the words.
func (c *Channel) spoken(r dialogue.Relay) posting {
	who := c.word("slack.thread.buyer")
	if r.From != fromBuyer {
		who = c.say("slack.thread.agent", prompts.Fields{Agent: r.From})
	}
	heading := "*" + line(who, shownField) + "*"
	if n := len(r.Files); n > 0 {
		heading += "  :paperclip: " + line(c.say("slack.thread.files", prompts.Fields{Count: n}), shownField)
	}
	m := posting{text: strings.TrimSpace(line(who, shownField) + ": " + escaped(r.Text, maxText-shownField-2))}
	m.blocks = append(m.blocks, section("who", heading))
	for i, part := range parts(r.Text) {
		m.blocks = append(m.blocks, section("words"+strconv.Itoa(i), quoted(part, maxSection)))
	}
	return m
}

// mostParts is how many sections somebody's words may fill. A message on Telegram has 4096 characters; only one that is full of & < > has
// more than fits.
const mostParts = 3

// parts cuts words into pieces that fit a section, at a space where there is one near.
func parts(text string) []string {
	var list []string
	rest := []rune(clean(text))
	for len(rest) > 0 {
		n := fitting(rest)
		if len(list) == mostParts-1 {
			n = len(rest) // quoted marks what is left out
		}
		list = append(list, strings.Trim(string(rest[:n]), "\n"))
		rest = rest[n:]
	}
	return list
}

// fitting is how many of the runes fit a quotation.
func fitting(text []rune) int {
	used, space := 1, 0
	for i, r := range text {
		used += characters(escapedRune(r))
		if r == '\n' {
			used++
		}
		if used > maxSection {
			if space > i/2 {
				return space
			}
			return i
		}
		if r == ' ' || r == '\n' {
			space = i + 1
		}
	}
	return len(text)
}
