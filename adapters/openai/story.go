package openai

import (
	"context"
	"slices"
	"strings"

	"amends/bot"
	"amends/dialogue"
	"amends/dialogue/understand"
	"amends/prompts"
)

// The bounds of what a model is told of a conversation.
const (
	mostSaid   = 40
	mostOfSaid = 600 // characters of one
)

// Who says what in a story, as the model is told.
const (
	byBuyer = "buyer"
	byBot   = "bot"
	byTeam  = "team"
)

// story is a conversation with its values taken out.
type story struct {
	said  []prompts.ModelSaid
	langs []string // of what was said, one each
	cloak *cloak
}

// tell takes the values out of a story. The same value has the same placeholder wherever it stands.
func (w *Writer) tell(ctx context.Context, s bot.Story) story {
	out, keep := story{cloak: newCloak()}, keptOf(s.Conversation)
	for _, said := range s.Said {
		if by := speaker(said.By); by == byTeam {
			keep = append(keep, kept{said.By, "NAME"})
		}
	}
	for _, said := range s.Said[max(0, len(s.Said)-mostSaid):] {
		text := cut(understand.Clean(said.Text), mostOfSaid)
		in, err := w.u.cfg.Builtin.Understand(ctx, s.Conversation, text, w.u.cfg.Now())
		if err != nil {
			in = dialogue.Interpretation{}
		}
		found := append(w.u.private.find(text, s.Conversation, in), exact(w.u.private, text, keep)...)
		v := out.cloak.cover(text, found)
		out.said = append(out.said, prompts.ModelSaid{By: speaker(said.By), Text: v.text})
		lang := dialogue.BaseLanguage(w.langOf(ctx, v.text))
		if lang == "" {
			lang = dialogue.BaseLanguage(s.Conversation.Lang)
		}
		out.langs = append(out.langs, lang)
	}
	return out
}

func speaker(by string) string {
	if by == byBuyer || by == byBot {
		return by
	}
	return byTeam
}

// cut is the beginning of a text, ended at a word.
func cut(text string, most int) string {
	r := []rune(text)
	if len(r) <= most {
		return text
	}
	text = string(r[:most])
	return text[:max(0, strings.LastIndexAny(text, " \n"))]
}

// keptOf are the values of a conversation that a model does not see: what its orders hold, and who works on it.
func keptOf(c dialogue.Conversation) []kept {
	var keep []kept
	add := func(kind string, list ...string) { keep = append(keep, values(kind, list)...) }
	if c.Human != nil {
		add("NAME", c.Human.Agent)
	}
	for _, k := range c.Cases {
		add("CASE", k.No)
		add("NAME", k.Owner, k.DoneBy)
		if k.Order == nil {
			continue
		}
		add("ORDER", k.Order.ID, k.Order.Masked())
		add("TRACKING", k.Order.Tracking.Number)
		for _, it := range k.Order.Items {
			add("ITEM", it.Label(), it.Title)
			add("NUMBER", it.SKU)
		}
		for _, r := range k.Order.Refunds {
			add("NUMBER", r.Reference)
		}
	}
	return keep
}

// message is the story as the model is told it.
func (w *Writer) message(purpose Purpose, s bot.Story, told story) (string, error) {
	m := prompts.ModelStory{Task: string(purpose), Language: dialogue.BaseLanguage(s.Lang), Said: told.said}
	if i := slices.IndexFunc(s.Conversation.Cases, func(k dialogue.Case) bool { return k.No == s.Case }); i >= 0 {
		var known prompts.ModelMessage
		w.u.describe(s.Conversation.Cases[i], &known)
		m.Issue, m.Known, m.Status = known.Issue, known.Known, string(s.Conversation.Cases[i].Status)
	}
	return w.u.teller.Story(m)
}

// texts are all texts of some speakers, as one.
func (s story) texts(by ...string) string {
	var all []string
	for _, said := range s.said {
		if slices.Contains(by, said.By) {
			all = append(all, said.Text)
		}
	}
	return strings.Join(all, "\n")
}

// names are the grave things that some speakers have named: denied or not when signs count.
func (w *Writer) namesIn(s story, of func([]naming) map[string]bool, by ...string) map[string]bool {
	all := map[string]bool{}
	for i, said := range s.said {
		if !slices.Contains(by, said.By) {
			continue
		}
		for name := range of(w.grave.named(s.langs[i], said.Text)) {
			all[name] = true
		}
	}
	return all
}
