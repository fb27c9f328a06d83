package telegram

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"

	telegram "github.com/go-telegram/bot"

	"amends/bot"
	"amends/dialogue"
)

// accept hands an event in: it is safe in the store when accept returns nil.
type accept = func(context.Context, dialogue.Event) error

// Channel is a bot on Telegram. All methods are safe for concurrent use; Receive runs once at a time.
type Channel struct {
	cfg      Config
	api      *telegram.Bot
	wire     *wire
	username atomic.Pointer[string] // of the bot; nil until Setup or Check has asked

	errands  *errands
	typing   *typing
	progress *progress
	refused  *refusals
	shelves  *shelves

	door    sync.RWMutex // held for reading while an update from the webhook is in hand
	through accept       // where updates from the webhook go; nil while nobody receives
	until   context.Context
}

// New returns a channel. It asks nothing of Telegram yet.
func New(cfg Config) (*Channel, error) {
	cfg = cfg.withDefaults()
	if err := cfg.check(); err != nil {
		return nil, err
	}
	c := &Channel{cfg: cfg, wire: newWire(cfg), errands: newErrands(cfg.Log), progress: newProgress(), refused: newRefusals(cfg.Times.Refusal)}
	c.typing = newTyping(cfg.Times.Typing, c.showTyping)
	c.shelves = newShelves(cfg, c.album)
	api, err := telegram.New(cfg.Token, telegram.WithSkipGetMe(), telegram.WithServerURL(cfg.API), telegram.WithHTTPClient(cfg.Times.Poll, c.wire),
		telegram.WithErrorsHandler(func(err error) { cfg.Log.Debug("telegram client", "err", c.wire.scrub(err.Error())) }))
	if err != nil {
		return nil, errors.New("telegram: the client could not be made")
	}
	c.api = api
	return c, nil
}

// Receive hands in what buyers send until ctx ends, by polling or, with a webhook, through Handler. An update is acknowledged to
// Telegram only after handle returned nil; what could not be handed in comes again.
func (c *Channel) Receive(ctx context.Context, handle func(context.Context, dialogue.Event) error) error {
	var parts sync.WaitGroup
	defer parts.Wait()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	parts.Go(func() { c.errands.run(ctx) })
	defer c.typing.stopAll()
	if c.cfg.Webhook == "" {
		c.poll(ctx, handle)
		return ctx.Err()
	}
	c.open(ctx, handle)
	defer c.shut()
	c.keepShelves(ctx, handle)
	return ctx.Err()
}

// Worked tells that an event of the conversation was handled: "typing" is not shown any more, whether there is an answer or not.
func (c *Channel) Worked(id dialogue.ConversationID) {
	if chat, ok := chatOf(id); ok {
		c.typing.disarm(chat)
	}
}

// The classes that deliveries are counted in.
const (
	classMessage = ChannelName
	classEdit    = ChannelName + ":edit"
)

// Limits are how fast Telegram may be sent to, by Class: https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
func (c *Channel) Limits() map[string]bot.Limits {
	return map[string]bot.Limits{
		classMessage: {Global: c.cfg.Rate, PerChat: 1, Burst: 3},
		classEdit:    {Global: c.cfg.Rate},
	}
}

// Class is what a delivery counts as: an edit of a pinned message does not take the place of a new message in its chat.
func Class(d bot.Delivery) string {
	if pin, ok := d.Action.(dialogue.Pin); ok && !pin.First {
		return classEdit
	}
	return classMessage
}
