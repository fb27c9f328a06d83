package telegram

import (
	"context"
	"sync"
	"time"

	telegram "github.com/go-telegram/bot"
)

// groupsKept bounds how many groups are remembered.
const groupsKept = 4096

// refusals remembers which groups were told lately that the bot is not for groups.
type refusals struct {
	every time.Duration
	mu    sync.Mutex
	told  map[int64]time.Time
}

func newRefusals(every time.Duration) *refusals {
	return &refusals{every: every, told: map[int64]time.Time{}}
}

// first reports whether the group was not told lately, and notes that it is now.
func (r *refusals) first(chat int64) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := time.Now()
	if at, ok := r.told[chat]; ok && now.Sub(at) < r.every {
		return false
	}
	if len(r.told) >= groupsKept {
		for id, at := range r.told {
			if now.Sub(at) >= r.every {
				delete(r.told, id)
			}
		}
	}
	if len(r.told) >= groupsKept {
		return false
	}
	r.told[chat] = now
	return true
}

// refuse says in a group or a channel that the bot talks in private only, and leaves: an order is nobody else's business.
func (c *Channel) refuse(chat int64, lang string) {
	if !c.refused.first(chat) {
		return
	}
	said := false
	c.errands.add("refusal of a group", func(ctx context.Context) error {
		if !said {
			_, err := c.api.SendMessage(ctx, &telegram.SendMessageParams{ChatID: chat, Text: c.word(lang, "telegram.group")})
			if _, busy := patience(err); busy {
				return err
			}
			said = true // or the bot may not write there
		}
		_, err := c.api.LeaveChat(ctx, &telegram.LeaveChatParams{ChatID: chat})
		return err
	})
}
