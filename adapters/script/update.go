package script

import (
	"slices"
	"strings"
)

// Update rewrites the bot< and desk< lines of a script's text to what came when it was played with goOn. Lines that still match,
// comments, blank lines and everything else stay as they are. A line that is replaced keeps its pattern if that still matches, and
// its exact text becomes the new one; a new line names the acts only.
func Update(src []byte, s *Script, played *Played) []byte {
	e := &editor{script: s, rows: strings.Split(string(src), "\n"), changed: map[int]*string{}, added: map[int][]string{}}
	if strings.HasSuffix(e.rows[0], "\r") {
		e.ending = "\r"
	}
	for _, seg := range played.segments {
		if seg.wrong != nil {
			e.rewrite(seg)
		}
	}
	return e.bytes()
}

// editor collects changes to the rows of a script.
type editor struct {
	script  *Script
	rows    []string
	ending  string
	changed map[int]*string  // by row; nil deletes it
	added   map[int][]string // after a row
}

func (e *editor) bytes() []byte {
	var out []string
	for i, row := range e.rows {
		if text, ok := e.changed[i]; !ok {
			out = append(out, row)
		} else if text != nil {
			out = append(out, *text+e.ending)
		}
		for _, text := range e.added[i] {
			out = append(out, text+e.ending)
		}
	}
	return []byte(strings.Join(out, "\n"))
}

// rewrite makes the lines of one segment fit what came.
func (e *editor) rewrite(seg segment) {
	var dropped, fresh []int // since the last line that stays: lines to go, messages without a line
	last := -1               // row of the latest line written
	flush := func() {
		last = e.replace(seg, dropped, fresh, last)
		dropped, fresh = nil, nil
	}
	for _, step := range e.align(seg) {
		switch {
		case step.keep:
			flush()
			last = e.row(seg.lines[step.line])
		case step.line >= 0:
			dropped = append(dropped, step.line)
		default:
			fresh = append(fresh, step.message)
		}
	}
	flush()
	if len(seg.came) == 0 && len(seg.lines) > 0 && !seg.desk {
		e.change(e.row(seg.lines[0]), Expect{Nothing: true})
	}
}

// replace turns dropped lines into lines for fresh messages, one for one; what is over is deleted or added.
func (e *editor) replace(seg segment, dropped, fresh []int, last int) int {
	for i, line := range dropped {
		row := e.row(seg.lines[line])
		if i >= len(fresh) {
			e.changed[row] = nil
			continue
		}
		old := e.script.Lines[seg.lines[line]].Body.(Expect)
		e.change(row, old.renew(seg.came[fresh[i]]))
		last = row
	}
	for _, m := range fresh[min(len(dropped), len(fresh)):] {
		last = max(last, e.place(seg, seg.came[m]))
		text := Line{Body: Expect{Desk: seg.desk}.renew(seg.came[m])}.String()
		e.added[last] = append(e.added[last], text)
	}
	return last
}

func (e *editor) change(row int, to Expect) {
	text := Line{Body: to}.String()
	e.changed[row] = &text
}

// renew is the line for a message in the manner of an old one.
func (e Expect) renew(h Heard) Expect {
	next := h.expect(e.Desk)
	if e.Text != "" || len(next.Acts) == 0 {
		next.Text = fold(h.Text)
	}
	if kept := (Expect{Pattern: e.Pattern, Fold: e.Fold}); e.Pattern != "" && kept.matches(h) {
		next.Pattern, next.Fold, next.Text = e.Pattern, e.Fold, ""
	}
	return next
}

func (e *editor) row(line int) int { return e.script.Lines[line].N - 1 }

// place is the row after which a new line for a message goes: what made it come, for the desk with what the bot said to it.
func (e *editor) place(seg segment, h Heard) int {
	i := slices.IndexFunc(e.script.Lines, func(l Line) bool { return l.N == h.line })
	if i < 0 {
		i = max(seg.after, 0)
	}
	for seg.desk && i+1 < len(e.script.Lines) {
		if x, ok := e.script.Lines[i+1].Body.(Expect); !ok || x.Desk {
			break
		}
		i++
	}
	return e.row(i)
}

// step is one move along a segment: a line that stays, a line that goes (line >= 0), or a message that needs a line (line < 0).
type step struct {
	keep          bool
	line, message int
}

// align keeps as many lines as it can. A message under "..." needs no line.
func (e *editor) align(seg segment) []step {
	lines, came := len(seg.lines), len(seg.came)
	score := make([][]int, lines+1)
	for i := range score {
		score[i] = make([]int, came+1)
	}
	for i := lines - 1; i >= 0; i-- {
		for j := came; j >= 0; j-- {
			score[i][j] = e.best(seg, score, i, j)
		}
	}
	var steps []step
	for i, j := 0, 0; i < lines || j < came; {
		var s step
		s, i, j = e.choose(seg, score, i, j)
		if s.keep || s.line >= 0 || s.message >= 0 {
			steps = append(steps, s)
		}
	}
	return steps
}

// Scores of alignment: a line that accounts for a message weighs more than any number of messages under "...".
const (
	lineScore  = 1000
	underScore = 1
)

func (e *editor) expectation(seg segment, i int) Expect {
	return e.script.Lines[seg.lines[i]].Body.(Expect)
}

func (e *editor) best(seg segment, score [][]int, i, j int) int {
	x, most := e.expectation(seg, i), score[i+1][j]
	if j == len(seg.came) {
		return most
	}
	switch {
	case x.Any:
		most = max(most, score[i][j+1]+underScore)
	case !x.Nothing && x.matches(seg.came[j]):
		most = max(most, score[i+1][j+1]+lineScore)
	}
	return max(most, score[i][j+1])
}

// choose takes the step that the scores show to be the best and says where it leads.
func (e *editor) choose(seg segment, score [][]int, i, j int) (s step, nextLine, nextMessage int) {
	if i == len(seg.lines) {
		return step{line: -1, message: j}, i, j + 1
	}
	x, here := e.expectation(seg, i), score[i][j]
	more := j < len(seg.came)
	switch {
	case more && !x.Any && !x.Nothing && x.matches(seg.came[j]) && here == score[i+1][j+1]+lineScore:
		return step{keep: true, line: i}, i + 1, j + 1
	case more && x.Any && here == score[i][j+1]+underScore:
		return step{line: -1, message: -1}, i, j + 1
	case here == score[i+1][j]:
		return step{keep: x.Any, line: i}, i + 1, j
	}
	return step{line: -1, message: j}, i, j + 1
}
