package understand_test

import (
	"context"
	"testing"
	"time"

	"amends/dialogue"
	"amends/dialogue/understand"
)

// BenchmarkNew is the time from nothing to ready: reading the files, compiling the phrases, training.
func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		if _, err := understand.New(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkUnderstand reads an ordinary message of two sentences.
func BenchmarkUnderstand(b *testing.B) {
	u, err := understand.New()
	if err != nil {
		b.Fatal(err)
	}
	c := dialogue.Conversation{Current: -1}
	at := time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
	for b.Loop() {
		if _, err := u.Understand(context.Background(), c, "Hi, you sent me the wrong style of backpack. Order 112-4567890-1234567, zip 98101", at); err != nil {
			b.Fatal(err)
		}
	}
}
