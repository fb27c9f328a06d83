package telegram

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/go-telegram/bot/models"

	"amends/dialogue"
)

// allowedUpdates are the kinds of updates that Telegram is asked for: https://core.telegram.org/bots/api#update
func allowedUpdates() []string {
	return []string{models.AllowedUpdateMessage, models.AllowedUpdateEditedMessage, models.AllowedUpdateChannelPost,
		models.AllowedUpdateCallbackQuery, models.AllowedUpdateMyChatMember}
}

// update is one update as it came.
type update struct {
	models.Update
	raw []byte
}

// readUpdate reads an update. One that cannot be read has its ID at least: it means nothing to this bot.
func readUpdate(raw []byte) (update, error) {
	u := update{raw: raw}
	if err := json.Unmarshal(raw, &u.Update); err == nil {
		return u, nil
	}
	var head struct {
		ID int64 `json:"update_id"`
	}
	if err := json.Unmarshal(raw, &head); err != nil {
		return u, fmt.Errorf("an update has no ID that can be read")
	}
	u.Update = models.Update{ID: head.ID}
	return u, nil
}

// chat is the chat that the update comes from; 0 when there is none.
func (u update) chat() int64 {
	switch {
	case u.Message != nil:
		return u.Message.Chat.ID
	case u.EditedMessage != nil:
		return u.EditedMessage.Chat.ID
	case u.ChannelPost != nil:
		return u.ChannelPost.Chat.ID
	case u.CallbackQuery != nil:
		return u.CallbackQuery.From.ID
	case u.MyChatMember != nil:
		return u.MyChatMember.Chat.ID
	}
	return 0
}

// take hands in what an update says, if it says anything. An error means that it has to come again.
func (c *Channel) take(ctx context.Context, u update, handle accept) error {
	switch {
	case u.CallbackQuery != nil:
		return c.press(ctx, u.CallbackQuery, handle)
	case u.MyChatMember != nil:
		return c.member(ctx, u, handle)
	case u.ChannelPost != nil:
		c.refuse(u.ChannelPost.Chat.ID, "")
	case u.Message != nil:
		return c.message(ctx, u, handle)
	case u.EditedMessage != nil:
		return c.edited(ctx, u, handle)
	}
	return nil
}

// message hands in a new message of a buyer.
func (c *Channel) message(ctx context.Context, u update, handle accept) error {
	m := u.Message
	if !c.fromBuyer(m) {
		return nil
	}
	if p, ok := part(m); ok { // an album that nobody puts together
		return c.album(ctx, []albumPart{p}, handle)
	}
	body := c.body(m, u.raw)
	if body == nil {
		return nil
	}
	return c.hand(ctx, c.event(messageEvent(m.ID), m, body), handle)
}

// fromBuyer reports whether a message is a person's in a private chat. What is written in a group is answered there, once.
func (c *Channel) fromBuyer(m *models.Message) bool {
	switch {
	case m.From != nil && m.From.IsBot:
		return false
	case m.Chat.Type != models.ChatTypePrivate:
		c.refuse(m.Chat.ID, lang(m))
		return false
	}
	return true
}

// event is what a message becomes.
func (c *Channel) event(id string, m *models.Message, body dialogue.Body) dialogue.Event {
	return dialogue.Event{ID: id, Conversation: conversation(m.Chat.ID), Buyer: address(m.Chat.ID), Lang: lang(m), At: c.cfg.Now(), Body: body}
}

// hand hands in an event that the buyer expects an answer to.
func (c *Channel) hand(ctx context.Context, ev dialogue.Event, handle accept) error {
	if err := handle(ctx, ev); err != nil {
		return fmt.Errorf("hand in event %s of %s: %w", ev.ID, ev.Conversation, err)
	}
	if chat, ok := chatOf(ev.Conversation); ok {
		c.typing.arm(chat)
	}
	return nil
}

// edited hands in the new text of a message. One without a text, such as a live location that moves on, says nothing.
func (c *Channel) edited(ctx context.Context, u update, handle accept) error {
	m := u.EditedMessage
	text := words(m)
	if m.From != nil && m.From.IsBot || m.Chat.Type != models.ChatTypePrivate || text == "" {
		return nil
	}
	brought := messageEvent(m.ID)
	if m.MediaGroupID != "" {
		kept, err := c.cfg.Receipts.Receipt(ctx, conversation(m.Chat.ID), groupKey(m.MediaGroupID))
		if err != nil {
			return fmt.Errorf("find the event of an album: %w", err)
		}
		if kept != "" {
			brought = kept
		}
	}
	ev := c.event(fmt.Sprintf("e%d", u.ID), m, dialogue.Edit{Message: brought, Text: text})
	return c.hand(ctx, ev, handle)
}

// member hears that the buyer blocked the bot, or that somebody took it into a group.
func (c *Channel) member(ctx context.Context, u update, handle accept) error {
	m := u.MyChatMember
	now := m.NewChatMember.Type
	out := now == models.ChatMemberTypeBanned || now == models.ChatMemberTypeLeft
	switch {
	case m.Chat.Type != models.ChatTypePrivate && !out:
		c.refuse(m.Chat.ID, m.From.LanguageCode)
	case m.Chat.Type == models.ChatTypePrivate && now == models.ChatMemberTypeBanned:
		ev := dialogue.Event{ID: fmt.Sprintf("b%d", u.ID), Conversation: conversation(m.Chat.ID), Buyer: address(m.Chat.ID),
			Lang: m.From.LanguageCode, At: c.cfg.Now(), Body: dialogue.Delivered{Failed: "blocked", To: "buyer"}}
		if err := handle(ctx, ev); err != nil {
			return fmt.Errorf("hand in event %s of %s: %w", ev.ID, ev.Conversation, err)
		}
	}
	return nil
}

func lang(m *models.Message) string {
	if m.From == nil {
		return ""
	}
	return m.From.LanguageCode
}

// words are what the buyer wrote, in the message or below its file.
func words(m *models.Message) string {
	if m.Text != "" {
		return clip(m.Text, maxText)
	}
	return clip(m.Caption, maxText)
}

// maxText is the longest text that is passed on, in characters: Telegram's own limit.
const maxText = 4096

func clip(s string, most int) string {
	if len(s) <= most {
		return s
	}
	n := 0
	for i := range s {
		if n++; n > most {
			return s[:i]
		}
	}
	return s
}

// command takes the bot's name off a command: "/status@shop_bot" is "/status".
func (c *Channel) command(text string) string {
	if !strings.HasPrefix(text, "/") {
		return text
	}
	word, rest := text, ""
	if end := strings.IndexAny(text, " \n\t"); end >= 0 {
		word, rest = text[:end], text[end:]
	}
	name, to, addressed := strings.Cut(word, "@")
	if me := c.username.Load(); addressed && (me == nil || strings.EqualFold(to, *me)) {
		return name + rest
	}
	return text
}
