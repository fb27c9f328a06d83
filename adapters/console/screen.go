package console

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	tea "charm.land/bubbletea/v2"
)

// Screen runs the session on a whole terminal until :quit, Ctrl-C or Ctrl-D, or until ctx ends, which is an error. The terminal is as
// it was before when it returns.
func (c *Console) Screen(ctx context.Context, b Bot, in io.Reader, out io.Writer) error {
	m := newModel(ctx, c, b)
	_, err := tea.NewProgram(m, tea.WithContext(ctx), tea.WithInput(in), tea.WithOutput(out), tea.WithoutSignalHandler()).Run()
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil && !errors.Is(err, tea.ErrInterrupted):
		return fmt.Errorf("draw on the terminal: %w", err)
	}
	return nil
}

// model is the session on a screen.
type model struct {
	ctx     context.Context
	console *Console
	input   inputLine
	width   int
	height  int

	chat   pane // the buyer's conversation
	card   pane // the case on the desk
	offers pane // the agent's buttons
	thread pane // what was said about the case
	seen   [2]int

	chosen int      // the button that the arrows are on, from 0; -1 for none
	past   []string // lines typed before, the latest last
	back   int      // how far back the arrows are in them
	queue  []string // lines typed while another is carried out
	busy   bool
}

// done says that a line was carried out.
type done struct{ quit bool }

// tick lets the clock follow the time outside.
type tick struct{}

const (
	tickTime = time.Second
	maxPast  = 200
)

func newModel(ctx context.Context, c *Console, b Bot) *model {
	c.bot = b
	c.remark(c.welcome()...)
	return &model{ctx: ctx, console: c, chosen: -1, chat: pane{follow: true}, thread: pane{follow: true}, width: 80, height: 24}
}

// Init starts the clock.
func (m *model) Init() tea.Cmd { return nextTick() }

func nextTick() tea.Cmd {
	return tea.Tick(tickTime, func(time.Time) tea.Msg { return tick{} })
}

// Update takes a key, a new size, or the end of some work.
func (m *model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	var cmd tea.Cmd
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.width, m.height = msg.Width, msg.Height
	case tick:
		cmd = nextTick()
		if !m.busy && m.console.clock.due().After(m.console.Now()) {
			cmd = tea.Batch(cmd, m.work(func() bool { m.console.pass(m.ctx); return false }))
		}
	case done:
		if m.busy = false; msg.quit {
			return m, tea.Quit
		}
		cmd = m.next()
	case tea.KeyPressMsg:
		cmd = m.key(msg)
	case tea.PasteMsg:
		m.input.insert(msg.Content)
	}
	m.layout()
	return m, cmd
}

// work carries out something of the session without keeping the screen waiting.
func (m *model) work(do func() (quit bool)) tea.Cmd {
	m.busy = true
	return func() tea.Msg { return done{quit: do()} }
}

// next carries out the next line that waits.
func (m *model) next() tea.Cmd {
	if m.busy || len(m.queue) == 0 {
		return nil
	}
	line := m.queue[0]
	m.queue = m.queue[1:]
	return m.work(func() bool { return m.console.enter(m.ctx, line) })
}

// key carries out a key.
func (m *model) key(key tea.KeyPressMsg) tea.Cmd {
	empty := m.input.empty()
	switch name := key.String(); {
	case name == "ctrl+c", name == "ctrl+d" && empty:
		return tea.Quit
	case name == "tab", name == "shift+tab":
		m.chosen = -1
		m.console.setSide(!m.console.side())
	case name == "enter":
		return m.enter()
	case name == "esc":
		m.chosen, m.back = -1, 0
		m.input.set("")
	case (name == "up" || name == "down") && empty:
		m.choose(name == "down")
	case name == "up", name == "ctrl+p":
		m.recall(+1)
	case name == "down", name == "ctrl+n":
		m.recall(-1)
	case name == "pgup", name == "pgdown", name == "ctrl+up", name == "ctrl+down", name == "ctrl+home", name == "ctrl+end":
		m.scroll(name)
	default:
		m.input.key(key)
		m.chosen, m.back = -1, 0
	}
	return nil
}

// enter sends the line, or presses the button that the arrows are on.
func (m *model) enter() tea.Cmd {
	line := m.input.value()
	if opts := m.console.buttons(m.console.side()); line == "" && m.chosen >= 0 && m.chosen < len(opts) && !m.busy {
		option := opts[m.chosen].ID
		m.chosen = -1
		return m.work(func() bool { m.console.press(m.ctx, option); return false })
	}
	m.input.set("")
	m.chosen, m.back = -1, 0
	m.chat.follow, m.thread.follow = true, true
	if line == "" {
		return nil
	}
	m.past = append(m.past, line)
	m.past = m.past[max(0, len(m.past)-maxPast):]
	m.queue = append(m.queue, line)
	return m.next()
}

// choose moves to the next button or the one before.
func (m *model) choose(down bool) {
	n := len(m.console.buttons(m.console.side()))
	switch {
	case n == 0:
		m.chosen = -1
	case down:
		m.chosen = (m.chosen + 1) % n
	case m.chosen <= 0:
		m.chosen = n - 1
	default:
		m.chosen--
	}
	m.chat.follow = true
}

// recall brings a line back that was typed before.
func (m *model) recall(by int) {
	m.back = min(max(m.back+by, 0), len(m.past))
	if m.back == 0 {
		m.input.set("")
		return
	}
	m.input.set(m.past[len(m.past)-m.back])
}

// scroll moves the conversation, or on the desk the thread; with Ctrl the card.
func (m *model) scroll(name string) {
	p := &m.chat
	if m.console.side() {
		p = &m.thread
	}
	switch name {
	case "pgup":
		p.move(-max(1, p.height-1))
	case "pgdown":
		p.move(max(1, p.height-1))
	case "ctrl+home":
		p.move(-len(p.lines))
	case "ctrl+end":
		p.move(len(p.lines))
	case "ctrl+up":
		m.card.move(-3)
	case "ctrl+down":
		m.card.move(3)
	}
}

// unseen counts what has come on the side that is not shown, and notes that the shown ones were seen.
func (m *model) unseen(desk bool, shown bool) int {
	side := 0
	if desk {
		side = 1
	}
	list := m.console.from(0)
	if shown {
		m.seen[side] = len(list)
		return 0
	}
	n := 0
	for _, x := range list[min(m.seen[side], len(list)):] {
		if x.desk == desk && x.from != fromConsole {
			n++
		}
	}
	return n
}
