package slackfake_test

import (
	"context"
	"errors"
	"io"
	"log"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"github.com/slack-go/slack/socketmode"

	"amends/adapters/slack/slackfake"
)

// clock is a clock that tests move.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock { return &clock{now: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// rig is a workspace with a desk channel, Ana in it, and a client.
type rig struct {
	*slackfake.Server
	t    *testing.T
	ctx  context.Context
	desk string
	ana  *slackfake.Agent
	api  *slack.Client
}

func newRig(t *testing.T, opt slackfake.Options) *rig {
	t.Helper()
	s := slackfake.New(opt)
	t.Cleanup(s.Close)
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	t.Cleanup(cancel)
	desk, people := s.Desk("disputes", "ana")
	api := slack.New(s.BotToken(), slack.OptionAPIURL(s.URL()), slack.OptionAppLevelToken(s.AppToken()))
	return &rig{Server: s, t: t, ctx: ctx, desk: desk, ana: s.Agent(people[0]), api: api}
}

func (r *rig) ok(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
}

// until waits for a condition.
func (r *rig) until(what string, cond func() bool) {
	r.t.Helper()
	if err := r.Wait(r.ctx, cond); err != nil {
		r.t.Fatalf("waiting for %s: %v", what, err)
	}
}

func (r *rig) post(options ...slack.MsgOption) string {
	r.t.Helper()
	_, ts, err := r.api.PostMessageContext(r.ctx, r.desk, options...)
	r.ok(err)
	return ts
}

// refused checks that an error is Slack's word.
func (r *rig) refused(err error, code string) slack.SlackErrorResponse {
	r.t.Helper()
	var no slack.SlackErrorResponse
	if !errors.As(err, &no) || no.Err != code {
		r.t.Fatalf("Slack says %v, expected %s", err, code)
	}
	return no
}

// app is a Socket Mode client that acknowledges what it is told to, and remembers all of it.
type app struct {
	r      *rig
	sm     *socketmode.Client
	answer func(socketmode.Event) (payload any, ack bool)

	mu   sync.Mutex
	seen []socketmode.Event
}

func (r *rig) start(answer func(socketmode.Event) (any, bool), options ...socketmode.Option) *app {
	r.t.Helper()
	if answer == nil {
		answer = func(socketmode.Event) (any, bool) { return nil, true }
	}
	a := &app{r: r, answer: answer, sm: socketmode.New(r.api, append(options, socketmode.OptionLog(log.New(io.Discard, "", 0)))...)}
	before := r.Connections()
	ctx, stop := context.WithCancel(r.ctx)
	done := make(chan struct{}, 2)
	go func() { _ = a.sm.RunContext(ctx); done <- struct{}{} }()
	go func() { a.read(ctx); done <- struct{}{} }()
	r.t.Cleanup(func() { stop(); <-done; <-done })
	r.until("a connection", func() bool { return r.Connections() > before })
	return a
}

func (a *app) read(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case ev := <-a.sm.Events:
			if ev.Request == nil || ev.Request.EnvelopeID == "" {
				continue
			}
			a.mu.Lock()
			a.seen = append(a.seen, ev)
			a.mu.Unlock()
			if payload, ack := a.answer(ev); ack {
				_ = a.sm.Ack(*ev.Request, payload)
			}
		}
	}
}

func (a *app) events() []socketmode.Event {
	a.mu.Lock()
	defer a.mu.Unlock()
	return append([]socketmode.Event{}, a.seen...)
}

// messages are the message events, each as "subtype|text".
func (a *app) messages() []string {
	var list []string
	for _, ev := range a.events() {
		if outer, ok := ev.Data.(slackevents.EventsAPIEvent); ok {
			if m, ok := outer.InnerEvent.Data.(*slackevents.MessageEvent); ok {
				list = append(list, m.SubType+"|"+m.Message.Text)
			}
		}
	}
	return list
}

func section(text string) *slack.SectionBlock {
	return slack.NewSectionBlock(slack.NewTextBlockObject(slack.MarkdownType, text, false, false), nil, nil)
}

func button(action, label string) *slack.ButtonBlockElement {
	return slack.NewButtonBlockElement(action, "v", slack.NewTextBlockObject(slack.PlainTextType, label, false, false))
}

func plain(text string) *slack.TextBlockObject {
	return slack.NewTextBlockObject(slack.PlainTextType, text, false, false)
}

func long(n int) string { return strings.Repeat("x", n) }

func mustForm(body string) url.Values {
	form, err := url.ParseQuery(body)
	if err != nil {
		panic(err)
	}
	return form
}
