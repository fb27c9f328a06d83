package slack

import (
	"context"

	"github.com/slack-go/slack"

	"amends/bot"
	"amends/dialogue"
)

// endUndo takes the button that undoes off an agent's message once its time is over. The copy of the message that has it is the
// desk's own; if it does not come in time the button stays, and says that it is too late.
func (in *intake) endUndo(at place, thread, event string) {
	in.after(in.pauses.undo, "take an undo button away", func(ctx context.Context) error {
		receipt, err := in.receipt(ctx, at.Conversation, bot.RelayKey("desk", event))
		if err != nil || receipt == "" {
			return err
		}
		ts := threadOf(receipt).thread
		found, _, _, err := in.api.GetConversationRepliesContext(ctx, &slack.GetConversationRepliesParameters{ChannelID: in.cfg.Channel,
			Timestamp: thread, Oldest: ts, Latest: ts, Inclusive: true, Limit: 2})
		if err != nil {
			return failed("read a message of the desk", err)
		}
		for _, m := range found {
			if m.Timestamp == ts {
				return in.withoutButton(ctx, m)
			}
		}
		return nil
	}, "case", at.Case)
}

func (in *intake) withoutButton(ctx context.Context, m slack.Message) error {
	rest := withoutUndo(m.Blocks.BlockSet)
	if len(rest) == len(m.Blocks.BlockSet) || len(rest) == 0 {
		return nil
	}
	_, _, _, err := in.api.UpdateMessageContext(ctx, in.cfg.Channel, m.Timestamp, posting{text: m.Text, blocks: rest}.options()...)
	return failed("take an undo button away", err)
}

// sent is called once a reply of a modal was handed in.
func (in *intake) sent(s submission, id string, body dialogue.Body) {
	if _, ok := body.(dialogue.Reply); ok {
		in.endUndo(place{s.Conversation, s.Case}, s.Thread, id)
	}
}
