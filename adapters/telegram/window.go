package telegram

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"
	"time"
)

const (
	// troubleAllowed is after how many failures in a round the rest of it waits: then it is the store that fails, not one conversation.
	troubleAllowed = 3
	// chatsAtOnce is how many chats are handed in at a time.
	chatsAtOnce = 16
)

// window is what polling knows about the updates from the offset on: which were handed in, and which are parts of albums that are not
// complete. Telegram repeats all of them until the offset has passed them, so after a crash they come again.
type window struct {
	c      *Channel
	handle accept
	offset int64

	mu     sync.Mutex // chats are handed in side by side
	done   map[int64]bool
	albums map[int64]*album // by chat: a chat's next message ends its album
}

// album is the parts of an album so far.
type album struct {
	parts   []albumPart
	updates []int64
	last    time.Time
}

func newWindow(c *Channel, handle accept) *window {
	return &window{c: c, handle: handle, done: map[int64]bool{}, albums: map[int64]*album{}}
}

// holding reports whether updates are held back.
func (w *window) holding() bool { return len(w.albums) > 0 }

// work hands in what is new and moves the offset. The chats go side by side, each in its order. A conversation that fails does not hold
// up the others; its updates come again.
func (w *window) work(ctx context.Context, updates []update) error {
	slices.SortStableFunc(updates, func(a, b update) int { return cmp.Compare(a.ID, b.ID) })
	errs := w.takeAll(ctx, updates)
	if len(errs) < troubleAllowed && ctx.Err() == nil {
		errs = append(errs, w.complete(ctx))
	}
	w.move(updates)
	return errors.Join(errs...)
}

// takeAll hands in what is new, and returns how it failed: at most one error of a chat.
func (w *window) takeAll(ctx context.Context, updates []update) []error {
	byChat := map[int64][]update{}
	for _, u := range updates {
		if !w.known(u.ID) {
			byChat[u.chat()] = append(byChat[u.chat()], u)
		}
	}
	var failed []error
	trouble := func(err error) (enough bool) {
		w.mu.Lock()
		defer w.mu.Unlock()
		if err != nil {
			failed = append(failed, err)
		}
		return len(failed) >= troubleAllowed || ctx.Err() != nil
	}
	places := make(chan struct{}, chatsAtOnce)
	var chats sync.WaitGroup
	for _, list := range byChat {
		places <- struct{}{}
		chats.Go(func() {
			defer func() { <-places }()
			for _, u := range list {
				if trouble(nil) {
					return
				}
				if err := w.take(ctx, u); err != nil {
					trouble(err)
					return
				}
			}
		})
	}
	chats.Wait()
	return failed
}

// known reports whether an update was handed in or is held.
func (w *window) known(id int64) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, a := range w.albums {
		if slices.Contains(a.updates, id) {
			return true
		}
	}
	return w.done[id]
}

func (w *window) take(ctx context.Context, u update) error {
	p, ok := w.c.albumPart(u)
	if held := w.held(u.chat()); held != nil && !(ok && held.takes(p)) {
		if err := w.flush(ctx, u.chat()); err != nil {
			return err
		}
	}
	if ok {
		w.hold(u, p)
		return nil
	}
	if err := w.c.take(ctx, u, w.handle); err != nil {
		return err
	}
	w.handedIn(u.ID)
	return nil
}

func (w *window) held(chat int64) *album {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.albums[chat]
}

func (w *window) handedIn(updates ...int64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, id := range updates {
		w.done[id] = true
	}
}

func (a *album) takes(p albumPart) bool {
	return a.parts[0].Group == p.Group && len(a.parts) < maxAlbum
}

func (w *window) hold(u update, p albumPart) {
	w.mu.Lock()
	defer w.mu.Unlock()
	a := w.albums[p.Chat]
	if a == nil {
		a = &album{}
		w.albums[p.Chat] = a
	}
	a.parts, a.updates, a.last = append(a.parts, p), append(a.updates, u.ID), time.Now()
}

// complete hands in the albums that nothing was added to for a while.
func (w *window) complete(ctx context.Context) error {
	var errs []error
	for chat, a := range w.albums {
		if time.Since(a.last) >= w.c.cfg.Times.Album {
			errs = append(errs, w.flush(ctx, chat))
		}
	}
	return errors.Join(errs...)
}

// flush hands in a chat's album. When that fails its parts are forgotten: they come again.
func (w *window) flush(ctx context.Context, chat int64) error {
	a := w.held(chat)
	w.mu.Lock()
	delete(w.albums, chat)
	w.mu.Unlock()
	if err := w.c.album(ctx, a.parts, w.handle); err != nil {
		return err
	}
	w.handedIn(a.updates...)
	return nil
}

// move puts the offset behind everything that was handed in, up to the first update that was not.
func (w *window) move(updates []update) {
	if len(updates) == 0 {
		return
	}
	w.offset = updates[len(updates)-1].ID + 1
	for _, u := range updates {
		if !w.done[u.ID] {
			w.offset = u.ID
			break
		}
	}
	for id := range w.done {
		if id < w.offset {
			delete(w.done, id)
		}
	}
}
