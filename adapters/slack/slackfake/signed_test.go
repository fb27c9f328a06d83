package slackfake_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"

	"amends/adapters/slack/slackfake"
)

// endpoint is an app behind request URLs.
type endpoint struct {
	secret string
	mu     sync.Mutex
	heard  []string // what came, retries as "text retry 1 http_error"
	status func(attempt string) int
}

func (e *endpoint) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	verifier, err := slack.NewSecretsVerifier(r.Header, e.secret)
	if err != nil {
		http.Error(w, err.Error(), http.StatusUnauthorized)
		return
	}
	body, _ := io.ReadAll(io.TeeReader(r.Body, &verifier))
	if verifier.Ensure() != nil {
		http.Error(w, "bad signature", http.StatusUnauthorized)
		return
	}
	if r.Header.Get("Content-Type") == "application/json" {
		e.event(w, r, body)
		return
	}
	form := mustForm(string(body))
	if payload := form.Get("payload"); payload != "" {
		var cb slack.InteractionCallback
		_ = json.Unmarshal([]byte(payload), &cb)
		e.note(string(cb.Type))
		return
	}
	e.note(form.Get("command"))
	_, _ = io.WriteString(w, "no such case")
}

func (e *endpoint) event(w http.ResponseWriter, r *http.Request, body []byte) {
	ev, err := slackevents.ParseEvent(body, slackevents.OptionNoVerifyToken())
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	if ev.Type == slackevents.URLVerification {
		_, _ = io.WriteString(w, ev.Data.(*slackevents.EventsAPIURLVerificationEvent).Challenge)
		return
	}
	attempt := r.Header.Get("X-Slack-Retry-Num")
	note := ev.InnerEvent.Data.(*slackevents.MessageEvent).Text
	if attempt != "" {
		note += " retry " + attempt + " " + r.Header.Get("X-Slack-Retry-Reason")
	}
	e.note(note)
	if e.status != nil {
		w.WriteHeader(e.status(attempt))
	}
}

func (e *endpoint) note(what string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.heard = append(e.heard, what)
}

func (e *endpoint) all() []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Clone(e.heard)
}

func TestSignedHTTP(t *testing.T) {
	r := newRig(t, slackfake.Options{RetryAfter: []time.Duration{0, time.Millisecond, time.Millisecond}})
	e := &endpoint{secret: r.SigningSecret(), status: func(attempt string) int {
		if attempt == "" || attempt == "1" {
			return http.StatusInternalServerError
		}
		return http.StatusOK
	}}
	srv := httptest.NewServer(e)
	t.Cleanup(srv.Close)
	r.ok(r.Deliver(slackfake.HTTPConfig{Events: srv.URL}))
	_, err := r.ana.Post(r.desk, "hello")
	r.ok(err)
	r.until("the event to be accepted", func() bool { return r.Unacknowledged() == 0 })
	if want := []string{"hello", "hello retry 1 http_error", "hello retry 2 http_error"}; !slices.Equal(e.all(), want) {
		t.Errorf("the app heard %q, expected %q", e.all(), want)
	}
	cmd, err := r.ana.Command(r.desk, "/amends", "7")
	r.ok(err)
	r.ok(cmd.Wait(r.ctx))
	if got := r.Ephemerals(r.ana.ID); len(got) != 1 || got[0].Text != "no such case" {
		t.Errorf("the command's answer: %+v", got)
	}
	card := r.post(slack.MsgOptionBlocks(slack.NewActionBlock("acts", button("go", "Go"))))
	press, err := r.ana.Press(r.desk, card, "Go")
	r.ok(err)
	r.ok(press.Wait(r.ctx))
	if acks := r.Acks(); len(acks) < 5 || acks[0].Status != 500 || acks[0].Delay <= 0 {
		t.Errorf("acknowledgements: %+v", acks)
	}
}

func TestSignedHTTPAsksForTheChallengeAndTheRightSecret(t *testing.T) {
	r := newRig(t, slackfake.Options{})
	srv := httptest.NewServer(&endpoint{secret: "another"})
	t.Cleanup(srv.Close)
	if err := r.Deliver(slackfake.HTTPConfig{Events: srv.URL}); err == nil {
		t.Error("an app with another secret passed the verification")
	}
}

func TestSlowAppsHearTwice(t *testing.T) {
	r := newRig(t, slackfake.Options{AckTimeout: 30 * time.Millisecond, RetryAfter: []time.Duration{0}})
	release := make(chan struct{})
	e := &endpoint{secret: r.SigningSecret(), status: func(attempt string) int {
		if attempt == "" {
			<-release
		}
		return http.StatusOK
	}}
	srv := httptest.NewServer(e)
	t.Cleanup(srv.Close)
	t.Cleanup(func() { close(release) })
	r.ok(r.Deliver(slackfake.HTTPConfig{Events: srv.URL}))
	_, err := r.ana.Post(r.desk, "slow")
	r.ok(err)
	r.until("the second attempt", func() bool { return r.Unacknowledged() == 0 })
	if want := []string{"slow", "slow retry 1 http_timeout"}; !slices.Equal(e.all(), want) {
		t.Errorf("the app heard %q, expected %q", e.all(), want)
	}
}
