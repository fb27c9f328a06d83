package telegram

import (
	"context"
	"sync"
	"time"

	telegram "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"amends/dialogue"
)

// chosenMark stands before the label of the button that was chosen.
const chosenMark = "✓ "

// press hands in a press. Telegram shows the button as busy until it is answered, so it is answered whatever happens: after it is
// handed in, or after Times.Answer when that takes long.
func (c *Channel) press(ctx context.Context, q *models.CallbackQuery, handle accept) error {
	answer := sync.OnceFunc(func() {
		c.errands.add("answer to a press", func(ctx context.Context) error { return c.answer(ctx, q.ID) })
	})
	timer := time.AfterFunc(c.cfg.Times.Answer, answer)
	defer answer()
	defer timer.Stop()
	chat, private := pressedIn(q)
	if q.Data == dataChosen || !private || q.From.IsBot {
		return nil
	}
	p, err := c.pressed(ctx, conversation(chat), q.Data)
	if err != nil {
		return err
	}
	ev := dialogue.Event{ID: "p" + q.ID, Conversation: conversation(chat), Buyer: address(chat), Lang: q.From.LanguageCode, At: c.cfg.Now(), Body: p}
	if err := c.hand(ctx, ev, handle); err != nil {
		return err
	}
	c.markChosen(q)
	return nil
}

// pressedIn is the private chat of the message whose button was pressed. Of a message that is too old Telegram tells only the chat.
func pressedIn(q *models.CallbackQuery) (chat int64, private bool) {
	switch {
	case q.Message.Message != nil:
		return q.Message.Message.Chat.ID, q.Message.Message.Chat.Type == models.ChatTypePrivate
	case q.Message.InaccessibleMessage != nil:
		return q.Message.InaccessibleMessage.Chat.ID, q.Message.InaccessibleMessage.Chat.Type == models.ChatTypePrivate
	}
	return 0, false
}

// answer ends the wait that a pressed button shows: https://core.telegram.org/bots/api#answercallbackquery. Telegram takes no answer
// for one that is too old.
func (c *Channel) answer(ctx context.Context, query string) error {
	_, err := c.api.AnswerCallbackQuery(ctx, &telegram.AnswerCallbackQueryParams{CallbackQueryID: query})
	if bad(err, "query is too old", "query ID is invalid") {
		return nil
	}
	return err
}

// markChosen puts one button with the choice in the place of the buttons.
func (c *Channel) markChosen(q *models.CallbackQuery) {
	m := q.Message.Message
	if m == nil || m.ReplyMarkup == nil {
		return
	}
	text := labelOf(m.ReplyMarkup, q.Data)
	if text == "" {
		return
	}
	chosen := &models.InlineKeyboardMarkup{InlineKeyboard: [][]models.InlineKeyboardButton{{{Text: chosenMark + text, CallbackData: dataChosen}}}}
	chat, message := m.Chat.ID, m.ID
	c.errands.add("choice on a keyboard", func(ctx context.Context) error {
		_, err := c.api.EditMessageReplyMarkup(ctx, &telegram.EditMessageReplyMarkupParams{ChatID: chat, MessageID: message, ReplyMarkup: chosen})
		if unchanged(err) || gone(err) {
			return nil
		}
		return err
	})
}

// labelOf is what stands on the button with the data.
func labelOf(k *models.InlineKeyboardMarkup, data string) string {
	for _, row := range k.InlineKeyboard {
		for _, b := range row {
			if b.CallbackData == data {
				return b.Text
			}
		}
	}
	return ""
}
