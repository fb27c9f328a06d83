package main

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"time"
)

// telegramReply is an answer of the Bot API (https://core.telegram.org/bots/api#making-requests).
type telegramReply[T any] struct {
	OK          bool
	Result      T
	ErrorCode   int `json:"error_code"`
	Description string
}

type telegramBot struct{ Username string }

// telegramHook is what getWebhookInfo tells (https://core.telegram.org/bots/api#webhookinfo).
type telegramHook struct {
	URL       string
	Pending   int    `json:"pending_update_count"`
	LastError int64  `json:"last_error_date"` // Unix seconds
	Message   string `json:"last_error_message"`
}

func askTelegram[T any](ctx context.Context, t telegramConfig, method string) (telegramReply[T], http.Header, error) {
	var reply telegramReply[T]
	h, err := ask(ctx, cmp.Or(t.api, "https://api.telegram.org")+"/bot"+t.token+"/"+method, url.Values{}, "", &reply)
	return reply, h, err
}

// examTelegram looks at the token, the clock and the webhook.
func examTelegram(ctx context.Context, cfg *config) []verdict {
	if cfg.telegram.token == "" {
		return []verdict{warn("Telegram: off, no buyer can write", "set TELEGRAM_BOT_TOKEN (from @BotFather)")}
	}
	found, h := examBot(ctx, cfg.telegram)
	if h == nil {
		return found
	}
	found = append(found, clockVerdict("Telegram", h, time.Now())...)
	hook, _, err := askTelegram[telegramHook](ctx, cfg.telegram, "getWebhookInfo")
	if err != nil || !hook.OK {
		return append(found, warn("Telegram: does not tell about the webhook", "try again"))
	}
	return append(found, hookVerdicts(cfg.telegram, hook.Result, time.Now())...)
}

// examBot asks Telegram whether it knows the bot. The header comes back when it does.
func examBot(ctx context.Context, t telegramConfig) ([]verdict, http.Header) {
	me, h, err := askTelegram[telegramBot](ctx, t, "getMe")
	switch {
	case err != nil:
		v := fail(fmt.Sprintf("Telegram: cannot be reached (%v)", err), "see to the network, a proxy (HTTPS_PROXY), or TELEGRAM_API_URL")
		v.passing = true
		return []verdict{v}, nil
	case me.OK:
		return []verdict{ok("Telegram: the bot is @%s", me.Result.Username)}, h
	case me.ErrorCode == http.StatusUnauthorized || me.ErrorCode == http.StatusNotFound:
		return []verdict{fail("Telegram: does not know this token", "copy it whole from @BotFather into TELEGRAM_BOT_TOKEN")}, nil
	}
	v := fail(fmt.Sprintf("Telegram: answers %d", me.ErrorCode), "try again later")
	v.passing = true
	return []verdict{v}, nil
}

// hookVerdicts compares the webhook that Telegram knows with the one that is set.
func hookVerdicts(t telegramConfig, hook telegramHook, now time.Time) []verdict {
	var found []verdict
	switch {
	case t.webhook == "" && hook.URL != "":
		found = append(found, warn("Telegram: posts to a webhook, and the settings say to poll", "serve takes the webhook away when it starts; is another program using this bot?"))
	case t.webhook == "":
		found = append(found, ok("Telegram: updates are polled"))
	case hook.URL == "":
		found = append(found, ok("Telegram: the webhook is not set yet, serve sets it when it starts"))
	case hook.URL != t.webhook:
		found = append(found, warn("Telegram: posts to another webhook than TELEGRAM_WEBHOOK_URL", "serve sets it when it starts; is another program using this bot?"))
	default:
		found = append(found, ok("Telegram: the webhook is set"))
	}
	if at := time.Unix(hook.LastError, 0); hook.URL != "" && hook.LastError > 0 && now.Sub(at) < time.Hour {
		found = append(found, warn(fmt.Sprintf("Telegram: could not post to the webhook at %s: %.200q", at.UTC().Format(time.TimeOnly), hook.Message),
			"see to the address, its certificate, and that serve runs behind it"))
	}
	if hook.Pending > 100 {
		found = append(found, warn(fmt.Sprintf("Telegram: %d updates wait to be taken", hook.Pending), "start serve"))
	}
	return found
}
