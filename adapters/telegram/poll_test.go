package telegram

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"amends/adapters/telegram/telegramtest"
	"amends/dialogue"
)

var errStore = errors.New("the store is down")

// ids are the IDs of events.
func ids(events []dialogue.Event) []string {
	var list []string
	for _, ev := range events {
		list = append(list, ev.ID)
	}
	return list
}

// texts are what messages said, in order.
func textsOf(events []dialogue.Event, id dialogue.ConversationID) []string {
	var list []string
	for _, ev := range events {
		if m, ok := ev.Body.(dialogue.Message); ok && ev.Conversation == id {
			list = append(list, m.Text)
		}
	}
	return list
}

func TestTheOffsetMovesOnlyPastWhatWasAccepted(t *testing.T) {
	r := newRig(t, telegramtest.Options{})
	ana, ben := r.ana(), r.tg.User(telegramtest.User{ID: 6})
	r.inbox.refuseWith(func(ev dialogue.Event) error {
		if ev.Conversation == conversation(ana.ID()) {
			return errStore
		}
		return nil
	})
	for i := range 5 {
		ana.Say(fmt.Sprint("a", i))
		ben.Say(fmt.Sprint("b", i))
	}
	_, stop := r.polling(nil)
	got := r.inbox.wait(t, 5)
	if want := []string{"b0", "b1", "b2", "b3", "b4"}; !slices.Equal(textsOf(got, conversation(ben.ID())), want) {
		t.Errorf("who is not held up was to be heard in order, got %v", ids(got))
	}
	r.wait("the poll is repeated", func() bool { return r.tg.Count("getUpdates") > 3 })
	if n := len(r.tg.Unconfirmed()); n != 10 {
		t.Errorf("nothing at or after what was refused was to be confirmed, %d of 10 updates are left", n)
	}
	stop()
	r.inbox.refuseWith(nil)
	r.polling(nil) // another process
	got = r.inbox.wait(t, 10)
	if want := []string{"a0", "a1", "a2", "a3", "a4"}; !slices.Equal(textsOf(got, conversation(ana.ID())), want) {
		t.Errorf("what was refused was to come again in order, got %v", ids(got))
	}
	r.wait("all is confirmed", func() bool { return len(r.tg.Unconfirmed()) == 0 })
	if !strings.Contains(r.log.String(), "poll failed") {
		t.Errorf("the trouble was to be logged, log is %s", r.log)
	}
}

func TestEveryMessageIsHeardOnceInOrderWhateverHappens(t *testing.T) {
	r := newRig(t, telegramtest.Options{})
	r.tg.Duplicate(true)
	r.tg.Shuffle(true)
	n := 0
	r.inbox.refuseWith(func(dialogue.Event) error {
		if n++; n%4 == 0 {
			return errStore
		}
		return nil
	})
	phones := []*telegramtest.Phone{r.tg.User(telegramtest.User{ID: 1}), r.tg.User(telegramtest.User{ID: 2}), r.tg.User(telegramtest.User{ID: 3})}
	_, stop := r.polling(nil)
	for i := range 60 {
		phones[i%3].Say(fmt.Sprintf("%03d", i))
		switch i {
		case 20:
			r.tg.FailNext(2, 502, 0, "getUpdates")
		case 30:
			stop()
			_, stop = r.polling(nil)
		case 40:
			r.tg.AnswerLost(1, "getUpdates")
		}
	}
	got := r.inbox.wait(t, 60)
	for _, p := range phones {
		if list := textsOf(got, conversation(p.ID())); len(list) != 20 || !slices.IsSorted(list) {
			t.Errorf("20 messages of chat %d were to be heard in order, got %v", p.ID(), list)
		}
	}
	r.wait("all is confirmed", func() bool { return len(r.tg.Unconfirmed()) == 0 })
}

func TestPollingEndsAtOnce(t *testing.T) {
	r := newRig(t, telegramtest.Options{})
	_, stop := r.polling(func(cfg *Config) { cfg.Times.Poll = 30 * time.Second })
	r.wait("a poll waits", r.tg.Polling)
	began := time.Now()
	stop()
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("polling was to end with its context, took %s", took)
	}
}

