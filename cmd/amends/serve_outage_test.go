package main

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// TestServeEndsWithWhatToDo: what no patience can help ends serve before it begins.
func TestServeEndsWithWhatToDo(t *testing.T) {
	tests := map[string]struct {
		wrong func(w *town, set map[string]string)
		want  string
	}{
		"a token of another bot": {func(_ *town, set map[string]string) {
			set["TELEGRAM_BOT_TOKEN"] = "123456789:AAFsomebodyelsestokenaltogether"
		},
			"Telegram: does not know this token: copy it whole from @BotFather"},
		"another Slack token": {func(_ *town, set map[string]string) { set["SLACK_BOT_TOKEN"] = "xoxb-somebody-else" }, "invalid_auth: copy the Bot User OAuth Token"},
		"no such channel":     {func(_ *town, set map[string]string) { set["SLACK_CHANNEL"] = "C0NOWHERE" }, "channel_not_found: set SLACK_CHANNEL"},
		"not in the channel":  {func(w *town, _ map[string]string) { w.must(w.slack.Kick(w.channel, w.slack.App().BotUserID)) }, "invite it there: /invite @amends"},
		"a webhook that Telegram refuses": {func(_ *town, set map[string]string) {
			set["TELEGRAM_WEBHOOK_URL"], set["TELEGRAM_WEBHOOK_SECRET"] = "https://bad host/hook", "a-word-that-only-two-know"
		}, "TELEGRAM_WEBHOOK_URL"},
		"no such orders": {func(_ *town, set map[string]string) { set["ORDERS"] = "nowhere.csv" }, "nowhere.csv"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			w := newTown(t)
			set := w.settings()
			test.wrong(w, set)
			cfg := configOf(set)
			cfg.logLevel = "error"
			if err := serve(w.ctx, cfg, io.Discard); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("expected an error with %q, got %v", test.want, err)
			}
		})
	}
}

// TestServeListensOnlyWhereNobodyDoes: an address that is taken is told before anything else is done.
func TestServeListensOnlyWhereNobodyDoes(t *testing.T) {
	w := newTown(t)
	set := w.settings()
	d, err := openDoor("127.0.0.1:0", slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer d.close()
	if body := get(t, "http://"+d.addr+"/healthz", http.StatusOK); body != "ok\n" {
		t.Errorf("a process that starts is alive; it says %q", body)
	}
	if body := get(t, "http://"+d.addr+"/readyz", http.StatusServiceUnavailable); !strings.Contains(body, "starting") {
		t.Errorf("a process that starts is not ready; it says %s", body)
	}
	set["LISTEN_ADDR"] = d.addr
	if err := serve(w.ctx, configOf(set), io.Discard); err == nil || !strings.Contains(err.Error(), "LISTEN_ADDR "+d.addr+": ") || !strings.Contains(err.Error(), "name another address") {
		t.Errorf("expected to be told about the address, got %v", err)
	}
}

// TestServeBeginsWithoutPlatforms: one that is down at the start is waited for; the story is told when it is back.
func TestServeBeginsWithoutPlatforms(t *testing.T) {
	w := newTown(t)
	w.tg.Down(true)
	w.slack.Down(true)
	addr := w.opens(w.settings())
	get(t, addr+"/readyz", http.StatusServiceUnavailable)
	w.buyer.Start("")
	w.tg.Down(false)
	w.slack.Down(false)
	w.reads("Hi")
}

// TestServeWithoutADesk: what is for the desk waits in the outbox, in order, and the buyer is served as far as the bot can.
func TestServeWithoutADesk(t *testing.T) {
	w := newTown(t)
	set := w.settings()
	set["SLACK_BOT_TOKEN"], set["SLACK_APP_TOKEN"], set["SLACK_CHANNEL"] = "", "", ""
	addr := w.opens(set)
	w.buyer.Start("")
	w.reads("Hi")
	w.buyer.Say("you sent me the wrong style of backpack, 112-4567890-1234567")
	w.reads("postal code")
	w.buyer.Say("98101")
	w.reads("photo")
	waits := `amends_deliveries_total{channel="desk",outcome="patience"} 1`
	figures := ""
	for !strings.Contains(figures, waits) && w.ctx.Err() == nil {
		figures = get(t, addr+"/metrics", http.StatusOK)
	}
	if !strings.Contains(figures, waits) || !strings.Contains(figures, `amends_deliveries_total{channel="desk",outcome="sent"} 0`) {
		t.Error("expected the case's card to wait for a desk")
	}
	body := ""
	for !strings.Contains(body, `"outbox":{"up":true,"waiting":1`) && w.ctx.Err() == nil { // the buyer's pin may still be in hand
		body = get(t, addr+"/readyz", http.StatusOK)
	}
	if w.ctx.Err() != nil {
		t.Errorf("expected /readyz to tell that the desk's card waits, got %s", body)
	}
}

// TestPatience: the pauses grow up to half a minute, an outage is waited out, anything else is not.
func TestPatience(t *testing.T) {
	quiet := slog.New(slog.DiscardHandler)
	synctest.Test(t, func(t *testing.T) {
		began, tries := time.Now(), 0
		err := patiently(t.Context(), quiet, "down", func() (bool, error) {
			if tries++; tries == 8 {
				return false, nil
			}
			return true, errors.New("down")
		})
		if took := time.Since(began); err != nil || took != (1+2+4+8+16+30+30)*time.Second {
			t.Errorf("expected seven growing pauses, got %s and error %v", took, err)
		}
	})
	wrong := errors.New("wrong")
	if err := patiently(t.Context(), quiet, "down", func() (bool, error) { return false, wrong }); !errors.Is(err, wrong) {
		t.Errorf("expected no patience with what will not pass, got %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := patiently(ctx, quiet, "down", func() (bool, error) { return true, wrong }); !errors.Is(err, context.Canceled) {
		t.Errorf("expected patience to end with the program, got %v", err)
	}
}

// TestTheDoorIsNarrow: what is too long is refused, and what is not there is not found.
func TestTheDoorIsNarrow(t *testing.T) {
	d, err := openDoor("127.0.0.1:0", slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer d.close()
	mux := http.NewServeMux()
	mux.HandleFunc("POST /hook", func(w http.ResponseWriter, r *http.Request) {
		if _, err := io.Copy(io.Discard, r.Body); err != nil {
			w.WriteHeader(http.StatusRequestEntityTooLarge)
		}
	})
	d.open(mux)
	for _, test := range []struct {
		name   string
		body   int
		header int
		status int
	}{{"a post", 1 << 10, 10, http.StatusOK}, {"a long body", maxBody + 1, 10, http.StatusRequestEntityTooLarge},
		{"long headers", 10, 64 << 10, http.StatusRequestHeaderFieldsTooLarge}} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+d.addr+"/hook", strings.NewReader(strings.Repeat("x", test.body)))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("X-Long", strings.Repeat("y", test.header))
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatalf("%s: %v", test.name, err)
		}
		resp.Body.Close()
		if resp.StatusCode != test.status {
			t.Errorf("%s is answered with %d, want %d", test.name, resp.StatusCode, test.status)
		}
	}
	get(t, "http://"+d.addr+"/metrics", http.StatusNotFound)
}
