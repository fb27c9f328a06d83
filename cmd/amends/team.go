package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"
	"time"

	"amends/adapters/script"
	"amends/adapters/slack"
	"amends/adapters/slack/slackfake"
	"amends/bot"
	"amends/dialogue"
	"amends/prompts"
)

// teamPatience is how long, in real time, a script's event may take from an agent's Slack to the bot.
const teamPatience = 10 * time.Second

// team is the agents of a script at the far end of the real Slack adapter: what they do is done in a workspace of their own, where
// everything that the desk is sent has to be a message that Slack takes.
type team struct {
	setup     script.Setup
	workspace *slackfake.Server
	desk      string // ID of the channel
	channel   *slack.Channel
	came      chan dialogue.Event
	stop      func()

	mu      sync.Mutex
	agents  map[string]*slackfake.Agent // by name
	cards   map[string]string           // messages of the cards, by case
	latest  string                      // case whose card changed last
	written map[string]typed            // agents' messages, by the script's event
	files   map[string]string           // what the script calls agents' files, by what the adapter does
}

// typed is a message that an agent typed in a thread.
type typed struct{ ts, prefix string }

// openTeam starts a workspace and the adapter that talks to it.
func openTeam(s script.Setup, d *desk, texts *prompts.Catalog) (*team, error) {
	workspace := slackfake.New(slackfake.Options{Now: s.Now})
	channelID, _ := workspace.Desk("disputes")
	channel, err := slack.New(slack.Config{BotToken: workspace.BotToken(), AppToken: workspace.AppToken(), API: workspace.URL(), Channel: channelID,
		Texts: texts, Lang: d.engine.Book().Seller.Languages[0], Conversations: d.store, Cases: d.store, Threads: d.store, Receipts: d.store,
		Pictures: d.files, Issue: d.engine.IssueName, Card: d.engine.Card, Turns: d.store.Turns, Now: s.Now})
	if err != nil {
		workspace.Close()
		return nil, err
	}
	came, stop := receiving(channel, workspace.Close)
	return &team{setup: s, workspace: workspace, desk: channelID, channel: channel, came: came, stop: stop,
		agents: map[string]*slackfake.Agent{}, cards: map[string]string{}, written: map[string]typed{}, files: map[string]string{}}, nil
}

// does has an agent do what an event says and returns what the adapter made of it. What has no place on Slack yet, such as a decision
// about a case without a card, comes in as it is.
func (t *team) does(ctx context.Context, ev dialogue.Event) ([]dialogue.Event, error) {
	ctx, cancel := context.WithTimeout(ctx, teamPatience)
	defer cancel()
	done, err := t.do(ctx, ev)
	if err != nil || !done {
		return []dialogue.Event{ev}, err
	}
	select {
	case came := <-t.came:
		t.name(ev, came)
		ev = came
		return []dialogue.Event{ev}, nil
	case <-ctx.Done():
		return nil, fmt.Errorf("%T did not come through within %s", ev.Body, teamPatience)
	}
}

// name remembers what the script calls the files that an agent sent.
func (t *team) name(said, came dialogue.Event) {
	t.mu.Lock()
	defer t.mu.Unlock()
	was, is := agentFiles(said.Body), agentFiles(came.Body)
	for i := range is[:min(len(is), len(was))] {
		t.files[is[i].Ref] = was[i].Ref
	}
}

// named is what the script calls a file of an agent.
func (t *team) named(ref string) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return cmp.Or(t.files[ref], ref)
}

func agentFiles(body dialogue.Body) []dialogue.File {
	switch b := body.(type) {
	case dialogue.Reply:
		return b.Files
	case dialogue.Post:
		return b.Files
	}
	return nil
}

// do reports whether it is something that an agent does on Slack.
func (t *team) do(ctx context.Context, ev dialogue.Event) (bool, error) {
	switch b := ev.Body.(type) {
	case dialogue.Decision:
		return t.decide(ctx, b)
	case dialogue.Reply:
		return t.write(ctx, ev.ID, b.Agent, "reply: ", b.Text, b.Files)
	case dialogue.Note:
		return t.write(ctx, ev.ID, b.Agent, "note: ", b.Text, nil)
	case dialogue.Post:
		return t.write(ctx, ev.ID, b.Agent, "", b.Text, b.Files)
	case dialogue.Amend:
		m, ok := t.written[b.Message]
		if !ok {
			return false, nil
		}
		return true, t.agent(b.Agent).Edit(t.desk, m.ts, m.prefix+b.Text)
	case dialogue.Recall:
		m, ok := t.written[b.Message]
		delete(t.written, b.Message)
		if !ok {
			return false, nil
		}
		return true, t.agent(b.Agent).Delete(t.desk, m.ts)
	case dialogue.Lost:
		return true, t.workspace.Remove(t.desk, t.card(b.Case))
	}
	return false, nil
}

