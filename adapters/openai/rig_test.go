package openai

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"amends/dialogue"
	"amends/dialogue/playbook"
	"amends/dialogue/understand"
	"amends/prompts"
)

var monday = time.Date(2026, 3, 2, 15, 0, 0, 0, time.UTC)

// parts take a while to make and never change.
var parts = sync.OnceValues(func() (p struct {
	builtin *understand.Understander
	book    *playbook.Book
	texts   *prompts.Catalog
}, err error) {
	if p.builtin, err = understand.New(); err != nil {
		return p, err
	}
	if p.book, err = playbook.Default(); err != nil {
		return p, err
	}
	p.texts, err = prompts.Load()
	return p, err
})

// wire is an endpoint in memory: it answers each request as respond says, and keeps the bodies.
type wire struct {
	respond func(n int, r asked) (status int, body string)

	mu     sync.Mutex
	bodies []string
}

// asked is a request as an endpoint sees it.
type asked struct {
	Model       string
	Temperature *float64
	MaxTokens   *int                  `json:"max_tokens"`
	MaxComplete *int                  `json:"max_completion_tokens"`
	Effort      *string               `json:"reasoning_effort"`
	Format      struct{ Type string } `json:"response_format"`
	Messages    []struct {
		Role    string
		Content content
	}
}

// content is what a message says, without a picture that goes with it.
type content string

func (c *content) UnmarshalJSON(data []byte) error {
	var parts []struct{ Text string }
	if err := json.Unmarshal(data, &parts); err == nil && len(parts) > 0 {
		*c = content(parts[0].Text)
		return nil
	}
	return json.Unmarshal(data, (*string)(c))
}

func (w *wire) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	w.mu.Lock()
	w.bodies = append(w.bodies, string(body))
	n := len(w.bodies)
	w.mu.Unlock()
	var a asked
	if err := json.Unmarshal(body, &a); err != nil {
		return nil, err
	}
	status, text := w.respond(n, a)
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	return &http.Response{StatusCode: status, Status: http.StatusText(status), Header: http.Header{"Content-Type": {"application/json"}},
		Body: io.NopCloser(strings.NewReader(text)), Request: r}, nil
}

func (w *wire) requests() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.bodies)
}

// says is an endpoint whose model always writes the content.
func says(content string) *wire {
	return &wire{respond: func(int, asked) (int, string) { return 200, completion(content, "stop") }}
}

// completion is a response of an endpoint.
func completion(content, finish string) string {
	data, err := json.Marshal(content)
	if err != nil {
		panic(err)
	}
	return fmt.Sprintf(`{"id":"c","object":"chat.completion","choices":[{"index":0,"message":{"role":"assistant","content":%s},"finish_reason":%q}],`+
		`"usage":{"prompt_tokens":900,"completion_tokens":40,"total_tokens":940}}`, data, finish)
}

// commands is what a model writes to give commands: each is do, name, value, words, sure.
func commands(list ...[5]any) string {
	out := []map[string]any{}
	for _, c := range list {
		out = append(out, map[string]any{"do": c[0], "name": c[1], "value": c[2], "words": c[3], "sure": c[4]})
	}
	data, err := json.Marshal(map[string]any{"language": "en", "commands": out})
	if err != nil {
		panic(err)
	}
	return string(data)
}

// rig is an understander over an endpoint in memory, with what it counted.
type rig struct {
	testing.TB
	*Understander
	wire    *wire
	calls   []Call
	dropped []Reason
}

func newRig(t testing.TB, w *wire, changes ...func(*Config)) *rig {
	t.Helper()
	p, err := parts()
	if err != nil {
		t.Fatal(err)
	}
	r := &rig{TB: t, wire: w}
	cfg := Config{Key: "test-key", BaseURL: "http://model.test/v1", Model: "m", Use: Always, Builtin: p.builtin, Book: p.book, Texts: p.texts, Transport: w,
		Observe: func(c Call) { r.calls = append(r.calls, c) }, Dropped: func(why Reason) { r.dropped = append(r.dropped, why) }}
	for _, change := range changes {
		change(&cfg)
	}
	if r.Understander, err = New(cfg); err != nil {
		t.Fatal(err)
	}
	return r
}

// read understands a text and wants no error.
func (r *rig) read(c dialogue.Conversation, text string) dialogue.Interpretation {
	r.Helper()
	in, err := r.Understand(r.Context(), c, text, monday)
	if err != nil {
		r.Fatalf("understand %q: %v", text, err)
	}
	return in
}

// last is what became of the last call.
func (r *rig) last() Outcome {
	if len(r.calls) == 0 {
		return ""
	}
	return r.calls[len(r.calls)-1].Outcome
}

// fresh is a conversation without a case.
func fresh() dialogue.Conversation { return dialogue.Conversation{ID: "test:1", Current: -1} }

// asking is a conversation with a case that waits for an answer.
func asking(kind dialogue.ActKind, what string, options ...string) dialogue.Conversation {
	c := fresh()
	c.Cases, c.Current = []dialogue.Case{{No: "A-1", Status: dialogue.StatusOpen}}, 0
	c.Asked = &dialogue.Asked{ID: "q1", Kind: kind, What: what}
	for _, id := range options {
		c.Asked.Options = append(c.Asked.Options, dialogue.Option{ID: id, Label: "label of " + id})
	}
	return c
}
