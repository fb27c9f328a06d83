package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The check learns a playbook's examples, proves the issues of the seller's own like the others, and warns of what is of no use.
func TestCheckTellsOfExamples(t *testing.T) {
	file := filepath.Join(t.TempDir(), "shop.yaml")
	playbook := `version: 1
issues:
  stone_loose: {fault: none, handoff: always, name: the loose stone, line: A stone is loose, examples: [a stone fell out]}
  damaged: {examples: [where is my order, it broke]}
  missing_parts: {examples: ["It broke!"]}
`
	if err := os.WriteFile(file, []byte(playbook), 0o600); err != nil {
		t.Fatal(err)
	}
	stdout, stderr := create(t, filepath.Join(t.TempDir(), "out")), create(t, filepath.Join(t.TempDir(), "err"))
	status := run(t.Context(), []string{"check", file}, os.Stdin, stdout, stderr)
	out := content(t, stdout)
	if status != 0 {
		t.Errorf("want warnings only, got status %d: %s", status, content(t, stderr))
	}
	for _, want := range []string{
		"shop.yaml:3: stone_loose has 1 of the 8 examples that it takes: buyers reach it by its button only, no text is understood as it (warning)",
		`shop.yaml:5: "It broke!" is an example of damaged already (warning)`,
		`shop.yaml:4: "where is my order" is an example of order_status already (warning)`,
		"17 issues",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("want %q in\n%s", want, out)
		}
	}
}
