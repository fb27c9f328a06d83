package openai

import (
	"cmp"
	"sync"
	"time"

	"amends/dialogue"
)

// Budget bounds what a model may cost in one day (UTC), in this process. What is 0 has its default.
type Budget struct {
	Calls, Tokens                         int // over all conversations: 20,000 and 10,000,000
	ConversationCalls, ConversationTokens int // for each: 60 and 200,000
}

func (b Budget) completed() Budget {
	return Budget{Calls: cmp.Or(b.Calls, 20_000), Tokens: cmp.Or(b.Tokens, 10_000_000),
		ConversationCalls: cmp.Or(b.ConversationCalls, 60), ConversationTokens: cmp.Or(b.ConversationTokens, 200_000)}
}

// spent is what went out.
type spent struct{ calls, tokens int }

func (s *spent) add(calls, tokens int) { s.calls, s.tokens = s.calls+calls, s.tokens+tokens }

// budget counts calls and tokens of the day. It keeps one entry for each conversation that had a call, so its size is bounded by the
// calls of a day.
type budget struct {
	limits Budget
	now    func() time.Time

	mu    sync.Mutex
	day   string
	all   spent
	each  map[dialogue.ConversationID]*spent
	empty bool // the day's budget was found empty, and that was told
}

func newBudget(limits Budget, now func() time.Time) *budget {
	return &budget{limits: limits, now: now, each: map[dialogue.ConversationID]*spent{}}
}

// take sets a call and its likely tokens aside; false when there is no room for it. first is true the first time that the whole day's
// budget is empty.
func (b *budget) take(id dialogue.ConversationID, tokens int) (ok, first bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.turnDay()
	if b.all.calls+1 > b.limits.Calls || b.all.tokens+tokens > b.limits.Tokens {
		first, b.empty = !b.empty, true
		return false, first
	}
	mine := b.each[id]
	if mine == nil {
		mine = &spent{}
		b.each[id] = mine
	}
	if mine.calls+1 > b.limits.ConversationCalls || mine.tokens+tokens > b.limits.ConversationTokens {
		return false, false
	}
	mine.add(1, tokens)
	b.all.add(1, tokens)
	return true, false
}

// settle corrects what was set aside: by so many calls and tokens more, or fewer.
func (b *budget) settle(id dialogue.ConversationID, calls, tokens int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if mine := b.each[id]; mine != nil { // not when a new day has begun meanwhile
		mine.add(calls, tokens)
		b.all.add(calls, tokens)
	}
}

func (b *budget) turnDay() {
	if day := b.now().UTC().Format(time.DateOnly); day != b.day {
		b.day, b.all, b.empty = day, spent{}, false
		clear(b.each)
	}
}
