package console

import (
	"context"
	"io"
	"sync"
	"time"

	"amends/bot"
	"amends/dialogue"
)

// Conversation is the one conversation of a session.
const Conversation dialogue.ConversationID = "console:buyer"

// ChannelName is the buyer's channel.
const ChannelName = "console"

// Recorder hears of everything that happens, and writes it as a script.
type Recorder interface {
	Event(dialogue.Event)
	Sent(bot.Delivery)
	io.WriterTo
}

// Config is what a session needs. Read, Record and Sample are needed; the rest may be left out.
type Config struct {
	// Read reads one line of a script, its prefix included.
	Read func(line string) (Input, error)
	// Record hears of every event and message; :save writes what it heard.
	Record Recorder
	// Sample makes up a file that is named on a line and is not there.
	Sample func(name string) (content []byte, mime string)
	Folder string // where files that are named are looked for; "" makes up all of them
	Lang   string // language that the buyer's channel reports
	// Orders are lines about the orders to try, the best first.
	Orders []string
	// Notes are what whoever types should know before anything else.
	Notes []string
	Start time.Time // when the session begins
	// Wall is the time outside, which the session's clock follows; nil: the clock moves by "wait" only.
	Wall func() time.Time
	Zone *time.Location // in which times are shown; nil: UTC
}

// Bot is the running bot, as functions that are called one at a time.
type Bot struct {
	Accept   func(context.Context, dialogue.Event) error // accepts and handles
	Dispatch func(context.Context) (int, error)          // sends what may be sent; 0: nothing more
	Wake     func(context.Context) (int, error)          // wakes who is due
	Load     func(context.Context) (dialogue.Conversation, error)
}

// Console is one session. Its channels, its clock and Fetch are safe for concurrent use; Lines and Screen run it, one of them, once.
type Console struct {
	cfg   Config
	clock *clock
	bot   Bot

	// working is held while an input is carried out, one at a time.
	working  sync.Mutex
	events   int    // made so far
	lastText string // event of the buyer's latest text
	lastSent string // event of the buyer's latest message of any kind

	mu       sync.Mutex // guards what follows
	onDesk   bool       // what is typed without a prefix is the agent's
	messages []message
}

// New returns a session that has not begun.
func New(cfg Config) *Console {
	if cfg.Zone == nil {
		cfg.Zone = time.UTC
	}
	return &Console{cfg: cfg, clock: newClock(cfg.Start, cfg.Wall)}
}

// Now is the session's time. The bot and all around it must ask for no other.
func (c *Console) Now() time.Time { return c.clock.now() }

// Channels are the buyer's channel and the desk's, by name.
func (c *Console) Channels() map[string]bot.Channel {
	return map[string]bot.Channel{ChannelName: channel{c, false}, "desk": channel{c, true}}
}

// channel is one side of the session.
type channel struct {
	console *Console
	desk    bool
}

// Receive waits for ctx to end: what is typed is handed in by Lines and Screen.
func (ch channel) Receive(ctx context.Context, _ func(context.Context, dialogue.Event) error) error {
	<-ctx.Done()
	return ctx.Err()
}

// Send shows a message. It cannot fail.
func (ch channel) Send(_ context.Context, d bot.Delivery) (string, error) {
	if dialogue.Silent(d.Action) {
		return d.ID, nil
	}
	ch.console.show(received(d, ch.desk))
	ch.console.cfg.Record.Sent(d)
	return d.ID, nil
}

// show adds a message to the session.
func (c *Console) show(m message) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if m.card != nil {
		m.before = c.cardOf(m.caseNo)
	}
	c.messages = append(c.messages, m)
}

// remark shows what the console itself has to say.
func (c *Console) remark(lines ...string) {
	for _, text := range lines {
		c.show(message{from: fromConsole, desk: c.side(), text: text})
	}
}

// from returns the messages from the n-th on. They do not change any more.
func (c *Console) from(n int) []message {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.messages[n:len(c.messages):len(c.messages)]
}

// cardOf is the card of a case as the desk has it; nil when it has none. The caller holds mu.
func (c *Console) cardOf(caseNo string) *dialogue.Card {
	for i := len(c.messages) - 1; i >= 0; i-- {
		if m := c.messages[i]; m.card != nil && m.caseNo == caseNo {
			return m.card
		}
	}
	return nil
}

// side reports whether the agent is at the keyboard.
func (c *Console) side() (desk bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.onDesk
}

func (c *Console) setSide(desk bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.onDesk = desk
}
