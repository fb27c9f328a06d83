package telegram

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/go-telegram/bot/models"

	"amends/dialogue"
)

const (
	maxData    = 64  // bytes of a button's data: https://core.telegram.org/bots/api#inlinekeyboardbutton
	maxButtons = 50  // of one message
	maxLabel   = 100 // characters; phones show far fewer
)

// How the data of a button begins. What it stands for is in the data itself; only when that is too long it is kept in the store.
const (
	dataWhole  = "="  // question, "|", option
	dataDigest = "#"  // of a press that is kept under this digest
	dataChosen = "ok" // a button that was pressed already
)

// keyboard is the options of a question as buttons; nil when there are none.
func (c *Channel) keyboard(ctx context.Context, id dialogue.ConversationID, question string, options []dialogue.Option) (
	*models.InlineKeyboardMarkup, error) {
	if len(options) == 0 {
		return nil, nil
	}
	var buttons []models.InlineKeyboardButton
	for _, o := range options[:min(len(options), maxButtons)] {
		data, err := c.data(ctx, id, dialogue.Press{Question: question, Option: o.ID})
		if err != nil {
			return nil, err
		}
		buttons = append(buttons, models.InlineKeyboardButton{Text: label(o), CallbackData: data})
	}
	return &models.InlineKeyboardMarkup{InlineKeyboard: rows(buttons)}, nil
}

// label is what stands on a button; Telegram takes none that is empty.
func label(o dialogue.Option) string {
	for _, text := range []string{o.Label, o.ID} {
		if text = strings.TrimSpace(strings.ToValidUTF8(text, "")); text != "" {
			return clip(text, maxLabel)
		}
	}
	return "·"
}

// rows puts up to three short buttons side by side, or two that are not so short, and the others one below the other.
func rows(buttons []models.InlineKeyboardButton) [][]models.InlineKeyboardButton {
	var out [][]models.InlineKeyboardButton
	for len(buttons) > 0 {
		n := 1
		for _, side := range []struct{ count, width int }{{3, 9}, {2, 16}} {
			if n == 1 && fit(buttons, side.count, side.width) {
				n = side.count
			}
		}
		out = append(out, buttons[:n:n])
		buttons = buttons[n:]
	}
	return out
}

func fit(buttons []models.InlineKeyboardButton, count, width int) bool {
	if len(buttons) < count {
		return false
	}
	for _, b := range buttons[:count] {
		if units(b.Text) > width {
			return false
		}
	}
	return true
}

// data is what a button says when it is pressed.
func (c *Channel) data(ctx context.Context, id dialogue.ConversationID, p dialogue.Press) (string, error) {
	if whole := dataWhole + p.Question + "|" + p.Option; len(whole) <= maxData && !strings.Contains(p.Question, "|") {
		return whole, nil
	}
	text, err := json.Marshal(p)
	if err != nil {
		return "", fmt.Errorf("write the data of a button: %w", err)
	}
	sum := sha256.Sum256(text)
	digest := base64.RawURLEncoding.EncodeToString(sum[:16])
	if err := c.cfg.Receipts.Keep(ctx, id, pressKey(digest), string(text)); err != nil {
		return "", fmt.Errorf("keep the data of a button: %w", err)
	}
	return dataDigest + digest, nil
}

// pressed is what a button's data stands for. What cannot be read is a press of no question: to the engine it comes too late.
func (c *Channel) pressed(ctx context.Context, id dialogue.ConversationID, data string) (dialogue.Press, error) {
	if whole, ok := strings.CutPrefix(data, dataWhole); ok {
		question, option, _ := strings.Cut(whole, "|")
		return dialogue.Press{Question: question, Option: option}, nil
	}
	digest, ok := strings.CutPrefix(data, dataDigest)
	if !ok {
		return dialogue.Press{}, nil
	}
	text, err := c.cfg.Receipts.Receipt(ctx, id, pressKey(digest))
	if err != nil {
		return dialogue.Press{}, fmt.Errorf("find the data of a button: %w", err)
	}
	var p dialogue.Press
	if text != "" && json.Unmarshal([]byte(text), &p) != nil {
		return dialogue.Press{}, nil
	}
	return p, nil
}
