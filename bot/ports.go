package bot

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"amends/dialogue"
)

// Understander reads a text. It proposes; the engine decides. Whatever it does, a turn goes on: on an error, a panic or a
// deadline the built-in understander reads the text instead. Its errors are logged, so they must hold nothing of the text.
type Understander interface {
	Understand(ctx context.Context, c dialogue.Conversation, text string, at time.Time) (dialogue.Interpretation, error)
}

// Orders is where orders come from. Implementations are safe for concurrent use.
type Orders interface {
	// Order returns an order by the number a buyer wrote. Writing is forgiven: case, spaces, dashes. ErrNotFound if there is none.
	Order(ctx context.Context, id string) (dialogue.Order, error)
	// Owns reports whether text holds a second fact of the order (postal code, e-mail, end of the phone number).
	// ErrNotFound if there is no such order. It takes as long for a wrong fact as for a right one.
	Owns(ctx context.Context, id, text string) (bool, error)
}

// Evidence keeps the files that buyers send.
type Evidence interface {
	// Save stores one file. A file that cannot be used comes back with its Problem set and a nil error; an error means that
	// the store itself failed and the event should be tried again.
	Save(ctx context.Context, file dialogue.File, content io.Reader) (dialogue.Evidence, error)
}

// Fetcher opens a file that a channel announced. The caller closes it. Reading ends when ctx does; errors are logged, so a link
// with a token in it must not be part of them. ErrTooLarge is an answer that buyers are told.
type Fetcher interface {
	Fetch(ctx context.Context, file dialogue.File) (io.ReadCloser, error)
}

// Ledger keeps what was given, over all conversations: the limits per order and per day rest on it.
type Ledger interface {
	// Record notes a settlement, or that it was taken back. The same settlement again changes nothing.
	Record(ctx context.Context, s dialogue.Settle, day string) error
	// Standing tells what was given on the order by cases other than the ones named, and automatically on the day ("2006-01-02" in the
	// seller's zone) by all.
	Standing(ctx context.Context, order string, except []string, day string) (dialogue.Standing, error)
	// Strike notes a wrong second fact for an order under the event's ID and returns how many there were in the last 24 hours.
	// The same event again changes nothing. An empty event only counts.
	Strike(ctx context.Context, order, event string, at time.Time) (int, error)
}

// Store keeps conversations and their inboxes. All of its methods are safe for concurrent use and by several processes.
type Store interface {
	// Accept puts an event into its conversation's inbox, once, and nothing else has to happen for it to be handled: after
	// Accept the channel may acknowledge. When the conversation is free the caller gets its lease, as a Claim with every event
	// that waits; when somebody else holds it the Claim is nil and that holder will handle the event.
	// Errors: ErrDuplicate for an event ID seen in the last 48 hours; ErrFull when the inbox holds InboxLimit events already. A few
	// Failure events still get in above the limit, so that the overflow itself can be told; a refused event's ID is not remembered.
	Accept(ctx context.Context, ev dialogue.Event) (*Claim, error)
	// Commit writes one turn: the event leaves the inbox, state, turn record, outbox and wake time are written, all or nothing.
	// It returns the next Claim when more came in meanwhile, or releases the lease and returns nil. Repeating a commit whose
	// answer was lost is harmless. ErrLost when the lease has gone to another holder: nothing was written.
	Commit(ctx context.Context, claim Claim, turn Turn) (*Claim, error)
	// Load returns a conversation's state; a new conversation is the zero one with its ID. It grants no lease.
	Load(ctx context.Context, id dialogue.ConversationID) (dialogue.Conversation, error)
	// Turns returns the last n stored turns, oldest first; n <= 0 means all that are kept.
	Turns(ctx context.Context, id dialogue.ConversationID, n int) ([]Turn, error)
	// Due returns conversations whose wake time has come, at most n. They stay due until a turn moves their wake time.
	Due(ctx context.Context, now time.Time, n int) ([]Wakeup, error)
	// Abandoned takes over conversations with work whose lease has run out, at most n.
	Abandoned(ctx context.Context, now time.Time, n int) ([]Claim, error)
}

// InboxLimit is how many events may wait in one conversation; more end with a person.
const InboxLimit = 200

// MaxDelay is more than any delivery is put off for. A destination that would wait longer was put off by a clock that ran ahead and was
// set back since: an Outbox gives out what waits for it.
const MaxDelay = 2 * mostPatience

// Outbox gives out what is to be sent, in order for each destination.
type Outbox interface {
	// Take returns up to n deliveries that may be sent at now, at most one per destination; they are the caller's until Done,
	// Retry or until a lease has passed; one that comes out again because of that is Unclear. Of deliveries to a destination that follow
	// each other and have the same Key only the last comes out: it says all that those before it say.
	Take(ctx context.Context, now time.Time, n int) ([]Delivery, error)
	// Done takes a delivery out of the outbox and, when it has a Key, keeps the receipt (the channel's own message ID) for later edits.
	// It returns the destination's next delivery, taken for the caller as Take does; nil when none waits.
	Done(ctx context.Context, d Delivery, receipt string) (next *Delivery, err error)
	// Retry puts it back, to be sent no earlier than at. Later deliveries to the same destination wait behind it. When it is taken
	// again its Attempt is one more than d's.
	Retry(ctx context.Context, d Delivery, at time.Time) error
	Receipts
}

