package slack

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"github.com/slack-go/slack"
)

// Where Slack posts to when it does not use Socket Mode.
const (
	PathEvents      = "/slack/events"
	PathInteractive = "/slack/interactive"
	PathCommands    = "/slack/commands"
)

// mostBody is the longest request, in bytes.
const mostBody = 2 << 20

// Handler receives what Slack posts: at PathEvents, PathInteractive and PathCommands. Requests that Config.SigningSecret did not sign
// within the last five minutes are answered with 401 (https://docs.slack.dev/authentication/verifying-requests-from-slack). A
// request is answered with 200 once it is stored and with 503 when it could not be, for Slack to bring it again. Outside of Receive
// everything is answered with 503.
func (c *Channel) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+PathEvents, c.signed(func(w http.ResponseWriter, body []byte) {
		if challenge, ok := verification(body); ok {
			w.Header().Set("Content-Type", "text/plain")
			_, _ = io.WriteString(w, challenge)
			return
		}
		c.serve(w, kindEvents, body)
	}))
	mux.HandleFunc("POST "+PathInteractive, c.signed(func(w http.ResponseWriter, body []byte) {
		form, err := url.ParseQuery(string(body))
		if err != nil || form.Get("payload") == "" {
			http.Error(w, "no payload", http.StatusBadRequest)
			return
		}
		c.serve(w, kindInteraction, []byte(form.Get("payload")))
	}))
	mux.HandleFunc("POST "+PathCommands, c.signed(func(w http.ResponseWriter, body []byte) {
		payload, err := commandOfForm(string(body))
		if err != nil {
			http.Error(w, "no command", http.StatusBadRequest)
			return
		}
		c.serve(w, kindCommand, payload)
	}))
	return mux
}

// signed reads a request's body and lets through what Slack signed.
func (c *Channel) signed(next func(http.ResponseWriter, []byte)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, mostBody))
		if err != nil {
			http.Error(w, "too long", http.StatusRequestEntityTooLarge)
			return
		}
		if !c.fromSlack(r.Header, body) {
			http.Error(w, "not signed", http.StatusUnauthorized)
			return
		}
		next(w, body)
	}
}

func (c *Channel) fromSlack(header http.Header, body []byte) bool {
	if c.cfg.SigningSecret == "" {
		return false
	}
	v, err := slack.NewSecretsVerifier(header, c.cfg.SigningSecret)
	if err != nil {
		return false
	}
	_, _ = v.Write(body) // a hash takes everything
	return v.Ensure() == nil
}

// verification is the answer to Slack's question whether the URL is ours.
func verification(body []byte) (challenge string, ok bool) {
	var v struct{ Type, Challenge string }
	err := json.Unmarshal(body, &v)
	return v.Challenge, err == nil && v.Type == "url_verification"
}

// commandOfForm writes a posted command as Socket Mode sends it.
func commandOfForm(body string) ([]byte, error) {
	form, err := url.ParseQuery(body)
	if err != nil {
		return nil, fmt.Errorf("read the form of a command: %w", err)
	}
	fields := make(map[string]string, len(form))
	for key := range form {
		fields[key] = form.Get(key)
	}
	return json.Marshal(fields)
}

// serve answers a request once it is taken.
func (c *Channel) serve(w http.ResponseWriter, kind string, payload []byte) {
	in := c.intake.Load()
	if in == nil {
		http.Error(w, "not receiving", http.StatusServiceUnavailable)
		return
	}
	type result struct {
		answer any
		err    error
	}
	done := make(chan result, 1)
	in.take(kind, payload, func(answer any, err error) { done <- result{answer, err} })
	r := <-done
	if r.err != nil {
		http.Error(w, "not stored", http.StatusServiceUnavailable)
		return
	}
	if r.answer == nil {
		return // 200
	}
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(r.answer); err != nil {
		c.cfg.Log.Warn("could not answer slack", "err", err)
	}
}
