package slack

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"amends/bot"
	"amends/dialogue"
	"amends/prompts"
)

// Who a Relay to the desk is from, when it is not an agent.
const (
	fromBuyer = "buyer"
	fromBot   = "amends"
)

// threadOf is the thread that a message begins.
func threadOf(receipt string) spot {
	channel, ts, _ := strings.Cut(receipt, ":")
	return spot{channel: channel, thread: ts}
}

// inThread posts a delivery's message in its case's thread and returns its receipt. A thread whose root is gone is left: the card is
// posted anew, and the message goes there.
func (c *Channel) inThread(ctx context.Context, d bot.Delivery, no string, m posting) (string, error) {
	at, err := c.thread(ctx, d, no)
	if err != nil {
		return "", err
	}
	receipt, err := c.postOnce(ctx, d, at, m)
	if at.thread == "" || !isGone(err) {
		return receipt, err
	}
	if err := c.keep(ctx, d.Conversation, bot.CardKey(no), ""); err != nil {
		return "", err
	}
	if at, err = c.thread(ctx, d, no); err != nil {
		return "", err
	}
	return c.postOnce(ctx, d, at, m)
}

// thread is where messages about a case go: its card's thread. A case whose card is not in the desk's channel gets one; what is about no
// case goes to the channel itself.
func (c *Channel) thread(ctx context.Context, d bot.Delivery, no string) (spot, error) {
	channel := spot{channel: c.cfg.Channel}
	if no == "" {
		return channel, nil
	}
	receipt, err := c.receipt(ctx, d.Conversation, bot.CardKey(no))
	if err != nil {
		return spot{}, err
	}
	if receipt != "" {
		return threadOf(receipt), nil
	}
	if c.cfg.Conversations == nil || c.cfg.Card == nil {
		return channel, nil
	}
	conversation, err := c.cfg.Conversations.Load(ctx, d.Conversation)
	if err != nil {
		return spot{}, fmt.Errorf("slack: draw case %s: %w", no, err)
	}
	card, ok := c.cfg.Card(conversation, no, c.cfg.Now())
	if !ok {
		return channel, nil
	}
	receipt, err = c.show(ctx, d, card)
	return threadOf(receipt), err
}

// relay brings words to the desk: the buyer's, an agent's as a copy of what went to the buyer, or the bot's own.
func (c *Channel) relay(ctx context.Context, d bot.Delivery, r dialogue.Relay) (string, error) {
	switch {
	case r.Edits != "":
		return c.edit(ctx, d, r)
	case r.Only != "":
		return c.whisper(ctx, d, r)
	}
	receipt, err := c.inThread(ctx, d, r.Case, c.relayMessage(ctx, d, r))
	if err != nil || r.From != fromBuyer || len(r.Files) == 0 {
		return receipt, err
	}
	return receipt, c.relayFiles(ctx, d, r, receipt)
}

// relayFiles brings the files of a buyer's message after its words, and says so when some cannot be shown.
func (c *Channel) relayFiles(ctx context.Context, d bot.Delivery, r dialogue.Relay, receipt string) error {
	if d.Key != "" { // a second try must find the words
		if err := c.keep(ctx, d.Conversation, d.Key, receipt); err != nil {
			return err
		}
	}
	at, err := c.thread(ctx, d, r.Case)
	if err != nil {
		return err
	}
	var files []exhibit
	for _, id := range r.Files {
		files = append(files, exhibit{evidence: id, title: c.word("slack.thread.file")})
	}
	if _, err := c.share(ctx, d, at, files); err != nil {
		return err
	}
	missing := 0
	for _, id := range r.Files {
		if f, _, err := c.shared(ctx, d.Conversation, id); err != nil || f.id == "" {
			missing++
		}
	}
	if missing == 0 {
		return nil
	}
	return c.note(ctx, d, at, c.say("slack.thread.not_shown", prompts.Fields{Count: missing}))
}

