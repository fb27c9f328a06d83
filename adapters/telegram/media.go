package telegram

import (
	"encoding/json"
	"strings"

	"github.com/go-telegram/bot/models"

	"amends/dialogue"
)

const (
	filePrefix  = "tg:"
	maxDownload = 20 << 20 // of one file: https://core.telegram.org/bots/api#getfile
	maxPayload  = 64       // of a link: https://core.telegram.org/bots/features#deep-linking
)

// body is what a message says; nil when it says nothing, as those do that Telegram itself writes into a chat.
func (c *Channel) body(m *models.Message, raw []byte) dialogue.Body {
	if m.Text != "" {
		return c.text(clip(m.Text, maxText))
	}
	if f, ok := file(m); ok {
		return dialogue.Upload{Files: []dialogue.File{f}, Caption: words(m)}
	}
	if service(raw) {
		return nil
	}
	// A poll, a dice, a game, a story: the engine says that it cannot use it.
	return dialogue.Upload{Files: []dialogue.File{{Kind: "sticker"}}, Caption: words(m)}
}

// text is a message's text: a start, or words. Other commands are words to the engine.
func (c *Channel) text(text string) dialogue.Body {
	text = c.command(text)
	if name, payload, _ := strings.Cut(text, " "); name == "/start" {
		return dialogue.Start{Payload: clip(strings.TrimSpace(payload), maxPayload)}
	}
	return dialogue.Message{Text: text}
}

// file is the file of a message, or what stands for one: a place, a person.
func file(m *models.Message) (dialogue.File, bool) {
	switch {
	case len(m.Photo) > 0:
		p := largest(m.Photo)
		return named(p.FileID, "", "photo", int64(p.FileSize)), true
	case m.Animation != nil: // also has a document, for old bots
		return named(m.Animation.FileID, m.Animation.FileName, "video", m.Animation.FileSize), true
	case m.Document != nil:
		return named(m.Document.FileID, m.Document.FileName, "file", m.Document.FileSize), true
	case m.Video != nil:
		return named(m.Video.FileID, m.Video.FileName, "video", m.Video.FileSize), true
	case m.VideoNote != nil:
		return named(m.VideoNote.FileID, "", "video", int64(m.VideoNote.FileSize)), true
	case m.Voice != nil:
		return named(m.Voice.FileID, "", "voice", m.Voice.FileSize), true
	case m.Audio != nil:
		return named(m.Audio.FileID, m.Audio.FileName, "voice", m.Audio.FileSize), true
	case m.Sticker != nil:
		return named(m.Sticker.FileID, "", "sticker", int64(m.Sticker.FileSize)), true
	case m.Venue != nil, m.Location != nil: // a venue also has a location
		return dialogue.File{Kind: "location"}, true
	case m.Contact != nil:
		return dialogue.File{Kind: "contact"}, true
	}
	return dialogue.File{}, false
}

func named(id, name, kind string, size int64) dialogue.File {
	return dialogue.File{Ref: filePrefix + id, Name: name, Kind: kind, Size: size}
}

// largest is the largest size of a photo that a bot may download.
func largest(sizes []models.PhotoSize) models.PhotoSize {
	best := sizes[0]
	for _, s := range sizes[1:] {
		if s.FileSize <= maxDownload && (best.FileSize > maxDownload || s.Width*s.Height > best.Width*best.Height) {
			best = s
		}
	}
	return best
}

// service reports whether Telegram itself wrote the message: https://core.telegram.org/bots/api#message. Whatever is neither known to
// come from Telegram nor from a person is taken for a person's, who then gets an answer.
func service(raw []byte) bool {
	var u struct {
		Message map[string]json.RawMessage `json:"message"`
	}
	if json.Unmarshal(raw, &u) != nil {
		return false
	}
	for name := range u.Message {
		if serviceField(name) {
			return true
		}
	}
	return false
}

func serviceField(name string) bool {
	switch name {
	case "new_chat_members", "new_chat_member", "new_chat_participant", "left_chat_member", "left_chat_participant", "new_chat_title",
		"new_chat_photo", "delete_chat_photo", "group_chat_created", "supergroup_chat_created", "channel_chat_created",
		"message_auto_delete_timer_changed", "migrate_to_chat_id", "migrate_from_chat_id", "pinned_message", "successful_payment",
		"refunded_payment", "users_shared", "user_shared", "chat_shared", "gift", "unique_gift", "gift_upgrade_sent", "connected_website",
		"write_access_allowed", "passport_data", "proximity_alert_triggered", "boost_added", "chat_background_set", "checklist_tasks_done",
		"checklist_tasks_added", "direct_message_price_changed", "forum_topic_created", "forum_topic_edited", "forum_topic_closed",
		"forum_topic_reopened", "general_forum_topic_hidden", "general_forum_topic_unhidden", "giveaway_created", "giveaway_completed",
		"paid_message_price_changed", "suggested_post_approved", "suggested_post_approval_failed", "suggested_post_declined",
		"suggested_post_paid", "suggested_post_refunded", "video_chat_scheduled", "video_chat_started", "video_chat_ended",
		"video_chat_participants_invited", "web_app_data", "chat_owner_left", "chat_owner_changed":
		return true
	}
	return false
}
