package script

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"amends/bot"
	"amends/dialogue"
)

// maxText is how long a message of the bot may be, in characters: more nobody reads on a telephone.
const maxText = 1500

// maxViolations bounds how many broken invariants one play reports.
const maxViolations = 5

// story is what the invariants look at: every stored turn with the state before it.
type story struct {
	p     *player
	first dialogue.Conversation
	turns []bot.Turn
	heard []Heard // by the buyer
	bad   []Failure
}

// checkInvariants checks what must hold in every script, whatever its lines say.
func (p *player) checkInvariants(ctx context.Context) {
	turns, err := p.stage.Store.Turns(ctx, p.id, 0)
	if err != nil {
		p.failed(fmt.Errorf("read the turns: %w", err))
		return
	}
	s := &story{p: p, first: p.first, turns: turns, heard: p.buyer.from(0)}
	if len(turns) > 0 && turns[0].Next.Turns > 1 { // the store keeps the latest turns only
		s.first, s.turns = turns[0].Next, turns[1:]
	}
	p.failures = append(p.failures, s.violations()...)
	p.touched.learn(s, p.stage.Book)
}

// violations checks every rule and returns what breaks them, up to a number that somebody reads.
func (s *story) violations() []Failure {
	s.checkMoney()
	s.checkSecrets()
	s.checkSilence()
	s.checkWords()
	s.checkHuman()
	s.checkReplay()
	return s.bad[:min(len(s.bad), maxViolations)]
}

// before is the state that turn i began with.
func (s *story) before(i int) dialogue.Conversation {
	if i == 0 {
		return s.first
	}
	return s.turns[i-1].Next
}

// broken notes a broken invariant at a line of the script.
func (s *story) broken(line int, format string, args ...any) {
	s.bad = append(s.bad, Failure{Line: line, What: "invariant: " + fmt.Sprintf(format, args...), Detail: s.p.context(line)})
}

// at is the line of the script at which a turn was made.
func (s *story) at(t bot.Turn) int { return s.p.turnLine(t.Event.ID) }

// says are the bot's own messages of a turn.
func says(t bot.Turn) []dialogue.Say {
	var list []dialogue.Say
	for _, d := range t.Outbox {
		if say, ok := d.Action.(dialogue.Say); ok {
			list = append(list, say)
		}
	}
	return list
}

// checkSilence: every event of the buyer is answered, or seen by the person who owns the conversation.
func (s *story) checkSilence() {
	for i, t := range s.turns {
		if !fromBuyer(t.Event.Body) || t.Next.Blocked || mayPass(t.Event.Body, s.before(i).Human != nil) {
			continue
		}
		human := s.before(i).Human != nil || t.Next.Human != nil
		if !slices.ContainsFunc(t.Outbox, func(d bot.Delivery) bool { return answers(d, human) }) {
			s.broken(s.at(t), "never silence: the buyer's %s got no answer", kindName(t.Event.Body))
		}
	}
	for _, id := range s.p.accepted {
		if s.p.turnLine(id) == 0 {
			s.broken(s.p.mine[id], "never silence: the event was accepted and never handled")
		}
	}
}

// answers reports whether a delivery answers the buyer or, while a person owns the conversation, shows it to that person.
func answers(d bot.Delivery, human bool) bool {
	switch a := d.Action.(type) {
	case dialogue.Say:
		return true
	case dialogue.Relay:
		return a.To == "buyer" || human
	case dialogue.ShowCase, dialogue.Ask, dialogue.Alert:
		return human
	}
	return false
}

// mayPass reports whether an event needs no answer: what was taken back, and a sticker while a person answers.
func mayPass(b dialogue.Body, human bool) bool {
	switch b := b.(type) {
	case dialogue.Delete:
		return true
	case dialogue.Upload:
		return human && !slices.ContainsFunc(b.Files, func(f dialogue.File) bool { return f.Kind != "sticker" })
	}
	return false
}

func kindName(b dialogue.Body) string {
	name := fmt.Sprintf("%T", b)
	return strings.ToLower(name[strings.LastIndexByte(name, '.')+1:])
}

// checkWords: no message is empty or too long, none comes twice running, and no note of an agent reaches the buyer.
func (s *story) checkWords() {
	for _, t := range s.turns {
		for _, say := range says(t) {
			if n := utf8.RuneCountInString(say.Text); n > maxText || strings.TrimSpace(say.Text) == "" {
				s.broken(s.at(t), "a message has 1 to %d characters, this has %d", maxText, n)
			}
		}
	}
	for i, h := range s.heard {
		say, ok := h.Delivery.Action.(dialogue.Say)
		if !ok || i == 0 {
			continue
		}
		if last, ok := s.heard[i-1].Delivery.Action.(dialogue.Say); ok && fold(last.Text) == fold(say.Text) {
			s.broken(h.line, "the bot said the same twice running: %s", clip(say.Text))
		}
	}
	s.checkNotes()
}

func (s *story) checkNotes() {
	replies := map[string]bool{}
	notes := map[string]bool{}
	for _, t := range s.turns {
		switch b := t.Event.Body.(type) {
		case dialogue.Reply:
			replies[fold(b.Text)] = true
		case dialogue.Note:
			notes[t.Event.ID] = true
		}
	}
	for _, h := range s.heard {
		if relay, ok := h.Delivery.Action.(dialogue.Relay); ok && notes[relay.Event] {
			s.broken(h.line, "no note reaches the buyer: %s", clip(h.Text))
			continue
		}
		text := strings.ToLower(fold(h.Text + "\n" + h.Words))
		for _, note := range s.p.notes {
			if n := strings.ToLower(fold(note)); len(n) > 3 && strings.Contains(text, n) && !replies[fold(h.Text)] {
				s.broken(h.line, "no note reaches the buyer: %s", clip(note))
			}
		}
	}
}

// checkHuman: while a person owns the conversation the bot speaks only of that, of safety and of waiting. What an agent's own
// decision has it say is the agent's doing.
func (s *story) checkHuman() {
	for i, t := range s.turns {
		if _, ok := t.Event.Body.(dialogue.Decision); ok || s.before(i).Human == nil || t.Next.Human == nil {
			continue
		}
		for _, say := range says(t) {
			if !slices.ContainsFunc(say.Acts, fitsHuman) {
				s.broken(s.at(t), "the bot is silent while a person owns the conversation, but said: %s", clip(say.Text))
			}
		}
	}
}

func fitsHuman(a dialogue.Act) bool {
	switch a.Kind {
	case dialogue.ActHandoff, dialogue.ActRelay:
		return true
	case dialogue.ActInform:
		// The way to the marketplace is told even then, when no agent answers in time or its window closes.
		topics := []string{string(dialogue.Safety), string(dialogue.Waiting), string(dialogue.RouteTo), string(dialogue.Overdue)}
		return len(a.Args) > 0 && slices.Contains(topics, a.Args[0])
	}
	return false
}

// clip shortens a text for a report.
func clip(s string) string {
	const most = 100
	r := []rune(fold(s))
	if len(r) > most {
		return string(r[:most]) + "…"
	}
	return string(r)
}
