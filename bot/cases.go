package bot

import (
	"context"
	"slices"
	"strings"
	"time"

	"amends/dialogue"
)

// Cases finds cases over all conversations. The stores implement it from indexes that a commit writes.
type Cases interface {
	// Cases returns the cases that the query asks for, oldest first.
	Cases(ctx context.Context, q CaseQuery) ([]CaseEntry, error)
}

// CaseEntry is a case as the indexes know it: enough for a list, and the conversation to load for the rest.
type CaseEntry struct {
	No           string                  `json:"no"`
	Conversation dialogue.ConversationID `json:"conv"`
	Status       dialogue.Status         `json:"status"` // human while a person owns the conversation of an unfinished current case
	Issue        string                  `json:"issue,omitempty"`
	Order        string                  `json:"order,omitempty"` // the whole number: mask it on a shared screen
	Agent        string                  `json:"agent,omitempty"` // owner
	Opened       time.Time               `json:"opened"`
	Due          time.Time               `json:"due,omitzero"` // the nearest of what a person owes: an answer, an approval, a remedy
}

// Open reports whether the case is not closed.
func (e CaseEntry) Open() bool { return e.Status != dialogue.StatusClosed }

// CaseQuery says which cases are wanted; the conditions that are set must all hold. A query with none of No, Order and Agent
// finds open cases only.
type CaseQuery struct {
	No    string // the case's number, in any case of letters
	Order string // the whole order number
	Agent string // owner; open cases only
	Limit int    // at most this many; 0 means 500
}

const defaultCaseLimit = 500

// Match reports whether the query asks for the case.
func (q CaseQuery) Match(e CaseEntry) bool {
	if q.No == "" && q.Order == "" && !e.Open() {
		return false
	}
	return (q.No == "" || strings.EqualFold(q.No, e.No)) &&
		(q.Order == "" || q.Order == e.Order) &&
		(q.Agent == "" || q.Agent == e.Agent && e.Open())
}

// Cut limits a sorted result to what the query wants.
func (q CaseQuery) Cut(found []CaseEntry) []CaseEntry {
	n := q.Limit
	if n <= 0 {
		n = defaultCaseLimit
	}
	return found[:min(n, len(found))]
}

// CaseChanges calls put for every case of next whose entry differs from the one that before gave; was is the zero entry for a
// new case.
func CaseChanges(before, next dialogue.Conversation, put func(was, is CaseEntry)) {
	for i := range next.Cases {
		var was CaseEntry
		no := next.Cases[i].No
		if j := slices.IndexFunc(before.Cases, func(k dialogue.Case) bool { return k.No == no }); j >= 0 {
			was = caseEntry(before, j)
		}
		if is := caseEntry(next, i); is != was {
			put(was, is)
		}
	}
}

func caseEntry(c dialogue.Conversation, i int) CaseEntry {
	k := &c.Cases[i]
	e := CaseEntry{No: k.No, Conversation: c.ID, Status: k.Status, Agent: k.Owner, Opened: k.Opened}
	for _, f := range k.Facts {
		switch f.Slot {
		case dialogue.Slot("issue"):
			e.Issue = f.Value
		case dialogue.SlotOrder:
			if f.Value != "unknown" { // the buyer cannot say
				e.Order = f.Value
			}
		}
	}
	if k.Order != nil {
		e.Order = k.Order.ID
	}
	if e.Status == dialogue.StatusClosed {
		return e
	}
	if c.Human != nil && i == c.Current {
		e.Status = dialogue.StatusHuman
		e.Due = c.Human.Due
		if e.Agent == "" {
			e.Agent = c.Human.Agent
		}
	}
	if k.Approval != nil {
		e.Due = earlier(e.Due, k.Approval.Due)
	}
	if k.Settled != nil && k.Settled.Done.IsZero() {
		e.Due = earlier(e.Due, k.Settled.Due)
	}
	return e
}

// earlier returns the earlier of two times, of which the zero one means never.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}
