package storetest

import (
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// Redis starts a redis-server of its own for the test on a unix socket, without persistence, and returns its URL. It stops when
// the test ends. More arguments are passed on, such as "--maxmemory", "10mb". A test on a machine without redis-server skips.
func Redis(t testing.TB, args ...string) (url string) {
	t.Helper()
	path, err := exec.LookPath("redis-server")
	if err != nil {
		t.Skip("no redis-server on PATH")
	}
	// Not t.TempDir: with a long test name in it the path would not fit a socket's address.
	dir, err := os.MkdirTemp("", "redis")
	if err != nil {
		t.Fatal(err)
	}
	socket := filepath.Join(dir, "redis.sock")
	server := exec.Command(path, append([]string{
		"--port", "0", "--unixsocket", socket, "--dir", dir, "--save", "", "--appendonly", "no", "--loglevel", "warning",
	}, args...)...)
	if err := server.Start(); err != nil {
		t.Fatalf("start redis-server: %v", err)
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Wait() }()
	t.Cleanup(func() {
		_ = server.Process.Kill() // it may have ended already
		<-ended
		_ = os.RemoveAll(dir)
	})
	waitForPong(t, socket, ended)
	return "unix://" + socket
}

// waitForPong returns once the server answers, and fails the test when it ends or stays silent.
func waitForPong(t testing.TB, socket string, ended chan error) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		select {
		case err := <-ended:
			ended <- err
			t.Fatalf("redis-server ended: %v", err)
		default:
		}
		if ping(socket) == nil {
			return
		}
	}
	t.Fatal("redis-server did not answer within 10 s")
}

func ping(socket string) error {
	conn, err := net.Dial("unix", socket)
	if err != nil {
		return err
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(time.Second)); err != nil {
		return err
	}
	if _, err := fmt.Fprint(conn, "PING\r\n"); err != nil {
		return err
	}
	answer := make([]byte, 5)
	_, err = io.ReadFull(conn, answer)
	if err == nil && string(answer) != "+PONG" && string(answer) != "-NOAU" { // it wants a password: it is up
		err = fmt.Errorf("answer %q", answer)
	}
	return err
}
