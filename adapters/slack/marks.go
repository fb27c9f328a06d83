package slack

import (
	"context"
	"regexp"
	"strings"

	"github.com/slack-go/slack"

	"amends/bot"
	"amends/dialogue"
	"amends/prompts"
)

// reaction is the emoji that shows how far an agent's message is.
func reaction(s dialogue.MarkState) string {
	switch s {
	case dialogue.Queued:
		return "hourglass_flowing_sand"
	case dialogue.Arrived:
		return "white_check_mark"
	case dialogue.Failed:
		return "x"
	case dialogue.Recalled:
		return "wastebasket"
	}
	return ""
}

// before are the states that a message may have shown until it came to this one.
func before(s dialogue.MarkState) []dialogue.MarkState {
	switch s {
	case dialogue.Arrived:
		return []dialogue.MarkState{dialogue.Queued}
	case dialogue.Failed, dialogue.Recalled:
		return []dialogue.MarkState{dialogue.Queued, dialogue.Arrived}
	}
	return nil
}

// typedEvent is the ID of an event that an agent's message in a thread made: "t" and its timestamp.
var typedEvent = regexp.MustCompile(`^t([0-9]{1,12}\.[0-9]{1,9})$`)

// mark shows how far an agent's message is: by a reaction on it, and in words when it failed or went out in other words.
func (c *Channel) mark(ctx context.Context, d bot.Delivery, m dialogue.Mark) error {
	at, ok, err := c.marked(ctx, d.Conversation, m.Event)
	if err != nil {
		return err
	}
	if ok {
		if err := c.react(ctx, at, m.State); err != nil {
			return err
		}
	}
	switch words := clean(d.Words); {
	case m.State == dialogue.Failed:
		_, err = c.inThread(ctx, d, m.Case, noteMessage(c.say("slack.thread.failed", prompts.Fields{Reason: m.Why})))
	case words != "":
		_, err = c.inThread(ctx, d, m.Case, noteMessage(c.say("slack.thread.went_out", prompts.Fields{What: plainWords(words, shownWentOut)})))
	}
	return err
}

// marked is the message that an event came from, or its copy on the desk.
func (c *Channel) marked(ctx context.Context, id dialogue.ConversationID, event string) (slack.ItemRef, bool, error) {
	if typed := typedEvent.FindStringSubmatch(event); typed != nil {
		return slack.NewRefToMessage(c.cfg.Channel, typed[1]), true, nil
	}
	receipt, err := c.receipt(ctx, id, bot.RelayKey("desk", event))
	if receipt == "" || err != nil {
		return slack.ItemRef{}, false, err
	}
	channel, ts, _ := strings.Cut(receipt, ":")
	return slack.NewRefToMessage(channel, ts), true, nil
}

// react shows a state's reaction and takes away those of the states before. A message that is gone shows nothing.
func (c *Channel) react(ctx context.Context, at slack.ItemRef, s dialogue.MarkState) error {
	err := c.api.AddReactionContext(ctx, reaction(s), at)
	if isGone(err) {
		return nil
	}
	if err != nil && code(err) != "already_reacted" && !unmarkable(err) {
		return failed("mark a message", err)
	}
	for _, was := range before(s) {
		err := c.api.RemoveReactionContext(ctx, reaction(was), at)
		if err != nil && code(err) != "no_reaction" && !isGone(err) && !unmarkable(err) {
			return failed("take a mark off a message", err)
		}
	}
	return nil
}

// unmarkable reports whether the message takes no mark, whatever we do: not having one must not hold up what follows.
func unmarkable(err error) bool {
	switch code(err) {
	case "too_many_reactions", "too_many_emoji", "not_reactable", "thread_locked", "bad_timestamp":
		return true
	}
	return false
}
