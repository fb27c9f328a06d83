package telegram

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	telegram "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"amends/bot"
	"amends/dialogue"
)

// Kinds of the messages that carry an agent's words, as they are kept for edits.
const (
	textMessage    = 't'
	captionMessage = 'c' // a file with the words, or the first of them, as its caption
	fileMessage    = 'f' // a file without words
)

// carrier is one message that carries an agent's words or a file.
type carrier struct {
	kind byte
	id   int
}

// relay passes an agent's words and files on, changes them or takes them back.
func (s *sending) relay(ctx context.Context, a dialogue.Relay) (int, error) {
	switch {
	case a.Edits == "":
		return s.pass(ctx, a)
	case a.Gone:
		return 0, s.takeBack(ctx, a.Edits)
	}
	return s.change(ctx, a)
}

// pass sends an agent's words. With files they are the first one's caption, when they are short enough.
func (s *sending) pass(ctx context.Context, a dialogue.Relay) (int, error) {
	var list []carrier
	caption := ""
	if short := s.letter(a, maxCaption); len(a.Files) > 0 && len(short) == 1 {
		caption = short[0]
	} else if len(a.Files) == 0 || clean(a.Text) != "" {
		ids, err := s.texts(ctx, s.letter(a, maxMessage), nil)
		if err != nil {
			return 0, err
		}
		list = carriers(textMessage, ids)
	}
	for _, ref := range a.Files {
		sent, err := s.file(ctx, ref, caption)
		if err != nil {
			return 0, err
		}
		list, caption = append(list, sent), ""
	}
	if len(list) == 0 {
		return 0, nil
	}
	return list[0].id, s.keep(ctx, s.d.Key, list)
}

// letter is an agent's words in messages of which the first has at most so many code units. A translation brings the original along.
func (s *sending) letter(a dialogue.Relay, limit int) []string {
	name, text, words := firstName(a.From), clean(a.Text), clean(s.d.Words)
	if words == "" || text == "" {
		return signed(name, text, limit)
	}
	return translated(name, words, s.word(s.d.Lang, "telegram.translated"), text, limit)
}

// change puts new words in the place of the old ones. What cannot be changed is sent anew.
func (s *sending) change(ctx context.Context, a dialogue.Relay) (int, error) {
	key := bot.RelayKey("buyer", a.Edits)
	old, err := s.carriersOf(ctx, key)
	if err != nil {
		return 0, err
	}
	limit := maxMessage
	if len(old) > 0 && old[0].kind == captionMessage {
		limit = maxCaption
	}
	parts := s.letter(a, limit)
	list := make([]carrier, 0, len(parts))
	for _, html := range parts {
		now, left, err := s.replace(ctx, old, html)
		if err != nil {
			return 0, err
		}
		list, old = append(list, now), left
	}
	files, err := s.onlyFiles(ctx, old)
	if err != nil {
		return 0, err
	}
	if list = append(list, files...); len(list) == 0 {
		return 0, nil
	}
	if err := s.cfg.Receipts.Keep(ctx, s.d.Conversation, key, strconv.Itoa(list[0].id)); err != nil {
		return 0, fmt.Errorf("keep the message of an agent's words: %w", err)
	}
	return list[0].id, s.keep(ctx, key, list)
}

// onlyFiles takes back what is left of the old words; files stay.
func (s *sending) onlyFiles(ctx context.Context, old []carrier) ([]carrier, error) {
	var files []carrier
	for _, m := range old {
		if m.kind == fileMessage {
			files = append(files, m)
		} else if err := s.remove(ctx, m); err != nil {
			return nil, err
		}
	}
	return files, nil
}

