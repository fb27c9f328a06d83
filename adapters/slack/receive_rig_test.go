package slack

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"amends/adapters/slack/slackfake"
	"amends/bot"
	"amends/dialogue"
	"amends/dialogue/money"
	"amends/dialogue/playbook"
	"amends/prompts"
)

const (
	tillShown = 5 * time.Second // nothing in one process takes as long
	bag       = "A-7K2M9P"
	lamp      = "A-3F5T8W"
)

// ways are the two ways from Slack to the bot.
var ways = []string{"socket", "http"}

// floor is a desk that receives: a fake Slack with Ana and Ben in the desk's channel and Zoe outside, two cases with their cards, and
// what the channel asks of the rest of the bot.
type floor struct {
	t       *testing.T
	slack   *slackfake.Server
	desk    string // channel ID
	ana     *slackfake.Agent
	ben     *slackfake.Agent
	zoe     *slackfake.Agent
	channel *Channel
	log     *logged
	cards   map[string]string // ts of the card, by case
	stop    func() error      // ends Receive

	events chan dialogue.Event // handed in, each once

	mu       sync.Mutex
	seen     map[string]int // how often an event was handed in
	refuse   int            // events to be refused
	blind    int            // threads that are not found, though they are there
	hold     chan struct{}  // while it is open, events of the lamp wait
	receipts map[string]string
	options  []dialogue.Option
	live     bool
	cases    []bot.CaseEntry
	turns    []bot.Turn
	script   string
}

func newFloor(t *testing.T, way string, change ...func(*Config, *slackfake.Options)) *floor {
	t.Helper()
	f := &floor{t: t, log: &logged{}, cards: map[string]string{}, events: make(chan dialogue.Event, 200), seen: map[string]int{},
		receipts: map[string]string{}}
	f.options = options("take approve decline done handback resolve live:on replied offer:replace offer:partial_keep ask:photo_label")
	opt := slackfake.Options{RetryAfter: []time.Duration{0, 10 * time.Millisecond, 10 * time.Millisecond}}
	cfg := Config{Texts: texts(t), Lang: "en", Conversations: f, Cases: f, Threads: f, Receipts: f, Issue: named(texts(t)), Card: f.draw, Script: f.write,
		Turns: f.said, GivenToday: func(context.Context) (money.Money, error) { return money.Money{Minor: 4250, Currency: "USD"}, nil },
		Log: slog.New(slog.NewTextHandler(f.log, &slog.HandlerOptions{Level: slog.LevelDebug}))}
	for _, c := range change {
		c(&cfg, &opt)
	}
	f.slack = slackfake.New(opt)
	t.Cleanup(f.slack.Close)
	f.people()
	cfg.BotToken, cfg.API, cfg.Channel = f.slack.BotToken(), f.slack.URL(), f.desk
	if way == "socket" {
		cfg.AppToken = f.slack.AppToken()
	} else {
		cfg.SigningSecret = f.slack.SigningSecret()
	}
	f.channel = must(New(cfg))(t)
	f.channel.pauses = pauses{undo: 20 * time.Millisecond, home: 10 * time.Millisecond}
	f.receive(way)
	f.showCards()
	return f
}

func (f *floor) people() {
	desk, ids := f.slack.Desk("returns", "ana", "ben")
	f.desk, f.ana, f.ben = desk, f.slack.Agent(ids[0]), f.slack.Agent(ids[1])
	zoe := f.slack.AddUser(slackfake.User{Name: "zoe", RealName: "Zoe Park"})
	f.zoe = f.slack.Agent(zoe.ID)
}

// receive starts Receive, and for HTTP the server that Slack posts to.
func (f *floor) receive(way string) {
	f.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- f.channel.Receive(ctx, f.handle) }()
	f.stop = sync.OnceValue(func() error { cancel(); return <-ended })
	f.t.Cleanup(func() { f.ok(f.stop()) })
	if way == "socket" {
		f.until("the app is connected", func() bool { return f.slack.Connections() > 0 })
		return
	}
	server := httptest.NewServer(f.channel.Handler())
	f.t.Cleanup(server.Close)
	f.ok(f.slack.Deliver(slackfake.HTTPConfig{Events: server.URL + PathEvents, Interactive: server.URL + PathInteractive,
		Commands: server.URL + PathCommands}))
	f.until("Receive is at work", func() bool { return f.channel.intake.Load() != nil && f.slack.Count()["auth.test"] > 0 })
}

