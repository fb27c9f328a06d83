package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"strings"
	"testing"
)

// mayImport says which packages of the module a package may import: itself and what begins with one of these. A package takes the
// rule of the longest name that it begins with.
var mayImport = map[string][]string{
	"amends/cmd":                 {"amends/"},
	"amends/adapters":            {"amends/bot", "amends/dialogue", "amends/prompts"},
	"amends/bot":                 {"amends/bot", "amends/dialogue"},
	"amends/dialogue/understand": {"amends/dialogue", "amends/dialogue/playbook", "amends/dialogue/money"},
	"amends/dialogue/playbook":   {"amends/dialogue/money"},
	"amends/dialogue/money":      {},
	"amends/dialogue":            {"amends/dialogue/playbook", "amends/dialogue/money", "amends/prompts"},
	"amends/prompts":             {"amends/dialogue/money"},
}

// pure are packages of the standard library that the engine must do without: it does no I/O and asks no clock.
var pure = []string{"context", "net", "os", "log", "sync", "math/rand", "io/fs", "bufio", "runtime", "database"}

type listed struct {
	ImportPath string
	Imports    []string
}

// TestImports holds the architecture: who may know whom.
func TestImports(t *testing.T) {
	for _, p := range packages(t) {
		rule, allowed := ruleFor(p.ImportPath)
		if rule == "" {
			t.Errorf("%s: no rule says what it may import; add one", p.ImportPath)
		}
		for _, imp := range p.Imports {
			if strings.HasPrefix(imp, "amends/") && !fits(imp, allowed) {
				t.Errorf("%s imports %s: packages under %s may import only %v", p.ImportPath, imp, rule, allowed)
			}
			if strings.HasPrefix(p.ImportPath, "amends/adapters/") && strings.HasPrefix(imp, "amends/adapters/") {
				t.Errorf("%s imports %s: adapters never import each other", p.ImportPath, imp)
			}
			if p.ImportPath == "amends/dialogue" && fits(imp, pure) {
				t.Errorf("the engine imports %s: it does no I/O, starts nothing and asks no clock", imp)
			}
		}
	}
}

func ruleFor(path string) (rule string, allowed []string) {
	for name, list := range mayImport {
		if (path == name || strings.HasPrefix(path, name+"/")) && len(name) > len(rule) {
			rule, allowed = name, list
		}
	}
	return rule, allowed
}

func fits(imp string, allowed []string) bool {
	for _, a := range allowed {
		if imp == a || strings.HasPrefix(imp, strings.TrimSuffix(a, "/")+"/") {
			return true
		}
	}
	return false
}

func packages(t *testing.T) []listed {
	t.Helper()
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports", "amends/...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []listed
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listed
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}
