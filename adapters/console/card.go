package console

import (
	"slices"
	"strings"

	"amends/dialogue"
)

// cardLine is one line of a case's card.
type cardLine struct {
	part  cardPart
	label string
	value string
}

// cardPart is what a line of a card is about.
type cardPart int

const (
	partField cardPart = iota
	partEvidence
	partOffered
	partRefused
	partDate
	partWarning
	partTask
)

// cardLines are the lines of a card, the way an agent reads it from top to bottom.
func cardLines(card dialogue.Card) []cardLine {
	var list []cardLine
	add := func(part cardPart, label, value string) {
		list = append(list, cardLine{part, printable(label), printable(strings.Join(strings.Fields(value), " "))})
	}
	for _, w := range card.Warnings {
		add(partWarning, "!", w)
	}
	if card.Task != "" {
		add(partTask, "To do", card.Task)
	}
	for _, f := range card.Fields {
		add(partField, f.Label, f.Value)
	}
	for _, e := range card.Evidence {
		add(partEvidence, "Evidence", evidenceWords(e))
	}
	for _, r := range card.Remedies {
		if r.Refused != "" {
			add(partRefused, "Not offered", r.Label+": "+r.Refused)
		} else {
			add(partOffered, "Offered", strings.TrimSuffix(r.Label+": "+r.Cost, ": "))
		}
	}
	for _, f := range card.Dates {
		add(partDate, f.Label, f.Value)
	}
	return list
}

func evidenceWords(e dialogue.CardEvidence) string {
	if e.Note == "" {
		return e.Proves
	}
	return e.Proves + " (" + e.Note + ")"
}

// changedLines are the lines of a card that the card before did not have; all of them when there was none.
func changedLines(card dialogue.Card, before *dialogue.Card) []cardLine {
	list := cardLines(card)
	if before == nil {
		return list
	}
	had := cardLines(*before)
	return slices.DeleteFunc(list, func(l cardLine) bool { return slices.Contains(had, l) })
}

func (l cardLine) String() string {
	if l.part == partWarning {
		return l.label + " " + l.value
	}
	return l.label + ": " + l.value
}
