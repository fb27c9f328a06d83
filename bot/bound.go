package bot

import (
	"fmt"
	"strings"

	"amends/dialogue"
)

// How much of an event is kept. Real channels stay far below: Telegram's longest message is 4096 characters, its largest album ten
// files, and what an agent types in Slack ends at 40,000 characters.
const (
	maxWords  = 16 << 10 // bytes of what a buyer writes at once
	maxAgent  = 64 << 10 // bytes of what an agent writes at once
	maxHandle = 1 << 10  // bytes of a channel's own handle or name for something
	maxSent   = 32       // files of one upload; those above maxFiles are only told of
)

// bounded returns the event with no more in it than a turn should carry: whatever a channel lets through, state, turns and outbox
// stay small. A text that is cut ends with a mark that says how much is missing, so that the engine's words to the desk and
// whoever reads them show it. cut is how many bytes were left out.
func bounded(ev dialogue.Event) (_ dialogue.Event, cut int) {
	if len(ev.Lang) > 35 { // longer than any language tag
		ev.Lang = ""
	}
	buyer := func(s string) string { return abridge(s, maxWords, &cut) }
	agent := func(s string) string { return abridge(s, maxAgent, &cut) }
	name := func(s string) string { return clip(s, maxHandle) }
	switch body := ev.Body.(type) {
	case dialogue.Message:
		ev.Body = dialogue.Message{Text: buyer(body.Text)}
	case dialogue.Edit:
		ev.Body = dialogue.Edit{Message: name(body.Message), Text: buyer(body.Text)}
	case dialogue.Upload:
		ev.Body = dialogue.Upload{Files: boundedFiles(body.Files), Caption: buyer(body.Caption)}
	case dialogue.Start:
		ev.Body = dialogue.Start{Payload: name(body.Payload)}
	case dialogue.Press:
		ev.Body = dialogue.Press{Question: name(body.Question), Option: name(body.Option)}
	case dialogue.Delete:
		ev.Body = dialogue.Delete{Message: name(body.Message)}
	case dialogue.Decision:
		ev.Body = dialogue.Decision{Agent: name(body.Agent), Option: name(body.Option), Case: name(body.Case), Note: agent(body.Note)}
	case dialogue.Reply:
		ev.Body = dialogue.Reply{Agent: name(body.Agent), Case: name(body.Case), Text: agent(body.Text), Files: boundedFiles(body.Files), Seen: body.Seen}
	case dialogue.Note:
		ev.Body = dialogue.Note{Agent: name(body.Agent), Text: agent(body.Text)}
	case dialogue.Post:
		ev.Body = dialogue.Post{Agent: name(body.Agent), Case: name(body.Case), Text: agent(body.Text), Files: boundedFiles(body.Files)}
	case dialogue.Amend:
		ev.Body = dialogue.Amend{Agent: name(body.Agent), Message: name(body.Message), Text: agent(body.Text)}
	case dialogue.Recall:
		ev.Body = dialogue.Recall{Agent: name(body.Agent), Message: name(body.Message)}
	}
	return ev, cut
}

func boundedFiles(files []dialogue.File) []dialogue.File {
	var kept []dialogue.File
	for _, f := range files[:min(len(files), maxSent)] {
		if len(f.Ref) > maxHandle {
			f.Ref = "" // half a handle opens nothing
		}
		f.Name, f.Kind = clip(f.Name, maxHandle), clip(f.Kind, maxHandle)
		kept = append(kept, f)
	}
	return kept
}

// abridge shortens a text to n bytes and a mark, valid UTF-8, and adds to cut what it left out.
func abridge(text string, n int, cut *int) string {
	if len(text) <= n {
		return text
	}
	kept := strings.ToValidUTF8(clip(text, n), "")
	left := len(text) - len(kept)
	*cut += left
	return fmt.Sprintf("%s\n[… + %d KB]", kept, (left+1023)/1024)
}
