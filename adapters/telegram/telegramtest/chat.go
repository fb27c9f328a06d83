package telegramtest

import (
	"slices"
	"sort"
	"strconv"
	"time"
)

// A chat is one conversation as the platform keeps it. Server.mu guards all of it.
type chat struct {
	id       int64 // never changes, so it may be read without the lock
	info     ChatInfo
	person   User // of a private chat
	started  bool // the person has written: the bot may write too
	blocked  bool
	deleted  bool             // the person's account is gone
	members  map[int64]string // of a group, with their status; the bot too
	messages []*Message       // by ID
	pins     []int            // the latest last
	actions  []Action
	presses  []*press
	lastID   int // of a supergroup, which counts for itself
	flood    pace
	wrote    time.Time // when the bot last sent something
	changed  signal
}

// An Action is what the bot showed to be doing, such as "typing": https://core.telegram.org/bots/api#sendchataction
type Action struct {
	Action string
	At     time.Time
}

func (ch *chat) private() bool { return ch.info.Type == "private" }

func (ch *chat) index(id int) (int, bool) {
	return sort.Find(len(ch.messages), func(i int) int { return id - ch.messages[i].ID })
}

// message is a message that is still there, or nil.
func (ch *chat) message(id int) *Message {
	if i, ok := ch.index(id); ok && !ch.messages[i].Deleted {
		return ch.messages[i]
	}
	return nil
}

// replace stores a changed message in the place of the old one.
func (ch *chat) replace(m *Message) {
	if i, ok := ch.index(m.ID); ok {
		ch.messages[i] = m
	}
}

// post gives a message its number, date and place. Server.mu is held.
func (s *Server) post(ch *chat, m *Message) *Message {
	if ch.info.Type == "supergroup" {
		ch.lastID++
		m.ID = ch.lastID
	} else {
		m.ID = s.nextID
		s.nextID++
	}
	m.Date, m.Chat = s.now().Unix(), ch.info
	ch.messages = append(ch.messages, m)
	if over := len(ch.messages) - s.opt.History; over > 0 {
		ch.messages = slices.Delete(ch.messages, 0, over+s.opt.History/10)
	}
	s.touch(ch)
	return m
}

// touch tells those who wait that a chat has changed. Server.mu is held.
func (s *Server) touch(ch *chat) {
	ch.changed.fire()
	s.changed.fire()
}

// pin puts a message on top of the chat, and takes it off.
func (ch *chat) pin(id int, on bool) {
	ch.pins = slices.DeleteFunc(ch.pins, func(p int) bool { return p == id })
	if on {
		ch.pins = append(ch.pins, id)
	}
	if m := ch.message(id); m != nil {
		changed := *m
		changed.Pinned = on
		ch.replace(&changed)
	}
}

// chat finds the chat that a call names. Server.mu is held.
func (s *Server) chat(c *call) (*chat, *apiError) {
	name := c.params["chat_id"]
	if name == "" {
		return nil, badRequest("chat_id is empty")
	}
	id, err := strconv.ParseInt(name, 10, 64)
	ch := s.chats[id]
	if err != nil || ch == nil || !ch.private() && ch.members[s.me.ID] == "" {
		return nil, badRequest("chat not found")
	}
	return ch, nil
}

// writable finds a chat that the bot may write to. Server.mu is held.
func (s *Server) writable(c *call) (*chat, *apiError) {
	ch, err := s.chat(c)
	if err != nil {
		return nil, err
	}
	switch status := ch.members[s.me.ID]; {
	case ch.private() && ch.deleted:
		return nil, forbidden("user is deactivated")
	case ch.private() && ch.blocked:
		return nil, forbidden("bot was blocked by the user")
	case ch.private() && !ch.started:
		return nil, forbidden("bot can't initiate conversation with a user")
	case status == "kicked":
		return nil, forbidden("bot was kicked from the " + ch.info.Type + " chat")
	case status == "left":
		return nil, forbidden("bot is not a member of the " + ch.info.Type + " chat")
	}
	return ch, nil
}
