package redis

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"sync/atomic"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"amends/bot"
	"amends/dialogue"
)

const (
	seenFor = 48 * time.Hour
	// seenKept is when the server may forget a conversation's event IDs by itself: well after they have stopped to count.
	seenKept = seenFor + 24*time.Hour
	// failureRoom is how many Failure events fit above the inbox's limit, so that an overflow can be told.
	failureRoom = 8
)

// Store implements all ports of a store: bot.Store, bot.Outbox, bot.Threads, bot.Ledger, bot.Cases, bot.Leases and bot.Depths, and is
// a shelf for orders. It is safe for concurrent use.
type Store struct {
	client  goredis.UniversalClient
	scripts scripts
	shards  []shardKey
	process string       // a name of its own for each
	cluster bool         // a script may touch one shard only
	looked  atomic.Int64 // when Take last looked for times that cannot be right, in milliseconds
	states  states
	inHand  words[receiptID] // receipts of the deliveries that this process has in hand
	threads words[string]    // threads that this process wrote, by receipt
	now     func() time.Time
	lease   time.Duration
	turns   int
	log     *slog.Logger
	server  string // for errors: where, without a password
}

// Accept implements bot.Store. Failure events find a little room above the inbox's limit.
func (s *Store) Accept(ctx context.Context, ev dialogue.Event) (*bot.Claim, error) {
	data, err := dialogue.MarshalEvent(ev)
	if err != nil {
		return nil, err
	}
	limit := bot.InboxLimit
	if _, ok := ev.Body.(dialogue.Failure); ok {
		limit += failureRoom
	}
	id, now, k := ev.Conversation, s.now(), s.shard(ev.Conversation)
	known := s.states.get(id)
	answer, err := s.scripts.accept.Run(ctx, s.client,
		[]string{k.conv(id), k.in(id), k.seen(id), k.busy()},
		ev.ID, data, millis(now), millis(now.Add(s.lease)), millis(now.Add(-seenFor)), limit, string(id), rand.Text(),
		known.tag, int(seenKept.Seconds()),
	).Result()
	switch {
	case err == goredis.Nil:
		return nil, nil
	case err != nil:
		return nil, s.trouble("accept event", err)
	case answer == "duplicate":
		return nil, bot.ErrDuplicate
	case answer == "full":
		return nil, bot.ErrFull
	}
	return s.claim(id, known, answer, accepted{string(data), ev})
}

// accepted is an event as it was just written: what comes back in the same bytes needs no reading.
type accepted struct {
	data  string
	event dialogue.Event
}

// claim reads what accept and takeover answer: fence, version, tag, state, events.
func (s *Store) claim(id dialogue.ConversationID, known taggedState, answer any, own accepted) (*bot.Claim, error) {
	a, ok := answer.([]any)
	if !ok || len(a) != 5 {
		return nil, fmt.Errorf("read claim of %q: unexpected answer", id)
	}
	fence, err1 := strconv.ParseInt(fmt.Sprint(a[0]), 10, 64)
	version, err2 := strconv.ParseInt(fmt.Sprint(a[1]), 10, 64)
	if err1 != nil || err2 != nil {
		return nil, fmt.Errorf("read claim of %q: fence %v, version %v", id, a[0], a[1])
	}
	c := &bot.Claim{Fence: fence, Version: version, Conversation: dialogue.Conversation{ID: id}}
	tag, _ := a[2].(string)
	if data, ok := a[3].(string); ok {
		state, err := dialogue.UnmarshalConversation([]byte(data))
		if err != nil {
			return nil, fmt.Errorf("claim %q: %w", id, err)
		}
		c.Conversation = state
		s.states.put(id, taggedState{tag, state})
	} else if tag != "" {
		c.Conversation = known.state
	}
	var err error
	if c.Events, err = readEvents(a[4], own); err != nil {
		return nil, fmt.Errorf("claim %q: %w", id, err)
	}
	return c, nil
}

func readEvents(list any, own accepted) ([]dialogue.Event, error) {
	raw, _ := list.([]any)
	events := make([]dialogue.Event, 0, len(raw))
	for _, r := range raw {
		data, _ := r.(string)
		if data == own.data && data != "" {
			events = append(events, own.event)
			continue
		}
		ev, err := dialogue.UnmarshalEvent([]byte(data))
		if err != nil {
			return nil, err
		}
		events = append(events, ev)
	}
	return events, nil
}

