package simulate

import (
	"context"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"time"
	"unicode"
	"unicode/utf8"

	"amends/bot"
	"amends/dialogue"
	"amends/dialogue/playbook"
)

// Voice writes what a buyer says next, in place of the built-in words. It is called by several conversations at a time and may fail:
// then the built-in words are said.
type Voice func(ctx context.Context, p Part) (string, error)

// Part is what a Voice goes by.
type Part struct {
	Persona string            // what kind of buyer it is, in English
	Lang    string            // to write in
	Issue   playbook.IssueID  // what went wrong
	Item    string            // with what
	Wants   playbook.Kind     // what would settle it
	Facts   map[string]string // what is true, by the playbook's facts: yes, no or unknown
	Heard   string            // what the bot said since the buyer's last word, "" for nothing
	Means   string            // what is to be said, in the built-in words: numbers, codes and names in it must come back as they are
}

// Bounds of a Voice where Options leave them out.
const (
	VoiceTexts    = 400 // texts of one run
	VoicePatience = 20 * time.Second
)

const (
	mostHeard  = 1500 // characters of the bot's words that a Voice is given
	mostSaid   = 800  // characters of a text that is taken from it
	voiceFails = 5    // failures in a row after which it is not asked any more
)

// speech has a Voice speak for the buyers of a run, within its bounds.
type speech struct {
	voice    Voice
	most     int64
	patience time.Duration
	asked    atomic.Int64
	written  atomic.Int64
	inARow   atomic.Int64 // failures
}

func newSpeech(opt Options) *speech {
	s := &speech{voice: opt.Voice, most: int64(opt.Texts), patience: opt.Patience}
	if s.most == 0 {
		s.most = VoiceTexts
	}
	if s.patience == 0 {
		s.patience = VoicePatience
	}
	return s
}

// say is the text that the Voice writes for a part, or the built-in one when it may not, cannot or leaves out what matters.
func (s *speech) say(ctx context.Context, p Part) string {
	if s.inARow.Load() >= voiceFails || s.asked.Add(1) > s.most {
		return p.Means
	}
	ctx, cancel := context.WithTimeout(ctx, s.patience)
	defer cancel()
	text, err := s.voice(ctx, p)
	text = spoken(text)
	if err != nil || text == "" {
		s.inARow.Add(1)
		return p.Means
	}
	s.inARow.Store(0)
	if !keepsNumbers(p.Means, text) {
		return p.Means
	}
	s.written.Add(1)
	return text
}

// spoken is a text of a model as a buyer could have sent it: one message, not too long, nothing invisible.
func spoken(text string) string {
	text = strings.Map(func(r rune) rune {
		if unicode.In(r, unicode.Cc, unicode.Cf) && r != '\n' || r == utf8.RuneError {
			return -1
		}
		return r
	}, text)
	if runes := []rune(text); len(runes) > mostSaid {
		text = string(runes[:mostSaid])
	}
	return strings.Trim(strings.TrimSpace(text), `"`)
}

// telling are the parts of a text that have to come back as they are: order numbers, codes, addresses, amounts.
var telling = regexp.MustCompile(`\S*\d\S*|\S+@\S+`)

func keepsNumbers(means, text string) bool {
	for _, word := range telling.FindAllString(means, -1) {
		if !strings.Contains(text, strings.Trim(word, ".,;:!?()")) {
			return false
		}
	}
	return true
}

// voiced has the Voice write a text of the buyer, once: a conversation that is played again says the same.
func (t *talk) voiced(ctx context.Context, body dialogue.Body) dialogue.Body {
	m, ok := body.(dialogue.Message)
	if !ok || t.speech == nil || t.buyer.persona.Literal {
		return body
	}
	if len(t.lines) == t.spoken {
		t.lines = append(t.lines, t.speech.say(ctx, t.part(m.Text)))
	}
	m.Text = t.lines[t.spoken]
	t.spoken++
	t.answered = len(t.heard)
	return m
}

func (t *talk) part(means string) Part {
	g := t.buyer.goal
	facts := map[string]string{}
	for _, id := range slices.Sorted(maps.Keys(g.truths)) {
		facts[string(id)] = g.truths[id]
	}
	return Part{Persona: t.buyer.persona.About, Lang: t.buyer.lang, Issue: g.issue, Item: g.itemWord(), Wants: g.wants, Facts: facts,
		Heard: heardSince(t.heard[t.answered:]), Means: means}
}

// heardSince is what came, as a buyer reads it: the last of it where it is long.
func heardSince(came []bot.Delivery) string {
	var lines []string
	for _, d := range came {
		switch a := d.Action.(type) {
		case dialogue.Say:
			lines = append(lines, a.Text)
			for _, o := range a.Options {
				lines = append(lines, "["+o.Label+"]")
			}
		case dialogue.Relay:
			lines = append(lines, a.Text)
		}
	}
	text := []rune(strings.Join(lines, "\n"))
	return string(text[max(0, len(text)-mostHeard):])
}
