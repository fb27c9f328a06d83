package dialogue

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"amends/dialogue/playbook"
	"amends/prompts"
)

// Engine decides what a conversation does next. It is pure: no clock, no randomness, no I/O; the same conversation and event
// give the same result. It is immutable and safe for use by many goroutines.
type Engine struct {
	book  *playbook.Book
	texts *prompts.Catalog
}

// New returns an engine for a playbook and the words to say it with. It fails when a text is missing that the playbook needs.
func New(book *playbook.Book, texts *prompts.Catalog) (*Engine, error) {
	var missing []string
	for _, key := range requiredTexts(book) {
		if !texts.Has(key) {
			missing = append(missing, key)
		}
	}
	if len(missing) > 0 {
		return nil, fmt.Errorf("the playbook needs texts that are not there: %s (add them to prompts/say/en.yaml and its translations)",
			strings.Join(missing, ", "))
	}
	return &Engine{book: book, texts: texts}, nil
}

// Book returns the playbook that the engine decides by.
func (e *Engine) Book() *playbook.Book { return e.book }

// IssueName is an issue as it stands in a sentence of a language. One that the playbook had once is "the other problem".
func (e *Engine) IssueName(lang string, id playbook.IssueID) string {
	return e.issueWords(lang, "issue.", id, e.book.Issues[id].NameIn)
}

// issueLine is an issue as a buyer says it, on a button.
func (e *Engine) issueLine(lang string, id playbook.IssueID) string {
	return e.issueWords(lang, "issue_line.", id, e.book.Issues[id].LineIn)
}

// issueWords takes the words of the playbook for an issue of the seller's own, those of the catalog for any other.
func (e *Engine) issueWords(lang, prefix string, id playbook.IssueID, own map[string]string) string {
	if text := e.book.In(lang, own); text != "" {
		return text
	}
	if id.Own() {
		id = playbook.Other
	}
	return e.texts.Text(lang, prefix+string(id), 0, noFields())
}

// Step handles one event. It does not change c, cannot fail, and returns the next conversation with all that is to be done.
func (e *Engine) Step(c Conversation, ev Event) (Conversation, []Action) {
	t := &turn{e: e, c: clone(c), ev: ev}
	t.begin()
	switch b := ev.Body.(type) {
	case Message:
		t.message(b.Text)
	case Press:
		t.press(b)
	case Upload:
		t.upload(b)
	case Edit:
		t.edit(b)
	case Delete:
		t.deleted(b)
	case Start:
		t.start(b)
	case Decision:
		t.decide(b)
	case Reply:
		t.reply(b)
	case Note:
		// A note stays on the desk; it is kept with the turn and changes nothing.
	case Post:
		t.post(b)
	case Amend:
		t.amend(b)
	case Recall:
		t.recall(b)
	case Lost:
		t.lost(b)
	case Delivered:
		t.delivered(b)
	case Wakeup:
		t.wakeup()
	case Failure:
		t.failure()
	}
	t.end()
	return t.c, t.out
}

// Card draws a case of the conversation as the desk would see it at a time; false when there is no such case.
func (e *Engine) Card(c Conversation, no string, at time.Time) (Card, bool) {
	i := slices.IndexFunc(c.Cases, func(k Case) bool { return k.No == no })
	if i < 0 {
		return Card{}, false
	}
	t := &turn{e: e, c: clone(c), ev: Event{Conversation: c.ID, At: at}}
	t.mend()
	if i != t.c.Current {
		t.c.Current, t.c.Human = i, nil // a person owns the conversation for its current case
	}
	return t.card(t.current()), true
}

// requiredTexts lists the texts that depend on what the playbook holds.
func requiredTexts(book *playbook.Book) []string {
	var keys []string
	for id := range book.Issues {
		if !id.Own() {
			keys = append(keys, "issue."+string(id), "issue_line."+string(id))
		}
	}
	for id := range book.Remedies {
		for _, prefix := range []string{"remedy.", "button.", "offer.line.", "confirm.", "inform.settled.", "inform.fulfilled.", "desk.task."} {
			keys = append(keys, prefix+string(id))
		}
	}
	for id := range book.Evidence {
		keys = append(keys, "evidence."+string(id), "ask.evidence."+string(id))
	}
	return append(keys, "inform.greeting", "ask.issue", "ask.order", "ask.proof", "repair.unclear", "handoff.error")
}
