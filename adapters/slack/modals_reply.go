package slack

import (
	"cmp"
	"context"
	"encoding/json"

	"github.com/slack-go/slack"

	"amends/dialogue"
	"amends/prompts"
)

const (
	mostReply = 2500 // characters: the preview has to remember them, in at most maxMetadata
	shownSaid = 5    // messages above a reply
)

// draft is what a reply's form holds beside what was said.
type draft struct {
	field      string // the input; "" is inputText
	text       string // in it
	suggesting suggesting
	beside     string // a suggestion that is shown and not put into the input
}

// replyBlocks are the first step of a reply: what was said last, and a field to write in.
func (in *intake) replyBlocks(ctx context.Context, p press, v caseView) ([]slack.Block, bool, error) {
	text := []rune(clean(p.text))
	return in.replyForm(ctx, p.target, v, draft{text: string(text[:min(len(text), mostReply)])})
}

func (in *intake) replyForm(ctx context.Context, t target, v caseView, d draft) ([]slack.Block, bool, error) {
	if v.conversation.Blocked {
		return in.nothing("reply.blocked")
	}
	said, err := in.said(ctx, t.Conversation, shownSaid)
	if err != nil {
		return nil, false, err
	}
	var blocks []slack.Block
	for _, u := range said {
		blocks = append(blocks, section("", "*"+line(in.speaker(u.by), shownField)+"*\n"+quoted(u.shown, shownField*2)))
	}
	if in.cfg.Suggest != nil {
		blocks = append(blocks, in.suggestBlocks(t, d)...)
	}
	if d.hidden() {
		return blocks, false, nil
	}
	input := in.write(in.word("slack.modal.reply.label"), in.replyHint(v.conversation), d.text, false, mostReply)
	input.BlockID = cmp.Or(d.field, inputText)
	return append(blocks, input), true, nil
}

// replyHint says in which language the buyer reads a reply.
func (in *intake) replyHint(c dialogue.Conversation) string {
	if into := in.into(c); into != "" {
		return in.modalText("reply.hint_translated", prompts.Fields{What: into})
	}
	lang := cmp.Or(c.Lang, in.cfg.Lang)
	return in.modalText("reply.hint", prompts.Fields{What: cmp.Or(in.word("language."+lang), lang)})
}

// replyWritten shows a reply as the buyer will see it before anything is sent.
func (in *intake) replyWritten(s submission) outcome {
	field := cmp.Or(s.Field, inputText)
	text := s.text(field)
	if text == "" {
		return missing(field, in.word("slack.modal.missing"))
	}
	s.memo.Text, s.memo.Field = text, ""
	preview, err := in.modal("send", s.memo, true, in.preview(s, text))
	if err != nil || !fitsAck(preview) {
		return missing(field, in.word("slack.modal.reply.long"))
	}
	return outcome{push: &preview}
}

// preview is a reply as the buyer will see it. One that is translated is seen in the agent's words: they go out below the translation.
func (in *intake) preview(s submission, text string) []slack.Block {
	blocks := []slack.Block{
		slack.NewContextBlock("", mrkdwn(in.modalText("send.from", prompts.Fields{Agent: line(s.agent, shownField)}))),
		slack.NewDividerBlock(),
		slack.NewSectionBlock(slack.NewTextBlockObject(slack.PlainTextType, text, false, false), nil, nil),
		slack.NewDividerBlock(),
	}
	if s.Into != "" {
		blocks = append(blocks, slack.NewContextBlock("", mrkdwn(line(in.modalText("send.translated", prompts.Fields{What: s.Into}), shownField))))
	}
	return blocks
}

// mostAck is the longest answer, in bytes, that Slack takes over Socket Mode, with room for its envelope
// (https://docs.slack.dev/apis/events-api/using-socket-mode#acknowledge).
const mostAck = 19 << 10

func fitsAck(answer any) bool {
	data, err := json.Marshal(answer)
	return err == nil && len(data) <= mostAck
}

// replySent sends what the preview showed.
func (in *intake) replySent(s submission) outcome {
	return outcome{body: dialogue.Reply{Agent: s.agent, Case: s.Case, Text: s.memo.Text}}
}
