package slack

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"sync"

	"github.com/slack-go/slack"

	"amends/prompts"
)

// listener is who hears an aside, and where.
type listener struct {
	user     string
	thread   string
	response string // URL that came with what they did; "" when it was a message
}

// aside shows a text to one person only, after the acknowledgement.
func (in *intake) aside(to listener, text string) {
	in.errand("answer an agent", errandTime, func(ctx context.Context) error { return in.tell(ctx, to, text) }, "user", to.user)
}

func (c *Channel) tell(ctx context.Context, to listener, text string) error {
	if to.response != "" {
		return c.respond(ctx, to.response, ephemeral(text))
	}
	opts := []slack.MsgOption{slack.MsgOptionText(text, false)}
	if to.thread != "" {
		opts = append(opts, slack.MsgOptionTS(to.thread))
	}
	_, err := c.api.PostEphemeralContext(ctx, c.cfg.Channel, to.user, opts...)
	return failed("answer an agent", err)
}

// privateAnswer is an answer that only the asker sees. What it answers stays as it is.
type privateAnswer struct {
	Type    string `json:"response_type"`
	Replace bool   `json:"replace_original"`
	Text    string `json:"text"`
}

func ephemeral(text string) privateAnswer { return privateAnswer{Type: "ephemeral", Text: text} }

// respond posts to the URL that came with an interaction (https://docs.slack.dev/interactivity/handling-user-interaction#message_responses).
// It reaches people who are not in the channel, which chat.postEphemeral does not. The URL is a secret.
func (c *Channel) respond(ctx context.Context, to string, answer privateAnswer) error {
	if !c.isSlackURL(to) {
		return errors.New("answer an interaction: its URL is not Slack's")
	}
	body, err := json.Marshal(answer)
	if err != nil {
		return fmt.Errorf("write an answer: %w", err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, to, bytes.NewReader(body))
	if err != nil {
		return errors.New("answer an interaction: its URL is broken")
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := c.cfg.Client.Do(req)
	if err != nil {
		return failed("answer an interaction", err)
	}
	defer func() { _ = res.Body.Close() }()
	_, _ = io.CopyN(io.Discard, res.Body, 1<<10)
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("answer an interaction: status %d", res.StatusCode)
	}
	return nil
}

// isSlackURL reports whether an answer may go to a URL: Slack's own, or the server that stands for it.
func (c *Channel) isSlackURL(s string) bool {
	u, err := url.Parse(s)
	if err != nil {
		return false
	}
	if u.Scheme == "https" && u.Host == "hooks.slack.com" {
		return true
	}
	api, err := url.Parse(c.cfg.API)
	return err == nil && api.Host != "" && u.Scheme == api.Scheme && u.Host == api.Host
}

// refuse tells somebody who is not in the desk's channel that they cannot act.
func (in *intake) refuse(user, thread, response string) {
	in.cfg.Log.Info("somebody outside of the desk's channel was refused", "user", user)
	in.aside(listener{user, thread, response}, in.refusal())
}

func (c *Channel) refusal() string {
	return c.say("slack.refuse.member", prompts.Fields{What: "<#" + c.cfg.Channel + ">"})
}

// onces remember what is done once in a process, such as giving a hint to an agent about a case.
type onces struct {
	mu   sync.Mutex
	done map[string]bool
}

const mostOnces = 5000

// first reports whether it was not done yet, and from then on it was.
func (o *onces) first(key string) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.done[key] {
		return false
	}
	if o.done == nil || len(o.done) >= mostOnces {
		o.done = map[string]bool{}
	}
	o.done[key] = true
	return true
}

// hint tells an agent whose words stay on the desk how to send words to the buyer; not while the case is live, when they do not stay.
func (in *intake) hint(at place, m message) {
	if !in.hints.first(m.User + "/" + at.Case) {
		return
	}
	in.errand("give a hint", errandTime, func(ctx context.Context) error {
		c, err := in.cfg.Conversations.Load(ctx, at.Conversation)
		if err != nil {
			return fmt.Errorf("load the case: %w", err)
		}
		if c.Human != nil && c.Human.Live {
			return nil
		}
		return in.tell(ctx, listener{user: m.User, thread: m.Thread}, in.word("slack.hint.note"))
	}, "case", at.Case)
}
