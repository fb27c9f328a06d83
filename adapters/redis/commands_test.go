package redis

import (
	"context"
	"fmt"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"amends/bot"
	"amends/bot/storetest"
	"amends/dialogue"
)

// sentCommands counts the commands that a client sends, those of a pipeline each, and leaves out what makes a connection.
type sentCommands struct {
	mu    sync.Mutex
	names map[string]int
}

func (c *sentCommands) count(cmds ...goredis.Cmder) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, cmd := range cmds {
		if name := cmd.Name(); name != "hello" && name != "client" {
			c.names[name]++
		}
	}
}

func (c *sentCommands) reset() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.names = map[string]int{}
}

func (c *sentCommands) total() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	n := 0
	for _, times := range c.names {
		n += times
	}
	return n
}

// DialHook implements goredis.Hook.
func (c *sentCommands) DialHook(next goredis.DialHook) goredis.DialHook {
	return func(ctx context.Context, network, addr string) (net.Conn, error) { return next(ctx, network, addr) }
}

// ProcessHook implements goredis.Hook.
func (c *sentCommands) ProcessHook(next goredis.ProcessHook) goredis.ProcessHook {
	return func(ctx context.Context, cmd goredis.Cmder) error {
		c.count(cmd)
		return next(ctx, cmd)
	}
}

// ProcessPipelineHook implements goredis.Hook.
func (c *sentCommands) ProcessPipelineHook(next goredis.ProcessPipelineHook) goredis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []goredis.Cmder) error {
		c.count(cmds...)
		return next(ctx, cmds)
	}
}

// editing is a channel that edits what has a key, as adapters do: it asks for the receipt of every such delivery.
type editing struct {
	store *Store
	sent  atomic.Int64
	wrong atomic.Int64 // edits that did not find their message
}

func (e *editing) Send(ctx context.Context, d bot.Delivery) (string, error) {
	defer e.sent.Add(1)
	if d.Key == "" {
		return "m" + d.ID, nil
	}
	receipt, err := e.store.Receipt(ctx, d.Conversation, d.Key)
	if receipt == "" {
		return "posted " + d.ID, err
	}
	if !strings.HasPrefix(receipt, "posted ") {
		e.wrong.Add(1)
	}
	return receipt, err
}

func (e *editing) Receive(ctx context.Context, _ func(context.Context, dialogue.Event) error) error {
	<-ctx.Done()
	return ctx.Err()
}

// busyTurn answers an event with a message and a pin to the buyer and a card to the desk.
func busyTurn(claim bot.Claim) bot.Turn {
	t := recordTurn(claim)
	ev, no := t.Event, "A-"+string(claim.Conversation.ID)
	to := t.Outbox[0].To
	t.Outbox = append(t.Outbox,
		bot.Delivery{ID: ev.ID + "/1", Conversation: ev.Conversation, To: to, Key: bot.PinKey(no), Action: dialogue.Pin{Case: no, Text: ev.ID}, At: ev.At},
		bot.Delivery{ID: ev.ID + "/2", Conversation: ev.Conversation, To: bot.Destination{Channel: desk, Chat: no}, Key: bot.CardKey(no),
			Action: dialogue.ShowCase{Card: dialogue.Card{Case: no}}, At: ev.At})
	return t
}

// TestCommandsOfATurn: a turn with a message, an edit of the pin and an edit of the card costs six commands.
func TestCommandsOfATurn(t *testing.T) {
	s := open(t, storetest.Redis(t), Options{})
	sent := &sentCommands{names: map[string]int{}}
	s.client.AddHook(sent)
	channel, poke := &editing{store: s}, make(chan struct{})
	dispatcher := bot.NewDispatcher(bot.DispatcherConfig{Outbox: s, Channels: map[string]bot.Channel{"script": channel, desk: channel}, Poke: poke})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { dispatcher.Run(ctx); close(done) }()
	defer func() { cancel(); <-done }()
	turn := func(i int) {
		claim, err := s.Accept(t.Context(), textEvent("a", fmt.Sprint("m", i)))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Commit(t.Context(), *claim, busyTurn(*claim)); err != nil {
			t.Fatal(err)
		}
		poke <- struct{}{}
		for deadline := time.Now().Add(10 * time.Second); channel.sent.Load() < int64(3*(i+1)); time.Sleep(100 * time.Microsecond) {
			if time.Now().After(deadline) {
				t.Fatalf("turn %d: %d deliveries after 10 s, want %d", i, channel.sent.Load(), 3*(i+1))
			}
		}
	}
	turn(0)
	const turns = 100
	sent.reset()
	started := time.Now()
	for i := range turns {
		turn(i + 1)
	}
	// Once in a second the dispatcher looks for what other processes left.
	most := 6*turns + 2 + int(time.Since(started).Seconds())
	t.Logf("%d commands for %d turns: %v", sent.total(), turns, sent.names)
	if sent.total() > most || channel.wrong.Load() > 0 {
		t.Errorf("%d commands for %d turns and %d wrong edits, want at most %d and none", sent.total(), turns, channel.wrong.Load(), most)
	}
}
