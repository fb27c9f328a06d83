package telegram

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	telegram "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"amends/bot"
	"amends/dialogue"
	"amends/prompts"
)

// Send delivers a message of the bot, an agent's words or the pinned message to a buyer. The receipt is the ID of the message, of the
// first one when it takes several; "" when there was nothing to send.
func (c *Channel) Send(ctx context.Context, d bot.Delivery) (receipt string, err error) {
	chat, err := strconv.ParseInt(d.To.Chat, 10, 64)
	if err != nil {
		return "", permanent("no chat of telegram")
	}
	c.typing.disarm(chat)
	s := &sending{Channel: c, chat: chat, d: d, key: deliveryKey(d)}
	first, err := s.perform(ctx)
	err = c.failure(err, d.Attempt)
	if err == nil || errors.Is(err, bot.ErrPermanent) {
		c.progress.forget(s.key)
	}
	if err != nil || first == 0 {
		return "", err
	}
	return strconv.Itoa(first), nil
}

// sending is one try of one delivery.
type sending struct {
	*Channel
	chat int64
	d    bot.Delivery
	key  string
	step int
}

func (s *sending) perform(ctx context.Context) (first int, err error) {
	switch a := s.d.Action.(type) {
	case dialogue.Say:
		return s.say(ctx, a)
	case dialogue.Relay:
		return s.relay(ctx, a)
	case dialogue.Pin:
		return s.pin(ctx, a)
	}
	return 0, permanent(fmt.Sprintf("%T is not for telegram", s.d.Action))
}

// say sends a message of the bot. Its options stand below the last part.
func (s *sending) say(ctx context.Context, a dialogue.Say) (int, error) {
	keys, err := s.keyboard(ctx, s.d.Conversation, a.Question, a.Options)
	if err != nil {
		return 0, err
	}
	parts := s.message(a)
	if len(parts) == 0 && keys != nil {
		parts = []string{"…"}
	}
	ids, err := s.texts(ctx, parts, keys)
	if len(ids) == 0 {
		return 0, err
	}
	return ids[0], err
}

// message is a message of the bot in parts, in a model's words where there are some. A translation brings the original along.
func (s *sending) message(a dialogue.Say) []string {
	text, words := clean(a.Text), clean(s.d.Words)
	if s.d.Translated && text != "" && words != "" {
		return translated("", words, s.word(s.d.Lang, "telegram.translated"), text, maxMessage)
	}
	return pieces(cmp.Or(words, text), maxMessage)
}

// texts sends texts in HTML, one message each. The keyboard goes with the last.
func (s *sending) texts(ctx context.Context, parts []string, keys *models.InlineKeyboardMarkup) ([]int, error) {
	var ids []int
	for i, html := range parts {
		p := &telegram.SendMessageParams{ChatID: s.chat, Text: html, ParseMode: models.ParseModeHTML, LinkPreviewOptions: noPreview()}
		if i == len(parts)-1 && keys != nil {
			p.ReplyMarkup = keys
		}
		id, err := s.once(func() (*models.Message, error) { return s.api.SendMessage(ctx, p) })
		if err != nil {
			return ids, err
		}
		ids = append(ids, id)
	}
	return ids, nil
}

// once sends a message, or remembers that an earlier try has.
func (s *sending) once(send func() (*models.Message, error)) (int, error) {
	n := s.step
	s.step++
	if id, ok := s.progress.done(s.key, n); ok {
		return id, nil
	}
	m, err := send()
	if err != nil {
		return 0, err
	}
	s.progress.note(s.key, m.ID)
	return m.ID, nil
}

func noPreview() *models.LinkPreviewOptions {
	return &models.LinkPreviewOptions{IsDisabled: telegram.True()}
}

// word is a text of the channel's own in the person's language, or in the default one.
func (c *Channel) word(lang, key string) string {
	return c.cfg.Texts.Text(c.speaks(lang), key, 0, prompts.Fields{})
}

// speaks is the language in which somebody is spoken to.
func (c *Channel) speaks(lang string) string {
	base, _, _ := strings.Cut(strings.ToLower(lang), "-")
	for _, has := range c.cfg.Texts.Languages() {
		if strings.EqualFold(has, lang) || has == base {
			return has
		}
	}
	return c.cfg.DefaultLang
}