// showCards puts both cards on the desk, by the other half of the channel.
func (f *floor) showCards() {
	f.t.Helper()
	for i, no := range []string{bag, lamp} {
		f.cases = append(f.cases, bot.CaseEntry{No: no, Conversation: conversationOf(no), Status: dialogue.StatusHuman, Issue: []string{"wrong_item", "engraving_wrong"}[i],
			Order: fmt.Sprintf("112-4567890-123456%d", i), Agent: []string{"Ana", ""}[i], Opened: noon, Due: time.Now().Add(time.Duration(2*i-1) * time.Hour)})
		card, _ := f.draw(dialogue.Conversation{}, no, noon)
		receipt := must(f.channel.Send(f.t.Context(), bot.Delivery{ID: "show " + no, Conversation: conversationOf(no),
			Key: bot.CardKey(no), Action: dialogue.ShowCase{Card: card, First: true}, At: time.Now()}))(f.t)
		f.ok(f.Keep(f.t.Context(), conversationOf(no), bot.CardKey(no), receipt))
		f.cards[no] = threadOf(receipt).thread
	}
}

func conversationOf(no string) dialogue.ConversationID {
	return dialogue.ConversationID("telegram:" + no)
}

func options(ids string) []dialogue.Option {
	var list []dialogue.Option
	for id := range strings.FieldsSeq(ids) {
		list = append(list, dialogue.Option{ID: id, Label: id})
	}
	return list
}

// handle stands for Accept: it stores an event once.
func (f *floor) handle(ctx context.Context, ev dialogue.Event) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if hold := f.hold; hold != nil && ev.Conversation == conversationOf(lamp) {
		f.mu.Unlock()
		select {
		case <-hold:
		case <-ctx.Done():
		}
		f.mu.Lock()
	}
	if f.refuse > 0 {
		f.refuse--
		return errors.New("the store is down")
	}
	f.seen[ev.ID]++
	if f.seen[ev.ID] == 1 {
		f.events <- ev
	}
	return nil
}

func (f *floor) set(change func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	change()
}

func (f *floor) draw(_ dialogue.Conversation, no string, _ time.Time) (dialogue.Card, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return dialogue.Card{Case: no, Title: no + ": the wrong item", Status: dialogue.StatusHuman, Options: f.options, Task: "Refund 12.50 USD",
		Remedies: []dialogue.CardRemedy{{Remedy: "replace", Label: "a replacement", Cost: "21.00 USD"},
			{Remedy: "exchange", Label: "an exchange", Refused: "not enough in stock"}}}, no == bag || no == lamp
}

func (f *floor) write(context.Context, dialogue.ConversationID) (string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.script, nil
}

func (f *floor) said(context.Context, dialogue.ConversationID, int) ([]bot.Turn, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.turns, nil
}

func (f *floor) Load(_ context.Context, id dialogue.ConversationID) (dialogue.Conversation, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	no := strings.TrimPrefix(string(id), "telegram:")
	return dialogue.Conversation{ID: id, Lang: "es", Human: &dialogue.Handoff{Live: f.live}, Cases: []dialogue.Case{{No: no, Owner: "Ana",
		Order: &dialogue.Order{ID: "112-4567890-1234567", Marketplace: "amazon", Currency: "USD", Delivered: noon,
			Tracking: dialogue.Tracking{Carrier: "UPS", Number: "1Z5R8939"}, Items: []dialogue.Item{{SKU: "BP-20", Title: "Trail backpack", Quantity: 1, Price: 5000}}},
		Facts: []dialogue.Fact{{Slot: "issue", Value: "wrong_item", Source: dialogue.Source{Words: "you sent <the> wrong one"}}}}}}, nil
}

func (f *floor) Cases(_ context.Context, q bot.CaseQuery) ([]bot.CaseEntry, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return q.Cut(slices.DeleteFunc(slices.Clone(f.cases), func(k bot.CaseEntry) bool { return !q.Match(k) })), nil
}

func (f *floor) Thread(_ context.Context, receipt string) (bot.Thread, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.blind > 0 {
		f.blind--
		return bot.Thread{}, nil
	}
	for key, known := range f.receipts {
		if known == receipt {
			id, key, _ := strings.Cut(key, " ")
			return bot.Thread{Conversation: dialogue.ConversationID(id), Key: key}, nil
		}
	}
	return bot.Thread{}, nil
}

