package dialogue_test

import (
	"slices"
	"testing"

	"amends/dialogue"
)

func TestMatchItems(t *testing.T) {
	order := dialogue.Order{Items: []dialogue.Item{
		{Title: "Trail backpack", Variant: "green, 20 l"},
		{Title: "Trail backpack", Variant: "blue, 30 l"},
		{Title: "Stainless water bottle", Variant: "blue"},
		{Title: "Trail cámara strap"},
	}}
	for _, c := range []struct {
		text string
		want []int
	}{
		{"the green one", []int{0}},
		{"blue backpack arrived torn", []int{1}},
		{"the backpacks are wrong", []int{0, 1}},
		{"something blue", []int{1, 2}},
		{"bottle and the strap", []int{2, 3}},
		{"la camara", []int{3}},
		{"the 30 l", []int{1}},
		{"nothing of yours", nil},
		{"", nil},
	} {
		if got := dialogue.MatchItems(order, c.text); !slices.Equal(got, c.want) {
			t.Errorf("MatchItems(%q) = %v, want %v", c.text, got, c.want)
		}
	}
}

func TestMatchItemsForgivesPlurals(t *testing.T) {
	for title, text := range map[string]string{"Tazza": "due tazze", "Tasse": "zwei Tassen", "Libro": "i libri", "Steel bottle": "both bottles"} {
		order := dialogue.Order{Items: []dialogue.Item{{Title: title}}}
		if got := dialogue.MatchItems(order, text); !slices.Equal(got, []int{0}) {
			t.Errorf("%q names %q: got %v", text, title, got)
		}
	}
}

func TestMatchItemsOfOneLine(t *testing.T) {
	order := dialogue.Order{Items: []dialogue.Item{{Title: "Ceramic mug"}}}
	if got := dialogue.MatchItems(order, "my mug is cracked"); !slices.Equal(got, []int{0}) {
		t.Errorf("a word of the only line names it: got %v", got)
	}
}