func TestOnlyOneOfTwoProcessesPolls(t *testing.T) {
	r := newRig(t, telegramtest.Options{})
	ana := r.ana()
	leased := func(cfg *Config) { cfg.Leases, cfg.Times.Lease = r.store, 300*time.Millisecond }
	_, stopFirst := r.polling(leased)
	ana.Say("one")
	r.inbox.wait(t, 1)
	first := r.store.holder("telegram:poll")
	r.polling(leased)
	_ = pause(soon(t), 400*time.Millisecond) // longer than a lease: it is renewed
	ana.Say("two")
	r.inbox.wait(t, 2)
	if now := r.store.holder("telegram:poll"); now != first {
		t.Errorf("the first process was to keep its lease")
	}
	stopFirst()
	ana.Say("three")
	if got := textsOf(r.inbox.wait(t, 3), conversation(ana.ID())); !slices.Equal(got, []string{"one", "two", "three"}) {
		t.Errorf("the second process was to go on, got %v", got)
	}
	if now := r.store.holder("telegram:poll"); now == first {
		t.Errorf("the second process was to have the lease")
	}
	for _, call := range r.tg.Calls("getUpdates") {
		if call.Status == 409 {
			t.Errorf("two processes were never to poll at a time")
		}
	}
}

func TestALostLeaseEndsThePoll(t *testing.T) {
	r := newRig(t, telegramtest.Options{})
	r.polling(func(cfg *Config) { cfg.Leases, cfg.Times.Lease = r.store, 90*time.Millisecond })
	r.wait("a poll waits", r.tg.Polling)
	r.store.mu.Lock()
	for name := range r.store.leases {
		r.store.leases[name] = lease{"somebody else", time.Now().Add(time.Hour)}
	}
	r.store.mu.Unlock()
	r.until("nobody polls", func() bool { return !r.tg.Polling() })
}

func TestAConflictIsLoggedOnce(t *testing.T) {
	r := newRig(t, telegramtest.Options{})
	r.tg.FailNext(5, 409, 0, "getUpdates")
	r.polling(nil)
	r.ana().Say("hello")
	r.inbox.wait(t, 1)
	if n := strings.Count(r.log.String(), "another process polls"); n != 1 {
		t.Errorf("a conflict was to be logged once, was %d times", n)
	}
}

func TestAnAlbumIsOneUpload(t *testing.T) {
	r := newRig(t, telegramtest.Options{})
	ana, ben := r.ana(), r.tg.User(telegramtest.User{ID: 6})
	r.polling(nil)
	album := ana.Album([][]byte{dots(1), dots(2), dots(3)}, "all three")
	ben.Say("meanwhile")
	got := r.inbox.wait(t, 2)
	if got[0].Conversation != conversation(ben.ID()) {
		t.Errorf("other chats were not to be held up by an album, got %v", ids(got))
	}
	up, ok := got[1].Body.(dialogue.Upload)
	if !ok || len(up.Files) != 3 || up.Caption != "all three" || got[1].ID != albumEvent(album[0], 3) {
		t.Errorf("the album was to be one upload of three files, got %+v", got[1])
	}
	r.wait("all is confirmed", func() bool { return len(r.tg.Unconfirmed()) == 0 })
	ana.Edit(album[0], "all four")
	if edit := r.inbox.wait(t, 3)[2].Body; edit != (dialogue.Edit{Message: albumEvent(album[0], 3), Text: "all four"}) {
		t.Errorf("an edit of the caption was to name the album's event, got %+v", edit)
	}
}

func TestAnAlbumEndsWithTheNextMessage(t *testing.T) {
	r := newRig(t, telegramtest.Options{})
	ana := r.ana()
	ana.Album([][]byte{dots(1), dots(2)}, "")
	ana.Album([][]byte{dots(3), dots(4)}, "")
	ana.Say("that's all")
	r.polling(func(cfg *Config) { cfg.Times.Album = time.Hour })
	got := r.inbox.wait(t, 3)
	if a, b := got[0].Body.(dialogue.Upload), got[1].Body.(dialogue.Upload); len(a.Files) != 2 || len(b.Files) != 2 {
		t.Errorf("two albums and a text were to come in order, got %+v", got)
	}
	r.wait("all is confirmed", func() bool { return len(r.tg.Unconfirmed()) == 0 })
}

