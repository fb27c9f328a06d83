package script

import (
	"bytes"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"amends/bot"
	"amends/dialogue"
)

func TestRecorder(t *testing.T) {
	at := time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
	r := NewRecorder(Header{Name: "playbook", Value: "default"})
	event := func(id string, after time.Duration, body dialogue.Body) {
		r.Event(dialogue.Event{ID: id, At: at.Add(after), Body: body})
	}
	sent := func(id, channel string, after time.Duration, a dialogue.Action) {
		r.Sent(bot.Delivery{ID: id, To: bot.Destination{Channel: channel}, At: at.Add(after), Action: a})
	}
	event("t:1", 0, dialogue.Message{Text: "[sic]\nwrong item"})
	event("t:1", 0, dialogue.Message{Text: "the same again"})
	event("t/2", 20*time.Second, dialogue.Upload{Caption: "label", Files: []dialogue.File{{Kind: "photo", Name: `..\..\x.jpg`}, {Kind: "photo"}}})
	sent("t:1/0", "telegram", 0, dialogue.Say{Acts: acts("inform greeting; ask order"), Text: "Hi. Which order?"})
	sent("t:1/1", "desk", 0, dialogue.ShowCase{First: true, Card: dialogue.Card{Case: "A-1"}})
	sent("t:1/2", "ledger", 0, dialogue.Settle{})
	sent("t/2/0", "telegram", 20*time.Second, dialogue.Say{Text: "no acts"})
	event("t:3", 5*time.Minute, dialogue.Press{Question: "q", Option: "partial_keep"})
	event("w", 26*time.Hour, dialogue.Wakeup{})
	sent("w/0", "telegram", 26*time.Hour, dialogue.Say{Acts: acts("feedback"), Text: "All well?"})
	event("d:1", 26*time.Hour+time.Second, dialogue.Decision{Agent: "Ana (night)", Option: "decline", Note: "no"})
	event("d:2", 26*time.Hour+time.Second, dialogue.Reply{Agent: "agent", Text: "Sorry", Files: []dialogue.File{{Kind: "photo", Name: "a.jpg"}, {Kind: "file", Name: "b.pdf"}}})
	event("d:3", 26*time.Hour+time.Second, dialogue.Note{Agent: "agent", Text: "hm"})

	const want = `@playbook default
@now      2026-03-02T10:00:00Z
buyer> "[sic]\nwrong item"
bot<   (inform greeting; ask order)
desk<  (card)
buyer> [album x.jpg photo2.jpg] label
bot<   no acts
wait   5m
buyer> [partial_keep]
wait   1d1h55m
bot<   (feedback)
desk(Ana night)> [decline] no
desk>  [photo a.jpg] Sorry
desk>  [file b.pdf]
desk>  note: hm
`
	var b bytes.Buffer
	if _, err := r.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Errorf("want -, got +\n%s", diff)
	}
	if _, err := Parse("s.txt", b.Bytes()); err != nil {
		t.Errorf("what was recorded does not parse: %v", err)
	}
}

func TestRecorderIsBounded(t *testing.T) {
	r := NewRecorder()
	for i := range maxRecorded + 10 {
		r.Event(dialogue.Event{ID: time.Duration(i).String(), At: startTime, Body: dialogue.Message{Text: "x"}})
	}
	if n := len(r.script().Lines); n != maxRecorded+2 {
		t.Errorf("want %d lines with @now and the remark, got %d", maxRecorded+2, n)
	}
}
