package understand

import (
	"slices"
	"strings"

	"amends/dialogue"
)

// Prefixes of what a question asks for.
const (
	askedFact     = "fact:"
	askedEvidence = "evidence:"
)

// aboutFeedback is the fact whose phrases answer the question whether all is well now.
const aboutFeedback = "feedback"

// facts notes what the text says of questions that are answered with yes or no: "still sealed" says that it was not opened. A
// word alone says so only when it was asked for.
func (f *finder) facts() {
	said := map[string]hit{} // fact -> its longest phrase
	f.hitsOf(factGroup, func(h hit, t tag) {
		if was, ok := said[t.name]; t.name != aboutFeedback && (!ok || h.to-h.from > was.to-was.from) {
			said[t.name] = h
		}
	})
	for _, name := range f.lex.facts {
		h, ok := said[name]
		if ok && (h.to-h.from > 1 || f.asked().What == askedFact+name) {
			f.note(dialogue.Slot(askedFact+name), f.yesOrNo(h), f.place(h.from, h.to), "", 0.8)
		}
	}
}

// yesOrNo returns what a phrase of a fact says: a negated yes is a no.
func (r *reading) yesOrNo(h hit) string {
	if r.lex.tags[h.tag].yes && !r.negated(h.from, 3) {
		return "yes"
	}
	return "no"
}

// takesYesOrNo reports whether a bare yes or no says something to the last question. A description does not start with one: "no
// light, no sound".
func (r *reading) takesYesOrNo() bool {
	a := r.asked()
	if r.conv.Asked == nil || !strings.HasPrefix(a.What, askedFact) && !strings.HasPrefix(a.What, askedEvidence) {
		return r.conv.Asked != nil
	}
	return slices.ContainsFunc(a.Options, func(o dialogue.Option) bool { return o.ID == "yes" })
}

// answer turns what the text says of the fact that was asked for into a yes or a no.
func (r *reading) answer(found map[dialogue.MoveKind]dialogue.Move, slots []dialogue.SlotValue) {
	a := r.asked()
	if a.Kind == dialogue.ActFeedback {
		r.feedback(found)
		return
	}
	if !strings.HasPrefix(a.What, askedFact) || !r.takesYesOrNo() {
		return
	}
	for _, v := range slots {
		if string(v.Slot) != a.What {
			continue
		}
		yes, no := dialogue.Affirm, dialogue.Deny
		if v.Value == "no" {
			yes, no = no, yes
		}
		delete(found, no)
		delete(found, dialogue.Skip)
		found[yes] = dialogue.Move{Kind: yes, Words: v.Words, Sure: sureSaid}
	}
}

// feedback hears what came and what did not in the answer to the question whether all is well.
func (r *reading) feedback(found map[dialogue.MoveKind]dialogue.Move) {
	r.hitsOf(factGroup, func(h hit, t tag) {
		kind := dialogue.Pleased
		if r.yesOrNo(h) == "no" {
			kind = dialogue.Unhappy
		}
		if _, denied := found[dialogue.Deny]; t.name == aboutFeedback && !(denied && kind == dialogue.Pleased) {
			found[kind] = dialogue.Move{Kind: kind, Words: r.words(h.from, h.to), Sure: sureLeading}
		}
	})
}
