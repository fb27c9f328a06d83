package slack

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"amends/adapters/slack/slackfake"
	"amends/bot"
	"amends/dialogue"
)

// suggestions is a desk with a model that suggests replies.
func suggestions(t *testing.T, suggest func(context.Context, bot.Story) (string, error), change ...func(*Config, *slackfake.Options)) *floor {
	t.Helper()
	return newFloor(t, "socket", append(change, func(cfg *Config, _ *slackfake.Options) { cfg.Suggest = suggest })...)
}

func suggest(text string) func(context.Context, bot.Story) (string, error) {
	return func(context.Context, bot.Story) (string, error) { return text, nil }
}

// asks presses the button in a reply's form, with something written in it, and returns the form once the model has answered.
func (f *floor) asks(v slackfake.View, written string) slackfake.View {
	f.t.Helper()
	if written != "" {
		f.ok(f.ana.Type(v.ID, f.channel.word("slack.modal.reply.label"), written))
	}
	f.wait(must(f.ana.PressIn(v.ID, actionSuggest))(f.t))
	done := func() bool {
		shown := f.view(v.ID).Shown()
		return strings.Contains(shown, ":memo:") && !strings.Contains(shown, f.channel.word("slack.modal.reply.suggesting"))
	}
	f.until("there is a suggestion, or it is said that there is none", done)
	return f.view(v.ID)
}

// view is a form of Ana's.
func (f *floor) view(id string) slackfake.View {
	for _, v := range f.slack.Views(f.ana.ID) {
		if v.ID == id {
			return v
		}
	}
	return slackfake.View{}
}

// written is what stands in the input of a reply's form.
func written(v slackfake.View) string {
	for _, b := range v.Blocks {
		if b["type"] == "input" {
			text, _ := b["element"].(map[string]any)["initial_value"].(string)
			return text
		}
	}
	return ""
}

func TestASuggestionIsReadAndChangedBeforeItIsSent(t *testing.T) {
	t.Parallel()
	onBothWays(t, func(t *testing.T, f *floor) {
		v := f.asks(f.opens(f.ana, bag, openReply), "")
		if written(v) != "We are sorry.\n\nA new one is on its way." || !strings.Contains(v.Shown(), f.channel.word("slack.modal.reply.suggested")) {
			t.Fatalf("the form holds %q and says\n%s", written(v), v.Shown())
		}
		f.quiet()
		label := f.channel.word("slack.modal.reply.label")
		if i := f.submits(f.ana, v, map[string]any{label: " \u202e "}); len(i.Errors()) != 1 {
			t.Errorf("an empty reply was taken: %s", i.Reply())
		}
		f.submits(f.ana, v, map[string]any{label: "We are very sorry."})
		views := f.slack.Views(f.ana.ID)
		if len(views) != 2 || !strings.Contains(views[1].Shown(), "We are very sorry.") {
			t.Fatalf("there is no preview: %+v", views)
		}
		f.submits(f.ana, views[1], nil)
		f.hears(bag, dialogue.Reply{Agent: "Ana", Case: bag, Text: "We are very sorry."})
		f.quiet()
	}, func(cfg *Config, _ *slackfake.Options) {
		cfg.Suggest = suggest(" We are sorry.\n\nA new one is on its way.\n")
	})
}

func TestWhatAnAgentHasWrittenStays(t *testing.T) {
	t.Parallel()
	f := suggestions(t, suggest("<Sorry>\nfor that."))
	v := f.asks(f.opens(f.ana, bag, openReply), "Dear buyer")
	if shown := v.Shown(); !strings.Contains(shown, ">&lt;Sorry&gt;\n>for that.") || !strings.Contains(shown, f.channel.word("slack.modal.reply.suggested_beside")) {
		t.Errorf("the suggestion is not shown beside the agent's words:\n%s", shown)
	}
	f.submits(f.ana, v, nil)
	views := f.slack.Views(f.ana.ID)
	if last := views[len(views)-1]; len(views) != 2 || !strings.Contains(last.Shown(), "Dear buyer") || strings.Contains(last.Shown(), "Sorry") {
		t.Errorf("what goes out is not what the agent has written: %s", last.Shown())
	}
}

func TestTwoSuggestions(t *testing.T) {
	t.Parallel()
	n := 0
	f := suggestions(t, func(context.Context, bot.Story) (string, error) {
		n++
		return []string{"", "first", "second"}[n], nil
	})
	v := f.asks(f.opens(f.ana, bag, openReply), "")
	f.ok(f.ana.Type(v.ID, f.channel.word("slack.modal.reply.label"), ""))
	f.wait(must(f.ana.PressIn(v.ID, actionSuggest))(t))
	f.until("the second one is there", func() bool { return written(f.view(v.ID)) == "second" })
	f.submits(f.ana, f.view(v.ID), nil)
	if views := f.slack.Views(f.ana.ID); !strings.Contains(views[len(views)-1].Shown(), "second") {
		t.Errorf("the preview shows %q", views[len(views)-1].Shown())
	}
}

