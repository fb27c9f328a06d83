package telegram

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	telegram "github.com/go-telegram/bot"

	"amends/bot"
	"amends/dialogue"
)

// patienceWith is how often a request that Telegram calls bad is tried again before it is given up: mostly it stays bad.
const patienceWith = 3

// failure turns an error of the client into what a dispatcher understands: *bot.RetryAfter, bot.ErrPermanent with a short reason, or
// an error that is worth another try. What Telegram said stays out of reasons that buyers' conversations keep.
func (c *Channel) failure(err error, attempt int) error {
	var busy *telegram.TooManyRequestsError
	var moved *telegram.MigrateError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &busy):
		return &bot.RetryAfter{After: time.Duration(busy.RetryAfter) * time.Second}
	case errors.Is(err, bot.ErrPermanent):
		return err
	case errors.Is(err, telegram.ErrorForbidden):
		return permanent(forbidden(err))
	case errors.As(err, &moved):
		return permanent("moved")
	case bad(err, "chat not found", "PEER_ID_INVALID"):
		return permanent("chat not found")
	case errors.Is(err, telegram.ErrorBadRequest) && attempt >= patienceWith:
		c.cfg.Log.Error("telegram refuses a message", "err", c.reason(err))
		return permanent(dialogue.Refused)
	}
	return fmt.Errorf("telegram: %w", c.clean(err))
}

func permanent(why string) error { return fmt.Errorf("%s: %w", why, bot.ErrPermanent) }

// forbidden is why a buyer cannot be written to, in a word.
func forbidden(err error) string {
	for _, why := range []string{"blocked", "deactivated", "kicked"} {
		if strings.Contains(err.Error(), why) {
			return why
		}
	}
	return "forbidden"
}

// bad reports whether Telegram called the request bad in one of these words.
func bad(err error, words ...string) bool {
	if !errors.Is(err, telegram.ErrorBadRequest) {
		return false
	}
	for _, w := range words {
		if strings.Contains(strings.ToLower(err.Error()), strings.ToLower(w)) {
			return true
		}
	}
	return false
}

// What https://github.com/tdlib/telegram-bot-api says when there is nothing to change.
func unchanged(err error) bool { return bad(err, "message is not modified") }

// gone reports that a message is not there any more, or not the bot's to change.
func gone(err error) bool {
	return bad(err, "message to edit not found", "message to delete not found", "message not found", "MESSAGE_ID_INVALID", "message can't be edited")
}

// clean keeps what kind of error it is and drops long texts and the token.
func (c *Channel) clean(err error) error {
	for _, kind := range []error{context.Canceled, context.DeadlineExceeded} {
		if errors.Is(err, kind) {
			return kind
		}
	}
	return errors.New(c.reason(err))
}

func (c *Channel) reason(err error) string {
	const longest = 200
	text := c.wire.scrub(err.Error())
	return strings.ToValidUTF8(text[:min(len(text), longest)], "")
}
