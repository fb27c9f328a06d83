package understand_test

import (
	"slices"
	"strings"
	"testing"

	"amends/dialogue/understand"
)

func TestConcepts(t *testing.T) {
	u, err := understand.New()
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ text, has, hasNot string }{
		{"We refund what you paid.", "refund", "not refund,cancel"},
		{"We will not refund what you paid.", "not refund", "refund"},
		{"Wir erstatten den Betrag.", "refund", "not refund,cancel"},
		{"Te devolvemos el dinero y el reembolso es completo.", "refund", "not refund"},
		{"The order is cancelled.", "cancel", "refund,not cancel"},
		{"You keep it.", "wish keep", "not wish keep,refund"},
		{"You do not keep it.", "not wish keep", "wish keep"},
		{"", "", "refund"},
	} {
		got := u.Concepts(test.text)
		for _, name := range strings.Split(test.has, ",") {
			if name != "" && !slices.Contains(got, name) {
				t.Errorf("%q speaks of %q, want %q among it", test.text, got, name)
			}
		}
		for _, name := range strings.Split(test.hasNot, ",") {
			if slices.Contains(got, name) {
				t.Errorf("%q speaks of %q, want no %q", test.text, got, name)
			}
		}
		if !slices.IsSorted(got) || len(slices.Compact(slices.Clone(got))) != len(got) {
			t.Errorf("%q: %q, want each once and sorted", test.text, got)
		}
	}
}
