package main

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"

	"amends/bot"
	"amends/dialogue"
	"amends/dialogue/playbook"
)

// extra is something that the language model does beside reading texts. Each is off until OPENAI_EXTRAS names it.
type extra string

const (
	extraWording     extra = "wording"     // the bot's lighter messages in warmer words
	extraTranslation extra = "translation" // what buyers and agents write to each other
	extraSummary     extra = "summary"     // of a case, for an agent
	extraReply       extra = "reply"       // suggested to an agent
	extraPhotos      extra = "photos"      // what a buyer's picture seems to show, for an agent
)

// everyExtra is in the order in which they are told of.
var everyExtra = []extra{extraWording, extraTranslation, extraSummary, extraReply, extraPhotos}

// listed are the extras that the settings name.
func (m modelConfig) listed() ([]extra, error) {
	var named []extra
	for name := range strings.SplitSeq(m.extras, ",") {
		x := extra(strings.ToLower(strings.TrimSpace(name)))
		switch {
		case x == "":
		case !slices.Contains(everyExtra, x):
			return nil, fmt.Errorf("OPENAI_EXTRAS has %q: want some of %s, with commas between", x, join(everyExtra))
		default:
			named = append(named, x)
		}
	}
	return slices.DeleteFunc(slices.Clone(everyExtra), func(x extra) bool { return !slices.Contains(named, x) }), nil
}

func join(list []extra) string {
	var names []string
	for _, x := range list {
		names = append(names, string(x))
	}
	return strings.Join(names, ", ")
}

// writer is a language model that writes and looks at pictures. What it returns has been checked; an error holds nothing of any text.
type writer interface {
	Reword(ctx context.Context, id dialogue.ConversationID, lang, text string, keep []string) (string, error)
	Translate(ctx context.Context, c dialogue.Conversation, text, from, to string) (string, error)
	Summary(ctx context.Context, s bot.Story) (string, error)
	Suggest(ctx context.Context, s bot.Story) (string, error)
	Look(ctx context.Context, id dialogue.ConversationID, picture []byte, kind string) (bot.Sight, error)
}

// extras are what a writer is used for; the zero value for nothing.
type extras struct {
	writer writer
	on     []extra
	book   *playbook.Book
	langOf func(ctx context.Context, text string) string // "" for a text that does not tell
	log    *slog.Logger
}

func (x extras) has(one extra) bool { return x.writer != nil && slices.Contains(x.on, one) }

// summary, suggest and look are what the desk may ask the model for; nil for what is off.
func (x extras) summary() func(context.Context, bot.Story) (string, error) {
	if !x.has(extraSummary) {
		return nil
	}
	return x.writer.Summary
}

func (x extras) suggest() func(context.Context, bot.Story) (string, error) {
	if !x.has(extraReply) {
		return nil
	}
	return x.writer.Suggest
}

func (x extras) look() func(context.Context, dialogue.ConversationID, []byte, string) (bot.Sight, error) {
	if !x.has(extraPhotos) {
		return nil
	}
	return x.writer.Look
}
