package slack

import (
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"amends/dialogue"
	"amends/prompts"
)

// Desk options that look or work other than "press and it is decided".
const (
	optionApprove  = "approve"
	optionDecline  = "decline"
	optionDone     = "done"
	optionHandBack = "handback"
	optionLiveOn   = "live:on"
	prefixOffer    = "offer:"
	prefixAsk      = "ask:"
)

// modals are the options that ask for more in a modal.
var modals = map[string]string{optionDecline: openDecline, optionDone: openDone, optionHandBack: openHandBack}

// buttons are two rows: what decides, then what can be done beside it.
type buttons struct {
	c            *Channel
	conversation dialogue.ConversationID
	no           string
	taken        map[string]bool // action IDs
	rows         [2][]slack.BlockElement
}

func (c *Channel) buttons(id dialogue.ConversationID, no string) *buttons {
	return &buttons{c: c, conversation: id, no: no, taken: map[string]bool{}}
}

// add puts a button into a row. One that Slack would refuse is left out: there are other ways to decide.
func (b *buttons) add(row int, action, option, label string) *slack.ButtonBlockElement {
	button := slack.NewButtonBlockElement(action, encodeTarget(target{Conversation: b.conversation, Case: b.no, Option: option}),
		plain(label, maxButtonText))
	if b.taken[action] || len(b.rows[row]) == mostButtons || characters(action) > maxActionID || characters(button.Value) > maxValue {
		return button
	}
	b.taken[action] = true
	b.rows[row] = append(b.rows[row], button)
	return button
}

// blocks are the rows that have buttons.
func (b *buttons) blocks() []slack.Block {
	var blocks []slack.Block
	for i, id := range []string{"decide", "more"} {
		if len(b.rows[i]) > 0 {
			blocks = append(blocks, slack.NewActionBlock(id, b.rows[i]...))
		}
	}
	return blocks
}

// options adds a button for each option: those for an offer and for evidence share one that opens a modal with all of them.
func (b *buttons) options(options []dialogue.Option, approve string) {
	for _, o := range options {
		switch {
		case strings.HasPrefix(o.ID, prefixOffer):
			b.add(1, openOffer, "", b.c.word("slack.card.offer"))
		case strings.HasPrefix(o.ID, prefixAsk):
			b.add(1, openAsk, "", b.c.word("slack.card.ask"))
		case o.ID == optionLiveOn:
			b.add(1, actionPrefix+o.ID, o.ID, o.Label).WithConfirm(b.c.confirm("live", b.c.word("slack.card.live_text")))
		case strings.HasPrefix(o.ID, "live:"):
			b.add(1, actionPrefix+o.ID, o.ID, o.Label)
		case o.ID == optionApprove:
			b.add(0, actionPrefix+o.ID, o.ID, o.Label).WithStyle(slack.StylePrimary).WithConfirm(b.c.confirm("approve", approve))
		case o.ID == optionDecline:
			b.add(0, openDecline, o.ID, o.Label).WithStyle(slack.StyleDanger)
		case modals[o.ID] != "":
			b.add(0, modals[o.ID], o.ID, o.Label)
		default:
			b.add(0, actionPrefix+o.ID, o.ID, o.Label)
		}
	}
}

// confirm asks once more and says what will happen.
func (c *Channel) confirm(name, text string) *slack.ConfirmationBlockObject {
	return slack.NewConfirmationBlockObject(plain(c.word("slack.card."+name+"_title"), maxConfirmTitle), plain(text, maxConfirmText),
		plain(c.word("slack.card."+name+"_yes"), maxConfirmLabel), plain(c.word("slack.card.no"), maxConfirmLabel))
}

// cardButtons are a card's buttons: what the case allows, and what can be done with any case.
func (c *Channel) cardButtons(card dialogue.Card, l look) []slack.Block {
	b := c.buttons(l.conversation, card.Case)
	if card.Status != dialogue.StatusClosed {
		b.add(1, openReply, "", c.word("slack.card.reply"))
	}
	b.options(card.Options, c.approval(card, l))
	if card.Status != dialogue.StatusClosed {
		b.add(1, openAssign, "", c.word("slack.card.assign"))
	}
	b.add(1, actionDetails, "", c.word("slack.card.details"))
	b.add(1, actionScript, "", c.word("slack.card.script"))
	return b.blocks()
}

// approval is what happens when a card's Approve is pressed.
func (c *Channel) approval(card dialogue.Card, l look) string {
	i := slices.IndexFunc(card.Remedies, func(r dialogue.CardRemedy) bool { return r.Remedy == l.asked && r.Refused == "" })
	if i < 0 {
		return c.word("slack.card.approve_text")
	}
	what := card.Remedies[i].Label
	if cost := card.Remedies[i].Cost; cost != "" {
		what += " (" + cost + ")"
	}
	return c.say("slack.card.approve_text", prompts.Fields{What: plainWords(what, maxConfirmText/2)})
}
