package dialogue

import (
	"strings"
	"unicode"

	"amends/prompts"
)

// misunderstood climbs one rung: rephrase with an example, then buttons, then a person.
func (t *turn) misunderstood(text string) {
	k := t.current()
	if idle(k) && t.c.Asked == nil {
		t.leftOver(k, text)
		return
	}
	if _, dated := slot(t.ev.Read.Interpretation, SlotDate); dated && t.c.Asked.is(ActAsk, string(SlotOrder)) {
		t.advance() // "it came on Monday" is no riddle, though nothing hangs on it
		return
	}
	t.c.Confused++
	if t.c.Confused >= t.patience(text) {
		t.handoff(reasonMisunderstood)
		return
	}
	t.acts = append(t.acts, Act{Kind: ActRepair, Args: []string{"unclear"}})
	if t.admitted { // that says it
		t.advance()
		return
	}
	key, f := t.unclear(), prompts.Fields{}
	if t.c.Asked.about(string(SlotOrder)) && digits(text) >= wholeNumber {
		key, f.Words = "repair.bad_number", quote(text)
	}
	t.lead = append(t.lead, t.variant(key, t.c.Confused-1, f))
	t.advance()
}

// patience is how many messages in a row may be not understood before a person helps: fewer where more words would be in the same
// language.
func (t *turn) patience(text string) int {
	if t.c.Foreign != "" && strings.ContainsFunc(text, unicode.IsLetter) {
		return 2
	}
	return 3
}

// wholeNumber is how many digits in one stretch make it likely that a text was meant as an order number.
const wholeNumber = 5

// digits is how many digits the longest number of the text has: dashes and spaces may part them, words, slashes and points end it.
func digits(text string) int {
	n, longest := 0, 0
	for i := range len(text) {
		switch c := text[i]; {
		case c >= '0' && c <= '9':
			n++
			longest = max(longest, n)
		case c != '-' && c != ' ':
			n = 0
		}
	}
	return longest
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
		t.begins(nil, "inform.passed_on", noFields())
	}
	t.status()
}

// choseCase answers whether a message belongs to the closed case or to a new one.
func (t *turn) choseCase(id string) bool {
	k := t.current()
	if k == nil || len(t.c.Waiting) == 0 {
		return false
	}
	p := t.c.Waiting[len(t.c.Waiting)-1]
	t.c.Waiting, t.c.Asked = t.c.Waiting[:len(t.c.Waiting)-1], nil
	if id == optThisCase && k.Settled == nil {
		t.reopen(k)
		k.Rounds, k.Declined, k.Offer = 0, nil, nil
		t.begins(nil, "inform.reopened", noFields())
		return true
	}
	old := *k
	if id == optThisCase {
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
		t.handoff(reasonPolicy)
		return
	}
	text := t.variant("repair.no_match", t.c.BadProofs-1, noFields())
	t.question(ActAsk, string(SlotProof), Say{Acts: act(ActRepair, kind), Text: text})
}
