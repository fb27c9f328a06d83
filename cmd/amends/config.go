package main

import (
	"cmp"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

// config is what the flags and the environment say; nothing else in the program reads either.
type config struct {
	playbook    string
	orders      string
	evidenceDir string
	redisURL    string
	proofKey    string
	logLevel    string
	logFormat   string
	listenAddr  string
	telegram    telegramConfig
	slack       slackConfig
	remedy      remedyConfig
	model       modelConfig
}

type telegramConfig struct{ token, api, webhook, secret, rate string }

type slackConfig struct{ botToken, appToken, signingSecret, api, channel string }

type remedyConfig struct{ url, secret string }

// setting is one thing to configure, under the same name for every command: NAME in the environment, --name as a flag.
type setting struct {
	name   string
	usage  string
	secret bool // only from the environment, or from the file that NAME_FILE names
	field  func(*config) *string
}

var settings = slices.Concat(shopSettings, channelSettings, modelSettings, processSettings)

// shopSettings are about the seller's shop: its policy, its orders, what is kept of its buyers.
var shopSettings = []setting{
	{name: "PLAYBOOK", usage: "the seller's policy, a YAML file; without it the one that comes with Amends", field: func(c *config) *string { return &c.playbook }},
	{name: "ORDERS", usage: "a file of orders to load at start; without it sample orders (chat, test) or the store's", field: func(c *config) *string { return &c.orders }},
	{name: "EVIDENCE_DIR", usage: "where buyers' files are kept; without it in memory", field: func(c *config) *string { return &c.evidenceDir }},
	{name: "REDIS_URL", usage: "the store, such as redis://127.0.0.1:6379/0; Sentinel and Cluster by their URLs", field: func(c *config) *string { return &c.redisURL }},
	{name: "PROOF_KEY", usage: "hashes what proves an order's owner; without it the store keeps one", secret: true, field: func(c *config) *string { return &c.proofKey }},
}

// channelSettings are about the ways to people and to the shop.
var channelSettings = []setting{
	{name: "TELEGRAM_BOT_TOKEN", usage: "the bot's token, from @BotFather; without it Telegram is off", secret: true, field: func(c *config) *string { return &c.telegram.token }},
	{name: "TELEGRAM_API_URL", usage: "another server of the Bot API, without a slash at its end", field: func(c *config) *string { return &c.telegram.api }},
	{name: "TELEGRAM_WEBHOOK_URL", usage: "the public https address that Telegram posts to, served at its path; without it the bot polls", field: func(c *config) *string { return &c.telegram.webhook }},
	{name: "TELEGRAM_WEBHOOK_SECRET", usage: "proves that a post to the webhook is Telegram's", secret: true, field: func(c *config) *string { return &c.telegram.secret }},
	{name: "TELEGRAM_RATE", usage: "messages a second to all chats together (default 30): more if Telegram allows your bot more, less if several processes share it", field: func(c *config) *string { return &c.telegram.rate }},
	{name: "SLACK_BOT_TOKEN", usage: "the app's bot token, xoxb-...; without it the desk on Slack is off", secret: true, field: func(c *config) *string { return &c.slack.botToken }},
	{name: "SLACK_APP_TOKEN", usage: "the app-level token, xapp-...: Slack over Socket Mode", secret: true, field: func(c *config) *string { return &c.slack.appToken }},
	{name: "SLACK_SIGNING_SECRET", usage: "proves that a request is Slack's: Slack over HTTP, without SLACK_APP_TOKEN", secret: true, field: func(c *config) *string { return &c.slack.signingSecret }},
	{name: "SLACK_API_URL", usage: "another server of Slack's API; it ends in /api/", field: func(c *config) *string { return &c.slack.api }},
	{name: "SLACK_CHANNEL", usage: "ID of the desk's channel, such as C0123456789; whoever is in it may act", field: func(c *config) *string { return &c.slack.channel }},
	{name: "REMEDY_WEBHOOK_URL", usage: "an https address of the shop that carries agreed remedies out; without it people do", field: func(c *config) *string { return &c.remedy.url }},
	{name: "REMEDY_WEBHOOK_SECRET", usage: "signs what is posted to it", secret: true, field: func(c *config) *string { return &c.remedy.secret }},
}

// processSettings are about this process on its machine.
var processSettings = []setting{
	{name: "LISTEN_ADDR", usage: "where webhooks, /healthz, /readyz and /metrics are served (default 127.0.0.1:8080)", field: func(c *config) *string { return &c.listenAddr }},
	{name: "LOG_LEVEL", usage: "debug, info, warn or error", field: func(c *config) *string { return &c.logLevel }},
	{name: "LOG_FORMAT", usage: "text or json", field: func(c *config) *string { return &c.logFormat }},
}

// everySetting names all settings, for the commands that run or look at the whole.
func everySetting() []string {
	var names []string
	for _, s := range settings {
		names = append(names, s.name)
	}
	return names
}

func (s setting) flag() string { return strings.ReplaceAll(strings.ToLower(s.name), "_", "-") }

// configure gives a command the named settings as flags whose defaults come from the environment, and reads the secrets among
// them before the command runs. Its help tells of both.
func configure(cmd *cobra.Command, names ...string) *config {
	cfg := &config{}
	var secrets []setting
	for _, s := range settings {
		if !slices.Contains(names, s.name) {
			continue
		}
		if s.secret {
			secrets = append(secrets, s)
			continue
		}
		cmd.Flags().StringVar(s.field(cfg), s.flag(), os.Getenv(s.name), s.usage+" ["+s.name+"]")
		cmd.Flags().Lookup(s.flag()).DefValue = "" // help shows no value of the environment: a URL may hold a password
	}
	cmd.Long = cmp.Or(cmd.Long, cmd.Short) + secretsHelp(secrets)
	cmd.PreRunE = func(*cobra.Command, []string) error {
		for _, s := range secrets {
			value, err := secret(s.name)
			if err != nil {
				return err
			}
			*s.field(cfg) = value
		}
		return nil
	}
	return cfg
}

// secretsHelp lists the secrets that a command reads: they are no flags, which every user of the machine could see.
func secretsHelp(secrets []setting) string {
	if len(secrets) == 0 {
		return ""
	}
	text := "\n\nSecrets, from the environment or from the file that NAME_FILE names:"
	for _, s := range secrets {
		text += fmt.Sprintf("\n  %-24s %s", s.name, s.usage)
	}
	return text
}

// secret reads a secret from the environment or from the file that NAME_FILE names. A file that is named must hold it: going on
// without would be another configuration than the one that was meant.
func secret(name string) (string, error) {
	value, file := os.Getenv(name), os.Getenv(name+"_FILE")
	switch {
	case file == "":
		return value, nil
	case value != "":
		return "", fmt.Errorf("%s and %[1]s_FILE are both set: unset one of them", name)
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return "", fmt.Errorf("%s_FILE: %w: name a file that can be read and holds the secret, or unset it", name, err)
	}
	if value = strings.TrimSpace(string(data)); value == "" {
		return "", fmt.Errorf("%s_FILE: %s is empty: put the secret into it, or unset it", name, file)
	}
	return value, nil
}

// logger writes to standard error, so that it never mixes with what a command prints.
func (c *config) logger() (*slog.Logger, error) {
	var level slog.Level
	if name := c.logLevel; name != "" {
		if err := level.UnmarshalText([]byte(name)); err != nil {
			return nil, fmt.Errorf("LOG_LEVEL %q: want debug, info, warn or error", name)
		}
	} else {
		level = slog.LevelWarn
	}
	opts := &slog.HandlerOptions{Level: level, ReplaceAttr: c.redact}
	switch c.logFormat {
	case "", "text":
		return slog.New(slog.NewTextHandler(os.Stderr, opts)), nil
	case "json":
		return slog.New(slog.NewJSONHandler(os.Stderr, opts)), nil
	}
	return nil, fmt.Errorf("LOG_FORMAT %q: want text or json", c.logFormat)
}

// secrets are the values that must be read nowhere.
func (c *config) secrets() []string {
	var values []string
	for _, s := range settings {
		if v := *s.field(c); s.secret && len(v) >= 8 {
			values = append(values, v)
		}
	}
	if u, err := url.Parse(c.redisURL); err == nil {
		if password, set := u.User.Password(); set && password != "" {
			values = append(values, password)
		}
	}
	return values
}

// redact is the last guard of the secrets: nobody writes one into a log on purpose, but errors of libraries hold what they like.
func (c *config) redact(_ []string, a slog.Attr) slog.Attr {
	text := ""
	switch v := a.Value; v.Kind() {
	case slog.KindString:
		text = v.String()
	case slog.KindAny:
		err, ok := v.Any().(error)
		if !ok {
			return a
		}
		text = err.Error()
	default:
		return a
	}
	for _, s := range c.secrets() {
		text = strings.ReplaceAll(text, s, "[secret]")
	}
	return slog.String(a.Key, text)
}

// version is the module's version as the Go tool recorded it.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" || info.Main.Version == "(devel)" {
		return "development build"
	}
	return info.Main.Version
}
