package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"amends/adapters/console"
	"amends/adapters/script"
)

// wrongStyle is a buyer with the wrong backpack, and a seller who refunds in part.
var wrongStyle = []string{
	"Hi, you sent me the wrong style of backpack",
	"it's 112-4567890-1234567",
	"98101",
	"[photo item.jpg]",
	"[photo label.jpg] here is the label",
	"[partial_keep]",
	"yes",
	"desk> [Done] R-77",
	"wait 20d",
}

// piped runs the whole program on lines from a file, the way a pipe would bring them.
func piped(t *testing.T, lines []string, args ...string) (status int, out, errs string) {
	t.Helper()
	typed := filepath.Join(t.TempDir(), "typed")
	if err := os.WriteFile(typed, []byte(strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	in, err := os.Open(typed)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	dir := t.TempDir()
	stdout, stderr := create(t, filepath.Join(dir, "out")), create(t, filepath.Join(dir, "err"))
	status = run(t.Context(), append([]string{"chat"}, args...), in, stdout, stderr)
	return status, content(t, stdout), content(t, stderr)
}

func create(t *testing.T, path string) *os.File {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func content(t *testing.T, f *os.File) string {
	t.Helper()
	text, err := os.ReadFile(f.Name())
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestChatThroughAPipe(t *testing.T) {
	status, out, errs := piped(t, wrongStyle, "--now", "2026-03-02T15:00:00Z")
	if status != 0 || errs != "" {
		t.Fatalf("expected status 0 and no complaint, got %d: %s", status, errs)
	}
	var acts []string
	for _, m := range regexp.MustCompile(`(?m)^(bot<|desk<) +\((\w+)`).FindAllStringSubmatch(out, -1) {
		if m[1] == "bot<" {
			acts = append(acts, m[2])
		}
	}
	for _, want := range []string{"inform", "ask", "offer", "confirm", "feedback"} {
		if !strings.Contains(strings.Join(acts, " "), want) {
			t.Errorf("expected the bot to %s, it did %v:\n%s", want, acts, out)
		}
	}
	for _, want := range []string{"# Amends:", "112-4567890-1234567, postal code 98101", "buyer> 98101\n", "       [partial_keep] ", "desk<  (card) ", "       Offered: ", "desk> [Done] R-77\n"} {
		if !strings.Contains(out, want) {
			t.Errorf("expected %q in the transcript:\n%s", want, out)
		}
	}
	if strings.ContainsRune(out, '\x1b') {
		t.Error("expected no colours through a pipe")
	}
}

func TestChatRefusesWhatItCannotDo(t *testing.T) {
	for _, test := range []struct {
		args []string
		want string
	}{
		{[]string{"--now", "yesterday"}, "--now"},
		{[]string{"--save", filepath.Join(t.TempDir(), "no", "such", "folder", "s.txt")}, "--save"},
		{[]string{"--orders", "/no/such/orders.yaml"}, "orders.yaml"},
		{[]string{"--playbook", "/no/such/book.yaml"}, "book.yaml"},
	} {
		if status, _, errs := piped(t, nil, test.args...); status != 2 || !strings.Contains(errs, test.want) {
			t.Errorf("%v: expected status 2 and a word about %s, got %d: %s", test.args, test.want, status, errs)
		}
	}
}

// TestChatShowsHostileTextHarmlessly: what is typed or pasted cannot steer the terminal, and lines out of all bounds are refused.
func TestChatShowsHostileTextHarmlessly(t *testing.T) {
	status, out, errs := piped(t, []string{
		"a person \x1b[31mplease\x1b]0;title\x07", "red\x1b[2J \u202etfel\u202c", "שלום \u200b\u200f", strings.Repeat("x", 1<<20), "\xff\x00", "still here?",
	}, "--now", "2026-03-02T15:00:00Z")
	if status != 0 || errs != "" {
		t.Errorf("expected status 0 and no complaint, got %d: %s", status, errs)
	}
	if strings.ContainsAny(out, "\x1b\x07\x00") || len(out) > 64<<10 {
		t.Errorf("expected no control characters and a bounded transcript, got %d bytes: %.2000q", len(out), out)
	}
	for _, want := range []string{"# Error: expected at most 8192 bytes on a line", "# Error: expected UTF-8 text", "desk<  (message) still here?"} {
		if !strings.Contains(out, want) {
			t.Errorf("expected %q in the transcript:\n%.4000s", want, out)
		}
	}
}

// plays checks that a saved session passes as a script.
func plays(t *testing.T, path string) {
	t.Helper()
	src, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	s, err := script.Parse(path, src)
	if err != nil {
		t.Fatalf("expected a script: %v\n%s", err, src)
	}
	kit, err := newToolkit()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range script.Play(t.Context(), kit.world(), s, false).Failures {
		t.Errorf("line %d: %s\n%s\nof the script\n%s", f.Line, f.What, f.Detail, src)
	}
}

func TestSavedSessionPasses(t *testing.T) {
	sessions := map[string][]string{
		"settled": wrongStyle,
		"a person": {"where is my pan, 113-7654321-2345678", "60614", "I want to talk to a person", "desk(ana)> [Take]", "are you there?", "desk(ana)> reply: yes, one moment",
			"desk(ana)> note: careful", "[sticker]", "wait 2d", "desk(ana)> [handback]", "wait 30d"},
		"repair": {"[start order]", "#1001", "hello?", "[edit] the mug is broken", "80202", "[album a.jpg b.jpg] both", "[voice v.ogg]", "[delete]", "/status", "99", "wait 45s", "never mind", "wait 10d"},
	}
	for name, lines := range sessions {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "session.txt")
			if status, _, errs := piped(t, lines, "--now", "2026-03-02T15:00:00Z", "--save", path, "--lang", "en"); status != 0 {
				t.Fatalf("expected status 0, got %d: %s", status, errs)
			}
			plays(t, path)
		})
	}
}

// TestSavedLiveSessionPasses types with pauses, as people do: what is saved must not depend on them.
func TestSavedLiveSessionPasses(t *testing.T) {
	start := time.Date(2026, 3, 2, 15, 0, 0, 0, time.UTC)
	var passed atomic.Int64
	wall := func() time.Time { return start.Add(time.Duration(passed.Load())) }
	room, err := openChat(t.Context(), &config{}, chatOptions{}, start, wall)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "session.txt")
	in := &slowly{lines: wrongStyle, pause: 47*time.Second + 300*time.Millisecond, passed: &passed}
	if err := room.console.Lines(t.Context(), room.bot, in, &bytes.Buffer{}, console.LineStyle{}); err != nil {
		t.Fatal(err)
	}
	if err := room.console.Save(path); err != nil {
		t.Fatal(err)
	}
	plays(t, path)
}

