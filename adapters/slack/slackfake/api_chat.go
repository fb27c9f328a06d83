package slackfake

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Limits of message texts, in characters. chat.postMessage truncates at 40000 at Slack; the fake refuses, so that a test sees it.
// https://docs.slack.dev/reference/methods/chat.update (msg_too_long) and chat.postMessage.
const (
	postTextMax    = 40000
	updateTextMax  = 4000
	markdownMax    = 12000
	attachmentsMax = 100
	metadataMax    = 8000 // bytes of JSON; Slack does not publish its bound
)

// content is what a message says, as a request gives it. A nil field was not given.
type content struct {
	text        *string
	blocks      []Block
	attachments []any
	metadata    *Metadata
}

func (c *call) content(textMax int) (content, error) {
	var got content
	if text, given := c.args["text"]; given {
		got.text = &text
	}
	if markdown, given := c.args["markdown_text"]; given {
		if got.text != nil || c.args["blocks"] != "" {
			return got, fail("markdown_text_conflict")
		}
		got.text, textMax = &markdown, markdownMax
	}
	if got.text != nil && utf8.RuneCountInString(*got.text) > textMax {
		return got, fail("msg_too_long")
	}
	if c.decode("blocks", &got.blocks) != nil {
		return got, fail("invalid_blocks_format")
	}
	if c.decode("attachments", &got.attachments) != nil {
		return got, fail("invalid_attachments")
	}
	if len(got.attachments) > attachmentsMax {
		return got, fail("too_many_attachments")
	}
	if err := c.s.checkMessageBlocks(got.blocks); err != nil {
		return got, err
	}
	var err error
	got.metadata, err = c.metadata()
	return got, err
}

// metadata reads the metadata argument: an object with event_type and event_payload, or {} to remove what was there.
func (c *call) metadata() (*Metadata, error) {
	raw := c.args["metadata"]
	if raw == "" {
		return nil, nil
	}
	var fields struct {
		EventType    *string         `json:"event_type"`
		EventPayload json.RawMessage `json:"event_payload"`
	}
	if json.Unmarshal([]byte(raw), &fields) != nil {
		return nil, fail("invalid_metadata_format")
	}
	if fields.EventType == nil && fields.EventPayload == nil {
		return &Metadata{}, nil
	}
	m := &Metadata{}
	if fields.EventType == nil || *fields.EventType == "" || json.Unmarshal(fields.EventPayload, &m.EventPayload) != nil || m.EventPayload == nil {
		return nil, fail("invalid_metadata_format")
	}
	if len(raw) > metadataMax {
		return nil, fail("metadata_too_large")
	}
	m.EventType = *fields.EventType
	return m, nil
}

// empty reports whether nothing would be shown.
func (c content) empty() bool {
	return len(c.blocks) == 0 && len(c.attachments) == 0 && (c.text == nil || strings.TrimSpace(*c.text) == "")
}

// fill writes what was given into a message and leaves the rest.
func (c content) fill(m *Message) {
	if c.text != nil {
		m.Text = *c.text
	}
	if c.blocks != nil {
		m.Blocks = c.blocks
	}
	if c.attachments != nil {
		m.Attachments = c.attachments
	}
	if c.metadata != nil {
		m.Metadata = c.metadata
		if c.metadata.EventType == "" {
			m.Metadata = nil
		}
	}
}

var (
	tsForm = regexp.MustCompile(`^\d{1,12}\.\d{6}$`)
	idForm = regexp.MustCompile(`^[CGDUW][A-Z0-9]{2,}$`)
)

// channel finds the channel of a call. A private one that the bot is not in does not exist for it.
func (c *call) channel() (*channel, error) { return c.channelNamed("channel") }

func (c *call) channelNamed(arg string) (*channel, error) {
	ch := c.s.workspace.channels[c.arg(arg)]
	if ch == nil || ((ch.Private || ch.IM) && !ch.has(c.s.workspace.app.BotUserID)) {
		return nil, fail("channel_not_found")
	}
	return ch, nil
}

// target is the channel that a message goes to: an ID, a name, or a user for a direct message.
func (c *call) target() (*channel, error) {
	to := c.arg("channel")
	if u := c.s.workspace.users[to]; u != nil {
		return c.s.direct(u.ID), nil
	}
	if !idForm.MatchString(to) {
		for _, ch := range c.s.workspace.channels {
			if ch.Name == strings.TrimPrefix(to, "#") && !ch.IM {
				c.args["channel"] = ch.ID
				break
			}
		}
	}
	return c.channel()
}