func (f *floor) Receipt(_ context.Context, id dialogue.ConversationID, key string) (string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.receipts[string(id)+" "+key], nil
}

func (f *floor) Keep(_ context.Context, id dialogue.ConversationID, key, receipt string) error {
	f.set(func() { f.receipts[string(id)+" "+key] = receipt })
	return nil
}

func (f *floor) ok(err error) {
	f.t.Helper()
	if err != nil {
		f.t.Fatal(err)
	}
}

func (f *floor) until(what string, cond func() bool) {
	f.t.Helper()
	ctx, cancel := context.WithTimeout(f.t.Context(), tillShown)
	defer cancel()
	if err := f.slack.Wait(ctx, cond); err != nil {
		f.t.Fatalf("waited in vain until %s; the log says\n%s", what, f.log)
	}
}

// next is the next event that was handed in.
func (f *floor) next() dialogue.Event {
	f.t.Helper()
	select {
	case ev := <-f.events:
		return ev
	case <-time.After(tillShown):
		f.t.Fatalf("no event was handed in; the log says\n%s", f.log)
		return dialogue.Event{}
	}
}

// hears checks the next event: its case and what happened.
func (f *floor) hears(no string, want dialogue.Body) dialogue.Event {
	f.t.Helper()
	ev := f.next()
	if ev.Conversation != conversationOf(no) || fmt.Sprintf("%#v", ev.Body) != fmt.Sprintf("%#v", want) {
		f.t.Fatalf("the engine heard %#v of %s, want %#v of case %s", ev.Body, ev.Conversation, want, no)
	}
	return ev
}

// quiet makes sure that nothing was handed in for what happened until here: what comes next is what Ben writes at last.
func (f *floor) quiet() {
	f.t.Helper()
	must(f.ben.Reply(f.desk, f.cards[bag], "note: and that is all"))(f.t)
	f.hears(bag, dialogue.Note{Agent: "Ben", Text: "and that is all"})
}

// reply writes into a case's thread.
func (f *floor) reply(who *slackfake.Agent, no, text string) string {
	f.t.Helper()
	return must(who.Reply(f.desk, f.cards[no], text))(f.t)
}

// press presses a button of a card and waits for the acknowledgement.
func (f *floor) press(who *slackfake.Agent, no, action string) {
	f.t.Helper()
	f.wait(must(who.Press(f.desk, f.cards[no], action))(f.t))
}

func (f *floor) wait(i *slackfake.Interaction) {
	f.t.Helper()
	ctx, cancel := context.WithTimeout(f.t.Context(), tillShown)
	defer cancel()
	if err := i.Wait(ctx); err != nil {
		f.t.Fatalf("%v; the log says\n%s", err, f.log)
	}
}

// opens presses a button and returns the modal that opens.
func (f *floor) opens(who *slackfake.Agent, no, action string) slackfake.View {
	f.t.Helper()
	before := len(f.slack.Views(who.ID))
	f.press(who, no, action)
	f.until("a modal opens for "+action, func() bool { return len(f.slack.Views(who.ID)) > before })
	views := f.slack.Views(who.ID)
	return views[len(views)-1]
}

// submits fills in a form and waits until it is taken.
func (f *floor) submits(who *slackfake.Agent, v slackfake.View, values map[string]any) *slackfake.Interaction {
	f.t.Helper()
	i := must(who.Submit(v.ID, values))(f.t)
	f.wait(i)
	return i
}

// whispered waits until somebody was told something that only they see, and returns it.
func (f *floor) whispered(who *slackfake.Agent, n int) string {
	f.t.Helper()
	f.until("somebody is told something", func() bool { return len(f.slack.Ephemerals(who.ID)) >= n })
	return f.slack.Ephemerals(who.ID)[n-1].Shown()
}

// named names issues as an engine does that has one of the seller's own.
func named(texts *prompts.Catalog) func(string, playbook.IssueID) string {
	return func(lang string, id playbook.IssueID) string {
		if id == "engraving_wrong" {
			return "the engraving"
		}
		return texts.Text(lang, "issue."+string(id), 0, prompts.Fields{})
	}
}
