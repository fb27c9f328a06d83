package telegram

import (
	"context"
	"errors"
	"strings"
	"sync"

	telegram "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"amends/prompts"
)

// What Telegram takes, in characters: https://core.telegram.org/bots/api#setmyname and the methods after it.
const (
	maxName             = 64
	maxDescription      = 512
	maxShortDescription = 120
)

// commands are what the bot's menu shows, in order.
func commands() []string {
	return []string{"start", "new", "status", "human", "language", "privacy", "mydata", "erase", "help"}
}

// setPage brings the bot's menu, name and descriptions up to date: for everybody in the default language, and in every language of the
// catalog. Name and descriptions are asked for first: Telegram lets them be set only a few times a day.
func (c *Channel) setPage(ctx context.Context) {
	codes := map[string]string{"": c.cfg.DefaultLang}
	for _, lang := range c.cfg.Texts.Languages() {
		if code, region, _ := strings.Cut(lang, "-"); region == "" && len(code) == 2 { // Telegram knows two letters
			codes[code] = lang
		}
	}
	failed := make(chan error, 1+len(codes))
	var pages sync.WaitGroup
	pages.Go(func() { failed <- c.setName(ctx) })
	for code, lang := range codes {
		pages.Go(func() { failed <- c.setPageIn(ctx, lang, code) })
	}
	pages.Wait()
	close(failed)
	for err := range failed {
		if err == nil {
			continue
		}
		c.cfg.Log.Warn("the bot's page on telegram could not be brought up to date", "err", c.reason(err))
	}
}

// setPageIn sets what the page says in a language, for people whose app has the code; "" is for all others.
func (c *Channel) setPageIn(ctx context.Context, lang, code string) error {
	return errors.Join(c.setCommands(ctx, lang, code), c.setDescription(ctx, lang, code), c.setShortDescription(ctx, lang, code))
}

func (c *Channel) setCommands(ctx context.Context, lang, code string) error {
	var list []models.BotCommand
	for _, name := range commands() {
		list = append(list, models.BotCommand{Command: name, Description: c.cfg.Texts.Text(lang, "telegram.command."+name, 0, prompts.Fields{})})
	}
	_, err := c.api.SetMyCommands(ctx, &telegram.SetMyCommandsParams{Commands: list, LanguageCode: code})
	return err
}

// about is a text of the page.
func (c *Channel) about(lang, what string, limit int) string {
	return clip(clean(c.cfg.Texts.Text(lang, "telegram.page."+what, 0, prompts.Fields{Seller: c.cfg.Seller})), limit)
}

func (c *Channel) setName(ctx context.Context) error {
	want := clip(clean(c.cfg.Seller), maxName)
	if want == "" {
		return nil
	}
	has, err := c.api.GetMyName(ctx, &telegram.GetMyNameParams{})
	if err == nil && has.Name != want {
		_, err = c.api.SetMyName(ctx, &telegram.SetMyNameParams{Name: want})
	}
	return err
}

func (c *Channel) setDescription(ctx context.Context, lang, code string) error {
	want := c.about(lang, "description", maxDescription)
	has, err := c.api.GetMyDescription(ctx, &telegram.GetMyDescriptionParams{LanguageCode: code})
	if err == nil && has.Description != want {
		_, err = c.api.SetMyDescription(ctx, &telegram.SetMyDescriptionParams{Description: want, LanguageCode: code})
	}
	return err
}

func (c *Channel) setShortDescription(ctx context.Context, lang, code string) error {
	want := c.about(lang, "short", maxShortDescription)
	has, err := c.api.GetMyShortDescription(ctx, &telegram.GetMyShortDescriptionParams{LanguageCode: code})
	if err == nil && has.ShortDescription != want {
		_, err = c.api.SetMyShortDescription(ctx, &telegram.SetMyShortDescriptionParams{ShortDescription: want, LanguageCode: code})
	}
	return err
}
