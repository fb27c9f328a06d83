package bot_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"amends/adapters/memory"
	"amends/bot"
	"amends/dialogue"
)

// stored is the event as the store has it after Accept.
func stored(t *testing.T, body dialogue.Body) dialogue.Event {
	t.Helper()
	r := newRig(t)
	claim, err := r.bot.Accept(r.ctx, event("a", "m1", body))
	if err != nil || claim == nil {
		t.Fatalf("accept: claim %v, error %v, want the event accepted", claim, err)
	}
	return claim.Events[0]
}

func TestAcceptBoundsEveryEvent(t *testing.T) {
	big := strings.Repeat("żółw ", 1<<18)
	file := dialogue.File{Ref: big, Name: big, Kind: big}
	files := make([]dialogue.File, 10_000)
	for i := range files {
		files[i] = file
	}
	for _, body := range []dialogue.Body{
		dialogue.Message{Text: big},
		dialogue.Edit{Message: big, Text: big},
		dialogue.Upload{Files: files, Caption: big},
		dialogue.Start{Payload: big},
		dialogue.Press{Question: big, Option: big},
		dialogue.Delete{Message: big},
		dialogue.Decision{Agent: big, Option: big, Case: big, Note: big},
		dialogue.Reply{Agent: big, Text: big, Files: files},
		dialogue.Note{Agent: big, Text: big},
	} {
		data, err := dialogue.MarshalEvent(stored(t, body))
		if err != nil {
			t.Fatal(err)
		}
		if len(data) > 160<<10 {
			t.Errorf("%T of megabytes is stored in %d KB, want at most 160", body, len(data)>>10)
		}
	}
}

func TestALongTextEndsWithAMark(t *testing.T) {
	for _, start := range []string{"", "x", "xx"} { // the cut falls into every place of a character
		text := start + strings.Repeat("ż€", 1<<18)
		got := stored(t, dialogue.Message{Text: text}).Body.(dialogue.Message).Text
		kept, mark, ok := strings.Cut(got, "\n")
		if !utf8.ValidString(got) || len(kept) > 16<<10 || len(kept) < 16<<10-4 || !strings.HasPrefix(text, kept) || !ok || mark != "[… + 1265 KB]" {
			t.Errorf("of %d bytes %d are kept, the mark is %q; want 16 KB of whole characters and how much is missing", len(text), len(kept), mark)
		}
	}
	fits := strings.Repeat("x", 16<<10)
	if got := stored(t, dialogue.Message{Text: fits}).Body.(dialogue.Message).Text; got != fits {
		t.Errorf("a text of 16 KB came out as %d bytes, want it untouched", len(got))
	}
}

func TestALongTextIsLoggedWithoutItsWords(t *testing.T) {
	r := newRig(t)
	r.send(dialogue.Message{Text: "hush " + strings.Repeat("secret ", 1<<16)})
	log := r.logged.String()
	if !strings.Contains(log, "text is too long") || strings.Contains(log, "secret") {
		t.Errorf("logged %.300s, want that a text was too long and nothing of it", log)
	}
}

// A conversation's inbox full of the longest messages stays a few megabytes.
func TestAFullInboxOfLongTextsIsBounded(t *testing.T) {
	store := memory.New(memory.Config{})
	r := newRig(t, func(c *bot.Config) { c.Store, c.Outbox, c.Ledger = store, store, store })
	big := strings.Repeat("x", 1<<20)
	claim := r.accept("m0", dialogue.Message{Text: big})
	size := 0
	r.step = func(c dialogue.Conversation, ev dialogue.Event) (dialogue.Conversation, []dialogue.Action) {
		if m, ok := ev.Body.(dialogue.Message); ok {
			size += len(m.Text)
		}
		return sayOK(c, ev)
	}
	for i := range 2 * bot.InboxLimit {
		r.accept("more"+strings.Repeat("+", i), dialogue.Message{Text: big})
	}
	if err := r.bot.Handle(r.ctx, *claim); err != nil {
		t.Fatal(err)
	}
	if most := bot.InboxLimit * (17 << 10); size == 0 || size > most {
		t.Errorf("%d messages of 1 MB left %d KB in the inbox, want at most %d", 2*bot.InboxLimit+1, size>>10, most>>10)
	}
}
