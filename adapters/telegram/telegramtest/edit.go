package telegramtest

import "time"

// own finds a message of the bot that it may change. Server.mu is held.
func (s *Server) own(c *call) (*chat, *Message, *apiError) {
	if c.params["inline_message_id"] != "" {
		return nil, nil, badRequest("MESSAGE_ID_INVALID")
	}
	ch, err := s.chat(c)
	if err != nil {
		return nil, nil, err
	}
	m := ch.message(int(c.id("message_id")))
	switch {
	case c.params["message_id"] == "":
		return nil, nil, badRequest("message identifier is not specified")
	case m == nil:
		return nil, nil, badRequest("message to edit not found")
	case m.From.ID != s.me.ID || m.Service():
		return nil, nil, badRequest("message can't be edited")
	}
	_, err = s.writable(c)
	return ch, m, err
}

// edit changes a message of the bot; without reply_markup its buttons go.
func (s *Server) edit(c *call, change func(*Message) *apiError) (any, *apiError) {
	keyboard, _, err := c.keyboard()
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	ch, old, err := s.own(c)
	if err != nil {
		return nil, err
	}
	m := *old
	m.Keyboard = keyboard
	if err := change(&m); err != nil {
		return nil, err
	}
	if m.sameContent(old) {
		return nil, badRequest("message is not modified: specified new message content and reply markup are exactly the same as a " +
			"current content and reply markup of the message")
	}
	m.EditDate = s.now().Unix()
	ch.replace(&m)
	s.touch(ch)
	return &m, nil
}

func (s *Server) editMessageText(c *call) (any, *apiError) {
	if c.params["text"] == "" {
		return nil, badRequest("message text is empty")
	}
	text, entities, err := c.formatted("text", "entities")
	if err != nil {
		return nil, err
	}
	return s.edit(c, func(m *Message) *apiError {
		if m.Text == "" {
			return badRequest("there is no text in the message to edit")
		}
		m.Text, m.Entities, m.NoPreview = text, entities, c.noPreview()
		return m.tooLong()
	})
}

func (s *Server) editMessageCaption(c *call) (any, *apiError) {
	text, entities, err := c.caption()
	if err != nil {
		return nil, err
	}
	return s.edit(c, func(m *Message) *apiError {
		if m.File() == nil {
			return badRequest("there is no caption in the message to edit")
		}
		m.Caption, m.CaptionEntities = text, entities
		return m.tooLong()
	})
}

func (s *Server) editMessageReplyMarkup(c *call) (any, *apiError) {
	return s.edit(c, func(*Message) *apiError { return nil })
}

// deletable is how long a message can be deleted: https://core.telegram.org/bots/api#deletemessage
const deletable = 48 * time.Hour

func (s *Server) deleteMessage(c *call) (any, *apiError) {
	if c.params["chat_id"] == "" {
		return nil, badRequest("chat identifier is not specified")
	}
	id := int(c.id("message_id"))
	if id <= 0 {
		return nil, badRequest("message identifier is not specified")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	ch, err := s.writable(c)
	if err != nil {
		return nil, err
	}
	old := ch.message(id)
	switch {
	case old == nil:
		return nil, badRequest("message to delete not found")
	case !ch.private() && old.From.ID != s.me.ID && ch.members[s.me.ID] != "administrator":
		return nil, badRequest("message can't be deleted")
	case s.now().Sub(old.At()) > deletable:
		return nil, badRequest("message can't be deleted for everyone")
	}
	ch.pin(id, false)
	m := *ch.message(id)
	m.Deleted = true
	ch.replace(&m)
	s.touch(ch)
	return true, nil
}
