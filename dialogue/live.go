package dialogue

import (
	"slices"
)

// sentKept bounds how many messages of agents a conversation remembers: older ones can no longer be changed or taken back.
const sentKept = 50

// Sent is a message of an agent that went to the buyer: what may still be changed or taken back.
type Sent struct {
	Event string `json:"event"`
	Case  string `json:"case,omitempty"`
}

// post handles what an agent wrote in a case's thread. Only a live case passes it on; otherwise it is a note.
func (t *turn) post(p Post) {
	h, k := t.c.Human, t.current()
	if h == nil || !h.Live || k == nil || p.Case != "" && p.Case != k.No {
		return
	}
	t.reply(Reply{Agent: p.Agent, Case: p.Case, Text: p.Text, Files: p.Files, Seen: true})
}

// goLive has everything that is written in the case's thread go to the buyer, or ends that. Whoever goes live owns the case.
func (t *turn) goLive(k *Case, agent, arg string) {
	switch {
	case arg != "on" && arg != "off" || k.Status == StatusClosed:
		t.deskSays("desk.unknown_option", noFields())
	case arg == "off":
		if t.c.Human != nil {
			t.c.Human.Live = false
		}
	default:
		t.take(k, agent)
		if k.Owner == agent { // somebody else may have been first
			t.c.Human.Live = true
		}
	}
}

// assignTo gives the case and the conversation to an agent whom another one named.
func (t *turn) assignTo(k *Case, agent string) {
	if agent == "" || k.Status == StatusClosed {
		t.deskSays("desk.unknown_option", noFields())
		return
	}
	k.Owner = ""
	t.take(k, agent)
}

// rememberSent notes a message to the buyer and shows that it is on its way.
func (t *turn) rememberSent() {
	if len(t.c.Sent) >= sentKept {
		t.c.Sent = t.c.Sent[len(t.c.Sent)-sentKept+1:]
	}
	t.c.Sent = append(t.c.Sent, Sent{Event: t.ev.ID, Case: t.caseNo()})
	t.out = append(t.out, Mark{Case: t.caseNo(), Event: t.ev.ID, State: Queued})
}

// sent is the place of a message to the buyer among those that are remembered, -1 when it is none of them.
func (t *turn) sent(event string) int {
	return slices.IndexFunc(t.c.Sent, func(s Sent) bool { return s.Event == event })
}

// amend has a changed message follow to the buyer.
func (t *turn) amend(a Amend) {
	if t.sent(a.Message) >= 0 && a.Text != "" && !t.c.Blocked {
		t.out = append(t.out, Relay{To: "buyer", From: a.Agent, Text: a.Text, Edits: a.Message})
	}
}

// recall takes a message to the buyer back.
func (t *turn) recall(r Recall) {
	i := t.sent(r.Message)
	if i < 0 {
		return
	}
	s := t.c.Sent[i]
	t.c.Sent = slices.Delete(t.c.Sent, i, i+1)
	if !t.c.Blocked {
		t.out = append(t.out, Relay{To: "buyer", From: r.Agent, Edits: s.Event, Gone: true})
	}
	t.out = append(t.out, Mark{Case: s.Case, Event: s.Event, State: Recalled})
}

// arrived shows on the desk how an agent's message fared.
func (t *turn) arrived(d Delivered) {
	i := t.sent(d.Event)
	if i < 0 {
		return
	}
	m := Mark{Case: t.c.Sent[i].Case, Event: d.Event, State: Arrived}
	if d.Failed != "" {
		m.State, m.Why = Failed, d.Failed
	}
	t.out = append(t.out, m)
}

// lost has a card that the desk no longer has drawn and posted again.
func (t *turn) lost(l Lost) {
	i := slices.IndexFunc(t.c.Cases, func(k Case) bool { return k.No == l.Case })
	if i < 0 || !t.c.Cases[i].OnDesk {
		return
	}
	before := t.c.Current
	t.c.Current, t.c.Cases[i].CardHash = i, 0
	t.showCase()
	t.c.Current = before
}
