package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"amends/dialogue"
)

const (
	maxWording = 64              // texts that Words has in hand at once, those included that it was given up on
	longest    = 12_000          // bytes of other words, however long the text is
	commitTime = 4 * time.Second // of a turn's time, left for writing it
)

var errTooLong = errors.New("they are far longer than the text")

// reword has Words put what a turn says in other words, side by side and within one patience. What is delivered and in which order
// stays as it is; whatever goes wrong with a text's other words, the text goes out.
func (b *Bot) reword(ctx context.Context, turn Turn) {
	if b.cfg.Words == nil {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, b.wordingTime(ctx))
	defer cancel()
	var all sync.WaitGroup
	for i, d := range turn.Outbox {
		if text := rewordable(turn, d); text != "" {
			all.Go(func() {
				words := b.wordsFor(ctx, turn, d, text)
				turn.Outbox[i].Words, turn.Outbox[i].Translated = words, words != "" && isTranslation(turn, d)
			})
		}
	}
	all.Wait()
	showDesk(turn.Outbox)
}

// wordingTime is how long other words may take: the patience, and no more than the turn has left besides its commit.
func (b *Bot) wordingTime(ctx context.Context) time.Duration {
	end, ends := ctx.Deadline()
	if !ends {
		return b.cfg.Patience
	}
	return min(b.cfg.Patience, time.Until(end)-commitTime)
}

// wordsFor asks Words within its time, and returns "" for what cannot be used. It waits no longer even when Words ignores its context,
// and bounds how many calls can be left behind that way.
func (b *Bot) wordsFor(ctx context.Context, turn Turn, d Delivery, text string) string {
	select {
	case b.wording <- struct{}{}:
	default:
		b.cfg.Log.Warn("no other words: too many texts are being worded", "delivery", d.ID)
		return ""
	}
	answers := make(chan string, 1)
	go func() {
		defer func() { <-b.wording }()
		answers <- b.asked(ctx, turn, d)
	}()
	select {
	case words := <-answers:
		if err := usable(words, text); err != nil {
			b.cfg.Log.Warn("other words cannot be used, the text goes out", "delivery", d.ID, "err", err)
			return ""
		}
		return strings.TrimSpace(words)
	case <-ctx.Done():
		b.cfg.Log.Warn("no other words within their time, the text goes out", "delivery", d.ID)
		return ""
	}
}

// asked is what Words says; "" when it panics.
func (b *Bot) asked(ctx context.Context, turn Turn, d Delivery) (words string) {
	defer func() {
		if p := recover(); p != nil {
			b.logPanic("words", turn.Event, p)
			words = ""
		}
	}()
	return b.cfg.Words(ctx, turn.Next, d)
}

// usable says why other words cannot take a text's place. What they say is for Words to check.
func usable(words, text string) error {
	switch {
	case len(words) > min(4*len(text)+400, longest):
		return fmt.Errorf("%w: %d bytes for %d", errTooLong, len(words), len(text))
	case !utf8.ValidString(words):
		return errors.New("they are no valid text")
	}
	return nil
}

// isTranslation reports whether a delivery's other words are the same in another language: people's always, and the bot's to a buyer
// whose language it has no texts in.
func isTranslation(turn Turn, d Delivery) bool {
	_, person := d.Action.(dialogue.Relay)
	return person || turn.Next.Foreign != ""
}

// rewordable is the text of a delivery that other words may take the place of, "" when none may: a message of the bot that mayReword, or
// any but an alarm's to a buyer who may not be able to read it, and what buyer and agents write to each other.
func rewordable(turn Turn, d Delivery) string {
	switch a := d.Action.(type) {
	case dialogue.Say:
		if (mayReword(a) || isTranslation(turn, d)) && !alarmed(turn) {
			return a.Text
		}
	case dialogue.Relay:
		if !a.Gone && (a.To == "buyer" || a.From == "buyer") {
			return a.Text
		}
	}
	return ""
}

// mayReword reports whether a message of the bot only asks, explains or is kind. What was decided, offered, agreed, done or promised,
// what the law and the marketplace say, what keeps people safe and who it is that speaks is said in the words of the templates alone:
// to lose a "not" there would be a lie that no check of names and numbers finds.
func mayReword(s dialogue.Say) bool {
	for _, act := range s.Acts {
		if !lightActs[string(act.Kind)] && !lightActs[strings.Join(append([]string{string(act.Kind)}, act.Args...), " ")] {
			return false
		}
	}
	return len(s.Acts) > 0
}

// lightActs are the acts that mayReword, by their kind alone or with what they are about.
var lightActs = map[string]bool{
	"ask": true, "repair": true, "feedback": true, "close": true,
	"inform process": true, "inform find_order": true, "inform evidence": true, "inform noted": true, "inform smalltalk": true,
	"inform language": true, "inform reopened": true,
	"handoff asked": true, "handoff misunderstood": true, "handoff no_agreement": true, "handoff limit": true,
}

// alarmed reports whether somebody may be in danger or the law was named, in this message or before in the case.
func alarmed(turn Turn) bool {
	rings := func(list []dialogue.Alarm) bool {
		return slices.ContainsFunc(list, func(a dialogue.Alarm) bool { return a.Class != "abuse" })
	}
	k := current(turn.Next)
	return rings(turn.Event.Read.Interpretation.Alarms) || k != nil && rings(k.Alarms)
}

// showDesk has the desk's copy of an agent's words say what went to the buyer. Words from the case's thread have no copy there: then the
// mark on them says it.
func showDesk(outbox []Delivery) {
	for _, d := range outbox {
		went, is := d.Action.(dialogue.Relay)
		if !is || went.To != "buyer" || d.Words == "" {
			continue
		}
		of := func(d Delivery) bool {
			at, is := d.Action.(dialogue.Relay)
			return is && at.To == deskChannel && at.From == went.From && at.Event == went.Event
		}
		marked := func(d Delivery) bool {
			at, is := d.Action.(dialogue.Mark)
			return is && at.State == dialogue.Queued && at.Event == went.Event
		}
		i := slices.IndexFunc(outbox, of)
		if i < 0 {
			i = slices.IndexFunc(outbox, marked)
		}
		if i >= 0 {
			outbox[i].Words = d.Words
		}
	}
}
