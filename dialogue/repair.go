package dialogue

import (
	"amends/dialogue/playbook"
	"amends/prompts"
)

// misunderstood climbs one rung: rephrase with an example, then buttons, then a person.
func (t *turn) misunderstood(text string) {
	k := t.current()
	if idle(k) && t.c.Asked == nil {
		t.leftOver(k, text)
		return
	}
	t.c.Confused++
	if t.c.Confused >= 3 {
		t.handoff("misunderstood")
		return
	}
	t.acts = append(t.acts, Act{Kind: ActRepair, Args: []string{"unclear"}})
	key, f := t.unclear(), prompts.Fields{}
	if a := t.c.Asked; a != nil && a.What == string(SlotOrder) && digits(text) >= wholeNumber {
		key, f.Words = "repair.bad_number", quote(text)
	}
	t.lead = append(t.lead, t.variant(key, t.c.Confused-1, f))
	t.advance()
}

// wholeNumber is how many digits make it likely that a text was meant as an order number.
const wholeNumber = 5

func digits(text string) int {
	n := 0
	for i := range len(text) {
		if text[i] >= '0' && text[i] <= '9' {
			n++
		}
	}
	return n
}

// unclear is the text for what was not understood: with an example when the issue itself is asked.
func (t *turn) unclear() string {
	if k := t.current(); (k == nil || k.Issue() == "") && t.e.texts.Has("repair.unclear_issue") {
		return "repair.unclear_issue"
	}
	return "repair.unclear"
}

// leftOver is something said when nothing is asked: the desk of a settled case should see it, and the buyer hears where things are.
func (t *turn) leftOver(k *Case, text string) {
	if text != "" && k.OnDesk && k.Status != StatusClosed {
		t.relayToDesk(text, nil)
		t.begins(nil, "inform.passed_on", t.none())
	}
	t.status()
}

// askWhichIssue asks "this or that?" when a text fits two issues, or one but not surely.
func (t *turn) askWhichIssue(first, second IssueGuess) {
	t.working()
	opts := []Option{t.issueOption(first.Issue)}
	if second.Issue != "" {
		opts = append(opts, t.issueOption(second.Issue))
	}
	if !offers(opts, string(playbook.Other)) {
		opts = append(opts, t.issueOption(playbook.Other))
	}
	t.askAmong(opts)
	t.moved = true
}

func (t *turn) issueOption(id playbook.IssueID) Option {
	return Option{ID: string(id), Label: t.word("issue_line." + string(id))}
}

// askAmong asks which of some issues it is; the last of them is "something else".
func (t *turn) askAmong(opts []Option) {
	f := prompts.Fields{}
	for _, o := range opts[:len(opts)-1] {
		f.List = append(f.List, t.word("issue."+o.ID))
	}
	if len(f.List) == 1 {
		f.What = f.List[0]
	}
	text := t.variant("repair.ambiguous", t.timesAsked(ActRepair, string(slotIssue)), f)
	t.question(ActRepair, string(slotIssue), Say{Acts: act(ActRepair, "ambiguous"), Text: text, Options: opts})
}

// contradict notes that two statements do not fit and asks, neutrally, which one to go by. The desk sees it.
func (t *turn) contradict(k *Case, was playbook.IssueID, g IssueGuess, text string) {
	f, _ := k.Fact(slotIssue)
	k.Doubts = append(k.Doubts, Contradiction{Slot: slotIssue, First: Was{Value: string(was), Source: f.Source},
		Second: Was{Value: string(g.Issue), Source: Source{Event: t.ev.ID, Words: quote(words(g, text)), At: t.now()}}})
	t.moved = true
}

// doubt is the contradiction that is still to be asked about, or nil.
func (k *Case) doubt() *Contradiction {
	for i := range k.Doubts {
		if k.Doubts[i].Kept == "" {
			return &k.Doubts[i]
		}
	}
	return nil
}

func (t *turn) askWhichIsRight(d *Contradiction) {
	was, now := d.First.Value, d.Second.Value
	f := prompts.Fields{Earlier: t.word("issue." + was), What: t.word("issue." + now)}
	opts := []Option{{ID: was, Label: t.word("issue_line." + was)}, {ID: now, Label: t.word("issue_line." + now)}, t.option("both")}
	text := t.variant("repair.contradiction", t.timesAsked(ActRepair, "contradiction"), f)
	t.question(ActRepair, "contradiction", Say{Acts: act(ActRepair, "contradiction"), Text: text, Options: opts})
}

// choseBoth goes on with the first statement and keeps the second for later.
func (t *turn) choseBoth() bool {
	k := t.current()
	if k == nil || k.doubt() == nil {
		return false
	}
	d := k.doubt()
	d.Kept = d.First.Value
	t.c.Waiting = append(t.c.Waiting, Problem{Issue: playbook.IssueID(d.Second.Value), Source: d.Second.Source})
	t.begins(act(ActInform, string(Noted)), "inform.noted", prompts.Fields{List: []string{t.word("issue." + d.Second.Value)}})
	t.c.Asked = nil
	return true
}

// choseCase answers whether a message belongs to the closed case or to a new one.
func (t *turn) choseCase(id string) bool {
	k := t.current()
	if k == nil || len(t.c.Waiting) == 0 {
		return false
	}
	p := t.c.Waiting[len(t.c.Waiting)-1]
	t.c.Waiting, t.c.Asked = t.c.Waiting[:len(t.c.Waiting)-1], nil
	if id == "this_case" && k.Settled == nil {
		t.reopen(k)
		k.Rounds, k.Declined, k.Offer = 0, nil, nil
		t.begins(nil, "inform.reopened", t.none())
		return true
	}
	old := *k
	if id == "this_case" {
		t.followUp(old)
	} else {
		t.open()
	}
	k = t.current()
	k.Facts = append(k.Facts, Fact{Slot: slotIssue, Value: string(p.Issue), Source: p.Source})
	return true
}

// mismatch says, in the same words for an unknown order and for a wrong fact, that the two do not fit.
func (t *turn) mismatch(k *Case) {
	kind := k.Value(slotMismatch)
	t.unlearn(k, slotMismatch)
	if t.c.BadProofs >= badProofs {
		t.handoff("policy")
		return
	}
	text := t.variant("repair.no_match", t.c.BadProofs-1, t.none())
	t.question(ActAsk, string(SlotProof), Say{Acts: act(ActRepair, kind), Text: text})
}
