package redis

import (
	"context"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"amends/bot"
	"amends/bot/storetest"
	"amends/dialogue"
	"amends/dialogue/playbook"
	"amends/dialogue/understand"
	"amends/prompts"
)

// shop is one order and no files: what the benchmark's buyers complain about.
type shop struct{ order dialogue.Order }

func (s shop) Order(context.Context, string) (dialogue.Order, error) { return s.order, nil }

func (s shop) Owns(_ context.Context, _, text string) (bool, error) {
	return strings.Contains(text, "98101"), nil
}

func (shop) Fetch(context.Context, dialogue.File) (io.ReadCloser, error) {
	return io.NopCloser(strings.NewReader("")), nil
}

func (shop) Save(context.Context, dialogue.File, io.Reader) (dialogue.Evidence, error) {
	return dialogue.Evidence{Problem: dialogue.Unreadable}, nil
}

// talk is what every buyer of the benchmark says, from the complaint to the question for a photo, with a digression and a
// correction; then another begins.
var talk = []string{"you sent me the wrong style of backpack", "it's 112-4567890-1234567", "98101", "how long will this take?",
	"no wait, it arrived broken", "yes I can still use it", "I mean it is the wrong one"}

func wholeBot(b *testing.B, s *Store) *bot.Bot {
	b.Helper()
	book, err := playbook.Default()
	if err != nil {
		b.Fatal(err)
	}
	texts, err := prompts.Load()
	if err != nil {
		b.Fatal(err)
	}
	engine, err := dialogue.New(book, texts)
	if err != nil {
		b.Fatal(err)
	}
	builtin, err := understand.New()
	if err != nil {
		b.Fatal(err)
	}
	now := time.Now()
	goods := shop{dialogue.Order{ID: "112-4567890-1234567", Marketplace: "amazon", Country: "US", Currency: "USD", Status: dialogue.IsDelivered,
		Fulfilment: "seller", Placed: now.AddDate(0, 0, -10), Delivered: now.AddDate(0, 0, -4), Shipping: 499,
		Items: []dialogue.Item{{SKU: "BP-20-GR", Title: "Trail backpack", Variant: "green, 20 l", Quantity: 1, Price: 5000, Stock: 12}}}}
	whole, err := bot.New(bot.Config{Engine: engine, Store: s, Outbox: s, Ledger: s, Orders: goods, Evidence: goods, Fetch: goods, Builtin: builtin})
	if err != nil {
		b.Fatal(err)
	}
	return whole
}

// buyerSays carries the i-th message of a chat through its whole turn. A chat begins a new conversation whenever the talk is over.
func buyerSays(ctx context.Context, whole *bot.Bot, chat, i int) error {
	id := dialogue.ConversationID(fmt.Sprintf("c%d:%d", chat, i/len(talk)))
	claim, err := whole.Accept(ctx, dialogue.Event{ID: fmt.Sprint("m", i), Conversation: id,
		Buyer: dialogue.Address{Channel: "bench", Chat: string(id)}, Body: dialogue.Message{Text: talk[i%len(talk)]}})
	if err != nil {
		return err
	}
	return whole.Handle(ctx, *claim)
}

// BenchmarkWholeTurn is a turn with everything in it: accept, understand, prove the order, decide, commit. Beside it, with the very same
// payloads in the same run, stand the two bare scripts; the ratio of their turns/s is what the rest of the line costs.
func BenchmarkWholeTurn(b *testing.B) {
	for _, chats := range []int{16, 64} {
		var floor, whole float64
		b.Run(fmt.Sprintf("scripts/chats=%d", chats), func(b *testing.B) { floor = bareTalk(b, chats) })
		b.Run(fmt.Sprintf("whole/chats=%d", chats), func(b *testing.B) {
			s := open(b, storetest.Redis(b), Options{})
			w := wholeBot(b, s)
			inChats(b, chats, func(chat, i int) error { return buyerSays(b.Context(), w, chat, i) })
			whole = float64(b.N) / b.Elapsed().Seconds()
			if floor > 0 {
				b.ReportMetric(whole/floor, "of-scripts")
			}
		})
	}
}

// bareTalk plays the scripts' part of the same talk: the payloads are those of real turns.
func bareTalk(b *testing.B, chats int) float64 {
	s := open(b, storetest.Redis(b), Options{})
	w := wholeBot(b, s)
	for i := range talk {
		if err := buyerSays(b.Context(), w, -1, i); err != nil {
			b.Fatal(err)
		}
	}
	turns, err := s.Turns(b.Context(), "c-1:0", 0)
	if err != nil || len(turns) != len(talk) {
		b.Fatalf("the talk left %d turns, error %v, want %d", len(turns), err, len(talk))
	}
	keys, args := make([][][]string, chats), make([][][]any, chats)
	for chat := range chats {
		before := dialogue.Conversation{ID: dialogue.ConversationID(fmt.Sprint("c", chat))}
		for _, turn := range turns {
			turn.Next.ID = before.ID
			k, a, err := s.commitCall(bot.Claim{Conversation: before}, turn, "tag")
			if err != nil {
				b.Fatal(err)
			}
			keys[chat], args[chat] = append(keys[chat], k), append(args[chat], a)
			before = turn.Next
		}
	}
	inChats(b, chats, func(chat, i int) error {
		n := i % len(talk)
		return bareTurn(b, s, chat, i, keys[chat][n], args[chat][n])
	})
	return float64(b.N) / b.Elapsed().Seconds()
}