// slowly brings a line with every read, and lets time pass before it.
type slowly struct {
	lines  []string
	pause  time.Duration
	passed *atomic.Int64
}

func (s *slowly) Read(p []byte) (int, error) {
	if len(s.lines) == 0 {
		return 0, io.EOF
	}
	s.passed.Add(int64(s.pause))
	n := copy(p, s.lines[0]+"\n")
	s.lines = s.lines[1:]
	return n, nil
}

func TestChatKeepsEvidenceInAFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "evidence")
	if status, _, errs := piped(t, wrongStyle[:5], "--evidence-dir", dir, "--now", "2026-03-02T15:00:00Z"); status != 0 {
		t.Fatalf("expected status 0, got %d: %s", status, errs)
	}
	if list, err := os.ReadDir(dir); err != nil || len(list) == 0 {
		t.Errorf("expected the photos in the folder: %v, %v", list, err)
	}
}

func TestReadTyped(t *testing.T) {
	tests := map[string]console.Input{
		"buyer> hello":                  {Do: console.Says, Text: "hello"},
		"buyer> [replace]":              {Do: console.Presses, Option: "replace"},
		"buyer> [photo a.jpg] look":     {Do: console.Sends, Text: "look", Files: []console.File{{Kind: "photo", Name: "a.jpg"}}},
		"buyer> [location]":             {Do: console.Sends, Files: []console.File{{Kind: "location"}}},
		"buyer> [edit] no":              {Do: console.Edits, Text: "no"},
		"buyer> [delete]":               {Do: console.Deletes},
		"buyer> [start x]":              {Do: console.Starts, Text: "x"},
		"desk> [Approve] fine":          {Desk: true, Do: console.Presses, Option: "Approve", Text: "fine"},
		"desk(ana)> reply: hi":          {Desk: true, Agent: "ana", Do: console.Replies, Text: "hi"},
		"desk> note: hm":                {Desk: true, Do: console.Notes, Text: "hm"},
		"wait 1d12h":                    {Do: console.Waits, For: 36 * time.Hour},
		"wait until 2026-03-05T10:00Z":  {Do: console.Waits, Until: time.Date(2026, 3, 5, 10, 0, 0, 0, time.UTC)},
		"case   status=open":            {},
		"bot<   (ask order)":            {},
		"# a comment":                   {},
		"buyer> [block]":                {Do: console.Refused, Text: "[block] is for scripts: amends test"},
		"fault kill":                    {Do: console.Refused, Text: "a fault is for scripts: amends test"},
		"buyer> 漢字 [not a button] text": {Do: console.Says, Text: "漢字 [not a button] text"},
	}
	for line, want := range tests {
		got, err := readTyped(line)
		if err != nil {
			t.Errorf("%s: %v", line, err)
		} else if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", line, diff)
		}
	}
	for _, line := range []string{"hello", "buyer>", "buyer> [open", "desk> hello", "wait a moment", "a\x00b"} {
		if in, err := readTyped(line); err == nil {
			t.Errorf("%q: expected an error, got %+v", line, in)
		}
	}
}

