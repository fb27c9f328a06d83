package telegramtest_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"
	"github.com/google/go-cmp/cmp"

	"amends/adapters/telegram/telegramtest"
)

// A side is a person who writes to a bot, on one fake or the other.
type side struct {
	url, token string
	say        func(text string) error
	press      func(messageID int, data string) error
	sees       func() ([]string, error) // what the bot sent, as text and buttons
}

var testName = telegramtest.User{ID: 1, FirstName: "TestName", Username: "testUserName"}

// TestCrossCheck plays one conversation on this fake and on npm's telegram-test-api, which others wrote. It needs a package registry,
// so it runs only with AMENDS_CROSSCHECK=1; AMENDS_CROSSCHECK_DIR names a folder that keeps the package.
func TestCrossCheck(t *testing.T) {
	if os.Getenv("AMENDS_CROSSCHECK") != "1" {
		t.Skip("AMENDS_CROSSCHECK=1 compares this fake with npm's telegram-test-api")
	}
	theirs := converse(t, theirSide(t))
	ours := converse(t, ourSide(t))
	if d := cmp.Diff(theirs, ours); d != "" {
		t.Errorf("the conversation was to look alike (- theirs, + ours):\n%s", d)
	}
}

// converse is the conversation; the result is what bot and person saw.
func converse(t *testing.T, at side) []string {
	t.Helper()
	ctx, stop := context.WithCancel(soon(t))
	got := make(chan *models.Update, 10)
	transport := &http.Transport{}
	b, err := bot.New(at.token, bot.WithServerURL(at.url), bot.WithHTTPClient(10*time.Second, transcoder{transport}), bot.WithNotAsyncHandlers(),
		bot.WithErrorsHandler(func(error) {}), bot.WithDefaultHandler(func(_ context.Context, _ *bot.Bot, u *models.Update) { got <- u }))
	if err != nil {
		t.Fatalf("%s: %v", at.url, err)
	}
	var running sync.WaitGroup
	running.Go(func() { b.Start(ctx) })
	defer func() { stop(); running.Wait(); transport.CloseIdleConnections() }()

	var seen []string
	note := func(format string, args ...any) { seen = append(seen, fmt.Sprintf(format, args...)) }
	fatal := func(what string, err error) {
		if err != nil {
			t.Fatalf("%s: %s: %v", at.url, what, err)
		}
	}
	next := func() *models.Update {
		select {
		case u := <-got:
			return u
		case <-ctx.Done():
			t.Fatalf("%s: no update came", at.url)
			return nil
		}
	}
	fatal("saying", at.say("hello"))
	m := next().Message
	note("bot hears %q from %d %s %s in %d %s", m.Text, m.From.ID, m.From.FirstName, m.From.Username, m.Chat.ID, m.Chat.Type)
	sent, err := b.SendMessage(ctx, &bot.SendMessageParams{ChatID: m.Chat.ID, Text: "which one?", ReplyMarkup: &models.InlineKeyboardMarkup{
		InlineKeyboard: [][]models.InlineKeyboardButton{{{Text: "Red", CallbackData: "r"}, {Text: "Blue", CallbackData: "b"}}}}})
	fatal("sending", err)
	note("bot sent %q to %d %s with %d rows, larger number %v", sent.Text, sent.Chat.ID, sent.Chat.Type, len(sent.ReplyMarkup.InlineKeyboard), sent.ID > m.ID)
	shown, err := at.sees()
	fatal("looking", err)
	note("person sees %q", shown)
	fatal("pressing", at.press(sent.ID, "b"))
	q := next().CallbackQuery
	note("bot hears press %q of %d, with an identifier %v", q.Data, q.From.ID, q.ID != "")
	return seen
}

func ourSide(t *testing.T) side {
	s := start(t, telegramtest.Options{})
	p := s.User(testName)
	return side{
		url: s.URL(), token: s.Token(),
		say:   func(text string) error { p.Say(text); return nil },
		press: func(id int, data string) error { _, err := p.Press(id, data); return err },
		sees: func() ([]string, error) {
			var all []string
			for _, m := range p.FromBot() {
				all = append(all, m.Text)
				for _, b := range m.Buttons() {
					all = append(all, b.Text+"="+b.Data)
				}
			}
			return all, nil
		},
	}
}

