package telegramtest

import "strings"

// A Group is a chat of several people, which the bot can be added to.
type Group struct {
	s    *Server
	chat *chat
}

// Group makes a supergroup, or a basic group when basic is true. The bot is not in it before [Group.AddBot].
func (s *Server) Group(title string, basic bool) *Group {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.nextUser++
	info := ChatInfo{ID: -1000000000000 - s.nextUser, Type: "supergroup", Title: title}
	if basic {
		info.ID, info.Type = -s.nextUser, "group"
	}
	ch := &chat{id: info.ID, info: info, members: map[int64]string{}}
	s.chats[info.ID] = ch
	return &Group{s, ch}
}

// ID is the number of the group, below zero.
func (g *Group) ID() int64 { return g.chat.id }

// Join adds a person, which the group shows, and returns their phone open at the group.
func (g *Group) Join(u User) *Phone {
	u = g.s.User(u).person
	g.s.mu.Lock()
	defer g.s.mu.Unlock()
	g.chat.members[u.ID] = "member"
	g.s.serve(g.chat, &Message{From: &u, NewMembers: []User{u}})
	return &Phone{g.s, g.chat, u}
}

// Leave takes a person out.
func (g *Group) Leave(u User) {
	g.s.mu.Lock()
	defer g.s.mu.Unlock()
	g.chat.members[u.ID] = "left"
	g.s.serve(g.chat, &Message{From: &u, LeftMember: &u})
}

// AddBot adds the bot; as "administrator" it may pin and delete, otherwise status is "member".
func (g *Group) AddBot(by User, status string) {
	g.s.mu.Lock()
	defer g.s.mu.Unlock()
	before := g.chat.status(g.s.me.ID)
	g.chat.members[g.s.me.ID] = status
	g.s.push("my_chat_member", g.chat, g.s.memberChanged(g.chat, by, before, status))
	if before == "left" || before == "kicked" {
		g.s.serve(g.chat, &Message{From: &by, NewMembers: []User{g.s.me}})
	}
}

// RemoveBot throws the bot out; what it sends is refused with 403.
func (g *Group) RemoveBot(by User) {
	g.s.mu.Lock()
	defer g.s.mu.Unlock()
	before := g.chat.status(g.s.me.ID)
	g.chat.members[g.s.me.ID] = "kicked"
	g.s.push("my_chat_member", g.chat, g.s.memberChanged(g.chat, by, before, "kicked"))
	g.s.post(g.chat, &Message{From: &by, LeftMember: &g.s.me})
}

// serve puts a message of the platform into a chat. Server.mu is held.
func (s *Server) serve(ch *chat, m *Message) {
	s.post(ch, m)
	if s.hears(ch, m) {
		s.push("message", ch, m)
	}
}

// status is what a user is in a group.
func (ch *chat) status(user int64) string {
	if status := ch.members[user]; status != "" {
		return status
	}
	return "left"
}

// hears says whether the bot gets a message. In groups privacy mode keeps from it what is not for it, unless it is an
// administrator: https://core.telegram.org/bots/features#privacy-mode
func (s *Server) hears(ch *chat, m *Message) bool {
	if ch.private() {
		return true
	}
	switch ch.status(s.me.ID) {
	case "administrator":
		return true
	case "member":
		reply := m.ReplyTo != nil && m.ReplyTo.FromBot()
		return s.opt.ReadsGroups || m.Service() || reply || s.commanded(m.Text)
	}
	return false
}

// commanded says that a text is a command for every bot of the group, or for this one by name.
func (s *Server) commanded(text string) bool {
	word, _, _ := strings.Cut(text, " ")
	_, name, named := strings.Cut(word, "@")
	return strings.HasPrefix(word, "/") && (!named || strings.EqualFold(name, s.me.Username))
}