// BenchmarkChatStart is the time from the command to the first prompt.
func BenchmarkChatStart(b *testing.B) {
	for b.Loop() {
		room, err := openChat(b.Context(), &config{}, chatOptions{}, time.Now(), time.Now)
		if err != nil {
			b.Fatal(err)
		}
		if err := room.console.Lines(b.Context(), room.bot, strings.NewReader(""), &bytes.Buffer{}, console.LineStyle{}); err != nil {
			b.Fatal(err)
		}
	}
}

// TestChatSaysWhatTheModelDoes: with a model the session begins with what goes to it; an agent's words then come translated, with the
// original below. Without one nothing is said of it.
func TestChatSaysWhatTheModelDoes(t *testing.T) {
	const sent, enviado = "We packed your lamp with great care.", "Hemos embalado tu lámpara con mucho cuidado."
	m := newInterpreter(t, map[string]string{sent: enviado})
	t.Setenv("OPENAI_API_KEY", "")
	t.Setenv("OPENAI_BASE_URL", m.URL+"/v1")
	_, out, _ := piped(t, []string{"quiero hablar con una persona, por favor", "desk> reply: " + sent}, "--lang", "es", "--openai-use", "off", "--openai-extras", "translation,photos")
	for _, want := range []string{"# the language model is also used for: translation\n", "bot<   (relay) " + enviado + "\n       [" + sent + "]\n"} {
		if !strings.Contains(out, want) {
			t.Errorf("expected %q in\n%s", want, out)
		}
	}
	if _, out, _ := piped(t, nil, "--openai-use", "always"); !strings.Contains(out, "# a language model reads buyers' texts") {
		t.Errorf("expected to be told that a model reads, got\n%s", out)
	}
	if status, _, errs := piped(t, nil, "--openai-extras", "poems"); status != 2 || !strings.Contains(errs, "wording, translation") {
		t.Errorf("expected to be told the extras there are, got %d: %s", status, errs)
	}
	t.Setenv("OPENAI_BASE_URL", "")
	if _, out, _ := piped(t, nil); strings.Contains(out, "model") {
		t.Errorf("expected no word of a model, got\n%s", out)
	}
}
