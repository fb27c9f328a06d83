package slack

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/slack-go/slack"

	"amends/bot"
)

// Errors that Slack's Web API names, by what they mean here.
// Source: https://docs.slack.dev/reference/methods/chat.postMessage, …/chat.update, …/reactions.add, …/files.completeUploadExternal.
var (
	// The message cannot be changed any more: it was deleted, or it is not the app's.
	goneCodes = []string{"message_not_found", "cant_update_message", "edit_window_closed", "thread_not_found", "cannot_reply_to_message"}
	// The message's form was refused; its words may still pass.
	formCodes = []string{"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "invalid_metadata_format", "metadata_too_large",
		"invalid_metadata_schema"}
	// The API is too busy, without the status 429.
	busyCodes = []string{"ratelimited", "rate_limited", "message_limit_exceeded"}
)

// advice is what mends an error: nothing but a person can, and until then the delivery waits.
var advice = map[string]string{
	"is_archived":       "unarchive the desk's channel, or set SLACK_CHANNEL to another one",
	"is_inactive":       "unarchive the desk's channel, or set SLACK_CHANNEL to another one",
	"channel_not_found": "set SLACK_CHANNEL to the ID of the desk's channel and invite the app to it",
	"not_in_channel":    "invite the app to the desk's channel: /invite @Amends",
	"invalid_auth":      "set SLACK_BOT_TOKEN to the bot token of the installed app",
	"not_authed":        "set SLACK_BOT_TOKEN to the bot token of the installed app",
	"account_inactive":  "the app was removed from the workspace: install it again and set SLACK_BOT_TOKEN",
	"token_revoked":     "the bot token was revoked: install the app again and set SLACK_BOT_TOKEN",
	"token_expired":     "the bot token has expired: install the app again and set SLACK_BOT_TOKEN",
	"missing_scope":     "give the app the scopes of the manifest (amends slack-manifest) and install it again",
	"restricted_action": "a setting of the workspace keeps the app from posting in the desk's channel: ask an admin",
}

// busyPause is how long to wait when Slack is too busy and does not say for how long.
const busyPause = 30 * time.Second

// code is the error's name in Slack's API, "" for what is not its answer.
func code(err error) string {
	var answer slack.SlackErrorResponse
	if errors.As(err, &answer) {
		return answer.Err
	}
	return ""
}

func isGone(err error) bool      { return slices.Contains(goneCodes, code(err)) }
func isMisshapen(err error) bool { return slices.Contains(formCodes, code(err)) }

// isUnclear reports whether the call may have been carried out in spite of the error: there was no answer, or a broken one.
func isUnclear(err error) bool {
	var limited *slack.RateLimitedError
	var later *bot.RetryAfter
	return err != nil && code(err) == "" && !errors.As(err, &limited) && !errors.As(err, &later) && !errors.Is(err, bot.ErrPermanent)
}

// isPassing reports whether the same call may succeed before long without anybody's doing.
func isPassing(err error) bool {
	var limited *slack.RateLimitedError
	var later *bot.RetryAfter
	return errors.As(err, &limited) || errors.As(err, &later) || isUnclear(err) || slices.Contains(busyCodes, code(err)) ||
		slices.Contains([]string{"internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org"}, code(err))
}

// failed says what was being done when Slack, or the way there, failed. Addresses of uploads and downloads are secrets: they are
// not part of it.
func failed(doing string, err error) error {
	var limited *slack.RateLimitedError
	var way *url.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &limited):
		return fmt.Errorf("slack: %s: %w", doing, &bot.RetryAfter{After: limited.RetryAfter})
	case slices.Contains(busyCodes, code(err)):
		return fmt.Errorf("slack: %s: %w", doing, &bot.RetryAfter{After: busyPause})
	case errors.As(err, &way):
		return fmt.Errorf("slack: %s: %w", doing, way.Err)
	}
	return fmt.Errorf("slack: %s: %w", doing, err)
}

// advised are the errors whose advice was given since the last success.
type advised struct {
	mu    sync.Mutex
	codes map[string]bool
}

// first reports whether the advice for the error has not been given yet.
func (a *advised) first(code string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.codes[code] {
		return false
	}
	if a.codes == nil {
		a.codes = map[string]bool{}
	}
	a.codes[code] = true
	return true
}

func (a *advised) clear() {
	a.mu.Lock()
	defer a.mu.Unlock()
	clear(a.codes)
}

// advise says once what an operator can do about an error.
func (c *Channel) advise(ctx context.Context, err error) {
	name := code(err)
	if what := advice[name]; what != "" && c.advised.first(name) {
		c.cfg.Log.ErrorContext(ctx, "Slack refuses the desk", "error", name, "channel", c.cfg.Channel, "do", what)
	}
}
