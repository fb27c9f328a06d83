package telegram

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/go-telegram/bot/models"

	"amends/dialogue"
)

// maxAlbum is how many files an album has at most: https://core.telegram.org/bots/api#sendmediagroup
const maxAlbum = 10

// albumPart is one message of an album. Telegram sends each file of an album as a message of its own and does not say how many
// follow: https://core.telegram.org/bots/api#message (media_group_id).
type albumPart struct {
	Chat    int64         `json:"chat"`
	Group   string        `json:"group"`
	Message int           `json:"message"`
	Lang    string        `json:"lang,omitempty"`
	File    dialogue.File `json:"file"`
	Caption string        `json:"caption,omitempty"`
	At      time.Time     `json:"at"` // when it came in, by the channel's clock
}

// part is the part of an album that a message is; false when it is none.
func part(m *models.Message) (albumPart, bool) {
	f, ok := file(m)
	if !ok || m.MediaGroupID == "" || m.Chat.Type != models.ChatTypePrivate || m.From != nil && m.From.IsBot {
		return albumPart{}, false
	}
	return albumPart{Chat: m.Chat.ID, Group: m.MediaGroupID, Message: m.ID, Lang: lang(m), File: f, Caption: words(m)}, true
}

// albumPart is the part of an album that an update brings.
func (c *Channel) albumPart(u update) (albumPart, bool) {
	if u.Message == nil {
		return albumPart{}, false
	}
	p, ok := part(u.Message)
	p.At = c.cfg.Now()
	return p, ok
}

// album hands in the parts of an album as one upload. The same parts make the same event. An edit of a caption tells the album's name
// and not its first message, so the event's ID is kept under the name.
func (c *Channel) album(ctx context.Context, parts []albumPart, handle accept) error {
	parts = slices.Clone(parts)
	slices.SortFunc(parts, func(a, b albumPart) int { return cmp.Compare(a.Message, b.Message) })
	first := parts[0]
	id := albumEvent(first.Message, len(parts))
	if err := c.cfg.Receipts.Keep(ctx, conversation(first.Chat), groupKey(first.Group), id); err != nil {
		return fmt.Errorf("keep the event of an album: %w", err)
	}
	at := first.At
	if at.IsZero() {
		at = c.cfg.Now()
	}
	return c.hand(ctx, dialogue.Event{ID: id, Conversation: conversation(first.Chat), Buyer: address(first.Chat), Lang: first.Lang,
		At: at, Body: upload(parts)}, handle)
}

func upload(parts []albumPart) dialogue.Upload {
	var u dialogue.Upload
	var captions []string
	for _, p := range parts {
		u.Files = append(u.Files, p.File)
		if p.Caption != "" {
			captions = append(captions, p.Caption)
		}
	}
	u.Caption = clip(strings.Join(captions, "\n"), maxText)
	return u
}
