package main

import (
	"bufio"
	"bytes"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"amends/bot/storetest"
)

// running is a whole program that serves.
type running struct {
	cmd  *exec.Cmd
	said []string // up to where it listens
	rest *bufio.Reader
	log  bytes.Buffer
}

// starts begins a program in the town and waits until it listens.
func (w *town) starts(set map[string]string) *running {
	w.Helper()
	p := &running{cmd: exec.CommandContext(w.ctx, "amends", "serve")}
	p.cmd.Env = os.Environ()
	for _, s := range settings {
		p.cmd.Env = append(p.cmd.Env, s.name+"="+set[s.name])
	}
	p.cmd.Stderr = &p.log
	out, err := p.cmd.StdoutPipe()
	if err == nil {
		err = p.cmd.Start()
	}
	if err != nil {
		w.Fatal(err)
	}
	p.rest = bufio.NewReader(out)
	for {
		line, err := p.rest.ReadString('\n')
		if err != nil {
			_ = p.cmd.Wait() // its log says more
			w.Fatalf("serve ended before it listened: %s", &p.log)
		}
		p.said = append(p.said, line)
		if strings.Contains(line, "listening on") {
			return p
		}
	}
}

// ends tells the program to stop and returns how it did.
func (p *running) ends(t *testing.T) (status int, log string) {
	t.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, p.rest)
	_ = p.cmd.Wait() // an error is the status, which is looked at
	return p.cmd.ProcessState.ExitCode(), p.log.String()
}

// TestServeStopsWhenItIsToldTo: the program ends in seconds, with status 0. Its log at the most talkative has no secret and no word of
// a buyer.
func TestServeStopsWhenItIsToldTo(t *testing.T) {
	w := newTown(t)
	set := w.settings()
	set["LOG_LEVEL"] = "debug"
	p := w.starts(set)
	w.buyer.Start("")
	w.reads("Hi")
	w.buyer.Say("you sent me the wrong style of backpack, 112-4567890-1234567")
	w.reads("postal code")
	began := time.Now()
	status, log := p.ends(t)
	if took := time.Since(began); status != 0 || took > 10*time.Second {
		t.Errorf("status %d after %s, want 0 within seconds; the log:\n%s", status, took, log)
	}
	all := strings.Join(p.said, "") + log
	for _, never := range []string{w.tg.Token(), w.slack.BotToken(), w.slack.AppToken(), "wrong style", "1234567"} {
		if strings.Contains(all, never) {
			t.Errorf("%q is in what the program wrote:\n%s", never, all)
		}
	}
	for _, want := range []string{"serves Northwind Trading, playbook ", "orders of ", "Telegram is on: updates are polled", "Slack is on: the desk is channel " + w.channel} {
		if !strings.Contains(all, want) {
			t.Errorf("expected the program to say %q, it said:\n%s", want, all)
		}
	}
	if !strings.Contains(log, "a restart forgets every conversation") {
		t.Errorf("expected a warning about a store in memory:\n%s", log)
	}
}

// TestServeGoesOnAfterARestart: what the first program took in is answered by it or by the next one, once, and the story goes on.
func TestServeGoesOnAfterARestart(t *testing.T) {
	w := newTown(t)
	set := w.settings()
	set["REDIS_URL"] = storetest.Redis(t)
	first := w.starts(set)
	w.buyer.Start("")
	w.reads("Hi")
	w.buyer.Say("you sent me the wrong style of backpack, 112-4567890-1234567")
	if err := w.tg.Wait(w.ctx, func() bool { return len(w.tg.Unconfirmed()) == 0 }); err != nil {
		t.Fatal(err)
	}
	if status, log := first.ends(t); status != 0 {
		t.Fatalf("status %d, want 0: %s", status, log)
	}
	second := w.starts(set)
	w.reads("postal code")
	w.buyer.Say("98101")
	w.reads("photo")
	asked := 0
	for _, m := range w.buyer.FromBot() {
		if strings.Contains(m.Text, "postal code") {
			asked++
		}
	}
	if status, log := second.ends(t); status != 0 || asked != 1 {
		t.Errorf("status %d, want 0; the buyer was asked %d times for the postal code, want once: %s", status, asked, log)
	}
}
