package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"
	"unsafe"
)

// pseudoTerminal opens a terminal of its own: what is written to one end is read at the other.
func pseudoTerminal(t *testing.T) (outside, inside *os.File) {
	t.Helper()
	outside, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Skipf("no pseudo-terminals here: %v", err)
	}
	t.Cleanup(func() { outside.Close() })
	var unlocked, number int32
	control(t, outside, syscall.TIOCSPTLCK, unsafe.Pointer(&unlocked))
	control(t, outside, syscall.TIOCGPTN, unsafe.Pointer(&number))
	inside, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { inside.Close() })
	size := [4]uint16{30, 100}
	control(t, inside, syscall.TIOCSWINSZ, unsafe.Pointer(&size))
	return outside, inside
}

func control(t *testing.T, f *os.File, what uintptr, arg unsafe.Pointer) {
	t.Helper()
	if _, _, errno := syscall.Syscall(syscall.SYS_IOCTL, f.Fd(), what, uintptr(arg)); errno != 0 {
		t.Fatalf("set up a pseudo-terminal: %v", errno)
	}
}

// TestInterruptLeavesACleanTerminal: the chat on the whole terminal gives it back as it was: its screen, its cursor, its modes.
func TestInterruptLeavesACleanTerminal(t *testing.T) {
	outside, inside := pseudoTerminal(t)
	var before, after syscall.Termios
	control(t, inside, syscall.TCGETS, unsafe.Pointer(&before))
	cmd := exec.CommandContext(t.Context(), "amends", "chat")
	cmd.Env = append(os.Environ(), "TERM=xterm-256color")
	cmd.Stdin, cmd.Stdout, cmd.Stderr = inside, inside, inside
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	shown := make(chan string, 1)
	go func() { shown <- screenUntil(outside, cmd.Process) }()
	_ = cmd.Wait() // an error is the status, which is looked at
	control(t, inside, syscall.TCGETS, unsafe.Pointer(&after))
	var out string
	select {
	case out = <-shown:
	case <-time.After(10 * time.Second):
		t.Fatal("the terminal showed no end of the program within 10 s")
	}
	if status := cmd.ProcessState.ExitCode(); status != 130 {
		t.Errorf("status %d, want 130", status)
	}
	for _, pair := range [][2]string{{"\x1b[?1049h", "\x1b[?1049l"}, {"\x1b[?25l", "\x1b[?25h"}, {"\x1b[?2004h", "\x1b[?2004l"}} {
		if on, off := strings.LastIndex(out, pair[0]), strings.LastIndex(out, pair[1]); on > off {
			t.Errorf("%q was not taken back with %q; the end was %q", pair[0], pair[1], out[max(0, len(out)-200):])
		}
	}
	if before != after {
		t.Errorf("the terminal's modes are %+v, want them as they were: %+v", after, before)
	}
}

// screenUntil interrupts the program once it has the whole terminal, and returns what it wrote up to its last words.
func screenUntil(terminal *os.File, program *os.Process) string {
	var out []byte
	buf := make([]byte, 4096)
	for interrupted := false; ; {
		n, err := terminal.Read(buf)
		out = append(out, buf[:n]...)
		if err != nil || bytes.Contains(out, []byte("amends: interrupted")) {
			return string(out)
		}
		if !interrupted && bytes.Contains(out, []byte("\x1b[?1049h")) {
			interrupted = true
			_ = program.Signal(os.Interrupt) // a program that has ended is found by its status
		}
	}
}
