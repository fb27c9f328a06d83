package understand_test

import (
	"bufio"
	"context"
	"encoding/json"
	"os"
	"testing"

	"amends/dialogue/understand"
)

// plainText is a line of testdata/plain.jsonl: what a buyer says in plain words, in no example.
type plainText struct{ Lang, Text, Label string }

// Plain statements are understood in every language. The bars stand a little below what was measured.
func TestPlainTexts(t *testing.T) {
	u, err := understander()
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range []string{"en", "es", "de", "fr", "it", "pt"} {
		right, texts := accuracy(t, u, func(p plainText) bool { return p.Lang == lang })
		if texts < 50 || float64(right) < 0.9*float64(texts) {
			t.Errorf("%s: want 90 %% of fifty texts or more understood, got %d of %d", lang, right, texts)
		}
	}
}

func accuracy(t *testing.T, u *understand.Understander, which func(plainText) bool) (right, texts int) {
	t.Helper()
	f, err := os.Open("testdata/plain.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var p plainText
		if err := json.Unmarshal(lines.Bytes(), &p); err != nil {
			t.Fatal(err)
		}
		if !which(p) {
			continue
		}
		in, _ := u.Understand(context.Background(), idle(), p.Text, now)
		got := understand.None
		if len(in.Issues) > 0 && in.Issues[0].Sure >= 0.35 {
			got = string(in.Issues[0].Issue)
		}
		texts++
		if got == p.Label {
			right++
		}
	}
	return right, texts
}
