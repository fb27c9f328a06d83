package slack

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"amends/dialogue"
	"amends/prompts"
)

// What Slack takes in a view (https://docs.slack.dev/reference/views/modal-views and the pages of its elements).
const (
	maxViewTitle    = 24
	maxMetadata     = 3000
	maxInput        = 3000
	maxLabel        = 2000
	maxOptionText   = 75
	maxRadioButtons = 10
	maxSelect       = 100
)

// form is what is particular to a kind of modal. The texts of form "offer" are under slack.modal.offer.
type form struct {
	// blocks are the form's content; false for submit means that there is nothing to be filled in.
	blocks func(context.Context, press, caseView) (blocks []slack.Block, submit bool, err error)
	// submitted tells what the filled in form decides.
	submitted func(submission) outcome
}

// outcome is what comes of a submission: an event, or errors by the input that they are about, or another view on top.
type outcome struct {
	body   dialogue.Body
	errors map[string]string
	push   *slack.ModalViewRequest
}

// form returns a kind of modal; the zero form for an unknown name.
func (in *intake) form(name string) form {
	switch name {
	case "offer":
		return form{in.offerBlocks, in.offerSubmitted}
	case "ask":
		return form{in.askBlocks, in.askSubmitted}
	case "handback":
		return form{in.handBackBlocks, in.handBackSubmitted}
	case "decline":
		return form{in.noteBlocks("decline", false), in.noteSubmitted("decline")}
	case "done":
		return form{in.noteBlocks("done", true), in.noteSubmitted("done")}
	case "assign":
		return form{in.assignBlocks, in.assignSubmitted}
	case "reply":
		return form{in.replyBlocks, in.replyWritten}
	case "send":
		return form{submitted: in.replySent}
	case "details":
		return form{blocks: in.detailBlocks}
	case "script":
		return form{blocks: in.scriptBlocks}
	case "original":
		return form{blocks: in.originalBlocks}
	}
	return form{}
}

// caseView is a case as it is when a modal opens.
type caseView struct {
	conversation dialogue.Conversation
	card         dialogue.Card
	kase         dialogue.Case
}

func (in *intake) view(ctx context.Context, t target) (caseView, error) {
	c, err := in.cfg.Conversations.Load(ctx, t.Conversation)
	if err != nil {
		return caseView{}, fmt.Errorf("load case %s: %w", t.Case, err)
	}
	card, ok := in.cfg.Card(c, t.Case, in.cfg.Now())
	if !ok {
		return caseView{}, fmt.Errorf("there is no case %s", t.Case)
	}
	v := caseView{conversation: c, card: card}
	for _, k := range c.Cases {
		if k.No == t.Case {
			v.kase = k
		}
	}
	return v, nil
}

// options are the card's options that begin with a verb, without it.
func (v caseView) options(verb string) []dialogue.Option {
	var list []dialogue.Option
	for _, o := range v.card.Options {
		if what, ok := strings.CutPrefix(o.ID, verb+":"); ok {
			list = append(list, dialogue.Option{ID: what, Label: o.Label})
		}
	}
	return list
}

// openModal opens a modal after the acknowledgement: the trigger that allows it lives three seconds.
func (in *intake) openModal(name string, p press) {
	f := in.form(name)
	if f.blocks == nil {
		return
	}
	in.errand("open a modal", triggerTime, func(ctx context.Context) error {
		err := in.open(ctx, name, f, p)
		if err != nil {
			in.aside(listener{p.user, p.thread, p.response}, in.word("slack.refuse.modal"))
		}
		return err
	}, "modal", name, "conversation", p.target.Conversation, "case", p.target.Case)
}

func (in *intake) open(ctx context.Context, name string, f form, p press) error {
	v, err := in.view(ctx, p.target)
	if err != nil {
		return err
	}
	blocks, submit, err := f.blocks(ctx, p, v)
	if err != nil {
		return err
	}
	p.target.Option = ""
	modal, err := in.modal(name, memo{target: p.target, Thread: p.thread, Into: in.into(v.conversation)}, submit, blocks)
	if err != nil {
		return err
	}
	_, err = in.api.OpenViewContext(ctx, p.trigger, modal)
	return failed("open a modal", err)
}

