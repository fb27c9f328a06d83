package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// needs skips a test that runs the real binary where it cannot be run, or should not.
func needs(t *testing.T, what string) {
	t.Helper()
	if testing.Short() {
		t.Skip(what)
	}
	if _, err := exec.LookPath("redis-server"); err != nil {
		t.Skip("no redis-server on PATH")
	}
}

// build makes the real binary.
func build(t testing.TB) string {
	t.Helper()
	return buildWith(t)
}

// buildHasty makes the binary with what no setting of its can shorten: how long a lease is good for, so that what a killed process had
// in hand is taken over within seconds, and the pauses that Slack's own limits put between two messages to the desk.
func buildHasty(t testing.TB) string {
	t.Helper()
	replaced, dir := map[string]string{}, t.TempDir()
	for i, e := range []struct{ file, old, new string }{
		{"../../adapters/redis/open.go", `defaultLease = [0-9]+ \* time.Second`, "defaultLease = 3 * time.Second"},
		{"../../adapters/telegram/config.go", `cmp.Or\(t.Lease, [0-9]+\*time.Second\)`, "cmp.Or(t.Lease, 1500*time.Millisecond)"},
		{"../../adapters/slack/limits.go", `Global: [0-9. /]+`, "Global: 25"},
	} {
		from, err := filepath.Abs(e.file)
		if err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(from)
		if err != nil {
			t.Fatal(err)
		}
		old := regexp.MustCompile(e.old)
		if !old.Match(text) {
			t.Fatalf("%s says %q nowhere: this list has to follow it", e.file, e.old)
		}
		replaced[from] = filepath.Join(dir, strconv.Itoa(i)+".go")
		if err := os.WriteFile(replaced[from], old.ReplaceAll(text, []byte(e.new)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	list, err := json.Marshal(map[string]any{"Replace": replaced})
	if err != nil {
		t.Fatal(err)
	}
	overlay := filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(overlay, list, 0o600); err != nil {
		t.Fatal(err)
	}
	return buildWith(t, "-overlay", overlay)
}

func buildWith(t testing.TB, flags ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "amends")
	if out, err := exec.Command("go", slices.Concat([]string{"build", "-o", path}, flags, []string{"."})...).CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return path
}

// process is one running serve.
type process struct {
	cmd   *exec.Cmd
	said  *transcript
	ended chan struct{}
	err   error // how it ended
	asked bool  // it was killed or stopped
}

// transcript is what a process writes, bounded.
type transcript struct {
	mu   sync.Mutex
	text bytes.Buffer
	more chan struct{}
}

const longestTranscript = 4 << 20

func (w *transcript) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.text.Len() < longestTranscript {
		w.text.Write(p)
	}
	select {
	case w.more <- struct{}{}:
	default:
	}
	return len(p), nil
}

func (w *transcript) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.text.String()
}

// launch starts the binary's serve with these settings alone.
func launch(binary string, set map[string]string) (*process, error) {
	p := &process{cmd: exec.Command(binary, "serve"), said: &transcript{more: make(chan struct{}, 1)}, ended: make(chan struct{})}
	p.cmd.Env = []string{"HOME=" + os.Getenv("HOME"), "PATH=" + os.Getenv("PATH")}
	for name, value := range set {
		p.cmd.Env = append(p.cmd.Env, name+"="+value)
	}
	p.cmd.Stdout, p.cmd.Stderr = p.said, p.said
	if err := p.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start serve: %w", err)
	}
	go func() {
		p.err = p.cmd.Wait()
		close(p.ended)
	}()
	return p, nil
}

// address waits until the process listens and returns where.
func (p *process) address(t testing.TB) string {
	t.Helper()
	const before = "listening on "
	for deadline := time.After(20 * time.Second); ; {
		if _, rest, ok := strings.Cut(p.said.String(), before); ok {
			if addr, _, ok := strings.Cut(rest, ":"); ok {
				port, _, _ := strings.Cut(rest[len(addr)+1:], ":")
				return "http://" + addr + ":" + port
			}
		}
		select {
		case <-p.said.more:
		case <-p.ended:
			t.Fatalf("expected serve to listen, it ended with %v and said\n%s", p.err, p.said)
		case <-deadline:
			t.Fatalf("expected serve to listen within 20 s, it said\n%s", p.said)
		}
	}
}

// kill ends the process as a power failure would.
func (p *process) kill() {
	p.asked = p.asked || p.running()
	_ = p.cmd.Process.Kill() // it may have ended already
	<-p.ended
}

// stop ends the process as an operator would, which has to go well.
func (p *process) stop(t testing.TB) {
	t.Helper()
	if p.asked = p.running(); !p.asked {
		t.Errorf("serve ended by itself with %v and said\n%s", p.err, p.said)
		return
	}
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-p.ended:
		if p.err != nil {
			t.Errorf("expected serve to end well after SIGTERM, got %v and\n%s", p.err, p.said)
		}
	case <-time.After(30 * time.Second):
		p.kill()
		t.Errorf("expected serve to end within 30 s of SIGTERM, it said\n%s", p.said)
	}
}

func (p *process) running() bool {
	select {
	case <-p.ended:
		return false
	default:
		return true
	}
}
