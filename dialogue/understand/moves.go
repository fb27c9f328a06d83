package understand

import (
	"cmp"
	"slices"
	"strings"

	"amends/dialogue"
)

// How sure a move is, by how much of the message it makes up.
const (
	sureWhole     = 0.95 // it is the message
	sureSaid      = 0.85 // a phrase that means it wherever it stands
	sureLeading   = 0.7  // it leads the message and something else follows
	sureTakenBack = 0.45 // "yes, but"
	sureIdle      = 0.6  // a yes or no where nothing was asked: a nod at most
)

// moves returns what the buyer does with the text, surest first.
func (r *reading) moves(slots []dialogue.SlotValue) []dialogue.Move {
	found := map[dialogue.MoveKind]dialogue.Move{}
	note := func(m dialogue.Move) {
		if m.Sure > found[m.Kind].Sure {
			found[m.Kind] = m
		}
	}
	whole := r.onlyFillersBeside(-1)
	r.hitsOf(moveGroup, func(h hit, t tag) {
		if sure := r.sureOf(h, t, whole); sure > 0 {
			note(dialogue.Move{Kind: dialogue.MoveKind(t.name), Words: r.words(h.from, h.to), Sure: sure})
		}
	})
	if len(r.toks) == 0 && strings.Contains(r.text, "?") {
		note(dialogue.Move{Kind: dialogue.Again, Words: r.text, Sure: sureWhole})
	}
	if m, ok := r.question(); ok {
		note(m)
	}
	r.weigh(found, slots)
	r.answer(found, slots)
	out := make([]dialogue.Move, 0, len(found))
	for _, m := range found {
		out = append(out, m)
	}
	slices.SortFunc(out, func(a, b dialogue.Move) int {
		return cmp.Or(cmp.Compare(b.Sure, a.Sure), cmp.Compare(a.Kind, b.Kind))
	})
	if len(out) == 0 {
		return nil
	}
	return out
}

// sureOf weighs one phrase of a move by where it stands.
func (r *reading) sureOf(h hit, t tag, whole bool) float64 {
	kind := dialogue.MoveKind(t.name)
	if r.swallowed(h, kind) {
		return 0
	}
	if !t.alone {
		return r.sureSaying(h, kind)
	}
	if kind == dialogue.Affirm && r.negated(h.from, 3) {
		return 0 // "no me vale"
	}
	answer := kind == dialogue.Affirm || kind == dialogue.Deny
	switch {
	case answer && h.to < len(r.toks) && r.lex.contrasts[r.toks[h.to].norm]:
		return sureTakenBack
	case h.from == 0 && h.to == len(r.toks):
		return r.idle(answer, sureWhole+0.02)
	case whole:
		return r.idle(answer, sureWhole)
	case h.from == 0 && (kind == dialogue.Greet || r.toks[h.to].pause || r.toks[h.to].brk):
		return r.idle(answer, sureLeading)
	case answer && r.takesYesOrNo() && (h.from == 0 || h.to == len(r.toks) && len(r.toks) <= mostYesNoWords):
		return sureIdle
	case h.to == len(r.toks) && (r.toks[h.from].brk || r.toks[h.from].pause) && !answer:
		return sureLeading
	}
	return 0
}

// mostYesNoWords is how many words stand at most before a yes or a no that ends the answer: "it still holds fine, yes".
const mostYesNoWords = 9

// swallowed reports whether a hit is only a part of a longer phrase of another move: "right" in "that's not right".
func (r *reading) swallowed(h hit, kind dialogue.MoveKind) bool {
	o := r.cover[h.from]
	return o.from <= h.from && h.to <= o.to && o.to-o.from > h.to-h.from && r.lex.tags[o.tag].name != string(kind)
}

// sureSaying weighs a phrase that means a move wherever it stands. Contentment that is negated is its opposite.
func (r *reading) sureSaying(h hit, kind dialogue.MoveKind) float64 {
	switch kind {
	case dialogue.Pleased, dialogue.Thank, dialogue.AskHuman, dialogue.Reported, dialogue.Affirm:
		if r.negated(h.from, 3) && h.to-h.from < 4 {
			return 0
		}
	}
	if h.from == 0 && h.to == len(r.toks) {
		return sureWhole
	}
	return sureSaid
}

// idle lowers an answer where nothing was asked.
func (r *reading) idle(answer bool, sure float64) float64 {
	if answer && r.conv.Asked == nil {
		return sureIdle
	}
	return sure
}

// coverMoves notes for each token the longest phrase of a move that it is part of.
func (r *reading) coverMoves() {
	r.cover = make([]hit, len(r.toks))
	r.hitsOf(moveGroup, func(h hit, _ tag) {
		for i := h.from; i < h.to; i++ {
			if h.to-h.from > r.cover[i].to-r.cover[i].from {
				r.cover[i] = h
			}
		}
	})
}

// onlyFillersBeside reports whether all but token i are words of no weight, or words of a move.
func (r *reading) onlyFillersBeside(i int) bool {
	for k, t := range r.toks {
		if k != i && !r.lex.fillers[t.known] && r.cover[k].to == 0 {
			return false
		}
	}
	return true
}

// question returns the question of the text by its topic; the longest phrase decides. Who names the way to complain asks for that,
// whatever else he asks by the way.
func (r *reading) question() (dialogue.Move, bool) {
	var best hit
	var topic string
	r.hitsOf(topicGroup, func(h hit, t tag) {
		route, was := t.name == string(dialogue.RouteTo), topic == string(dialogue.RouteTo)
		if route && !was || route == was && h.to-h.from > best.to-best.from {
			best, topic = h, t.name
		}
	})
	if topic == "" {
		return r.authority()
	}
	sure := 0.65
	if r.toks[best.from].asks || best.from == 0 {
		sure = 0.85
	}
	return dialogue.Move{Kind: dialogue.Question, Topic: dialogue.Topic(topic), Words: r.words(best.from, best.to), Sure: sure}, true
}

