package telegram

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"amends/adapters/telegram/telegramtest"
	"amends/bot"
	"amends/dialogue"
)

// say is a message with options whose labels are their IDs.
func say(text string, options ...string) dialogue.Say {
	a := dialogue.Say{Text: text, Question: "q7"}
	for _, o := range options {
		a.Options = append(a.Options, dialogue.Option{ID: o, Label: o})
	}
	return a
}

func TestSayIsShownAsItIsWritten(t *testing.T) {
	r := newRig(t, telegramtest.Options{})
	ana, c := r.ana(), r.channel(nil)
	ana.Start("")
	text := "Is this <b>right</b> & fair?\n\nSee https://example.org/?a=1&b=2"
	id := r.send(c, to(ana.ID(), "e/0", say(text, "yes", "no")))
	m := ana.Last()
	if m.ID != id || m.Text != text || !m.NoPreview || m.Silent {
		t.Errorf("the buyer was to read %q as message %d without a preview, got %+v", text, id, m)
	}
	if len(m.Keyboard.Rows) != 1 || len(m.Keyboard.Rows[0]) != 2 {
		t.Errorf("two short options were to stand side by side, got %+v", m.Keyboard.Rows)
	}
}

func TestOptionsAreLaidOutByTheirLength(t *testing.T) {
	for _, x := range []struct {
		labels string
		want   string
	}{
		{"Yes|No", "2"}, {"Yes|No|Later", "3"}, {"Yes|No|Later|Never", "3 1"}, {"Arrived broken|Wrong item|It never came at all", "2 1"},
		{"A replacement at no cost to you|Money back when it is returned|Keep it", "1 1 1"}, {"Yes", "1"},
	} {
		r := newRig(t, telegramtest.Options{})
		ana, c := r.ana(), r.channel(nil)
		ana.Start("")
		r.send(c, to(ana.ID(), "e/0", say("Which?", strings.Split(x.labels, "|")...)))
		var got []string
		for _, row := range ana.Last().Keyboard.Rows {
			got = append(got, fmt.Sprint(len(row)))
		}
		if strings.Join(got, " ") != x.want {
			t.Errorf("%s: rows were to have %s buttons, got %s", x.labels, x.want, strings.Join(got, " "))
		}
	}
}

// TestWhatTelegramSaysToASend tells refusals apart.
func TestWhatTelegramSaysToASend(t *testing.T) {
	for _, x := range []struct {
		status    int
		body      string
		attempt   int
		permanent string        // the reason
		after     time.Duration // of a RetryAfter
	}{
		{429, `{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 7","parameters":{"retry_after":7}}`, 0, "", 7 * time.Second},
		{403, `{"ok":false,"error_code":403,"description":"Forbidden: bot was blocked by the user"}`, 0, "blocked", 0},
		{403, `{"ok":false,"error_code":403,"description":"Forbidden: user is deactivated"}`, 0, "deactivated", 0},
		{403, `{"ok":false,"error_code":403,"description":"Forbidden: bot was kicked from the group chat"}`, 0, "kicked", 0},
		{403, `{"ok":false,"error_code":403,"description":"Forbidden: bot can't initiate conversation with a user"}`, 0, "forbidden", 0},
		{400, `{"ok":false,"error_code":400,"description":"Bad Request: chat not found"}`, 0, "chat not found", 0},
		{400, `{"ok":false,"error_code":400,"description":"Bad Request: group chat was upgraded","parameters":{"migrate_to_chat_id":-100}}`, 0, "moved", 0},
		{400, `{"ok":false,"error_code":400,"description":"Bad Request: something is wrong"}`, 0, "", 0},
		{400, `{"ok":false,"error_code":400,"description":"Bad Request: something is wrong"}`, 3, "refused", 0},
		{401, `{"ok":false,"error_code":401,"description":"Unauthorized"}`, 9, "", 0},
		{404, `{"ok":false,"error_code":404,"description":"Not Found"}`, 9, "", 0},
		{500, `{"ok":false,"error_code":500,"description":"Internal Server Error"}`, 9, "", 0},
		{502, `<html>bad gateway</html>`, 9, "", 0},
		{200, `"ok"`, 9, "", 0},
		{200, ``, 9, "", 0},
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(x.status)
			_, _ = w.Write([]byte(x.body))
		}))
		r := newRig(t, telegramtest.Options{})
		c := r.channel(func(cfg *Config) { cfg.API = server.URL })
		d := to(1, "e/0", say("the buyer's words"))
		d.Attempt = x.attempt
		_, err := c.Send(soon(t), d)
		var later *bot.RetryAfter
		switch {
		case err == nil:
			t.Errorf("%d %s: was to fail", x.status, x.body)
		case x.after != 0:
			if !errors.As(err, &later) || later.After != x.after {
				t.Errorf("%d: was to be tried after %s, got %v", x.status, x.after, err)
			}
		case x.permanent != "":
			if !errors.Is(err, bot.ErrPermanent) || err.Error() != x.permanent+": "+bot.ErrPermanent.Error() {
				t.Errorf("%s: was to be permanent, %q, got %v", x.body, x.permanent, err)
			}
		case errors.Is(err, bot.ErrPermanent) || errors.As(err, &later):
			t.Errorf("%d %s: was to be worth another try, got %v", x.status, x.body, err)
		}
		r.noToken(fmt.Sprint(err))
		if strings.Contains(fmt.Sprint(err), "the buyer's words") {
			t.Errorf("an error was to be silent about what was sent, got %v", err)
		}
		server.Close()
	}
}

