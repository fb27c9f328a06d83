package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"amends/bot"
	"amends/dialogue"
)

// scribe is a writer that says what it was asked for.
type scribe struct{ fails bool }

func (s scribe) said(what string) (string, error) {
	if s.fails {
		return "half of a " + what, errors.New("the model is tired")
	}
	return what, nil
}

func (s scribe) Reword(_ context.Context, _ dialogue.ConversationID, lang, text string, keep []string) (string, error) {
	return s.said(fmt.Sprintf("reword %s %s keep %s", lang, text, strings.Join(keep, ", ")))
}
func (s scribe) Translate(_ context.Context, _ dialogue.Conversation, text, from, to string) (string, error) {
	return s.said(fmt.Sprintf("%s to %s: %s", from, to, text))
}
func (s scribe) Summary(context.Context, bot.Story) (string, error) { return s.said("summary") }
func (s scribe) Suggest(context.Context, bot.Story) (string, error) { return s.said("reply") }
func (s scribe) Look(context.Context, dialogue.ConversationID, []byte, string) (bot.Sight, error) {
	return bot.SightLabel, nil
}

// extrasOf are extras of the sample shop, whose team writes English.
func extrasOf(t *testing.T, w writer, on ...extra) extras {
	t.Helper()
	kit, err := modelKit()
	if err != nil {
		t.Fatal(err)
	}
	engine, err := kit.engine("")
	if err != nil {
		t.Fatal(err)
	}
	return extras{writer: w, on: on, book: engine.Book(), langOf: kit.shop(engine).langOf, log: slog.New(slog.DiscardHandler)}
}

func TestEachExtraIsForItself(t *testing.T) {
	for _, test := range []struct {
		on   []extra
		want string
	}{
		{nil, ""}, {[]extra{extraWording}, "words"}, {[]extra{extraTranslation}, "words"}, {[]extra{extraSummary}, "summary"},
		{[]extra{extraReply}, "suggest"}, {[]extra{extraPhotos}, "look"}, {everyExtra, "words summary suggest look"},
	} {
		x := extrasOf(t, scribe{}, test.on...)
		var got []string
		for _, part := range []struct {
			name string
			on   bool
		}{{"words", x.words() != nil}, {"summary", x.summary() != nil}, {"suggest", x.suggest() != nil}, {"look", x.look() != nil}} {
			if part.on {
				got = append(got, part.name)
			}
		}
		if strings.Join(got, " ") != test.want {
			t.Errorf("with %v on there is %v, want %s", test.on, got, test.want)
		}
	}
	if x := (extras{on: everyExtra}); x.words() != nil || x.summary() != nil || x.suggest() != nil || x.look() != nil {
		t.Error("without a writer nothing was to be on")
	}
}

// TestATalkThroughATranslatorIsAffordable: a buyer and an agent who write a hundred times are translated to the end.
func TestATalkThroughATranslatorIsAffordable(t *testing.T) {
	c, err := (modelConfig{key: "k", extras: "translation"}).understander()
	if err != nil || c.Budget.ConversationCalls < 200 || c.Budget.ConversationTokens < 200*1000 {
		t.Errorf("a conversation has %+v, error %v, want two calls for each of a hundred texts", c.Budget, err)
	}
}

