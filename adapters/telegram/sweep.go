package telegram

import (
	"context"
	"fmt"
	"time"
)

// keepShelves hands in the albums that have become complete, and those that a dead process left, until ctx ends.
func (c *Channel) keepShelves(ctx context.Context, handle accept) {
	var swept time.Time
	for {
		if time.Since(swept) >= sweepInterval {
			c.sweep(ctx)
			swept = time.Now()
		}
		if pause(ctx, min(c.cfg.Times.Album/4, holdPause)) != nil {
			return
		}
		for _, chat := range c.shelves.ripe() {
			if err := c.shelves.look(ctx, chat, handle); err != nil && ctx.Err() == nil {
				c.cfg.Log.Warn("album could not be handed in, trying again", "chat", chat, "err", err)
				c.shelves.expect(chat, c.cfg.Times.FirstPause)
			}
		}
	}
}

// sweep finds the albums on all shelves, whoever put them there.
func (c *Channel) sweep(ctx context.Context) {
	for n := range shelfCount {
		if err := c.shelves.find(ctx, n); err != nil && ctx.Err() == nil {
			c.cfg.Log.Warn("albums that were left are not found, trying again", "err", err)
		}
	}
}

// find has every chat looked at that has something on the shelf.
func (s *shelves) find(ctx context.Context, n int) error {
	text, err := s.receipts.Receipt(ctx, shelfOwner, shelfKey(n))
	if err != nil {
		return fmt.Errorf("look at the albums that are kept: %w", err)
	}
	for _, a := range readShelf(text) {
		s.expect(a.Parts[0].Chat, s.wait)
	}
	return nil
}

// look hands in the albums of a chat that nothing was added to for a while, and comes back for the others.
func (s *shelves) look(ctx context.Context, chat int64, handle accept) error {
	return s.with(ctx, number(chat), func(sh shelf) error {
		err := s.handIn(ctx, sh, handle, func(_ string, a *kept) bool { return a.Parts[0].Chat == chat && a.complete(s.wait) })
		for _, a := range sh {
			if err == nil && a.Parts[0].Chat == chat {
				s.expect(chat, s.wait)
			}
		}
		return err
	})
}

// complete reports whether nothing was added for a while. A time to come is from a clock that runs ahead and says nothing.
func (a *kept) complete(wait time.Duration) bool {
	age := time.Since(a.Last)
	return age >= wait || age < -wait
}

// expect has the chat's shelf looked at after a while.
func (s *shelves) expect(chat int64, after time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.due[chat] = time.Now().Add(after)
}

// expects reports whether the chat may have something on its shelf.
func (s *shelves) expects(chat int64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, ok := s.due[chat]
	return ok
}

// ripe takes out the chats whose time to look has come.
func (s *shelves) ripe() []int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []int64
	for chat, at := range s.due {
		if !time.Now().Before(at) {
			list = append(list, chat)
			delete(s.due, chat)
		}
	}
	return list
}
