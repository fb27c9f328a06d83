package main

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"amends/adapters/redis"
	"amends/adapters/telegram/telegramtest"
	"amends/bot"
	"amends/dialogue"
)

// twice is a message that came again although it was ordered once.
type twice struct {
	text  string
	first time.Time // when it came first
}

// findings are what came twice. Nothing else is forgiven.
type findings struct {
	messages []twice // in buyers' chats
	posts    []twice // on the desk
}

// prove shows that every message of a buyer was handled once and in order, that all that the turns ordered arrived where it belongs,
// in order, and nothing else; it returns what came twice.
func (f *fleet) prove() findings {
	f.Helper()
	store := f.store()
	f.settle(store)
	chats := map[int64][]telegramtest.Sent{}
	for _, s := range f.tg.Sent() {
		if !s.Message.Silent { // the pinned message of a case
			chats[s.Chat] = append(chats[s.Chat], s)
		}
	}
	var found findings
	for _, b := range f.buyers {
		turns, err := store.Turns(f.ctx, b.conversation(), 0)
		if err != nil {
			f.Fatalf("read the turns of buyer %d: %v", b.place, err)
		}
		f.proveHandled(b, turns)
		found.messages = append(found.messages, f.proveChat(b, turns, chats[b.ID()])...)
		found.posts = append(found.posts, f.proveDesk(b, turns)...)
		f.proveTalk(b, chats[b.ID()])
	}
	f.proveOwners()
	return found
}

// settle waits until nothing is left to be handled or sent.
func (f *fleet) settle(store *redis.Store) {
	f.Helper()
	for {
		d, err := store.Depth(f.ctx)
		if err == nil && d.Outbox == 0 && d.Inbox == 0 && len(f.tg.Unconfirmed()) == 0 && f.slack.Unacknowledged() == 0 {
			return
		}
		if think(f.ctx, 20*time.Millisecond) != nil {
			f.Fatalf("expected that all is handled and sent in the end; there is left: %+v, error %v, %d updates, %d envelopes", d, err,
				len(f.tg.Unconfirmed()), f.slack.Unacknowledged())
		}
	}
}

// proveHandled compares what the buyer did with the turns.
func (f *fleet) proveHandled(b *buyer, turns []bot.Turn) {
	f.Helper()
	var handled []string
	seen := map[string]bool{}
	for _, t := range turns {
		if seen[t.Event.ID] {
			f.Errorf("buyer %d: event %s was handled twice", b.place, t.Event.ID)
		}
		seen[t.Event.ID] = true
		switch t.Event.Body.(type) {
		case dialogue.Message, dialogue.Press, dialogue.Upload, dialogue.Edit, dialogue.Start:
			handled = append(handled, t.Event.ID)
		}
	}
	if !slices.Equal(handled, b.sent) {
		f.Errorf("buyer %d (%s) did\n%v\nand handled was\n%v", b.place, b.kind, b.sent, handled)
	}
}

// proveChat compares what the turns ordered for the buyer with what their chat got, and returns what came twice.
func (f *fleet) proveChat(b *buyer, turns []bot.Turn, sent []telegramtest.Sent) (again []twice) {
	f.Helper()
	want := ordered(turns)
	next := 0
	for i, s := range sent {
		got := squeezed(s.Message.Body())
		switch {
		case next < len(want) && strings.HasSuffix(got, want[next]):
			next++
		case next > 0 && strings.HasSuffix(got, want[next-1]):
			again = append(again, twice{fmt.Sprintf("buyer %d: %s", b.place, got), sent[i-1].At})
		default:
			f.Errorf("buyer %d got %q, expected was %q", b.place, got, want[min(next, len(want)-1)])
			return again
		}
	}
	if next < len(want) {
		f.Errorf("buyer %d never got %q", b.place, want[next])
	}
	return again
}

// ordered are the texts that turns ordered for the buyer.
func ordered(turns []bot.Turn) (texts []string) {
	for _, t := range turns {
		for _, d := range t.Outbox {
			switch a := d.Action.(type) {
			case dialogue.Say:
				texts = append(texts, squeezed(a.Text))
			case dialogue.Relay:
				if a.To == "buyer" {
					texts = append(texts, squeezed(a.Text))
				}
			}
		}
	}
	return texts
}

func squeezed(text string) string { return strings.Join(strings.Fields(text), " ") }

