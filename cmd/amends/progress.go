package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/charmbracelet/x/term"
)

// progress draws a bar on a terminal for work that takes longer than two seconds; elsewhere it draws nothing.
type progress struct {
	out   io.Writer
	what  string
	start time.Time
	wait  time.Duration

	mu    sync.Mutex
	drawn time.Time
}

// patience is how long work may take before it shows a bar.
const patience = 2 * time.Second

func newProgress(out io.Writer, what string) *progress {
	p := &progress{out: out, what: what, start: time.Now(), wait: patience}
	if f, ok := out.(*os.File); !ok || !terminal(f) {
		p.out = nil
	}
	return p
}

// terminal reports whether a file is a terminal; /dev/null is none.
func terminal(f *os.File) bool { return term.IsTerminal(f.Fd()) }

// at draws how far the work is. It may be called from any goroutine and as often as one likes.
func (p *progress) at(done, total int64) {
	now := time.Now()
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.out == nil || total <= 0 || now.Sub(p.start) < p.wait || now.Sub(p.drawn) < 100*time.Millisecond {
		return
	}
	p.drawn = now
	const width = 30
	full := int(min(done, total) * width / total)
	fmt.Fprintf(p.out, "\r%s [%s%s] %3d%%", p.what, strings.Repeat("=", full), strings.Repeat(" ", width-full), min(done, total)*100/total)
}

// done wipes the bar.
func (p *progress) done() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.out != nil && !p.drawn.IsZero() {
		fmt.Fprintf(p.out, "\r%s\r", strings.Repeat(" ", len(p.what)+40))
	}
}
