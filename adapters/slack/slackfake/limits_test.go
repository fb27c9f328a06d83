package slackfake_test

import (
	"errors"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"amends/adapters/slack/slackfake"
)

func TestRateLimitsInVirtualTime(t *testing.T) {
	now := newClock()
	r := newRig(t, slackfake.Options{Now: now.Now, Limits: true})
	limited := func(what string, err error, wait time.Duration) {
		t.Helper()
		var no *slack.RateLimitedError
		if !errors.As(err, &no) || no.RetryAfter != wait {
			t.Fatalf("%s: %v, expected to wait %v", what, err, wait)
		}
	}
	post := func(channel string) error {
		_, _, err := r.api.PostMessage(channel, slack.MsgOptionText("x", false))
		return err
	}
	other := r.AddChannel(slackfake.Channel{Members: []string{r.App().BotUserID}})
	r.ok(post(r.desk))
	limited("the second message at once", post(r.desk), time.Second)
	r.ok(post(other.ID))
	now.Advance(950 * time.Millisecond)
	r.ok(post(r.desk)) // within the jitter
	if r.Violations() != 1 {
		t.Errorf("%d violations, expected 1", r.Violations())
	}
	ts := r.Channel(r.desk)[0].TS
	for range 50 {
		_, _, _, err := r.api.UpdateMessage(r.desk, ts, slack.MsgOptionText("y", false))
		r.ok(err)
	}
	_, _, _, err := r.api.UpdateMessage(r.desk, ts, slack.MsgOptionText("y", false))
	limited("the 51st update of a minute", err, 2*time.Second)
	now.Advance(time.Minute)
	_, _, _, err = r.api.UpdateMessage(r.desk, ts, slack.MsgOptionText("y", false))
	r.ok(err)
}

func TestABurstOfPosts(t *testing.T) {
	r := newRig(t, slackfake.Options{Now: newClock().Now, Limits: true, PostBurst: 3})
	for range 3 {
		r.post(slack.MsgOptionText("x", false))
	}
	if _, _, err := r.api.PostMessage(r.desk, slack.MsgOptionText("x", false)); err == nil {
		t.Error("a fourth message got through a burst of three")
	}
}
