package slack

import (
	"context"
	"errors"
	"fmt"
	"time"

	"amends/bot"
	"amends/dialogue"
)

// What a language model adds comes after what it is about and is not waited for: a delivery is done once its message is out, a form is
// there before anything is suggested. Its words are shown as words, cut to a length and said to be a model's.

const (
	modelTime     = 8 * time.Second  // for a model
	besideTime    = 15 * time.Second // for all of what is added to a delivery
	mostToldSaid  = 30               // messages that a model is told
	mostSummary   = 600              // characters
	mostSuggested = 1500
)

// metadataBeside marks lines that were added to a delivery's message.
const metadataBeside = "beside"

// beside adds something to a delivery that is out, without anything waiting for it. What fails is logged and left.
func (c *Channel) beside(ctx context.Context, d bot.Delivery, what string, do func(context.Context) error) {
	c.besides.do(context.WithoutCancel(ctx), c.cfg.Log.With("delivery", d.ID), what, besideTime, do)
}

var errPanicked = errors.New("it panicked")

// consult asks a model for something within the patience that there is with it. What a panic says may be somebody's words: it is not told.
func consult[T any](ctx context.Context, patience time.Duration, ask func(context.Context) (T, error)) (answer T, err error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	defer func() {
		if recover() != nil {
			err = errPanicked
		}
	}()
	return ask(ctx)
}

// story is a case as a model is told it, to write in a language.
func (c *Channel) story(ctx context.Context, conversation dialogue.Conversation, no, lang string) (bot.Story, error) {
	s := bot.Story{Conversation: conversation, Case: no, Lang: lang}
	all, err := c.said(ctx, conversation.ID, mostToldSaid)
	for _, u := range all {
		s.Said = append(s.Said, bot.Said{By: u.by, Text: u.text})
	}
	return s, err
}

// remark posts a line below what a delivery brought. Told to wait, it waits a while: what was sent itself goes first.
func (c *Channel) remark(ctx context.Context, d bot.Delivery, at spot, text string) error {
	for {
		_, err := c.post(ctx, d, metadataBeside, at, noteMessage(text))
		var later *bot.RetryAfter
		if !errors.As(err, &later) {
			return err
		}
		timer := time.NewTimer(later.After)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return fmt.Errorf("wait to add a line: %w", ctx.Err())
		}
	}
}
