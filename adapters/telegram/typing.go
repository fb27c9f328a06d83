package telegram

import (
	"context"
	"sync"
	"time"

	telegram "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"
)

// typistsKept bounds how many chats are watched at a time: beyond it a buyer waits without "typing".
const typistsKept = 10_000

// typing shows "typing" in a chat where an event has had no answer for a while.
type typing struct {
	after time.Duration
	show  func(chat int64)

	mu    sync.Mutex
	chats map[int64]*wait
}

type wait struct{ timer *time.Timer }

func newTyping(after time.Duration, show func(int64)) *typing {
	return &typing{after: after, show: show, chats: map[int64]*wait{}}
}

// arm begins to wait for an answer.
func (t *typing) arm(chat int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.chats) >= typistsKept {
		return
	}
	if old := t.chats[chat]; old != nil {
		old.timer.Stop()
	}
	w := &wait{}
	w.timer = time.AfterFunc(t.after, func() {
		if t.over(chat, w) {
			t.show(chat)
		}
	})
	t.chats[chat] = w
}

// over reports whether the wait that ended is the chat's own, not one that was stopped too late.
func (t *typing) over(chat int64, w *wait) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.chats[chat] != w {
		return false
	}
	delete(t.chats, chat)
	return true
}

// disarm stops to wait.
func (t *typing) disarm(chat int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if w := t.chats[chat]; w != nil {
		w.timer.Stop()
		delete(t.chats, chat)
	}
}

func (t *typing) stopAll() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for chat, w := range t.chats {
		w.timer.Stop()
		delete(t.chats, chat)
	}
}

// showTyping shows it, for five seconds at most: https://core.telegram.org/bots/api#sendchataction
func (c *Channel) showTyping(chat int64) {
	c.errands.add("typing", func(ctx context.Context) error {
		_, err := c.api.SendChatAction(ctx, &telegram.SendChatActionParams{ChatID: chat, Action: models.ChatActionTyping})
		return err
	})
}
