package script

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Format writes a script in its usual form; parsing the result gives the same lines.
func Format(s *Script) []byte {
	var b strings.Builder
	for _, l := range s.Lines {
		b.WriteString(l.String())
		b.WriteByte('\n')
	}
	return []byte(b.String())
}

// String writes the line as it stands in a script.
func (l Line) String() string {
	switch b := l.Body.(type) {
	case Comment:
		return strings.TrimSpace("# " + b.Text)
	case Header:
		return fmt.Sprintf("@%-8s %s", b.Name, b.Value)
	case Buyer:
		return "buyer> " + b.String()
	case Agent:
		return b.String()
	case Expect:
		if b.Desk {
			return "desk<  " + b.String()
		}
		return "bot<   " + b.String()
	case Case:
		return "case   " + b.String()
	case Wait:
		return "wait   " + b.String()
	case Fault:
		return "fault  " + b.String()
	}
	return ""
}

// String writes what stands after "buyer>".
func (b Buyer) String() string {
	switch b.Do {
	case BuyerPresses:
		return option(b.Text, buyerWords)
	case BuyerSends:
		return strings.TrimSpace(fileWords(b.Files) + " " + quote(b.Text, ""))
	case BuyerEdits:
		return "[edit] " + quote(b.Text, "")
	case BuyerDeletes:
		return "[delete]"
	case BuyerBlocks:
		return "[block]"
	case BuyerStarts:
		if b.Text == "" {
			return "[start]"
		}
		return "[start " + nameWord(b.Text) + "]"
	}
	return quote(b.Text, "[")
}

// String writes the whole line of an agent.
func (a Agent) String() string {
	who := "desk>  "
	if a.Name != "" {
		who = "desk(" + a.Name + ")> "
	}
	text := quote(a.Text, "")
	switch {
	case a.Do == AgentNotes, a.Do == AgentPosts:
		return who + string(a.Do) + ": " + text
	case a.Do == AgentEdits:
		return who + "[edit] " + text
	case a.Do == AgentDeletes:
		return who + "[delete]"
	case a.Do == AgentLoses:
		return who + "[lose card]"
	case a.Do == AgentPresses:
		return strings.TrimSpace(who + option(a.Option, agentWords) + " " + text)
	case len(a.Files) > 0:
		return strings.TrimSpace(who + fileWords(a.Files) + " " + text)
	}
	return who + "reply: " + text
}

// String writes what stands after "bot<" or "desk<".
func (e Expect) String() string {
	switch {
	case e.Any:
		return "..."
	case e.Nothing:
		return "nothing"
	}
	var parts []string
	if len(e.Acts) > 0 {
		parts = append(parts, "("+strings.Join(e.Acts, "; ")+")")
	}
	if e.Pattern != "" {
		p := "/" + e.Pattern + "/"
		if e.Fold {
			p += "i"
		}
		parts = append(parts, p)
	}
	if e.Text != "" {
		parts = append(parts, quote(e.Text, "(/"))
	}
	return strings.Join(parts, " ")
}

// String writes what stands after "case".
func (c Case) String() string {
	var parts []string
	for _, p := range c.Want {
		parts = append(parts, p.Key+"="+nameWord(p.Value))
	}
	return strings.Join(parts, " ")
}

// String writes what stands after "wait".
func (w Wait) String() string {
	if !w.Until.IsZero() {
		return "until " + w.Until.Format(time.RFC3339)
	}
	return span(w.For)
}

// String writes what stands after "fault".
func (f Fault) String() string {
	switch {
	case f.Times > 0:
		return fmt.Sprintf("%s %d", f.Kind, f.Times)
	case f.For > 0:
		return string(f.Kind) + " " + span(f.For)
	}
	return string(f.Kind)
}

// span writes a length of time in whole seconds, such as 1d12h.
func span(d time.Duration) string {
	var b strings.Builder
	for _, u := range []struct {
		of   time.Duration
		name string
	}{{24 * time.Hour, "d"}, {time.Hour, "h"}, {time.Minute, "m"}, {time.Second, "s"}} {
		if n := d / u.of; n > 0 {
			fmt.Fprintf(&b, "%d%s", n, u.name)
			d -= n * u.of
		}
	}
	return b.String()
}

// quote writes a text as it is when it reads back as itself, else as a quoted string. A text that begins with one of the marks
// would be read as something else.
func quote(text, marks string) string {
	if text == "" {
		return ""
	}
	first, _ := utf8.DecodeRuneInString(text)
	if plain(text) && !strings.ContainsRune(marks, first) && first != '"' && text != "..." && text != "nothing" {
		return text
	}
	return strconv.Quote(text)
}

func plain(s string) bool {
	return s != "" && s == strings.TrimSpace(s) && utf8.ValidString(s) && !strings.ContainsFunc(s, unicode.IsControl)
}

// option writes a pressed option between brackets.
func option(text string, words []string) string {
	first, _ := cutSpace(text)
	if plain(text) && !strings.ContainsAny(text, `]"`) && text == strings.Join(strings.FieldsFunc(text, isSpace), " ") && !slices.Contains(words, first) {
		return "[" + text + "]"
	}
	return "[" + strconv.Quote(text) + "]"
}

func fileWords(files []File) string {
	if len(files) == 1 {
		return "[" + strings.TrimSpace(files[0].Kind+" "+fileName(files[0])) + "]"
	}
	var names []string
	for _, f := range files {
		names = append(names, fileName(f))
	}
	return "[album " + strings.Join(names, " ") + "]"
}

func fileName(f File) string {
	if f.Name == "" {
		return ""
	}
	return nameWord(f.Name)
}

// nameWord writes one word, quoted when it would not read back as one.
func nameWord(s string) string {
	if plain(s) && !strings.ContainsAny(s, `]"`) && !strings.ContainsFunc(s, isSpace) {
		return s
	}
	return strconv.Quote(s)
}
