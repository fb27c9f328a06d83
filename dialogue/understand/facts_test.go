package understand_test

import (
	"testing"

	"amends/dialogue"
)

func fact(id string) dialogue.Conversation {
	return asking(dialogue.ActAsk, "fact:"+id, dialogue.Option{ID: "yes", Label: "Yes"}, dialogue.Option{ID: "no", Label: "No"}, dialogue.Option{ID: "skip", Label: "Skip"})
}

// What is asked tells what a sentence without a yes or no means.
func TestYesNoFacts(t *testing.T) {
	yes, no := dialogue.Affirm, dialogue.Deny
	for _, c := range []struct {
		fact, text string
		want       dialogue.MoveKind
	}{
		{"checked_around", "I checked with the doorman and my neighbors, nobody has it", yes}, {"checked_around", "asked everyone in the house", yes}, {"checked_around", "no one saw it", yes},
		{"checked_around", "I looked everywhere", yes}, {"checked_around", "not yet", no}, {"checked_around", "i haven't asked them", no}, {"checked_around", "pregunté a los vecinos y nadie lo tiene", yes},
		{"opened", "I opened it to look at it", yes}, {"opened", "we used it once", yes}, {"opened", "tried them on", yes}, {"opened", "not worn no", no}, {"opened", "still sealed", no},
		{"opened", "no its still sealed", no}, {"opened", "I never opened the box", no}, {"opened", "tags are still on", no}, {"opened", "sin abrir", no}, {"opened", "lo abrí para verlo", yes},
		{"usable", "not usable", no}, {"usable", "no its not usable", no}, {"usable", "can't use it", no}, {"usable", "it can't be worn", no}, {"usable", "useless like this", no}, {"usable", "no se puede usar", no},
		{"usable", "it still holds the guitar fine, yes", yes}, {"usable", "still works", yes}, {"usable", "yes it works", yes}, {"usable", "oh and yes i can use it", yes}, {"usable", "kind of usable, yes", yes},
		{"usable", "todavía funciona", yes}, {"usable", "yes", yes}, {"usable", "no", no}, {"usable", "well, yes", yes}, {"address_ok", "the address is right", yes}, {"address_ok", "we moved", no},
	} {
		in := read(t, fact(c.fact), c.text)
		not := yes
		if c.want == yes {
			not = no
		}
		if _, ok := move(in, c.want); !ok {
			t.Errorf("%s? %q: want %s, got %v", c.fact, c.text, c.want, in.Moves)
		}
		if m, ok := move(in, not); ok {
			t.Errorf("%s? %q: want only %s, got %v too", c.fact, c.text, c.want, m)
		}
		if m, ok := move(in, dialogue.Skip); ok {
			t.Errorf("%s? %q: it is an answer, got %v", c.fact, c.text, m)
		}
	}
}

// What was not asked for is noted when it is said in so many words.
func TestFactsAtAnyTime(t *testing.T) {
	for text, want := range map[string]string{
		"the mug arrived smashed to bits, can't be used": "no", "it is cracked but it still works": "yes", "not usable no": "no", "broken, i can't use it": "no",
	} {
		if v, ok := slot(read(t, photo, text), "fact:usable"); !ok || v.Value != want {
			t.Errorf("%q: want usable %s, got %v", text, want, v)
		}
	}
	if v, ok := slot(read(t, idle(), "works"), "fact:usable"); ok {
		t.Errorf("a word alone says nothing where it was not asked for, got %v", v)
	}
}

func TestFeedback(t *testing.T) {
	done := asking(dialogue.ActFeedback, "feedback", dialogue.Option{ID: "happy", Label: "All good"}, dialogue.Option{ID: "unhappy", Label: "Not solved"}, dialogue.Option{ID: "not_yet", Label: "Nothing came yet"})
	for _, c := range []struct {
		text string
		want dialogue.MoveKind
	}{
		{"it came today, yes", dialogue.Pleased}, {"very happy", dialogue.Pleased}, {"got the money today", dialogue.Pleased}, {"the parcel arrived yesterday", dialogue.Pleased}, {"ya llegó", dialogue.Pleased},
		{"no, they sent the wrong screws", dialogue.Unhappy}, {"the new one is cracked too", dialogue.Unhappy}, {"this one does not turn on either", dialogue.Unhappy}, {"it never came", dialogue.Unhappy},
	} {
		in := read(t, done, c.text)
		if _, ok := move(in, c.want); !ok {
			t.Errorf("%q: want %s, got %v", c.text, c.want, in.Moves)
		}
		for _, v := range in.Slots {
			if v.Slot == dialogue.SlotOption && v.Value == "not_yet" {
				t.Errorf("%q: chosen %v", c.text, v)
			}
		}
	}
}