// mayPost checks that the bot may write in a channel.
func (c *call) mayPost(ch *channel) error {
	if ch.Archived {
		return fail("is_archived")
	}
	if ch.has(c.s.workspace.app.BotUserID) || (!ch.Private && slices.Contains(c.s.opt.Scopes, "chat:write.public")) {
		return nil
	}
	return fail("not_in_channel")
}

// message is a message of the app with the content of a call in it.
func (c *call) message(textMax int) (*Message, error) {
	thread := c.arg("thread_ts")
	if thread != "" && !tsForm.MatchString(thread) {
		return nil, fail("invalid_thread_ts", thread+" is not a valid thread_ts")
	}
	got, err := c.content(textMax)
	if err != nil {
		return nil, err
	}
	if got.empty() {
		return nil, fail("no_text")
	}
	app := c.s.workspace.app
	m := &Message{User: app.BotUserID, BotID: app.BotID, ThreadTS: thread}
	got.fill(m)
	return m, nil
}

func chatPostMessage(c *call) (object, error) {
	ch, err := c.target()
	if err != nil {
		return nil, err
	}
	if err := c.mayPost(ch); err != nil {
		return nil, err
	}
	m, err := c.message(postTextMax)
	if err != nil {
		return nil, err
	}
	if c.flag("reply_broadcast") && ch.parent(m.ThreadTS) != nil {
		m.Subtype = "thread_broadcast"
	}
	c.s.post(ch, m)
	return object{"channel": ch.ID, "ts": m.TS, "message": c.s.wire(m, true)}, nil
}

func chatPostEphemeral(c *call) (object, error) {
	ch, err := c.channel()
	if err != nil {
		return nil, err
	}
	if err := c.mayPost(ch); err != nil {
		return nil, err
	}
	if !ch.has(c.arg("user")) {
		return nil, fail("user_not_in_channel")
	}
	m, err := c.message(postTextMax)
	if err != nil {
		return nil, err
	}
	c.s.whisper(ch.ID, c.arg("user"), m)
	return object{"message_ts": m.TS}, nil
}

// whisper shows a message to one person only.
func (s *Server) whisper(channelID, user string, m *Message) {
	m.Channel, m.For, m.Posted = channelID, user, s.now()
	m.TS = timestamp(s.now().UnixMicro())
	if c := s.workspace.channels[channelID]; c != nil {
		m.TS = c.nextTS(s.now())
	}
	m.Blocks = s.withBlockIDs(m.Blocks)
	s.workspace.ephemeral[user] = append(s.workspace.ephemeral[user], m)
}

// own finds the message that a call wants to change.
func (c *call) own(refusal string) (*channel, *Message, error) {
	ch, err := c.channel()
	if err != nil {
		return nil, nil, err
	}
	m := ch.byTS[c.arg("ts")]
	if m == nil || m.Subtype == "tombstone" {
		return nil, nil, fail("message_not_found")
	}
	if m.BotID != c.s.workspace.app.BotID {
		return nil, nil, fail(refusal)
	}
	return ch, m, nil
}

func chatUpdate(c *call) (object, error) {
	ch, m, err := c.own("cant_update_message")
	if err != nil {
		return nil, err
	}
	if ch.Archived {
		return nil, fail("is_inactive")
	}
	got, err := c.content(updateTextMax)
	if err != nil {
		return nil, err
	}
	if got.text == nil && got.blocks == nil && got.attachments == nil {
		return nil, fail("no_text")
	}
	after := *m
	got.fill(&after)
	if len(after.Blocks) == 0 && len(after.Attachments) == 0 && len(after.Files) == 0 && strings.TrimSpace(after.Text) == "" {
		return nil, fail("no_text")
	}
	c.s.edit(ch, m, c.s.workspace.app.BotUserID, got.fill)
	return object{"channel": ch.ID, "ts": m.TS, "text": m.Text, "message": c.s.wire(m, true)}, nil
}

func chatDelete(c *call) (object, error) {
	ch, m, err := c.own("cant_delete_message")
	if err != nil {
		return nil, err
	}
	ts := m.TS
	c.s.remove(ch, m)
	return object{"channel": ch.ID, "ts": ts}, nil
}

func chatGetPermalink(c *call) (object, error) {
	ch, err := c.channel()
	if err != nil {
		return nil, err
	}
	m := ch.byTS[c.arg("message_ts")]
	if m == nil {
		return nil, fail("message_not_found")
	}
	link := fmt.Sprintf("https://%s.slack.com/archives/%s/p%s", c.s.workspace.app.Domain, ch.ID, strings.Replace(m.TS, ".", "", 1))
	if m.ThreadTS != "" && m.ThreadTS != m.TS {
		link += "?thread_ts=" + m.ThreadTS + "&cid=" + ch.ID
	}
	return object{"channel": ch.ID, "permalink": link}, nil
}
