package dialogue

import (
	"time"

	"amends/dialogue/playbook"
)

// Conversation is everything with one buyer in one chat: a value that the engine reads and makes anew, stored whole after
// every turn.
type Conversation struct {
	ID    ConversationID `json:"id"`
	Buyer Address        `json:"buyer"`
	Lang  string         `json:"lang,omitempty"`  // language of the bot's words
	Fixed bool           `json:"fixed,omitempty"` // the buyer asked for Lang
	// Foreign is the buyer's language when there are no texts in it, and Admitted that the buyer was told so.
	Foreign  string `json:"foreign,omitempty"`
	Admitted bool   `json:"admitted,omitempty"`
	Turns    int    `json:"turns"`           // handled so far; question IDs count with it
	Cases    []Case `json:"cases,omitempty"` // in the order they were opened; old ones shrink to a summary
	// Current is the index into Cases of the one being talked about, or -1.
	Current int `json:"current"`
	// Asked is the question that the bot waits for an answer to; nil when it waits for nothing.
	Asked *Asked `json:"asked,omitempty"`
	// Human is set while a person owns the conversation and the bot is silent.
	Human *Handoff `json:"human,omitempty"`
	// Waiting are problems that the buyer named beside the current one, to be taken up when it is settled.
	Waiting   []Problem `json:"waiting,omitempty"`
	Greeted   bool      `json:"greeted,omitempty"`
	Confused  int       `json:"confused,omitempty"`   // messages in a row that were not understood
	LastText  string    `json:"last_text,omitempty"`  // key of the last text and its variant: never the same twice running
	BadProofs int       `json:"bad_proofs,omitempty"` // wrong second facts, in this chat, since the last right one
	LastBuyer time.Time `json:"last_buyer,omitzero"`  // when the buyer last did something
	Reminded  time.Time `json:"reminded,omitzero"`    // when the buyer was last reminded of Asked
	Blocked   bool      `json:"blocked,omitempty"`    // the buyer cannot be reached any more
	Sent      []Sent    `json:"sent,omitempty"`       // messages of agents that reached the buyer or are on their way, oldest first
	// Wake is when the conversation wants to hear from its timer; the zero time is never.
	Wake time.Time `json:"wake,omitzero"`
}

// Asked is a question that waits for an answer.
type Asked struct {
	ID      string   `json:"id"`   // "q" and the turn that asked it; a press carries it back
	Kind    ActKind  `json:"kind"` // ask offer confirm feedback repair
	What    string   `json:"what"` // a slot, "evidence:<id>", "fact:<id>", a remedy, outcome, which_case or contradiction (see asked.go)
	Options []Option `json:"options,omitempty"`
	Times   int      `json:"times,omitempty"` // how often in a row it was asked again
	// At is when an agent's decision had it asked; zero when the buyer's own words did. Silence counts from then.
	At time.Time `json:"at,omitzero"`
}

// Handoff is a person owning the conversation.
type Handoff struct {
	Reason string    `json:"reason"` // asked safety legal limit no_agreement misunderstood policy error
	Since  time.Time `json:"since"`
	Due    time.Time `json:"due,omitzero"`    // when an agent should have answered; zero once one has
	Agent  string    `json:"agent,omitempty"` // who took it over or answered; "" while nobody has
	Told   bool      `json:"told,omitempty"`  // the buyer was told that it takes longer
	Heard  bool      `json:"heard,omitempty"` // the buyer wrote since, and was told that it was passed on
	Live   bool      `json:"live,omitempty"`  // what is written in the case's thread goes to the buyer
}

// Problem is an issue that waits for its turn.
type Problem struct {
	Issue  playbook.IssueID `json:"issue"`
	Source Source           `json:"source"`
}

// Status is how far a case is.
type Status string

// How far a case is. Human is the conversation's handoff seen from its case.
const (
	StatusOpen      Status = "open"
	StatusAsked     Status = "asked"
	StatusHuman     Status = "human"
	StatusSettled   Status = "settled"
	StatusFulfilled Status = "fulfilled"
	StatusClosed    Status = "closed"
)

