package telegram

import (
	"context"
	"fmt"
	"time"

	telegram "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"
)

const maxConnections = 40 // posts to a webhook at a time: https://core.telegram.org/bots/api#setwebhook

// Setup makes the bot ready to receive: it asks who the bot is, sets its webhook or takes it away, and brings its menu and page up to
// date. An error means that the bot cannot receive; menu and page are not worth one and only logged.
func (c *Channel) Setup(ctx context.Context) error {
	if _, err := c.me(ctx); err != nil {
		return err
	}
	if err := c.setWebhook(ctx); err != nil {
		return err
	}
	c.setPage(ctx)
	return nil
}

// me asks who the bot is, and remembers its name.
func (c *Channel) me(ctx context.Context) (*models.User, error) {
	me, err := c.api.GetMe(ctx)
	if err != nil {
		return nil, fmt.Errorf("telegram: ask who the bot is: %w", c.clean(err))
	}
	c.username.Store(&me.Username)
	return me, nil
}

func (c *Channel) setWebhook(ctx context.Context) error {
	if c.cfg.Webhook == "" {
		if _, err := c.api.DeleteWebhook(ctx, &telegram.DeleteWebhookParams{}); err != nil {
			return fmt.Errorf("telegram: take the webhook away: %w", c.clean(err))
		}
		return nil
	}
	_, err := c.api.SetWebhook(ctx, &telegram.SetWebhookParams{URL: c.cfg.Webhook, SecretToken: c.cfg.Secret,
		AllowedUpdates: allowedUpdates(), MaxConnections: maxConnections})
	if err != nil {
		return fmt.Errorf("telegram: set the webhook: %w", c.clean(err))
	}
	return nil
}

// Status is how the bot stands with Telegram.
type Status struct {
	Username  string // of the bot, without @
	Webhook   string // where Telegram posts updates; "" when it has to be polled
	Pending   int    // updates that wait
	LastError string // of the webhook; "" when there was none
	ErrorAt   time.Time
}

// Check asks Telegram how the bot stands. An error names what is wrong: a token that is refused, an API that cannot be reached.
func (c *Channel) Check(ctx context.Context) (Status, error) {
	me, err := c.me(ctx)
	if err != nil {
		return Status{}, err
	}
	hook, err := c.api.GetWebhookInfo(ctx)
	if err != nil {
		return Status{Username: me.Username}, fmt.Errorf("telegram: ask about the webhook: %w", c.clean(err))
	}
	s := Status{Username: me.Username, Webhook: hook.URL, Pending: hook.PendingUpdateCount, LastError: c.wire.scrub(hook.LastErrorMessage)}
	if hook.LastErrorDate > 0 {
		s.ErrorAt = time.Unix(int64(hook.LastErrorDate), 0).UTC()
	}
	return s, nil
}
