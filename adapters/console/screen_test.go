package console

import (
	"bytes"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"
)

// screen is a model under test, with the commands that it returns carried out at once.
type screen struct {
	*model
	t interface {
		Helper()
		Errorf(string, ...any)
	}
	quit bool
}

func newScreen(t *testing.T, width, height int) *screen {
	t.Helper()
	return openScreen(t, newRig(t, nil), width, height)
}

func openScreen(t *testing.T, r *rig, width, height int) *screen {
	s := &screen{model: newModel(t.Context(), r.Console, r.parrot.bot()), t: t}
	s.send(tea.WindowSizeMsg{Width: width, Height: height})
	return s
}

func (s *screen) send(msg tea.Msg) {
	_, cmd := s.Update(msg)
	for cmd != nil {
		switch msg := cmd().(type) {
		case done:
			_, cmd = s.Update(msg)
			continue
		case tea.QuitMsg:
			s.quit = true
		}
		return
	}
}

// keys sends keys by their names, or types a text.
func (s *screen) keys(names ...string) {
	special := map[string]tea.KeyPressMsg{
		"enter": {Code: tea.KeyEnter}, "tab": {Code: tea.KeyTab}, "up": {Code: tea.KeyUp}, "down": {Code: tea.KeyDown}, "esc": {Code: tea.KeyEscape},
		"pgup": {Code: tea.KeyPgUp}, "pgdown": {Code: tea.KeyPgDown}, "left": {Code: tea.KeyLeft}, "home": {Code: tea.KeyHome}, "backspace": {Code: tea.KeyBackspace},
		"ctrl+c": {Code: 'c', Mod: tea.ModCtrl}, "ctrl+d": {Code: 'd', Mod: tea.ModCtrl}, "ctrl+w": {Code: 'w', Mod: tea.ModCtrl}, "ctrl+down": {Code: tea.KeyDown, Mod: tea.ModCtrl},
	}
	for _, name := range names {
		if key, ok := special[name]; ok {
			s.send(key)
			continue
		}
		for _, r := range name {
			s.send(tea.KeyPressMsg{Code: r, Text: string(r)})
		}
	}
}

// text is the screen without colours.
func (s *screen) text() string { return ansi.Strip(s.View().Content) }

// shows checks that the screen has all of the texts, and that its rows fit the terminal exactly.
func (s *screen) shows(texts ...string) {
	s.t.Helper()
	got := s.text()
	for _, want := range texts {
		if !strings.Contains(got, want) {
			s.t.Errorf("expected %q on the screen:\n%s", want, got)
		}
	}
	s.fits()
}

func (s *screen) fits() {
	s.t.Helper()
	rows := strings.Split(s.View().Content, "\n")
	if len(rows) > s.height {
		s.t.Errorf("expected at most %d rows, there are %d", s.height, len(rows))
	}
	for i, row := range rows {
		if n := ansi.StringWidth(row); n != s.width {
			s.t.Errorf("expected row %d to be %d wide, it is %d: %q", i, s.width, n, ansi.Strip(row))
		}
	}
}

func TestConversationAndDeskSideBySide(t *testing.T) {
	s := newScreen(t, 120, 40)
	s.shows("Buyer's chat", "Desk", "To try: order 1 (a cup)", "Nothing here yet", "buyer ▸", "Mon 2026-03-02 15:00 UTC")
	s.keys("offer", "enter")
	s.shows("╭", "bot · offer replace refund", "1 Send another", "2 Money back", "Wrong item", "! Offered two", "Not offered: Refund, keep it: too dear", "1 Take", "2 Resolve")
	s.keys("2", "enter")
	s.shows("[Money back]", "Pressed refund of q1")
}

func TestButtonsByArrows(t *testing.T) {
	s := newScreen(t, 120, 40)
	s.keys("offer", "enter", "down", "down", "up", "up", "enter")
	s.shows("[Money back]", "Pressed refund of q1")
	s.keys("tab", "down", "enter")
	s.shows("desk ▸", "agent: [Take]", "Decided take on A-1 by agent")
}

func TestThreadOfTheDesk(t *testing.T) {
	s := newScreen(t, 140, 50)
	s.keys("offer", "enter", "ask", "enter", "alert", "enter", "relay please look", "enter", "tab", "between us", "enter", "reply: hello buyer", "enter")
	s.shows("Thread", "? May I?", "! Fire", "buyer: [file abababababab] please look", "agent, a note: between us", "agent to the buyer: hello buyer",
		"agent · the team", "1 Approve", "2 Take", "3 Resolve")
}

func TestATranslationOnTheScreen(t *testing.T) {
	s := newScreen(t, 140, 50)
	s.keys("offer", "enter", "relay esta roto = it is broken", "enter", "tab", "reply: We sent it = Lo enviamos", "enter")
	s.shows("│ Lo enviamos", "│ [We sent it = Lo enviamos]", "buyer: [file abababababab] it is broken", "[esta roto = it is broken]")
}

func TestNarrowTerminalShowsOneSide(t *testing.T) {
	s := newScreen(t, 80, 24)
	s.keys("offer", "enter")
	s.shows("Buyer's chat", "1 Send another", "Tab: desk (1 new)")
	if strings.Contains(s.text(), "Order: ***-4567") {
		t.Errorf("expected the card to be out of sight:\n%s", s.text())
	}
	s.keys("tab")
	s.shows("Order: ***-4567", "1 Take", "Tab: buyer's chat ")
	s.send(tea.WindowSizeMsg{Width: 160, Height: 40})
	s.shows("Order: ***-4567", "1 Send another")
}

