package simulate

import (
	"maps"
	"slices"
	"time"

	"amends/dialogue/playbook"
)

// goal is what brings a buyer here: what went wrong with which order, what is true about it, and what would settle it.
type goal struct {
	issue  playbook.IssueID
	mine   purchase
	others purchase // of somebody else; only the thief has heard of it
	item   int      // index of the line that it is about
	wants  playbook.Kind
	truths map[playbook.FactID]string // yes, no or unknown
	camera bool                       // can take photos and videos
}

// newGoal makes up any issue of the playbook with an order that fits it.
func newGoal(d dice, book *playbook.Book, now time.Time) goal {
	issues := slices.Sorted(maps.Keys(book.Issues))
	g := goal{issue: weighted(d, issues, weightOf), truths: map[playbook.FactID]string{}, camera: !d.chance(0.1)}
	g.mine, g.others = newPurchase(d, g.issue, now), newPurchase(d, g.issue, now)
	for g.others.order.ID == g.mine.order.ID {
		g.others.order.ID = number(d, g.others.order.Marketplace)
	}
	g.item = d.IntN(len(g.mine.order.Items))
	g.wants = pick(d, []playbook.Kind{playbook.MadeRight, playbook.MadeRight, playbook.MoneyBack, playbook.MoneyBack, playbook.KeepIt})
	for _, id := range slices.Sorted(maps.Keys(book.Facts)) {
		g.truths[id] = pick(d, []string{"yes", "yes", "no"})
		if d.chance(0.05) {
			g.truths[id] = "unknown"
		}
	}
	if d.chance(0.85) {
		g.truths["address_ok"] = "yes"
	}
	return g
}

// weightOf is how often an issue comes up among buyers.
func weightOf(issue playbook.IssueID) int {
	switch issue {
	case playbook.NotReceived, playbook.WrongItem, playbook.Damaged, playbook.Defective:
		return 4
	case playbook.Human, playbook.Other, playbook.ServiceComplaint:
		return 1
	}
	return 2
}

// itemWord is what the buyer calls the thing.
func (g goal) itemWord() string { return g.mine.words[g.item] }
