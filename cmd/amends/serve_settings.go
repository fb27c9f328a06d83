package main

import (
	"cmp"
	"errors"
	"fmt"
	"net"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"amends/adapters/orders"
	"amends/adapters/webhook"
)

const (
	defaultListen = "127.0.0.1:8080"
	defaultRate   = 30 // messages a second to all chats: https://core.telegram.org/bots/faq
)

// check finds everything that is wrong with the settings of serve without asking anybody.
func (c *config) check() error {
	var nothing error
	if c.telegram.token == "" && c.slack.botToken == "" {
		nothing = errors.New("nothing to serve: set TELEGRAM_BOT_TOKEN (from @BotFather) for buyers, and SLACK_BOT_TOKEN with SLACK_CHANNEL for the desk; " +
			"amends chat needs neither")
	}
	return errors.Join(nothing, c.telegram.check(), c.slack.check(), c.remedy.check(), c.model.check(), c.checkListen(), c.checkKey())
}

// Forms of what the platforms give out. They are looked at to tell a mistake early, not to prove anything.
var (
	botToken      = regexp.MustCompile(`^[0-9]+:[A-Za-z0-9_-]{10,}$`)
	webhookSecret = regexp.MustCompile(`^[A-Za-z0-9_-]{16,256}$`) // https://core.telegram.org/bots/api#setwebhook takes any length from 1
	slackChannel  = regexp.MustCompile(`^[CG][A-Z0-9]{2,}$`)
)

// hookPorts are those that Telegram posts to: https://core.telegram.org/bots/api#setwebhook
var hookPorts = []string{"", "443", "80", "88", "8443"}

// ownPaths are served beside the webhook of Telegram.
var ownPaths = []string{"", "/", "/healthz", "/readyz", "/metrics"}

func (t telegramConfig) check() error {
	var found []error
	bad := func(format string, args ...any) { found = append(found, fmt.Errorf(format, args...)) }
	if t.token != "" && !botToken.MatchString(t.token) {
		bad("TELEGRAM_BOT_TOKEN is no bot token: copy it whole from @BotFather, it looks like 123456789:AAF...")
	}
	if _, err := webURL(t.api); t.api != "" && (err != nil || strings.HasSuffix(t.api, "/")) {
		bad("TELEGRAM_API_URL: want http(s)://host without a slash at its end")
	}
	if _, err := t.perSecond(); err != nil {
		found = append(found, err)
	}
	if t.webhook == "" {
		return errors.Join(found...)
	}
	u, err := webURL(t.webhook)
	if err != nil || u.Scheme != "https" && !loopback(u.Hostname()) {
		bad("TELEGRAM_WEBHOOK_URL: want https://your.host/path, as Telegram sees it; without it the bot polls, which needs no address")
	} else if !slices.Contains(hookPorts, u.Port()) && t.api == "" {
		bad("TELEGRAM_WEBHOOK_URL: Telegram posts to the ports 443, 80, 88 and 8443 only")
	} else if slices.Contains(ownPaths, u.Path) || strings.HasPrefix(u.Path, "/slack/") {
		bad("TELEGRAM_WEBHOOK_URL: it needs a path of its own, such as https://%s/telegram", u.Host)
	}
	if !webhookSecret.MatchString(t.secret) {
		bad("TELEGRAM_WEBHOOK_SECRET: want 16 to 256 letters, digits, _ and -: take a random one (openssl rand -hex 32)")
	}
	return errors.Join(found...)
}

// perSecond is how many messages a second may go out to Telegram.
func (t telegramConfig) perSecond() (float64, error) {
	rate, err := strconv.ParseFloat(cmp.Or(t.rate, strconv.Itoa(defaultRate)), 64)
	if err != nil || !(rate > 0 && rate <= 10_000) {
		return 0, fmt.Errorf("TELEGRAM_RATE %q: want messages a second, such as 30", t.rate)
	}
	return rate, nil
}

// hookPath is where Telegram's webhook is served; "" when the bot polls.
func (t telegramConfig) hookPath() string {
	if u, err := url.Parse(t.webhook); err == nil {
		return u.Path
	}
	return ""
}

func (s slackConfig) check() error {
	var found []error
	bad := func(text string) { found = append(found, errors.New(text)) }
	if s.botToken == "" {
		if s.appToken != "" || s.signingSecret != "" {
			bad("SLACK_BOT_TOKEN is missing: copy the Bot User OAuth Token (xoxb-...) from the app's page, or unset the other settings of Slack")
		}
		return errors.Join(found...)
	}
	if !strings.HasPrefix(s.botToken, "xoxb-") {
		bad("SLACK_BOT_TOKEN is no bot token: it begins with xoxb- (OAuth & Permissions, on the app's page)")
	}
	if s.appToken != "" && !strings.HasPrefix(s.appToken, "xapp-") {
		bad("SLACK_APP_TOKEN is no app-level token: it begins with xapp- (Basic Information, on the app's page)")
	}
	if s.appToken == "" && s.signingSecret == "" {
		bad("set SLACK_APP_TOKEN for Socket Mode (no public address needed), or SLACK_SIGNING_SECRET for HTTP")
	}
	switch {
	case s.channel == "":
		bad("SLACK_CHANNEL is missing: set it to the ID of the desk's channel (it stands at the end of the channel's details)")
	case !slackChannel.MatchString(s.channel):
		bad("SLACK_CHANNEL is no channel ID: want one such as C0123456789, not the channel's name (it stands at the end of the channel's details)")
	}
	if _, err := webURL(s.api); s.api != "" && (err != nil || !strings.HasSuffix(s.api, "/api/")) {
		bad("SLACK_API_URL: want http(s)://host/api/")
	}
	return errors.Join(found...)
}

func (r remedyConfig) check() error {
	if r.url == "" {
		return nil
	}
	if _, err := webhook.New(webhook.Config{URL: r.url, Secret: []byte(r.secret)}); err != nil {
		return fmt.Errorf("REMEDY_WEBHOOK_URL and REMEDY_WEBHOOK_SECRET: %w", err)
	}
	return nil
}

func (c *config) checkListen() error {
	if _, port, err := net.SplitHostPort(c.listen()); err != nil || port == "" {
		return fmt.Errorf("LISTEN_ADDR %q: want an address and a port, such as %s or :8080", c.listenAddr, defaultListen)
	}
	return nil
}

func (c *config) listen() string { return cmp.Or(c.listenAddr, defaultListen) }

func (c *config) checkKey() error {
	if c.proofKey == "" || len(c.proofKey) >= orders.MinKey {
		return nil
	}
	return fmt.Errorf("PROOF_KEY is shorter than %d characters: take a long random one (openssl rand -hex 32), or unset it and the store makes one", orders.MinKey)
}

// webURL reads an address of the web. Its errors never repeat it.
func webURL(text string) (*url.URL, error) {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return nil, errors.New("no address of the web")
	}
	return u, nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
