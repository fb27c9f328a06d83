package dialogue

import "amends/dialogue/playbook"

// Interpretation is what an understander thinks a text says. It proposes; the engine checks every part of it.
type Interpretation struct {
	Lang   string       `json:"lang,omitempty"`   // language of the text, "" when it is too short to tell
	By     string       `json:"by,omitempty"`     // who read it: "builtin" or "model"
	Moves  []Move       `json:"moves,omitempty"`  // what the buyer does with the text, surest first
	Issues []IssueGuess `json:"issues,omitempty"` // what is wrong, surest first
	Slots  []SlotValue  `json:"slots,omitempty"`  // in the order of the text
	Alarms []Alarm      `json:"alarms,omitempty"` // safety and legal, most severe first
	Counts []Count      `json:"counts,omitempty"` // numbers with what they count, which may be a line of an order: "one steel bottle"
}

// Count is a number in a text with the words after it, which say what it counts. Only who knows the order can tell whether it is a line
// of it.
type Count struct {
	Number int    `json:"number"`
	Words  string `json:"words"` // without the number
}

// Move is one thing that a buyer does with a text: a dialogue act of the buyer.
type Move struct {
	Kind  MoveKind `json:"kind"`
	Topic Topic    `json:"topic,omitempty"` // of a Question
	Words string   `json:"words,omitempty"` // the words that say so, as written
	Sure  float64  `json:"sure"`            // 0..1
}

// MoveKind is what a buyer does with a text.
type MoveKind string

// What a buyer does with a text.
const (
	Affirm    MoveKind = "affirm"   // yes, ok, that one, go ahead
	Deny      MoveKind = "deny"     // no, none of these, not that
	AskHuman  MoveKind = "human"    // wants a person
	Cancel    MoveKind = "cancel"   // never mind, stop, forget it
	Correct   MoveKind = "correct"  // "no wait, I meant", "actually it is"
	Skip      MoveKind = "skip"     // cannot or will not give what was asked: "I threw the box away", "don't have it"
	Again     MoveKind = "repeat"   // "what?", "say that again"
	Undo      MoveKind = "change"   // "I changed my mind", "can I take the other one"
	Question  MoveKind = "question" // asks something; Topic says what about
	Greet     MoveKind = "greet"
	Thank     MoveKind = "thank"
	Bye       MoveKind = "bye"
	Wait      MoveKind = "wait"    // "one moment", "later", "will send it tonight"
	Pleased   MoveKind = "pleased" // content: "all good now", "great service", "bought another"
	Unhappy   MoveKind = "unhappy" // not content with how it went, "still nothing"
	Abuse     MoveKind = "abuse"
	Smalltalk MoveKind = "smalltalk" // out of scope: weather, jokes, homework
	Restart   MoveKind = "restart"   // /new, "another problem"
	Reported  MoveKind = "reported"  // "I already reported it in Amazon / opened a claim there"
)

// Topic is what a question is about, or what an inform tells.
type Topic string

// What a question is about, or what an inform tells.
const (
	Greeting  Topic = "greeting"
	Process   Topic = "process" // how does this work, how long does it take
	StatusOf  Topic = "status"  // how far is my case, what happens next
	RouteTo   Topic = "route"   // the marketplace's own complaint channel
	Rights    Topic = "rights"  // what am I entitled to
	Privacy   Topic = "privacy" // what do you do with my data
	Waiting   Topic = "waiting" // a person was asked; by when
	Approved  Topic = "approved"
	Declined  Topic = "declined"
	Fulfilled Topic = "fulfilled"
	Expired   Topic = "expired"
	Bot       Topic = "bot"        // am I talking to a machine
	FindOrder Topic = "find_order" // where do I find my order number
	Genuine   Topic = "genuine"    // is this a fraud
	OrderInfo Topic = "order"      // state of the order
	Evidences Topic = "evidence"   // why do you need a photo
	Overdue   Topic = "overdue"    // a remedy is late; the new date
	Settled   Topic = "settled"    // what was agreed and by when it is done
	Safety    Topic = "safety"
	Language  Topic = "language"
	Noted     Topic = "noted" // something was taken down, such as a second problem
	Kindness  Topic = "smalltalk"
	Reopened  Topic = "reopened" // a closed case is taken up again
	Resumed   Topic = "resumed"  // the bot answers again after a person did
)

// IssueGuess is an issue that the text may state, with the words that say so. Two problems in one text have different words.
type IssueGuess struct {
	Issue  playbook.IssueID `json:"issue"`
	Sure   float64          `json:"sure"` // calibrated: of the guesses at 0.9 nine in ten are right
	Words  string           `json:"words,omitempty"`
	Second bool             `json:"second,omitempty"` // a problem of its own beside the surest one, not another reading of the same words
}

// Slot names a piece of knowledge that a text can hold.
type Slot string

// What a text can hold. A fact that the playbook defines is a slot "fact:<id>".
const (
	SlotOrder    Slot = "order"    // order number in the marketplace's own writing
	SlotProof    Slot = "proof"    // a postal code, e-mail or phone number, as written
	SlotItem     Slot = "item"     // index of a line of the case's order
	SlotOutcome  Slot = "outcome"  // what the buyer wants: right refund keep
	SlotRemedy   Slot = "remedy"   // one of the remedies offered just now
	SlotOption   Slot = "option"   // ID of one of the options of the last question
	SlotTracking Slot = "tracking" // normalised number; Note is the carrier, "?" at its end when the check digit fails
	SlotMoney    Slot = "money"    // minor units and currency, "1250 USD"
	SlotDate     Slot = "date"     // 2006-01-02
	SlotQuantity Slot = "quantity" // how many pieces: a number, "half" or "all"
	SlotEmail    Slot = "email"
	SlotPhone    Slot = "phone"
	SlotLanguage Slot = "language" // BCP 47 language that the buyer asks for
	SlotEvidence Slot = "evidence" // EvidenceID that a caption names: "here is the label"
	SlotRating   Slot = "rating"   // 1..5
)

// SlotValue is a value found in a text, with the words it was found in.
type SlotValue struct {
	Slot  Slot    `json:"slot"`
	Value string  `json:"value"`
	Words string  `json:"words"` // as written
	Note  string  `json:"note,omitempty"`
	Sure  float64 `json:"sure"`
}

// Alarm is a safety or legal signal: checked before everything else.
type Alarm struct {
	Class string `json:"class"` // fire injury allergy selfharm threat child food safety; legal regulator chargeback fraud counterfeit privacy; abuse
	Words string `json:"words"`
	// Grave is true for what needs a person at once (P0); false for what needs one soon, such as a lawyer or "nobody was hurt".
	Grave bool `json:"grave,omitempty"`
}
