package openai

import (
	"cmp"
	"context"
	"maps"
	"strings"
	"unicode/utf8"

	"amends/dialogue"
	"amends/dialogue/understand"
	"amends/prompts"
)

// Translate puts what a buyer or an agent wrote into another language; from may be "", not known. It returns "" for a text that is in that
// language already, and for a translation that does not say the same: it is translated back in a second request, and the two are held
// against each other. Private values, those of the conversation, and whatever holds a digit never leave.
func (w *Writer) Translate(ctx context.Context, c dialogue.Conversation, text, from, to string) (string, error) {
	text = understand.Clean(text)
	told := dialogue.BaseLanguage(w.langOf(ctx, text))
	from, to = cmp.Or(dialogue.BaseLanguage(from), told), dialogue.BaseLanguage(to)
	if !writable(text) || to == "" || from == to || told == to || w.u.cfg.Concepts == nil {
		return "", nil
	}
	in, err := w.u.cfg.Builtin.Understand(ctx, c, text, w.u.cfg.Now())
	if err != nil {
		return "", nil
	}
	found := append(w.u.private.find(text, c, in), exact(w.u.private, text, keptOf(c))...)
	v := newCloak().cover(text, found)
	if letters(v.bare) < fewestToRead {
		return "", nil
	}
	return w.once(strings.Join([]string{string(Translate), from, to, v.text}, "\n"), v, func() (string, Reason, error) {
		return w.translate(ctx, c.ID, v.text, from, to)
	})
}

// translate goes there and back.
func (w *Writer) translate(ctx context.Context, id dialogue.ConversationID, text, from, to string) (string, Reason, error) {
	there, err := w.translated(ctx, id, text, from, to)
	if err != nil {
		return "", "", err
	}
	if from == "" {
		from = dialogue.BaseLanguage(there.Language) // it only says where to go back to
	}
	if from == "" || from == to {
		return "", BadLanguage, nil
	}
	text = plainForm(text)
	if why := w.checkTranslation(ctx, from, text, to, *there.Text); why != "" {
		return "", why, nil
	}
	back, err := w.translated(ctx, id, *there.Text, to, from)
	if err != nil {
		return "", "", err
	}
	return *there.Text, w.checkReturn(from, text, *back.Text), nil
}

func (w *Writer) translated(ctx context.Context, id dialogue.ConversationID, text, from, to string) (wrote, error) {
	message, err := w.u.teller.Text(prompts.ModelText{Task: string(Translate), From: from, Language: to, Text: text})
	if err != nil {
		return wrote{}, err
	}
	task := prompts.Task{Language: to, From: from, Most: utf8.RuneCountInString(text)*2 + 20}
	return w.write(ctx, id, Translate, task, message)
}

// checkTranslation says what is wrong with a translation, "" when nothing is. Both have placeholders.
func (w *Writer) checkTranslation(ctx context.Context, from, was, to, is string) Reason {
	if why := cmp.Or(lengthOf(was, is, translationLength), marksOf(was, is), valuesOf(was, is, inKindOrder)); why != "" {
		return why
	}
	switch {
	case is == was, from != "" && w.langOf(ctx, is) == from, w.grave.knows(to) && !w.inLanguage(ctx, to, is):
		return BadLanguage
	case w.grave.knows(to) && latinOf(is) != "":
		return BadMarks
	}
	if w.grave.knows(from) && w.grave.knows(to) && !w.grave.alike(from, was, to, is) || !holds(w.grave.anywhere(was), w.grave.strange(to, is)) {
		return Turned
	}
	return ""
}

// checkReturn says what is wrong with a text that was translated there and back.
func (w *Writer) checkReturn(lang, was, is string) Reason {
	if why := cmp.Or(lengthOf(was, is, translationLength), valuesOf(was, is, inKindOrder)); why != "" {
		return why
	}
	asks := func(text string) bool { return questions(text) > 0 }
	if asks(was) != asks(is) || w.grave.knows(lang) && !(w.grave.same(lang, was, is) && w.sameConcepts(was, is)) {
		return Turned
	}
	if !resembles(was, is) {
		return Strayed
	}
	return ""
}

// alike reports whether two texts of two languages name the same grave things, as far as languages do that alike.
func (g *grave) alike(from, was, to, is string) bool {
	a, b := g.named(from, was), g.named(to, is)
	return maps.Equal(g.crossing(a), g.crossing(b)) && (denials(a) > 0) == (denials(b) > 0)
}

// crossing are the names that do not depend on how a language puts things.
func (g *grave) crossing(found []naming) map[string]bool {
	set := names(found)
	maps.DeleteFunc(set, func(name string, _ bool) bool { return g.loose[name] })
	return set
}
