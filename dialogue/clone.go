package dialogue

import (
	"slices"
)

// clone copies whatever a turn may change. What a turn only replaces whole (orders, the lists inside an offer or a question) is
// shared with the old conversation.
func clone(c Conversation) Conversation {
	c.Cases = slices.Clone(c.Cases)
	for i := range c.Cases {
		c.Cases[i] = cloneCase(c.Cases[i])
	}
	c.Asked = cloneAsked(c.Asked)
	c.Human = cloneOf(c.Human)
	c.Waiting = slices.Clone(c.Waiting)
	c.Sent = slices.Clone(c.Sent)
	return c
}

func cloneCase(k Case) Case {
	k.Facts = slices.Clone(k.Facts)
	for i := range k.Facts {
		k.Facts[i].Earlier = slices.Clip(k.Facts[i].Earlier)
	}
	k.Evidence = slices.Clone(k.Evidence)
	k.Wanted = slices.Clone(k.Wanted)
	k.Declined = slices.Clone(k.Declined)
	k.Doubts = slices.Clone(k.Doubts)
	k.Alarms = slices.Clone(k.Alarms)
	k.Left = cloneAsked(k.Left)
	k.Offer = cloneOf(k.Offer)
	k.Approval = cloneOf(k.Approval)
	k.Settled = cloneOf(k.Settled)
	return k
}

func cloneAsked(a *Asked) *Asked {
	if a = cloneOf(a); a != nil {
		a.Options = slices.Clone(a.Options)
	}
	return a
}

func cloneOf[T any](p *T) *T {
	if p == nil {
		return nil
	}
	v := *p
	return &v
}