// proveDesk compares what the turns ordered for the desk with what stands there, and returns what came twice.
func (f *fleet) proveDesk(b *buyer, turns []bot.Turn) (again []twice) {
	f.Helper()
	posted := map[string]int{} // by key, or by delivery where there is none
	first := map[string]time.Time{}
	for _, m := range f.slack.Messages(f.channel) {
		if m.Metadata == nil || m.Metadata.EventPayload["conversation"] != string(b.conversation()) {
			continue
		}
		name, _ := m.Metadata.EventPayload["delivery"].(string)
		if key, _ := m.Metadata.EventPayload["key"].(string); key != "" {
			name = key
		}
		if posted[name]++; posted[name] > 1 {
			again = append(again, twice{fmt.Sprintf("buyer %d: %s %s", b.place, name, m.Shown()), first[name]})
			continue
		}
		first[name] = m.Posted
	}
	for _, t := range turns {
		for _, d := range t.Outbox {
			name := deskPost(d)
			if name != "" && posted[name] == 0 {
				f.Errorf("buyer %d: %T %s never came to the desk", b.place, d.Action, name)
				posted[name] = 1
			}
			if strings.HasPrefix(name, "card:") && posted[name] > 1 {
				f.Errorf("buyer %d: %s was posted %d times", b.place, name, posted[name])
				posted[name] = 1
			}
		}
	}
	return again
}

// deskPost names the message that a delivery has to post to the desk; "" when it need not: a question that has its answer before it
// was posted is left out.
func deskPost(d bot.Delivery) string {
	switch a := d.Action.(type) {
	case dialogue.ShowCase, dialogue.Alert:
		return cmp.Or(d.Key, d.ID)
	case dialogue.Relay:
		if a.To == "desk" && a.Edits == "" && a.Only == "" {
			return cmp.Or(d.Key, d.ID)
		}
	}
	return ""
}

// proveTalk looks at a talk with an agent from both ends: every word of the buyer's in the thread, every answer in the chat, in order.
func (f *fleet) proveTalk(b *buyer, sent []telegramtest.Sent) {
	f.Helper()
	if b.kind != personal {
		return
	}
	var words, answers []string
	for round := range rounds {
		words = append(words, b.token("x", round), b.token("q", round))
		answers = append(answers, b.token("a", round))
	}
	var desk, chat []string
	for _, m := range f.slack.Messages(f.channel) {
		if m.BotID != "" && m.ThreadTS != "" && m.ThreadTS != m.TS {
			desk = append(desk, tokens.FindAllString(m.Shown(), -1)...)
		}
	}
	desk = slices.DeleteFunc(desk, func(t string) bool { return !slices.Contains(words, t) })
	for _, s := range sent {
		chat = append(chat, tokens.FindAllString(s.Message.Body(), -1)...)
	}
	if got := slices.Compact(desk); !slices.Equal(got, words) {
		f.Errorf("buyer %d wrote %v, the desk read %v", b.place, words, got)
	}
	if got := slices.Compact(chat); !slices.Equal(got, answers) {
		f.Errorf("buyer %d was answered %v and read %v", b.place, answers, got)
	}
}

// tokens are the words that stand in one text only; the number in them is the buyer's place.
var tokens = regexp.MustCompile(`\b[acqrx]([0-9]{4})z[0-9]\b|\bBackpack K([0-9]{4})\b`)

// proveOwners shows that nobody's words and nobody's order came to somebody else, in chats and in threads.
func (f *fleet) proveOwners() {
	f.Helper()
	for _, b := range f.buyers {
		for _, m := range b.FromBot() {
			f.proveOwn(fmt.Sprintf("the chat of buyer %d", b.place), b.place, m.Body())
		}
	}
	for _, card := range f.slack.Channel(f.channel) {
		b := f.buyerOf(card.Shown())
		if b == nil {
			f.Errorf("a message of the desk's channel is about nobody: %s", card.Shown())
			continue
		}
		for _, m := range f.slack.Thread(f.channel, card.TS) {
			f.proveOwn(fmt.Sprintf("the thread of buyer %d", b.place), b.place, m.Shown())
		}
	}
}

func (f *fleet) proveOwn(where string, place int, text string) {
	f.Helper()
	for _, m := range tokens.FindAllStringSubmatch(text, -1) {
		if want := fmt.Sprintf("%04d", place); m[1]+m[2] != want {
			f.Errorf("%s has %q", where, m[0])
		}
	}
}
