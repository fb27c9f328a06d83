package telegramtest

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strconv"
	"time"
)

// updateLife is how long the platform keeps an update that nobody fetches: https://core.telegram.org/bots/api#getting-updates
const updateLife = 24 * time.Hour

// maxPoll is the longest that getUpdates waits, in seconds.
const maxPoll = 50

// An Update is something that happened and that the bot has not confirmed.
type Update struct {
	ID   int
	Kind string // "message", "edited_message", "callback_query", "my_chat_member"
	Chat int64
	At   time.Time
}

// update is an Update with what it says. The body is never changed, so it is encoded when it is delivered.
type update struct {
	Update
	body  any
	fails int // of the webhook
	gone  bool
}

func (u *update) encode() []byte {
	body, err := json.Marshal(u.body)
	if err != nil {
		body = []byte("null")
	}
	out := append(make([]byte, 0, len(body)+48), `{"update_id":`...)
	out = strconv.AppendInt(out, int64(u.ID), 10)
	out = append(out, `,"`...)
	out = append(out, u.Kind...)
	out = append(out, `":`...)
	return append(append(out, body...), '}')
}

// A queue holds updates in the order of their numbers until they are confirmed. Server.mu guards it.
type queue struct {
	next    int
	list    []*update
	count   int // of those that are not gone
	allowed []string
	twice   bool
	mixed   *rand.Rand // nil: in order
}

// unasked are the kinds that a bot gets only when it asks: https://core.telegram.org/bots/api#getupdates
var unasked = []string{"chat_member", "message_reaction", "message_reaction_count"}

func (q *queue) wants(kind string) bool {
	if len(q.allowed) == 0 {
		return !slices.Contains(unasked, kind)
	}
	return slices.Contains(q.allowed, kind)
}

// drop removes an update for good.
func (q *queue) drop(u *update) {
	if !u.gone {
		u.gone, u.body = true, nil
		q.count--
	}
	for len(q.list) > 0 && q.list[0].gone {
		q.list[0] = nil
		q.list = q.list[1:]
	}
}

// confirm forgets what is older than offset, or with a negative offset all but the last ones, and what is too old to keep.
func (q *queue) confirm(offset int, now time.Time) {
	for len(q.list) > 0 {
		u := q.list[0]
		old := offset > 0 && offset <= q.next+10 && u.ID < offset // an offset from the far future confirms nothing
		if !old && !(offset < 0 && q.count > -offset) && now.Sub(u.At) <= updateLife {
			return
		}
		q.drop(u)
	}
}

// batch is what getUpdates answers.
func (q *queue) batch(offset, limit int) []*update {
	var all []*update
	for _, u := range q.list {
		if len(all) == limit {
			break
		}
		if !u.gone && (offset <= 0 || u.ID >= offset || offset > q.next+10) {
			all = append(all, u)
		}
	}
	if q.mixed != nil {
		q.mixed.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	}
	if q.twice {
		for i := len(all) - 1; i >= 0; i-- {
			all = slices.Insert(all, i, all[i])
		}
	}
	return all
}

// push queues an update and wakes whoever delivers it. Server.mu is held.
func (s *Server) push(kind string, ch *chat, body any) {
	if !s.queue.wants(kind) {
		return
	}
	u := &update{Update: Update{s.queue.next, kind, ch.info.ID, s.now()}, body: body}
	s.queue.next++
	s.queue.count++
	s.queue.list = append(s.queue.list, u)
	s.changed.fire()
	switch {
	case s.hook != nil:
		s.hook.add(u)
	case s.poll != nil:
		s.poll.wake()
	}
}

// A poll is a getUpdates that waits.
type poll struct {
	woken chan struct{}
	ended chan *apiError
}

func (p *poll) wake() {
	select {
	case p.woken <- struct{}{}:
	default:
	}
}

// endPoll answers the waiting getUpdates, if there is one. Server.mu is held.
func (s *Server) endPoll(why *apiError) {
	if s.poll != nil {
		s.poll.ended <- why // has room for the one answer that a poll gets
		s.poll = nil
	}
}

const (
	hookActive = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
	otherPoll  = "terminated by other getUpdates request; make sure that only one bot instance is running"
	hookSet    = "terminated by setWebhook request"
)

func (s *Server) getUpdates(c *call) (any, *apiError) {
	offset, limit := c.number("offset", 0, -1<<31, 1<<31-1), c.number("limit", 100, 1, 100)
	wait := time.Duration(c.number("timeout", 0, 0, maxPoll)) * time.Second
	p, found, err := s.startPoll(c, offset, limit, wait > 0)
	if p == nil {
		return found, err
	}
	defer s.leavePoll(p)
	t := time.NewTimer(wait)
	defer t.Stop()
	for {
		select {
		case why := <-p.ended:
			return nil, why
		case <-c.ctx.Done():
			return nil, errCut
		case <-s.closed:
			return nil, errCut
		case <-t.C:
			return json.RawMessage("[]"), nil
		case <-p.woken:
			if found := s.fetch(offset, limit); found != nil {
				return found, nil
			}
		}
	}
}

// startPoll answers at once, or ends the poll that waits and takes its place.
func (s *Server) startPoll(c *call, offset, limit int, wait bool) (*poll, any, *apiError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.hook != nil {
		return nil, nil, conflict(hookActive)
	}
	s.allow(c)
	s.queue.confirm(offset, s.now())
	batch := s.queue.batch(offset, limit)
	if len(batch) > 0 || !wait {
		return nil, encodeAll(batch), nil
	}
	s.endPoll(conflict(otherPoll))
	s.poll = &poll{make(chan struct{}, 1), make(chan *apiError, 1)}
	s.changed.fire()
	return s.poll, nil, nil
}

func (s *Server) leavePoll(p *poll) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.poll == p {
		s.poll = nil
		s.changed.fire()
	}
}

func (s *Server) fetch(offset, limit int) any {
	s.mu.Lock()
	defer s.mu.Unlock()
	if batch := s.queue.batch(offset, limit); len(batch) > 0 {
		return encodeAll(batch)
	}
	return nil
}

// allow remembers which kinds of updates the bot wants; a call that does not say leaves it as it was. Server.mu is held.
func (s *Server) allow(c *call) {
	var kinds []string
	if json.Unmarshal([]byte(c.params["allowed_updates"]), &kinds) == nil {
		s.queue.allowed = kinds
	}
}

func encodeAll(batch []*update) json.RawMessage {
	out := []byte{'['}
	for i, u := range batch {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(out, u.encode()...)
	}
	return append(out, ']')
}

// Polling says whether a getUpdates is waiting for something to happen.
func (s *Server) Polling() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.poll != nil
}
