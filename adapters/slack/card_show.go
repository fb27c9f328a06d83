package slack

import (
	"context"
	"slices"

	"amends/bot"
	"amends/dialogue"
	"amends/dialogue/playbook"
)

// show puts a case's card on the desk, or draws it anew where it is, and returns its receipt.
func (c *Channel) show(ctx context.Context, d bot.Delivery, card dialogue.Card) (string, error) {
	receipt, err := c.receipt(ctx, d.Conversation, bot.CardKey(card.Case))
	if err == nil && receipt == "" && c.unclear(d) {
		receipt, err = c.find(ctx, d, spot{channel: c.cfg.Channel}, bot.CardKey(card.Case), "")
	}
	if err != nil {
		return "", err
	}
	if receipt == "" {
		return c.postCard(ctx, d, card)
	}
	_, pictures := c.sharePictures(ctx, d, receipt, card)
	if err = c.redraw(ctx, d, receipt, card); err == nil {
		err = pictures // the words do not wait for them
	}
	if isGone(err) {
		return c.postCard(ctx, d, card)
	}
	return receipt, err
}

// postCard begins a case's thread. The pictures come after it: they are uploaded into the thread that it begins.
func (c *Channel) postCard(ctx context.Context, d bot.Delivery, card dialogue.Card) (string, error) {
	drawn, err := c.draw(ctx, d, card)
	if err != nil {
		return "", err
	}
	key := bot.CardKey(card.Case)
	receipt, err := c.post(ctx, d, key, spot{channel: c.cfg.Channel}, drawn)
	if err != nil {
		return "", err
	}
	if err := c.keep(ctx, d.Conversation, key, receipt); err != nil {
		return "", err
	}
	came, err := c.sharePictures(ctx, d, receipt, card)
	if came && err == nil {
		err = c.redraw(ctx, d, receipt, card)
	}
	return receipt, err
}

func (c *Channel) redraw(ctx context.Context, d bot.Delivery, receipt string, card dialogue.Card) error {
	drawn, err := c.draw(ctx, d, card)
	if err != nil {
		return err
	}
	return c.update(ctx, d, receipt, drawn)
}

// sharePictures uploads what the card's evidence has and its thread has not.
func (c *Channel) sharePictures(ctx context.Context, d bot.Delivery, receipt string, card dialogue.Card) (bool, error) {
	var files []exhibit
	for _, e := range shownEvidence(card) {
		files = append(files, exhibit{evidence: e.ID, title: e.Proves})
	}
	return c.share(ctx, d, threadOf(receipt), files)
}

// shownEvidence is the evidence of a card whose files are shown, each file once.
func shownEvidence(card dialogue.Card) []dialogue.CardEvidence {
	var shown []dialogue.CardEvidence
	for _, e := range card.Evidence {
		same := func(other dialogue.CardEvidence) bool { return other.ID == e.ID }
		if e.ID != "" && len(shown) < mostPictures && !slices.ContainsFunc(shown, same) {
			shown = append(shown, e)
		}
	}
	return shown
}

// draw makes the message of a card with the pictures that Slack has.
func (c *Channel) draw(ctx context.Context, d bot.Delivery, card dialogue.Card) (posting, error) {
	l := look{conversation: d.Conversation, pictures: map[string]string{}}
	for _, e := range shownEvidence(card) {
		f, _, err := c.shared(ctx, d.Conversation, e.ID)
		if err != nil {
			return posting{}, err
		}
		if f.picture {
			l.pictures[e.ID] = f.id
		}
	}
	l.asked = c.askedFor(ctx, d.Conversation, card)
	return c.cardMessage(card, l), nil
}

// askedFor is the remedy that waits for an approval: the button that approves it says which one that is.
func (c *Channel) askedFor(ctx context.Context, id dialogue.ConversationID, card dialogue.Card) playbook.RemedyID {
	waits := func(o dialogue.Option) bool { return o.ID == optionApprove }
	if !slices.ContainsFunc(card.Options, waits) || c.cfg.Conversations == nil {
		return ""
	}
	conversation, err := c.cfg.Conversations.Load(ctx, id)
	if err != nil {
		return "" // the button says less
	}
	for _, k := range conversation.Cases {
		if k.No == card.Case && k.Approval != nil {
			return k.Approval.Remedy
		}
	}
	return ""
}
