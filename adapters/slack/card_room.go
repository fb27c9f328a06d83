package slack

import "github.com/slack-go/slack"

// How much of a card is shown in any case. What is left out can be read under Details.
const (
	mostFields   = 2 * maxFields
	mostLines    = 20 // of a list
	mostPictures = 8
	mostButtons  = 12 // of a row
)

// room is how many characters the parts of a card get.
type room struct {
	field int // a label or a value
	list  int
	words int
	task  int
}

// rooms are tried in turn until a card fits: almost all do at the first one, and whatever is in a card, it does at the last.
var rooms = []room{{200, 1500, 1500, 1000}, {100, 750, 750, 500}, {50, 375, 375, 250}}

// The same outside of cards.
const (
	shownField = 200
	shownList  = 1500
	shownTask  = 1000
)

// weight is how much of a message's room blocks take.
func weight(blocks []slack.Block) int {
	sum := maxBlock * len(blocks)
	for _, b := range blocks {
		switch b := b.(type) {
		case *slack.HeaderBlock:
			sum += weightOf(b.Text)
		case *slack.SectionBlock:
			sum += weightOf(append([]*slack.TextBlockObject{b.Text}, b.Fields...)...)
		case *slack.ContextBlock:
			for _, e := range b.ContextElements.Elements {
				if text, ok := e.(*slack.TextBlockObject); ok {
					sum += weightOf(text)
				}
			}
		case *slack.ImageBlock:
			sum += weightOf(b.Title)
		case *slack.ActionBlock:
			for _, e := range b.Elements.ElementSet {
				if button, ok := e.(*slack.ButtonBlockElement); ok {
					sum += weightOfButton(button)
				}
			}
		}
	}
	return sum
}

func weightOfButton(b *slack.ButtonBlockElement) int {
	if c := b.Confirm; c != nil {
		return weightOf(b.Text, c.Title, c.Text, c.Confirm, c.Deny)
	}
	return weightOf(b.Text)
}

func weightOf(texts ...*slack.TextBlockObject) int {
	n := 0
	for _, t := range texts {
		if t != nil {
			n += characters(t.Text)
		}
	}
	return n
}
