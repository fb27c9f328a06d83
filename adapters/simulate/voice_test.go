package simulate

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"
)

func TestSpeech(t *testing.T) {
	const means = "order 112-4567890-1234567, the pan is cracked"
	for _, c := range []struct {
		name, wrote string
		err         error
		want        string
	}{
		{"in other words", "my pan!! cracked. 112-4567890-1234567", nil, "my pan!! cracked. 112-4567890-1234567"},
		{"in quotes", `"the pan of 112-4567890-1234567 is in two"`, nil, "the pan of 112-4567890-1234567 is in two"},
		{"without the number", "my pan is cracked", nil, means},
		{"another number", "112-4567890-1234568 is cracked", nil, means},
		{"nothing", " \n", nil, means},
		{"a failure", "", errors.New("no model"), means},
		{"far too long", "112-4567890-1234567 " + strings.Repeat("so angry ", 400), nil,
			strings.TrimSpace(("112-4567890-1234567 " + strings.Repeat("so angry ", 400))[:mostSaid])},
		{"what cannot be seen", "112-4567890-1234567\x00\x1b\u202e cra\u200bcked", nil, "112-4567890-1234567 cracked"},
	} {
		s := newSpeech(Options{Voice: func(context.Context, Part) (string, error) { return c.wrote, c.err }})
		if got := s.say(t.Context(), Part{Means: means}); got != c.want {
			t.Errorf("%s: %q is said, want %q", c.name, got, c.want)
		}
	}
}

func TestSpeechIsBounded(t *testing.T) {
	calls := 0
	s := newSpeech(Options{Texts: 3, Voice: func(context.Context, Part) (string, error) { calls++; return "hi", nil }})
	for range 10 {
		s.say(t.Context(), Part{Means: "hello"})
	}
	if calls != 3 || s.written.Load() != 3 {
		t.Errorf("the model was asked %d times for %d texts, want the budget of 3", calls, s.written.Load())
	}
	calls = 0
	s = newSpeech(Options{Voice: func(context.Context, Part) (string, error) { calls++; return "", errors.New("down") }})
	for range 50 {
		s.say(t.Context(), Part{Means: "hello"})
	}
	if calls != voiceFails {
		t.Errorf("a model that is down was asked %d times, want %d", calls, voiceFails)
	}
	s = newSpeech(Options{Patience: time.Millisecond, Voice: func(ctx context.Context, _ Part) (string, error) {
		<-ctx.Done()
		return "", ctx.Err()
	}})
	if got := s.say(t.Context(), Part{Means: "hello"}); got != "hello" {
		t.Errorf("a model that does not answer in time leaves %q, want the built-in words", got)
	}
}
