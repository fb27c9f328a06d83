package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"amends/adapters/files"
	"amends/adapters/slack/slackfake"
	"amends/adapters/telegram/telegramtest"
	"amends/bot/storetest"
)

// strict is a shop whose every remedy needs a person's approval.
const strict = `version: 1
seller: {name: Northwind Trading, marketplace: amazon, country: US, languages: [en, es]}
limits: {auto_refund: 1.00}
`

// town is Telegram, Slack and a buyer and an agent in them.
type town struct {
	*testing.T
	ctx     context.Context
	tg      *telegramtest.Server
	slack   *slackfake.Server
	channel string
	ana     *slackfake.Agent
	buyer   *telegramtest.Phone
	seen    int // the number of the last message that the buyer has read
}

func newTown(t *testing.T) *town {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	t.Cleanup(cancel)
	w := &town{T: t, ctx: ctx, tg: telegramtest.New(telegramtest.Options{Limits: telegramtest.Limits{Off: true}, Webhook: telegramtest.Delivery{Local: true}}), slack: slackfake.New(slackfake.Options{})}
	t.Cleanup(w.tg.Close)
	t.Cleanup(w.slack.Close)
	channel, people := w.slack.Desk("desk", "ana")
	w.channel, w.ana = channel, w.slack.Agent(people[0])
	w.buyer = w.tg.User(telegramtest.User{FirstName: "Bea", LanguageCode: "en"})
	return w
}

// settings are those of serve in this town, by their names in the environment.
func (w *town) settings() map[string]string {
	w.Helper()
	book := filepath.Join(w.TempDir(), "shop.yaml")
	if err := os.WriteFile(book, []byte(strict), 0o600); err != nil {
		w.Fatal(err)
	}
	return map[string]string{"TELEGRAM_BOT_TOKEN": w.tg.Token(), "TELEGRAM_API_URL": w.tg.URL(), "SLACK_BOT_TOKEN": w.slack.BotToken(),
		"SLACK_APP_TOKEN": w.slack.AppToken(), "SLACK_API_URL": w.slack.URL(), "SLACK_CHANNEL": w.channel, "PLAYBOOK": book,
		"ORDERS": filepath.Join("..", "..", "adapters", "orders", "sample.yaml"), "EVIDENCE_DIR": w.TempDir(), "LISTEN_ADDR": "127.0.0.1:0"}
}

// opens starts serve within the test and returns the address of its door. It stops, and has to stop well, when the test ends.
func (w *town) opens(set map[string]string) (addr string) { return w.opensAt(set, time.Now) }

// configOf is what configure makes of the settings.
func configOf(set map[string]string) *config {
	cfg := &config{}
	for _, s := range settings {
		*s.field(cfg) = set[s.name]
	}
	return cfg
}

func (w *town) opensAt(set map[string]string, now func() time.Time) (addr string) {
	w.Helper()
	cfg := configOf(set)
	log := slog.New(slog.NewTextHandler(w.Output(), &slog.HandlerOptions{Level: slog.LevelDebug}))
	door, err := openDoor(cfg.listen(), log)
	if err != nil {
		w.Fatal(err)
	}
	door.health.now = now
	s, err := compose(w.ctx, cfg, log)
	if err != nil {
		w.Fatal(err)
	}
	s.limits = nil // real time is not what is tested
	door.open(s.handler(door.health))
	ctx, stop := context.WithCancel(w.ctx)
	ended := make(chan error, 1)
	go func() { ended <- s.run(ctx, door.health) }()
	w.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			w.Errorf("expected serve to end well, got %v", err)
		}
		s.close()
		door.close()
	})
	return "http://" + door.addr
}

// reads waits for the bot's next message that holds the words, and returns it.
func (w *town) reads(words string) telegramtest.Message {
	w.Helper()
	m, err := w.buyer.Find(w.ctx, func(m telegramtest.Message) bool {
		return m.ID > w.seen && m.From != nil && m.From.IsBot && strings.Contains(m.Text+m.Caption, words)
	})
	if err != nil {
		w.Fatalf("expected the buyer to read %q: %v; the chat shows %s", words, err, shown(w.buyer.FromBot()))
	}
	w.seen = m.ID
	return m
}

