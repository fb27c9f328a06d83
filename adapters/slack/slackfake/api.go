package slackfake

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// maxBody bounds what a Web API request may hold; real requests stay far below it.
const maxBody = 4 << 20

// call is one request to a Web API method.
type call struct {
	s      *Server
	method string
	token  string
	args   map[string]string // values that were JSON stay JSON
	at     time.Time
}

func (c *call) arg(name string) string { return c.args[name] }

func (c *call) flag(name string) bool {
	v := c.args[name]
	return v == "true" || v == "1"
}

// number reads an argument that is a count, within [1, most].
func (c *call) number(name string, otherwise, most int) int {
	n, err := strconv.Atoi(c.args[name])
	if err != nil || n <= 0 {
		return otherwise
	}
	return min(n, most)
}

// decode reads an argument that is JSON. A missing argument leaves into as it is.
func (c *call) decode(name string, into any) error {
	text := c.args[name]
	if text == "" {
		return nil
	}
	if err := json.Unmarshal([]byte(text), into); err != nil {
		return fmt.Errorf("argument %s: %w", name, err)
	}
	return nil
}

// apiError is what Slack answers when it says no.
type apiError struct {
	code             string
	messages         []string // response_metadata.messages
	needed, provided string
	status           int           // 0 means 200
	retryAfter       time.Duration // of a 429
}

func (e *apiError) Error() string { return e.code }

func fail(code string, messages ...string) error { return &apiError{code: code, messages: messages} }

// serveMethod answers /api/METHOD.
func (s *Server) serveMethod(w http.ResponseWriter, r *http.Request) {
	began := time.Now()
	c := &call{s: s, method: r.PathValue("method"), at: s.now()}
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	readErr := c.read(r)
	if s.opt.Latency > 0 {
		wait(r, s.opt.Latency)
	}
	s.mu.Lock()
	fate := s.faults.next(c.method)
	answer, err := object(nil), readErr
	if err == nil {
		answer, err = s.run(c, fate)
	}
	s.records.note(c, answer, err, time.Since(began))
	s.touch()
	s.mu.Unlock()
	if fate.dropAnswer {
		dropConnection(w)
		return
	}
	s.writeAnswer(w, c, answer, err)
}

func wait(r *http.Request, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-r.Context().Done():
	}
}

// run checks what Slack checks before it looks at the arguments, and calls the method. The caller holds mu.
func (s *Server) run(c *call, fate fate) (object, error) {
	m, known := methods[c.method]
	switch {
	case s.faults.down:
		return nil, &apiError{code: "service_unavailable", status: http.StatusServiceUnavailable}
	case fate.failure != nil:
		return nil, fate.failure.asError()
	case !known:
		return nil, fail("unknown_method")
	}
	if err := s.authorize(c, m); err != nil {
		return nil, err
	}
	if err := s.meter(c, m); err != nil {
		return nil, err
	}
	return m.handle(c)
}

// authorize checks token and scopes: https://docs.slack.dev/authentication
func (s *Server) authorize(c *call, m method) error {
	want, other := s.opt.BotToken, s.opt.AppToken
	if m.appToken {
		want, other = other, want
	}
	switch c.token {
	case want:
	case other:
		return fail("not_allowed_token_type")
	case "":
		return fail("not_authed")
	default:
		return fail("invalid_auth")
	}
	needed := m.needs(c)
	if needed == "" || slices.Contains(s.opt.Scopes, needed) {
		return nil
	}
	return &apiError{code: "missing_scope", needed: needed, provided: strings.Join(s.opt.Scopes, ",")}
}

// read takes the arguments from a form, a multipart form, a query or a JSON body. A token may come as a form field or as a
// bearer header, but with a JSON body only as a header.
func (c *call) read(r *http.Request) error {
	c.args = map[string]string{}
	c.token, _ = strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if kind == "application/json" {
		return c.readJSON(r)
	}
	if kind == "multipart/form-data" {
		if err := r.ParseMultipartForm(maxBody); err != nil {
			return fail("invalid_form_data")
		}
	} else if err := r.ParseForm(); err != nil {
		return fail("invalid_form_data")
	}
	for name, values := range r.Form {
		c.args[name] = values[0]
	}
	if c.token == "" {
		c.token = c.args["token"]
	}
	delete(c.args, "token")
	return nil
}

func (c *call) readJSON(r *http.Request) error {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return fail("invalid_json")
	}
	if m := methods[c.method]; m.formOnly || len(body) == 0 {
		return nil // Slack does not look into a JSON body here, so all arguments are missing
	}
	fields := map[string]json.RawMessage{}
	if err := json.Unmarshal(body, &fields); err != nil && string(body) != "null" {
		return fail("invalid_json")
	}
	for name, raw := range fields {
		var text string
		if json.Unmarshal(raw, &text) == nil {
			c.args[name] = text
		} else {
			c.args[name] = string(raw)
		}
	}
	return nil
}

func (s *Server) writeAnswer(w http.ResponseWriter, c *call, answer object, err error) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	if c.token == s.opt.BotToken {
		w.Header().Set("X-OAuth-Scopes", strings.Join(s.opt.Scopes, ","))
		if needed := methods[c.method].scope; needed != "" {
			w.Header().Set("X-Accepted-OAuth-Scopes", needed)
		}
	}
	status := http.StatusOK
	if err != nil {
		answer, status = refusal(w, err)
	} else {
		if answer == nil {
			answer = object{}
		}
		answer["ok"] = true
	}
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(answer)
}

func refusal(w http.ResponseWriter, err error) (object, int) {
	var no *apiError
	if !errors.As(err, &no) {
		no = &apiError{code: "fatal_error"}
	}
	answer := object{"ok": false, "error": no.code}
	if no.messages != nil {
		shown := make([]string, len(no.messages))
		for i, m := range no.messages {
			shown[i] = "[ERROR] " + m
		}
		answer["errors"], answer["response_metadata"] = no.messages, object{"messages": shown}
	}
	if no.needed != "" {
		answer["needed"], answer["provided"] = no.needed, no.provided
	}
	if no.retryAfter > 0 {
		seconds := int((no.retryAfter + time.Second - 1) / time.Second)
		w.Header().Set("Retry-After", strconv.Itoa(seconds))
	}
	if no.status == 0 {
		return answer, http.StatusOK
	}
	return answer, no.status
}

// dropConnection ends the TCP connection without an answer.
func dropConnection(w http.ResponseWriter) {
	if hijacker, ok := w.(http.Hijacker); ok {
		if conn, _, err := hijacker.Hijack(); err == nil {
			_ = conn.Close()
		}
	}
}