// TestAnAlbumSurvivesACrash stops the process while parts of an album are held, and while the store refuses it.
func TestAnAlbumSurvivesACrash(t *testing.T) {
	r := newRig(t, telegramtest.Options{})
	ana := r.ana()
	c, stop := r.polling(func(cfg *Config) { cfg.Times.Album = time.Hour })
	ana.Say("here they are")
	ana.Album([][]byte{dots(1), dots(2), dots(3)}, "x")
	r.inbox.wait(t, 1)
	r.wait("the text is confirmed, the album is not", func() bool { return len(r.tg.Unconfirmed()) == 3 })
	_ = c
	stop()
	refused := make(chan struct{}, 100)
	r.inbox.refuseWith(func(dialogue.Event) error { refused <- struct{}{}; return errStore })
	_, stop = r.polling(nil)
	<-refused
	stop()
	if n := len(r.tg.Unconfirmed()); n != 3 {
		t.Errorf("the album was to stay unconfirmed, %d parts are left", n)
	}
	r.inbox.refuseWith(nil)
	r.polling(nil)
	if up := r.inbox.wait(t, 2)[1].Body.(dialogue.Upload); len(up.Files) != 3 {
		t.Errorf("the album was to be whole after the crashes, got %+v", up)
	}
	r.wait("all is confirmed", func() bool { return len(r.tg.Unconfirmed()) == 0 })
}

func TestAQuietWeekMayRestartTheNumbers(t *testing.T) {
	r := newRig(t, telegramtest.Options{})
	ana := r.ana()
	r.polling(nil)
	ana.Say("one")
	r.inbox.wait(t, 1)
	r.wait("all is confirmed", func() bool { return len(r.tg.Unconfirmed()) == 0 })
	r.tg.RestartUpdates(17)
	ana.Say("two")
	ana.Say("three")
	if got := textsOf(r.inbox.wait(t, 3), conversation(ana.ID())); !slices.Equal(got, []string{"one", "two", "three"}) {
		t.Errorf("what comes under smaller numbers was to be heard, got %v", got)
	}
	r.wait("all is confirmed", func() bool { return len(r.tg.Unconfirmed()) == 0 })
}

// dots is bytes that differ.
func dots(n byte) []byte { return []byte{0x89, 'P', 'N', 'G', n} }

func TestFilesAreFetched(t *testing.T) {
	r := newRig(t, telegramtest.Options{})
	ana := r.ana()
	c, _ := r.polling(nil)
	data := append(dots(1), make([]byte, 5000)...)
	ana.File("receipt.pdf", data, "")
	f := r.inbox.wait(t, 1)[0].Body.(dialogue.Upload).Files[0]
	if f.Name != "receipt.pdf" || f.Kind != "file" || f.Size != int64(len(data)) {
		t.Errorf("the file was to be announced as it is, got %+v", f)
	}
	content, err := c.Fetch(soon(t), f)
	if err != nil {
		t.Fatal(err)
	}
	defer content.Close()
	got := make([]byte, len(data)+1)
	n, _ := readFull(content, got)
	if n != len(data) || string(got[:n]) != string(data) {
		t.Errorf("the file was to come as it was sent, got %d bytes of %d", n, len(data))
	}
	for what, f := range map[string]dialogue.File{"no file": {Kind: "location"}, "another channel's": {Ref: "slack:F1"}, "unknown": {Ref: "tg:nothing"},
		"too large": {Ref: f.Ref, Size: maxDownload + 1}} {
		if _, err := c.Fetch(soon(t), f); err == nil {
			t.Errorf("%s was not to be fetched", what)
		} else {
			r.noToken(err.Error())
		}
	}
	r.tg.FailNext(1, 502, 0, "file")
	if again, err := c.Fetch(soon(t), f); err != nil {
		t.Errorf("a download that failed once was to be tried again, got %v", err)
	} else {
		again.Close()
	}
	r.tg.FailNext(1000, 502, 0, "file")
	short, stop := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer stop()
	if _, err := c.Fetch(short, f); err == nil || strings.Contains(err.Error(), "http") {
		t.Errorf("a download that fails was to be an error without its address, got %v", err)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := c.Fetch(gone, f); err == nil {
		t.Errorf("a download was to end with its context")
	}
}
