package main

import (
	"bytes"
	"testing"

	"amends/adapters/script"
)

// TestStories plays every story of the tree, each twice: the second time must go like the first.
func TestStories(t *testing.T) {
	kit, err := newToolkit()
	if err != nil {
		t.Fatal(err)
	}
	var report bytes.Buffer
	sum, err := script.Run(t.Context(), script.Options{World: kit.world(), Paths: []string{"../../dialogue/stories"}, Repeat: 2, Out: &report})
	if err != nil {
		t.Fatal(err)
	}
	if sum.Failed > 0 {
		t.Errorf("%d of %d stories failed:\n%s", sum.Failed, sum.Failed+sum.Passed, report.String())
	}
}
