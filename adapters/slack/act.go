package slack

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"amends/dialogue"
)

// undoTime is how long an agent can take back what was sent.
const undoTime = 10 * time.Second

// press is something that an agent did on Slack: a button, an entry of a menu, a shortcut.
type press struct {
	user     string
	agent    string // name, once it is known that they may
	target   target
	trigger  string // opens a modal, for three seconds
	response string // URL that answers only them
	ts       string // of the message that it was on
	thread   string // the thread that the message is in, or begins
	actionTS string // when
	message  slack.Message
	text     string // that a reply begins with
	view     slack.View
	form     memo // of the view
}

// readInteraction understands a button, a form or a shortcut (https://docs.slack.dev/reference/interaction-payloads).
func (in *intake) readInteraction(payload []byte) (job, error) {
	var cb slack.InteractionCallback
	if err := json.Unmarshal(payload, &cb); err != nil {
		return job{}, fmt.Errorf("read an interaction: %w", err)
	}
	switch cb.Type {
	case slack.InteractionTypeBlockActions:
		return in.readPress(cb)
	case slack.InteractionTypeViewSubmission:
		return in.readSubmission(cb)
	case slack.InteractionTypeMessageAction:
		return in.readShortcut(cb), nil
	}
	return job{}, nil
}

// readPress understands a button of ours; other elements, such as links and the fields of a form, are nothing.
func (in *intake) readPress(cb slack.InteractionCallback) (job, error) {
	if len(cb.ActionCallback.BlockActions) == 0 {
		return job{}, nil
	}
	action := cb.ActionCallback.BlockActions[0]
	option, ours := strings.CutPrefix(action.ActionID, actionPrefix)
	if !ours || action.Value == "" {
		return job{}, nil
	}
	t, err := decodeTarget(action.Value)
	if err != nil {
		return job{}, err
	}
	t.Option = option // "open:decline" on the button of the option "decline"
	p := pressOf(cb, action.ActionTs)
	p.target = t
	switch action.ActionID {
	case actionUndo:
		return in.ask(p, in.undo), nil
	case actionSuggest:
		return in.readSuggest(cb, p)
	}
	return in.ask(p, in.pressed), nil
}

func pressOf(cb slack.InteractionCallback, at string) press {
	p := press{user: cb.User.ID, trigger: cb.TriggerID, response: cb.ResponseURL, actionTS: at, message: cb.Message}
	p.ts = cmp.Or(cb.Message.Timestamp, cb.Container.MessageTs)
	p.thread = cmp.Or(cb.Message.ThreadTimestamp, cb.Container.ThreadTs, p.ts)
	return p
}

// ask is a job for members of the desk's channel only; anybody else is told so.
func (in *intake) ask(p press, do func(context.Context, press) error) job {
	return job{key: cmp.Or(p.thread, p.user), do: func(ctx context.Context) (any, error) {
		name, ok, err := in.people.member(ctx, p.user)
		switch {
		case err != nil:
			return nil, err
		case !ok:
			in.refuse(p.user, p.thread, p.response)
			return nil, nil
		}
		p.agent = name
		return nil, do(ctx, p)
	}}
}

// pressed carries out a button: it opens a modal, or it is a decision.
func (in *intake) pressed(ctx context.Context, p press) error {
	switch verb, what, _ := strings.Cut(p.target.Option, ":"); {
	case verb == "open":
		in.openModal(what, p)
		return nil
	case p.target.Option == "details", p.target.Option == "script":
		in.openModal(verb, p)
		return nil
	}
	id := "b" + p.user + ":" + p.ts + ":" + p.actionTS
	return in.decide(ctx, p.target, p.user, id, dialogue.Decision{Agent: p.agent, Option: p.target.Option, Case: p.target.Case})
}

// decide hands in a decision, and shows its agent their cases as they are after it.
func (in *intake) decide(ctx context.Context, t target, user, id string, d dialogue.Decision) error {
	if err := in.accept(ctx, place{t.Conversation, t.Case}, id, d); err != nil {
		return err
	}
	in.homeChanged(user)
	return nil
}

// undo takes a message back within ten seconds of its button. Both times are Slack's own: no clock of ours has to agree with them.
func (in *intake) undo(ctx context.Context, p press) error {
	if p.target.Event == "" {
		return nil
	}
	if sent, pressed := tsTime(p.ts), tsTime(p.actionTS); pressed.Sub(sent) > undoTime {
		in.aside(listener{p.user, p.thread, p.response}, in.word("slack.undo.late"))
		in.errand("take an undo button away", errandTime, func(ctx context.Context) error { return in.withoutButton(ctx, p.message) })
		return nil
	}
	return in.accept(ctx, place{p.target.Conversation, p.target.Case}, "u"+p.target.Event,
		dialogue.Recall{Agent: p.agent, Message: p.target.Event})
}

// tsTime is the time in a message's or an action's timestamp, to the microsecond; the zero time for anything else.
func tsTime(ts string) time.Time {
	seconds, err := strconv.ParseFloat(ts, 64)
	if err != nil || seconds <= 0 || seconds > math.MaxInt32*2 {
		return time.Time{}
	}
	return time.UnixMicro(int64(math.Round(seconds * 1e6))).UTC()
}

// shortcutReply is the message shortcut that sends a message of a case's thread to the buyer.
const shortcutReply = "amends_reply"

// readShortcut opens the reply with the words of the message that the shortcut was used on.
func (in *intake) readShortcut(cb slack.InteractionCallback) job {
	if cb.CallbackID != shortcutReply {
		return job{}
	}
	p := pressOf(cb, cb.ActionTs)
	channel := cb.Channel.ID
	return in.ask(p, func(ctx context.Context, p press) error {
		at, ok, err := in.caseOf(ctx, p.thread)
		if err != nil {
			return err
		}
		if !ok || channel != in.cfg.Channel || p.thread == p.ts {
			in.aside(listener{p.user, "", p.response}, in.word("slack.refuse.no_case"))
			return nil
		}
		_, p.text = splitPrefix(plainText(p.message.Text, nil, in.nameOf))
		p.target = target{Conversation: at.Conversation, Case: at.Case}
		in.openModal("reply", p)
		return nil
	})
}
