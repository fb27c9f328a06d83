package slack

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"amends/bot"
	"amends/dialogue"
	"amends/prompts"
)

// alert calls the desk. Below the alert of a handoff a model tells what happened so far.
func (c *Channel) alert(ctx context.Context, d bot.Delivery, a dialogue.Alert) (string, error) {
	receipt, err := c.inThread(ctx, d, a.Case, c.alertMessage(a))
	if err == nil && c.cfg.Summary != nil && c.cfg.Conversations != nil && a.Case != "" {
		c.beside(ctx, d, "sum up a case", func(ctx context.Context) error { return c.sumUp(ctx, d, a.Case) })
	}
	return receipt, err
}

// sumUp tells what happened so far to whoever takes a case over.
func (c *Channel) sumUp(ctx context.Context, d bot.Delivery, no string) error {
	conversation, err := c.cfg.Conversations.Load(ctx, d.Conversation)
	if err != nil {
		return fmt.Errorf("load the case: %w", err)
	}
	if !handedOver(conversation, d.At) {
		return nil
	}
	if ours, err := c.claimSummary(ctx, conversation); !ours || err != nil {
		return err
	}
	story, err := c.story(ctx, conversation, no, c.cfg.Lang)
	if err != nil {
		return err
	}
	text, err := consult(ctx, c.patience, func(ctx context.Context) (string, error) { return c.cfg.Summary(ctx, story) })
	if err != nil || clean(text) == "" {
		return err
	}
	at, err := c.thread(ctx, d, no)
	if err != nil {
		return err
	}
	return c.remark(ctx, d, at, ":memo: "+c.say("slack.thread.summary", prompts.Fields{What: plainWords(text, mostSummary)}))
}

// handedOver reports whether the turn at a time gave the conversation to a person who still has it.
func handedOver(c dialogue.Conversation, at time.Time) bool {
	return c.Human != nil && c.Human.Since.Equal(at)
}

// claimSummary reports whether a handoff has not been summed up. It never is a second time, whatever became of the first.
func (c *Channel) claimSummary(ctx context.Context, conversation dialogue.Conversation) (bool, error) {
	key := "summary:" + strconv.FormatInt(conversation.Human.Since.UnixMilli(), 10)
	if !c.summed.first(string(conversation.ID) + "\x00" + key) {
		return false, nil
	}
	before, err := c.cfg.Receipts.Receipt(ctx, conversation.ID, key)
	if err != nil {
		return false, fmt.Errorf("look whether a case was summed up: %w", err)
	}
	if before != "" {
		return false, nil
	}
	return true, c.keep(ctx, conversation.ID, key, "yes")
}