func TestScrolling(t *testing.T) {
	s := newScreen(t, 80, 24)
	for i := range 20 {
		s.keys("message "+string(rune('a'+i)), "enter")
	}
	s.shows("You said: message t")
	s.keys("pgup", "pgup")
	s.shows("below")
	if strings.Contains(s.text(), "You said: message t") {
		t.Errorf("expected to have scrolled up:\n%s", s.text())
	}
	s.keys("pgdown", "pgdown", "pgdown")
	s.shows("You said: message t")
	s.keys("pgup", "one more", "enter")
	s.shows("You said: one more")
}

func TestEditingAndRecalling(t *testing.T) {
	s := newScreen(t, 80, 24)
	s.keys("helo", "left", "l", "enter")
	s.shows("You said: hello")
	s.keys("x", "esc", "one two", "ctrl+w", "backspace", "home", "no ", "enter")
	s.shows("You said: no one")
	s.keys("again", "up", "up", "enter")
	s.shows("You said: hello")
	s.send(tea.PasteMsg{Content: "two\nlines\x1b[31m"})
	s.shows("two lines")
}

func TestQuitting(t *testing.T) {
	for _, keys := range [][]string{{"ctrl+c"}, {"ctrl+d"}, {":quit", "enter"}, {"half a line", "ctrl+c"}} {
		s := newScreen(t, 80, 24)
		if s.keys(keys...); !s.quit {
			t.Errorf("expected %q to quit", keys)
		}
	}
}

func TestTickLetsTimersGoOff(t *testing.T) {
	wall := monday
	r := newRig(t, func(c *Config) { c.Wall = func() time.Time { return wall } })
	s := openScreen(t, r, 120, 40)
	s.keys("remind 2m", "enter")
	wall = wall.Add(3 * time.Minute)
	m, cmd := s.Update(tick{})
	if cmd == nil || !m.(*model).busy {
		t.Fatal("expected the tick to begin the work that is due")
	}
	r.pass(t.Context())
	s.send(done{})
	s.shows("It is 2026-03-02T15:02:00Z", "Mon 2026-03-02 15:03 UTC")
}

func TestLinesTypedMeanwhileWait(t *testing.T) {
	s := newScreen(t, 80, 24)
	s.busy = true
	s.keys("first", "enter", "second", "enter")
	if len(s.queue) != 2 {
		t.Fatalf("expected two lines to wait, there are %d", len(s.queue))
	}
	s.send(done{})
	s.shows("You said: first", "You said: second")
}

// TestNothingBreaksTheLayout throws sizes, sides and texts of all kinds at the screen.
func TestNothingBreaksTheLayout(t *testing.T) {
	odd := rapid.SampledFrom([]string{"مرحبا بالعالم", "שלום", "👩🏽‍🚀", "❤️", "e\u0301\u0301\u0301", "\u200b\u200d\u2066\u202e", "漢字かな", "🇩🇪", "👨‍👩‍👧‍👦", "a\tb", "\x1b[2J", "नमस्ते", "x"})
	rapid.Check(t, func(rt *rapid.T) {
		r := newRig(t, nil)
		s := openScreen(t, r, rapid.IntRange(1, 220).Draw(rt, "width"), rapid.IntRange(1, 60).Draw(rt, "height"))
		for range rapid.IntRange(1, 5).Draw(rt, "messages") {
			text := strings.Join(rapid.SliceOfN(odd, 1, 40).Draw(rt, "text"), rapid.SampledFrom([]string{"", " "}).Draw(rt, "between"))
			s.send(tea.PasteMsg{Content: rapid.SampledFrom([]string{"", "offer ", "relay ", "alert ", "desk> [Take] ", ":help "}).Draw(rt, "kind") + text})
			s.fits()
			s.keys("enter")
			s.keys(rapid.SampledFrom([]string{"tab", "down", "pgup", "ctrl+down", "up"}).Draw(rt, "key"))
			s.fits()
			s.send(tea.WindowSizeMsg{Width: rapid.IntRange(1, 220).Draw(rt, "width"), Height: rapid.IntRange(1, 60).Draw(rt, "height")})
			s.fits()
		}
		if t.Failed() {
			rt.Fatal("the layout is broken")
		}
	})
}

func TestWrapKeepsOrderNumbersWhole(t *testing.T) {
	lines := wrap("your order is 112-4567890-1234567, is it?", 24)
	if want := []string{"your order is", "112-4567890-1234567, is", "it?"}; !slices.Equal(lines, want) {
		t.Errorf("expected %q, got %q", want, lines)
	}
}

// TestScreenRuns runs the real program on a pipe: it draws, answers, quits, and gives the screen back.
func TestScreenRuns(t *testing.T) {
	r := newRig(t, nil)
	in, typing := io.Pipe()
	go func() {
		_, _ = typing.Write([]byte("hello\r:quit\r"))
	}()
	defer typing.Close()
	var out bytes.Buffer
	if err := r.Screen(t.Context(), r.parrot.bot(), in, &out); err != nil {
		t.Fatal(err)
	}
	if got := out.String(); !strings.Contains(got, "\x1b[?1049h") || !strings.Contains(got, "\x1b[?1049l") {
		t.Errorf("expected the alternate screen to be entered and left: %.200q", got)
	}
	if len(r.parrot.events) != 1 {
		t.Errorf("expected one event, there are %d", len(r.parrot.events))
	}
}
