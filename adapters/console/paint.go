package console

import (
	"fmt"
	"slices"
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"amends/dialogue"
)

// The colours are the terminal's own sixteen, so that they fit its light or dark background.
func dim(s string) string    { return lipgloss.NewStyle().Faint(true).Render(s) }
func bold(s string) string   { return lipgloss.NewStyle().Bold(true).Render(s) }
func accent(s string) string { return coloured(cyan, s) }

func coloured(colour, s string) string {
	return lipgloss.NewStyle().Bold(true).Foreground(lipgloss.Color(colour)).Render(s)
}

const (
	red     = "1"
	green   = "2"
	yellow  = "3"
	magenta = "5"
	cyan    = "6"
)

// maxPainted is how many messages are drawn; what is older is in the saved session.
const maxPainted = 300

// painter draws messages as lines for a pane.
type painter struct {
	buttons func(desk bool) []dialogue.Option
	chosen  int  // the button that the arrows are on, from 0; -1 for none
	boxed   bool // there is room for a frame around every message
	desk    bool // the agent is at the keyboard
}

// chat draws the buyer's conversation.
func (p painter) chat(list []message, width int) []string {
	list = list[max(0, len(list)-maxPainted):]
	active := latestWithOptions(list)
	var lines []string
	for i, m := range list {
		if m.desk {
			continue
		}
		if i > 0 && (m.from != fromConsole || list[i-1].from != fromConsole) {
			lines = append(lines, "")
		}
		lines = append(lines, p.bubble(m, width)...)
		if i == active {
			lines = append(lines, p.numbered(m.options, width, !p.desk)...)
		}
	}
	return lines
}

// bubble draws one message: the buyer's on the right, all others on the left.
func (p painter) bubble(m message, width int) []string {
	room := max(8, min(width-8, 74))
	switch m.from {
	case fromConsole:
		return faint(columns(m.text, width-2), " ")
	case fromBuyer:
		return toRight(p.frame(wrap(m.text, room), green), width)
	case fromAgent:
		return p.signed(" "+bold(steady(m.name))+dim(" · the team"), p.frame(m.lines(room), magenta))
	}
	return p.signed(dim(" bot · "+m.acts), p.frame(m.lines(room), cyan))
}

// lines are the text and, where it is other words for one, that one below.
func (m message) lines(room int) []string {
	lines := wrap(m.text, room)
	if m.original != "" {
		lines = append(lines, faint(wrap("["+m.original+"]", room), "")...)
	}
	return lines
}

func (p painter) signed(name string, box []string) []string { return append([]string{name}, box...) }

// frame draws a box around lines, or where rows are few a bar at their side.
func (p painter) frame(lines []string, colour string) []string {
	for len(lines) > 0 && lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	paint := lipgloss.NewStyle().Foreground(lipgloss.Color(colour)).Render
	if !p.boxed {
		for i := range lines {
			lines[i] = paint(" ┃ ") + lines[i]
		}
		return lines
	}
	width := 0
	for _, l := range lines {
		width = max(width, ansi.StringWidth(l))
	}
	out := []string{paint(" ╭" + strings.Repeat("─", width+2) + "╮")}
	for _, l := range lines {
		out = append(out, paint(" │ ")+fit(l, width)+paint(" │"))
	}
	return append(out, paint(" ╰"+strings.Repeat("─", width+2)+"╯"))
}

func toRight(lines []string, width int) []string {
	widest := 0
	for _, l := range lines {
		widest = max(widest, ansi.StringWidth(l))
	}
	for i := range lines {
		lines[i] = strings.Repeat(" ", max(0, width-widest-1)) + lines[i]
	}
	return lines
}

func faint(lines []string, before string) []string {
	for i := range lines {
		lines[i] = before + dim(lines[i])
	}
	return lines
}

// numbered draws buttons, one on a line, with the numbers that press them.
func (p painter) numbered(opts []dialogue.Option, width int, active bool) []string {
	var lines []string
	for i, o := range opts {
		lines = append(lines, "  "+p.button(i, o, width-4, active))
	}
	return lines
}

func (p painter) button(i int, o dialogue.Option, width int, active bool) string {
	label := ansi.Truncate(steady(o.Label), max(1, width-5), "…")
	if active && i == p.chosen {
		return lipgloss.NewStyle().Reverse(true).Render(fmt.Sprintf(" %d %s ", i+1, label))
	}
	return accent(fmt.Sprintf(" %d", i+1)) + " " + label + " "
}

// thread draws what was said on the desk, without the card.
func (p painter) thread(list []message, width int) []string {
	var lines []string
	for _, m := range list[max(0, len(list)-maxPainted):] {
		if !m.desk || m.card != nil {
			continue
		}
		for _, l := range hang(m.threadHead()+m.text, width-2, "  ") {
			lines = append(lines, " "+m.threadColour(l))
		}
		if m.original != "" {
			lines = append(lines, faint(hang("  ["+m.original+"]", width-2, "  "), " ")...)
		}
	}
	return lines
}

// threadHead says who says something on the desk, or how urgent it is.
func (m message) threadHead() string {
	switch {
	case m.from == fromConsole:
		return ""
	case strings.HasPrefix(m.acts, "alert"):
		return "! "
	case m.acts == "ask":
		return "? "
	case m.from == fromBuyer:
		return "buyer: "
	case m.did == Replies:
		return m.name + " to the buyer: "
	case m.did == Notes:
		return m.name + ", a note: "
	case m.name != "":
		return m.name + ": "
	}
	return "bot: "
}

func (m message) threadColour(line string) string {
	switch {
	case m.from == fromConsole, m.did == Notes:
		return dim(line)
	case m.grave:
		return coloured(red, line)
	case m.acts == "ask", strings.HasPrefix(m.acts, "alert"):
		return coloured(yellow, line)
	}
	return line
}

// card draws the case that the desk saw last, and its buttons.
func (p painter) card(list []message, width int) []string {
	for _, m := range slices.Backward(list) {
		if m.card != nil {
			return p.cardLines(*m.card, width)
		}
	}
	return faint(hang("Nothing here yet. A case comes to the desk once its order is proven, or when a person is needed.", width-2, ""), " ")
}

func (p painter) cardLines(card dialogue.Card, width int) []string {
	var lines []string
	for _, l := range wrap(card.Title, width-2) {
		lines = append(lines, " "+bold(l))
	}
	for _, l := range cardLines(card) {
		lines = append(lines, p.cardLine(l, width)...)
	}
	return lines
}

// cardLine draws one line of a card, in the colour of what it is about.
func (p painter) cardLine(l cardLine, width int) []string {
	lines := hang(l.String(), width-2, "  ")
	label := ansi.StringWidth(l.label) + 1
	for i, text := range lines {
		switch l.part {
		case partWarning:
			text = coloured(red, text)
		case partTask:
			text = coloured(yellow, text)
		case partRefused:
			text = dim(text)
		default:
			if i == 0 && ansi.StringWidth(text) > label {
				text = dim(ansi.Cut(text, 0, label)) + ansi.Cut(text, label, ansi.StringWidth(text))
			}
		}
		lines[i] = " " + text
	}
	return lines
}

// deskButtons draws the agent's buttons one after the other, as many on a line as fit.
func (p painter) deskButtons(width int) []string {
	var lines []string
	line := ""
	for i, o := range p.buttons(true) {
		b := p.button(i, o, width-2, p.desk)
		if line != "" && ansi.StringWidth(line)+ansi.StringWidth(b)+1 > width {
			lines, line = append(lines, line), ""
		}
		line += " " + b
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}
