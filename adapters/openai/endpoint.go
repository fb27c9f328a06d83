package openai

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"sync"

	goopenai "github.com/sashabaranov/go-openai"
)

// question is what is put to a model, and how its answer is read.
type question struct {
	purpose Purpose
	rules   string // the system message
	message string // the user's
	picture string // a data: URL that goes with the message; "" for none
	schema  schema // of the answer
	room    int    // tokens that the answer may need, when more than answerRoom
	// read takes the content of an answer; an error says that it is in no form that was asked for.
	read func(content string) error
}

// schema is written as it is.
type schema = json.RawMessage

// usage is what an answer cost, in tokens; zero when the endpoint does not say.
type usage struct{ in, out int }

// endpoint is a model behind its interface, and the way to ask that is known to work. It is safe for concurrent use.
type endpoint struct {
	client *goopenai.Client
	model  string

	mu  sync.Mutex
	way dialect
}

func newEndpoint(cfg Config) *endpoint {
	return &endpoint{client: newClient(cfg), model: cfg.Model, way: firstDialect(cfg.BaseURL, cfg.Model)}
}

func newClient(cfg Config) *goopenai.Client {
	c := goopenai.DefaultConfig(cfg.Key)
	c.BaseURL = cfg.BaseURL
	c.HTTPClient = &http.Client{Transport: bounded{transport(cfg)}, CheckRedirect: stay}
	return goopenai.NewClientWithConfig(c)
}

func transport(cfg Config) http.RoundTripper {
	if cfg.Transport != nil {
		return cfg.Transport
	}
	own := http.DefaultTransport.(*http.Transport).Clone()
	own.MaxConnsPerHost, own.MaxIdleConnsPerHost = cfg.Parallel, cfg.Parallel
	return own
}

// stay follows no redirection: a buyer's words go to the endpoint that was configured and nowhere else.
func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// mostSteps is how many ways to ask are tried for one question.
const mostSteps = 6

// complete puts a question to the model, in another way when the endpoint refuses one.
func (e *endpoint) complete(ctx context.Context, q question) (usage, error) {
	way := e.known()
	var used usage
	for step := 1; ; step++ {
		cost, f := e.send(ctx, way, q)
		used.in, used.out = used.in+cost.in, used.out+cost.out
		if f == nil {
			e.remember(way)
			return used, nil
		}
		next, ok := way.after(f)
		if !ok || step == mostSteps {
			return used, f
		}
		way = next
	}
}

func (e *endpoint) known() dialect {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.way
}

func (e *endpoint) remember(way dialect) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.way = way
}

// send makes one request and reads its answer.
func (e *endpoint) send(ctx context.Context, way dialect, q question) (usage, *failure) {
	request := goopenai.ChatCompletionRequest{Model: e.model, Messages: []goopenai.ChatCompletionMessage{
		{Role: goopenai.ChatMessageRoleSystem, Content: q.rules}, q.asMessage()}}
	way.put(&request, q)
	response, err := e.client.CreateChatCompletion(ctx, request)
	if err != nil {
		return usage{}, failureOf(err)
	}
	used := usage{in: tokens(response.Usage.PromptTokens), out: tokens(response.Usage.CompletionTokens)}
	if len(response.Choices) == 0 {
		return used, &failure{outcome: Garbage}
	}
	choice := response.Choices[0]
	switch err := q.read(choice.Message.Content); {
	case err == nil:
		return used, nil
	case choice.FinishReason == goopenai.FinishReasonLength:
		return used, &failure{outcome: Truncated}
	}
	return used, &failure{outcome: Garbage}
}

func (q question) asMessage() goopenai.ChatCompletionMessage {
	m := goopenai.ChatCompletionMessage{Role: goopenai.ChatMessageRoleUser}
	if q.picture == "" {
		m.Content = q.message
		return m
	}
	m.MultiContent = []goopenai.ChatMessagePart{{Type: goopenai.ChatMessagePartTypeText, Text: q.message},
		{Type: goopenai.ChatMessagePartTypeImageURL, ImageURL: &goopenai.ChatMessageImageURL{URL: q.picture}}}
	return m
}

// tokens is what an endpoint says it used, within reason: nobody may empty the budget by one answer.
func tokens(n int) int { return min(max(n, 0), 100_000) }

// mostResponse is how many bytes of a response are read.
const mostResponse = 1 << 20

var errTooLarge = errors.New("the response is too large")

// bounded reads no more of a response than it should have.
type bounded struct{ http.RoundTripper }

func (b bounded) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := b.RoundTripper.RoundTrip(r)
	if err == nil {
		res.Body = &boundedBody{res.Body, mostResponse}
	}
	return res, err
}

type boundedBody struct {
	io.ReadCloser
	left int
}

// Read fails once the bound is passed.
func (b *boundedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p[:min(len(p), b.left+1)])
	if b.left -= n; b.left < 0 {
		return 0, errTooLarge
	}
	return n, err
}
