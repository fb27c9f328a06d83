package script

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"amends/bot"
	"amends/dialogue"
	"amends/dialogue/playbook"
)

// World is where scripts get what this package must not import: the bot, its store, its orders. Both functions are needed and are
// called from several goroutines at once.
type World struct {
	// Open builds everything that one script plays on: a new store, a bot, the script's playbook and orders.
	Open func(ctx context.Context, s Setup) (*Stage, error)
	// Sample makes up a file that a script names and that is not there: a small real picture or file whose content depends on the
	// name only.
	Sample func(name string) (content []byte, mime string)
}

// Setup says how the stage of one script must be.
type Setup struct {
	Script   string // the script's own path
	Playbook string // file of the playbook, or "default"
	Orders   string // file of the orders, "" for the sample orders
	Lang     string // language that the buyer's channel reports, "" for none
	LLM      string // value of @llm; "" for no model
	Channel  string // "script", or the real adapter that the script wants to be played through
	// Now is the script's clock. Whatever on the stage needs the time asks it and nothing else.
	Now func() time.Time
	// Channels receive what is sent: by the name of the buyer's channel, and "desk".
	Channels map[string]bot.Channel
	// Fetch opens the files that the script's buyer sends.
	Fetch bot.Fetcher
	Hooks Hooks
	// Trouble is what the script has wrong with "buyer" or "desk" now: nil, a *bot.RetryAfter, bot.ErrPermanent when the buyer blocked the
	// bot, or another error while it is down. Asking uses up one of the times of a "fault telegram 429".
	Trouble func(who string) error
}

// Hooks wrap parts of the stage so that the script can break and watch them. Open must hand what they return, not what it gave
// them, to the bot, the dispatcher and the waker. It calls each once: a process that starts later uses the same.
type Hooks struct {
	Store  func(bot.Store) bot.Store
	Outbox func(bot.Outbox) bot.Outbox
	Ledger func(bot.Ledger) bot.Ledger
	// Model takes the model's understander, or nil for none, and may return nil.
	Model func(bot.Understander) bot.Understander
}

// Stage is what one script plays on.
type Stage struct {
	// Start starts a process: a fresh bot on the stage's one store. It is called once at first and again after a "fault kill".
	Start func() (Process, error)
	// Store reads the state; it is the unwrapped one.
	Store bot.Store
	// Step is the engine's, for replaying the stored turns. Nil leaves the replay out.
	Step func(dialogue.Conversation, dialogue.Event) (dialogue.Conversation, []dialogue.Action)
	Book *playbook.Book
	// Orders are all orders of the source: nothing of them may be said before their proof.
	Orders []dialogue.Order
	// Lease is how long a dead process keeps a conversation; 0 means 30 seconds.
	Lease time.Duration
	// Channel is the real adapter that Setup.Channel asked for and that this stage plays through; "" for none. Such a stage sends by the
	// adapters, asks Setup.Trouble itself, and hands what came out at the other end to Setup.Channels.
	Channel string
	// Conversation is what the real adapter calls the script's conversation.
	Conversation dialogue.ConversationID
	// Bring has the buyer or an agent do at the far end of the real channel what an event of the script says, and returns what the
	// adapter made of it.
	Bring func(ctx context.Context, ev dialogue.Event) ([]dialogue.Event, error)
	// Close frees what Open made; it may be nil.
	Close func() error
}

// Process is one running bot with its dispatcher and its waker, as functions to be called one at a time.
type Process struct {
	Accept   func(ctx context.Context, ev dialogue.Event) (*bot.Claim, error) // the bot's
	Handle   func(ctx context.Context, claim bot.Claim) error                 // the bot's
	Dispatch func(ctx context.Context) (int, error)                           // the dispatcher's RunOnce
	Wake     func(ctx context.Context) (int, error)                           // the waker's RunOnce
}

// conversation is the one conversation of a script.
const conversation dialogue.ConversationID = "script:buyer"

// channelName is the buyer's channel unless the script is played through a real adapter.
const channelName = "script"

// startTime is when a script begins that does not say so: a Monday morning in the default seller's opening hours.
var startTime = time.Date(2026, 3, 2, 15, 0, 0, 0, time.UTC)

// setup turns a script's header into what Open needs, leaving the parts that belong to the player.
func setup(s *Script) Setup {
	beside := func(name string) string {
		if name == "" || filepath.IsAbs(name) {
			return name
		}
		return filepath.Join(filepath.Dir(s.Path), name)
	}
	st := Setup{Script: s.Path, Lang: s.Header("lang"), LLM: s.Header("llm"), Playbook: "default", Channel: channelName}
	if p := s.Header("playbook"); p != "" && p != "default" {
		st.Playbook = beside(p)
	}
	if o := s.Header("orders"); o != "sample" {
		st.Orders = beside(o)
	}
	if c := cmp.Or(s.Channel, s.Header("channel")); c != "" {
		st.Channel = c
	}
	return st
}

// begin returns the time at which a script starts.
func begin(s *Script) time.Time {
	if t, err := parseTime(s.Header("now")); err == nil {
		return t
	}
	return startTime
}

// check reports what is missing on a stage that Open returned.
func (st *Stage) check(want Setup) error {
	switch {
	case st.Start == nil || st.Store == nil || st.Book == nil:
		return errors.New("the stage has no bot, no store or no playbook")
	case want.Channel != channelName && st.Channel != want.Channel:
		return fmt.Errorf("@channel %s: there is no such channel to play through; there are script and telegram", want.Channel)
	case st.Channel != "" && (st.Conversation == "" || st.Bring == nil):
		return errors.New("a stage with a real channel needs its conversation and a way to bring events in")
	}
	return nil
}

func (st *Stage) lease() time.Duration {
	if st.Lease > 0 {
		return st.Lease
	}
	return 30 * time.Second
}
