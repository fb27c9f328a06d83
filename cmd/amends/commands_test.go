package main

import (
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"amends": main})
}

// TestCommands runs the program as a user does: what is typed, what comes back, and what a mistake is told.
func TestCommands(t *testing.T) {
	testscript.Run(t, testscript.Params{Dir: "testdata/commands", UpdateScripts: os.Getenv("UPDATE") != "", Setup: func(env *testscript.Env) error {
		for _, s := range settings { // what the machine has set must not change a test
			env.Setenv(s.name, "")
		}
		return nil
	}})
}