// theirSide installs and runs telegram-test-api and speaks its own small API for the person.
func theirSide(t *testing.T) side {
	address := runTheirs(t, installTheirs(t))
	const token = "123:theirs"
	person := map[string]any{"id": 1, "first_name": "TestName", "username": "testUserName", "is_bot": false}
	chat := map[string]any{"id": 1, "first_name": "TestName", "username": "testUserName", "type": "private"}
	base := func(more map[string]any) map[string]any {
		more["botToken"], more["from"], more["chat"], more["date"] = token, person, chat, 1
		return more
	}
	return side{
		url: address, token: token,
		say: func(text string) error {
			return tell(t, address+"/sendMessage", base(map[string]any{"text": text}), nil)
		},
		press: func(id int, data string) error {
			about := map[string]any{"message_id": id, "date": 1, "chat": chat}
			return tell(t, address+"/sendCallback", base(map[string]any{"message": about, "data": data}), nil)
		},
		sees: func() ([]string, error) {
			var got struct {
				Result []struct {
					Message struct {
						Text     string
						Keyboard telegramtest.Keyboard `json:"reply_markup"`
					}
				}
			}
			err := tell(t, address+"/getUpdates", map[string]any{"token": token, "chatId": 1}, &got)
			var all []string
			for _, r := range got.Result {
				all = append(all, r.Message.Text)
				for _, b := range (telegramtest.Message{Keyboard: &r.Message.Keyboard}).Buttons() {
					all = append(all, b.Text+"="+b.Data)
				}
			}
			return all, err
		},
	}
}

func tell(t *testing.T, address string, body, into any) error {
	raw, err := json.Marshal(body)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(soon(t), http.MethodPost, address, bytes.NewReader(raw))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if into == nil {
		into = &struct{}{}
	}
	return json.NewDecoder(res.Body).Decode(into)
}

func installTheirs(t *testing.T) string {
	dir := os.Getenv("AMENDS_CROSSCHECK_DIR")
	if dir == "" {
		dir = t.TempDir()
	}
	if _, err := os.Stat(filepath.Join(dir, "node_modules", "telegram-test-api")); err == nil {
		return dir
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	npm := exec.CommandContext(ctx, "npm", "install", "--prefix", dir, "--ignore-scripts", "--no-audit", "--no-fund", "telegram-test-api@4.2.1")
	if out, err := npm.CombinedOutput(); err != nil {
		t.Skipf("telegram-test-api cannot be had: %v: %.200s", err, out)
	}
	return dir
}

// runTheirs starts their server on a free port and returns its address.
func runTheirs(t *testing.T, dir string) string {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := strconv.Itoa(ln.Addr().(*net.TCPAddr).Port)
	ln.Close()
	program := `const S = require("telegram-test-api"); new S({host: "127.0.0.1", port: ` + port + `}).start().then(() => console.log("up"))`
	ctx, stop := context.WithCancel(context.Background())
	node := exec.CommandContext(ctx, "node", "-e", program)
	node.Dir = dir
	out, err := node.StdoutPipe()
	if err == nil {
		err = node.Start()
	}
	if err != nil {
		stop()
		t.Skipf("node cannot be run: %v", err)
	}
	t.Cleanup(func() { stop(); _ = node.Wait() })
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "up\n" {
		t.Skipf("telegram-test-api does not start: %q, %v", line, err)
	}
	return "http://127.0.0.1:" + port
}

// A transcoder turns the client's multipart into JSON, which is all that telegram-test-api reads.
type transcoder struct{ transport http.RoundTripper }

func (tc transcoder) Do(req *http.Request) (*http.Response, error) {
	_, args, err := mime.ParseMediaType(req.Header.Get("Content-Type"))
	if err != nil {
		return nil, err
	}
	fields := map[string]json.RawMessage{}
	for parts := multipart.NewReader(req.Body, args["boundary"]); ; {
		part, err := parts.NextPart()
		if err != nil {
			break // the end, or a body without parameters
		}
		value, err := io.ReadAll(part)
		if err != nil {
			return nil, err
		}
		if !json.Valid(value) || strings.HasPrefix(part.FormName(), "text") {
			value, _ = json.Marshal(string(value))
		}
		fields[part.FormName()] = value
	}
	body, err := json.Marshal(fields)
	if err != nil {
		return nil, err
	}
	out, err := http.NewRequestWithContext(req.Context(), req.Method, req.URL.String(), bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	out.Header.Set("Content-Type", "application/json")
	return tc.transport.RoundTrip(out)
}
