package main

import (
	"context"
	"encoding/json"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"amends/adapters/slack/slackfake"
	"amends/bot/storetest"
)

// TestDoctorFindsNothing: where everything is as it should be there is no warning about a platform, and nothing is sent to anybody.
func TestDoctorFindsNothing(t *testing.T) {
	w := newTown(t)
	set := w.settings()
	said := w.prints(set, 0, "doctor")
	for _, want := range []string{"ok    settings: complete", "ok    playbook: ", "ok    orders: 10 in ", "ok    evidence: ", "warn  store: memory", "ok    Telegram: the bot is @",
		"ok    clock: agrees with Telegram's", "ok    Telegram: updates are polled", "ok    Slack: the app is @amends", "ok    Slack: the desk is #desk",
		"ok    Slack: the app has every scope", "ok    clock: agrees with Slack's", "ok    Slack: Socket Mode is on", "ok    address: "} {
		if !strings.Contains(said, want) {
			t.Errorf("expected the doctor to say %q", want)
		}
	}
	if strings.Contains(said, "FAIL") || len(w.tg.Sent()) > 0 || len(w.slack.Messages(w.channel)) > 0 || w.tg.Count("setWebhook") > 0 {
		t.Errorf("expected no failure and nothing sent")
	}
	if t.Failed() {
		t.Log(said)
	}
}

// TestDoctorNamesWhatIsWrong: each thing that can be wrong is named with what to do, and the status says so.
func TestDoctorNamesWhatIsWrong(t *testing.T) {
	taken := httptest.NewServer(http.NotFoundHandler())
	defer taken.Close()
	tests := map[string]struct {
		wrong func(w *town, set map[string]string)
		want  []string
	}{
		"a token of another bot": {func(_ *town, set map[string]string) {
			set["TELEGRAM_BOT_TOKEN"] = "123456789:AAFsomebodyelsestokenaltogether"
		},
			[]string{"FAIL  Telegram: does not know this token — copy it whole from @BotFather"}},
		"half a token": {func(_ *town, set map[string]string) { set["TELEGRAM_BOT_TOKEN"] = "AAFhalfofatoken" },
			[]string{"FAIL  TELEGRAM_BOT_TOKEN is no bot token — copy it whole"}},
		"no Telegram": {func(_ *town, set map[string]string) { set["TELEGRAM_API_URL"] = "http://127.0.0.1:1" },
			[]string{"FAIL  Telegram: cannot be reached", "HTTPS_PROXY"}},
		"another Slack token": {func(_ *town, set map[string]string) { set["SLACK_BOT_TOKEN"] = "xoxb-somebody-else" },
			[]string{"FAIL  Slack: does not accept SLACK_BOT_TOKEN: invalid_auth — copy the Bot User OAuth Token"}},
		"another app token": {func(_ *town, set map[string]string) { set["SLACK_APP_TOKEN"] = "xapp-somebody-else" },
			[]string{"FAIL  Slack: does not accept SLACK_APP_TOKEN", "connections:write"}},
		"no such channel": {func(_ *town, set map[string]string) { set["SLACK_CHANNEL"] = "C0NOWHERE" },
			[]string{"FAIL  Slack: does not show the desk's channel C0NOWHERE: channel_not_found — set SLACK_CHANNEL"}},
		"the channel's name": {func(_ *town, set map[string]string) { set["SLACK_CHANNEL"] = "#desk" }, []string{"FAIL  SLACK_CHANNEL is no channel ID"}},
		"not in the channel": {func(w *town, _ map[string]string) { w.must(w.slack.Kick(w.channel, w.slack.App().BotUserID)) },
			[]string{"FAIL  Slack: the app is not in the desk's channel #desk — invite it there: /invite @amends"}},
		"an archived channel": {func(w *town, _ map[string]string) { w.must(w.slack.Archive(w.channel)) }, []string{"FAIL  Slack: the desk's channel #desk is archived"}},
		"a Redis that forgets": {func(w *town, set map[string]string) {
			set["REDIS_URL"] = storetest.Redis(w.T, "--maxmemory", "50mb", "--maxmemory-policy", "allkeys-lru")
		}, []string{"FAIL  store: redis at ", "may throw keys away", "CONFIG SET maxmemory-policy noeviction"}},
		"a Redis that keeps nothing": {func(w *town, set map[string]string) { set["REDIS_URL"] = storetest.Redis(w.T) }, []string{"ok    store: redis ", "warn  store: "}},
		"no Redis":                   {func(_ *town, set map[string]string) { set["REDIS_URL"] = "redis://:hunter2@127.0.0.1:1/0" }, []string{"FAIL  store: redis at 127.0.0.1:1 cannot be reached — start it"}},
		"an address that is taken":   {func(_ *town, set map[string]string) { set["LISTEN_ADDR"] = taken.Listener.Addr().String() }, []string{"FAIL  address: ", "cannot be listened on"}},
		"no such orders":             {func(_ *town, set map[string]string) { set["ORDERS"] = "nowhere.csv" }, []string{"FAIL  orders: opening orders: open nowhere.csv"}},
		"no such playbook":           {func(_ *town, set map[string]string) { set["PLAYBOOK"] = "nowhere.yaml" }, []string{"FAIL  playbook: "}},
		"no folder for evidence":     {func(_ *town, set map[string]string) { set["EVIDENCE_DIR"] = "/dev/null/evidence" }, []string{"FAIL  evidence: ", "EVIDENCE_DIR"}},
		"a webhook in the open": {func(_ *town, set map[string]string) { set["TELEGRAM_WEBHOOK_URL"] = "http://shop.example/hook" },
			[]string{"FAIL  TELEGRAM_WEBHOOK_URL — want https://", "FAIL  TELEGRAM_WEBHOOK_SECRET — want 16"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			w := newTown(t)
			set := w.settings()
			test.wrong(w, set)
			status := 1
			if !strings.Contains(strings.Join(test.want, ""), "FAIL") {
				status = 0
			}
			said := w.prints(set, status, "doctor")
			for _, want := range test.want {
				if !strings.Contains(said, want) {
					t.Errorf("expected %q of the doctor, it said:\n%s", want, said)
				}
			}
			if strings.Contains(said, "hunter2") {
				t.Errorf("a password came to light: %s", said)
			}
		})
	}
}

