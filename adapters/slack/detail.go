package slack

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"amends/bot"
	"amends/dialogue"
	"amends/dialogue/money"
	"amends/prompts"
)

const (
	turnsRead    = 40
	saidInDetail = 12
)

// utterance is something that one of a conversation said.
type utterance struct {
	at   time.Time
	who  string
	text string
}

// said are the last n messages of a conversation both ways, oldest first.
func (in *intake) said(ctx context.Context, id dialogue.ConversationID, n int) ([]utterance, error) {
	if in.cfg.Turns == nil {
		return nil, nil
	}
	turns, err := in.cfg.Turns(ctx, id, turnsRead)
	if err != nil {
		return nil, fmt.Errorf("read what was said: %w", err)
	}
	var all []utterance
	labels := map[string]string{} // of the buttons that the buyer was shown
	for _, t := range turns {
		if text := buyerSaid(t.Event.Body, labels); text != "" {
			all = append(all, utterance{t.Event.At, in.word("slack.modal.buyer"), text})
		}
		for _, d := range t.Outbox {
			if u, ok := answered(d, labels); ok {
				all = append(all, u)
			}
		}
	}
	return all[max(0, len(all)-n):], nil
}

// buyerSaid is what a buyer's event said.
func buyerSaid(body dialogue.Body, labels map[string]string) string {
	switch b := body.(type) {
	case dialogue.Message:
		return b.Text
	case dialogue.Edit:
		return b.Text
	case dialogue.Upload:
		names := make([]string, len(b.Files))
		for i, f := range b.Files {
			names[i] = "[" + cmp.Or(f.Name, f.Kind) + "]"
		}
		return strings.TrimSpace(strings.Join(names, " ") + " " + b.Caption)
	case dialogue.Press:
		return "[" + cmp.Or(labels[b.Option], b.Option) + "]"
	}
	return ""
}

// answered is what was sent to the buyer.
func answered(d bot.Delivery, labels map[string]string) (utterance, bool) {
	switch a := d.Action.(type) {
	case dialogue.Say:
		for _, o := range a.Options {
			labels[o.ID] = o.Label
		}
		return utterance{d.At, "Amends", a.Text}, true
	case dialogue.Relay:
		return utterance{d.At, a.From, a.Text}, a.To == "buyer" && a.Text != ""
	}
	return utterance{}, false
}

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
		lines = append(lines, moment(u.at)+" *"+line(u.who, shownField)+"*: "+line(u.text, shownField))
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
