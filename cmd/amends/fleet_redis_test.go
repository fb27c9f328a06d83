package main

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// redisServer is a Redis of the test's own that writes down every command before it answers, and can be stopped and started again.
type redisServer struct {
	path, dir string
	cmd       *exec.Cmd
	ended     chan struct{}
}

// startRedis starts it and ends it with the test. Without redis-server the test is skipped.
func startRedis(t testing.TB) *redisServer {
	t.Helper()
	path, err := exec.LookPath("redis-server")
	if err != nil {
		t.Skip("no redis-server on PATH")
	}
	dir, err := os.MkdirTemp("", "fleet") // a socket's address has to be short
	if err != nil {
		t.Fatal(err)
	}
	r := &redisServer{path: path, dir: dir}
	r.start(t)
	t.Cleanup(func() {
		r.kill()
		_ = os.RemoveAll(dir)
	})
	return r
}

func (r *redisServer) socket() string { return filepath.Join(r.dir, "redis.sock") }
func (r *redisServer) url() string    { return "unix://" + r.socket() }

func (r *redisServer) start(t testing.TB) {
	t.Helper()
	cmd := exec.Command(r.path, "--port", "0", "--unixsocket", r.socket(), "--dir", r.dir, "--save", "", "--appendonly", "yes",
		"--appendfsync", "everysec", "--loglevel", "warning")
	if err := cmd.Start(); err != nil {
		t.Fatalf("start redis-server: %v", err)
	}
	ended := make(chan struct{})
	go func() {
		_ = cmd.Wait()
		close(ended)
	}()
	r.cmd, r.ended = cmd, ended
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(2 * time.Millisecond) {
		if r.answers() {
			return
		}
		select {
		case <-ended:
			t.Fatal("redis-server ended at its start")
		default:
		}
	}
	t.Fatal("redis-server did not answer within 20 s")
}

// answers reports whether the server takes commands; while it reads its file it does not.
func (r *redisServer) answers() bool {
	conn, err := net.DialTimeout("unix", r.socket(), time.Second)
	if err != nil {
		return false
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(time.Second))
	if _, err := conn.Write([]byte("PING\r\n")); err != nil {
		return false
	}
	answer := make([]byte, 5)
	n, err := conn.Read(answer)
	return err == nil && string(answer[:n]) == "+PONG"
}

// kill ends the server at once. What it answered is in its file.
func (r *redisServer) kill() {
	_ = r.cmd.Process.Kill()
	<-r.ended
}
