package telegram

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	telegram "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"amends/bot"
	"amends/dialogue"
)

// pin brings the pinned message of a case up to date: edited in place when there is one, else sent and pinned, both without a sound.
func (s *sending) pin(ctx context.Context, a dialogue.Pin) (int, error) {
	parts := pieces(clean(a.Text), maxMessage)
	if len(parts) == 0 {
		return 0, nil
	}
	kept, err := s.cfg.Receipts.Receipt(ctx, s.d.Conversation, bot.PinKey(a.Case))
	if err != nil {
		return 0, fmt.Errorf("find the pinned message: %w", err)
	}
	if id, err := strconv.Atoi(kept); err == nil && id > 0 {
		if err := s.editText(ctx, id, parts[0]); !gone(err) {
			return id, err
		}
	}
	return s.pinNew(ctx, parts[0])
}

// pinNew sends a message and pins it. A chat where it cannot be pinned still has the message.
func (s *sending) pinNew(ctx context.Context, html string) (int, error) {
	id, err := s.once(func() (*models.Message, error) {
		return s.api.SendMessage(ctx, &telegram.SendMessageParams{ChatID: s.chat, Text: html, ParseMode: models.ParseModeHTML,
			LinkPreviewOptions: noPreview(), DisableNotification: true})
	})
	if err != nil {
		return 0, err
	}
	_, err = s.api.PinChatMessage(ctx, &telegram.PinChatMessageParams{ChatID: s.chat, MessageID: id, DisableNotification: true})
	if errors.Is(err, telegram.ErrorBadRequest) {
		s.cfg.Log.Warn("message could not be pinned", "delivery", s.d.ID, "err", s.reason(err))
		return id, nil
	}
	return id, err
}

// editText puts a new text in the place of a message's. A message that has it already is as it should be.
func (s *sending) editText(ctx context.Context, message int, html string) error {
	_, err := s.api.EditMessageText(ctx, &telegram.EditMessageTextParams{ChatID: s.chat, MessageID: message, Text: html,
		ParseMode: models.ParseModeHTML, LinkPreviewOptions: noPreview()})
	if unchanged(err) {
		return nil
	}
	return err
}
