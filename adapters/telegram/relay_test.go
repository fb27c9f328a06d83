package telegram

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"amends/adapters/telegram/telegramtest"
	"amends/bot"
	"amends/dialogue"
)

// drawer holds agents' files by their refs.
type drawer map[string]struct {
	name, kind string
	data       []byte
	err        error
}

func (d drawer) Open(_ context.Context, ref string) (io.ReadCloser, string, string, error) {
	f, ok := d[ref]
	if !ok {
		return nil, "", "", bot.ErrNotFound
	}
	return io.NopCloser(bytes.NewReader(f.data)), f.name, f.kind, f.err
}

func files() drawer {
	return drawer{
		"slack:P": {name: "label.png", kind: "photo", data: realPNG()},
		"slack:D": {name: "../a/return\nlabel.pdf", kind: "file", data: []byte("%PDF-1.4")},
		"slack:X": {name: "broken.png", kind: "photo", data: []byte("no picture at all")},
		"slack:T": {err: errors.New("slack is down")},
	}
}

// relay is an agent's words as they come out of the outbox.
func relay(chat int64, event, text string, files ...string) bot.Delivery {
	d := to(chat, event+"/0", dialogue.Relay{To: "buyer", From: "Ben Ortega", Text: text, Files: files, Event: event})
	d.Key = bot.RelayKey("buyer", event)
	return d
}

func change(chat int64, event, text string, gone bool) bot.Delivery {
	return to(chat, "edit-"+event+"/0", dialogue.Relay{To: "buyer", From: "Ben Ortega", Text: text, Edits: event, Gone: gone})
}

// shown are the bot's messages as the buyer reads them.
func shown(p *telegramtest.Phone) []string {
	var list []string
	for _, m := range p.FromBot() {
		body := m.Body()
		if f := m.File(); f != nil {
			body = "[" + f.Name + "] " + body
		}
		list = append(list, strings.TrimSpace(body))
	}
	return list
}

func expect(t *testing.T, p *telegramtest.Phone, want ...string) {
	t.Helper()
	if got := shown(p); strings.Join(got, "|") != strings.Join(want, "|") {
		t.Errorf("the buyer was to read\n%q\ngot\n%q", want, got)
	}
}

func TestAnAgentsWordsAreSignedChangedAndTakenBack(t *testing.T) {
	r := newRig(t, telegramtest.Options{Limits: telegramtest.Limits{Off: true}})
	ana, c := r.ana(), r.channel(nil)
	ana.Start("")
	id := r.send(c, relay(ana.ID(), "r1", "We <sent> it & more"))
	expect(t, ana, "Ben\nWe <sent> it & more")
	if m := ana.Last(); len(m.Entities) != 1 || m.Entities[0].Type != "bold" || m.Entities[0].Part(m.Text) != "Ben" {
		t.Errorf("the agent's first name was to be bold, got %+v", m.Entities)
	}
	for range 2 { // the second time it is not modified
		if got := r.send(c, change(ana.ID(), "r1", "We sent it.", false)); got != id {
			t.Errorf("the words were to change in place, message %d became %d", id, got)
		}
	}
	expect(t, ana, "Ben\nWe sent it.")
	r.send(c, change(ana.ID(), "r1", "", true))
	expect(t, ana)
	r.send(c, change(ana.ID(), "r1", "", true)) // gone already
	r.send(c, change(ana.ID(), "unknown", "", true))
	r.send(c, change(ana.ID(), "r1", "After all.", false))
	expect(t, ana, "Ben\nAfter all.")
	r.send(c, change(ana.ID(), "r1", "After all!", false))
	expect(t, ana, "Ben\nAfter all!")
}

