package telegramtest

// pinChatMessage pins a message. As on the platform the chat shows that the bot did it, and the bot hears of it as an update.
func (s *Server) pinChatMessage(c *call) (any, *apiError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	ch, err := s.pinnable(c)
	if err != nil {
		return nil, err
	}
	m := ch.message(int(c.id("message_id")))
	if m == nil || m.Service() {
		return nil, badRequest("message to pin not found")
	}
	if m.Pinned {
		return true, nil
	}
	ch.pin(m.ID, true)
	note := s.post(ch, &Message{From: &s.me, PinnedMessage: m.quoted(), Silent: c.flag("disable_notification")})
	s.push("message", ch, note)
	return true, nil
}

func (s *Server) unpinChatMessage(c *call) (any, *apiError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	ch, err := s.pinnable(c)
	if err != nil {
		return nil, err
	}
	id := int(c.id("message_id"))
	if c.params["message_id"] == "" && len(ch.pins) > 0 {
		id = ch.pins[len(ch.pins)-1]
	}
	if m := ch.message(id); m == nil || !m.Pinned {
		return nil, badRequest("message to unpin not found")
	}
	ch.pin(id, false)
	s.touch(ch)
	return true, nil
}

func (s *Server) unpinAllChatMessages(c *call) (any, *apiError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	ch, err := s.pinnable(c)
	if err != nil {
		return nil, err
	}
	for len(ch.pins) > 0 {
		ch.pin(ch.pins[0], false)
	}
	s.touch(ch)
	return true, nil
}

// pinnable finds a chat where the bot may pin. Server.mu is held.
func (s *Server) pinnable(c *call) (*chat, *apiError) {
	ch, err := s.writable(c)
	if err == nil && !ch.private() && ch.members[s.me.ID] != "administrator" {
		return nil, badRequest("not enough rights to manage pinned messages in the chat")
	}
	return ch, err
}
