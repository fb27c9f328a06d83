package dialogue

import (
	"time"

	"amends/dialogue/playbook"
	"amends/prompts"
)

// turn is the work on one event: the conversation being made, and what is to be done so far.
type turn struct {
	e   *Engine
	c   Conversation
	ev  Event
	out []Action

	lead   []string // sentences to begin the next message with
	acts   []Act    // the acts that those sentences perform
	spoken int      // messages to the buyer so far
	// used is set once anything of the event was put to use: what is left over was not understood.
	used bool
	// awaited are the questions to the desk that were open when the turn began.
	awaited []Ask
	// asking is set once this turn has asked something: one question a turn.
	asking bool
	// admitted is set when this turn has said that there are no texts in the buyer's language.
	admitted bool
}

func (t *turn) now() time.Time { return t.ev.At }

// begin makes a new conversation ready and notes what the event says of its buyer.
func (t *turn) begin() {
	if t.c.ID == "" {
		t.c.ID, t.c.Current = t.ev.Conversation, -1
	}
	if t.c.Buyer == (Address{}) {
		t.c.Buyer = t.ev.Buyer
	}
	if t.c.Lang == "" {
		t.startLanguage(t.ev.Lang)
	}
	t.mend()
	t.c.Turns++
	if fromBuyer(t.ev.Body) {
		t.c.LastBuyer, t.c.Reminded, t.c.Blocked = t.now(), time.Time{}, false
	}
	t.awaited = awaited(t.c.Cases)
	t.backToLive()
	if k := t.current(); k != nil && t.ev.Read.Standing != nil {
		k.Standing = *t.ev.Read.Standing
	}
}

// backToLive makes the last case that is not closed the current one again when the current one has ended.
func (t *turn) backToLive() {
	k := t.current()
	if k == nil || k.Status != StatusClosed || !fromBuyer(t.ev.Body) || t.c.Asked != nil {
		return
	}
	for i := len(t.c.Cases) - 1; i >= 0; i-- {
		if t.c.Cases[i].Status != StatusClosed {
			t.c.Current = i
			return
		}
	}
}

// end sends what is left of the lead, brings the buyer's pin and the desk's card up to date and winds the clock.
func (t *turn) end() {
	if !t.waits() && !t.c.Blocked {
		t.advance() // an open case always waits for something
	}
	t.goOn()
	t.flush()
	t.pin()
	t.showCase()
	t.endAsks()
	t.c.Wake = t.nextWake()
}

// goOn takes up what the buyer named beside a problem, or another case that is still open, when that problem has just ended otherwise than
// by an agreement. A buyer who went quiet or called it off is left in peace.
func (t *turn) goOn() {
	k := t.current()
	if k == nil || k.Status != StatusClosed || !k.Closed.Equal(t.now()) || t.c.Human != nil || t.asking || t.c.Blocked {
		return
	}
	if k.Outcome == OutcomeSilent || k.Outcome == OutcomeCancelled {
		return
	}
	if t.takeUpNext(); t.asking {
		return
	}
	for i := len(t.c.Cases) - 1; i >= 0; i-- {
		if t.c.Cases[i].Status == StatusOpen {
			t.showCase()
			t.c.Current = i
			t.inform(Noted, "inform.next", prompts.Fields{Issue: t.issueName(t.c.Cases[i].Issue())})
			t.advance()
			return
		}
	}
}

func fromBuyer(b Body) bool {
	switch b.(type) {
	case Message, Press, Upload, Edit, Delete, Start:
		return true
	}
	return false
}

// current is the case being talked about, or nil.
func (t *turn) current() *Case {
	if t.c.Current < 0 || t.c.Current >= len(t.c.Cases) {
		return nil
	}
	return &t.c.Cases[t.c.Current]
}

func (t *turn) caseNo() string {
	if k := t.current(); k != nil {
		return k.No
	}
	return ""
}

// business is a time by which people who work in opening hours can have done something.
func (t *turn) business(d time.Duration) time.Time { return t.e.book.Seller.Hours.Add(t.now(), d) }

// issue is the policy for the current case's issue.
func (t *turn) issue() playbook.Issue {
	if k := t.current(); k != nil {
		return t.e.book.Issues[k.Issue()]
	}
	return playbook.Issue{}
}
