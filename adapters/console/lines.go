package console

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"amends/dialogue"
)

// LineStyle says how a session in lines looks.
type LineStyle struct {
	Prompt bool // before every line that may be typed
	Echo   bool // what was read is written too: nobody sees it otherwise
}

// maxTyped bounds a line that is read; a script's line may not be longer.
const maxTyped = 8 << 10

// Lines runs the session in lines of text until in ends, :quit, or ctx ends; the last is an error, and in may then still be waited
// for by a goroutine. A message is written in the manner of a script, and what belongs to it is indented below; the console's own
// words begin with #.
func (c *Console) Lines(ctx context.Context, b Bot, in io.Reader, out io.Writer, style LineStyle) error {
	c.bot = b
	p := &printer{console: c, out: bufio.NewWriter(out), style: style}
	c.remark(c.welcome()...)
	typed, failed := typedLines(ctx, in)
	for {
		if err := p.flush(); err != nil {
			return fmt.Errorf("write: %w", err)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case line, more := <-typed:
			if !more {
				return p.end(<-failed)
			}
			p.echo(line)
			if c.enter(ctx, line) {
				return p.end(nil)
			}
		}
	}
}

// typedLines reads lines until the end; after it comes the error that reading ended with, nil for the end of the file.
func typedLines(ctx context.Context, in io.Reader) (<-chan string, <-chan error) {
	lines, failed := make(chan string), make(chan error, 1)
	go func() {
		defer close(lines)
		r := bufio.NewReaderSize(in, maxTyped)
		for {
			line, err := readLine(r)
			if line != "" || err == nil {
				select {
				case lines <- line:
				case <-ctx.Done():
					return
				}
			}
			if err != nil {
				if errors.Is(err, io.EOF) {
					err = nil
				}
				failed <- err
				return
			}
		}
	}()
	return lines, failed
}

// readLine reads one line; of a line beyond the bound only so much that it is refused for its length.
func readLine(r *bufio.Reader) (string, error) {
	line, err := r.ReadSlice('\n')
	text := strings.TrimRight(string(line), "\r\n")
	for errors.Is(err, bufio.ErrBufferFull) {
		if len(text) <= maxTyped {
			text += "…"
		}
		_, err = r.ReadSlice('\n')
	}
	return text, err
}

// printer writes a session as it goes on.
type printer struct {
	console *Console
	out     *bufio.Writer
	style   LineStyle
	shown   int // messages
}

// flush writes what is new, and the prompt.
func (p *printer) flush() error {
	p.news()
	if p.style.Prompt {
		fmt.Fprint(p.out, p.prompt())
	}
	return p.out.Flush()
}

func (p *printer) prompt() string {
	if p.console.side() {
		return "desk>  "
	}
	return "buyer> "
}

func (p *printer) news() {
	for _, m := range p.console.from(p.shown) {
		p.shown++
		p.message(m)
	}
}

// end writes what is new, after a prompt that nothing was typed at.
func (p *printer) end(err error) error {
	p.news()
	if p.style.Prompt {
		fmt.Fprintln(p.out)
	}
	if flushed := p.out.Flush(); err == nil {
		err = flushed
	}
	if err != nil {
		return fmt.Errorf("read what is typed: %w", err)
	}
	return nil
}

// echo writes what was read, with the side that it is from. What a script expects is left out: it would look as if it had come.
func (p *printer) echo(line string) {
	line = strings.TrimSpace(printable(line))
	_, own := command(line)
	switch {
	case !p.style.Echo, line == "", expectation(line):
		return
	case !own && p.bare(line):
		line = p.prompt() + line
	}
	fmt.Fprintln(p.out, line)
}

// bare reports whether a line does not say by itself what it is.
func (p *printer) bare(line string) bool {
	if prefixed(line) || comment(line) {
		return false
	}
	in, err := p.console.cfg.Read(line)
	return err != nil || line[0] == '#' || in.Do == Says
}

// margin is where the text of a message stands.
const margin = "       "

// message writes one message. What was typed is not written again.
func (p *printer) message(m message) {
	switch {
	case m.from == fromConsole:
		fmt.Fprintln(p.out, "# "+m.text)
	case m.acts == "":
	case m.card != nil:
		p.card(m)
	default:
		text := strings.Join(textLines(m.text), "\n"+margin)
		fmt.Fprintln(p.out, strings.TrimSpace(label(m.desk)+"("+m.acts+") "+text))
		if m.original != "" {
			fmt.Fprintln(p.out, margin+"["+strings.Join(textLines(m.original), "\n"+margin)+"]")
		}
		p.options(m.options)
	}
}

func label(desk bool) string {
	if desk {
		return "desk<  "
	}
	return "bot<   "
}

// textLines are the lines of a text that are not empty.
func textLines(text string) []string {
	var lines []string
	for line := range strings.SplitSeq(text, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

// card writes a case's card: all of it the first time, then what is new in it.
func (p *printer) card(m message) {
	title := printable(m.card.Title)
	if !strings.Contains(title, m.caseNo) {
		title = m.caseNo + ": " + title
	}
	fmt.Fprintf(p.out, "%s(%s) %s (%s)\n", label(true), m.acts, title, m.card.Status)
	for _, l := range changedLines(*m.card, m.before) {
		fmt.Fprintln(p.out, margin+l.String())
	}
	if m.before == nil || !slices.Equal(m.before.Options, m.options) {
		p.options(m.options)
	}
}

func (p *printer) options(opts []dialogue.Option) {
	for _, o := range opts {
		fmt.Fprintf(p.out, "%s[%s] %s\n", margin, o.ID, printable(o.Label))
	}
}
