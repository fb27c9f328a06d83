package dialogue

// mend makes a stored conversation one that a turn can go on from, whatever wrote it: a status without what makes it so, a choice
// without its offer, a question whose answer could mean nothing any more. It leaves alone all that turns leave behind.
func (t *turn) mend() {
	if t.c.Current < -1 || t.c.Current >= len(t.c.Cases) {
		t.c.Current = len(t.c.Cases) - 1
	}
	for i := range t.c.Cases {
		t.c.Cases[i].mend()
	}
	if a := t.c.Asked; a != nil && !answerable(a, t.current()) {
		t.c.Asked = nil // advance asks what is needed
	}
}

// mend takes back what does not stand without what is missing.
func (k *Case) mend() {
	if k.Offer != nil && len(k.Offer.Options) == 0 {
		k.Offer = nil
	}
	if _, ok := k.Offer.option(k.Picked); !ok {
		k.Picked = ""
	}
	if a := k.Approval; a != nil && a.Remedy != "" {
		if _, ok := k.Offer.option(a.Remedy); !ok {
			k.Approval = nil // nobody can say any more what was to be approved
		}
	}
	switch k.Status {
	case StatusClosed:
	case StatusSettled, StatusFulfilled:
		if k.Settled == nil {
			k.Status = StatusOpen
		}
	case StatusAsked:
		if k.Approval == nil {
			k.Status = StatusOpen
		}
	default: // open, or a status that this program does not know; human is the conversation's and never a case's own
		k.Status = StatusOpen
	}
}

// answerable reports whether the state still holds what a question was about.
func answerable(a *Asked, k *Case) bool {
	switch {
	case a.Kind == ActOffer:
		return k != nil && k.Offer != nil
	case a.Kind == ActConfirm:
		return k != nil && k.Picked != ""
	case a.Kind == ActFeedback:
		return k != nil && k.Settled != nil
	case a.is(ActRepair, string(slotIssue)):
		return len(a.Options) > 1
	}
	return true
}
