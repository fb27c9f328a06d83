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
)

// Message metadata tells the desk's own messages from each other when it is not clear whether one was posted.
// Source: https://docs.slack.dev/messaging/message-metadata.
const (
	metadataType         = "amends_delivery"
	metadataDelivery     = "delivery"
	metadataConversation = "conversation"
	metadataKey          = "key"
)

// Send implements bot.Channel. A receipt is "<channel ID>:<timestamp>". Nothing that an operator can mend is bot.ErrPermanent.
func (c *Channel) Send(ctx context.Context, d bot.Delivery) (string, error) {
	receipt, err := c.send(ctx, d)
	if err == nil {
		c.advised.clear()
		return receipt, nil
	}
	if isUnclear(err) {
		c.steps.put(d, stepUnclear, "yes")
	}
	c.advise(ctx, err)
	return "", err
}

func (c *Channel) send(ctx context.Context, d bot.Delivery) (string, error) {
	switch a := d.Action.(type) {
	case dialogue.ShowCase:
		return c.show(ctx, d, a.Card)
	case dialogue.Relay:
		return c.relay(ctx, d, a)
	case dialogue.Ask:
		return c.ask(ctx, d, a)
	case dialogue.Alert:
		return c.alert(ctx, d, a)
	case dialogue.Mark:
		return "", c.mark(ctx, d, a)
	}
	return "", fmt.Errorf("slack: %T is not for the desk: %w", d.Action, bot.ErrPermanent)
}

// spot is where a message goes: a channel, or a thread of it.
type spot struct{ channel, thread string }

// posting is a message as it is sent: blocks, and a text for notifications and for readers that show no blocks.
type posting struct {
	text      string // mrkdwn
	blocks    []slack.Block
	broadcast bool // a thread message that the whole channel sees
}

// withoutPictures is the message with its words alone.
func (m posting) withoutPictures() posting {
	var words []slack.Block
	for _, b := range m.blocks {
		if b.BlockType() != slack.MBTImage {
			words = append(words, b)
		}
	}
	m.blocks = words
	return m
}

func (m posting) bare() posting { return posting{text: m.text, broadcast: m.broadcast} }

// options are how the message is sent: words only become what we wrote, and no link is unfolded.
func (m posting) options(more ...slack.MsgOption) []slack.MsgOption {
	return append(more, slack.MsgOptionText(m.text, false), slack.MsgOptionBlocks(m.blocks...), slack.MsgOptionParse(false),
		slack.MsgOptionDisableLinkUnfurl(), slack.MsgOptionDisableMediaUnfurl())
}

// postOnce posts a delivery's message, unless an earlier try did, and returns its receipt.
func (c *Channel) postOnce(ctx context.Context, d bot.Delivery, at spot, m posting) (string, error) {
	receipt, err := c.posted(ctx, d, at)
	if receipt != "" || err != nil {
		return receipt, err
	}
	receipt, err = c.post(ctx, d, d.Key, at, m)
	if err == nil {
		c.steps.put(d, stepPost, receipt)
	}
	return receipt, err
}

// posted is the receipt of what an earlier try of the delivery posted, "" for nothing.
func (c *Channel) posted(ctx context.Context, d bot.Delivery, at spot) (string, error) {
	if receipt := c.steps.get(d, stepPost); receipt != "" {
		return receipt, nil
	}
	if d.Key != "" && (d.Attempt > 0 || d.Unclear) {
		if receipt, err := c.receipt(ctx, d.Conversation, d.Key); receipt != "" || err != nil {
			return receipt, err
		}
	}
	if !c.unclear(d) {
		return "", nil
	}
	return c.find(ctx, d, at, d.Key, d.ID)
}

// unclear reports whether the delivery may have been posted without our knowing.
func (c *Channel) unclear(d bot.Delivery) bool { return d.Unclear || c.steps.get(d, stepUnclear) != "" }

// post sends a message and returns its receipt. Words whose form is refused go without pictures, and at last without any form: a
// case is never silent.
func (c *Channel) post(ctx context.Context, d bot.Delivery, key string, at spot, m posting) (string, error) {
	about := slack.MsgOptionMetadata(slack.SlackMetadata{EventType: metadataType, EventPayload: map[string]any{
		metadataDelivery: d.ID, metadataConversation: string(d.Conversation), metadataKey: key}})
	ts, err := c.postTo(ctx, at, m, about)
	if isMisshapen(err) {
		c.misshapen(ctx, d, err)
		ts, err = c.postTo(ctx, at, m.withoutPictures(), about)
	}
	if isMisshapen(err) {
		ts, err = c.postTo(ctx, at, m.bare())
	}
	if err != nil {
		return "", failed("post to the desk", err)
	}
	return at.channel + ":" + ts, nil
}

