package redis

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"amends/bot/storetest"
)

// TestSentinel finds the primary through Sentinel and does a turn there.
func TestSentinel(t *testing.T) {
	t.Parallel()
	primary := freePort(t)
	storetest.Redis(t, "--port", primary, "--bind", "127.0.0.1")
	s := open(t, startSentinel(t, primary)+"/main/0", Options{})
	claim, err := s.Accept(t.Context(), textEvent("a", "m1"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Commit(t.Context(), *claim, recordTurn(*claim)); err != nil {
		t.Fatal(err)
	}
	wantApplied(t, s, "a", []string{"m1"})
	other, _, err := connect("redis://127.0.0.1:" + primary)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	if n, err := other.Exists(t.Context(), schemaKey).Result(); n != 1 || err != nil {
		t.Errorf("the primary has %d of %s, error %v, want the data there", n, schemaKey, err)
	}
}

// startSentinel starts a sentinel that watches the primary under the name main, and returns its URL.
func startSentinel(t *testing.T, primary string) string {
	t.Helper()
	port, dir := freePort(t), t.TempDir()
	conf := filepath.Join(dir, "sentinel.conf")
	text := fmt.Sprintf("port %s\nbind 127.0.0.1\ndir %s\nsentinel monitor main 127.0.0.1 %s 1\n", port, dir, primary)
	if err := os.WriteFile(conf, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("redis-server", conf, "--sentinel")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait() // says that it was killed
	})
	probe := admin(t, "redis://127.0.0.1:"+port+"?max_retries=-1")
	for deadline := time.Now().Add(10 * time.Second); probe.Ping(t.Context()).Err() != nil; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the sentinel did not answer within 10 s")
		}
	}
	return "redis+sentinel://127.0.0.1:" + port
}
