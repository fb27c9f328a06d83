package redis

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"amends/bot"
	"amends/bot/storetest"
	"amends/dialogue"
)

// benchTurn is a claim's turn with a state of about 1.5 KB and one delivery of about 300 B.
func benchTurn(claim bot.Claim) bot.Turn {
	t := recordTurn(bot.Claim{Conversation: dialogue.Conversation{ID: claim.Conversation.ID}, Events: claim.Events})
	for i := range 8 {
		t.Next.Cases[0].Facts = append(t.Next.Cases[0].Facts, dialogue.Fact{
			Slot: dialogue.Slot(fmt.Sprint("fact:", i)), Value: strings.Repeat("v", 20),
			Source: dialogue.Source{Event: "telegram:4711:1234", Words: strings.Repeat("words ", 7), At: t.Event.At},
		})
	}
	t.Outbox[0].Action = dialogue.Say{Text: strings.Repeat("text ", 28)}
	return t
}

// BenchmarkTurn accepts an event and commits its turn, with so many conversations at once.
func BenchmarkTurn(b *testing.B) {
	for _, chats := range []int{1, 16, 64} {
		b.Run(fmt.Sprint("chats=", chats), func(b *testing.B) {
			s := open(b, storetest.Redis(b), Options{})
			inChats(b, chats, func(chat, i int) error {
				id := dialogue.ConversationID(fmt.Sprint("c", chat))
				claim, err := s.Accept(b.Context(), textEvent(id, fmt.Sprint("m", i)))
				if err != nil {
					return err
				}
				_, err = s.Commit(b.Context(), *claim, benchTurn(*claim))
				return err
			})
		})
	}
}

// BenchmarkBareScripts runs the two scripts of a turn with the same payloads and nothing around them: what a store can reach
// with this client and server.
func BenchmarkBareScripts(b *testing.B) {
	for _, chats := range []int{1, 16, 64} {
		b.Run(fmt.Sprint("chats=", chats), func(b *testing.B) {
			s := open(b, storetest.Redis(b), Options{})
			keys, args := make([][]string, chats), make([][]any, chats)
			for c := range chats {
				ev := textEvent(dialogue.ConversationID(fmt.Sprint("c", c)), "m")
				claim := bot.Claim{Conversation: dialogue.Conversation{ID: ev.Conversation}, Events: []dialogue.Event{ev}}
				var err error
				if keys[c], args[c], err = s.commitCall(claim, benchTurn(claim), "tag"); err != nil {
					b.Fatal(err)
				}
			}
			inChats(b, chats, func(chat, i int) error { return bareTurn(b, s, chat, i, keys[chat], args[chat]) })
		})
	}
}

func bareTurn(b *testing.B, s *Store, chat, i int, keys []string, args []any) error {
	id := dialogue.ConversationID(fmt.Sprint("c", chat))
	k, now := s.shard(id), time.Now()
	answer, err := s.scripts.accept.Run(b.Context(), s.client, []string{k.conv(id), k.in(id), k.seen(id), k.busy()},
		fmt.Sprint("m", i), args[10], millis(now), millis(now.Add(s.lease)), "0", 200, string(id), fmt.Sprint(i), "tag", 1000).Slice()
	if err != nil {
		return err
	}
	args[1], args[2], args[3] = answer[0], answer[1], fmt.Sprint(i+1)
	return s.scripts.commit.Run(b.Context(), s.client, keys, args...).Err()
}

// inChats runs turn b.N times, each chat one after another and the chats at once, and reports turns per second and the slowest
// one in a hundred.
func inChats(b *testing.B, chats int, turn func(chat, i int) error) {
	var next atomic.Int64
	took := make([]time.Duration, b.N)
	var wg sync.WaitGroup
	b.ResetTimer()
	for chat := range chats {
		wg.Go(func() {
			for i := 0; ; i++ {
				n := next.Add(1) - 1
				if n >= int64(b.N) {
					return
				}
				started := time.Now()
				if err := turn(chat, i); err != nil {
					b.Error(err)
					return
				}
				took[n] = time.Since(started)
			}
		})
	}
	wg.Wait()
	b.StopTimer()
	report(b, took)
}

func report(b *testing.B, took []time.Duration) {
	slices.Sort(took)
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "turns/s")
	b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-us")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-us")
}

// BenchmarkDelivered accepts an event, commits a turn with a message, a pin and a card, and has the three sent, with so many
// conversations at once.
func BenchmarkDelivered(b *testing.B) {
	const chats = 16
	s := open(b, storetest.Redis(b), Options{})
	channel, poke := &editing{store: s}, make(chan struct{}, 1)
	d := bot.NewDispatcher(bot.DispatcherConfig{Outbox: s, Channels: map[string]bot.Channel{"script": channel, desk: channel}, Poke: poke, Drain: time.Minute})
	ctx, cancel := context.WithCancel(b.Context())
	done := make(chan struct{})
	go func() { d.Run(ctx); close(done) }()
	inChats(b, chats, func(chat, i int) error {
		claim, err := s.Accept(b.Context(), textEvent(dialogue.ConversationID(fmt.Sprint("c", chat)), fmt.Sprint("m", i)))
		if err != nil {
			return err
		}
		turn := busyTurn(*claim)
		turn.Next.Cases = nil // a state that does not grow
		_, err = s.Commit(b.Context(), *claim, turn)
		select {
		case poke <- struct{}{}:
		default:
		}
		return err
	})
	started := time.Now()
	cancel()
	<-done
	b.ReportMetric(float64(b.N)/(b.Elapsed()+time.Since(started)).Seconds(), "delivered-turns/s")
	b.ReportMetric(float64(channel.sent.Load())/float64(b.N), "sent/turn")
}
