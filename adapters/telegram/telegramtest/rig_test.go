package telegramtest_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"amends/adapters/telegram/telegramtest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// start runs a server for one test.
func start(t testing.TB, opt telegramtest.Options) *telegramtest.Server {
	t.Helper()
	s := telegramtest.New(opt)
	t.Cleanup(func() {
		s.Close()
		http.DefaultClient.CloseIdleConnections()
	})
	return s
}

// soon is a context for waiting: long enough for a busy machine, and over when something is wrong.
func soon(t testing.TB) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	t.Cleanup(cancel)
	return ctx
}

// answer is what the Bot API answers.
type answer struct {
	OK          bool            `json:"ok"`
	Code        int             `json:"error_code"`
	Description string          `json:"description"`
	Result      json.RawMessage `json:"result"`
	Parameters  struct {
		RetryAfter int `json:"retry_after"`
	} `json:"parameters"`
}

type params map[string]any

// ask calls a method with JSON parameters. An error of the connection is returned, not failed on.
func ask(ctx context.Context, s *telegramtest.Server, method string, p params) (answer, error) {
	body, err := json.Marshal(p)
	if err != nil {
		return answer{}, err
	}
	return post(ctx, s, method, "application/json", body)
}

func post(ctx context.Context, s *telegramtest.Server, method, kind string, body []byte) (answer, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.URL()+"/bot"+s.Token()+"/"+method, bytes.NewReader(body))
	if err != nil {
		return answer{}, err
	}
	req.Header.Set("Content-Type", kind)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return answer{}, err
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		return answer{}, err
	}
	var a answer
	return a, json.Unmarshal(raw, &a)
}

// must calls a method that has to succeed.
func must(t testing.TB, s *telegramtest.Server, method string, p params) answer {
	t.Helper()
	a, err := ask(soon(t), s, method, p)
	if err != nil || !a.OK {
		t.Fatalf("%s was to succeed, got %d %q, error %v", method, a.Code, a.Description, err)
	}
	return a
}

// send is sendMessage that has to succeed; the result is the message's number.
func send(t testing.TB, s *telegramtest.Server, p params) int {
	t.Helper()
	var m struct {
		ID int `json:"message_id"`
	}
	decode(t, must(t, s, "sendMessage", p).Result, &m)
	return m.ID
}

func decode(t testing.TB, raw json.RawMessage, into any) {
	t.Helper()
	if err := json.Unmarshal(raw, into); err != nil {
		t.Fatalf("reading %s: %v", raw, err)
	}
}

// received is an update as the tests look at it.
type received struct {
	ID       int `json:"update_id"`
	Message  *telegramtest.Message
	Edited   *telegramtest.Message `json:"edited_message"`
	Callback *struct {
		ID      string
		Data    string
		Message telegramtest.Message
	} `json:"callback_query"`
	Member *struct {
		New struct{ Status string } `json:"new_chat_member"`
	} `json:"my_chat_member"`
}

// updates fetches with getUpdates.
func updates(t testing.TB, s *telegramtest.Server, p params) []received {
	t.Helper()
	var list []received
	decode(t, must(t, s, "getUpdates", p).Result, &list)
	return list
}

// wantError checks that a method is refused in the platform's words.
func wantError(t testing.TB, s *telegramtest.Server, method string, p params, code int, words string) {
	t.Helper()
	a, err := ask(soon(t), s, method, p)
	if err != nil || a.OK || a.Code != code || !strings.Contains(a.Description, words) {
		t.Errorf("%s %v: the platform answers %d %q, the fake answered %d %q (error %v)", method, p, code, words, a.Code, a.Description, err)
	}
}

// A clock stands still until a test moves it.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func newClock() *clock { return &clock{at: time.Date(2026, 3, 2, 15, 0, 0, 0, time.UTC)} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// picture is a PNG of 1 by 1.
var picture = []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x05\x00\x00\x00\x03\xc0\x08\x02\x00\x00\x00")