// Commit implements bot.Store.
func (s *Store) Commit(ctx context.Context, claim bot.Claim, turn bot.Turn) (*bot.Claim, error) {
	tag := rand.Text()
	keys, args, err := s.commitCall(claim, turn, tag)
	if err != nil {
		return nil, fmt.Errorf("commit turn of %q: %w", claim.Conversation.ID, err)
	}
	answer, err := s.scripts.commit.Run(ctx, s.client, keys, args...).Result()
	switch {
	case err != nil:
		return nil, s.trouble("commit turn", err)
	case answer == "lost":
		return nil, bot.ErrLost
	}
	// A commit said again leaves the tag of the first one in the store: what is remembered here is then not found again, and
	// nothing else happens.
	s.states.put(claim.Conversation.ID, taggedState{tag, turn.Next})
	if answer == "done" {
		return nil, nil
	}
	events, err := readEvents(answer, accepted{})
	if err != nil {
		return nil, fmt.Errorf("claim %q: %w", claim.Conversation.ID, err)
	}
	return &bot.Claim{Conversation: turn.Next, Version: claim.Version + 1, Fence: claim.Fence, Events: events}, nil
}

// commitCall makes the keys and arguments of lua/commit.lua.
func (s *Store) commitCall(claim bot.Claim, turn bot.Turn, tag string) (keys []string, args []any, err error) {
	id, now := claim.Conversation.ID, s.now()
	k := s.shard(id)
	state, err := dialogue.MarshalConversation(turn.Next)
	if err != nil {
		return nil, nil, err
	}
	event, err := dialogue.MarshalEvent(turn.Event)
	if err != nil {
		return nil, nil, err
	}
	buyer, err := json.Marshal(turn.Next.Buyer)
	if err != nil {
		return nil, nil, err
	}
	wake := ""
	if !turn.Next.Wake.IsZero() {
		wake = millisUp(turn.Next.Wake)
	}
	keys = []string{k.conv(id), k.in(id), k.busy(), k.wake(), k.turns(id), k.ready()}
	args = []any{string(id), claim.Fence, claim.Version, claim.Version + 1, tag, state, buyer,
		millis(now), millis(now.Add(s.lease)), wake, event, s.turns, len(turn.Outbox)}
	for _, d := range turn.Outbox {
		data, err := bot.MarshalDelivery(d)
		if err != nil {
			return nil, nil, err
		}
		dest := destName(d.To)
		keys = append(keys, k.out(dest))
		args = append(args, len(keys), dest, mark(d)+elementHead(d), data)
	}
	keys, args = indexCommands(k, claim.Conversation, turn.Next, keys, args)
	return keys, args, nil
}

// Load implements bot.Store.
func (s *Store) Load(ctx context.Context, id dialogue.ConversationID) (dialogue.Conversation, error) {
	data, err := s.client.HGet(ctx, s.shard(id).conv(id), "state").Bytes()
	switch {
	case err == goredis.Nil:
		return dialogue.Conversation{ID: id}, nil
	case err != nil:
		return dialogue.Conversation{}, s.trouble("load conversation", err)
	}
	c, err := dialogue.UnmarshalConversation(data)
	if err != nil {
		return dialogue.Conversation{}, fmt.Errorf("load conversation %q: %w", id, err)
	}
	return c, nil
}

// Turns implements bot.Store.
func (s *Store) Turns(ctx context.Context, id dialogue.ConversationID, n int) ([]bot.Turn, error) {
	if n <= 0 {
		n = 2 * s.turns // the stream is cut in blocks and may hold more than was asked to be kept
	}
	entries, err := s.client.XRevRangeN(ctx, s.shard(id).turns(id), "+", "-", int64(n)).Result()
	if err != nil {
		return nil, s.trouble("read turns", err)
	}
	turns := make([]bot.Turn, 0, len(entries))
	for _, e := range slices.Backward(entries) {
		t, err := readTurn(e.Values)
		if err != nil {
			return nil, fmt.Errorf("read turn %s of %q: %w", e.ID, id, err)
		}
		turns = append(turns, t)
	}
	return turns, nil
}

// readTurn reads the fields that lua/commit.lua writes: event, next and d1, d2 and so on.
func readTurn(fields map[string]any) (bot.Turn, error) {
	field := func(name string) []byte { v, _ := fields[name].(string); return []byte(v) }
	var t bot.Turn
	var err error
	if t.Event, err = dialogue.UnmarshalEvent(field("event")); err != nil {
		return bot.Turn{}, err
	}
	if t.Next, err = dialogue.UnmarshalConversation(field("next")); err != nil {
		return bot.Turn{}, err
	}
	for i := 1; ; i++ {
		data := field("d" + strconv.Itoa(i))
		if len(data) == 0 {
			return t, nil
		}
		d, err := bot.UnmarshalDelivery(data)
		if err != nil {
			return bot.Turn{}, err
		}
		t.Outbox = append(t.Outbox, d)
	}
}

// millis writes a time as the scripts compare it.
func millis(t time.Time) string { return strconv.FormatInt(t.UnixMilli(), 10) }

// millisUp rounds up: what waits for a time is never early.
func millisUp(t time.Time) string { return millis(t.Add(time.Millisecond - 1)) }
