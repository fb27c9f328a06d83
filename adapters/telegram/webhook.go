package telegram

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"io"
	"net/http"
)

const maxUpdate = 1 << 20 // bytes of one update

// Handler takes the updates that Telegram posts: https://core.telegram.org/bots/api#setwebhook. 200 means that the update is safe or
// says nothing to this bot, 401 that the secret is wrong, 400, 405 and 413 that it is no update, 5xx that it has to come again. While
// nobody receives it is 503.
func (c *Channel) Handler() http.Handler { return http.HandlerFunc(c.serve) }

func (c *Channel) serve(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	}
	if !c.isTelegram(r.Header.Get("X-Telegram-Bot-Api-Secret-Token")) {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxUpdate))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		w.WriteHeader(http.StatusRequestEntityTooLarge)
	case err != nil || !json.Valid(body):
		w.WriteHeader(http.StatusBadRequest)
	default:
		w.WriteHeader(c.posted(r.Context(), body))
	}
}

// isTelegram compares the secret in a time that tells nothing of it.
func (c *Channel) isTelegram(secret string) bool {
	got, want := sha256.Sum256([]byte(secret)), sha256.Sum256([]byte(c.cfg.Secret))
	return c.cfg.Secret != "" && subtle.ConstantTimeCompare(got[:], want[:]) == 1
}

// posted takes one update and says how that went, as a status.
func (c *Channel) posted(ctx context.Context, body []byte) int {
	u, err := readUpdate(body)
	if err != nil {
		return http.StatusBadRequest
	}
	c.door.RLock()
	defer c.door.RUnlock()
	if c.through == nil {
		return http.StatusServiceUnavailable
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(c.until, cancel)()
	if err := c.deliver(ctx, u, c.through); err != nil {
		c.cfg.Log.Warn("update could not be accepted, telegram will repeat it", "update", u.ID, "err", err)
		return http.StatusInternalServerError
	}
	return http.StatusOK
}

// deliver hands in one update. Telegram posts a chat's next update only when this one is answered, so the parts of an album cannot wait
// here for each other: they go to the shelves.
func (c *Channel) deliver(ctx context.Context, u update, handle accept) error {
	p, ok := c.albumPart(u)
	if ok {
		return c.shelves.put(ctx, p, handle)
	}
	if err := c.shelves.clear(ctx, u.chat(), handle); err != nil {
		return err
	}
	return c.take(ctx, u, handle)
}

// open lets updates through until ctx ends or shut is called.
func (c *Channel) open(ctx context.Context, handle accept) {
	c.door.Lock()
	defer c.door.Unlock()
	c.until, c.through = ctx, handle
}

// shut waits for the updates in hand and lets no more through.
func (c *Channel) shut() {
	c.door.Lock()
	defer c.door.Unlock()
	c.through = nil
}