// note adds a line about a delivery to a thread, once.
func (c *Channel) note(ctx context.Context, d bot.Delivery, at spot, text string) error {
	if c.steps.get(d, stepNote) != "" {
		return nil
	}
	receipt, err := c.post(ctx, d, "", at, noteMessage(text))
	if err == nil {
		c.steps.put(d, stepNote, receipt)
	}
	return err
}

// edit changes words that were relayed, or shows that they were taken back. Words that the desk never got, or has no longer, come as a
// message of their own.
func (c *Channel) edit(ctx context.Context, d bot.Delivery, r dialogue.Relay) (string, error) {
	m := c.relayMessage(ctx, d, r)
	if r.Gone {
		m = noteMessage(r.Text)
	}
	receipt, err := c.receipt(ctx, d.Conversation, bot.RelayKey("desk", r.Edits))
	if err != nil {
		return "", err
	}
	if receipt != "" {
		if err := c.update(ctx, d, receipt, m); !isGone(err) {
			return receipt, err
		}
	}
	return c.inThread(ctx, d, r.Case, m)
}

// whisper tells one agent something. It is said in the channel, where the buttons are: in a thread with no messages nobody would see it.
// Source: https://docs.slack.dev/reference/methods/chat.postEphemeral.
func (c *Channel) whisper(ctx context.Context, d bot.Delivery, r dialogue.Relay) (string, error) {
	text := r.Text
	if r.Case != "" {
		text = r.Case + ": " + text
	}
	if user, ok := c.userID(ctx, r.Only); ok {
		_, err := c.api.PostEphemeralContext(ctx, c.cfg.Channel, user, noteMessage(text).options()...)
		if err == nil || code(err) != "user_not_in_channel" && code(err) != "user_not_found" {
			return "", failed("tell an agent something", err)
		}
	}
	return c.inThread(ctx, d, r.Case, noteMessage(r.Only+": "+r.Text))
}

// ask puts a question to the desk. Its end takes the buttons off, and is no message when the question never was one.
func (c *Channel) ask(ctx context.Context, d bot.Delivery, a dialogue.Ask) (string, error) {
	if len(a.Options) > 0 {
		return c.inThread(ctx, d, a.Case, c.askMessage(d.Conversation, a))
	}
	receipt, err := c.receipt(ctx, d.Conversation, d.Key)
	if receipt == "" || err != nil {
		return "", err
	}
	if err := c.update(ctx, d, receipt, noteMessage(a.Text)); !isGone(err) {
		return receipt, err
	}
	return "", nil
}

// roomForSigns is what the emoji and the call in front of a message take.
const roomForSigns = 50

// askMessage is a question to the desk, with its buttons and by when it wants an answer.
func (c *Channel) askMessage(id dialogue.ConversationID, a dialogue.Ask) posting {
	text := ":raising_hand: " + escaped(a.Text, maxSection-roomForSigns)
	m := posting{text: text, blocks: []slack.Block{section("ask", text)}}
	if !a.Due.IsZero() {
		m.blocks = append(m.blocks, slack.NewContextBlock("due", mrkdwn(":hourglass: "+line(c.word("slack.thread.due"), shownField)+" "+moment(a.Due))))
	}
	b := c.buttons(id, a.Case)
	b.options(a.Options, a.Text)
	m.blocks = append(m.blocks, b.blocks()...)
	return m
}

// moment is a time that every reader sees in their own zone.
// Source: https://docs.slack.dev/messaging/formatting-message-text (date formatting).
func moment(at time.Time) string {
	return "<!date^" + strconv.FormatInt(at.Unix(), 10) + "^{date_short_pretty} {time}|" + at.UTC().Format("2006-01-02 15:04 UTC") + ">"
}

// alertMessage calls the desk. A grave one is seen by the whole channel and wakes those who are there.
func (c *Channel) alertMessage(a dialogue.Alert) posting {
	text := ":bell: " + escaped(a.Text, maxSection-roomForSigns)
	if a.Grave {
		text = "<!here> :rotating_light: " + escaped(a.Text, maxSection-roomForSigns)
	}
	return posting{text: text, blocks: []slack.Block{section("alert", text)}, broadcast: a.Grave}
}