func TestTheTokenIsInNoError(t *testing.T) {
	r := newRig(t, telegramtest.Options{})
	dead := httptest.NewServer(nil)
	address := dead.URL
	dead.Close()
	c := r.channel(func(cfg *Config) { cfg.API = address })
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_, sent := c.Send(ctx, to(1, "e/0", say("hello")))
	short, stopShort := context.WithTimeout(ctx, 50*time.Millisecond)
	defer stopShort()
	_, fetched := c.Fetch(short, dialogue.File{Ref: "tg:x", Kind: "photo"})
	_, downloaded := c.download(ctx, "photos/1.jpg")
	_, polled := c.updates(ctx, 0, 0)
	_, checked := c.Check(ctx)
	for what, err := range map[string]error{"send": sent, "fetch": fetched, "download": downloaded, "poll": polled, "check": checked, "setup": c.Setup(ctx)} {
		if err == nil {
			t.Errorf("%s was to fail", what)
		}
		r.noToken(fmt.Sprintf("%v %+v %#v", err, err, err))
	}
	gone, stop := context.WithCancel(ctx)
	stop()
	if _, err := c.Send(gone, to(1, "e/0", say("hello"))); !errors.Is(err, context.Canceled) {
		t.Errorf("a send whose context ended was to say so, got %v", err)
	}
}

func TestASendThatWasCutShortGoesOnWhereItWas(t *testing.T) {
	r := newRig(t, telegramtest.Options{})
	ana, c := r.ana(), r.channel(nil)
	ana.Start("")
	d := to(ana.ID(), "e/0", say(strings.Repeat("word ", 3000), "yes"))
	r.tg.Limit(telegramtest.Limits{ChatBurst: 1, PerChat: 20})
	for {
		_, err := c.Send(soon(t), d)
		if err == nil {
			break
		}
		var later *bot.RetryAfter
		if !errors.As(err, &later) || later.After != time.Second {
			t.Fatalf("a try that is cut short was to ask for a second of patience, got %v", err)
		}
		_ = pause(soon(t), 10*time.Millisecond)
		d.Attempt++
	}
	if got := len(ana.FromBot()); got != 4 || d.Attempt == 0 {
		t.Errorf("15,000 characters were to be 4 messages in several tries, got %d in %d", got, d.Attempt+1)
	}
}

func TestNothingToSayIsNotSent(t *testing.T) {
	r := newRig(t, telegramtest.Options{})
	ana, c := r.ana(), r.channel(nil)
	ana.Start("")
	for _, a := range []dialogue.Action{dialogue.Say{}, dialogue.Say{Text: " \n\x00 "}, dialogue.Pin{Case: "A-1"}} {
		if receipt, err := c.Send(soon(t), to(ana.ID(), "e/0", a)); err != nil || receipt != "" {
			t.Errorf("%+v was to send nothing, got %q, %v", a, receipt, err)
		}
	}
	if _, err := c.Send(soon(t), to(ana.ID(), "e/0", dialogue.Alert{})); !errors.Is(err, bot.ErrPermanent) {
		t.Errorf("an alert was to be nothing for buyers, got %v", err)
	}
}
