package dialogue

import (
	"slices"
	"testing"
)

func TestAffected(t *testing.T) {
	glass := Item{Title: "Wine glass", Quantity: 5}
	for _, c := range []struct {
		quantity, counted string
		lines, want       int
	}{
		{"", "", 1, 5}, {"2", "", 1, 2}, {"9", "", 1, 5}, {"half", "", 1, 3}, {"all", "", 1, 5}, {"2", "", 2, 5},
		{"", "1 glass is broken", 1, 1}, {"", "3 weeks", 1, 5}, {"", "9 glasses", 1, 5}, {"", "2 glasses are; 1 spoon", 2, 2},
	} {
		k := &Case{Facts: []Fact{{Slot: SlotQuantity, Value: c.quantity}, {Slot: slotCounted, Value: c.counted}}}
		if got := k.affected(glass, c.lines); got != c.want {
			t.Errorf("quantity %q, counted %q, %d lines: the case is about %d glasses, want %d", c.quantity, c.counted, c.lines, got, c.want)
		}
	}
}

func TestNamedTogether(t *testing.T) {
	order := Order{Items: []Item{{Title: "Dog bed"}, {Title: "Reflective leash"}, {Title: "Steel bowls"}}}
	for _, c := range []struct {
		text string
		want []int
	}{
		{"the bed and the leash came torn", []int{0, 1}},
		{"bed, leash and the bowls", []int{0, 1, 2}},
		{"dog bed & reflective leash", []int{0, 1}},
		{"the bed, not the leash", nil},
		{"i ordered the bed and the leash, the leash is torn and the bed is fine", nil},
		{"the bed", nil},
	} {
		if got := namedTogether(order, c.text, "and"); !slices.Equal(got, c.want) {
			t.Errorf("%q names %v in one breath, want %v", c.text, got, c.want)
		}
	}
}
