package console

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// pane is a window on lines that may be more than fit.
type pane struct {
	lines  []string // as wide as the pane at most
	width  int
	height int
	top    int  // the first line that is shown
	follow bool // the last line stays in sight
}

// fill gives the pane its size and what it shows.
func (p *pane) fill(width, height int, lines []string) {
	p.width, p.height, p.lines = width, max(height, 0), lines
	last := max(0, len(lines)-p.height)
	if p.top = min(p.top, last); p.follow {
		p.top = last
	}
}

// move scrolls by so many lines. At the end it follows what comes.
func (p *pane) move(by int) {
	last := max(0, len(p.lines)-p.height)
	p.top = min(max(p.top+by, 0), last)
	p.follow = p.top == last
}

// rows are the lines in sight, each exactly as wide as the pane.
func (p *pane) rows() []string {
	rows := make([]string, p.height)
	for i := range rows {
		if n := p.top + i; n < len(p.lines) {
			rows[i] = p.lines[n]
		}
		rows[i] = fit(rows[i], p.width)
	}
	return rows
}

// hidden is how many lines are above and below those in sight.
func (p *pane) hidden() (above, below int) {
	return p.top, max(0, len(p.lines)-p.height-p.top)
}

// fit makes a line exactly so wide.
func fit(line string, width int) string {
	if n := ansi.StringWidth(line); n > width {
		line = ansi.Truncate(line, width, "…")
	}
	return line + strings.Repeat(" ", max(0, width-ansi.StringWidth(line)))
}

// wrap breaks a text into lines of at most a width, and not at a hyphen: an order number stays whole. An empty line parts paragraphs.
func wrap(text string, width int) []string {
	const unbreakable = "\u2011" // a hyphen too
	text = strings.ReplaceAll(steady(text), "-", unbreakable)
	text = ansi.Wrap(text, max(width, 1), "")
	return strings.Split(strings.ReplaceAll(text, unbreakable, "-"), "\n")
}

// hang is wrap with all lines but the first indented.
func hang(text string, width int, indent string) []string {
	lines := wrap(text, max(1, width-len(indent)))
	for i := 1; i < len(lines); i++ {
		lines[i] = indent + lines[i]
	}
	return lines
}

// columns is wrap for a line of help: what is below the second column stays below it.
func columns(text string, width int) []string {
	words := strings.TrimLeft(text, " ")
	gap := strings.Index(words, "  ")
	if gap < 0 || words == text {
		return wrap(text, width)
	}
	second := strings.TrimLeft(words[gap:], " ")
	first := text[:len(text)-len(second)]
	if len(first) > width/2 {
		return hang(text, width, "    ")
	}
	lines := wrap(second, width-len(first))
	for i := range lines {
		lines[i] = fit(first, len(first)) + lines[i]
		first = strings.Repeat(" ", len(first))
	}
	return lines
}