func TestTheLanguageOfASuggestion(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		translates bool
		want       string
	}{{false, "es"}, {true, "en"}} {
		told := make(chan bot.Story, 1)
		f := suggestions(t, func(_ context.Context, s bot.Story) (string, error) { told <- s; return "ok", nil },
			func(cfg *Config, _ *slackfake.Options) { cfg.Translates = c.translates })
		f.set(func() { f.turns = talk() })
		f.asks(f.opens(f.ana, bag, openReply), "")
		if s := <-told; s.Lang != c.want || s.Case != bag || s.Conversation.ID != conversationOf(bag) || len(s.Said) != 5 {
			t.Errorf("with translation %t the model was told %+v, want it to write %q", c.translates, s, c.want)
		}
	}
}

func TestNoSuggestion(t *testing.T) {
	t.Parallel()
	for name, suggest := range map[string]func(context.Context, bot.Story) (string, error){
		"nothing":  suggest(" \n\x00"),
		"an error": func(context.Context, bot.Story) (string, error) { return "half a", errors.New("no model") },
		"a panic":  func(_ context.Context, s bot.Story) (string, error) { panic(s.Said[0].Text) },
		"it hangs": func(ctx context.Context, _ bot.Story) (string, error) { <-ctx.Done(); return "", ctx.Err() },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := suggestions(t, suggest)
			f.channel.patience = time.Millisecond
			f.set(func() { f.turns = talk() })
			v := f.asks(f.opens(f.ana, bag, openReply), "")
			if written(v) != "" || !strings.Contains(v.Shown(), f.channel.word("slack.modal.reply.no_suggestion")) {
				t.Errorf("the form holds %q and says\n%s", written(v), v.Shown())
			}
			f.submits(f.ana, v, map[string]any{"text": "In my own words"})
			if views := f.slack.Views(f.ana.ID); len(views) != 2 {
				t.Errorf("the agent cannot go on alone: %d views", len(views))
			}
			if strings.Contains(f.log.String(), "money") {
				t.Errorf("the log holds what the buyer wrote:\n%s", f.log)
			}
		})
	}
}

func TestNobodySuggests(t *testing.T) {
	t.Parallel()
	f := newFloor(t, "socket")
	if v := f.opens(f.ana, bag, openReply); len(v.Buttons()) != 0 {
		t.Errorf("without a model the form has the buttons %q", v.Buttons())
	}
}

func TestAHostileSuggestionIsWords(t *testing.T) {
	t.Parallel()
	f := suggestions(t, suggest(hostile))
	v := f.asks(f.opens(f.ana, bag, openReply), "")
	if n := characters(written(v)); n > mostSuggested || strings.Contains(written(v), "\u202e") {
		t.Errorf("a suggestion of %d characters is in the form", n)
	}
	must(f.ana.CloseView(v.ID))(t)
	v = f.asks(f.opens(f.ana, bag, openReply), "Dear buyer")
	if alive := tame("", v.Shown()); alive != "" {
		t.Errorf("in a suggestion %q is alive: %s", alive, v.Shown())
	}
}

// While the model writes, an empty form has no input whose words would be lost, and no second suggestion is asked for.
func TestAFormThatWaits(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	f := suggestions(t, func(context.Context, bot.Story) (string, error) { <-release; return "Sorry.", nil })
	v := f.opens(f.ana, bag, openReply)
	f.wait(must(f.ana.PressIn(v.ID, actionSuggest))(t))
	f.until("the form waits", func() bool {
		return strings.Contains(f.view(v.ID).Shown(), f.channel.word("slack.modal.reply.suggesting"))
	})
	if w := f.view(v.ID); w.Submit != "" || len(w.Fields()) != 0 || len(w.Buttons()) != 0 {
		t.Errorf("while the model writes the form has %q, %q and %q", w.Fields(), w.Buttons(), w.Submit)
	}
	must(f.ana.CloseView(v.ID))(t)
	w := f.opens(f.ana, bag, openReply)
	close(release)
	f.until("the update of the closed form was refused", func() bool { return f.slack.Count()["views.update"] == 2 })
	f.quiet()
	if strings.Contains(f.view(w.ID).Shown(), "Sorry.") || len(f.slack.Ephemerals(f.ana.ID)) != 0 || strings.Contains(f.log.String(), "could not suggest") {
		t.Errorf("a form that was closed made trouble:\n%s", f.log)
	}
}

func TestAFormThatCannotBeChangedSaysSo(t *testing.T) {
	t.Parallel()
	f := suggestions(t, suggest("Sorry."))
	v := f.opens(f.ana, bag, openReply)
	f.slack.FailNext(1, "views.update", failure())
	f.wait(must(f.ana.PressIn(v.ID, actionSuggest))(t))
	if got := f.whispered(f.ana, 1); got != f.channel.word("slack.refuse.modal") {
		t.Errorf("Ana was told %q", got)
	}
}
