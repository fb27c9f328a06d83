package telegramtest

import (
	"encoding/json"
	"strconv"
)

func (s *Server) sendMessage(c *call) (any, *apiError) {
	if c.params["text"] == "" {
		return nil, badRequest("message text is empty")
	}
	text, entities, err := c.formatted("text", "entities")
	if err != nil {
		return nil, err
	}
	return s.send(c, "sendMessage", &Message{Text: text, Entities: entities, NoPreview: c.noPreview()})
}

func (c *call) noPreview() bool {
	var options struct {
		Off bool `json:"is_disabled"`
	}
	_ = json.Unmarshal([]byte(c.params["link_preview_options"]), &options)
	return options.Off || c.flag("disable_web_page_preview")
}

// caption reads a caption with its entities.
func (c *call) caption() (string, []Entity, *apiError) {
	return c.formatted("caption", "caption_entities")
}

// tooLong refuses what does not fit into a message.
func (m *Message) tooLong() *apiError {
	switch {
	case m.Text == "" && m.File() == nil && m.Location == nil:
		return badRequest("text must be non-empty")
	case Units(m.Text) > maxText:
		return badRequest("message is too long")
	case Units(m.Caption) > maxCaption:
		return badRequest("message caption is too long")
	}
	return nil
}

// send puts one message of the bot into the chat that the call names.
func (s *Server) send(c *call, method string, m *Message) (any, *apiError) {
	sent, err := s.sendAll(c, method, []*Message{m})
	if err != nil {
		return nil, err
	}
	return sent[0], nil
}

// sendAll sends the messages of an album, or one message. All of them arrive or none.
func (s *Server) sendAll(c *call, method string, all []*Message) ([]*Message, *apiError) {
	keyboard, reply, err := c.keyboard()
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	ch, err := s.writable(c)
	if err != nil {
		return nil, err
	}
	for _, m := range all {
		if err := m.tooLong(); err != nil {
			return nil, err
		}
	}
	answered, err := ch.answered(c)
	if err != nil {
		return nil, err
	}
	if err := s.limits.take(ch, s.now()); err != nil {
		return nil, err
	}
	for _, m := range all {
		m.From, m.ReplyTo, m.Keyboard, m.ReplyKeyboard = &s.me, answered, keyboard, reply
		m.Silent, m.Protected = c.flag("disable_notification"), c.flag("protect_content")
		s.post(ch, m)
		s.records.sent(method, m, s.now())
	}
	ch.wrote = s.now()
	return all, nil
}

// answered is the message that a message replies to, or nil.
func (ch *chat) answered(c *call) (*Message, *apiError) {
	reply := struct {
		ID      json.Number `json:"message_id"`
		Without bool        `json:"allow_sending_without_reply"`
	}{json.Number(c.params["reply_to_message_id"]), c.flag("allow_sending_without_reply")}
	if raw := c.params["reply_parameters"]; raw != "" {
		if json.Unmarshal([]byte(raw), &reply) != nil {
			return nil, badRequest("can't parse reply parameters JSON object")
		}
	}
	id, _ := strconv.Atoi(reply.ID.String())
	if id <= 0 {
		return nil, nil
	}
	if m := ch.message(id); m != nil {
		return m.quoted(), nil
	}
	if reply.Without {
		return nil, nil
	}
	return nil, badRequest("message to be replied not found")
}

// sendChatAction shows for five seconds what the bot is doing.
func (s *Server) sendChatAction(c *call) (any, *apiError) {
	action := c.params["action"]
	if !actions[action] {
		return nil, badRequest("wrong parameter action in request")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	ch, err := s.writable(c)
	if err != nil {
		return nil, err
	}
	ch.actions = append(ch.actions, Action{action, s.now()})
	if len(ch.actions) > maxActions {
		ch.actions = append([]Action{}, ch.actions[maxActions/2:]...)
	}
	s.touch(ch)
	return true, nil
}

// maxActions is how many actions a chat remembers.
const maxActions = 1000

var actions = map[string]bool{
	"typing": true, "upload_photo": true, "record_video": true, "upload_video": true, "record_voice": true, "upload_voice": true,
	"upload_document": true, "choose_sticker": true, "find_location": true, "record_video_note": true, "upload_video_note": true,
}
