package dialogue_test

import (
	"slices"
	"testing"

	"amends/dialogue"
	"amends/dialogue/playbook"
	"amends/prompts"
)

// jeweller is an engine with an issue of the seller's own that has words in English and German.
func jeweller(t *testing.T) *dialogue.Engine {
	t.Helper()
	book, err := playbook.Load("shop.yaml", []byte(`version: 1
seller: {languages: [de, en]}
issues:
  engraving_wrong: {fault: seller, evidence: [photo_item], remedies: [replace, refund_return], name: {de: die Gravur, en: the engraving},
    line: {de: Die Gravur ist falsch, en: The engraving is wrong}}
`))
	if err != nil {
		t.Fatal(err)
	}
	texts, err := prompts.Load()
	if err != nil {
		t.Fatal(err)
	}
	engine, err := dialogue.New(book, texts)
	if err != nil {
		t.Fatalf("want no text of the catalog needed for an issue of the seller's own, got %v", err)
	}
	return engine
}

func TestIssueName(t *testing.T) {
	engine := jeweller(t)
	for _, c := range []struct {
		lang string
		id   playbook.IssueID
		want string
	}{
		{"en", "engraving_wrong", "the engraving"}, {"de-AT", "engraving_wrong", "die Gravur"}, {"fr", "engraving_wrong", "die Gravur"},
		{"en", playbook.Damaged, "the damaged item"}, {"en", "once_there_was", "the other problem"},
	} {
		if got := engine.IssueName(c.lang, c.id); got != c.want {
			t.Errorf("%s in %s: want %q, got %q", c.id, c.lang, c.want, got)
		}
	}
}

// An issue of the seller's own stands among the buttons, in the buyer's language, before "something else".
func TestOwnIssueHasAButton(t *testing.T) {
	for lang, want := range map[string]string{"en": "The engraving is wrong", "de": "Die Gravur ist falsch", "fr": "Die Gravur ist falsch"} {
		_, actions := jeweller(t).Step(dialogue.Conversation{ID: "c", Current: -1, Lang: lang}, dialogue.Event{ID: "1", Conversation: "c", At: monday, Body: dialogue.Message{Text: "hm"}})
		var options []dialogue.Option
		for _, a := range actions {
			if s, ok := a.(dialogue.Say); ok && len(s.Options) > 0 {
				options = s.Options
			}
		}
		own := slices.Index(options, dialogue.Option{ID: "engraving_wrong", Label: want})
		other := slices.IndexFunc(options, func(o dialogue.Option) bool { return o.ID == string(playbook.Other) })
		if own < 0 || own > other {
			t.Errorf("%s: want a button %q before the other problem, got %v", lang, want, options)
		}
	}
}
