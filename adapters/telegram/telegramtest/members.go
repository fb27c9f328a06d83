package telegramtest

// A member is a user in a chat: https://core.telegram.org/bots/api#chatmember
type member struct {
	User   User   `json:"user"`
	Status string `json:"status"`
	Until  *int   `json:"until_date,omitempty"` // of one who was kicked; 0 is for ever
}

func memberOf(u User, status string) member {
	m := member{User: u, Status: status}
	if status == "kicked" {
		m.Until = new(int)
	}
	return m
}

// A memberChange says that what the bot is in a chat has changed: https://core.telegram.org/bots/api#chatmemberupdated
type memberChange struct {
	Chat ChatInfo `json:"chat"`
	From User     `json:"from"`
	Date int64    `json:"date"`
	Old  member   `json:"old_chat_member"`
	New  member   `json:"new_chat_member"`
}

func (s *Server) memberChanged(ch *chat, by User, before, after string) memberChange {
	return memberChange{ch.info, by, s.now().Unix(), memberOf(s.me, before), memberOf(s.me, after)}
}

// getChat answers https://core.telegram.org/bots/api#chatfullinfo
func (s *Server) getChat(c *call) (any, *apiError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	ch, err := s.chat(c)
	if err != nil {
		return nil, err
	}
	full := struct {
		ChatInfo
		Pinned    *Message        `json:"pinned_message,omitempty"`
		Colour    int             `json:"accent_color_id"`
		Reactions int             `json:"max_reaction_count"`
		Gifts     map[string]bool `json:"accepted_gift_types"`
	}{ChatInfo: ch.info, Reactions: 11, Gifts: map[string]bool{
		"unlimited_gifts": false, "limited_gifts": false, "unique_gifts": false, "premium_subscription": false, "gifts_from_channels": false,
	}}
	if n := len(ch.pins); n > 0 {
		full.Pinned = ch.message(ch.pins[n-1])
	}
	return full, nil
}

func (s *Server) getChatMember(c *call) (any, *apiError) {
	id := c.id("user_id")
	if id <= 0 {
		return nil, badRequest("invalid user_id specified")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	ch, err := s.chat(c)
	if err != nil {
		return nil, err
	}
	var u User
	switch own := s.chats[id]; {
	case id == s.me.ID:
		u = s.me
	case own == nil || !own.private():
		return nil, badRequest("user not found")
	default:
		u = own.person
	}
	status := ch.status(id)
	if ch.private() {
		status = "member"
	}
	return memberOf(u, status), nil
}

func (s *Server) leaveChat(c *call) (any, *apiError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	ch, err := s.writable(c)
	if err != nil {
		return nil, err
	}
	if ch.private() {
		return nil, badRequest("chat member status can't be changed in private chats")
	}
	before := ch.status(s.me.ID)
	s.push("my_chat_member", ch, s.memberChanged(ch, s.me, before, "left"))
	s.post(ch, &Message{From: &s.me, LeftMember: &s.me})
	ch.members[s.me.ID] = "left"
	return true, nil
}
