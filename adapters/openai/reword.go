package openai

import (
	"cmp"
	"context"
	"strings"
	"unicode/utf8"

	"amends/dialogue"
	"amends/prompts"
)

// Reword returns warmer words for a message that the engine wrote from a template, or "". Numbers, amounts, dates, links, addresses and
// the strings of keep (values that were filled in, labels of options) never leave: the model sees placeholders, and each comes back exactly
// where it was. The same message has the same words for as long as they are remembered.
func (w *Writer) Reword(ctx context.Context, id dialogue.ConversationID, lang, text string, keep []string) (string, error) {
	lang = dialogue.BaseLanguage(lang)
	if !writable(text) || !w.comparable(lang) || len(keep) > mostKept || len(amounts.FindAllString(text, 2)) > 1 {
		return "", nil // two amounts could be taken for each other
	}
	v := newCloak().cover(text, exact(w.u.private, text, values("VALUE", keep)))
	if letters(v.bare) < worthyText {
		return "", nil
	}
	return w.once(strings.Join([]string{string(Reword), lang, v.text}, "\n"), v, func() (string, Reason, error) {
		return w.reword(ctx, id, lang, v.text)
	})
}

func (w *Writer) reword(ctx context.Context, id dialogue.ConversationID, lang, text string) (string, Reason, error) {
	message, err := w.u.teller.Text(prompts.ModelText{Task: string(Reword), Language: lang, Text: text})
	if err != nil {
		return "", "", err
	}
	said, err := w.write(ctx, id, Reword, prompts.Task{Language: lang, Most: utf8.RuneCountInString(text)*3/2 + 40}, message)
	if err != nil {
		return "", "", err
	}
	return *said.Text, w.checkWording(ctx, lang, plainForm(text), *said.Text), nil
}

// checkWording says what is wrong with other words for a text, "" when nothing is. Both have placeholders.
func (w *Writer) checkWording(ctx context.Context, lang, was, is string) Reason {
	if why := cmp.Or(lengthOf(was, is, wordingLength), marksOf(was, is), latinOf(is), valuesOf(was, is, inOrder)); why != "" {
		return why
	}
	if !w.inLanguage(ctx, lang, is) || w.langOf(ctx, was) == lang && w.langOf(ctx, is) != lang {
		return BadLanguage
	}
	if !w.grave.same(lang, was, is) || !w.sameConcepts(was, is) || !holds(w.grave.anywhere(was), w.grave.strange(lang, is)) ||
		questions(was) != questions(is) {
		return Turned
	}
	if sentences(is) > sentences(was)+moreSentences || !resembles(was, is) || !resembles(is, was) {
		return Strayed
	}
	return ""
}

// moreSentences is how many sentences other words may add, such as one of thanks or regret.
const moreSentences = 1

// sameConcepts reports whether two texts of one language speak of the same grave concepts.
func (w *Writer) sameConcepts(was, is string) bool {
	a, b := w.u.cfg.Concepts(withoutPlaceholders(was)), w.u.cfg.Concepts(withoutPlaceholders(is))
	return w.grave.sameConcepts(a, b)
}

func questions(text string) int { return strings.Count(text, "?") }
