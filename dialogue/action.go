package dialogue

import (
	"time"

	"amends/dialogue/money"
	"amends/dialogue/playbook"
)

// Action is what the engine wants done. It carries meaning; how it looks is the channel's affair.
type Action interface{ action() }

// Act is one dialogue act of the bot, such as "ask order" or "offer replace refund_return".
type Act struct {
	Kind ActKind  `json:"kind"`
	Args []string `json:"args,omitempty"`
}

// ActKind is what kind of dialogue act the bot performs.
type ActKind string

// The dialogue acts of the bot.
const (
	ActAsk      ActKind = "ask"
	ActOffer    ActKind = "offer"
	ActConfirm  ActKind = "confirm"
	ActInform   ActKind = "inform"
	ActHandoff  ActKind = "handoff"
	ActRepair   ActKind = "repair"
	ActRelay    ActKind = "relay"
	ActFeedback ActKind = "feedback"
	ActClose    ActKind = "close"
)

// Option is something that a buyer or an agent can choose with one tap.
type Option struct {
	ID    string `json:"id"`
	Label string `json:"label"`
}

// Say is a message of the bot to the buyer.
type Say struct {
	Acts     []Act    `json:"acts"`
	Text     string   `json:"text"`               // plain text in the buyer's language; blank lines part its paragraphs
	Options  []Option `json:"options,omitempty"`  // offered below the text
	Question string   `json:"question,omitempty"` // ID of the question that the options answer; a press carries it back
}

// Relay passes on what a person wrote: an agent's words to the buyer, a buyer's to the desk.
type Relay struct {
	To    string   `json:"to"`             // "buyer" | "desk"
	From  string   `json:"from"`           // the agent's name, or "buyer"
	Case  string   `json:"case,omitempty"` // of a relay to the desk
	Text  string   `json:"text,omitempty"`
	Files []string `json:"files,omitempty"` // Evidence.ID of stored files, or File.Ref of an agent's
	// Event is the event that brought it, so that an edit or a deletion can follow.
	Event string `json:"event,omitempty"`
	// Edits is the event whose relayed words these replace; "" for words of their own. With Gone they are taken back instead.
	Edits string `json:"edits,omitempty"`
	Gone  bool   `json:"gone,omitempty"`
	// Only is the agent whom a relay to the desk is for; "" for all.
	Only string `json:"only,omitempty"`
}

// Mark shows on the desk how far an agent's message to the buyer is.
type Mark struct {
	Case  string    `json:"case,omitempty"`
	Event string    `json:"event"` // of the agent's message
	State MarkState `json:"state"`
	Why   string    `json:"why,omitempty"` // of a message that failed
}

// MarkState is how far an agent's message to the buyer is.
type MarkState string

// How far an agent's message to the buyer is.
const (
	Queued   MarkState = "queued"
	Arrived  MarkState = "arrived"
	Failed   MarkState = "failed"
	Recalled MarkState = "recalled"
)

// Pin is the buyer's own view of a case: what is agreed, who has the next move and by when. It stands at the top of the chat and
// is edited in place.
type Pin struct {
	Case  string `json:"case"`
	Text  string `json:"text"` // plain text in the buyer's language
	First bool   `json:"first,omitempty"`
}

// ShowCase puts the case's card on the desk: posted the first time, edited in place after that.
type ShowCase struct {
	Card  Card `json:"card"`
	First bool `json:"first,omitempty"`
}

// Ask asks the desk for an approval or for an offer. Its options are desk options. One without options says that nothing is asked
// any more, and how it ended.
type Ask struct {
	ID      string    `json:"id,omitempty"` // of the question; its end has the same
	Case    string    `json:"case"`
	Text    string    `json:"text"`
	Options []Option  `json:"options"`
	Due     time.Time `json:"due,omitzero"`
}

// Alert calls the desk's attention to something that will not wait.
type Alert struct {
	Case   string `json:"case"`            // "" before there is one
	Reason string `json:"reason"`          // why, as the constants in handoff.go name it; a handoff's alert has the handoff's reason
	Text   string `json:"text"`            // in the desk's language
	Grave  bool   `json:"grave,omitempty"` // wake somebody
}

// Settle orders a remedy to be carried out, or an order taken back before it was. The same ID is the same settlement.
type Settle struct {
	Settlement Settlement `json:"settlement"`
	Withdrawn  bool       `json:"withdrawn,omitempty"`
}

func (Say) action()      {}
func (Relay) action()    {}
func (Mark) action()     {}
func (Pin) action()      {}
func (ShowCase) action() {}
func (Ask) action()      {}
func (Alert) action()    {}
func (Settle) action()   {}

// Silent reports whether an action adds no message for its reader: it only changes what is in view already.
func Silent(a Action) bool {
	switch a := a.(type) {
	case Pin, Mark:
		return true
	case Ask:
		return len(a.Options) == 0
	}
	return false
}

// Settlement is an agreed remedy: a task of the seller with a due date.
type Settlement struct {
	ID         string            `json:"id"`
	Case       string            `json:"case"`
	Order      string            `json:"order,omitempty"`
	SKU        string            `json:"sku,omitempty"`
	Remedy     playbook.RemedyID `json:"remedy"`
	Refund     money.Money       `json:"refund,omitzero"`
	Return     playbook.ReturnBy `json:"return,omitempty"`
	Playbook   string            `json:"playbook"`     // version that the offer was made with
	ApprovedBy string            `json:"by,omitempty"` // agent; "" when the playbook alone allowed it
	Agreed     time.Time         `json:"agreed"`
	Due        time.Time         `json:"due"`
	Done       time.Time         `json:"done,omitzero"`
	Reference  string            `json:"ref,omitempty"` // the agent's, such as the marketplace's refund number
}

// Card is a case as the desk sees it: lines in the desk's language, buttons as options. It holds nothing that a shared channel
// should not show: order numbers are masked, no address, no e-mail.
type Card struct {
	Case     string         `json:"case"`
	Title    string         `json:"title"`
	Status   Status         `json:"status"`
	Fields   []Field        `json:"fields,omitempty"`
	Evidence []CardEvidence `json:"evidence,omitempty"`
	Remedies []CardRemedy   `json:"remedies,omitempty"`
	Dates    []Field        `json:"dates,omitempty"`
	Warnings []string       `json:"warnings,omitempty"` // contradictions, suspicions: for the desk only
	Task     string         `json:"task,omitempty"`     // what to do where, when a remedy waits to be carried out
	Options  []Option       `json:"options,omitempty"`
}

// Field is a labelled line of a card.
type Field struct {
	ID    string `json:"id"`
	Label string `json:"label"`
	Value string `json:"value"`
}

// CardEvidence is one piece of evidence on a card with what it proves.
type CardEvidence struct {
	ID     string `json:"id,omitempty"` // of the stored file; "" when the buyer has none
	Proves string `json:"proves"`
	Note   string `json:"note,omitempty"`
}

// CardRemedy is one remedy on a card: offered with its cost, or not with the rule that refused it.
type CardRemedy struct {
	Remedy  playbook.RemedyID `json:"remedy"`
	Label   string            `json:"label"`
	Cost    string            `json:"cost,omitempty"`
	Refused string            `json:"refused,omitempty"` // the rule; "" when offered
}
