package console

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// sideBySide is from which width on both panes are shown; below it the one of the side at the keyboard is.
const sideBySide = 100

// frame is the rows that are not a pane's: the titles, the rule, the input and the status.
const frame = 4

// layout fits the panes to the screen and fills them.
func (m *model) layout() {
	body := max(1, m.height-frame)
	chatWidth, deskWidth := m.width, m.width
	if m.wide() {
		chatWidth = m.width * 55 / 100
		deskWidth = m.width - chatWidth - 1
	}
	list := m.console.from(0)
	desk := m.console.side()
	p := painter{buttons: m.console.buttons, chosen: m.chosen, boxed: body >= 28, desk: desk}
	m.chat.fill(chatWidth, body, p.chat(list, chatWidth))
	m.layoutDesk(p, list, deskWidth, body)
}

// layoutDesk divides the desk: as much of the card as there is room for, all of its buttons, and the thread.
func (m *model) layoutDesk(p painter, list []message, width, body int) {
	card, buttons, thread := p.card(list, width), p.deskButtons(width), p.thread(list, width)
	below := min(len(buttons), body/3)
	if len(thread) > 0 {
		below += 1 + min(len(thread), max(3, body/3))
	}
	cardHeight := min(len(card), max(1, body-below))
	m.card.fill(width, cardHeight, card)
	m.offers.fill(width, min(len(buttons), body/3), buttons)
	m.thread.fill(width, body-cardHeight-m.offers.height-1, thread)
}

var prompts = map[bool]string{false: " buyer ▸ ", true: " desk ▸ "}

func (m *model) wide() bool { return m.width >= sideBySide }

// View draws the screen.
func (m *model) View() tea.View {
	rows := append([]string{m.titles()}, m.body()...)
	prompt := prompts[m.console.side()]
	typed, column := m.input.view(max(1, m.width-ansi.StringWidth(prompt)-1))
	rows = append(rows, m.rule(), accent(prompt)+typed, m.status())
	for i := range rows {
		rows[i] = fit(rows[i], m.width)
	}
	v := tea.NewView(strings.Join(rows[:min(len(rows), max(m.height, 1))], "\n"))
	v.AltScreen = true
	v.Cursor = tea.NewCursor(ansi.StringWidth(prompt)+column, len(rows)-2)
	v.Cursor.Blink = false
	v.WindowTitle = "amends chat"
	return v
}

// titles is the row above the panes.
func (m *model) titles() string {
	desk := m.console.side()
	if m.wide() {
		m.unseen(false, true)
		m.unseen(true, true)
		return title("Buyer's chat", !desk, m.chat.width, &m.chat) + dim("┬") + title("Desk", desk, m.card.width, nil)
	}
	m.unseen(desk, true)
	name, other := "Buyer's chat", "Tab: desk"
	shown := &m.chat
	if desk {
		name, other, shown = "Desk", "Tab: buyer's chat", nil
	}
	if n := m.unseen(!desk, false); n > 0 {
		other += fmt.Sprintf(" (%d new)", n)
	}
	left := title(name, true, max(0, m.width-ansi.StringWidth(other)-4), shown)
	return left + dim(" "+other+" ──")
}

// title is a pane's name in a rule, with how much is hidden above.
func title(name string, active bool, width int, p *pane) string {
	text := bold(" " + name + " ")
	if active {
		text = accent(" " + name + " ")
	}
	more := ""
	if p != nil {
		if above, below := p.hidden(); above > 0 {
			more = fmt.Sprintf(" %d lines above ", above)
			if below > 0 {
				more = fmt.Sprintf(" %d above, %d below ", above, below)
			}
		}
	}
	n := width - ansi.StringWidth(text) - ansi.StringWidth(more) - 4
	if n < 0 {
		return fit(dim("──")+text, width)
	}
	return dim("──") + text + dim(strings.Repeat("─", n)+more+"──")
}

// body is the rows of the panes.
func (m *model) body() []string {
	switch {
	case !m.wide() && m.console.side():
		return m.deskRows()
	case !m.wide():
		return m.chat.rows()
	}
	left, right := m.chat.rows(), m.deskRows()
	rows := make([]string, len(left))
	for i := range left {
		rows[i] = left[i] + dim("│") + right[i]
	}
	return rows
}

// deskRows are the card, its buttons, and below them the thread.
func (m *model) deskRows() []string {
	rows := append(m.card.rows(), m.offers.rows()...)
	name := " Thread "
	if len(m.thread.lines) == 0 {
		name = ""
	}
	more := ""
	if above, below := m.card.hidden(); above+below > 0 {
		more = fmt.Sprintf(" %d more lines of the card: Ctrl-↑↓ ", above+below)
	}
	if name == "" && more == "" {
		return append(rows, append([]string{fit("", m.card.width)}, m.thread.rows()...)...)
	}
	n := m.card.width - ansi.StringWidth(name) - ansi.StringWidth(more) - 4
	rows = append(rows, fit(dim("──")+bold(name)+dim(strings.Repeat("─", max(0, n))+more+"──"), m.card.width))
	return append(rows, m.thread.rows()...)
}

// rule is the line between the panes and the input.
func (m *model) rule() string {
	if !m.wide() {
		return dim(strings.Repeat("─", m.width))
	}
	return dim(strings.Repeat("─", m.chat.width) + "┴" + strings.Repeat("─", m.card.width))
}

// status is the clock, and the keys that matter now, as many as fit.
func (m *model) status() string {
	clock := " " + m.console.when(m.console.Now())
	if m.busy {
		clock += " …"
	}
	keys := []string{"Tab " + map[bool]string{false: "desk", true: "buyer"}[m.console.side()], ":help", "Ctrl-C quit", "↑↓ buttons", "PgUp/PgDn scroll", "wait 3d"}
	text := ""
	for _, k := range keys {
		if ansi.StringWidth(clock)+ansi.StringWidth(text)+ansi.StringWidth(k)+5 > m.width {
			break
		}
		text += "  ·  " + k
	}
	return bold(clock) + dim(text)
}
