package slack

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"amends/adapters/slack/slackfake"
	"amends/bot"
	"amends/dialogue"
	"amends/prompts"
)

const buyer42 = dialogue.ConversationID("telegram:42")

// noon is when the stories begin.
var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// outside is a desk on a fake Slack, and all that its channel asks for: receipts, conversations, pictures.
type outside struct {
	t       *testing.T
	slack   *slackfake.Server
	desk    string // channel ID
	users   []string
	channel *Channel
	logged  *logged

	mu       sync.Mutex
	clock    time.Time
	receipts map[string]string
	pictures map[string][]byte
	broken   error // of every picture
	human    *dialogue.Handoff
	turns    []bot.Turn
	n        int // deliveries made
}

func newOutside(t *testing.T, change ...func(*Config)) *outside {
	t.Helper()
	o := &outside{t: t, clock: noon, receipts: map[string]string{}, pictures: map[string][]byte{}, logged: &logged{}}
	o.slack = slackfake.New(slackfake.Options{Now: o.now})
	t.Cleanup(o.slack.Close)
	o.desk, o.users = o.slack.Desk("returns", "ana", "ben")
	cfg := Config{BotToken: o.slack.BotToken(), API: o.slack.URL(), Channel: o.desk, Texts: texts(t), Lang: "en", Receipts: o, Pictures: o,
		Conversations: o, Card: func(_ dialogue.Conversation, no string, _ time.Time) (dialogue.Card, bool) {
			return dialogue.Card{Case: no, Title: no + ": drawn anew"}, no != "A-NONE"
		}, Turns: o.lastTurns, Now: o.now, Log: slog.New(slog.NewTextHandler(o.logged, nil))}
	for _, f := range change {
		f(&cfg)
	}
	o.channel = must(New(cfg))(t)
	return o
}

func (o *outside) now() time.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.clock
}

func (o *outside) pass(d time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.clock = o.clock.Add(d)
}

// catalog takes a while to load.
var catalog = sync.OnceValues(prompts.Load)

func texts(t testing.TB) *prompts.Catalog {
	t.Helper()
	return must(catalog())(t)
}

func must[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// logged is a log that tests read.
type logged struct {
	mu sync.Mutex
	b  strings.Builder
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func (o *outside) Receipt(_ context.Context, id dialogue.ConversationID, key string) (string, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.receipts[string(id)+" "+key], nil
}

func (o *outside) Keep(_ context.Context, id dialogue.ConversationID, key, receipt string) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.receipts[string(id)+" "+key] = receipt
	return nil
}

func (o *outside) Load(_ context.Context, id dialogue.ConversationID) (dialogue.Conversation, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return dialogue.Conversation{ID: id, Current: -1, Human: o.human}, nil
}

func (o *outside) lastTurns(context.Context, dialogue.ConversationID, int) ([]bot.Turn, error) {
	return o.turns, nil
}

func (o *outside) View(_ context.Context, id string) ([]byte, string, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	content := o.pictures[id]
	switch {
	case o.broken != nil:
		return nil, "", o.broken
	case content == nil:
		return nil, "", errors.New("no such file")
	case strings.HasPrefix(id, "v"):
		return content, "video/mp4", nil
	}
	return content, "image/jpeg", nil
}

// photo puts a picture into the buyer's evidence.
func (o *outside) photo(id string) {
	var b bytes.Buffer
	must(0, jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 8, 8)), nil))(o.t)
	o.mu.Lock()
	defer o.mu.Unlock()
	o.pictures[id] = b.Bytes()
}

func (o *outside) Original(ctx context.Context, id string) ([]byte, string, error) {
	return o.View(ctx, id)
}

// delivery is an action on its way to the desk.
func (o *outside) delivery(key string, a dialogue.Action) bot.Delivery {
	o.n++
	return bot.Delivery{ID: fmt.Sprintf("ev%d/0", o.n), Conversation: buyer42, To: bot.Destination{Channel: "desk"}, Key: key,
		Action: a, At: o.now()}
}

// send sends an action as the dispatcher does, and keeps the receipt as an outbox does.
func (o *outside) send(key string, a dialogue.Action) string {
	o.t.Helper()
	d := o.delivery(key, a)
	receipt := must(o.channel.Send(o.t.Context(), d))(o.t)
	if key != "" && receipt != "" {
		must(0, o.Keep(o.t.Context(), buyer42, key, receipt))(o.t)
	}
	return receipt
}

// show puts a card on the desk.
func (o *outside) show(card dialogue.Card) string {
	o.t.Helper()
	return o.send(bot.CardKey(card.Case), dialogue.ShowCase{Card: card})
}

// said is what the buyer wrote as the engine relays it.
func (o *outside) said(event, text string, files ...string) string {
	o.t.Helper()
	return o.send(bot.RelayKey("desk", event), dialogue.Relay{To: "desk", From: "buyer", Case: "A-7K2M", Text: text, Event: event, Files: files})
}

// top is what stands in the channel outside of threads.
func (o *outside) top() []slackfake.Message { return o.slack.Channel(o.desk) }

// thread is a card with what is in its thread.
func (o *outside) thread(receipt string) []slackfake.Message {
	return o.slack.Thread(o.desk, threadOf(receipt).thread)
}

func (o *outside) message(receipt string) slackfake.Message {
	o.t.Helper()
	m, ok := o.slack.Message(o.desk, threadOf(receipt).thread)
	if !ok {
		o.t.Fatalf("there is no message %s", receipt)
	}
	return m
}

// raw is a message's blocks as they travelled.
func raw(m slackfake.Message) string {
	data, _ := json.Marshal(m.Blocks)
	return string(data)
}
