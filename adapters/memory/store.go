package memory

import (
	"context"
	"slices"
	"sync"
	"time"

	"amends/bot"
	"amends/dialogue"
)

const (
	defaultLease = 30 * time.Second
	seenFor      = 48 * time.Hour
	defaultTurns = 500
	// failureRoom is how many Failure events fit above the inbox's limit, so that an overflow can be told.
	failureRoom = 8
)

// Config says how a store behaves; its zero value will do.
type Config struct {
	Now   func() time.Time // the store's clock; nil means time.Now
	Lease time.Duration    // how long a holder has for a turn, and a taker for a delivery; 0 means 30 s
	Turns int              // turns kept of a conversation; 0 means 500
}

// Store implements all ports of a store: bot.Store, bot.Outbox, bot.Threads, bot.Ledger, bot.Cases, bot.Leases and bot.Depths, and is
// a shelf for orders. It is safe for concurrent use.
type Store struct {
	now   func() time.Time
	lease time.Duration
	turns int

	mu       sync.Mutex
	lanes    map[dialogue.ConversationID]*lane
	wake     timetable[dialogue.ConversationID] // conversations by wake time
	busy     timetable[dialogue.ConversationID] // conversations with work by the end of their lease
	queues   map[bot.Destination]*queue
	ready    timetable[bot.Destination] // destinations with deliveries by when the first may be taken
	receipts map[receiptID]string
	threads  map[string]bot.Thread    // by the desk's receipt
	leases   map[string]lease         // by name
	cases    map[string]bot.CaseEntry // by case number
	ledger   ledger
	shelf    map[string][]byte
	secrets  map[string][]byte
}

// lane is one conversation with its inbox.
type lane struct {
	state   dialogue.Conversation
	version int64
	fence   int64
	held    time.Time // end of the lease; zero when nobody has it
	last    commitID  // of the present state
	inbox   []dialogue.Event
	seen    map[string]bool
	expires []seenID // the keys of seen, oldest first
	turns   []bot.Turn
}

// commitID tells a commit that is said again from another one.
type commitID struct{ fence, version int64 }

type seenID struct {
	id string
	at time.Time
}

// New returns an empty store.
func New(cfg Config) *Store {
	s := &Store{
		now: cfg.Now, lease: cfg.Lease, turns: cfg.Turns,
		lanes:    map[dialogue.ConversationID]*lane{},
		queues:   map[bot.Destination]*queue{},
		receipts: map[receiptID]string{},
		threads:  map[string]bot.Thread{},
		leases:   map[string]lease{},
		cases:    map[string]bot.CaseEntry{},
		ledger:   newLedger(),
		shelf:    map[string][]byte{},
		secrets:  map[string][]byte{},
	}
	if s.now == nil {
		s.now = time.Now
	}
	if s.lease <= 0 {
		s.lease = defaultLease
	}
	if s.turns <= 0 {
		s.turns = defaultTurns
	}
	return s
}

// Accept implements bot.Store. Failure events find a little room above the inbox's limit.
func (s *Store) Accept(_ context.Context, ev dialogue.Event) (*bot.Claim, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	l := s.lane(ev.Conversation)
	l.forget(now.Add(-seenFor))
	if l.seen[ev.ID] {
		return nil, bot.ErrDuplicate
	}
	limit := bot.InboxLimit
	if _, ok := ev.Body.(dialogue.Failure); ok {
		limit += failureRoom
	}
	if len(l.inbox) >= limit {
		return nil, bot.ErrFull
	}
	l.seen[ev.ID] = true
	l.expires = append(l.expires, seenID{ev.ID, now})
	l.inbox = append(l.inbox, ev)
	if l.held.After(now) && !l.held.After(s.horizon(now)) {
		return nil, nil
	}
	return s.grant(ev.Conversation, l, now), nil
}

func (s *Store) lane(id dialogue.ConversationID) *lane {
	l := s.lanes[id]
	if l == nil {
		l = &lane{state: dialogue.Conversation{ID: id}, seen: map[string]bool{}}
		s.lanes[id] = l
	}
	return l
}

