package understand_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"amends/dialogue"
	"amends/dialogue/understand"
)

// BenchmarkNew is the time from nothing to ready: reading the files, compiling the phrases.
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

// A hostile text may not hold up the others: the worst shapes of 4,000 letters stay in the tens of milliseconds.
func TestHostileTexts(t *testing.T) {
	for _, part := range []string{"no ", "1", "1 ", "€5", "@", "a@b.c ", "#1001 ", "fire ", "double ", "one ", "1Z5R89390357567127 ", "x2 ", "not ", "i want a refund ", "3/5 ", "á", "👍", "order ", "112-4567890-1234567 "} {
		text := strings.Repeat(part, 5000/len(part))
		for _, c := range situations()[1:5] {
			start := time.Now()
			read(t, c, text)
			if took := time.Since(start); took > 2*time.Second {
				t.Errorf("%q over and over took %v", part, took)
			}
		}
	}
}

// BenchmarkTaught is how much later it is ready with a hundred examples of the seller's own.
func BenchmarkTaught(b *testing.B) {
	var own []string
	for i := range 100 {
		own = append(own, "the engraving number "+strings.Repeat("x", i%7)+" says the wrong name on item "+string(rune('a'+i%26)))
	}
	for b.Loop() {
		if _, err := taught(b, map[string][]string{"engraving_wrong": own}); err != nil {
			b.Fatal(err)
		}
	}
}
