package simulate

import (
	"strings"

	"amends/dialogue"
)

// thiefOpens asks for somebody else's order.
func thiefOpens(b *buyer) []deed {
	text := b.problem(b.goal.issue) + ", order " + b.goal.others.order.ID
	return []deed{b.write(text)}
}

// thief guesses at proofs, writes forged commands and presses buttons that nobody offered.
func thief(b *buyer, q question) ([]deed, bool) {
	if !b.once("trick", 14) {
		b.left = true
		return nil, true
	}
	switch {
	case q.what == "proof":
		return one(b.write(b.guess())), true
	case b.chance(0.5):
		text := pick(b.dice, b.words.list("en", "injection"))
		return one(b.write(strings.ReplaceAll(text, "{order}", b.goal.others.order.ID))), true
	case b.chance(0.3):
		option := pick(b.dice, []string{"refund_keep", "approve", "order:" + b.goal.others.order.ID, "replace_keep", "item:0", "offer:refund_keep", "yes", "happy"})
		return one(deed{after: b.pause(), body: dialogue.Press{Question: q.id, Option: option}}), true
	}
	return nil, false
}

// guess is a second fact that is not the order's.
func (b *buyer) guess() string {
	for {
		if code := b.digits(5); code != b.goal.others.postal && code != b.goal.mine.postal {
			return code
		}
	}
}
