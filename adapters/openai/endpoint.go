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

// endpoint is a model behind its interface, and the way to ask that is known to work. It is safe for concurrent use.
type endpoint struct {
	client *goopenai.Client
	model  string
	schema schema

	mu  sync.Mutex
	way dialect
}

// schema is written as it is.
type schema = json.RawMessage

func newEndpoint(cfg Config, form schema) *endpoint {
	c := goopenai.DefaultConfig(cfg.Key)
	c.BaseURL = cfg.BaseURL
	c.HTTPClient = &http.Client{Transport: bounded{transport(cfg)}, CheckRedirect: stay}
	return &endpoint{client: goopenai.NewClientWithConfig(c), model: cfg.Model, schema: form, way: firstDialect(cfg.BaseURL, cfg.Model)}
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

// mostSteps is how many ways to ask are tried for one text.
const mostSteps = 6

// complete puts a message to the model, in another way when the endpoint refuses one.
func (e *endpoint) complete(ctx context.Context, rules, message string) (answer, error) {
	way := e.known()
	var used usage
	for step := 1; ; step++ {
		a, f := e.send(ctx, way, rules, message)
		used.in, used.out = used.in+a.usage.in, used.out+a.usage.out
		a.usage = used
		if f == nil {
			e.remember(way)
			return a, nil
		}
		next, ok := way.after(f)
		if !ok || step == mostSteps {
			return a, f
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
func (e *endpoint) send(ctx context.Context, way dialect, rules, message string) (answer, *failure) {
	request := goopenai.ChatCompletionRequest{Model: e.model, Messages: []goopenai.ChatCompletionMessage{
		{Role: goopenai.ChatMessageRoleSystem, Content: rules}, {Role: goopenai.ChatMessageRoleUser, Content: message}}}
	way.put(&request, e.schema)
	response, err := e.client.CreateChatCompletion(ctx, request)
	if err != nil {
		return answer{}, failureOf(err)
	}
	used := usage{in: tokens(response.Usage.PromptTokens), out: tokens(response.Usage.CompletionTokens)}
	if len(response.Choices) == 0 {
		return answer{usage: used}, &failure{outcome: Garbage}
	}
	choice := response.Choices[0]
	a, err := readAnswer(choice.Message.Content)
	a.usage = used
	switch {
	case err == nil:
		return a, nil
	case choice.FinishReason == goopenai.FinishReasonLength:
		return a, &failure{outcome: Truncated}
	}
	return a, &failure{outcome: Garbage}
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
