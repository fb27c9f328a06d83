package openai

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"amends/bot"
	"amends/dialogue"
	"amends/prompts"
)

// How long advice may be, in characters: what the model is asked for, and what is taken.
const (
	summaryLength    = 400
	mostSummary      = 500
	suggestionLength = 500
	mostSuggestion   = 650
)

// Summary tells what happened in a case, for the person who takes it over, in s.Lang; "" when there is none. Its values and its grave
// words are those of the conversation, and its order numbers are masked.
func (w *Writer) Summary(ctx context.Context, s bot.Story) (string, error) {
	return w.advise(ctx, Summary, s, prompts.Task{Most: summaryLength}, w.checkSummary)
}

// Suggest drafts a reply that an agent may change and send, in s.Lang; "" when there is none. It names no amount, no remedy, no date and
// no promise that the bot or an agent has not named before. Nobody may send it but a person who has read it.
func (w *Writer) Suggest(ctx context.Context, s bot.Story) (string, error) {
	return w.advise(ctx, Suggest, s, prompts.Task{Most: suggestionLength}, w.checkSuggestion)
}

func (w *Writer) advise(ctx context.Context, purpose Purpose, s bot.Story, task prompts.Task, check func(context.Context, story, string, string) Reason) (string, error) {
	task.Language = dialogue.BaseLanguage(s.Lang)
	if !w.comparable(task.Language) || len(s.Said) == 0 {
		return "", nil
	}
	told := w.tell(ctx, s)
	message, err := w.message(purpose, s, told)
	if err != nil {
		return "", err
	}
	said, err := w.write(ctx, s.Conversation.ID, purpose, task, message)
	switch {
	case errors.Is(err, errNotNow):
		return "", nil
	case err != nil:
		return "", err
	}
	if why := check(ctx, told, task.Language, *said.Text); why != "" {
		w.u.cfg.Dropped(why)
		return "", nil
	}
	return told.cloak.masked().Replace(*said.Text), nil
}

// withheld are the kinds of values that a summary, which many may read, does not repeat.
var withheld = map[string]bool{"EMAIL": true, "PHONE": true, "CARD": true, "PROOF": true, "ADDRESS": true, "POSTAL": true, "LINK": true, "TEXT": true}

// checkSummary says what is wrong with a summary, "" when nothing is.
func (w *Writer) checkSummary(ctx context.Context, told story, lang, is string) Reason {
	all := told.texts(byBuyer, byBot, byTeam)
	if why := w.checkAdvice(ctx, all, lang, is, mostSummary); why != "" {
		return why
	}
	for _, p := range placeholders.FindAllString(is, -1) {
		if withheld[kindIn(p)] {
			return Unsaid
		}
	}
	if !holds(w.grave.anywhere(all), w.grave.strange(lang, is)) {
		return Unsaid
	}
	return within(names(w.grave.named(lang, is)), w.namesIn(told, names, byBuyer, byBot, byTeam), w.grave.loose)
}

// checkSuggestion says what is wrong with a draft of a reply, "" when nothing is.
func (w *Writer) checkSuggestion(ctx context.Context, told story, lang, is string) Reason {
	if why := w.checkAdvice(ctx, told.texts(byBuyer, byBot, byTeam), lang, is, mostSuggestion); why != "" {
		return why
	}
	ours := w.grave.anywhere(told.texts(byBot, byTeam))
	if !w.valuesMayBeSaid(told, lang, is) || !w.grantsNothing(told, is) || !holds(ours, w.grave.strange(lang, is)) {
		return Unsaid
	}
	return within(signed(w.grave.named(lang, is)), w.namesIn(told, signed, byBot, byTeam), w.grave.drafts)
}

// harmless are the kinds of values that a draft may name when only the buyer did.
var harmless = map[string]bool{"ORDER": true, "ITEM": true, "NAME": true, "CASE": true, "TRACKING": true}

// valuesMayBeSaid reports whether a draft names no value that only the buyer has named: no amount, no date, no link, no number of a card;
// and no name that is a demand.
func (w *Writer) valuesMayBeSaid(told story, lang, is string) bool {
	ours, restore := placeholders.FindAllString(told.texts(byBot, byTeam), -1), told.cloak.restore()
	for _, p := range placeholders.FindAllString(is, -1) {
		if slices.Contains(ours, p) {
			continue
		}
		if !harmless[kindIn(p)] || len(names(w.grave.named(lang, restore.Replace(p)))) > 0 {
			return false
		}
	}
	return true
}

// grantsNothing reports whether a draft speaks of no grave concept that the bot and the team have not spoken of.
func (w *Writer) grantsNothing(told story, is string) bool {
	var ours []string
	for _, said := range told.said {
		if said.By != byBuyer {
			ours = append(ours, w.u.cfg.Concepts(withoutPlaceholders(said.Text))...)
		}
	}
	for _, c := range w.u.cfg.Concepts(withoutPlaceholders(is)) {
		if w.grave.concepts[strings.TrimPrefix(c, "not ")] && !slices.Contains(ours, c) {
			return false
		}
	}
	return true
}

// checkAdvice checks what holds for all advice: its length, its language, and that it is plain words with known values.
func (w *Writer) checkAdvice(ctx context.Context, all, lang, is string, most int) Reason {
	if why := cmp.Or(lengthOf("", is, bounds{0, 0, most}), marksOf("", is), latinOf(is), addedOf(all, is)); why != "" {
		return why
	}
	if !w.inLanguage(ctx, lang, is) {
		return BadLanguage
	}
	return ""
}

// within checks that all names are known ones, or free to use.
func within(names, known, free map[string]bool) Reason {
	for name := range names {
		if !known[name] && !free[strings.TrimPrefix(name, denial+" ")] {
			return Unsaid
		}
	}
	return ""
}
