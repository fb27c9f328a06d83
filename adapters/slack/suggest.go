package slack

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"

	"github.com/slack-go/slack"

	"amends/prompts"
)

// suggesting is how far a suggestion in a reply's form is.
type suggesting string

const (
	notAsked  suggesting = ""
	underWay  suggesting = "suggesting"
	suggested suggesting = "suggested"        // it is in the input
	beside    suggesting = "suggested_beside" // it stands above the agent's own words
	noneCame  suggesting = "no_suggestion"
)

// hidden reports whether the form goes without its input: while an empty one is about to be filled, nobody can write what would be lost.
func (d draft) hidden() bool { return d.suggesting == underWay && d.text == "" }

// suggestBlocks are the button that asks for a suggestion, and what became of it.
func (in *intake) suggestBlocks(t target, d draft) []slack.Block {
	var blocks []slack.Block
	if d.beside != "" {
		blocks = append(blocks, section("beside", quoted(d.beside, maxSection)))
	}
	if d.suggesting != notAsked {
		blocks = append(blocks, slack.NewContextBlock("suggesting", mrkdwn(":memo: "+in.modalText("reply."+string(d.suggesting), prompts.Fields{}))))
	}
	button := slack.NewButtonBlockElement(actionSuggest, encodeTarget(target{Conversation: t.Conversation, Case: t.Case}),
		plain(in.word("slack.modal.reply.suggest"), maxButtonText))
	if d.suggesting != underWay && characters(button.Value) <= maxValue {
		blocks = append(blocks, slack.NewActionBlock("suggest", button))
	}
	return blocks
}

// readSuggest understands the button that asks for a suggestion: the form that it is in, and what is written there.
func (in *intake) readSuggest(cb slack.InteractionCallback, p press) (job, error) {
	p.view = cb.View
	if err := json.Unmarshal([]byte(p.view.PrivateMetadata), &p.form); err != nil {
		return job{}, fmt.Errorf("read the memo of a reply: %w", err)
	}
	p.thread = p.form.Thread
	if p.view.State != nil {
		for _, action := range p.view.State.Values[cmp.Or(p.form.Field, inputText)] {
			p.text = clean(action.Value)
		}
	}
	return in.ask(p, in.suggest), nil
}

// suggest has a model write a reply into an agent's form, after the acknowledgement. Nothing of it is sent before the agent goes on. A
// form that was closed meanwhile, or has changed, is left as it is.
func (in *intake) suggest(_ context.Context, p press) error {
	in.errand("suggest a reply", besideTime, func(ctx context.Context) error {
		err := in.suggestInto(ctx, p)
		if name := code(err); name == "not_found" || name == "hash_conflict" {
			return nil
		}
		if err != nil {
			in.aside(listener{user: p.user, thread: p.thread}, in.word("slack.refuse.modal"))
		}
		return err
	}, "conversation", p.target.Conversation, "case", p.target.Case)
	return nil
}

// suggestInto shows that a suggestion is under way, and then what came of it.
func (in *intake) suggestInto(ctx context.Context, p press) error {
	v, err := in.view(ctx, p.target)
	if err != nil {
		return err
	}
	hash, err := in.renew(ctx, p, v, p.view.Hash, draft{field: p.form.Field, text: p.text, suggesting: underWay})
	if err != nil {
		return err
	}
	_, err = in.renew(ctx, p, v, hash, in.suggestion(ctx, p, v))
	return err
}

// suggestion is the form with a model's words in it. They stand beside what the agent has written. Slack keeps what is in an input for
// as long as its block has the same ID, so they come in another one.
// Source: https://docs.slack.dev/reference/views/modal-views (preserving input entry).
func (in *intake) suggestion(ctx context.Context, p press, v caseView) draft {
	text, err := in.suggestedText(ctx, v)
	if err != nil {
		in.cfg.Log.Warn("no reply was suggested", "conversation", p.target.Conversation, "case", p.target.Case, "err", err)
	}
	d := draft{field: p.form.Field, text: p.text, suggesting: noneCame}
	switch {
	case text == "":
	case p.text == "":
		d.field, d.text, d.suggesting = inputText+p.actionTS, text, suggested
	default:
		d.beside, d.suggesting = text, beside
	}
	return d
}

// suggestedText is what a model would reply, in the language that the agent is to write in; "" when there is nothing.
func (in *intake) suggestedText(ctx context.Context, v caseView) (string, error) {
	lang := cmp.Or(v.conversation.Lang, in.cfg.Lang)
	if in.cfg.Translates {
		lang = in.cfg.Lang
	}
	story, err := in.story(ctx, v.conversation, v.card.Case, lang)
	if err != nil {
		return "", err
	}
	text, err := consult(ctx, in.patience, func(ctx context.Context) (string, error) { return in.cfg.Suggest(ctx, story) })
	if err != nil {
		return "", err
	}
	return cut(clean(text), mostSuggested, func(r rune) string { return string(r) }), nil
}

// renew puts another content into a reply's form, unless it has changed since, and returns the hash that it has then.
func (in *intake) renew(ctx context.Context, p press, v caseView, hash string, d draft) (string, error) {
	blocks, submit, err := in.replyForm(ctx, p.target, v, d)
	if err != nil {
		return "", err
	}
	p.form.Field = d.field
	modal, err := in.modal("reply", p.form, submit, blocks)
	if err != nil {
		return "", err
	}
	said, err := in.api.UpdateViewContext(ctx, modal, "", hash, p.view.ID)
	if err != nil {
		return "", failed("change a form", err)
	}
	return said.Hash, nil
}
