package slackfake

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// object is JSON as it travels.
type object = map[string]any

// Block is one Block Kit block as the app sent it, with a block_id.
type Block = map[string]any

// Message is a message of a channel, or one that only a single person sees.
type Message struct {
	Channel, TS, ThreadTS string // ThreadTS is empty outside of threads and equal to TS for the parent of one
	User                  string // who wrote it; the bot's user for the app's messages
	BotID, Username       string
	Subtype               string // "tombstone", "bot_message", "thread_broadcast", "channel_join", ... or empty
	Text                  string
	Blocks                []Block
	Attachments           []any
	Metadata              *Metadata
	Files                 []*File
	Reactions             []Reaction
	EditedBy, EditedTS    string
	For                   string // the only person who sees it, for an ephemeral message
	Posted                time.Time
	upload                bool
}

// Metadata is what apps attach to messages: https://docs.slack.dev/messaging/message-metadata
type Metadata struct {
	EventType    string         `json:"event_type"`
	EventPayload map[string]any `json:"event_payload"`
}

// Reaction is one emoji on a message.
type Reaction struct {
	Name  string
	Users []string
}

// Shown is every text a person reads in the message: its blocks if it has some, else its text; one line per text.
func (m Message) Shown() string {
	if len(m.Blocks) == 0 {
		return m.Text
	}
	return shownText(m.Blocks)
}

func shownText(blocks []Block) string {
	var lines []string
	for _, b := range blocks {
		walk(b, func(o object) {
			if text, ok := o["text"].(string); ok {
				lines = append(lines, text)
			}
		})
	}
	return strings.Join(lines, "\n")
}

// walk visits every object of a JSON value in reading order of lists; the fields of one object in alphabetical order.
func walk(value any, visit func(object)) {
	switch v := value.(type) {
	case object:
		visit(v)
		for _, key := range slices.Sorted(maps.Keys(v)) {
			walk(v[key], visit)
		}
	case []any:
		for _, item := range v {
			walk(item, visit)
		}
	}
}

// wire is the message as the Web API returns it.
func (s *Server) wire(m *Message, withMetadata bool) object {
	o := object{"type": "message", "ts": m.TS, "text": m.Text, "team": s.workspace.app.TeamID}
	if m.User != "" {
		o["user"] = m.User
	}
	if m.Subtype != "" {
		o["subtype"] = m.Subtype
	}
	if m.Subtype == "tombstone" {
		o["hidden"] = true
	}
	if m.BotID != "" {
		o["bot_id"] = m.BotID
		if m.BotID == s.workspace.app.BotID {
			o["app_id"] = s.workspace.app.ID
			o["bot_profile"] = s.botProfile()
		}
	}
	if m.Username != "" {
		o["username"] = m.Username
	}
	if m.Blocks != nil {
		o["blocks"] = m.Blocks
	}
	if m.Attachments != nil {
		o["attachments"] = m.Attachments
	}
	if m.Metadata != nil && withMetadata {
		o["metadata"] = m.Metadata
	}
	if m.EditedTS != "" {
		o["edited"] = object{"user": m.EditedBy, "ts": m.EditedTS}
	}
	s.wireFiles(m, o)
	s.wireThread(m, o)
	wireReactions(m, o)
	return o
}

func (s *Server) wireFiles(m *Message, o object) {
	if len(m.Files) == 0 {
		return
	}
	files := make([]object, len(m.Files))
	for i, f := range m.Files {
		files[i] = s.wireFile(f)
	}
	o["files"], o["upload"], o["display_as_bot"] = files, m.upload, false
}

func (s *Server) wireThread(m *Message, o object) {
	if m.ThreadTS == "" {
		return
	}
	o["thread_ts"] = m.ThreadTS
	c := s.workspace.channels[m.Channel]
	if c == nil {
		return
	}
	if m.ThreadTS != m.TS {
		if parent := c.byTS[m.ThreadTS]; parent != nil {
			o["parent_user_id"] = parent.User
		}
		return
	}
	replies := c.threads[m.TS]
	var users []string
	for _, r := range replies {
		if !slices.Contains(users, r.User) {
			users = append(users, r.User)
		}
	}
	o["reply_count"], o["reply_users"], o["reply_users_count"] = len(replies), users, len(users)
	o["subscribed"], o["is_locked"] = false, false
	if len(replies) > 0 {
		o["latest_reply"] = replies[len(replies)-1].TS
	}
}

func wireReactions(m *Message, o object) {
	if len(m.Reactions) == 0 {
		return
	}
	list := make([]object, len(m.Reactions))
	for i, r := range m.Reactions {
		list[i] = object{"name": r.Name, "users": slices.Clone(r.Users), "count": len(r.Users)}
	}
	o["reactions"] = list
}

func (s *Server) botProfile() object {
	app := s.workspace.app
	return object{"id": app.BotID, "app_id": app.ID, "user_id": app.BotUserID, "name": app.Name, "team_id": app.TeamID,
		"deleted": false, "updated": s.workspace.born.Unix()}
}

// copy is a snapshot for readers: nothing in it is written to later. Blocks, attachments and metadata are replaced, never changed.
func (m *Message) copy() Message {
	c := *m
	c.Files = make([]*File, len(m.Files))
	for i, f := range m.Files {
		file := *f
		c.Files[i] = &file
	}
	c.Reactions = make([]Reaction, len(m.Reactions))
	for i, r := range m.Reactions {
		c.Reactions[i] = Reaction{Name: r.Name, Users: slices.Clone(r.Users)}
	}
	return c
}

// timestamp writes microseconds as Slack does: seconds, a point, six decimals.
func timestamp(micros int64) string { return fmt.Sprintf("%d.%06d", micros/1e6, micros%1e6) }

// eventTS is a timestamp for an event that is no message: later than all of them so far, even when the clock stands still.
func (s *Server) eventTS() string {
	for {
		last := s.lastEvent.Load()
		next := max(s.now().UnixMicro(), last+1)
		if s.lastEvent.CompareAndSwap(last, next) {
			return timestamp(next)
		}
	}
}