func TestLongWordsFollowTheirEdits(t *testing.T) {
	r := newRig(t, telegramtest.Options{Limits: telegramtest.Limits{Off: true}})
	ana, c := r.ana(), r.channel(nil)
	ana.Start("")
	r.send(c, relay(ana.ID(), "r1", strings.Repeat("a", 4000)+"\n\n"+strings.Repeat("b", 4000)))
	expect(t, ana, "Ben\n"+strings.Repeat("a", 4000), strings.Repeat("b", 4000))
	r.send(c, change(ana.ID(), "r1", "short", false))
	expect(t, ana, "Ben\nshort")
	r.send(c, change(ana.ID(), "r1", strings.Repeat("c", 4000)+"\n\n"+strings.Repeat("d", 4000), false))
	expect(t, ana, "Ben\n"+strings.Repeat("c", 4000), strings.Repeat("d", 4000))
	r.send(c, change(ana.ID(), "r1", "", true))
	expect(t, ana)
}

func TestAgentsFiles(t *testing.T) {
	r := newRig(t, telegramtest.Options{Limits: telegramtest.Limits{Off: true}})
	ana, c := r.ana(), r.channel(func(cfg *Config) { cfg.Files = files() })
	ana.Start("")
	r.send(c, relay(ana.ID(), "r1", "Your label", "slack:P", "slack:D"))
	list := ana.FromBot()
	if len(list) != 2 || len(list[0].Photo) == 0 || list[0].Caption != "Ben\nYour label" || list[1].Document == nil || list[1].Document.Name != "returnlabel.pdf" || list[1].Caption != "" {
		t.Fatalf("a photo with the words and a document were to arrive, got %+v", list)
	}
	if got := r.tg.Data(list[0].Photo[len(list[0].Photo)-1].ID); !bytes.Equal(got, realPNG()) {
		t.Errorf("the photo was to arrive as it is, got %d bytes", len(got))
	}
	r.send(c, change(ana.ID(), "r1", "The right label", false))
	if got := ana.FromBot(); len(got) != 2 || got[0].Caption != "Ben\nThe right label" {
		t.Errorf("the caption was to change, got %q", shown(ana))
	}
	r.send(c, change(ana.ID(), "r1", "", true))
	expect(t, ana)

	r.send(c, relay(ana.ID(), "r2", strings.Repeat("long ", 300), "slack:D"))
	if got := ana.FromBot(); len(got) != 2 || got[0].Text == "" || got[1].Document == nil {
		t.Errorf("words too long for a caption were to come before the file, got %q", shown(ana))
	}
	r.send(c, change(ana.ID(), "r2", "short", false))
	if got := ana.FromBot(); len(got) != 2 || got[0].Text != "Ben\nshort" || got[1].Document == nil {
		t.Errorf("the words were to change and the file to stay, got %q", shown(ana))
	}
	r.send(c, change(ana.ID(), "r2", "", true))
	r.send(c, relay(ana.ID(), "r3", "", "slack:D"))
	expect(t, ana, "[returnlabel.pdf] Ben")
}

func TestAFileThatDoesNotComeIsToldOf(t *testing.T) {
	r := newRig(t, telegramtest.Options{Limits: telegramtest.Limits{Off: true}})
	ana, c := r.ana(), r.channel(func(cfg *Config) { cfg.Files = files() })
	ana.Start("")
	missing := c.word("", "telegram.file_missing")
	r.send(c, relay(ana.ID(), "r1", "See here", "slack:gone"))
	expect(t, ana, "Ben\nSee here\n\n"+missing)
	d := relay(ana.ID(), "r2", "And here", "slack:T")
	if _, err := c.Send(soon(t), d); err == nil || errors.Is(err, bot.ErrPermanent) || strings.Contains(err.Error(), "slack is down") {
		t.Errorf("a file that cannot be opened at the moment was to be tried again, got %v", err)
	}
	d.Attempt = patienceWith
	r.send(c, d)
	expect(t, ana, "Ben\nSee here\n\n"+missing, "Ben\nAnd here\n\n"+missing)
	r.send(c, change(ana.ID(), "r2", "", true))
	r.send(c, change(ana.ID(), "r1", "", true))
	r.tg.FailNext(1, 413, 0, "sendPhoto")
	r.send(c, relay(ana.ID(), "r3", "A photo", "slack:P"))
	if m := ana.Last(); m.Document == nil || m.Caption != "Ben\nA photo" {
		t.Errorf("a photo that Telegram does not take was to arrive as a document, got %+v", m)
	}
}

