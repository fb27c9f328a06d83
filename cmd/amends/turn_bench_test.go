package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"amends/adapters/files"
	"amends/adapters/memory"
	"amends/adapters/orders"
	"amends/bot"
	"amends/dialogue"
)

type nothing struct{}

func (nothing) Fetch(context.Context, dialogue.File) (io.ReadCloser, error) {
	return io.NopCloser(strings.NewReader("")), nil
}

// benchBot is a whole bot on the store in memory, with the sample orders and the built-in understander.
func benchBot(b *testing.B, store *memory.Store) *bot.Bot {
	b.Helper()
	kit, err := newToolkit()
	if err != nil {
		b.Fatal(err)
	}
	engine, err := kit.engine("")
	if err != nil {
		b.Fatal(err)
	}
	source, err := orders.Sample(time.Now())
	if err != nil {
		b.Fatal(err)
	}
	whole, err := bot.New(bot.Config{Engine: engine, Store: store, Outbox: store, Ledger: store, Orders: source, Evidence: files.Memory(files.Options{}),
		Fetch: nothing{}, Builtin: kit.builtin})
	if err != nil {
		b.Fatal(err)
	}
	return whole
}

// talk is what the buyers of the benchmark say over and over: a case from the complaint to the question for a photo, and back.
var talk = []string{"you sent me the wrong style of backpack", "it's 112-4567890-1234567", "98101", "how long will this take?", "no wait, it arrived broken",
	"yes I can still use it", "I mean it is the wrong one"}

// say carries one message of a buyer through its whole turn.
func say(ctx context.Context, whole *bot.Bot, conversation string, n int) error {
	claim, err := whole.Accept(ctx, dialogue.Event{ID: fmt.Sprintf("%s/%d", conversation, n), Conversation: dialogue.ConversationID(conversation),
		Buyer: dialogue.Address{Channel: "bench", Chat: conversation}, Body: dialogue.Message{Text: talk[n%len(talk)]}})
	if err != nil || claim == nil {
		return err
	}
	return whole.Handle(ctx, *claim)
}

// BenchmarkTurnMemory is a whole turn on the memory store: accept, understand, decide, commit.
func BenchmarkTurnMemory(b *testing.B) {
	whole := benchBot(b, memory.New(memory.Config{}))
	n := 0
	b.ReportAllocs()
	for b.Loop() {
		if err := say(b.Context(), whole, fmt.Sprintf("bench:%d", n/len(talk)), n); err != nil {
			b.Fatal(err)
		}
		n++
	}
}
