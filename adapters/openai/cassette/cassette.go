// Package cassette records what an endpoint of the Chat Completions interface answers and plays it back: for tests, and for
// conversation scripts that are to go the same way every time.
//
// A cassette is a JSON file. It holds the last message of each request, and the whole response, in the order in which they came; no
// header of a request, no key, and of a response's headers only its type. An exchange is found again by the message and by the form
// that was asked for, so that the rules a model is told may change without a new recording.
package cassette

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"regexp"
	"strings"
	"sync"
)

// tape is the file.
type tape struct {
	BaseURL   string     `json:"base_url"`
	Model     string     `json:"model"`
	Exchanges []exchange `json:"exchanges"`
}

// exchange is one request with its response.
type exchange struct {
	Format   string `json:"format"`  // of the answer, as the request asks for it; "" for none
	Message  string `json:"message"` // the last one of the request
	Status   int    `json:"status"`
	Type     string `json:"type,omitempty"` // of the response's content
	Response string `json:"response"`
}

func (e exchange) key() string { return e.Format + "\n" + e.Message }

// bounds of what is read and written.
const (
	mostRequest  = 1 << 20
	mostResponse = 1 << 20
	mostFile     = 16 << 20
)

// asked reads of a request what it is found again by.
func asked(r *http.Request) (e exchange, model string, err error) {
	if r.Body == nil {
		return e, "", fmt.Errorf("request of %s has no body", r.URL.Path)
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, mostRequest))
	if closed := r.Body.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return e, "", fmt.Errorf("read the request: %w", err)
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	var request struct {
		Model    string                      `json:"model"`
		Format   struct{ Type string }       `json:"response_format"`
		Messages []struct{ Content content } `json:"messages"`
	}
	if err := json.Unmarshal(body, &request); err != nil || len(request.Messages) == 0 {
		return e, "", fmt.Errorf("request of %s holds no messages", r.URL.Path)
	}
	return exchange{Format: request.Format.Type, Message: string(request.Messages[len(request.Messages)-1].Content)}, request.Model, nil
}

// content is what a message says, with how much goes with it, such as a picture: what a picture is made of may change without a new
// recording.
type content string

// UnmarshalJSON reads a text, or a list of parts.
func (c *content) UnmarshalJSON(data []byte) error {
	if bytes.HasPrefix(data, []byte("[")) {
		var parts []struct{ Text string }
		if err := json.Unmarshal(data, &parts); err != nil {
			return fmt.Errorf("read the parts of a message: %w", err)
		}
		for _, p := range parts {
			*c += content(p.Text)
		}
		*c += content(fmt.Sprintf("\n[%d parts]", len(parts)))
		return nil
	}
	return json.Unmarshal(data, (*string)(c))
}

// Recorder is a transport that notes what comes back through another one. It is safe for concurrent use.
type Recorder struct {
	next    http.RoundTripper
	secrets []string

	mu   sync.Mutex
	tape tape
}

// NewRecorder returns a recorder over a transport; nil is http.DefaultTransport. The secrets are blanked wherever they come back.
func NewRecorder(next http.RoundTripper, secrets ...string) *Recorder {
	if next == nil {
		next = http.DefaultTransport
	}
	return &Recorder{next: next, secrets: secrets}
}

// RoundTrip implements http.RoundTripper.
func (r *Recorder) RoundTrip(req *http.Request) (*http.Response, error) {
	e, model, err := asked(req)
	if err != nil {
		return nil, err
	}
	res, err := r.next.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(io.LimitReader(res.Body, mostResponse))
	if closed := res.Body.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return nil, fmt.Errorf("read the response: %w", err)
	}
	res.Body = io.NopCloser(bytes.NewReader(body))
	e.Status, e.Type, e.Response = res.StatusCode, res.Header.Get("Content-Type"), r.scrubbed(string(body))
	r.mu.Lock()
	defer r.mu.Unlock()
	r.tape.Model, r.tape.BaseURL = model, strings.TrimSuffix("http://recorded"+req.URL.Path, "/chat/completions")
	r.tape.Exchanges = append(r.tape.Exchanges, e)
	return res, nil
}

// private are keys and names of accounts in the forms that they are given out in.
var private = regexp.MustCompile(`\b(?:sk-[A-Za-z0-9_-]{6,}|sess-[A-Za-z0-9]{6,}|org-[A-Za-z0-9]{6,}|proj_[A-Za-z0-9]{6,}|[Bb]earer [A-Za-z0-9._-]{8,})`)

func (r *Recorder) scrubbed(text string) string {
	for _, s := range r.secrets {
		if s != "" {
			text = strings.ReplaceAll(text, s, "[secret]")
		}
	}
	return private.ReplaceAllString(text, "[secret]")
}

// Save writes the cassette to a file.
func (r *Recorder) Save(file string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(r.tape); err != nil {
		return fmt.Errorf("write cassette %s: %w", file, err)
	}
	if err := os.WriteFile(file, b.Bytes(), 0o644); err != nil {
		return fmt.Errorf("write cassette: %w", err)
	}
	return nil
}

// Player is a transport that answers from a cassette, each exchange once and in order. It is safe for concurrent use.
type Player struct {
	file string
	tape tape

	mu     sync.Mutex
	left   map[string][]exchange
	missed int
}

// Open reads a cassette.
func Open(file string) (*Player, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, fmt.Errorf("open cassette: %w", err)
	}
	defer f.Close()
	p := &Player{file: file, left: map[string][]exchange{}}
	if err := json.NewDecoder(io.LimitReader(f, mostFile)).Decode(&p.tape); err != nil {
		return nil, fmt.Errorf("read cassette %s: %w", file, err)
	}
	for _, e := range p.tape.Exchanges {
		p.left[e.key()] = append(p.left[e.key()], e)
	}
	return p, nil
}

// Model is the model that was recorded.
func (p *Player) Model() string { return p.tape.Model }

// BaseURL stands for the endpoint that was recorded; nothing is sent there.
func (p *Player) BaseURL() string { return p.tape.BaseURL }

// Missed is how many requests the cassette had no answer for.
func (p *Player) Missed() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.missed
}

// RoundTrip implements http.RoundTripper. It fails for a request that is not on the cassette.
func (p *Player) RoundTrip(req *http.Request) (*http.Response, error) {
	want, _, err := asked(req)
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	list := p.left[want.key()]
	if len(list) == 0 {
		p.missed++
		return nil, fmt.Errorf("cassette %s has no answer for this request: record it again", p.file)
	}
	e := list[0]
	p.left[want.key()] = list[1:]
	return &http.Response{Status: http.StatusText(e.Status), StatusCode: e.Status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{"Content-Type": {e.Type}}, Body: io.NopCloser(strings.NewReader(e.Response)), ContentLength: int64(len(e.Response)), Request: req}, nil
}