func (c *Channel) postTo(ctx context.Context, at spot, m posting, more ...slack.MsgOption) (string, error) {
	if at.thread != "" {
		more = append(more, slack.MsgOptionTS(at.thread))
		if m.broadcast {
			more = append(more, slack.MsgOptionBroadcast())
		}
	}
	_, ts, said, err := c.api.PostMessageWithResponseContext(ctx, at.channel, m.options(more...)...)
	if err != nil || at.thread == "" || said.Timestamp == "" || said.ThreadTimestamp != "" {
		return ts, err
	}
	// Slack posts beside the thread when the thread's root was deleted.
	if err := c.rooted(ctx, at); err != nil {
		_, _, _ = c.api.DeleteMessageContext(ctx, at.channel, ts)
		return "", err
	}
	return ts, nil
}

// rooted returns an error when the thread's root is gone.
func (c *Channel) rooted(ctx context.Context, at spot) error {
	found, _, _, err := c.api.GetConversationRepliesContext(ctx, &slack.GetConversationRepliesParameters{
		ChannelID: at.channel, Timestamp: at.thread, Limit: 1, Inclusive: true})
	switch {
	case isGone(err), err == nil && (len(found) == 0 || found[0].SubType == "tombstone"):
		return slack.SlackErrorResponse{Err: "thread_not_found"}
	}
	return nil
}

// update writes a message anew. An error that isGone says that it is not there any more.
func (c *Channel) update(ctx context.Context, d bot.Delivery, receipt string, m posting) error {
	channel, ts, _ := strings.Cut(receipt, ":")
	call := func(m posting) error {
		_, _, _, err := c.api.UpdateMessageContext(ctx, channel, ts, m.options()...)
		return err
	}
	err := call(m)
	if isMisshapen(err) {
		c.misshapen(ctx, d, err)
		if c.settling(m) {
			return failed("show a picture", &slack.RateLimitedError{RetryAfter: pictureSettles})
		}
		err = call(m.withoutPictures())
	}
	if isMisshapen(err) {
		err = call(m.bare())
	}
	return failed("change a message of the desk", err)
}

func (c *Channel) misshapen(ctx context.Context, d bot.Delivery, err error) {
	c.cfg.Log.WarnContext(ctx, "Slack refuses the form of a message; it is sent in a plainer one", "delivery", d.ID, "error", code(err))
}

// receipt is what was kept under a key, "" when nothing was or when it is of another channel than the desk's.
func (c *Channel) receipt(ctx context.Context, id dialogue.ConversationID, key string) (string, error) {
	receipt, err := c.cfg.Receipts.Receipt(ctx, id, key)
	if err != nil {
		return "", fmt.Errorf("slack: find the desk's message %q: %w", key, err)
	}
	if channel, _, ok := strings.Cut(receipt, ":"); !ok || channel != c.cfg.Channel {
		return "", nil
	}
	return receipt, nil
}

func (c *Channel) keep(ctx context.Context, id dialogue.ConversationID, key, receipt string) error {
	if err := c.cfg.Receipts.Keep(ctx, id, key, receipt); err != nil {
		return fmt.Errorf("slack: keep where %q is: %w", key, err)
	}
	return nil
}

// How far back and how much is read to find a message that may have been posted.
const (
	searchBefore = 2 * time.Minute // the clocks differ
	searchPage   = 200
	searchPages  = 5
)

// find looks for a message that was posted for a key, by one delivery or, when that is "", by any, and returns its receipt, "" when there
// is none. Who may not read the channel finds nothing: better twice than never.
func (c *Channel) find(ctx context.Context, d bot.Delivery, at spot, key, delivery string) (string, error) {
	oldest := strconv.FormatInt(d.At.Add(-searchBefore).Unix(), 10) + ".000000"
	cursor := ""
	for range searchPages {
		found, next, err := c.page(ctx, at, oldest, cursor)
		if err != nil && (isPassing(err) || advice[code(err)] != "" && code(err) != "missing_scope") {
			return "", failed("look for what was posted", err)
		}
		for _, m := range found {
			p := m.Metadata.EventPayload
			if m.Metadata.EventType == metadataType && p[metadataConversation] == string(d.Conversation) && p[metadataKey] == key &&
				(delivery == "" || p[metadataDelivery] == delivery) {
				return at.channel + ":" + m.Timestamp, nil
			}
		}
		if cursor = next; cursor == "" {
			break
		}
	}
	return "", nil
}

// page reads messages of a thread or of the channel.
func (c *Channel) page(ctx context.Context, at spot, oldest, cursor string) ([]slack.Message, string, error) {
	if at.thread != "" {
		found, _, next, err := c.api.GetConversationRepliesContext(ctx, &slack.GetConversationRepliesParameters{ChannelID: at.channel,
			Timestamp: at.thread, Oldest: oldest, Cursor: cursor, Limit: searchPage, IncludeAllMetadata: true})
		return found, next, err
	}
	answer, err := c.api.GetConversationHistoryContext(ctx, &slack.GetConversationHistoryParameters{ChannelID: at.channel,
		Oldest: oldest, Cursor: cursor, Limit: searchPage, IncludeAllMetadata: true})
	if err != nil {
		return nil, "", err
	}
	return answer.Messages, answer.ResponseMetaData.NextCursor, nil
}
