package slackfake

import (
	"bytes"
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// HTTPConfig names the app's request URLs. Interactive and Commands default to Events.
type HTTPConfig struct {
	Events, Interactive, Commands string
	// Now dates the signatures. Nil: the wall clock, because verifiers compare with theirs.
	Now func() time.Time
}

// signed sends over HTTP what an app without Socket Mode gets. Events go one after the other; interactions and commands at once.
type signed struct {
	s      *Server
	cfg    HTTPConfig
	client *http.Client
	queue  []*flight // guarded by the server's mu
	wake   chan struct{}
}

// Deliver makes the server send events, interactions and commands to these URLs instead of over Socket Mode. It first asks the
// Events URL the url_verification question and fails when the answer is wrong.
// https://docs.slack.dev/apis/events-api/using-http-request-urls
func (s *Server) Deliver(cfg HTTPConfig) error {
	cfg.Interactive, cfg.Commands = cmp.Or(cfg.Interactive, cfg.Events), cmp.Or(cfg.Commands, cfg.Events)
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	h := &signed{s: s, cfg: cfg, wake: make(chan struct{}, 1),
		client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 16}}}
	if err := h.verify(); err != nil {
		return err
	}
	s.change(func() {
		s.signed = h
		for _, f := range s.hub.waiting {
			h.enqueue(f)
		}
		s.hub.waiting = nil
		s.work.Go(h.work)
	})
	return nil
}

func (h *signed) verify() error {
	body, _ := json.Marshal(object{"token": "deprecated-verification-token", "challenge": "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P",
		"type": "url_verification"})
	status, _, answer, err := h.post(h.cfg.Events, "application/json", body, nil)
	if err != nil {
		return fmt.Errorf("url_verification: %w", err)
	}
	var echoed struct{ Challenge string }
	text := strings.TrimSpace(string(answer))
	if json.Unmarshal(answer, &echoed) == nil {
		text = echoed.Challenge
	}
	if status != http.StatusOK || !bytes.Contains(body, []byte(`"`+text+`"`)) || text == "" {
		return fmt.Errorf("url_verification: status %d and not the challenge", status)
	}
	return nil
}

// enqueue takes a flight. The caller holds the server's mu.
func (h *signed) enqueue(f *flight) {
	if f.d.kind != kindEvent && h.s.closing.Err() == nil {
		h.s.work.Go(func() { h.request(f) })
		return
	}
	h.queue = append(h.queue, f)
	select {
	case h.wake <- struct{}{}:
	default:
	}
}

func (h *signed) work() {
	defer h.client.CloseIdleConnections()
	for {
		h.s.mu.Lock()
		batch := h.queue
		h.queue = nil
		h.s.mu.Unlock()
		for _, f := range batch {
			h.request(f)
		}
		if len(batch) > 0 {
			continue
		}
		select {
		case <-h.wake:
		case <-h.s.closing.Done():
			return
		}
	}
}

// request makes one attempt and draws the consequences.
func (h *signed) request(f *flight) {
	target, kind, body := h.cfg.Events, "application/json", f.d.payload
	switch f.d.kind {
	case kindInteractive:
		target, kind = h.cfg.Interactive, "application/x-www-form-urlencoded"
		body = []byte(url.Values{"payload": {string(f.d.payload)}}.Encode())
	case kindCommand:
		target, kind, body = h.cfg.Commands, "application/x-www-form-urlencoded", []byte(f.d.form.Encode())
	}
	began := time.Now()
	status, header, answer, err := h.post(target, kind, body, f)
	took := time.Since(began)
	if h.s.closing.Err() != nil {
		return
	}
	h.s.change(func() {
		if err == nil {
			h.s.noteAck(f.d, Ack{Attempt: f.attempt, Delay: took, Payload: replyJSON(answer), Status: status})
		}
		switch {
		case err == nil && status/100 == 2:
			h.s.conclude(f.d, replyJSON(answer), nil)
		case f.extra:
		case header.Get("X-Slack-No-Retry") == "1":
			h.s.records.lost++
			h.s.conclude(f.d, nil, ErrNotAcknowledged)
		case f.d.kind != kindEvent:
			h.s.conclude(f.d, nil, ErrNotAcknowledged)
		default:
			h.s.again(f.d, retryReason(err))
		}
	})
}

func retryReason(err error) string {
	switch {
	case err == nil:
		return "http_error"
	case errors.Is(err, context.DeadlineExceeded):
		return "http_timeout"
	default:
		return "connection_failed"
	}
}

// replyJSON is the body of a response as the payload of an acknowledgement would be: JSON as it is, a text as a message's text.
func replyJSON(body []byte) json.RawMessage {
	body = bytes.TrimSpace(body)
	if len(body) == 0 {
		return nil
	}
	if json.Valid(body) && body[0] == '{' {
		return body
	}
	text, _ := json.Marshal(object{"text": string(body)})
	return text
}

// post sends a signed request: https://docs.slack.dev/authentication/verifying-requests-from-slack
func (h *signed) post(target, kind string, body []byte, f *flight) (int, http.Header, []byte, error) {
	ctx, cancel := context.WithTimeout(h.s.closing, h.s.opt.AckTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, target, bytes.NewReader(body))
	if err != nil {
		return 0, nil, nil, err
	}
	at := strconv.FormatInt(h.cfg.Now().Unix(), 10)
	req.Header.Set("Content-Type", kind)
	req.Header.Set("X-Slack-Request-Timestamp", at)
	req.Header.Set("X-Slack-Signature", sign(h.s.opt.SigningSecret, at, body))
	if f != nil && f.attempt > 0 {
		req.Header.Set("X-Slack-Retry-Num", strconv.Itoa(f.attempt))
		req.Header.Set("X-Slack-Retry-Reason", cmp.Or(map[string]string{"timeout": "http_timeout"}[f.reason], f.reason))
	}
	resp, err := h.client.Do(req)
	if err != nil {
		return 0, nil, nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	answer, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	return resp.StatusCode, resp.Header, answer, err
}

func sign(secret, at string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(secret))
	_, _ = fmt.Fprintf(mac, "v0:%s:%s", at, body)
	return "v0=" + hex.EncodeToString(mac.Sum(nil))
}
