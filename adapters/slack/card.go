package slack

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"amends/dialogue"
	"amends/dialogue/playbook"
	"amends/prompts"
)

// Fields of a card that are not shown among the others.
const (
	fieldWords  = "words" // of the buyer
	fieldLive   = "live"
	fieldStatus = "status"
)

// irreversible are the dates after which something cannot be had any more.
var irreversible = []string{"claim_until", "offer_expires"}

// look is what a card is drawn with beside itself.
type look struct {
	conversation dialogue.ConversationID
	pictures     map[string]string // Slack's file IDs by evidence
	asked        playbook.RemedyID // what waits for an approval; "" for nothing, or not known
}

// cardMessage is a card in Block Kit, whatever is in it: within Slack's limits, and saying so where something is left out.
func (c *Channel) cardMessage(card dialogue.Card, l look) posting {
	for _, r := range rooms {
		blocks := c.cardBlocks(card, l, r)
		if r == rooms[len(rooms)-1] || weight(blocks) <= maxBlocks {
			return posting{text: c.cardText(card), blocks: blocks}
		}
	}
	return posting{}
}

func (c *Channel) cardBlocks(card dialogue.Card, l look, r room) []slack.Block {
	blocks := []slack.Block{slack.NewHeaderBlock(plain(card.Title, maxHeader), slack.HeaderBlockOptionBlockID("title"))}
	return slices.Concat(blocks, c.cardTop(card, r), c.cardFields(card, r), c.cardWords(card, r), c.cardEvidence(card, l, r),
		c.cardRemedies(card, r), c.cardDates(card, r), c.cardButtons(card, l))
}

// cardText is what a notification says of a card.
func (c *Channel) cardText(card dialogue.Card) string {
	text := cmp.Or(card.Title, card.Case)
	if status := fieldOf(card, fieldStatus).Value; status != "" {
		text += " – " + status
	}
	return cmp.Or(line(text, maxHeader), "–")
}

func fieldOf(card dialogue.Card, id string) dialogue.Field {
	for _, f := range card.Fields {
		if f.ID == id {
			return f
		}
	}
	return dialogue.Field{}
}

// cardTop is what must not be missed: that the thread is live, warnings, and the task.
func (c *Channel) cardTop(card dialogue.Card, r room) []slack.Block {
	var blocks []slack.Block
	if live := fieldOf(card, fieldLive); live.Value != "" {
		text := ":red_circle: *" + line(live.Label, r.field) + "* " + line(live.Value, r.words)
		blocks = append(blocks, section("live", text))
	}
	var warnings []string
	for _, w := range card.Warnings {
		warnings = append(warnings, ":warning: "+line(w, 2*r.field))
	}
	if len(warnings) > 0 {
		blocks = append(blocks, section("warnings", list(warnings, mostLines, r.list, c.more)))
	}
	if card.Task != "" {
		blocks = append(blocks, section("task", ":point_right: *"+c.heading("task")+"*\n"+escaped(card.Task, r.task)))
	}
	return blocks
}

// cardFields are the facts, two beside each other.
func (c *Channel) cardFields(card dialogue.Card, r room) []slack.Block {
	var fields []*slack.TextBlockObject
	left := 0
	for _, f := range card.Fields {
		switch {
		case f.ID == fieldWords || f.ID == fieldLive:
		case len(fields) == mostFields:
			left++
		default:
			text := "*" + line(f.Label, r.field) + "*\n" + cmp.Or(line(f.Value, r.field), "–")
			fields = append(fields, mrkdwn(text))
		}
	}
	var blocks []slack.Block
	for part := range slices.Chunk(fields, maxFields) {
		id := fmt.Sprintf("fields%d", len(blocks))
		blocks = append(blocks, slack.NewSectionBlock(nil, part, nil, slack.SectionBlockOptionBlockID(id)))
	}
	if left > 0 {
		blocks = append(blocks, slack.NewContextBlock("more_fields", mrkdwn(c.more(left))))
	}
	return blocks
}

func (c *Channel) cardWords(card dialogue.Card, r room) []slack.Block {
	f := fieldOf(card, fieldWords)
	if clean(f.Value) == "" {
		return nil
	}
	return []slack.Block{section("words", "*"+line(f.Label, r.field)+"*\n"+quoted(f.Value, r.words))}
}

// cardEvidence is what there is and what each piece proves, with its pictures.
func (c *Channel) cardEvidence(card dialogue.Card, l look, r room) []slack.Block {
	var lines []string
	for _, e := range card.Evidence {
		lines = append(lines, "• "+line(evidenceWords(e), 2*r.field))
	}
	if len(lines) == 0 {
		return nil
	}
	blocks := []slack.Block{section("evidence", "*"+c.heading("evidence")+"*\n"+list(lines, mostLines, r.list, c.more))}
	for i, e := range shownEvidence(card) {
		if id := l.pictures[e.ID]; id != "" {
			blocks = append(blocks, slack.NewImageBlockSlackFile(&slack.SlackFileObject{ID: id}, plainWords(evidenceWords(e), r.field),
				fmt.Sprintf("picture%d", i), plain(e.Proves, r.field)))
		}
	}
	return blocks
}

func evidenceWords(e dialogue.CardEvidence) string {
	if e.Note == "" {
		return e.Proves
	}
	return strings.TrimPrefix(e.Proves+": "+e.Note, ": ")
}

// cardRemedies are those offered, with what they cost, and those refused, with the rule that refused them.
func (c *Channel) cardRemedies(card dialogue.Card, r room) []slack.Block {
	var offered, refused []string
	for _, m := range card.Remedies {
		name := line(m.Label, r.field)
		switch {
		case m.Refused != "":
			refused = append(refused, "• "+name+": "+line(m.Refused, r.field))
		case m.Cost != "":
			offered = append(offered, "• *"+name+"*: "+line(m.Cost, r.field))
		default:
			offered = append(offered, "• *"+name+"*")
		}
	}
	var blocks []slack.Block
	if len(offered) > 0 {
		blocks = append(blocks, section("offered", "*"+c.heading("offered")+"*\n"+list(offered, mostLines, r.list, c.more)))
	}
	if len(refused) > 0 {
		blocks = append(blocks, section("refused", "*"+c.heading("refused")+"*\n"+list(refused, mostLines, r.list, c.more)))
	}
	return blocks
}

// cardDates are the deadlines. The next one after which something cannot be had any more stands out.
func (c *Channel) cardDates(card dialogue.Card, r room) []slack.Block {
	next := nextIrreversible(card.Dates, c.cfg.Now().UTC().Format("2006-01-02"))
	var lines []string
	for i, f := range card.Dates {
		text := line(f.Label, r.field) + ": " + line(f.Value, r.field)
		if i == next {
			text = ":hourglass: *" + text + "*"
		}
		lines = append(lines, text)
	}
	if len(lines) == 0 {
		return nil
	}
	return []slack.Block{section("dates", "*"+c.heading("dates")+"*\n"+list(lines, mostLines, r.list, c.more))}
}

// nextIrreversible is the place of the next date of no return that is not over, -1 when there is none. A card's dates begin with year,
// month and day.
func nextIrreversible(dates []dialogue.Field, today string) int {
	next := -1
	for i, f := range dates {
		if !slices.Contains(irreversible, f.ID) || f.Value < today {
			continue
		}
		if next < 0 || f.Value < dates[next].Value {
			next = i
		}
	}
	return next
}

func (c *Channel) heading(name string) string {
	return line(c.say("slack.card."+name, prompts.Fields{}), maxButtonText)
}
