package openai

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"unicode/utf8"

	_ "embed"

	"golang.org/x/text/unicode/norm"

	"amends/dialogue"
	"amends/prompts"
)

// Writer writes with the model: other words for what is said already, and advice to the team. It decides nothing. Whatever the model
// answers, a text comes back only when it has stood every check, and "" means: use what is there. An error is for a log alone and holds
// nothing that anybody wrote. A Writer is safe for concurrent use.
type Writer struct {
	u      *Understander
	grave  *grave
	memory *memory
	blind  atomic.Bool // the endpoint has refused a picture
}

// Writer returns what writes with the same model: it shares the endpoint and what is known of it, budget, places, circuit breaker and
// patience. Config.Use is about reading alone: there may be a Writer where it is Off.
func (u *Understander) Writer() (*Writer, error) {
	words, err := prompts.LoadGrave()
	if err != nil {
		return nil, err
	}
	return &Writer{u: u, grave: newGrave(words), memory: newMemory(mostRemembered)}, nil
}

// The bounds of what is put to a model to be written anew, in characters.
const (
	mostText    = 2000
	worthyText  = 20 // letters; below it no other words are worth a call
	mostKept    = 50
	toldLetters = 40 // letters of a text whose language can surely be told
)

// wrote is an answer that holds a text.
type wrote struct {
	Language string  `json:"language"`
	Text     *string `json:"text"`
}

var (
	//go:embed text.json
	textSchema []byte
	//go:embed translation.json
	translationSchema []byte
)

// write asks for a text, which comes back with its characters in their plain forms. The error is errNotNow when the model is not asked.
func (w *Writer) write(ctx context.Context, id dialogue.ConversationID, purpose Purpose, task prompts.Task, message string) (wrote, error) {
	rules, err := w.u.teller.Task(string(purpose), task)
	if err != nil {
		return wrote{}, err
	}
	form := textSchema
	if purpose == Translate {
		form = translationSchema
	}
	var said wrote
	err = w.u.ask(ctx, id, question{purpose: purpose, rules: rules, message: message, schema: json.RawMessage(form), room: task.Most,
		read: func(content string) (err error) {
			said, err = findObject(content, mostAnswer, func(s wrote) bool { return s.Text != nil })
			return err
		}})
	switch {
	case errors.Is(err, errNotNow):
		return wrote{}, err
	case err != nil:
		return wrote{}, fmt.Errorf("ask the model to %s: %w", purpose, err)
	}
	text := plainForm(*said.Text)
	said.Text = &text
	return said, nil
}

// plainForm is a text with every letter, digit and space in its plain form, so that none can look like another.
func plainForm(text string) string { return strings.TrimSpace(norm.NFKC.String(text)) }

// once returns what was written for a key before, or writes it. What is remembered has placeholders and no values; a text that did not
// stand the checks is remembered as none, so that it is not paid for again.
func (w *Writer) once(key string, v veil, write func() (string, Reason, error)) (string, error) {
	said, ok := w.memory.get(key)
	if !ok {
		var why Reason
		var err error
		said, why, err = write()
		if errors.Is(err, errNotNow) {
			return "", nil
		}
		if err != nil {
			return "", err
		}
		if why != "" {
			w.u.cfg.Dropped(why)
			said = ""
		}
		w.memory.put(key, said)
	}
	if said == v.text {
		return "", nil
	}
	return v.restore.Replace(said), nil
}

// writable reports whether a text can be put to a model to be written anew.
func writable(text string) bool {
	return utf8.ValidString(text) && utf8.RuneCountInString(text) <= mostText
}

// comparable reports whether texts of a language can be held against each other.
func (w *Writer) comparable(lang string) bool { return w.u.cfg.Concepts != nil && w.grave.knows(lang) }

// langOf tells the language of a text with placeholders, "" when it cannot.
func (w *Writer) langOf(ctx context.Context, text string) string {
	text = withoutPlaceholders(text)
	if w.u.cfg.LangOf != nil {
		return w.u.cfg.LangOf(text)
	}
	in, err := w.u.cfg.Builtin.Understand(ctx, dialogue.Conversation{Current: -1}, text, w.u.cfg.Now())
	if err != nil {
		return ""
	}
	return in.Lang
}

// inLanguage reports whether a text is in a language that there are words of, as far as its length lets that be told.
func (w *Writer) inLanguage(ctx context.Context, lang, text string) bool {
	got := w.langOf(ctx, text)
	return got == lang || got == "" && letters(withoutPlaceholders(text)) < toldLetters
}
