package telegram

import (
	"context"
	"fmt"
	"strings"
	"time"

	telegram "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"amends/prompts"
)

const (
	maxConnections = 40 // posts to a webhook at a time: https://core.telegram.org/bots/api#setwebhook
	commandTexts   = "telegram.command."
)

// commands are what the bot's menu shows, in order.
func commands() []string {
	return []string{"start", "new", "status", "human", "language", "privacy", "mydata", "erase", "help"}
}

// Setup makes the bot ready to receive: it asks who the bot is, sets its webhook or takes it away, and brings its menu and page up to
// date. An error means that the bot cannot receive; menu and page are not worth one and only logged.
func (c *Channel) Setup(ctx context.Context) error {
	if _, err := c.me(ctx); err != nil {
		return err
	}
	if err := c.setWebhook(ctx); err != nil {
		return err
	}
	for what, set := range map[string]func(context.Context) error{"commands": c.setCommands, "name": c.setName,
		"description": c.setDescription, "short description": c.setShortDescription} {
		if err := set(ctx); err != nil {
			c.cfg.Log.Warn("the bot's page on telegram could not be brought up to date", "what", what, "err", c.reason(err))
		}
	}
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

// setCommands sets the menu in every language of the catalog, and in the default one for everybody else.
func (c *Channel) setCommands(ctx context.Context) error {
	set := func(lang, code string) error {
		var list []models.BotCommand
		for _, name := range commands() {
			list = append(list, models.BotCommand{Command: name, Description: c.cfg.Texts.Text(lang, commandTexts+name, 0, prompts.Fields{})})
		}
		_, err := c.api.SetMyCommands(ctx, &telegram.SetMyCommandsParams{Commands: list, LanguageCode: code})
		return err
	}
	if err := set(c.cfg.DefaultLang, ""); err != nil {
		return err
	}
	for _, lang := range c.cfg.Texts.Languages() {
		if code, region, _ := strings.Cut(lang, "-"); region == "" && len(code) == 2 { // Telegram knows two letters
			if err := set(lang, code); err != nil {
				return err
			}
		}
	}
	return nil
}

// The name and the descriptions are asked for first: Telegram lets them be set only a few times a day.

func (c *Channel) setName(ctx context.Context) error {
	want := clip(clean(c.cfg.Name), 64)
	if want == "" {
		return nil
	}
	has, err := c.api.GetMyName(ctx, &telegram.GetMyNameParams{})
	if err == nil && has.Name != want {
		_, err = c.api.SetMyName(ctx, &telegram.SetMyNameParams{Name: want})
	}
	return err
}

func (c *Channel) setDescription(ctx context.Context) error {
	want := clip(clean(c.cfg.Description), 512)
	if want == "" {
		return nil
	}
	has, err := c.api.GetMyDescription(ctx, &telegram.GetMyDescriptionParams{})
	if err == nil && has.Description != want {
		_, err = c.api.SetMyDescription(ctx, &telegram.SetMyDescriptionParams{Description: want})
	}
	return err
}

func (c *Channel) setShortDescription(ctx context.Context) error {
	want := clip(clean(c.cfg.ShortDescription), 120)
	if want == "" {
		return nil
	}
	has, err := c.api.GetMyShortDescription(ctx, &telegram.GetMyShortDescriptionParams{})
	if err == nil && has.ShortDescription != want {
		_, err = c.api.SetMyShortDescription(ctx, &telegram.SetMyShortDescriptionParams{ShortDescription: want})
	}
	return err
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
