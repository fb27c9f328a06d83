package telegram

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"amends/adapters/telegram/telegramtest"
	"amends/dialogue"
)

func readFull(from io.Reader, p []byte) (int, error) { return io.ReadFull(from, p) }

func TestWebhookStatuses(t *testing.T) {
	r := newRig(t, telegramtest.Options{})
	_, server, stop := r.hooked(nil)
	const update = `{"update_id":1,"message":{"message_id":%d,"chat":{"id":5,"type":"private"},"from":{"id":5},"date":1,"text":"hi"}}`
	refuse := func(ev dialogue.Event) error {
		if ev.ID == "m13" {
			return errStore
		}
		return nil
	}
	r.inbox.refuseWith(refuse)
	post := func(method, secret, body string) int {
		q, err := http.NewRequestWithContext(soon(t), method, server.URL, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		if secret != "" {
			q.Header.Set("X-Telegram-Bot-Api-Secret-Token", secret)
		}
		resp, err := r.http.Do(q)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		return resp.StatusCode
	}
	for _, x := range []struct {
		name, method, secret, body string
		want                       int
	}{
		{"an update", "POST", secret, fmt.Sprintf(update, 7), 200},
		{"the same again", "POST", secret, fmt.Sprintf(update, 7), 200},
		{"one that cannot be accepted", "POST", secret, fmt.Sprintf(update, 13), 500},
		{"one that says nothing", "POST", secret, `{"update_id":3,"poll_answer":{}}`, 200},
		{"one of a shape of its own", "POST", secret, `{"update_id":3,"message":"what"}`, 200},
		{"no JSON", "POST", secret, `{"update_id":`, 400},
		{"no update", "POST", secret, `[1,2]`, 400},
		{"too large", "POST", secret, `{"update_id":4,"x":"` + strings.Repeat("x", maxUpdate) + `"}`, 413},
		{"no secret", "POST", "", fmt.Sprintf(update, 8), 401},
		{"a wrong secret", "POST", secret + "x", fmt.Sprintf(update, 8), 401},
		{"a look", "GET", secret, "", 405},
	} {
		if got := post(x.method, x.secret, x.body); got != x.want {
			t.Errorf("%s was to be answered with %d, got %d", x.name, x.want, got)
		}
	}
	if got := ids(r.inbox.all()); !slices.Equal(got, []string{"m7"}) {
		t.Errorf("one update was to be accepted, got %v", got)
	}
	stop()
	if got := post("POST", secret, fmt.Sprintf(update, 9)); got != 503 {
		t.Errorf("after the end of receiving an update was to be answered with 503, got %d", got)
	}
}

func TestWebhookRepeatsWhatWasNotAccepted(t *testing.T) {
	r := newRig(t, telegramtest.Options{})
	ana := r.ana()
	r.hooked(nil)
	n := 0
	r.inbox.refuseWith(func(dialogue.Event) error {
		if n++; n <= 2 {
			return errStore
		}
		return nil
	})
	for i := range 10 {
		ana.Say(fmt.Sprint(i))
	}
	got := textsOf(r.inbox.wait(t, 10), conversation(ana.ID()))
	if len(got) != 10 || !slices.IsSorted(got) || r.tg.Posts().Failed != 2 {
		t.Errorf("all was to come in order after two failures, got %v, %+v", got, r.tg.Posts())
	}
}

func TestAnAlbumByWebhookIsOneUpload(t *testing.T) {
	r := newRig(t, telegramtest.Options{})
	ana := r.ana()
	r.hooked(func(cfg *Config) { cfg.Leases = r.store })
	album := ana.Album([][]byte{dots(1), dots(2), dots(3)}, "all three")
	got := r.inbox.wait(t, 1)
	if up, ok := got[0].Body.(dialogue.Upload); !ok || len(up.Files) != 3 || up.Caption != "all three" || got[0].ID != albumEvent(album[0], 3) {
		t.Errorf("the album was to be one upload of three files, got %+v", got[0])
	}
	ana.Album([][]byte{dots(4), dots(5)}, "")
	ana.Say("that's all")
	got = r.inbox.wait(t, 3)
	if up, ok := got[1].Body.(dialogue.Upload); !ok || len(up.Files) != 2 {
		t.Errorf("the second album was to come before the text, got %+v", got)
	}
	r.until("the shelves are empty", func() bool { return r.shelved() == 0 })
}

// shelved is how many shelves have something on them.
func (r *rig) shelved() int {
	r.store.mu.Lock()
	defer r.store.mu.Unlock()
	n := 0
	for key := range r.store.receipts {
		if strings.HasPrefix(key, string(shelfOwner)+" ") {
			n++
		}
	}
	return n
}

func TestAFullAlbumDoesNotWait(t *testing.T) {
	r := newRig(t, telegramtest.Options{})
	ana := r.ana()
	r.hooked(func(cfg *Config) { cfg.Times.Album = time.Hour })
	var photos [][]byte
	for i := range maxAlbum {
		photos = append(photos, dots(byte(i)))
	}
	ana.Album(photos, "")
	if up := r.inbox.wait(t, 1)[0].Body.(dialogue.Upload); len(up.Files) != maxAlbum {
		t.Errorf("the album was to be whole, got %+v", up)
	}
}

// TestAnAlbumByWebhookSurvivesACrash stops the process after Telegram was told that the parts are safe.
func TestAnAlbumByWebhookSurvivesACrash(t *testing.T) {
	r := newRig(t, telegramtest.Options{})
	ana := r.ana()
	_, _, stop := r.hooked(func(cfg *Config) { cfg.Times.Album = time.Hour })
	ana.Album([][]byte{dots(1), dots(2), dots(3)}, "x")
	r.wait("all parts are answered", func() bool { return len(r.tg.Unconfirmed()) == 0 })
	stop()
	if n := len(r.inbox.all()); n != 0 {
		t.Fatalf("the album was to wait, got %d events", n)
	}
	n := 0
	r.inbox.refuseWith(func(dialogue.Event) error {
		if n++; n <= 2 {
			return errStore
		}
		return nil
	})
	r.hooked(nil) // the next process
	if up := r.inbox.wait(t, 1)[0].Body.(dialogue.Upload); len(up.Files) != 3 || up.Caption != "x" {
		t.Errorf("the next process was to find the album, got %+v", up)
	}
	r.until("the shelves are empty", func() bool { return r.shelved() == 0 })
}

func TestAPartThatCannotBeKeptComesAgain(t *testing.T) {
	r := newRig(t, telegramtest.Options{})
	ana := r.ana()
	r.hooked(nil)
	fail := func(err error) {
		r.store.mu.Lock()
		defer r.store.mu.Unlock()
		r.store.fail = err
	}
	fail(errStore)
	ana.Album([][]byte{dots(1), dots(2)}, "")
	r.wait("Telegram is told so", func() bool { return r.tg.Posts().Failed > 2 })
	fail(nil)
	if up := r.inbox.wait(t, 1)[0].Body.(dialogue.Upload); len(up.Files) != 2 {
		t.Errorf("the album was to be whole, got %+v", up)
	}
}

func TestSetup(t *testing.T) {
	r := newRig(t, telegramtest.Options{})
	ana := r.ana()
	page := func(cfg *Config) { cfg.Seller = "Northwind" }
	c := r.channel(page)
	var calls [2][3]int
	for start := range calls {
		if err := c.Setup(soon(t)); err != nil {
			t.Fatal(err)
		}
		for i, method := range []string{"setMyName", "setMyDescription", "setMyShortDescription"} {
			calls[start][i] = r.tg.Count(method)
		}
	}
	if calls[0][0] != 1 || calls[0][1] == 0 || calls[0][2] == 0 || calls[1] != calls[0] {
		t.Errorf("the page was to be set at the first start and left alone at the second, calls were %v", calls)
	}
	if name, about := ana.About("name"), ana.About("description"); name != "Northwind" || !strings.Contains(about, "Northwind arregla") {
		t.Errorf("a Spanish speaker was to read of Northwind in Spanish, reads %q: %q", name, about)
	}
	if got := ana.Commands(); len(got) != 9 || got[0].Description != "Empezar" {
		t.Errorf("a Spanish speaker was to see a Spanish menu of nine commands, got %+v", got)
	}
	if got := r.tg.User(telegramtest.User{ID: 9, LanguageCode: "fi"}).Commands(); len(got) != 9 || got[0].Description != "Start" {
		t.Errorf("everybody else was to see the default menu, got %+v", got)
	}
	hooked := r.channel(func(cfg *Config) { page(cfg); cfg.Webhook, cfg.Secret = "https://bot.example.org/telegram", secret })
	if err := hooked.Setup(soon(t)); err != nil {
		t.Fatal(err)
	}
	s, err := hooked.Check(soon(t))
	if err != nil || s.Username != r.tg.Bot().Username || s.Webhook != "https://bot.example.org/telegram" {
		t.Errorf("the check was to tell the bot's name and its webhook, got %+v, %v", s, err)
	}
	if err := c.Setup(soon(t)); err != nil || r.tg.Webhook().URL != "" {
		t.Errorf("a bot that polls was to take its webhook away: %v, %+v", err, r.tg.Webhook())
	}
	r.tg.FailNext(1, 401, 0)
	if err := c.Setup(soon(t)); err == nil || !strings.Contains(err.Error(), "who the bot is") {
		t.Errorf("a token that is refused was to be an error that says what was done, got %v", err)
	}
}

func TestConfigIsChecked(t *testing.T) {
	r := newRig(t, telegramtest.Options{})
	for what, change := range map[string]func(*Config){
		"no token":         func(c *Config) { c.Token = "" },
		"a strange token":  func(c *Config) { c.Token = "a/b" },
		"a trailing slash": func(c *Config) { c.API += "/" },
		"no texts":         func(c *Config) { c.Texts = nil },
		"no receipts":      func(c *Config) { c.Receipts = nil },
		"no secret":        func(c *Config) { c.Webhook = "https://x.example" },
		"a bad secret":     func(c *Config) { c.Webhook, c.Secret = "https://x.example", "not allowed!" },
	} {
		cfg := r.config()
		change(&cfg)
		if _, err := New(cfg); err == nil || errors.Is(err, errStore) {
			t.Errorf("%s was to be refused", what)
		} else {
			r.noToken(err.Error())
		}
	}
}