// agent is the member of the desk's channel with this name.
func (t *team) agent(name string) *slackfake.Agent {
	t.mu.Lock()
	defer t.mu.Unlock()
	if a := t.agents[name]; a != nil {
		return a
	}
	u := t.workspace.AddUser(slackfake.User{Name: strings.ToLower(name), DisplayName: name})
	a := t.workspace.Agent(u.ID)
	_ = a.Join(t.desk)
	t.agents[name] = a
	return a
}

// card is the message with a case's card, or with the latest one; "" when there is none.
func (t *team) card(no string) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	if no == "" {
		no = t.latest
	}
	return t.cards[no]
}

// write has an agent write in a case's thread.
func (t *team) write(ctx context.Context, event, agent, prefix, text string, files []dialogue.File) (bool, error) {
	thread := t.card("")
	if thread == "" || text == "" && len(files) == 0 || len(files) > 1 {
		return false, nil
	}
	who, typedText := t.agent(agent), slackText(prefix+text)
	var ts string
	var err error
	if len(files) == 1 {
		content, readErr := read(ctx, t.setup.Fetch, files[0])
		if readErr != nil {
			return false, readErr
		}
		ts, err = who.ReplyFile(t.desk, thread, files[0].Name, content, typedText)
	} else {
		ts, err = who.Reply(t.desk, thread, typedText)
	}
	t.written[event] = typed{ts, prefix}
	return true, err
}

// slackText writes a text the way Slack sends what somebody typed.
func slackText(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(s)
}

// decide presses the button of the decision on the case's card, and fills in the form that comes up for some of them. A decision that
// the card does not have a button for comes in as it is.
func (t *team) decide(ctx context.Context, b dialogue.Decision) (bool, error) {
	ts := t.card(b.Case)
	if ts == "" {
		return false, nil
	}
	who := t.agent(b.Agent)
	verb, arg, _ := strings.Cut(b.Option, ":")
	switch verb {
	case "done", "decline":
		return t.fillIn(ctx, who, ts, verb, map[string]any{formText: b.Note})
	case "offer":
		return t.fillIn(ctx, who, ts, verb, map[string]any{formChoice: arg, formText: terms(b.Note)})
	case "ask":
		return t.fillIn(ctx, who, ts, verb, map[string]any{formChoice: arg})
	case "handback":
		if arg == "" {
			arg = "was"
		}
		return t.fillIn(ctx, who, ts, verb, map[string]any{formChoice: arg})
	}
	if b.Note != "" {
		return false, nil
	}
	_, err := who.Press(t.desk, ts, "amends:"+b.Option)
	return err == nil, nil
}

// terms are the terms of an offer as the form wants them: a number alone is a percentage.
func terms(note string) string {
	if _, err := strconv.Atoi(note); err == nil {
		return note + "%"
	}
	return note
}

// The blocks of the adapter's forms.
const (
	formText   = "text"
	formChoice = "choice"
)

// fillIn opens a form from the card, fills it in and sends it off. It reports false when there is no such form for the case, or the
// form does not take what the script says.
func (t *team) fillIn(ctx context.Context, who *slackfake.Agent, ts, form string, values map[string]any) (bool, error) {
	if _, err := who.Press(t.desk, ts, "amends:open:"+form); err != nil {
		return false, nil
	}
	if err := t.workspace.Wait(ctx, func() bool { return len(t.workspace.Views(who.ID)) > 0 }); err != nil {
		return false, fmt.Errorf("the form %s does not open: %w", form, err)
	}
	view := t.workspace.Views(who.ID)[0]
	sent, err := who.Submit(view.ID, values)
	if err == nil {
		err = sent.Wait(ctx)
	}
	if err == nil && len(sent.Errors()) == 0 {
		return true, nil
	}
	_, closeErr := who.CloseView(view.ID)
	return false, closeErr
}

// Receive is never used: the script brings its events in.
func (t *team) Receive(context.Context, func(context.Context, dialogue.Event) error) error {
	return errors.New("a script sends its events itself")
}

// Send sends by the adapter, with the script's troubles, and lets the script's desk hear what was sent.
func (t *team) Send(ctx context.Context, d bot.Delivery) (string, error) {
	t.workspace.Down(t.setup.Trouble("desk") != nil)
	receipt, err := t.channel.Send(ctx, d)
	if err != nil {
		return "", err
	}
	if show, ok := d.Action.(dialogue.ShowCase); ok {
		_, ts, _ := strings.Cut(receipt, ":")
		t.mu.Lock()
		t.cards[show.Card.Case], t.latest = ts, show.Card.Case
		t.mu.Unlock()
	}
	_, err = t.setup.Channels["desk"].Send(ctx, d)
	return receipt, err
}

// read is all of a file that a script names.
func read(ctx context.Context, files bot.Fetcher, f dialogue.File) ([]byte, error) {
	r, err := files.Fetch(ctx, f)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(r)
}
