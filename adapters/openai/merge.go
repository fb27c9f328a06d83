package openai

import (
	"cmp"
	"slices"

	"amends/dialogue"
)

// sureStays is how sure a move of the built-in reading must be to stand beside those of a model.
const sureStays = 0.85

// merge puts the commands that hold and the built-in reading together. Alarms and everything that has a form of its own are the
// built-in reading's; problems and moves are the model's where it named any.
func merge(plain dialogue.Interpretation, said finds) dialogue.Interpretation {
	if !said.any {
		return plain
	}
	out := dialogue.Interpretation{Lang: cmp.Or(plain.Lang, said.Lang), By: By, Alarms: plain.Alarms}
	out.Issues = mergeIssues(plain.Issues, said.Issues)
	out.Moves = mergeMoves(plain.Moves, said.Moves)
	out.Slots = mergeSlots(plain.Slots, said.Slots)
	return out
}

// mergeIssues takes the model's problems. Where it found none, a mere guess of the built-in reading is none either.
func mergeIssues(plain, said []dialogue.IssueGuess) []dialogue.IssueGuess {
	if len(said) == 0 {
		return slices.DeleteFunc(slices.Clone(plain), func(g dialogue.IssueGuess) bool { return g.Sure < sureAct })
	}
	out := slices.Clone(said)
	slices.SortStableFunc(out, func(a, b dialogue.IssueGuess) int {
		return cmp.Or(secondness(a)-secondness(b), cmp.Compare(b.Sure, a.Sure))
	})
	return out
}

// secondness puts a problem of its own behind the readings of the first one: at most one of them counts.
func secondness(g dialogue.IssueGuess) int {
	if g.Second {
		return 1
	}
	return 0
}

// mergeMoves adds to the model's moves those that the built-in reading is sure of and that the model's do not deny.
func mergeMoves(plain, said []dialogue.Move) []dialogue.Move {
	out := slices.Clone(said)
	for _, m := range plain {
		has := func(kind dialogue.MoveKind) bool {
			return slices.ContainsFunc(said, func(x dialogue.Move) bool { return x.Kind == kind })
		}
		against := m.Kind == dialogue.Affirm && has(dialogue.Deny) || m.Kind == dialogue.Deny && has(dialogue.Affirm)
		if m.Sure >= sureStays && !has(m.Kind) && !against {
			out = append(out, m)
		}
	}
	slices.SortStableFunc(out, func(a, b dialogue.Move) int { return cmp.Compare(b.Sure, a.Sure) })
	return out
}

// mergeSlots adds values of kinds that the built-in reading found none of, or was not sure of.
func mergeSlots(plain, said []dialogue.SlotValue) []dialogue.SlotValue {
	out := slices.Clone(plain)
	for _, s := range said {
		sure := func(have dialogue.SlotValue) bool { return have.Slot == s.Slot && have.Sure >= sureAct }
		if !slices.ContainsFunc(plain, sure) {
			out = append(out, s)
		}
	}
	return out
}
