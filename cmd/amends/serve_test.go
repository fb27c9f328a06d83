package main

import (
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"amends/adapters/slack/slackfake"
	"amends/bot/storetest"
)

// TestServeTellsABuyersStoryToItsEnd: a buyer on Telegram, an agent on Slack, everything that serve is made of between them.
func TestServeTellsABuyersStoryToItsEnd(t *testing.T) {
	for _, kind := range []string{"memory", "redis"} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			w := newTown(t)
			set := w.settings()
			if kind == "redis" {
				set["REDIS_URL"] = storetest.Redis(t)
			}
			addr := w.opens(set)
			card := w.agrees()
			if _, err := w.ana.Press(w.channel, card.TS, "Approve"); err != nil {
				t.Fatalf("approve: %v; the card has %v", err, card.Buttons())
			}
			w.reads("has agreed to it")
			w.card("agreed, not done yet")
			if _, err := w.ana.Reply(w.channel, card.TS, "reply: thank you, Bea"); err != nil {
				t.Fatal(err)
			}
			w.reads("thank you, Bea")
			w.carriesOut(card.TS, "R-77")
			w.reads("Reference: R-77")
			if kind == "redis" {
				w.showsCases(set)
			}
			figures := get(t, addr+"/metrics", http.StatusOK)
			for _, want := range []string{`amends_settlements_total{remedy="partial_keep"} 1`, `amends_open_cases{status="human"} 1`, "amends_store_up 1"} {
				if !strings.Contains(figures, want) {
					t.Errorf("expected %s in the figures", want)
				}
			}
		})
	}
}

// TestServeTakesWhatIsPosted: without polling and Socket Mode, both platforms post to the door; a stranger's post is refused. The shop
// carries the remedy out by itself.
func TestServeTakesWhatIsPosted(t *testing.T) {
	w := newTown(t)
	paid := make(chan string, 1)
	shop := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		paid <- r.Header.Get("Idempotency-Key")
		_, _ = io.WriteString(out, `{"status":"done","reference":"PAY-1"}`)
	}))
	t.Cleanup(shop.Close)
	set := w.settings()
	set["LISTEN_ADDR"] = freeAddress(t)
	door := "http://" + set["LISTEN_ADDR"]
	maps.Copy(set, map[string]string{"TELEGRAM_WEBHOOK_URL": door + "/telegram", "TELEGRAM_WEBHOOK_SECRET": "a-word-that-only-two-know",
		"SLACK_APP_TOKEN": "", "SLACK_SIGNING_SECRET": w.slack.SigningSecret(), "REMEDY_WEBHOOK_URL": shop.URL, "REMEDY_WEBHOOK_SECRET": "another-word-that-two-know"})
	w.opens(set)
	if err := w.slack.Deliver(slackfake.HTTPConfig{Events: door + "/slack/events", Interactive: door + "/slack/interactive", Commands: door + "/slack/commands"}); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/telegram", "/slack/events", "/slack/interactive", "/slack/commands"} {
		resp, err := http.Post(door+path, "application/json", strings.NewReader("{}"))
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != http.StatusUnauthorized {
			t.Errorf("a stranger's post to %s is answered with %d, want 401", path, resp.StatusCode)
		}
	}
	card := w.agrees()
	if _, err := w.ana.Press(w.channel, card.TS, "Approve"); err != nil {
		t.Fatal(err)
	}
	w.reads("Reference: PAY-1")
	if key := <-paid; !strings.HasPrefix(key, "A-") || !strings.HasSuffix(key, "-1") {
		t.Errorf("the shop got the settlement as %q, want the case's first", key)
	}
}

// showsCases looks at the only case from the command line, exports it and proves the export.
func (w *town) showsCases(set map[string]string) {
	w.Helper()
	list := w.prints(set, 0, "case", "list")
	no := regexp.MustCompile(`A-\w+`).FindString(list)
	if no == "" || !strings.Contains(list, "wrong_item") || strings.Contains(list, "4567890") {
		w.Errorf("expected one case with its order masked, got %q", list)
	}
	if card := w.prints(set, 0, "case", "show", strings.ToLower(no)); !strings.Contains(card, "Trail backpack") {
		w.Errorf("expected the card of %s, got %q", no, card)
	}
	turns := w.prints(set, 0, "case", "export", no)
	file := filepath.Join(w.TempDir(), "case.jsonl")
	if err := os.WriteFile(file, []byte(turns), 0o600); err != nil {
		w.Fatal(err)
	}
	for _, what := range []string{file, no} {
		if said := w.prints(set, 0, "case", "verify", what); !regexp.MustCompile(`^\d+ turns are as they were, 0 differ`).MatchString(said) {
			w.Errorf("expected the turns of %s to follow, got %q", what, said)
		}
	}
	changed := strings.Replace(turns, `"minor":1250`, `"minor":9250`, 1)
	if err := os.WriteFile(file, []byte(changed), 0o600); err != nil || changed == turns {
		w.Fatal("an amount should have been changed", err)
	}
	if said := w.prints(set, 1, "case", "verify", file); !strings.Contains(said, "differ") {
		w.Errorf("expected a changed amount to be found, got %q", said)
	}
}

// TestReadyTellsWhatIsDown: a platform that goes down is named with 503, and forgotten when it is back.
func TestReadyTellsWhatIsDown(t *testing.T) {
	w := newTown(t)
	var passed atomic.Int64
	addr := w.opensAt(w.settings(), func() time.Time { return time.Unix(passed.Add(60), 0) }) // nothing is fresh when it is asked for again
	get(t, addr+"/healthz", http.StatusOK)
	for _, down := range []struct {
		what string
		set  func(bool)
	}{{"telegram", w.tg.Down}, {"slack", w.slack.Down}} {
		down.set(true)
		body := get(t, addr+"/readyz", http.StatusServiceUnavailable)
		down.set(false)
		var answer struct {
			Ready      bool
			Subsystems map[string]finding
		}
		if err := json.Unmarshal([]byte(body), &answer); err != nil || answer.Ready || len(answer.Subsystems) != 4 {
			t.Errorf("expected four subsystems, not ready, got %s, error %v", body, err)
		}
		for name, f := range answer.Subsystems {
			if f.Up == (name == down.what) || f.Up != (f.Why == "") {
				t.Errorf("%s is down; of %s it says %+v", down.what, name, f)
			}
		}
		get(t, addr+"/readyz", http.StatusOK)
	}
}
