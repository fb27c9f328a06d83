package console

import (
	"bytes"
	"context"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the transcripts in testdata")

// TestTranscripts types every testdata/*.in through a pipe and compares what comes out with the file beside it.
func TestTranscripts(t *testing.T) {
	inputs, err := filepath.Glob("testdata/*.in")
	if err != nil || len(inputs) == 0 {
		t.Fatalf("expected inputs in testdata: %v", err)
	}
	for _, input := range inputs {
		t.Run(filepath.Base(input), func(t *testing.T) {
			typed, err := os.ReadFile(input)
			if err != nil {
				t.Fatal(err)
			}
			var out bytes.Buffer
			r := newRig(t, nil)
			if err := r.Lines(t.Context(), r.parrot.bot(), bytes.NewReader(typed), &out, LineStyle{Echo: true}); err != nil {
				t.Fatalf("expected the end of the input to end the session well: %v", err)
			}
			golden := strings.TrimSuffix(input, ".in") + ".out"
			if *update {
				if err := os.WriteFile(golden, out.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(out.String(), "\n")); diff != "" {
				t.Errorf("transcript differs (-want +got); -update rewrites it:\n%s", diff)
			}
		})
	}
}

// typed runs a session in lines and returns what it wrote after the welcome.
func (r *rig) typed(t *testing.T, lines ...string) string {
	t.Helper()
	var out bytes.Buffer
	if err := r.Lines(t.Context(), r.parrot.bot(), strings.NewReader(strings.Join(lines, "\n")+"\n"), &out, LineStyle{}); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestPromptsAndEnds(t *testing.T) {
	r := newRig(t, nil)
	var out bytes.Buffer
	if err := r.Lines(t.Context(), r.parrot.bot(), strings.NewReader("hello\n:desk\n"), &out, LineStyle{Prompt: true}); err != nil {
		t.Fatal(err)
	}
	if got := out.String(); !strings.Contains(got, "\nbuyer> bot<   (inform noted)") || !strings.HasSuffix(got, "\ndesk>  \n") {
		t.Errorf("expected a prompt for each side and a line end after the last:\n%s", got)
	}
}

func TestInterruptEndsLines(t *testing.T) {
	r := newRig(t, nil)
	ctx, cancel := context.WithCancel(t.Context())
	in, typing := io.Pipe()
	defer typing.Close()
	cancel()
	if err := r.Lines(ctx, r.parrot.bot(), in, io.Discard, LineStyle{}); err != context.Canceled {
		t.Errorf("expected the context's error, got %v", err)
	}
}

func TestLongLineIsRefusedNotFatal(t *testing.T) {
	r := newRig(t, func(c *Config) {
		c.Read = func(line string) (Input, error) {
			if len(line) > maxTyped {
				return Input{}, io.ErrShortBuffer
			}
			return readLineOf(line)
		}
	})
	got := r.typed(t, strings.Repeat("x", 5*maxTyped), "short")
	if !strings.Contains(got, "Error: short buffer") || !strings.Contains(got, "You said: short") {
		t.Errorf("expected the long line to be refused and the next one to be read:\n%.300s", got)
	}
}

func TestATranslationStandsAboveItsOriginal(t *testing.T) {
	out := newRig(t, nil).typed(t, "offer", "desk> reply: We sent it = Lo enviamos", "relay esta roto = it is broken")
	for _, want := range []string{"bot<   (relay) Lo enviamos\n       [We sent it = Lo enviamos]\n", "] it is broken\n       [esta roto = it is broken]\n"} {
		if !strings.Contains(out, want) {
			t.Errorf("expected %q in\n%s", want, out)
		}
	}
}

func TestControlCharactersDoNotReachTheTerminal(t *testing.T) {
	r := newRig(t, nil)
	if got := r.typed(t, "a\x1b[31mb\x07\x9bc"); strings.ContainsAny(got, "\x1b\x07") || !strings.Contains(got, "You said: a[31mb") {
		t.Errorf("expected the text without control characters: %q", got)
	}
}

func TestTheClockFollowsTheTimeOutside(t *testing.T) {
	wall := monday
	r := newRig(t, func(c *Config) { c.Wall = func() time.Time { return wall } })
	r.bot = r.parrot.bot()
	ctx := t.Context()
	at := func() time.Duration { return r.Now().Sub(monday) }
	for _, step := range []struct {
		passes time.Duration
		typed  string
		want   time.Duration
	}{
		{0, "one", 0},
		{30 * time.Second, "two", 0}, // less than a step: the clock stands still
		{40 * time.Second, "three", 70 * time.Second},
		{0, "wait 10m", 11*time.Minute + 10*time.Second},
		{2 * time.Minute, "four", 13*time.Minute + 10*time.Second}, // stays ahead by what was waited
	} {
		wall = wall.Add(step.passes)
		r.enter(ctx, step.typed)
		if at() != step.want {
			t.Errorf("after %q expected the clock at +%s, it is at +%s", step.typed, step.want, at())
		}
	}
}

func TestTimersGoOffAtTheirTime(t *testing.T) {
	r := newRig(t, nil)
	got := r.typed(t, "remind 90m", "wait 3h")
	if !strings.Contains(got, "It is 2026-03-02T16:30:00Z") || !strings.Contains(got, "# It is Mon 2026-03-02 18:00 UTC.") {
		t.Errorf("expected the timer at 16:30 and the clock at 18:00:\n%s", got)
	}
}

func TestFilesComeFromTheFolderOrAreMadeUp(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "mine.jpg"), []byte("12345"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(dir, "folder.jpg"), 0o700); err != nil {
		t.Fatal(err)
	}
	outside := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(outside, []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, filepath.Join(dir, "link.jpg")); err != nil {
		t.Skip("no symbolic links here")
	}
	r := newRig(t, func(c *Config) { c.Folder = dir })
	for name, want := range map[string]string{"mine.jpg": "the first of 5 bytes", "other.jpg": "the first of 18 bytes", "folder.jpg": "Error:", "link.jpg": "Error:"} {
		if got := r.typed(t, "[photo "+name+"]"); !strings.Contains(got, want) {
			t.Errorf("%s: expected %q in\n%s", name, want, got)
		}
		r.messages = nil
	}
}

func TestSaveWritesWhatWasRecorded(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s.txt")
	r := newRig(t, nil)
	r.typed(t, "hello", "remind 1h", "wait 2h", ":save "+path)
	got, err := os.ReadFile(path)
	if err != nil || string(got) != "2 events, 3 messages\n" {
		t.Errorf("expected two events and three messages, got %q, %v", got, err)
	}
}
