package telegramtest

import (
	"encoding/json"
	"reflect"
	"time"
)

// A User is a person or a bot: https://core.telegram.org/bots/api#user
type User struct {
	ID           int64  `json:"id"`
	IsBot        bool   `json:"is_bot"`
	FirstName    string `json:"first_name"`
	LastName     string `json:"last_name,omitempty"`
	Username     string `json:"username,omitempty"`
	LanguageCode string `json:"language_code,omitempty"` // IETF, such as "es"; what the person's app is set to
}

// ChatInfo names a chat: https://core.telegram.org/bots/api#chat
type ChatInfo struct {
	ID        int64  `json:"id"`
	Type      string `json:"type"` // "private", "group" or "supergroup"
	Title     string `json:"title,omitempty"`
	Username  string `json:"username,omitempty"`
	FirstName string `json:"first_name,omitempty"`
	LastName  string `json:"last_name,omitempty"`
}

// A Message is what a chat shows and what the Bot API calls one: https://core.telegram.org/bots/api#message. A stored message is never
// changed: an edit stores another one in its place.
type Message struct {
	ID            int             `json:"message_id"`
	From          *User           `json:"from,omitempty"`
	Date          int64           `json:"date"` // Unix seconds
	Chat          ChatInfo        `json:"chat"`
	ForwardOrigin json.RawMessage `json:"forward_origin,omitempty"`
	ReplyTo       *Message        `json:"reply_to_message,omitempty"`
	EditDate      int64           `json:"edit_date,omitempty"` // Unix seconds; 0 is never edited
	Protected     bool            `json:"has_protected_content,omitempty"`
	MediaGroup    string          `json:"media_group_id,omitempty"`

	Text            string   `json:"text,omitempty"`
	Entities        []Entity `json:"entities,omitempty"`
	Caption         string   `json:"caption,omitempty"`
	CaptionEntities []Entity `json:"caption_entities,omitempty"`

	Photo     []File          `json:"photo,omitempty"` // its sizes, the largest last
	Document  *File           `json:"document,omitempty"`
	Video     *File           `json:"video,omitempty"`
	Voice     *File           `json:"voice,omitempty"`
	Audio     *File           `json:"audio,omitempty"`
	Animation *File           `json:"animation,omitempty"`
	VideoNote *File           `json:"video_note,omitempty"`
	Sticker   *File           `json:"sticker,omitempty"`
	Location  *Location       `json:"location,omitempty"`
	Contact   *Contact        `json:"contact,omitempty"`
	Poll      json.RawMessage `json:"poll,omitempty"`
	Dice      json.RawMessage `json:"dice,omitempty"`
	Venue     json.RawMessage `json:"venue,omitempty"`
	Game      json.RawMessage `json:"game,omitempty"`
	Story     json.RawMessage `json:"story,omitempty"`
	Invoice   json.RawMessage `json:"invoice,omitempty"`
	WebApp    json.RawMessage `json:"web_app_data,omitempty"`

	NewMembers    []User   `json:"new_chat_members,omitempty"`
	LeftMember    *User    `json:"left_chat_member,omitempty"`
	PinnedMessage *Message `json:"pinned_message,omitempty"`

	Keyboard *Keyboard `json:"reply_markup,omitempty"` // the inline keyboard

	// What only the app knows.
	ReplyKeyboard json.RawMessage `json:"-"` // a custom keyboard, its removal or a forced reply, as the bot sent it
	Silent        bool            `json:"-"` // arrived without a sound
	NoPreview     bool            `json:"-"` // links show no preview
	Pinned        bool            `json:"-"`
	Deleted       bool            `json:"-"`
}

// A Location is a point on the map.
type Location struct {
	Latitude  float64 `json:"latitude"`
	Longitude float64 `json:"longitude"`
}

// A Contact is a telephone number that a person shares.
type Contact struct {
	Phone     string `json:"phone_number"`
	FirstName string `json:"first_name"`
	LastName  string `json:"last_name,omitempty"`
	UserID    int64  `json:"user_id,omitempty"`
}

// At is when the message was sent.
func (m Message) At() time.Time { return time.Unix(m.Date, 0).UTC() }

// Edited says whether the text, the caption or the buttons were changed.
func (m Message) Edited() bool { return m.EditDate != 0 }

// Body is the text, or the caption of a file.
func (m Message) Body() string {
	if m.Text != "" {
		return m.Text
	}
	return m.Caption
}

// FromBot says whether the bot wrote it.
func (m Message) FromBot() bool { return m.From != nil && m.From.IsBot }

// Service says whether the platform wrote it: somebody joined, left or pinned.
func (m Message) Service() bool {
	return m.NewMembers != nil || m.LeftMember != nil || m.PinnedMessage != nil
}

// File is the file of the message, the largest size of a photo, or nil.
func (m Message) File() *File {
	if n := len(m.Photo); n > 0 {
		return &m.Photo[n-1]
	}
	for _, f := range []*File{m.Document, m.Video, m.Voice, m.Audio, m.Animation, m.VideoNote, m.Sticker} {
		if f != nil {
			return f
		}
	}
	return nil
}

// put fills the field of a kind of media.
func (m *Message) put(kind string, f File) {
	switch kind {
	case "photo":
		m.Photo = f.sizes()
	case "document":
		m.Document = &f
	case "video":
		m.Video = &f
	case "voice":
		m.Voice = &f
	case "audio":
		m.Audio = &f
	case "animation":
		m.Animation, m.Document = &f, &f // for old bots an animation is a document too
	case "video_note":
		m.VideoNote = &f
	case "sticker":
		m.Sticker = &f
	}
}

// sameContent says that an edit would change nothing.
func (m *Message) sameContent(o *Message) bool {
	return m.Text == o.Text && m.Caption == o.Caption && reflect.DeepEqual(m.Keyboard, o.Keyboard) &&
		sameEntities(m.Entities, o.Entities) && sameEntities(m.CaptionEntities, o.CaptionEntities)
}

func sameEntities(a, b []Entity) bool { return len(a) == 0 && len(b) == 0 || reflect.DeepEqual(a, b) }

// quoted is a message as others carry it: its own reply is left out.
func (m *Message) quoted() *Message {
	q := *m
	q.ReplyTo = nil
	return &q
}
