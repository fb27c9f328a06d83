package telegramtest

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// apiError is an answer of the platform that says no.
type apiError struct {
	code        int
	description string
	retryAfter  int // seconds; 0 is not said
	cut         bool
}

// errCut ends a call without an answer: its connection is closed.
var errCut = &apiError{cut: true}

func badRequest(format string, args ...any) *apiError {
	return &apiError{code: 400, description: "Bad Request: " + fmt.Sprintf(format, args...)}
}

func forbidden(what string) *apiError {
	return &apiError{code: 403, description: "Forbidden: " + what}
}

func conflict(what string) *apiError {
	return &apiError{code: 409, description: "Conflict: " + what}
}

func tooMany(seconds int) *apiError {
	return &apiError{429, "Too Many Requests: retry after " + strconv.Itoa(seconds), seconds, false}
}

// ServeHTTP is the Bot API: /bot<token>/<method>, and /file/bot<token>/<path> for downloads.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !s.enter() {
		panic(http.ErrAbortHandler)
	}
	defer s.running.Done()
	if s.down.Load() {
		panic(http.ErrAbortHandler)
	}
	if rest, ok := strings.CutPrefix(r.URL.Path, "/file/bot"); ok {
		s.download(w, r, rest)
		return
	}
	rest, ok := strings.CutPrefix(r.URL.Path, "/bot")
	token, name, slash := strings.Cut(rest, "/")
	m, known := methods[strings.ToLower(name)]
	switch {
	case !ok || !slash:
		s.refuse(w, &apiError{code: 404, description: "Not Found"})
	case token != s.opt.Token:
		s.refuse(w, unauthorized(token))
	case !known:
		s.records.unknown(name, s.now())
		s.refuse(w, &apiError{code: 404, description: "Not Found: method not found"})
	default:
		s.answer(w, r, m)
	}
}

func unauthorized(token string) *apiError {
	if tokenID(token) <= 0 || len(token) > 80 {
		return &apiError{code: 401, description: "Unauthorized: invalid token specified"}
	}
	return &apiError{code: 401, description: "Unauthorized"}
}

// answer performs one call of a known method, with the faults that are switched on.
func (s *Server) answer(w http.ResponseWriter, r *http.Request, m method) {
	at := s.now()
	c, err := readCall(w, r)
	if err != nil {
		s.refuse(w, unreadable(err))
		return
	}
	fault := s.faults.take(m.name)
	var result any
	fail := fault.fail
	if fail == nil {
		result, fail = m.do(s, c)
	}
	s.note(m.name, c, at, fail)
	s.pause(r)
	if fault.lost || s.down.Load() || fail != nil && fail.cut {
		panic(http.ErrAbortHandler)
	}
	if fail != nil {
		s.refuse(w, fail)
		return
	}
	s.grant(w, result)
}

func unreadable(err error) *apiError {
	var big *http.MaxBytesError
	if errors.As(err, &big) {
		return &apiError{code: 413, description: "Request Entity Too Large"}
	}
	return badRequest("can't read the request: %v", err)
}

// note records a call and tells those who wait.
func (s *Server) note(name string, c *call, at time.Time, fail *apiError) {
	s.records.call(name, c, at, fail)
	s.mu.Lock()
	s.changed.fire()
	s.mu.Unlock()
}

// pause is the latency of an answer; no lock is held.
func (s *Server) pause(r *http.Request) {
	d := time.Duration(s.latency.Load())
	if d <= 0 {
		return
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-r.Context().Done():
	case <-s.closed:
	}
}

func (s *Server) grant(w http.ResponseWriter, result any) {
	raw, ok := result.(json.RawMessage)
	if !ok {
		var err error
		if raw, err = json.Marshal(result); err != nil {
			s.refuse(w, &apiError{code: 500, description: "Internal Server Error"})
			return
		}
	}
	body := make([]byte, 0, len(raw)+24)
	body = append(body, `{"ok":true,"result":`...)
	body = append(body, raw...)
	write(w, 200, append(body, '}'))
}

func (s *Server) refuse(w http.ResponseWriter, e *apiError) {
	type parameters struct {
		RetryAfter int `json:"retry_after"`
	}
	answer := struct {
		OK          bool        `json:"ok"`
		Code        int         `json:"error_code"`
		Description string      `json:"description"`
		Parameters  *parameters `json:"parameters,omitempty"`
	}{Code: e.code, Description: e.description}
	if e.retryAfter > 0 {
		answer.Parameters = &parameters{e.retryAfter}
		w.Header().Set("Retry-After", strconv.Itoa(e.retryAfter))
	}
	body, err := json.Marshal(answer)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	write(w, e.code, body)
}

func write(w http.ResponseWriter, code int, body []byte) {
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(code)
	_, _ = w.Write(body)
}
