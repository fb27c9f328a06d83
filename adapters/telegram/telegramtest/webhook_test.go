package telegramtest_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"amends/adapters/telegram/telegramtest"
)

// A receiver is a bot's webhook.
type receiver struct {
	mu      sync.Mutex
	texts   map[int64][]string // by chat
	secrets []string
	refuse  int // how many posts to refuse
	open    int // posts under way
	most    int
	hold    chan struct{} // not nil: answers wait for it
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	var u received
	_ = json.NewDecoder(req.Body).Decode(&u)
	r.mu.Lock()
	r.open++
	r.most = max(r.most, r.open)
	r.secrets = append(r.secrets, req.Header.Get("X-Telegram-Bot-Api-Secret-Token"))
	refused := r.refuse > 0
	if refused {
		r.refuse--
	} else {
		r.texts[u.Message.Chat.ID] = append(r.texts[u.Message.Chat.ID], u.Message.Text)
	}
	hold := r.hold
	r.mu.Unlock()
	if hold != nil {
		<-hold
	}
	r.mu.Lock()
	r.open--
	r.mu.Unlock()
	if refused {
		w.WriteHeader(http.StatusBadGateway)
	}
}

// hooked is a server whose webhook is r.
func hooked(t *testing.T, r *receiver, d telegramtest.Delivery, more params) *telegramtest.Server {
	t.Helper()
	r.texts = map[int64][]string{}
	target := httptest.NewServer(r)
	t.Cleanup(target.Close)
	d.Local = true
	if d.Pause == nil {
		d.Pause = func(int) time.Duration { return 0 }
	}
	s := start(t, telegramtest.Options{Webhook: d})
	p := params{"url": target.URL + "/hook", "secret_token": "s3cret_-"}
	for name, v := range more {
		p[name] = v
	}
	must(t, s, "setWebhook", p)
	return s
}

// delivered waits until nothing is pending.
func delivered(t *testing.T, s *telegramtest.Server) {
	t.Helper()
	if err := s.Wait(soon(t), func() bool { return s.Webhook().Pending == 0 }); err != nil {
		t.Fatalf("all updates were to be delivered, pending are %+v: %v", s.Unconfirmed(), err)
	}
}

func TestWebhookRetriesInOrder(t *testing.T) {
	r := &receiver{refuse: 3}
	var pauses []int
	s := hooked(t, r, telegramtest.Delivery{Pause: func(failed int) time.Duration { pauses = append(pauses, failed); return 0 }}, nil)
	ana := s.User(telegramtest.User{})
	for _, text := range []string{"one", "two", "three"} {
		ana.Say(text)
	}
	delivered(t, s)
	if got := r.texts[ana.ID()]; !slices.Equal(got, []string{"one", "two", "three"}) {
		t.Errorf("updates of one chat were to come in order, came as %q", got)
	}
	if !slices.Equal(pauses, []int{1, 2, 3}) || slices.ContainsFunc(r.secrets, func(v string) bool { return v != "s3cret_-" }) {
		t.Errorf("three growing pauses and always the secret were expected, got %v and %q", pauses, r.secrets)
	}
	info := s.Webhook()
	if info.LastError != "Wrong response from the webhook: 502 Bad Gateway" || info.LastErrorDate == 0 || info.Connections != 40 {
		t.Errorf("getWebhookInfo was to tell of the error, says %+v", info)
	}
	if got := s.Posts(); got != (telegramtest.Posts{Posted: 6, Accepted: 3, Failed: 3}) {
		t.Errorf("six posts were to be counted, got %+v", got)
	}
}

func TestWebhookGivesUp(t *testing.T) {
	r := &receiver{refuse: 2}
	s := hooked(t, r, telegramtest.Delivery{Attempts: 2}, nil)
	ana := s.User(telegramtest.User{})
	ana.Say("lost")
	ana.Say("kept")
	delivered(t, s)
	if got := r.texts[ana.ID()]; !slices.Equal(got, []string{"kept"}) || s.Posts().GivenUp != 1 {
		t.Errorf("the first update was to be given up after two attempts, got %q and %+v", got, s.Posts())
	}
}

func TestWebhookConnections(t *testing.T) {
	r := &receiver{hold: make(chan struct{})}
	s := hooked(t, r, telegramtest.Delivery{}, params{"max_connections": 2})
	for range 5 {
		p := s.User(telegramtest.User{})
		p.Say("one")
		p.Say("two")
	}
	close(r.hold)
	delivered(t, s)
	if r.most > 2 || len(r.texts) != 5 {
		t.Errorf("at most two posts were to be under way for five chats, were %d for %d", r.most, len(r.texts))
	}
}

func TestWebhookShuffle(t *testing.T) {
	r := &receiver{hold: make(chan struct{})}
	s := hooked(t, r, telegramtest.Delivery{}, nil)
	s.Shuffle(true)
	ana := s.User(telegramtest.User{})
	want := []string{"a", "b", "c", "d", "e", "f"}
	for _, text := range want {
		ana.Say(text)
	}
	close(r.hold)
	delivered(t, s)
	got := r.texts[ana.ID()]
	if slices.Equal(got, want) || len(got) != len(want) {
		t.Errorf("all updates were to come, out of order, came as %q", got)
	}
}

func TestWebhookDuplicateAndPending(t *testing.T) {
	r := &receiver{}
	s := hooked(t, r, telegramtest.Delivery{}, nil)
	ana := s.User(telegramtest.User{})
	s.Duplicate(true)
	ana.Say("twice")
	delivered(t, s)
	if got := r.texts[ana.ID()]; !slices.Equal(got, []string{"twice", "twice"}) {
		t.Errorf("the update was to be posted twice, came as %q", got)
	}
	must(t, s, "deleteWebhook", nil)
	ana.Say("for the poll")
	if got := updates(t, s, params{}); len(got) != 2 || s.Webhook().URL != "" {
		t.Errorf("after deleteWebhook updates were to be polled, twice each, got %+v", got)
	}
	must(t, s, "deleteWebhook", params{"drop_pending_updates": true})
	if n := len(s.Unconfirmed()); n != 0 {
		t.Errorf("pending updates were to be dropped, left are %d", n)
	}
}

func TestWebhookRules(t *testing.T) {
	s := start(t, telegramtest.Options{})
	for address, words := range map[string]string{
		"http://example.com/":       "bad webhook: An HTTPS URL must be provided for webhook",
		"https://example.com:8080/": "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443",
		"example":                   "invalid webhook URL specified",
	} {
		wantError(t, s, "setWebhook", params{"url": address}, 400, "Bad Request: "+words)
	}
	wantError(t, s, "setWebhook", params{"url": "https://e.com/", "secret_token": "no spaces"}, 400, "Bad Request: secret token contains unallowed characters")
	must(t, s, "setWebhook", params{"url": "https://example.invalid/"})
	must(t, s, "setWebhook", params{"url": ""})
}
