package script

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"amends/bot"
	"amends/dialogue"
)

// maxRecorded bounds what a recorder keeps.
const maxRecorded = 5000

// waitsFrom is how much time must have passed before a recorder writes a wait line.
const waitsFrom = time.Minute

// Recorder turns a live session into a script. It is safe for concurrent use; its zero value is not usable.
type Recorder struct {
	mu      sync.Mutex
	header  []Header
	entries []*entry
	byEvent map[string]*entry
	full    bool
}

// entry is one event with what came of it.
type entry struct {
	at   time.Time
	does []Body // nothing for a timer
	bot  []Expect
	desk []Expect
}

// NewRecorder returns a recorder whose script begins with the header lines. Without @now the script begins at its first event.
func NewRecorder(header ...Header) *Recorder {
	return &Recorder{header: header, byEvent: map[string]*entry{}}
}

// Event notes an event, when it was accepted. The same event again changes nothing.
func (r *Recorder) Event(ev dialogue.Event) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.byEvent[ev.ID] == nil {
		r.entry(ev.ID, ev.At).does = deeds(ev.Body)
	}
}

// Sent notes a message, when it has reached the buyer or the desk.
func (r *Recorder) Sent(d bot.Delivery) {
	if d.To.Channel == "ledger" || dialogue.Silent(d.Action) {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	id := d.ID
	if i := strings.LastIndexByte(id, '/'); i >= 0 {
		id = id[:i] // what made it: a delivery is named after its event
	}
	e := r.byEvent[id]
	if e == nil {
		e = r.entry(id, d.At)
	}
	onDesk := d.To.Channel == "desk"
	x := Expect{Desk: onDesk}.renew(hear(d))
	if onDesk {
		e.desk = append(e.desk, x)
	} else {
		e.bot = append(e.bot, x)
	}
}

// entry begins an entry. One beyond the bound is not kept.
func (r *Recorder) entry(id string, at time.Time) *entry {
	e := &entry{at: at}
	if len(r.entries) >= maxRecorded {
		r.full = true
		return e
	}
	r.entries, r.byEvent[id] = append(r.entries, e), e
	return e
}

// WriteTo writes the script. It may be called at any time, and again.
func (r *Recorder) WriteTo(w io.Writer) (int64, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	n, err := w.Write(Format(r.script()))
	if err != nil {
		return int64(n), fmt.Errorf("write script: %w", err)
	}
	return int64(n), nil
}

func (r *Recorder) script() *Script {
	s := &Script{}
	add := func(b Body) { s.Lines = append(s.Lines, Line{N: len(s.Lines) + 1, Body: b}) }
	for _, h := range r.header {
		add(h)
	}
	clock, err := parseTime(s.Header("now"))
	if err != nil && len(r.entries) > 0 {
		clock = r.entries[0].at.UTC().Truncate(time.Second)
		add(Header{Name: "now", Value: clock.Format(time.RFC3339)})
	}
	for _, e := range r.entries {
		if len(e.does)+len(e.bot)+len(e.desk) == 0 {
			continue
		}
		gap := e.at.Sub(clock)
		if gap > waitsFrom || gap > 0 && len(e.does) == 0 { // a timer goes off only when the clock has come that far
			gap = (gap + time.Second - 1).Truncate(time.Second)
			add(Wait{For: gap})
			clock = clock.Add(gap)
		}
		e.lines(add)
	}
	if r.full {
		add(Comment{Text: "The session went on; this is as much as was recorded."})
	}
	return s
}

func (e *entry) lines(add func(Body)) {
	for _, b := range e.does {
		add(b)
	}
	for _, x := range e.bot {
		add(x)
	}
	for _, x := range e.desk {
		add(x)
	}
}

// deeds are the lines that bring an event about; none for one that comes by itself.
func deeds(body dialogue.Body) []Body {
	switch b := body.(type) {
	case dialogue.Message:
		if b.Text != "" {
			return []Body{Buyer{Do: BuyerSays, Text: b.Text}}
		}
	case dialogue.Press:
		return []Body{Buyer{Do: BuyerPresses, Text: b.Option}}
	case dialogue.Upload:
		if files := named(b.Files); len(files) > 0 {
			return []Body{Buyer{Do: BuyerSends, Text: b.Caption, Files: files}}
		}
	case dialogue.Edit:
		if b.Text != "" {
			return []Body{Buyer{Do: BuyerEdits, Text: b.Text}}
		}
	case dialogue.Delete:
		return []Body{Buyer{Do: BuyerDeletes}}
	case dialogue.Start:
		return []Body{Buyer{Do: BuyerStarts, Text: b.Payload}}
	case dialogue.Decision:
		return []Body{Agent{Name: agentName(b.Agent), Do: AgentPresses, Option: b.Option, Text: b.Note}}
	case dialogue.Reply:
		return replies(b)
	case dialogue.Note:
		return wrote(AgentNotes, b.Agent, b.Text)
	case dialogue.Post:
		return wrote(AgentPosts, b.Agent, b.Text)
	case dialogue.Amend:
		return wrote(AgentEdits, b.Agent, b.Text)
	case dialogue.Recall:
		return []Body{Agent{Name: agentName(b.Agent), Do: AgentDeletes}}
	case dialogue.Lost:
		return []Body{Agent{Do: AgentLoses}}
	}
	return nil
}

// wrote is the line of an agent who wrote something.
func wrote(do AgentDo, agent, text string) []Body {
	if text == "" {
		return nil
	}
	return []Body{Agent{Name: agentName(agent), Do: do, Text: text}}
}

// replies writes a reply with several files as one line for each.
func replies(b dialogue.Reply) []Body {
	a := Agent{Name: agentName(b.Agent), Do: AgentReplies, Text: b.Text}
	files := named(b.Files)
	if len(files) == 0 {
		if b.Text == "" {
			return nil
		}
		return []Body{a}
	}
	var list []Body
	for _, f := range files {
		a.Files = []File{f}
		list = append(list, a)
		a.Text = ""
	}
	return list
}

// named gives files names that a script can hold.
func named(files []dialogue.File) []File {
	var list []File
	for i, f := range files[:min(len(files), maxAlbum)] {
		switch f.Kind {
		case "location", "sticker", "contact":
			if len(files) == 1 {
				return []File{{Kind: f.Kind}}
			}
			continue // an album holds files only
		}
		name := filepath.Base(strings.ReplaceAll(f.Name, `\`, "/"))
		kind := f.Kind
		if kind != "photo" && kind != "video" && kind != "voice" {
			kind = "file"
		}
		if f.Name == "" || len(name) > maxName || !filepath.IsLocal(name) || strings.ContainsRune(name, 0) || len(files) > 1 && kindOf(name) != kind {
			name = fmt.Sprintf("%s%d%s", kind, i+1, map[string]string{"photo": ".jpg", "video": ".mp4", "voice": ".ogg", "file": ".pdf"}[kind])
		}
		list = append(list, File{Kind: kind, Name: name})
	}
	return list
}

// agentName makes a name fit between parentheses; "" for one that is none.
func agentName(name string) string {
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune("()<>\r\n\x00", r) {
			return -1
		}
		return r
	}, name)
	if name = strings.TrimSpace(name); name == defaultAgent || len(name) > 60 {
		return ""
	}
	return name
}
