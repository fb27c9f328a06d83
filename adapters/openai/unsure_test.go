package openai

import (
	"testing"

	"amends/dialogue"
)

func TestWhichTextsGoToTheModel(t *testing.T) {
	person := fresh()
	person.Human = &dialogue.Handoff{Reason: "asked"}
	symptom := asking(dialogue.ActAsk, "fact:symptom", "skip", "person")
	usable := asking(dialogue.ActAsk, "fact:usable", "yes", "no", "person")
	order := asking(dialogue.ActAsk, "order", "person")
	offer := asking(dialogue.ActOffer, "", "replace", "partial_keep", "refund_return", "none", "person")
	for _, test := range []struct {
		c              dialogue.Conversation
		text           string
		unsure, always bool
	}{
		{fresh(), "the stitching makes my cat sad somehow", true, true},
		{fresh(), "llevo días con esto y no sé qué pensar del asunto", true, true},
		{fresh(), "you sent me the wrong style of backpack", false, true},
		{fresh(), "hello there, I have a weird situation with what the courier handed me", true, true},
		{fresh(), "thanks!", false, true},
		{fresh(), "I want to talk to a person", false, true},
		{fresh(), "/human", false, false},
		{fresh(), "/nothing of the kind", false, false},
		{fresh(), "112-4567890-1234567", false, false},
		{fresh(), "98101", false, false},
		{fresh(), "👍🏽 ?!", false, false},
		{fresh(), "robin@example.org", false, false},
		{fresh(), "", false, false},
		{order, "it's 112-4567890-1234567", false, true},
		{fresh(), "it caught fire and burned my hand", false, false},
		{person, "the stitching makes my cat sad somehow", false, false},
		{symptom, "the stitching makes my cat sad somehow", false, true}, // taken down as it is
		{usable, "yes", false, true},
		{usable, "well it sort of hangs together on a good day", true, true},
		{offer, "the second one", false, true},
		{offer, "hmm the one where nothing needs posting back I guess", true, true},
	} {
		for use, want := range map[Use]bool{Unsure: test.unsure, Always: test.always, Off: false} {
			r := newRig(t, says(commands()), func(c *Config) { c.Use = use })
			r.read(test.c, test.text)
			if got := r.wire.requests() > 0; got != want {
				t.Errorf("%s, %q: goes to the model: %v, want %v", use, test.text, got, want)
			}
		}
	}
}
