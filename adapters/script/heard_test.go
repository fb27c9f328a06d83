package script

import (
	"testing"

	"amends/bot"
	"amends/dialogue"
)

// TestPatternsSeeWhatWentOut: acts and whole texts are the bot's own, whatever words went out; a pattern sees those.
func TestPatternsSeeWhatWentOut(t *testing.T) {
	ask := []dialogue.Act{{Kind: dialogue.ActAsk, Args: []string{"order"}}}
	said := bot.Delivery{Words: "Oh dear! Your number?", Action: dialogue.Say{Acts: ask, Text: "Which order?", Options: []dialogue.Option{{ID: "skip", Label: "Skip it"}}}}
	passed := bot.Delivery{Words: "it is broken", Action: dialogue.Relay{To: "desk", From: "buyer", Text: "esta roto", Files: []string{"ab12"}}}
	for _, x := range []struct {
		want Expect
		of   bot.Delivery
		is   bool
	}{
		{Expect{Acts: []string{"ask order"}}, said, true},
		{Expect{Text: "Which order?"}, said, true},
		{Expect{Text: "Oh dear! Your number?"}, said, false},
		{Expect{Pattern: "Oh dear"}, said, true},
		{Expect{Pattern: "Skip it"}, said, true},
		{Expect{Pattern: "Which"}, said, false},
		{Expect{Desk: true, Acts: []string{"message"}, Pattern: "broken ab12"}, passed, true},
		{Expect{Desk: true, Pattern: "roto"}, passed, false},
		{Expect{Desk: true, Text: "esta roto ab12"}, passed, true},
	} {
		if got := x.want.matches(hear(x.of)); got != x.is {
			t.Errorf("%+v matches %q, which went out as %q: %v, want %v", x.want, x.of.Action, x.of.Words, got, x.is)
		}
	}
}