func TestAnOldMessageThatCannotBeDeletedIsEmptied(t *testing.T) {
	now := time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
	r := newRig(t, telegramtest.Options{Now: func() time.Time { return now }})
	ana, c := r.ana(), r.channel(nil)
	ana.Start("")
	r.send(c, relay(ana.ID(), "r1", "A word too much"))
	now = now.Add(72 * time.Hour)
	r.send(c, change(ana.ID(), "r1", "", true))
	expect(t, ana, c.word("", "telegram.withdrawn"))
}

func TestPinLives(t *testing.T) {
	r := newRig(t, telegramtest.Options{Limits: telegramtest.Limits{Off: true}})
	ana, c := r.ana(), r.channel(nil)
	ana.Start("")
	n := 0
	pin := func(text string, first bool) int {
		n++
		d := to(ana.ID(), fmt.Sprintf("e%d/0", n), dialogue.Pin{Case: "A-7K2M", Text: text, First: first})
		d.Key = bot.PinKey("A-7K2M")
		return r.send(c, d)
	}
	first := pin("Case A-7K2M\nYour turn", true)
	m, _ := ana.Message(first)
	if got := ana.Pinned(); len(got) != 1 || got[0].ID != first || !m.Silent {
		t.Fatalf("the message was to be pinned without a sound, got %+v, pinned %+v", m, got)
	}
	for range 2 {
		if again := pin("Case A-7K2M\nThe team's turn <soon>", false); again != first {
			t.Errorf("the pinned message was to be edited in place, message %d became %d", first, again)
		}
	}
	expect(t, ana, "Case A-7K2M\nThe team's turn <soon>")
	ana.Delete(first)
	second := pin("Case A-7K2M\nDone", false)
	if got := ana.Pinned(); second == first || len(got) != 1 || got[0].ID != second {
		t.Errorf("a pinned message that is gone was to be sent and pinned again, got %+v", got)
	}
	r.tg.FailNext(1, 400, 0, "pinChatMessage")
	ana.Delete(second)
	third := pin("Case A-7K2M\nClosed", false)
	expect(t, ana, "Case A-7K2M\nClosed")
	if third == second {
		t.Errorf("a message that cannot be pinned was to be there all the same")
	}
}

func TestAPinThatHasToWaitIsSentOnce(t *testing.T) {
	r := newRig(t, telegramtest.Options{})
	ana, c := r.ana(), r.channel(nil)
	ana.Start("")
	r.tg.FailNext(1, 429, 3*time.Second, "pinChatMessage")
	d := to(ana.ID(), "e/0", dialogue.Pin{Case: "A-1", Text: "Case A-1", First: true})
	var later *bot.RetryAfter
	if _, err := c.Send(soon(t), d); !errors.As(err, &later) || later.After != 3*time.Second {
		t.Fatalf("Telegram's patience was to be asked for, got %v", err)
	}
	r.send(c, d)
	expect(t, ana, "Case A-1")
	if len(ana.Pinned()) != 1 {
		t.Errorf("the message was to be pinned")
	}
}

func TestLimitsAndClasses(t *testing.T) {
	r := newRig(t, telegramtest.Options{})
	limits := r.channel(func(cfg *Config) { cfg.Rate = 20 }).Limits()
	for _, x := range []struct {
		action dialogue.Action
		want   bot.Limits
	}{
		{dialogue.Say{}, bot.Limits{Global: 20, PerChat: 1, Burst: 3}}, {dialogue.Pin{First: true}, bot.Limits{Global: 20, PerChat: 1, Burst: 3}},
		{dialogue.Relay{}, bot.Limits{Global: 20, PerChat: 1, Burst: 3}}, {dialogue.Pin{}, bot.Limits{Global: 20}},
	} {
		if got := limits[Class(bot.Delivery{Action: x.action})]; got != x.want {
			t.Errorf("%+v was to have the limits %+v, has %+v", x.action, x.want, got)
		}
	}
}
