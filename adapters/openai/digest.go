package openai

import (
	"cmp"
	"slices"
	"strings"

	"amends/dialogue"
	"amends/prompts"
)

// digest is what the model is told of a conversation: which things are known, never what they are.
func (u *Understander) digest(c dialogue.Conversation, plain dialogue.Interpretation, text string) prompts.ModelMessage {
	m := prompts.ModelMessage{Language: cmp.Or(plain.Lang, c.Lang, "not known"), Text: text}
	k := current(c)
	if k == nil {
		m.Missing = []string{"issue", "order"}
	} else {
		u.describe(*k, &m)
	}
	if c.Asked != nil {
		m.Asked = u.question(*c.Asked)
		m.Answers = u.answers(*c.Asked)
	}
	return m
}

func (u *Understander) describe(k dialogue.Case, m *prompts.ModelMessage) {
	add := func(there bool, name string) {
		if there {
			m.Known = append(m.Known, name)
		} else {
			m.Missing = append(m.Missing, name)
		}
	}
	if issue := string(k.Issue()); slices.Contains(u.terms.issues, issue) {
		m.Issue = issue
	}
	add(k.Issue() != "", "issue")
	add(k.Order != nil || k.Value(dialogue.SlotOrder) != "", "order number")
	add(k.Order != nil, "proof that the order is the buyer's")
	for _, e := range k.Evidence {
		if slices.Contains(u.terms.evidence, string(e.Kind)) {
			m.Known = append(m.Known, string(e.Kind))
		}
	}
	for _, f := range k.Facts {
		if slices.Contains(u.terms.facts, string(f.Slot)) && f.Value != "" {
			m.Known = append(m.Known, string(f.Slot))
		}
	}
	switch {
	case k.Settled != nil:
		m.Known = append(m.Known, "the solution that was agreed")
	case k.Picked != "":
		m.Known = append(m.Known, "the solution that was chosen")
	case k.Offer != nil:
		m.Known = append(m.Known, "the solutions that were offered")
	}
}

// question names what was asked last. What is no name of the program or the playbook is left out.
func (u *Understander) question(a dialogue.Asked) string {
	what := a.What
	if evidence, ok := strings.CutPrefix(what, "evidence:"); !slices.Contains(u.terms.facts, what) && !(ok && slices.Contains(u.terms.evidence, evidence)) &&
		!slices.Contains(u.terms.remedies, what) && !isWord(what) {
		what = ""
	}
	text := strings.TrimSpace(string(a.Kind) + " " + what)
	if means := u.terms.text("ask.fact." + strings.TrimPrefix(what, "fact:")); strings.HasPrefix(what, "fact:") && means != "" {
		text += " (" + means + ")"
	}
	return text
}

// isWord reports a name of the program: small letters alone.
func isWord(s string) bool {
	return strings.Trim(s, "abcdefghijklmnopqrstuvwxyz_") == ""
}

func (u *Understander) answers(a dialogue.Asked) []prompts.Term {
	var list []prompts.Term
	for _, o := range a.Options {
		if u.terms.isAnswer(o.ID) {
			list = append(list, prompts.Term{ID: o.ID, Means: u.terms.answerMeans(o.ID)})
		}
	}
	return list
}

// current is the case that is being talked about, nil when there is none.
func current(c dialogue.Conversation) *dialogue.Case {
	if c.Current < 0 || c.Current >= len(c.Cases) {
		return nil
	}
	return &c.Cases[c.Current]
}
