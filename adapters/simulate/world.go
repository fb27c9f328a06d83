package simulate

import (
	"context"
	"io"
	"time"

	"amends/bot"
	"amends/dialogue"
)

// World is where conversations get what this package must not import: a bot with its store and orders, the standing rules, and a
// recorder of scripts. All of it is called from several goroutines at once.
type World struct {
	// Open builds a desk for one conversation.
	Open func(ctx context.Context, s Setup) (*Desk, error)
	// Check names the standing rules that a conversation broke; none is the rule.
	Check func(s Story) []string
	// Record returns a recorder of a conversation as a script, with the script's header lines (name, value).
	Record func(header [][2]string) Recorder
}

// Setup says how the desk of one conversation must be.
type Setup struct {
	Orders  []byte // in the native form of the order import
	Now     func() time.Time
	Buyer   bot.Channel    // named "script"
	Desk    bot.Channel    // named "desk"
	Written func(bot.Turn) // is told of every committed turn, in the goroutine that wrote it
}

// Desk is one running bot, as functions to be called one at a time.
type Desk struct {
	Accept   func(ctx context.Context, ev dialogue.Event) error // accepts and handles
	Dispatch func(ctx context.Context) (int, error)             // sends what may be sent; 0 means nothing is left
	Wake     func(ctx context.Context) error                    // does what is due
}

// Story is a conversation as it was stored and heard, for the standing rules.
type Story struct {
	Turns    []bot.Turn
	Heard    []bot.Delivery // by the buyer
	Accepted []string       // IDs of the accepted events
	Notes    []string       // of agents: not for the buyer
	Orders   []dialogue.Order
}

// Recorder writes a conversation as a script.
type Recorder interface {
	Event(ev dialogue.Event)
	Sent(d bot.Delivery)
	io.WriterTo
}