// Receipts are what channels know their own messages by, for each conversation: kept by Outbox.Done for deliveries with a Key, and by
// channels for what else they have to find again. A receipt is kept for more than a year.
type Receipts interface {
	// Receipt returns what was kept under the key, "" if nothing.
	Receipt(ctx context.Context, id dialogue.ConversationID, key string) (string, error)
	// Keep keeps a receipt under a key; "" forgets it. One that is kept as a case's card is known to Threads.
	Keep(ctx context.Context, id dialogue.ConversationID, key, receipt string) error
}

// Threads find what a message of the desk belongs to.
type Threads interface {
	// Thread returns the conversation and the key of the delivery that the channel gave this receipt for; the zero Thread when there is
	// none. Deliveries to the desk with a Key are known, and what was kept as a case's card.
	Thread(ctx context.Context, receipt string) (Thread, error)
}

// Thread is the delivery that a message of the desk came from.
type Thread struct {
	Conversation dialogue.ConversationID
	Key          string // Delivery.Key, such as CardKey of the case
}

// Leases let one process of several do what only one may.
type Leases interface {
	// Hold takes or keeps the lease of a name for holder until the time has passed, and reports whether holder has it. A time of zero
	// gives it back. Each process needs a holder of its own, such as a random word made at its start.
	Hold(ctx context.Context, name, holder string, d time.Duration) (bool, error)
}

// Depths tell how much waits in a store, for those who watch it.
type Depths interface {
	Depth(ctx context.Context) (Depth, error)
}

// Depth is how much waits in a store.
type Depth struct {
	Outbox int // destinations that have deliveries waiting or in hand
	Inbox  int // conversations that have events waiting or in hand
	Wake   int // conversations that have a wake time
	// OldestReady is since when the destination that waits longest could be sent to; zero when none waits to be taken.
	OldestReady time.Time
}

// Channel is a way to people: Telegram, Slack, a terminal, a script.
type Channel interface {
	// Receive hands in events until ctx ends. It acknowledges to its network only after handle returned nil.
	Receive(ctx context.Context, handle func(context.Context, dialogue.Event) error) error
	// Send delivers one action. The receipt is the network's ID of the message. Errors: *RetryAfter to try again later, ErrPermanent
	// when it can never arrive; anything else is tried again with growing pauses.
	Send(ctx context.Context, d Delivery) (receipt string, err error)
}

// Claim is what the holder of a conversation's lease works on.
type Claim struct {
	Conversation dialogue.Conversation
	Version      int64            // of the state, to be told from a newer one
	Fence        int64            // grows with every grant; a commit with an older one is refused
	Events       []dialogue.Event // in order, at least one
}

// Turn is one event and all that came of it.
type Turn struct {
	Event  dialogue.Event
	Next   dialogue.Conversation
	Outbox []Delivery
}

// Delivery is one action on its way to one destination.
type Delivery struct {
	ID           string // the event's ID and the action's place: the same turn makes the same IDs
	Conversation dialogue.ConversationID
	To           Destination
	Key          string // of what can be edited later, such as a case's card; "" otherwise
	Action       dialogue.Action
	Words        string    // what goes out in the place of the action's text: a model's wording or translation; "" is the text as it is
	At           time.Time // when the turn was
	Attempt      int       // how often it was tried before
	// Unclear says that it may have been sent already: the process that had it in hand died, or its channel gave no clear answer.
	Unclear bool
	Lang    string // the buyer's, for what a channel has to say itself; "" of a delivery that is not for a buyer
	// Translated says that Words are a translation, whose readers have the action's text one tap away where the channel can do that.
	Translated bool
}

// Destination is a channel and a chat in it; deliveries to one destination keep their order.
type Destination struct {
	Channel string `json:"ch"` // the buyer's channel, "desk", "ledger" or "remedy"
	Chat    string `json:"chat"`
}

// Wakeup is a conversation whose time has come.
type Wakeup struct {
	Conversation dialogue.ConversationID
	Buyer        dialogue.Address
	At           time.Time
}

var (
	// ErrNotFound: no such order.
	ErrNotFound = errors.New("not found")
	// ErrDuplicate: an event with this ID was accepted before.
	ErrDuplicate = errors.New("event was accepted before")
	// ErrFull: the conversation's inbox is full.
	ErrFull = errors.New("inbox is full")
	// ErrLost: the lease has gone to another holder.
	ErrLost = errors.New("lease was lost")
	// ErrTooLarge: a file is larger than its channel hands out.
	ErrTooLarge = errors.New("file is too large")
	// ErrPermanent: this delivery can never arrive.
	ErrPermanent = errors.New("cannot be delivered")
)

// RetryAfter is a channel asking for patience.
type RetryAfter struct{ After time.Duration }

func (e *RetryAfter) Error() string { return fmt.Sprintf("asked to retry after %s", e.After) }