// forget drops the IDs of events that were accepted at or before the time.
func (l *lane) forget(before time.Time) {
	n := 0
	for n < len(l.expires) && !l.expires[n].at.After(before) {
		delete(l.seen, l.expires[n].id)
		n++
	}
	l.expires = l.expires[n:]
}

// horizon is the latest that a lease can end, the clocks of processes differing by less than a lease. One that ends later was
// granted by a clock that ran ahead and was set back since: it counts as run out, or its conversation would wait for that time.
func (s *Store) horizon(now time.Time) time.Time { return now.Add(2 * s.lease) }

// grant gives a new lease of a conversation that has events waiting.
func (s *Store) grant(id dialogue.ConversationID, l *lane, now time.Time) *bot.Claim {
	l.fence++
	return s.extend(id, l, now)
}

func (s *Store) extend(id dialogue.ConversationID, l *lane, now time.Time) *bot.Claim {
	l.held = now.Add(s.lease)
	s.busy.set(id, l.held)
	return &bot.Claim{Conversation: l.state, Version: l.version, Fence: l.fence, Events: slices.Clone(l.inbox)}
}

// Commit implements bot.Store.
func (s *Store) Commit(_ context.Context, claim bot.Claim, turn bot.Turn) (*bot.Claim, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	id, now := claim.Conversation.ID, s.now()
	l := s.lanes[id]
	this := commitID{claim.Fence, claim.Version}
	switch {
	case l == nil:
		return nil, bot.ErrLost
	case l.fence == claim.Fence && l.version == claim.Version && len(l.inbox) > 0:
		s.write(id, l, turn, now)
		l.last = this
	case l.last != this:
		return nil, bot.ErrLost
	case l.fence != claim.Fence: // said again, and somebody else has gone on
		return nil, nil
	}
	if len(l.inbox) > 0 {
		return s.extend(id, l, now), nil
	}
	l.held = time.Time{}
	s.busy.drop(id)
	return nil, nil
}

func (s *Store) write(id dialogue.ConversationID, l *lane, turn bot.Turn, now time.Time) {
	bot.CaseChanges(l.state, turn.Next, func(_, is bot.CaseEntry) { s.cases[is.No] = is })
	l.state = turn.Next
	l.version++
	l.inbox = withoutFirst(l.inbox)
	if len(l.turns) >= s.turns {
		l.turns = withoutFirst(l.turns)
	}
	l.turns = append(l.turns, turn)
	if turn.Next.Wake.IsZero() {
		s.wake.drop(id)
	} else {
		s.wake.set(id, turn.Next.Wake)
	}
	for _, d := range turn.Outbox {
		s.enqueue(d, now)
	}
}

// withoutFirst takes the first element off a queue in constant time; append moves the queue to a new place when it must.
func withoutFirst[T any](queue []T) []T {
	var none T
	queue[0] = none // lets go of what it points to
	return queue[1:]
}

// Load implements bot.Store.
func (s *Store) Load(_ context.Context, id dialogue.ConversationID) (dialogue.Conversation, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if l := s.lanes[id]; l != nil {
		return l.state, nil
	}
	return dialogue.Conversation{ID: id}, nil
}

// Turns implements bot.Store.
func (s *Store) Turns(_ context.Context, id dialogue.ConversationID, n int) ([]bot.Turn, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	l := s.lanes[id]
	if l == nil {
		return nil, nil
	}
	if n <= 0 || n > len(l.turns) {
		n = len(l.turns)
	}
	return slices.Clone(l.turns[len(l.turns)-n:]), nil
}

// Due implements bot.Store.
func (s *Store) Due(_ context.Context, now time.Time, n int) ([]bot.Wakeup, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var due []bot.Wakeup
	for _, e := range s.wake.until(now, n) {
		due = append(due, bot.Wakeup{Conversation: e.key, Buyer: s.lanes[e.key].state.Buyer, At: e.at})
	}
	return due, nil
}

// Abandoned implements bot.Store.
func (s *Store) Abandoned(_ context.Context, now time.Time, n int) ([]bot.Claim, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var claims []bot.Claim
	for _, e := range s.busy.due(now, s.horizon(now), n) {
		claims = append(claims, *s.grant(e.key, s.lanes[e.key], now))
	}
	return claims, nil
}
