package slack

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/slack-go/slack"

	"amends/bot"
	"amends/dialogue"
	"amends/dialogue/money"
	"amends/dialogue/playbook"
	"amends/prompts"
)

// Config is what the desk on Slack is made of. BotToken and Channel are needed, and AppToken for Socket Mode or SigningSecret for
// signed HTTP.
type Config struct {
	BotToken      string
	AppToken      string // Socket Mode
	SigningSecret string // signed HTTP, see Handler
	API           string // ends in /api/; "" is Slack's own
	Channel       string // ID of the desk's channel: whoever is in it may act

	Texts *prompts.Catalog
	Lang  string // of the desk

	Conversations Conversations
	Cases         bot.Cases
	Threads       bot.Threads
	Receipts      bot.Receipts
	Pictures      Pictures
	// Issue names what is wrong in a language as it stands in a sentence; an engine does.
	Issue func(lang string, id playbook.IssueID) string
	// Card draws a case as it is at a time; false when the conversation has no such case.
	Card func(c dialogue.Conversation, no string, at time.Time) (dialogue.Card, bool)
	// Script writes what happened in a conversation as a conversation script.
	Script func(ctx context.Context, id dialogue.ConversationID) (string, error)
	// Turns returns the last n turns of a conversation, oldest first, as a bot.Store does; nil: modals do not show what was said.
	Turns func(ctx context.Context, id dialogue.ConversationID, n int) ([]bot.Turn, error)
	// GivenToday is what was given today without anybody's approval; nil: the figures do not have it.
	GivenToday func(ctx context.Context) (money.Money, error)

	// What a language model adds for the team; nil: it does not. It is advice: whatever becomes of it, nothing waits for it and nothing
	// rests on it. Errors are logged, so they must hold nothing of what anybody wrote.

	// Summary tells what happened so far, for a person who takes over; "" is none.
	Summary func(ctx context.Context, s bot.Story) (string, error)
	// Suggest writes a reply that an agent may change and send; "" is none.
	Suggest func(ctx context.Context, s bot.Story) (string, error)
	// Look tells what a picture of this MIME type seems to show; "" says nothing.
	Look func(ctx context.Context, id dialogue.ConversationID, picture []byte, kind string) (bot.Sight, error)
	// Translates says that a buyer of another language reads agents' words translated.
	Translates bool

	Client *http.Client     // nil: one with a timeout of 10 seconds
	Now    func() time.Time // nil: time.Now
	Log    *slog.Logger     // nil: discards
}

// Conversations reads conversations; a bot.Store does.
type Conversations interface {
	Load(ctx context.Context, id dialogue.ConversationID) (dialogue.Conversation, error)
}

// Pictures give out buyers' files; the evidence store does. Both return the content and its MIME type.
type Pictures interface {
	// View is a picture fit to be shown: upright, without metadata, of a moderate size.
	View(ctx context.Context, id string) ([]byte, string, error)
	// Original is the file as the buyer sent it.
	Original(ctx context.Context, id string) ([]byte, string, error)
}

// Channel is the seller's team on Slack: a bot.Channel for the destination "desk". It is safe for concurrent use.
type Channel struct {
	cfg Config
	api *slack.Client

	steps   steps   // of deliveries in hand
	shelf   shelf   // buyers' files on Slack
	advised advised // of errors that wait for a person

	besides  *errands      // what a model adds to what was sent
	summed   onces         // handoffs that were summed up
	patience time.Duration // with a model

	people    *people
	workspace *workspace
	intake    atomic.Pointer[intake] // of the Receive at work
	pauses    pauses
}

var _ bot.Channel = (*Channel)(nil)

// New returns the desk, or an error that names what the configuration lacks. It does not talk to Slack.
func New(cfg Config) (*Channel, error) {
	if cfg.BotToken == "" || cfg.Channel == "" {
		return nil, errors.New("slack: Config.BotToken and Config.Channel are needed")
	}
	if cfg.Client == nil {
		cfg.Client = newClient()
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	opts := []slack.Option{slack.OptionHTTPClient(cfg.Client), slack.OptionAppLevelToken(cfg.AppToken)}
	if cfg.API != "" {
		opts = append(opts, slack.OptionAPIURL(cfg.API))
	}
	api := slack.New(cfg.BotToken, opts...)
	return &Channel{cfg: cfg, api: api, people: newPeople(api, cfg.Channel, cfg.Now), workspace: &workspace{api: api},
		besides: newErrands(mostBesides), patience: modelTime,
		pauses: pauses{undo: undoTime + time.Second, home: 2 * time.Second}}, nil
}

// newClient keeps enough connections open for all that is sent side by side.
func newClient() *http.Client {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = 64
	return &http.Client{Transport: transport, Timeout: 10 * time.Second}
}