// authority returns the question what the bot may do by itself.
func (r *reading) authority() (m dialogue.Move, ok bool) {
	r.hitsOf(cueGroup, func(h hit, t tag) {
		if t.name == "authority" {
			m, ok = dialogue.Move{Kind: dialogue.Question, Topic: dialogue.Process, Words: r.words(h.from, h.to), Sure: sureSaid}, true
		}
	})
	return m, ok
}

// weigh settles moves that exclude each other.
func (r *reading) weigh(found map[dialogue.MoveKind]dialogue.Move, slots []dialogue.SlotValue) {
	lower := func(weak, strong dialogue.MoveKind) {
		if found[strong].Sure > 0 && found[weak].Sure > 0 && len(found[strong].Words) >= len(found[weak].Words) {
			delete(found, weak)
		}
	}
	lower(dialogue.Affirm, dialogue.Deny)
	lower(dialogue.Deny, dialogue.Affirm)
	for _, strong := range []dialogue.MoveKind{dialogue.Skip, dialogue.Correct, dialogue.Undo, dialogue.Wait, dialogue.Cancel, dialogue.AskHuman,
		dialogue.Unhappy, dialogue.Pleased, dialogue.Again, dialogue.Bye, dialogue.Abuse, dialogue.Question} {
		lower(dialogue.Affirm, strong)
		if strong != dialogue.Unhappy {
			lower(dialogue.Deny, strong)
		}
	}
	lower(dialogue.Pleased, dialogue.Unhappy)
	lower(dialogue.Cancel, dialogue.Undo)
	lower(dialogue.Greet, dialogue.Bye)
	lower(dialogue.Again, dialogue.Skip)
	for _, s := range slots {
		if s.Slot == dialogue.SlotOption && s.Value != "skip" && s.Sure > 0.8 {
			delete(found, dialogue.Skip)
		}
	}
}

// askSomething marks a text as a question of unknown topic when it ends with a question mark and nothing else was found in it.
func (r *reading) askSomething(out *dialogue.Interpretation) {
	if len(r.toks) == 0 || !r.toks[len(r.toks)-1].asks || len(out.Slots) > 0 || len(out.Alarms) > 0 {
		return
	}
	if len(out.Issues) > 0 && out.Issues[0].Sure >= 0.35 {
		return
	}
	for _, m := range out.Moves {
		if m.Kind != dialogue.Greet && m.Kind != dialogue.Thank {
			return
		}
	}
	if len(out.Moves) > 0 && r.onlyFillersBeside(-1) {
		return
	}
	out.Moves = append(out.Moves, dialogue.Move{Kind: dialogue.Question, Topic: r.topicAsked(), Words: r.words(0, len(r.toks)), Sure: sureIdle})
}

// reconcile settles what the parts of a reading, each for itself, have found: somebody who states a problem asks for no time, and
// a correction chooses nothing.
func (r *reading) reconcile(out *dialogue.Interpretation) {
	fault := len(out.Issues) > 0 && out.Issues[0].Sure >= secondSure && isFault(out.Issues[0].Issue)
	dropMove := func(kind dialogue.MoveKind) {
		out.Moves = slices.DeleteFunc(out.Moves, func(m dialogue.Move) bool { return m.Kind == kind })
	}
	has := func(kind dialogue.MoveKind) bool {
		return slices.ContainsFunc(out.Moves, func(m dialogue.Move) bool { return m.Kind == kind && m.Sure >= secondSure })
	}
	if fault || has(dialogue.Question) || has(dialogue.Correct) || slices.ContainsFunc(out.Slots, isAnswer) {
		dropMove(dialogue.Wait)
	}
	if fault && has(dialogue.Correct) {
		out.Slots = slices.DeleteFunc(out.Slots, func(v dialogue.SlotValue) bool {
			return v.Slot == dialogue.SlotOption && v.Sure < sureWhole || v.Slot == dialogue.SlotOutcome
		})
	}
	if fault && r.asked().Kind == dialogue.ActFeedback && !has(dialogue.Pleased) && !has(dialogue.Unhappy) {
		out.Moves = append(out.Moves, dialogue.Move{Kind: dialogue.Unhappy, Words: out.Issues[0].Words, Sure: sureLeading})
	}
	if has(dialogue.Skip) && r.conv.Asked != nil {
		out.Issues = slices.DeleteFunc(out.Issues, func(g dialogue.IssueGuess) bool { return !isFault(g.Issue) || g.Sure < secondSure })
	}
	if len(out.Moves) == 0 {
		out.Moves = nil
	}
	if len(out.Issues) == 0 {
		out.Issues = nil
	}
}

// isAnswer reports a value that answers a question, so that nothing has to be waited for.
func isAnswer(v dialogue.SlotValue) bool {
	switch v.Slot {
	case dialogue.SlotOrder, dialogue.SlotProof, dialogue.SlotOption, dialogue.SlotTracking:
		return v.Sure >= secondSure
	}
	return false
}

// topicAsked guesses what a question without a topic of its own is about: what the bot has just asked for.
func (r *reading) topicAsked() dialogue.Topic {
	switch what := r.asked().What; {
	case strings.HasPrefix(what, "evidence:"):
		return dialogue.Evidences
	case what == string(dialogue.SlotOrder):
		return dialogue.FindOrder
	case what == string(dialogue.SlotProof):
		return dialogue.Privacy
	}
	return ""
}