// Case is one dispute. Its fields are what the codec stores; a case that is closed keeps what a later one is judged by.
type Case struct {
	No       string                `json:"no"`     // such as A-7K2M9P: said on the telephone, not quite unique
	Status   Status                `json:"status"` // its own; while a person owns the conversation see Conversation.StatusOf
	Opened   time.Time             `json:"opened"`
	Facts    []Fact                `json:"facts,omitempty"` // in the order in which they came; a list because order is part of the input
	Order    *Order                `json:"order,omitempty"` // set once the buyer has proven that it is theirs
	Evidence []Evidence            `json:"evidence,omitempty"`
	Standing Standing              `json:"standing,omitzero"`  // as last looked up
	Moved    bool                  `json:"moved,omitempty"`    // its files came while it was about another order
	Wanted   []playbook.EvidenceID `json:"wanted,omitempty"`   // asked for by an agent, beside what the playbook needs
	Offer    *Offer                `json:"offer,omitempty"`    // the last one made that still counts
	Declined []playbook.RemedyID   `json:"declined,omitempty"` // turned down by the buyer, or refused by an agent
	Rounds   int                   `json:"rounds,omitempty"`   // offers that the buyer turned down
	Picked   playbook.RemedyID     `json:"picked,omitempty"`   // chosen, not yet confirmed
	Approval *Approval             `json:"approval,omitempty"` // set while the status is asked
	Settled  *Settlement           `json:"settled,omitempty"`  // set once agreed; Settled.Done says when it was carried out
	Doubts   []Contradiction       `json:"doubts,omitempty"`
	Alarms   []Alarm               `json:"alarms,omitempty"`    // raised so far, the words cut short
	DoneBy   string                `json:"done_by,omitempty"`   // agent who carried the remedy out
	Owner    string                `json:"owner,omitempty"`     // agent
	Cleared  bool                  `json:"cleared,omitempty"`   // an agent gave it back to the bot although the playbook wants a person
	OnDesk   bool                  `json:"on_desk,omitempty"`   // the desk has its card, or must get it
	CardHash uint64                `json:"card_hash,omitempty"` // of the card that the desk has: a card is sent only when it changed
	PinHash  uint64                `json:"pin_hash,omitempty"`  // of the view that the buyer has pinned
	Left     *Asked                `json:"left,omitempty"`      // the question that was open when the case was closed for silence
	Told     Told                  `json:"told,omitzero"`
	Outcome  Outcome               `json:"outcome,omitempty"` // how it ended; "" while it has not
	Closed   time.Time             `json:"closed,omitzero"`   // last time
}

// Told remembers which of the things that are said once have been said.
type Told struct {
	Overdue    int       `json:"overdue,omitempty"`    // how often a late remedy got a new date
	Feedback   time.Time `json:"feedback,omitzero"`    // when it was asked for
	Route      time.Time `json:"route,omitzero"`       // when the official route was told
	Withdrawal bool      `json:"withdrawal,omitempty"` // receipt of a withdrawal from the contract
	Contact    bool      `json:"contact,omitempty"`    // that it should also be reported in the marketplace
	ClaimSoon  bool      `json:"claim_soon,omitempty"`
	ClaimOpen  bool      `json:"claim_open,omitempty"` // that a claim is possible from now on
	Expired    bool      `json:"expired,omitempty"`
	CheckAt    time.Time `json:"check_at,omitzero"`   // when to ask again whether all is well
	Resettled  int       `json:"resettled,omitempty"` // settlements withdrawn
}

// Outcome is how a case ended.
type Outcome string

// How a case ended.
const (
	OutcomeContent     Outcome = "content"
	OutcomeNotContent  Outcome = "not_content"
	OutcomeDone        Outcome = "done" // carried out, the buyer said nothing more
	OutcomeNoAgreement Outcome = "no_agreement"
	OutcomeSilent      Outcome = "silent"
	OutcomeCancelled   Outcome = "cancelled"
	OutcomeInformed    Outcome = "informed"
	OutcomeResolved    Outcome = "resolved" // by an agent
)

// Fact is a piece of knowledge with the message and the words that it came from, and every earlier value.
type Fact struct {
	Slot    Slot   `json:"slot"`
	Value   string `json:"value"`
	Source  Source `json:"source"`
	Earlier []Was  `json:"earlier,omitempty"` // oldest first; of many the first and the latest
}

// Was is a value that a fact had before.
type Was struct {
	Value  string `json:"value"`
	Source Source `json:"source"`
}

// Source is where a value came from: the event and the words in it.
type Source struct {
	Event string    `json:"event"`
	Words string    `json:"words,omitempty"`
	At    time.Time `json:"at,omitzero"`
}

// Contradiction is a later statement that does not fit an earlier one: shown to the desk, asked about neutrally.
type Contradiction struct {
	Slot   Slot   `json:"slot"`
	First  Was    `json:"first"`
	Second Was    `json:"second"`
	Kept   string `json:"kept,omitempty"` // the value that the buyer settled on; "" while asked
}

// Offer is the remedies computed for a case at one time.
type Offer struct {
	ID       string             `json:"id"`
	At       time.Time          `json:"at"`
	Expires  time.Time          `json:"expires"`
	Playbook string             `json:"playbook"` // version
	Options  []playbook.Option  `json:"options"`
	Refused  []playbook.Refusal `json:"refused,omitempty"`
	By       string             `json:"by,omitempty"` // agent who made it; "" for the playbook
}

// Approval is a question to the desk that the case waits for.
type Approval struct {
	Remedy playbook.RemedyID `json:"remedy,omitempty"` // to be approved; "" when an agent is asked to make an offer
	Wish   string            `json:"wish,omitempty"`   // what would settle it, in the buyer's words
	Since  time.Time         `json:"since"`
	Due    time.Time         `json:"due"`
	Late   int               `json:"late,omitempty"` // how often Due has passed
	Ask    string            `json:"ask,omitempty"`  // ID of the question to the desk
	Owed   bool              `json:"owed,omitempty"` // the desk was told that the buyer has a right to the remedy
}
