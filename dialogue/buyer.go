package dialogue

import (
	"strings"

	"amends/prompts"
)

// The confidences from which on the engine acts on what an understander proposes.
const (
	sure  = 0.60 // commits
	maybe = 0.35 // asks "this or that?"
)

// message handles a text of the buyer.
func (t *turn) message(text string) {
	in := t.ev.Read.Interpretation
	t.hear(in)
	if t.alarmed(in.Alarms, text) {
		return
	}
	in = t.ev.Read.Interpretation
	if t.c.Human != nil {
		t.noteQuietly()
		t.relayToDesk(text, nil)
		t.stillWaiting()
		return
	}
	t.greet()
	t.switchLanguage(in)
	t.admit()
	t.understand(in, text)
}

// understand puts everything a text holds to use, then asks for what is still missing.
func (t *turn) understand(in Interpretation, text string) {
	if has(in, AskHuman) {
		t.handoff(reasonAsked)
		return
	}
	feedback := t.c.Asked != nil && t.c.Asked.Kind == ActFeedback
	if feedback && t.answered(in, text) || t.rethinks(in) || t.returned(in) || t.answered(in, text) {
		t.absorbRest(in, text)
		t.advance()
		return
	}
	t.absorb(in, text)
	if t.moves(in) {
		return
	}
	if !t.used {
		t.misunderstood(text)
		return
	}
	if t.asking {
		t.c.Confused++ // "this or that?" is a rung of the ladder too
	} else {
		t.c.Confused = 0
	}
	t.advance()
}

// waits reports whether somebody has the next move: the buyer a question to answer, or the bot nothing to ask.
func (t *turn) waits() bool {
	k := t.current()
	return t.c.Asked != nil || t.c.Human != nil || k == nil || idle(k)
}

// greet says once who is talking: a machine, and a person is one tap away.
func (t *turn) greet() {
	if !t.c.Greeted {
		t.c.Greeted = true
		t.inform(Greeting, "inform.greeting", noFields())
	}
}

// has reports whether the buyer surely makes a move of this kind.
func has(in Interpretation, kind MoveKind) bool {
	for _, m := range in.Moves {
		if m.Kind == kind && m.Sure >= sure {
			return true
		}
	}
	return false
}

// slot returns the first value of a slot that the text surely holds.
func slot(in Interpretation, s Slot) (SlotValue, bool) {
	for _, v := range in.Slots {
		if v.Slot == s && v.Sure >= sure {
			return v, true
		}
	}
	return SlotValue{}, false
}

// press handles a button. An old button that no longer answers anything is recognised by the question it carries.
func (t *turn) press(p Press) {
	if lang, ok := strings.CutPrefix(p.Option, optLanguage); ok && t.speaks(lang) {
		t.choseLanguage(lang)
		return
	}
	if t.c.Human != nil {
		t.relayToDesk(t.labelOf(p.Option), nil)
		return
	}
	t.greet()
	t.pickUp(p)
	if t.stale(p) {
		t.begins(act(ActRepair, "stale_button"), "repair.stale_button", noFields())
		if idle(t.current()) {
			t.status()
		}
		t.advance()
		return
	}
	if !t.chosen(p.Option, t.labelOf(p.Option)) {
		t.misunderstood("")
		return
	}
	t.takeProof()
	t.c.Confused = 0
	t.advance()
}

// pickUp takes up a case that was closed for silence when the buyer presses a button of the question that was left open.
func (t *turn) pickUp(p Press) {
	t.takeUpLeft(func(left *Asked) bool { return left.ID == p.Question })
}

// takeUpLeft goes on with the latest case that was closed for silence with a question of a kind left open, unless another question is.
func (t *turn) takeUpLeft(meant func(left *Asked) bool) {
	for i := len(t.c.Cases) - 1; i >= 0 && t.c.Asked == nil; i-- {
		k := &t.c.Cases[i]
		if k.Status != StatusClosed || k.Left == nil || !meant(k.Left) {
			continue
		}
		left := k.Left
		t.showCase()
		t.c.Current = i
		t.reopen(k)
		if t.c.Asked == nil && answerable(left, k) {
			t.c.Asked = left
		}
		t.begins(act(ActInform, string(Reopened)), "inform.reopened", noFields())
		return
	}
}

// stale reports whether a press comes too late to mean anything: its question is not the last one, and what it chooses is not to be
// chosen any more.
func (t *turn) stale(p Press) bool {
	if p.Option == optPerson || p.Option == optRoute || t.c.Asked != nil && (t.c.Asked.ID == p.Question || offers(t.c.Asked.Options, p.Option)) {
		return false
	}
	return !t.stillOffered(p.Option)
}

// labelOf is what stands on a button, for the desk and for the facts' sources.
func (t *turn) labelOf(option string) string {
	if t.c.Asked != nil {
		for _, o := range t.c.Asked.Options {
			if o.ID == option {
				return o.Label
			}
		}
	}
	if label := t.word("button." + option); label != "" {
		return label
	}
	return option
}

// edit handles a changed message: what the new text says corrects what the old one said.
func (t *turn) edit(e Edit) {
	in := t.ev.Read.Interpretation
	if t.alarmed(in.Alarms, e.Text) {
		return
	}
	if t.c.Human != nil {
		t.passOn(Relay{Text: t.desk("desk.edited", prompts.Fields{Words: e.Text}), Edits: e.Message}, nil)
		return
	}
	in.Moves = append([]Move{{Kind: Correct, Sure: 1}}, in.Moves...)
	t.absorb(in, e.Text)
	if t.used {
		t.advance()
		return
	}
	t.inform(Noted, "inform.edited", noFields())
}

// deleted handles a message that the buyer took back: what was learned from it stays, and the desk can see that it was taken back.
func (t *turn) deleted(d Delete) {
	if t.c.Human != nil {
		t.passOn(Relay{Text: t.desk("desk.deleted", noFields()), Edits: d.Message, Gone: true}, nil)
	}
}

// start opens the conversation from a link; a link may name what it is about.
func (t *turn) start(s Start) {
	if t.c.Human != nil {
		t.inform(Waiting, "handoff.already", prompts.Fields{Until: t.c.Human.Due})
		return
	}
	if t.c.Greeted {
		t.begins(act(ActInform, string(Greeting)), "inform.greeting", noFields())
	}
	t.greet()
	t.admit()
	in := t.ev.Read.Interpretation
	t.absorb(in, s.Payload)
	t.advance()
}
