package slack

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"amends/dialogue"
	"amends/dialogue/money"
	"amends/prompts"
)

const saidInDetail = 12

// detailBlocks show a case in full, which the card in the channel does not: for the one who asked, and noted in the log.
func (in *intake) detailBlocks(ctx context.Context, p press, v caseView) ([]slack.Block, bool, error) {
	said, err := in.said(ctx, p.target.Conversation, saidInDetail)
	if err != nil {
		return nil, false, err
	}
	in.cfg.Log.Info("details of a case shown", "agent", p.agent, "user", p.user, "conversation", p.target.Conversation, "case", p.target.Case)
	var blocks []slack.Block
	add := func(key string, lines []string) {
		if len(lines) > 0 {
			title := "*" + in.modalText("details."+key, prompts.Fields{}) + "*\n"
			blocks = append(blocks, section("", title+list(lines, 3*mostLines, maxSection-200, in.left)))
		}
	}
	add("order", in.orderLines(v.kase))
	add("facts", in.factLines(v.kase))
	add("said", in.saidLines(said))
	if len(blocks) == 0 {
		return in.nothing("details.none")
	}
	return blocks, false, nil
}

func (in *intake) orderLines(k dialogue.Case) []string {
	o := k.Order
	if o == nil {
		return nil
	}
	lines := []string{"`" + line(o.ID, shownField) + "` " + line(o.Marketplace+" "+o.Country+", "+string(o.Status), shownField)}
	for _, it := range o.Items {
		price := money.Money{Minor: it.Price, Currency: o.Currency}
		lines = append(lines, fmt.Sprintf("• %d × %s (%s), %s", it.Quantity, line(it.Label(), shownField), line(it.SKU, maxOptionText), price))
	}
	lines = append(lines, in.modalText("details.paid", prompts.Fields{Total: o.Total()}))
	for _, d := range []struct {
		key string
		at  time.Time
	}{{"placed", o.Placed}, {"estimated", o.Estimated.To}, {"delivered", o.Delivered}} {
		if !d.at.IsZero() {
			lines = append(lines, in.modalText("details."+d.key, prompts.Fields{Date: d.at}))
		}
	}
	if o.Tracking.Number != "" {
		lines = append(lines, in.modalText("details.tracking", prompts.Fields{Carrier: line(o.Tracking.Carrier, maxOptionText),
			Tracking: line(o.Tracking.Number, shownField)}))
	}
	return lines
}

// factLines are all facts with the words that they came from.
func (in *intake) factLines(k dialogue.Case) []string {
	var lines []string
	for _, f := range k.Facts {
		if f.Value == "" {
			continue
		}
		l := "• " + line(string(f.Slot), shownField) + ": *" + line(f.Value, shownField) + "*"
		if f.Source.Words != "" {
			l += " " + in.modalText("details.words", prompts.Fields{Words: line(f.Source.Words, shownField)})
		}
		lines = append(lines, l)
	}
	return lines
}

func (in *intake) saidLines(said []utterance) []string {
	var lines []string
	for _, u := range said {
		lines = append(lines, moment(u.at)+" *"+line(in.speaker(u.by), shownField)+"*: "+line(u.shown, shownField))
	}
	return lines
}

const mostScriptBlocks = 40

// scriptBlocks show the conversation as a script, to be copied from code blocks.
func (in *intake) scriptBlocks(ctx context.Context, p press, _ caseView) ([]slack.Block, bool, error) {
	if in.cfg.Script == nil {
		return in.nothing("script.none")
	}
	text, err := in.cfg.Script(ctx, p.target.Conversation)
	if err != nil {
		return nil, false, fmt.Errorf("write the script: %w", err)
	}
	in.cfg.Log.Info("script of a case shown", "agent", p.agent, "user", p.user, "conversation", p.target.Conversation, "case", p.target.Case)
	pieces := chunks(text, maxSection)
	var blocks []slack.Block
	for _, piece := range pieces[:min(len(pieces), mostScriptBlocks)] {
		code := slack.RichTextPreformatted{Type: slack.RTEPreformatted,
			Elements: []slack.RichTextSectionElement{slack.NewRichTextSectionTextElement(piece, nil)}}
		blocks = append(blocks, slack.NewRichTextBlock("", &code))
	}
	if len(pieces) > mostScriptBlocks {
		blocks = append(blocks, section("", in.word("slack.modal.script.cut")))
	}
	if len(blocks) == 0 {
		return in.nothing("script.none")
	}
	return blocks, false, nil
}

// chunks parts a text into pieces of at most n characters, at the ends of lines where that is possible.
func chunks(text string, n int) []string {
	var pieces []string
	rest := []rune(strings.TrimSpace(text))
	for len(rest) > n {
		at := n
		for i := n; i > n/2; i-- {
			if rest[i-1] == '\n' {
				at = i
				break
			}
		}
		pieces, rest = append(pieces, strings.TrimRight(string(rest[:at]), "\n")), rest[at:]
	}
	if len(rest) > 0 {
		pieces = append(pieces, string(rest))
	}
	return pieces
}