// modal is a view with its texts.
func (in *intake) modal(name string, m memo, submit bool, blocks []slack.Block) (slack.ModalViewRequest, error) {
	data, ok := m.encode()
	if !ok {
		return slack.ModalViewRequest{}, errors.New("what a modal has to remember is too long")
	}
	key := "slack.modal." + name
	v := slack.ModalViewRequest{Type: slack.VTModal, CallbackID: actionPrefix + name, PrivateMetadata: data,
		Title: plain(in.word(key+".title"), maxViewTitle), Close: plain(in.word("slack.modal.close"), maxViewTitle),
		Blocks: slack.Blocks{BlockSet: blocks}}
	if submit {
		v.Submit, v.Close = plain(in.word(key+".submit"), maxViewTitle), plain(in.word("slack.modal.cancel"), maxViewTitle)
	}
	return v, nil
}

// memo is what a modal remembers in its private metadata.
type memo struct {
	target
	Thread string `json:"t,omitempty"` // the case's, so that its order is kept
	Text   string `json:"x,omitempty"` // of a reply that is shown before it is sent
	Into   string `json:"l,omitempty"` // the language that a reply is translated into
	Field  string `json:"f,omitempty"` // the input that a reply is written in; "" is inputText
}

// encode writes the memo; false when Slack would not take it.
func (m memo) encode() (string, bool) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if enc.Encode(m) != nil {
		return "", false
	}
	s := strings.TrimSuffix(b.String(), "\n")
	return s, utf8.RuneCountInString(s) <= maxMetadata
}

// submission is a filled in form.
type submission struct {
	memo
	user, agent string
	values      map[string]slack.BlockAction // by input
}

// text is what was written into an input.
func (s submission) text(input string) string { return clean(s.values[input].Value) }

// choice is what was chosen in an input.
func (s submission) choice(input string) string { return s.values[input].SelectedOption.Value }

// readSubmission understands a filled in form. Its event has the ID of the view, or of the one that it lies on: a form that is
// submitted twice is one event.
func (in *intake) readSubmission(cb slack.InteractionCallback) (job, error) {
	name := strings.TrimPrefix(cb.View.CallbackID, actionPrefix)
	f := in.form(name)
	if f.submitted == nil || name == cb.View.CallbackID {
		return job{}, nil
	}
	s := submission{user: cb.User.ID, values: map[string]slack.BlockAction{}}
	if err := json.Unmarshal([]byte(cb.View.PrivateMetadata), &s.memo); err != nil {
		return job{}, fmt.Errorf("read the memo of a %s modal: %w", name, err)
	}
	if cb.View.State != nil {
		for input, actions := range cb.View.State.Values {
			for _, action := range actions {
				s.values[input] = action
			}
		}
	}
	id := "v" + cb.View.ID
	if cb.View.RootViewID != "" {
		id = "v" + cb.View.RootViewID
	}
	return job{key: s.Thread, do: func(ctx context.Context) (any, error) { return in.submitted(ctx, id, f, s) }}, nil
}

func (in *intake) submitted(ctx context.Context, id string, f form, s submission) (any, error) {
	name, ok, err := in.people.member(ctx, s.user)
	if err != nil {
		return nil, err
	}
	if !ok {
		notice := slack.ModalViewRequest{Type: slack.VTModal, Title: plain(in.word("slack.modal.refused.title"), maxViewTitle),
			Close: plain(in.word("slack.modal.close"), maxViewTitle), Blocks: slack.Blocks{BlockSet: []slack.Block{section("", in.refusal())}}}
		return slack.NewUpdateViewSubmissionResponse(&notice), nil
	}
	s.agent = name
	switch out := f.submitted(s); {
	case len(out.errors) > 0:
		return slack.NewErrorsViewSubmissionResponse(out.errors), nil
	case out.push != nil:
		return slack.NewPushViewSubmissionResponse(out.push), nil
	default:
		if err := in.accept(ctx, place{s.Conversation, s.Case}, id, out.body); err != nil {
			return nil, err
		}
		in.sent(s, id, out.body)
		in.homeChanged(s.user)
		return slack.NewClearViewSubmissionResponse(), nil
	}
}

// modalText is a text of a modal.
func (in *intake) modalText(key string, f prompts.Fields) string {
	return in.say("slack.modal."+key, f)
}