func (w *town) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// TestDoctorMissesNoScope: a token without a scope that the desk needs is found before an agent finds out.
func TestDoctorMissesNoScope(t *testing.T) {
	w := newTown(t)
	poor := slackfake.New(slackfake.Options{Scopes: []string{"chat:write", "channels:read", "groups:read"}})
	t.Cleanup(poor.Close)
	channel, _ := poor.Desk("desk", "ana")
	set := w.settings()
	set["SLACK_API_URL"], set["SLACK_CHANNEL"] = poor.URL(), channel
	var found []verdict
	if err := json.Unmarshal([]byte(w.prints(set, 1, "doctor", "--json")), &found); err != nil {
		t.Fatalf("expected JSON: %v", err)
	}
	for _, v := range found {
		if v.Level == failure && strings.HasPrefix(v.What, "Slack: the app lacks the scopes ") && strings.Contains(v.What, "files:write") && strings.Contains(v.Do, "slack-manifest") {
			return
		}
	}
	t.Errorf("expected missing scopes to be named with what to do, got %+v", found)
}

// TestDoctorDoesNotWait: servers that take a connection and say nothing end an examination when its time is over.
func TestDoctorDoesNotWait(t *testing.T) {
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	base := "http://" + silent.Addr().String()
	cfg := &config{redisURL: "redis://" + silent.Addr().String(), listenAddr: silent.Addr().String(),
		telegram: telegramConfig{token: "1:abcdefghijkl", api: base}, slack: slackConfig{botToken: "xoxb-1", appToken: "xapp-1", api: base + "/api/", channel: "C1"}}
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	for _, v := range examine(ctx, cfg, examTelegram, examSlack, examRedis, examListen) {
		if v.Level != failure {
			t.Errorf("expected a failure, got %+v", v)
		}
	}
}

// TestClockVerdict: a clock that is off is told before dates are promised by it.
func TestClockVerdict(t *testing.T) {
	now := time.Date(2026, 3, 2, 15, 0, 0, 0, time.UTC)
	for said, want := range map[string]level{"Mon, 02 Mar 2026 15:00:01 GMT": fine, "Mon, 02 Mar 2026 14:50:00 GMT": warning, "Mon, 02 Mar 2026 15:10:00 GMT": warning} {
		if v := clockVerdict("Telegram", map[string][]string{"Date": {said}}, now); len(v) != 1 || v[0].Level != want {
			t.Errorf("%s: got %+v, want %s", said, v, want)
		}
	}
	if v := clockVerdict("Telegram", nil, now); v != nil {
		t.Errorf("without a date: got %+v, want nothing", v)
	}
}
