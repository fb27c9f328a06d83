package telegram

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"amends/bot"
)

const (
	// maxAnswer bounds an answer of the Bot API: a hundred updates are far smaller.
	maxAnswer = 16 << 20
	// maxRequest bounds what is sent: a bot may send files of 50 MB.
	maxRequest = 51 << 20
)

// wire carries requests to the Bot API. The bot's token is part of every address, so nothing that net/http says about an address
// goes beyond this type: errors come out without it. Redirects are not followed, they could take the token elsewhere.
type wire struct {
	client *http.Client
	api    string
	token  string
}

func newWire(cfg Config) *wire {
	client := *cfg.Client
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &wire{client: &client, api: cfg.API, token: cfg.Token}
}

// Do sends a request of the client library. What comes back is an answer of the Bot API: a page of something in between is an error.
func (w *wire) Do(req *http.Request) (*http.Response, error) {
	resp, err := w.send(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err != nil {
		return nil, fmt.Errorf("read the answer: %w", w.bare(err))
	}
	if err := json.Unmarshal(body, &answer{}); err != nil {
		return nil, fmt.Errorf("answer with status %d is not the Bot API's", resp.StatusCode)
	}
	resp.Body = io.NopCloser(bytes.NewReader(body))
	return resp, nil
}

// whole reads what the client library would send in pieces, so that it goes out at once and with its length.
func whole(req *http.Request) error {
	if req.Body == nil || req.ContentLength > 0 {
		return nil
	}
	defer req.Body.Close()
	body, err := io.ReadAll(io.LimitReader(req.Body, maxRequest+1))
	if err != nil {
		return fmt.Errorf("read what is to be sent: %w", err)
	}
	if len(body) > maxRequest {
		return fmt.Errorf("what is to be sent: %w", bot.ErrTooLarge)
	}
	req.Body, req.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	return nil
}

// send is http.Client.Do without addresses in its errors.
func (w *wire) send(req *http.Request) (*http.Response, error) {
	if err := whole(req); err != nil {
		return nil, w.bare(err)
	}
	resp, err := w.client.Do(req)
	if err != nil {
		return nil, w.bare(err)
	}
	return resp, nil
}

// bare takes the address off an error, and the token off what is left.
func (w *wire) bare(err error) error {
	var of *url.Error
	for errors.As(err, &of) {
		err = of.Err
	}
	if text := err.Error(); w.scrub(text) != text {
		return errors.New(w.scrub(text))
	}
	return err
}

func (w *wire) scrub(text string) string {
	return strings.ReplaceAll(strings.ReplaceAll(text, url.PathEscape(w.token), "***"), w.token, "***")
}

// answer is what the Bot API answers, and an error when it is not OK: https://core.telegram.org/bots/api#making-requests
type answer struct {
	OK          bool            `json:"ok"`
	Result      json.RawMessage `json:"result"`
	Code        int             `json:"error_code"`
	Description string          `json:"description"`
	Parameters  struct {
		RetryAfter int `json:"retry_after"` // seconds
	} `json:"parameters"`
}

func (a *answer) Error() string { return fmt.Sprintf("%d %s", a.Code, a.Description) }

// call asks the Bot API for what the client library has no method for.
func (w *wire) call(ctx context.Context, method string, params, result any) error {
	body, err := json.Marshal(params)
	if err != nil {
		return fmt.Errorf("write %s: %w", method, err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, w.api+"/bot"+w.token+"/"+method, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("make request %s: %w", method, w.bare(err))
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := w.Do(req)
	if err != nil {
		return fmt.Errorf("%s: %w", method, err)
	}
	var a answer
	if err := json.NewDecoder(resp.Body).Decode(&a); err != nil {
		return fmt.Errorf("%s: read the answer: %w", method, err)
	}
	if !a.OK {
		return fmt.Errorf("%s: %w", method, &a)
	}
	if err := json.Unmarshal(a.Result, result); err != nil {
		return fmt.Errorf("%s: read the result: %w", method, err)
	}
	return nil
}
