package main

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"amends/adapters/files"
	"amends/adapters/slack/slackfake"
	"amends/adapters/telegram/telegramtest"
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
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute) // only what fails waits so long
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
