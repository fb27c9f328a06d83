package dialogue

import "time"

// ConversationID names everything with one buyer in one chat of one channel. Only the channel that made it takes it apart.
type ConversationID string

// Address is where a person is reached: a channel and the channel's own name for the chat.
type Address struct {
	Channel string `json:"ch"`   // telegram, console, script, web
	Chat    string `json:"chat"` // opaque
}

// Event is something that came in. A repeated ID changes nothing.
type Event struct {
	ID           string         // unique in its conversation
	Conversation ConversationID // what it belongs to
	Buyer        Address        // where the buyer is answered; the first one of a conversation stays
	Lang         string         // the language that the channel says the buyer uses; "" when it says nothing
	At           time.Time      // when it came in: the engine's only clock
	Body         Body
	// Read is what bot's prepare found out for the engine: repeatable look-ups only. It is stored with the turn, so that the
	// turn replays without any of them.
	Read Reading
}

// Body is what happened, one of the types below.
type Body interface{ body() }

// Message is a text of the buyer.
type Message struct {
	Text string `json:"text"`
}

// Press is a button that the buyer pressed: the question that carried it and the option's ID.
type Press struct {
	Question string `json:"q"`
	Option   string `json:"option"`
}

// Upload is one or more files of the buyer that came together, with the caption if there was one.
type Upload struct {
	Files   []File `json:"files"`
	Caption string `json:"caption,omitempty"`
}

// File is one file as the channel announced it. Ref is the channel's own handle to fetch it by.
type File struct {
	Ref  string `json:"ref"`
	Name string `json:"name,omitempty"`
	Kind string `json:"kind"` // photo video voice file sticker location contact, as the channel calls it
	Size int64  `json:"size,omitempty"`
}

// Edit is a message that the buyer changed after sending it; the new text counts as a correction.
type Edit struct {
	Message string `json:"message"` // ID of the event that brought the message
	Text    string `json:"text"`
}

// Delete is a message that the buyer took back.
type Delete struct {
	Message string `json:"message"`
}

// Start opens the conversation from a link, with the link's payload.
type Start struct {
	Payload string `json:"payload,omitempty"`
}

// Decision is a button that an agent pressed on the desk.
type Decision struct {
	Agent  string `json:"agent"`
	Option string `json:"option"`         // one of the desk options, see desk_options.go
	Case   string `json:"case,omitempty"` // the case that the button was on; "" means the current one
	Note   string `json:"note,omitempty"` // reason, reference, or the terms of an offer
}

// Reply is a message of an agent to the buyer.
type Reply struct {
	Agent string `json:"agent"`
	Case  string `json:"case,omitempty"` // the case that it was written for; "" means the current one
	Text  string `json:"text,omitempty"`
	Files []File `json:"files,omitempty"`
	// Seen is set when the desk can read it where the agent wrote it; otherwise the desk gets a copy.
	Seen bool `json:"seen,omitempty"`
}

// Note is a message of an agent that stays on the desk.
type Note struct {
	Agent string `json:"agent"`
	Text  string `json:"text"`
}

// Post is what an agent wrote about a case without saying who is to read it. It is a note, unless the case is live.
type Post struct {
	Agent string `json:"agent"`
	Case  string `json:"case,omitempty"`
	Text  string `json:"text,omitempty"`
	Files []File `json:"files,omitempty"`
}

// Amend is a message to the buyer that its agent changed after sending it.
type Amend struct {
	Agent   string `json:"agent"`
	Message string `json:"message"` // ID of the event that brought it
	Text    string `json:"text"`
}

// Recall is a message to the buyer that its agent took back.
type Recall struct {
	Agent   string `json:"agent"`
	Message string `json:"message"` // ID of the event that brought it
}

// Lost tells that the desk has a case's card no longer: somebody deleted it, or its channel is gone.
type Lost struct {
	Case string `json:"case"`
}

// Delivered tells how a delivery ended, when it matters: an agent's words that arrived, or a message that can never arrive.
type Delivered struct {
	Delivery string `json:"delivery"`
	Failed   string `json:"failed,omitempty"` // why it can never arrive, such as "blocked" or Refused; "" for success
	To       string `json:"to"`               // buyer | desk
	Event    string `json:"event,omitempty"`  // whose words it carried: the event of an agent's message; "" for the bot's own
}

// Refused is why a message can never arrive that the network would not take, though it takes others to the same buyer.
const Refused = "refused"

// Wakeup is the conversation's timer. One that comes early changes nothing.
type Wakeup struct{}

// Failure says that an event could not be handled: a panic in its turn, or more events than the inbox holds. A person takes over.
type Failure struct {
	Event string `json:"event"`
	What  string `json:"what"` // "panic" | "overflow"
}

func (Message) body()   {}
func (Press) body()     {}
func (Upload) body()    {}
func (Edit) body()      {}
func (Delete) body()    {}
func (Start) body()     {}
func (Decision) body()  {}
func (Reply) body()     {}
func (Note) body()      {}
func (Post) body()      {}
func (Amend) body()     {}
func (Recall) body()    {}
func (Lost) body()      {}
func (Delivered) body() {}
func (Wakeup) body()    {}
func (Failure) body()   {}

// Reading is what was looked up for an event before the engine saw it.
type Reading struct {
	Interpretation Interpretation `json:"interpretation,omitzero"`
	// Proof is the outcome of comparing the buyer's second fact with the order that the conversation names (or that this event
	// names). ProofNone: there was nothing to compare.
	Proof ProofOutcome `json:"proof,omitempty"`
	// Order is the proven order: never set before the proof, so the engine cannot say what it does not have.
	Order *Order `json:"order,omitempty"`
	// Evidence are the files of an Upload as they were stored, in its order.
	Evidence []Evidence `json:"evidence,omitempty"`
	// Standing is what was given on the order and today, over all conversations.
	Standing *Standing `json:"standing,omitempty"`
}

// ProofOutcome says how a proof of ownership went.
type ProofOutcome string

// How a proof of ownership went. A buyer is told the same for NoMatch, Unknown and Blocked.
const (
	ProofNone    ProofOutcome = ""
	ProofMatch   ProofOutcome = "match"
	ProofNoMatch ProofOutcome = "no_match"      // the order is there, the second fact is not its own
	ProofUnknown ProofOutcome = "unknown_order" // there is no such order
	ProofBlocked ProofOutcome = "blocked"       // too many wrong tries for this order lately, in any chat
)

// Standing is what has been given already, over all conversations.
type Standing struct {
	Order int64 `json:"order,omitempty"` // minor units given on this order
	Today int64 `json:"today,omitempty"` // minor units given automatically today, in the playbook's currency
}
