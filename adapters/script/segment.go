package script

import (
	"fmt"
	"slices"
	"strings"
)

// segment is the stretch of a script over which messages are accounted for: for bot< lines from one deed to the next, for desk<
// lines from one deed of the desk to the next.
type segment struct {
	desk  bool
	after int   // index of the line that began it, -1 for the start of the script
	lines []int // indexes of its expectations
	from  int   // number of messages before it
	upTo  int   // number of messages when its last expectation was passed
	came  []Heard
	ended bool
	wrong *mismatch
}

// expect notes an expectation line of the present segment.
func (p *player) expect(i int, e Expect) {
	if e.Desk {
		p.deskSeg.lines = append(p.deskSeg.lines, i)
		p.deskSeg.upTo = len(p.desk.from(0))
	} else {
		p.botSeg.lines = append(p.botSeg.lines, i)
	}
}

// turnPage ends the segments that the deed on line i ends, and begins new ones.
func (p *player) turnPage(i int, deed Body) error {
	if err := p.endSegment(&p.botSeg); err != nil {
		return err
	}
	p.botSeg = segment{after: i, from: len(p.buyer.from(0))}
	if _, ok := deed.(Agent); !ok {
		return nil
	}
	if err := p.endSegment(&p.deskSeg); err != nil {
		return err
	}
	p.deskSeg = segment{desk: true, after: i, from: len(p.desk.from(0))}
	return nil
}

// endSegment compares what came with what was expected.
func (p *player) endSegment(s *segment) error {
	ear := p.buyer
	if s.desk {
		if ear = p.desk; !p.script.watchesDesk() {
			return nil
		}
	}
	s.came, s.ended = ear.from(s.from), true
	want := p.expectations(s)
	if s.wrong = account(want, s.came); s.wrong != nil && s.forgives(want) {
		s.wrong = nil
	}
	p.segments = append(p.segments, *s)
	if s.wrong == nil {
		return nil
	}
	failure := p.explain(s)
	if p.goOn {
		p.failed(failure)
		return nil
	}
	return failure
}

// forgives reports whether the lines fit all that had come to the desk when the last of them was passed, and one of them is "...":
// a script that does not care for every message of a stretch need not know what comes after it.
func (s *segment) forgives(want []Expect) bool {
	return s.desk && slices.ContainsFunc(want, func(e Expect) bool { return e.Any }) && account(want, s.came[:s.upTo-s.from]) == nil
}

func (p *player) expectations(s *segment) []Expect {
	var want []Expect
	for _, i := range s.lines {
		want = append(want, p.script.Lines[i].Body.(Expect))
	}
	return want
}

// explain says at which line of the script what was expected and what came instead.
func (p *player) explain(s *segment) *Failure {
	who := "the bot"
	if s.desk {
		who = "the desk"
	}
	f := &Failure{}
	wanted := "nothing more"
	if s.wrong.line < len(s.lines) {
		l := p.script.Lines[s.lines[s.wrong.line]]
		f.Line, wanted = l.N, l.String()
		f.What = fmt.Sprintf("%s: expected %s", who, strings.TrimSpace(l.Body.(Expect).String()))
	} else {
		f.Line = p.lastLine(s)
		f.What = who + ": a message that no line accounts for"
	}
	f.Detail = p.context(f.Line) + "\nexpected:\n    " + wanted + "\ncame:\n" + indent(p.came(s))
	return f
}

// lastLine is the line after which a message of the segment is left over.
func (p *player) lastLine(s *segment) int {
	if n := len(s.lines); n > 0 {
		return p.script.Lines[s.lines[n-1]].N
	}
	if s.after >= 0 {
		return p.script.Lines[s.after].N
	}
	return 1
}

// came lists the messages of a segment; those that lines account for are short.
func (p *player) came(s *segment) string {
	var b strings.Builder
	for i, h := range s.came {
		if i < s.wrong.message {
			fmt.Fprintf(&b, "%s (accounted for)\n", Line{Body: h.expect(s.desk)})
			continue
		}
		b.WriteString(h.show(s.desk) + "\n")
	}
	if s.wrong.message >= len(s.came) {
		b.WriteString("nothing more\n")
	}
	return b.String()
}

// context shows the script around a line.
func (p *player) context(n int) string {
	const around = 3
	var b strings.Builder
	for _, l := range p.script.Lines {
		if l.N < n-around || l.N > n+around {
			continue
		}
		mark := "  "
		if l.N == n {
			mark = "> "
		}
		fmt.Fprintf(&b, "%s%4d  %s\n", mark, l.N, l)
	}
	return strings.TrimRight(b.String(), "\n")
}

func indent(s string) string {
	return "    " + strings.ReplaceAll(strings.TrimRight(s, "\n"), "\n", "\n    ")
}
