package dialogue

import (
	"amends/dialogue/playbook"
	"amends/prompts"
)

// contradict notes that two statements do not fit and asks, neutrally, which one to go by. The desk sees it.
func (t *turn) contradict(k *Case, was playbook.IssueID, g IssueGuess, text string) {
	f, _ := k.Fact(slotIssue)
	k.Doubts = append(k.Doubts, Contradiction{Slot: slotIssue, First: Was{Value: string(was), Source: f.Source},
		Second: Was{Value: string(g.Issue), Source: Source{Event: t.ev.ID, Words: quote(words(g, text)), At: t.now()}}})
	t.used = true
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
	was, now := playbook.IssueID(d.First.Value), playbook.IssueID(d.Second.Value)
	f := prompts.Fields{Earlier: t.issueName(was), What: t.issueName(now)}
	opts := []Option{t.issueOption(was), t.issueOption(now), t.option(optBoth)}
	text := t.variant("repair.contradiction", t.timesAsked(ActRepair, askedDoubt), f)
	t.question(ActRepair, askedDoubt, Say{Acts: act(ActRepair, askedDoubt), Text: text, Options: opts})
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
	t.begins(act(ActInform, string(Noted)), "inform.noted", prompts.Fields{List: []string{t.issueName(playbook.IssueID(d.Second.Value))}})
	t.c.Asked = nil
	return true
}