// replace puts a text into the first of the old messages that carries words, or sends it when there is none.
func (s *sending) replace(ctx context.Context, old []carrier, html string) (carrier, []carrier, error) {
	if len(old) > 0 && old[0].kind != fileMessage {
		err := s.edit(ctx, old[0], html)
		if err == nil {
			return old[0], old[1:], nil
		}
		if !gone(err) {
			return carrier{}, old, err
		}
		old = old[1:]
	}
	ids, err := s.texts(ctx, []string{html}, nil)
	if err != nil {
		return carrier{}, old, err
	}
	return carrier{textMessage, ids[0]}, old, nil
}

func (s *sending) edit(ctx context.Context, m carrier, html string) error {
	if m.kind == textMessage {
		return s.editText(ctx, m.id, html)
	}
	_, err := s.api.EditMessageCaption(ctx, &telegram.EditMessageCaptionParams{ChatID: s.chat, MessageID: m.id, Caption: html,
		ParseMode: models.ParseModeHTML})
	if unchanged(err) {
		return nil
	}
	return err
}

// takeBack deletes all messages that carry an agent's words or files.
func (s *sending) takeBack(ctx context.Context, event string) error {
	list, err := s.carriersOf(ctx, bot.RelayKey("buyer", event))
	if err != nil {
		return err
	}
	for _, m := range list {
		if err := s.remove(ctx, m); err != nil {
			return err
		}
	}
	return nil
}

// remove deletes a message. One that is older than 48 hours cannot be deleted, so its words are replaced:
// https://core.telegram.org/bots/api#deletemessage
func (s *sending) remove(ctx context.Context, m carrier) error {
	_, err := s.api.DeleteMessage(ctx, &telegram.DeleteMessageParams{ChatID: s.chat, MessageID: m.id})
	if bad(err, "can't be deleted") {
		err = s.edit(ctx, m, escape(s.word(s.d.Lang, "telegram.withdrawn")))
	}
	if gone(err) {
		return nil
	}
	return err
}

// carriersOf finds the messages that carry an event's words: what was kept of several, or the delivery's receipt.
func (s *sending) carriersOf(ctx context.Context, key string) ([]carrier, error) {
	kept, err := s.cfg.Receipts.Receipt(ctx, s.d.Conversation, partsKey(key))
	if err != nil {
		return nil, fmt.Errorf("find the messages of an agent's words: %w", err)
	}
	if list := readCarriers(kept); len(list) > 0 {
		return list, nil
	}
	one, err := s.cfg.Receipts.Receipt(ctx, s.d.Conversation, key)
	if err != nil {
		return nil, fmt.Errorf("find the message of an agent's words: %w", err)
	}
	return readCarriers(string(textMessage) + one), nil
}

// keep keeps the messages of a delivery unless its receipt says it all.
func (s *sending) keep(ctx context.Context, key string, list []carrier) error {
	if key == "" || len(list) == 1 && list[0].kind == textMessage && s.d.Key == key {
		return nil
	}
	if err := s.cfg.Receipts.Keep(ctx, s.d.Conversation, partsKey(key), writeCarriers(list)); err != nil {
		return fmt.Errorf("keep the messages of an agent's words: %w", err)
	}
	return nil
}

func carriers(kind byte, ids []int) []carrier {
	list := make([]carrier, len(ids))
	for i, id := range ids {
		list[i] = carrier{kind, id}
	}
	return list
}

// writeCarriers is such as "c12 f13".
func writeCarriers(list []carrier) string {
	words := make([]string, len(list))
	for i, m := range list {
		words[i] = string(m.kind) + strconv.Itoa(m.id)
	}
	return strings.Join(words, " ")
}

func readCarriers(text string) []carrier {
	var list []carrier
	for _, w := range strings.Fields(text) {
		if id, err := strconv.Atoi(w[1:]); err == nil && id > 0 {
			list = append(list, carrier{w[0], id})
		}
	}
	return list
}

// firstName is how an agent is called before a buyer.
func firstName(name string) string {
	words := strings.Fields(clean(name))
	if len(words) == 0 {
		return ""
	}
	return clip(words[0], 64)
}
