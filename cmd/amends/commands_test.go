package main

import (
	"net"
	"os"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"amends": main})
}

// TestCommands runs the program as a user does: what is typed, what comes back, and what a mistake is told.
func TestCommands(t *testing.T) {
	testscript.Run(t, testscript.Params{Dir: "testdata/commands", UpdateScripts: os.Getenv("UPDATE") != "", Cmds: map[string]func(*testscript.TestScript, bool, []string){
		"listens": listens,
	}, Setup: func(env *testscript.Env) error {
		for _, s := range settings { // what the machine has set must not change a test
			env.Setenv(s.name, "")
		}
		return nil
	}})
}

// listens waits until something accepts connections on a unix socket: listens SOCKET.
func listens(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("call it as: listens SOCKET")
	}
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		if conn, err := net.Dial("unix", ts.MkAbs(args[0])); err == nil {
			ts.Check(conn.Close())
			return
		}
	}
	ts.Fatalf("nothing listens on %s after 10 s", args[0])
}
