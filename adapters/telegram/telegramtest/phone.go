package telegramtest

import (
	"cmp"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// A Phone is one person's app, open at one chat with the bot.
type Phone struct {
	s      *Server
	chat   *chat
	person User
}

// User makes a person and opens their chat with the bot. ID and FirstName are made up when empty; an ID that is known stands for the
// same person, with what u says of them. The bot cannot write before the person has.
func (s *Server) User(u User) *Phone {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.meet(u)
}

// meet is User. Server.mu is held.
func (s *Server) meet(u User) *Phone {
	if u.ID == 0 {
		for s.chats[s.nextUser] != nil {
			s.nextUser++
		}
		u.ID = s.nextUser
	}
	u.FirstName = cmp.Or(u.FirstName, "Person "+strconv.FormatInt(u.ID, 10))
	ch := s.chats[u.ID]
	if ch == nil {
		ch = &chat{id: u.ID}
		s.chats[u.ID] = ch
	}
	ch.person = u
	ch.info = ChatInfo{ID: u.ID, Type: "private", Username: u.Username, FirstName: u.FirstName, LastName: u.LastName}
	return &Phone{s, ch, u}
}

// Chat opens the chat with this ID: that of a person, who is made up when unknown, or a group, to look at.
func (s *Server) Chat(id int64) *Phone {
	s.mu.Lock()
	defer s.mu.Unlock()
	if ch := s.chats[id]; ch != nil {
		return &Phone{s, ch, ch.person}
	}
	return s.meet(User{ID: id})
}

// ID is the number of the chat.
func (p *Phone) ID() int64 { return p.chat.id }

// Person is whose phone it is.
func (p *Phone) Person() User { return p.person }

// Say sends a text and returns the message's number, as all that follow do.
func (p *Phone) Say(text string) int {
	return p.Send(Message{Text: text, Entities: detect(text, nil)})
}

// Start presses the Start button; payload is what a link t.me/<bot>?start=<payload> carried.
func (p *Phone) Start(payload string) int {
	return p.Say(strings.TrimSpace("/start " + payload))
}

// Reply answers a message of the chat.
func (p *Phone) Reply(messageID int, text string) int {
	m := Message{Text: text, Entities: detect(text, nil)}
	if to, ok := p.Message(messageID); ok {
		m.ReplyTo = to.quoted()
	}
	return p.Send(m)
}

// Location shares a place.
func (p *Phone) Location(latitude, longitude float64) int {
	return p.Send(Message{Location: &Location{latitude, longitude}})
}

// Contact shares a telephone number; the person's own unless c says otherwise.
func (p *Phone) Contact(c Contact) int {
	if c.FirstName == "" {
		c.FirstName, c.UserID = p.person.FirstName, p.person.ID
	}
	return p.Send(Message{Contact: &c})
}

// Dice throws an animated die.
func (p *Phone) Dice(value int) int {
	return p.Send(Message{Dice: json.RawMessage(fmt.Sprintf(`{"emoji":"🎲","value":%d}`, value))})
}

// Poll asks the chat a question.
func (p *Phone) Poll(question string, options ...string) int {
	type option struct {
		Text  string `json:"text"`
		Votes int    `json:"voter_count"`
	}
	poll := struct {
		ID       string   `json:"id"`
		Question string   `json:"question"`
		Options  []option `json:"options"`
		Type     string   `json:"type"`
	}{strconv.FormatInt(p.ID(), 10), question, make([]option, len(options)), "regular"}
	for i, o := range options {
		poll.Options[i].Text = o
	}
	raw, err := json.Marshal(poll)
	if err != nil {
		panic(fmt.Sprintf("telegramtest: encoding a poll: %v", err))
	}
	return p.Send(Message{Poll: raw})
}

// Send sends any message: the fields that say what it is are m's, the others are filled in. A person who has blocked the bot
// unblocks it first, as the app demands.
func (p *Phone) Send(m Message) int {
	return p.sendAll([]Message{m})[0]
}

// sendAll sends messages without anything between them.
func (p *Phone) sendAll(all []Message) []int {
	s := p.s
	s.mu.Lock()
	defer s.mu.Unlock()
	s.block(p.chat, false)
	p.chat.started = true
	ids := make([]int, len(all))
	for i := range all {
		m := &all[i]
		m.From = &p.person
		s.post(p.chat, m)
		ids[i] = m.ID
		if s.hears(p.chat, m) {
			s.push("message", p.chat, m)
		}
	}
	return ids
}

// Edit changes the text of a message of the person, or the caption of a file. It does nothing when there is no such message.
func (p *Phone) Edit(messageID int, text string) {
	s := p.s
	s.mu.Lock()
	defer s.mu.Unlock()
	old := p.chat.message(messageID)
	if old == nil || old.From.ID != p.person.ID {
		return
	}
	m := *old
	if m.File() != nil {
		m.Caption, m.CaptionEntities = text, detect(text, nil)
	} else {
		m.Text, m.Entities = text, detect(text, nil)
	}
	m.EditDate = s.now().Unix()
	p.chat.replace(&m)
	s.touch(p.chat)
	if s.hears(p.chat, &m) {
		s.push("edited_message", p.chat, &m)
	}
}

// Delete removes a message for both sides. The platform does not tell the bot.
func (p *Phone) Delete(messageID int) {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	if old := p.chat.message(messageID); old != nil {
		p.chat.pin(messageID, false)
		m := *p.chat.message(messageID)
		m.Deleted = true
		p.chat.replace(&m)
		p.s.touch(p.chat)
	}
}

// Block stops the bot: it hears so, and what it sends is refused with 403.
func (p *Phone) Block() { p.blocks(true) }

// Unblock lets the bot write again.
func (p *Phone) Unblock() { p.blocks(false) }

func (p *Phone) blocks(on bool) {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	p.s.block(p.chat, on)
}

// Deactivate deletes the person's account; what the bot sends is refused with 403.
func (p *Phone) Deactivate() {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	p.chat.deleted = true
}

// block changes whether the person has stopped the bot. Server.mu is held.
func (s *Server) block(ch *chat, on bool) {
	if ch.blocked == on || !ch.private() {
		return
	}
	ch.blocked = on
	before, after := "member", "kicked"
	if !on {
		before, after = after, before
	}
	s.push("my_chat_member", ch, s.memberChanged(ch, ch.person, before, after))
	s.touch(ch)
}