func shown(list []telegramtest.Message) string {
	var texts []string
	for _, m := range list {
		texts = append(texts, m.Text)
	}
	return strings.Join(texts, "\n---\n")
}

func (w *town) presses(m telegramtest.Message, label string) {
	w.Helper()
	if _, err := w.buyer.Press(m.ID, label); err != nil {
		w.Fatalf("press %q under %q: %v", label, m.Text, err)
	}
}

func (w *town) photo(name string) {
	w.Helper()
	content, _ := files.Sample(name)
	w.buyer.Photo(content, "")
}

// card waits until the desk shows a card with the words, and returns it.
func (w *town) card(words string) slackfake.Message {
	w.Helper()
	var card slackfake.Message
	err := w.slack.Wait(w.ctx, func() bool {
		for _, m := range w.slack.Channel(w.channel) {
			if strings.Contains(m.Shown(), words) {
				card = m
				return true
			}
		}
		return false
	})
	if err != nil {
		w.Fatalf("expected a card with %q on the desk: %v; it shows %s", words, err, w.desk())
	}
	return card
}

func (w *town) desk() string {
	var texts []string
	for _, m := range w.slack.Messages(w.channel) {
		texts = append(texts, m.Shown()+" "+strings.Join(m.Buttons(), "|"))
	}
	return strings.Join(texts, "\n---\n")
}

// agrees tells the story up to the buyer's yes, and returns the card that waits for an approval.
func (w *town) agrees() slackfake.Message {
	w.Helper()
	w.buyer.Start("")
	w.reads("Hi")
	w.buyer.Say("you sent me the wrong style of backpack, 112-4567890-1234567")
	w.reads("postal code")
	w.buyer.Say("98101")
	w.reads("photo")
	w.photo("item.jpg")
	w.reads("photo")
	w.photo("label.jpg")
	w.presses(w.reads("Keep it"), "Keep it, partial refund")
	w.presses(w.reads("$12.50"), "Yes")
	w.reads("Nothing is agreed yet")
	return w.card("waiting for the team's OK")
}

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

// carriesOut presses Done on a card and fills the form in.
func (w *town) carriesOut(ts, reference string) {
	w.Helper()
	if _, err := w.ana.Press(w.channel, ts, "Done"); err != nil {
		w.Fatal(err)
	}
	if err := w.slack.Wait(w.ctx, func() bool { return len(w.slack.Views(w.ana.ID)) > 0 }); err != nil {
		w.Fatalf("expected a form for the reference: %v", err)
	}
	form := w.slack.Views(w.ana.ID)[0]
	if _, err := w.ana.Submit(form.ID, map[string]any{form.Fields()[0]: reference}); err != nil {
		w.Fatalf("submit the form %v: %v", form.Fields(), err)
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

// freeAddress is one that nobody listens on.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
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

// prints runs a command with the settings and returns its output.
func (w *town) prints(set map[string]string, status int, args ...string) string {
	w.Helper()
	cmd := exec.CommandContext(w.ctx, "amends", args...)
	cmd.Env = os.Environ()
	for name, value := range set {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, _ := cmd.Output() // an error is the status, which is looked at
	if got := cmd.ProcessState.ExitCode(); got != status {
		w.Errorf("amends %v: status %d, want %d: %s%s", args, got, status, out, &errs)
	}
	for _, secret := range []string{w.tg.Token(), w.slack.BotToken(), w.slack.AppToken()} {
		if strings.Contains(string(out)+errs.String(), secret) {
			w.Errorf("amends %v: a secret came to light: %s%s", args, out, &errs)
		}
	}
	return string(out)
}

// get asks an address and returns what it answers; the status has to be the one that is expected.
func get(t *testing.T, address string, status int) string {
	t.Helper()
	resp, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != status {
		t.Fatalf("%s answers %d, expected %d, error %v: %s", address, resp.StatusCode, status, err, body)
	}
	return string(body)
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
