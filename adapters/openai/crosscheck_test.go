package openai

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestCrossCheck asks an endpoint that others wrote, npm's @copilotkit/aimock: in its proper ways, in its refusals and in its chaos. It
// needs node and a package registry, so it runs only with AMENDS_CROSSCHECK=1; AMENDS_CROSSCHECK_DIR names a folder that keeps the package.
func TestCrossCheck(t *testing.T) {
	if os.Getenv("AMENDS_CROSSCHECK") != "1" {
		t.Skip("AMENDS_CROSSCHECK=1 asks npm's @copilotkit/aimock")
	}
	dir := installMock(t)
	fixtures := writeFixtures(t)
	through := func(url string) *rig {
		transport := &http.Transport{}
		t.Cleanup(transport.CloseIdleConnections)
		return newRig(t, nil, func(c *Config) { c.BaseURL, c.Transport = url, transport })
	}
	url := runMock(t, dir, "-f", fixtures, "--strict")
	for text, want := range map[string]Outcome{
		odd: Answered, "it jams whenever the moon is out": Answered, "it hums in prose": Answered, "it limps": Limited, "it groans": Failed,
		"it stops halfway": Truncated, "it does nothing anybody foresaw": Failed,
	} {
		r := through(url)
		in, err := r.Understand(t.Context(), fresh(), text, monday)
		if r.last() != want || (err == nil) != (want == Answered) || (in.By == By) != (want == Answered) {
			t.Errorf("%q: %s, read by %s, error %v, want %s", text, r.last(), in.By, err, want)
		}
		if want == Answered && r.calls[0].TokensOut == 0 {
			t.Errorf("%q: no tokens were counted", text)
		}
	}
	for _, chaos := range []struct {
		flag string
		want []Outcome
	}{
		{"--chaos-malformed", []Outcome{Garbage}}, {"--chaos-drop", []Outcome{Failed}}, {"--chaos-disconnect", []Outcome{Failed, Garbage}},
		{"--chaos-ratelimit", []Outcome{Limited}},
	} {
		r := through(runMock(t, dir, "-f", fixtures, chaos.flag, "1"))
		in, err := r.Understand(t.Context(), fresh(), odd, monday)
		if err == nil || in.By != "builtin" || !strings.Contains(fmt.Sprint(chaos.want), string(r.last())) {
			t.Errorf("%s: %s, read by %s, error %v, want one of %v", chaos.flag, r.last(), in.By, err, chaos.want)
		}
	}
}

// TestCrossCheckWriter has the same endpoint asked for wordings and shown a picture.
func TestCrossCheckWriter(t *testing.T) {
	if os.Getenv("AMENDS_CROSSCHECK") != "1" {
		t.Skip("AMENDS_CROSSCHECK=1 asks npm's @copilotkit/aimock")
	}
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	url := runMock(t, installMock(t), "-f", writeFixtures(t), "--strict")
	writeAll(t, func(c *Config) { c.Transport, c.BaseURL = transport, url })
}

// writeFixtures says what their endpoint answers.
func writeFixtures(t *testing.T) string {
	type m = map[string]any
	good := func(words string) string { return commands([5]any{"issue", "defective", "", words, 0.9}) }
	all := []m{
		{"match": m{"userMessage": "cat sad", "responseFormat": "json_schema"}, "response": m{"content": good("makes my cat sad")}},
		{"match": m{"userMessage": "the moon", "responseFormat": "json_schema"}, "response": m{"status": 400,
			"error": m{"message": "Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model.", "type": "invalid_request_error"}}},
		{"match": m{"userMessage": "the moon", "responseFormat": "json_object"}, "response": m{"content": good("jams")}},
		{"match": m{"userMessage": "in prose"}, "response": m{"content": "Of course!\n```json\n" + good("hums") + "\n```\nAnything else?"}},
		{"match": m{"userMessage": "it limps"}, "response": m{"status": 429, "error": m{"message": "Rate limit reached", "type": "rate_limit_error"}}},
		{"match": m{"userMessage": "it groans"}, "response": m{"status": 500, "error": m{"message": "The server had an error", "type": "server_error"}}},
		{"match": m{"userMessage": "halfway"}, "response": m{"content": good("stops")[:40], "finishReason": "length"}},
	}
	for begins, content := range standIn {
		all = append(all, m{"match": m{"userMessage": begins, "responseFormat": "json_schema"}, "response": m{"content": content}})
	}
	data, err := json.Marshal(m{"fixtures": all})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "fixtures.json")
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func installMock(t *testing.T) string {
	dir := os.Getenv("AMENDS_CROSSCHECK_DIR")
	if dir == "" {
		dir = t.TempDir()
	}
	bin := filepath.Join(dir, "node_modules", ".bin", "llmock")
	if _, err := os.Stat(bin); err == nil {
		return bin
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	npm := exec.CommandContext(ctx, "npm", "install", "--prefix", dir, "--ignore-scripts", "--no-audit", "--no-fund", "@copilotkit/aimock@1.43.0")
	if out, err := npm.CombinedOutput(); err != nil {
		t.Skipf("@copilotkit/aimock cannot be had: %v: %.200s", err, out)
	}
	return bin
}

// runMock starts their endpoint on a free port and returns its address.
func runMock(t *testing.T, bin string, args ...string) string {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := ln.Addr().String()
	_, port, _ := net.SplitHostPort(address)
	if err := ln.Close(); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), bin, append([]string{"-p", port, "--log-level", "silent"}, args...)...)
	if err := cmd.Start(); err != nil {
		t.Skipf("their endpoint does not start: %v", err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	for range 200 {
		if conn, err := net.DialTimeout("tcp", address, time.Second); err == nil {
			_ = conn.Close()
			return "http://" + address + "/v1"
		}
		time.Sleep(50 * time.Millisecond) // until it listens
	}
	t.Fatal("their endpoint does not listen")
	return ""
}
