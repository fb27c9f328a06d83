package main

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"strings"
	"time"

	"amends/adapters/script"
	"amends/adapters/slack"
	"amends/adapters/telegram"
	"amends/adapters/webhook"
	"amends/bot"
	"amends/dialogue"
	"amends/dialogue/money"
)

// deskChannel is what deliveries call the seller's team.
const deskChannel = "desk"

// ways are the ways to people and to the shop. A way that is not set up is nil.
type ways struct {
	extras    extras // what the desk may ask a language model for
	telegram  *telegram.Channel
	slack     *slack.Channel
	remedy    *webhook.Channel
	channels  map[string]bot.Channel
	platforms []platform
	handlers  map[string]http.Handler // what is posted to this process, by pattern
}

func openWays(cfg *config, s *shop, x extras, log *slog.Logger, n *notes) (*ways, error) {
	w := &ways{extras: x, channels: map[string]bot.Channel{}, handlers: map[string]http.Handler{}}
	for _, open := range []func(*config, *shop, *slog.Logger, *notes) error{w.openSlack, w.openTelegram, w.openRemedy} {
		if err := open(cfg, s, log, n); err != nil {
			return nil, err
		}
	}
	return w, nil
}

func (w *ways) openTelegram(cfg *config, s *shop, log *slog.Logger, n *notes) error {
	t := cfg.telegram
	if t.token == "" {
		w.channels[telegram.ChannelName] = unattended{}
		n.warn("Telegram is off, no buyer can write: set TELEGRAM_BOT_TOKEN (from @BotFather)")
		return nil
	}
	rate, err := t.perSecond()
	if err != nil {
		return err
	}
	c := telegram.Config{Token: t.token, API: t.api, Webhook: t.webhook, Secret: t.secret, Texts: s.texts, DefaultLang: s.engine.Book().Seller.Languages[0],
		Seller: s.engine.Book().Seller.Name, Receipts: s.store, Leases: s.store, Rate: rate, Log: log}
	if w.slack != nil {
		c.Files = w.slack
	}
	if w.telegram, err = telegram.New(c); err != nil {
		return err
	}
	w.channels[telegram.ChannelName] = w.telegram
	w.platforms = append(w.platforms, platform{name: "Telegram", setup: w.telegram.Setup, ask: func(ctx context.Context) []verdict {
		found, _ := examBot(ctx, t)
		return found
	}})
	if path := t.hookPath(); path != "" {
		w.handlers["POST "+path] = w.telegram.Handler()
		n.add("Telegram is on: it posts to this process at %s", path)
		return nil
	}
	n.add("Telegram is on: updates are polled")
	return nil
}

func (w *ways) openSlack(cfg *config, s *shop, log *slog.Logger, n *notes) (err error) {
	c := cfg.slack
	if c.botToken == "" {
		w.channels[deskChannel] = unattended{}
		n.warn("Slack is off, nobody sees the cases: what is for the desk waits in the outbox until SLACK_BOT_TOKEN and SLACK_CHANNEL are set. " +
			"Buyers who need a person wait as long")
		return nil
	}
	if w.slack, err = slack.New(slack.Config{BotToken: c.botToken, AppToken: c.appToken, SigningSecret: c.signingSecret, API: c.api, Channel: c.channel,
		Texts: s.texts, Lang: s.engine.Book().Seller.Languages[0], Conversations: s.store, Cases: s.store, Threads: s.store, Receipts: s.store,
		Pictures: s.files, Issue: s.engine.IssueName, Card: s.engine.Card, Script: s.script, Turns: s.store.Turns, GivenToday: s.givenToday,
		Summary: w.extras.summary(), Suggest: w.extras.suggest(), Look: w.extras.look(), Translates: w.extras.has(extraTranslation), Log: log}); err != nil {
		return err
	}
	w.channels[deskChannel] = w.slack
	w.platforms = append(w.platforms, platform{name: "Slack", ask: func(ctx context.Context) []verdict {
		found, _ := examDesk(ctx, c)
		return found
	}})
	if c.appToken != "" {
		n.add("Slack is on: the desk is channel %s, over Socket Mode", c.channel)
		return nil
	}
	for _, path := range []string{slack.PathEvents, slack.PathInteractive, slack.PathCommands} {
		w.handlers["POST "+path] = w.slack.Handler()
	}
	n.add("Slack is on: the desk is channel %s; Slack posts to this process at /slack/events, /slack/interactive and /slack/commands", c.channel)
	return nil
}

func (w *ways) openRemedy(cfg *config, _ *shop, log *slog.Logger, n *notes) (err error) {
	if cfg.remedy.url == "" {
		n.add("agreed remedies are carried out by your team")
		return nil
	}
	if w.remedy, err = webhook.New(webhook.Config{URL: cfg.remedy.url, Secret: []byte(cfg.remedy.secret), Log: log}); err != nil {
		return err
	}
	w.channels[webhook.Name] = w.remedy
	n.add("agreed remedies are posted to the shop's webhook")
	return nil
}

// limits are those of all channels.
func (w *ways) limits() map[string]bot.Limits {
	all := map[string]bot.Limits{}
	if w.telegram != nil {
		maps.Copy(all, w.telegram.Limits())
	}
	if w.slack != nil {
		maps.Copy(all, slack.Limits())
	}
	return all
}

// Fetch opens a buyer's or an agent's file where it is: implements bot.Fetcher.
func (w *ways) Fetch(ctx context.Context, f dialogue.File) (io.ReadCloser, error) {
	switch {
	case strings.HasPrefix(f.Ref, "tg:") && w.telegram != nil:
		return w.telegram.Fetch(ctx, f)
	case strings.HasPrefix(f.Ref, "slack:") && w.slack != nil:
		content, _, _, err := w.slack.Open(ctx, f.Ref)
		return content, err
	}
	return nil, fmt.Errorf("the channel that a file came by is off: %w", bot.ErrPermanent)
}

// givenToday is what the playbook alone has given since the seller's midnight.
func (s *shop) givenToday(ctx context.Context) (money.Money, error) {
	seller := s.engine.Book().Seller
	zone := cmp.Or(seller.Hours.Zone, time.UTC)
	given, err := s.store.Standing(ctx, "", nil, time.Now().In(zone).Format(time.DateOnly))
	return money.Money{Minor: given.Today, Currency: seller.Currency}, err
}

// script writes what happened in a conversation as a script to play again.
func (s *shop) script(ctx context.Context, id dialogue.ConversationID) (string, error) {
	turns, err := s.store.Turns(ctx, id, 0)
	if err != nil {
		return "", fmt.Errorf("read the turns of %s: %w", id, err)
	}
	rec := script.NewRecorder()
	for _, t := range turns {
		rec.Event(t.Event)
		for _, d := range t.Outbox {
			rec.Sent(d)
		}
	}
	var b bytes.Buffer
	if _, err := rec.WriteTo(&b); err != nil {
		return "", err
	}
	return b.String(), nil
}

// unattended is the channel of people who cannot be reached because their channel is off. What is for them stays in the outbox, in
// order, and goes out when a process with their channel runs.
type unattended struct{}

// unattendedPause is how long a delivery waits before it asks again whether there is a channel.
const unattendedPause = 10 * time.Minute

func (unattended) Receive(ctx context.Context, _ func(context.Context, dialogue.Event) error) error {
	<-ctx.Done()
	return nil
}

func (unattended) Send(context.Context, bot.Delivery) (string, error) {
	return "", &bot.RetryAfter{After: unattendedPause}
}
