package slack

import (
	"context"
	"errors"
	"fmt"
	"time"

	"amends/dialogue"
)

// The times that Slack gives: it wants an answer within three seconds, and a trigger opens a modal for as long
// (https://docs.slack.dev/interactivity/handling-user-interaction).
const (
	acceptTime  = 2500 * time.Millisecond
	triggerTime = 2800 * time.Millisecond
	errandTime  = 15 * time.Second
)

// What Slack brings, as Socket Mode names it.
const (
	kindEvents      = "events_api"
	kindInteraction = "interactive"
	kindCommand     = "slash_commands"
)

// Receive hands in what agents do on Slack until ctx ends, over Socket Mode when Config.AppToken is set and else through Handler. Slack
// hears that something has arrived only after handle returned nil; what it does not hear of it brings again. It returns an error
// when Slack refuses the app's token for good, when Config lacks something, and when the channel receives already.
func (c *Channel) Receive(ctx context.Context, handle func(context.Context, dialogue.Event) error) error {
	if err := c.cfg.receives(); err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	in := &intake{Channel: c, ctx: ctx, handle: handle, lanes: newLanes(), errands: newErrands(mostErrands), waits: newErrands(mostWaits)}
	if !c.intake.CompareAndSwap(nil, in) {
		cancel()
		return errors.New("slack: the channel receives already")
	}
	defer func() {
		c.intake.Store(nil)
		cancel()
		in.lanes.close()
		in.waits.close()
		in.errands.close()
	}()
	in.errand("read who is in the desk's channel", errandTime, c.people.current)
	in.errand("read where the workspace is", errandTime, c.workspace.read)
	if c.cfg.AppToken != "" {
		return in.listen(ctx)
	}
	<-ctx.Done()
	return nil
}

// receives reports what Receive needs and is missing.
func (cfg Config) receives() error {
	for _, need := range []struct {
		name  string
		there bool
	}{
		{"Texts", cfg.Texts != nil}, {"Conversations", cfg.Conversations != nil}, {"Cases", cfg.Cases != nil},
		{"Threads", cfg.Threads != nil}, {"Receipts", cfg.Receipts != nil}, {"Issue", cfg.Issue != nil}, {"Card", cfg.Card != nil},
		{"AppToken or SigningSecret", cfg.AppToken != "" || cfg.SigningSecret != ""},
	} {
		if !need.there {
			return fmt.Errorf("slack: to receive, Config.%s is needed", need.name)
		}
	}
	return nil
}

// intake is a Receive at work.
type intake struct {
	*Channel
	ctx     context.Context // ends with Receive
	handle  func(context.Context, dialogue.Event) error
	lanes   *lanes
	errands *errands
	waits   *errands // errands whose time has not come
	hints   onces    // given, by agent and case
	homes   homes
}

// job is one thing that Slack brought, understood. Jobs with the same key keep their order. What do returns goes back to Slack with
// the acknowledgement: the answer to a command, errors of a form, nil for nothing.
type job struct {
	key string
	do  func(context.Context) (any, error)
}

// take works on what Slack brought and calls done once, in any goroutine, with what goes back or with why it was not taken. What
// cannot be read is taken: it would be no better the next time.
func (in *intake) take(kind string, payload []byte, done func(answer any, err error)) {
	j, err := in.read(kind, payload)
	if err != nil {
		in.cfg.Log.Warn("slack brought something unreadable", "kind", kind, "err", err)
	}
	if j.do == nil {
		done(nil, nil)
		return
	}
	run := func() {
		ctx, cancel := context.WithTimeout(in.ctx, acceptTime)
		defer cancel()
		answer, err := j.do(ctx)
		if err != nil {
			in.cfg.Log.Error("could not take what slack brought, it will come again", "kind", kind, "err", err)
		}
		done(answer, err)
	}
	if !in.lanes.put(j.key, run) {
		done(nil, errBusy)
	}
}

// read understands what Slack brought; a job without do is nothing to us.
func (in *intake) read(kind string, payload []byte) (job, error) {
	switch kind {
	case kindEvents:
		return in.readEvent(payload)
	case kindInteraction:
		return in.readInteraction(payload)
	case kindCommand:
		return in.readCommand(payload)
	}
	return job{}, nil
}

// accept hands an event in.
func (in *intake) accept(ctx context.Context, at place, id string, body dialogue.Body) error {
	ev := dialogue.Event{ID: id, Conversation: at.Conversation, At: in.cfg.Now(), Body: body}
	if err := in.handle(ctx, ev); err != nil {
		return fmt.Errorf("hand in %s of case %s: %w", id, at.Case, err)
	}
	in.cfg.Log.Debug("taken from the desk", "conversation", at.Conversation, "case", at.Case, "event", id, "body", fmt.Sprintf("%T", body))
	return nil
}

// errand does something after the acknowledgement. What fails is logged and left: nothing hangs on it.
func (in *intake) errand(what string, within time.Duration, do func(context.Context) error, attrs ...any) {
	in.errands.do(in.ctx, in.cfg.Log.With(attrs...), what, within, do)
}

// after does something after the acknowledgement and a pause.
func (in *intake) after(pause time.Duration, what string, do func(context.Context) error, attrs ...any) {
	in.waits.run(in.ctx, func(ctx context.Context) {
		timer := time.NewTimer(pause)
		defer timer.Stop()
		select {
		case <-timer.C:
			in.errand(what, errandTime, do, attrs...)
		case <-ctx.Done():
		}
	})
}

// place is the case that something on Slack belongs to.
type place struct {
	Conversation dialogue.ConversationID
	Case         string
}
