package main

import (
	"bufio"
	"bytes"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// begun starts the program, waits for the first line of its output and returns what comes after it. Its standard input stays open.
func begun(t *testing.T, args ...string) (cmd *exec.Cmd, rest *bufio.Reader, errs *bytes.Buffer) {
	t.Helper()
	cmd, errs = exec.CommandContext(t.Context(), "amends", args...), &bytes.Buffer{}
	cmd.Stderr = errs
	if _, err := cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	rest = bufio.NewReader(out)
	if _, err := rest.ReadString('\n'); err != nil {
		t.Fatalf("amends %v ended before it began: %v: %s", args, err, errs)
	}
	return cmd, rest, errs
}

// TestInterruptEndsAChat: Ctrl-C while the chat waits for a line ends it at once, saves what was asked for and says so with its status.
func TestInterruptEndsAChat(t *testing.T) {
	saved := t.TempDir() + "/session.txt"
	cmd, rest, errs := begun(t, "chat", "--save", saved, "--now", "2026-03-02T15:00:00Z")
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	out, err := io.ReadAll(rest)
	if err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // an error is the status, which is looked at
	if status := cmd.ProcessState.ExitCode(); status != 130 || errs.String() != "amends: interrupted\n" {
		t.Errorf("status %d and %q, want 130 and that it was interrupted", status, errs)
	}
	if bytes.ContainsRune(out, '\x1b') {
		t.Errorf("left %q on the output, want no control characters", out)
	}
	if text, err := os.ReadFile(saved); err != nil || !strings.Contains(string(text), "@now") {
		t.Errorf("the session was saved as %q, error %v; want a script", text, err)
	}
}
