package dialogue

import (
	"slices"
	"time"

	"amends/prompts"
)

// reply passes an agent's words on to the buyer. Whoever answers owns the conversation.
func (t *turn) reply(r Reply) {
	if r.Case != "" && !t.focus(r.Case) {
		t.deskSays("desk.unknown_option", prompts.Fields{What: r.Case})
		return
	}
	if t.current() == nil {
		t.open()
	}
	k := t.current()
	if k.Owner == "" {
		k.Owner = r.Agent
	}
	if t.c.Human == nil {
		t.c.Human = &Handoff{Reason: reasonAsked, Since: t.now()}
	}
	t.c.Human.Agent, t.c.Human.Due, t.c.Human.Told = r.Agent, time.Time{}, false
	relay := Relay{To: "buyer", From: r.Agent, Text: r.Text, Event: t.ev.ID}
	for _, f := range r.Files {
		relay.Files = append(relay.Files, f.Ref)
	}
	t.spoken++
	t.c.LastText = ""
	if t.c.Blocked {
		t.alert(alertUnreachable, noFields(), false)
		return
	}
	t.out = append(t.out, relay)
	if !r.Seen {
		relay.To, relay.Case = "desk", k.No
		t.toDesk(relay)
	}
	t.rememberSent()
}

// delivered hears how a message fared: an agent's words, or one that can never arrive.
func (t *turn) delivered(d Delivered) {
	t.arrived(d)
	if d.Failed == "" || d.To != "buyer" || t.c.Blocked {
		return
	}
	if d.Failed != Refused { // one message that the network does not take says nothing of the next
		t.c.Blocked = true
		t.c.Asked = nil
	}
	if t.current() != nil {
		t.alert(alertUnreachable, prompts.Fields{Reason: d.Failed}, false)
	}
}

// relayToDesk passes what the buyer wrote on to the person who owns the conversation.
func (t *turn) relayToDesk(text string, files []Evidence) {
	t.passOn(Relay{Text: text}, files)
}

// passOn completes a relay of the buyer's and sends it to the desk.
func (t *turn) passOn(r Relay, files []Evidence) {
	r.To, r.From, r.Case, r.Event = "desk", "buyer", t.caseNo(), t.ev.ID
	for _, e := range files {
		if e.ID != "" {
			r.Files = append(r.Files, e.ID)
		}
	}
	t.used = true
	t.toDesk(r)
	if h := t.c.Human; h != nil && h.Due.IsZero() && !t.onlyPolite() {
		h.Due, h.Told = t.business(t.e.book.Clocks.AgentReply), false
	}
}

// stillWaiting tells a buyer who goes on writing before an agent has answered, once, that it was passed on and by when to expect an
// answer.
func (t *turn) stillWaiting() {
	if h := t.c.Human; h.Agent == "" && !h.Heard && !t.onlyPolite() {
		h.Heard = true
		t.say(act(ActHandoff, h.Reason), "handoff.already", prompts.Fields{Until: h.Due})
	}
}

// onlyPolite reports whether the buyer said nothing that wants an answer: thanks, a goodbye, an "ok".
func (t *turn) onlyPolite() bool {
	in := t.ev.Read.Interpretation
	for _, m := range in.Moves {
		if !slices.Contains([]MoveKind{Thank, Pleased, Bye, Affirm, Wait}, m.Kind) {
			return false
		}
	}
	return len(in.Moves) > 0 && len(in.Slots) == 0
}