// TestWhichWayWordsGo: warmer words in the buyer's language, translations only where reader and writer differ.
func TestWhichWayWordsGo(t *testing.T) {
	const german, english = "Das Glas ist leider zerbrochen und ich bin sehr traurig.", "We are sorry about this and have sent you a new one."
	toBuyer := func(text string) dialogue.Relay { return dialogue.Relay{To: "buyer", From: "Ana", Text: text} }
	toDesk := func(text string) dialogue.Relay { return dialogue.Relay{To: "desk", From: "buyer", Text: text} }
	for name, test := range map[string]struct {
		on     []extra
		lang   string // of the buyer; "pl" is one without texts, whom the bot writes in English
		action dialogue.Action
		want   string
	}{
		"a question to a Pole":                    {everyExtra, "pl", dialogue.Say{Text: "Which order?"}, "en to pl: Which order?"},
		"a question to a Pole, no translation":    {[]extra{extraWording}, "pl", dialogue.Say{Text: "Which order?"}, ""},
		"an agent to a Pole":                      {everyExtra, "pl", toBuyer(english), "en to pl: " + english},
		"a Pole to the team":                      {everyExtra, "pl", toDesk("Ok."), "pl to en: Ok."},
		"a question":                              {everyExtra, "de", dialogue.Say{Text: "Welche Bestellung?"}, "reword de Welche Bestellung? keep "},
		"a question before any language":          {everyExtra, "", dialogue.Say{Text: "Which?"}, "reword en Which? keep "},
		"a question, no wording":                  {[]extra{extraTranslation}, "de", dialogue.Say{Text: "Welche?"}, ""},
		"an agent to a German":                    {everyExtra, "de", toBuyer(english), "en to de: " + english},
		"an agent, too short to tell":             {everyExtra, "de", toBuyer("Sure."), "en to de: Sure."},
		"an agent who writes German":              {everyExtra, "de", toBuyer(german), ""},
		"an agent to an English buyer":            {everyExtra, "en", toBuyer(english), ""},
		"an agent to a British buyer":             {everyExtra, "en-GB", toBuyer(english), ""},
		"an agent to who has no language":         {everyExtra, "", toBuyer(english), ""},
		"an agent, no translation":                {[]extra{extraWording}, "de", toBuyer(english), ""},
		"a German to the team":                    {everyExtra, "de", toDesk(german), "de to en: " + german},
		"a German, too short to tell":             {everyExtra, "de", toDesk("Ok."), "de to en: Ok."},
		"a German who writes English":             {everyExtra, "de", toDesk(english), ""},
		"a German whom the bot writes in English": {everyExtra, "en", toDesk(german), "de to en: " + german},
		"a buyer in English":                      {everyExtra, "en", toDesk(english), ""},
	} {
		c := dialogue.Conversation{ID: "telegram:1", Lang: test.lang, Current: -1}
		if test.lang == "pl" {
			c.Lang, c.Foreign = "en", "pl"
		}
		words := extrasOf(t, scribe{}, test.on...).words()
		if got := words(t.Context(), c, bot.Delivery{Action: test.action}); got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
		if got := extrasOf(t, scribe{fails: true}, test.on...).words()(t.Context(), c, bot.Delivery{Action: test.action}); got != "" {
			t.Errorf("%s, the model in trouble: %q, want nothing", name, got)
		}
	}
}

// TestNamesAreKept: what stands in a message of the case, its order and its buttons.
func TestNamesAreKept(t *testing.T) {
	c := dialogue.Conversation{Lang: "en", Current: 0, Human: &dialogue.Handoff{Agent: "Ana"}, Cases: []dialogue.Case{{No: "A-7K2M", Owner: "Dana", Order: &dialogue.Order{ID: "112-4567890-1234567", Marketplace: "amazon",
		Tracking: dialogue.Tracking{Carrier: "ups", Number: "1Z5R"}, Items: []dialogue.Item{{SKU: "BP", Title: "Trail backpack"}, {Title: "Lamp", Variant: "red"}}}}}}
	say := dialogue.Say{Text: "A-7K2M, the red Lamp: is it 112-4567890-1234567 of Amazon? Ana or Dana asks. Tap Skip.", Options: []dialogue.Option{{Label: "Skip"}, {Label: "A person"}}}
	got := extrasOf(t, scribe{}, extraWording).kept(c, say)
	if want := "112-4567890-1234567, A-7K2M, Amazon, Ana, Dana, Lamp, Skip, red"; strings.Join(got, ", ") != want {
		t.Errorf("kept %s, want %s", strings.Join(got, ", "), want)
	}
}
