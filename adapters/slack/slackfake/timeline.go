package slackfake

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// channel is a conversation with its messages.
type channel struct {
	Channel
	timeline []*Message // everything, oldest first
	byTS     map[string]*Message
	threads  map[string][]*Message // replies by the parent's ts, oldest first
	last     int64                 // microseconds of the latest ts given out
}

func newChannel(c Channel) *channel {
	return &channel{Channel: c, byTS: map[string]*Message{}, threads: map[string][]*Message{}}
}

func (c *channel) has(userID string) bool { return slices.Contains(c.Members, userID) }

// kind is the name of the conversation's type in events and subscriptions: message.channels, message.groups, message.im.
func (c *channel) kind() string {
	switch {
	case c.IM:
		return "im"
	case c.Private:
		return "group"
	default:
		return "channel"
	}
}

func (c *channel) kindLetter() string {
	if c.Private {
		return "G"
	}
	return "C"
}

// nextTS gives out a ts that no message of the channel has: it grows even when the clock stands still.
func (c *channel) nextTS(now time.Time) string {
	c.last = max(now.UnixMicro(), c.last+1)
	return timestamp(c.last)
}

// parent finds the message that replies with this thread_ts belong to. A thread_ts of a message that is gone, or of a reply, is
// the parent of nothing.
func (c *channel) parent(threadTS string) *Message {
	m := c.byTS[threadTS]
	if m == nil || (m.ThreadTS != "" && m.ThreadTS != m.TS) {
		return nil
	}
	return m
}

// top reports whether a message stands in the channel itself and not only in a thread.
func (m *Message) top() bool {
	return m.ThreadTS == "" || m.ThreadTS == m.TS || m.Subtype == "thread_broadcast"
}

// post puts a message into the channel, in its thread if that still exists, and tells the app. A reply to a thread whose parent
// is gone lands in the channel itself, as it does at Slack: https://github.com/slack-go/slack/issues/1571
func (s *Server) post(c *channel, m *Message) {
	m.Channel, m.Posted, m.TS = c.ID, s.now(), c.nextTS(s.now())
	m.Blocks = s.withBlockIDs(m.Blocks)
	if m.ThreadTS != "" {
		if parent := c.parent(m.ThreadTS); parent != nil {
			parent.ThreadTS = parent.TS
			c.threads[parent.TS] = append(c.threads[parent.TS], m)
		} else {
			m.ThreadTS = ""
		}
	}
	c.timeline = append(c.timeline, m)
	c.byTS[m.TS] = m
	for _, f := range m.Files {
		f.shares = append(f.shares, share{c.ID, m.TS, m.ThreadTS})
	}
	s.emitMessage(c, s.postedEvent(c, m))
}

// withBlockIDs gives each block without a block_id, and each element without an action_id, one of its own, as Slack does when it
// stores a message or a view.
func (s *Server) withBlockIDs(blocks []Block) []Block {
	for _, b := range blocks {
		if id, _ := b["block_id"].(string); id == "" {
			b["block_id"] = s.newID("blk")
		}
	}
	for _, e := range elements(blocks) {
		if e.action == "" {
			e.spec["action_id"] = s.newID("act")
		}
	}
	return blocks
}

// edit replaces a message by what change makes of it, and tells the app.
func (s *Server) edit(c *channel, m *Message, by string, change func(*Message)) {
	before := s.wire(m, true)
	change(m)
	m.Blocks = s.withBlockIDs(m.Blocks)
	if by != "" {
		m.EditedBy, m.EditedTS = by, timestamp(s.now().UnixMicro())
	}
	s.emitMessage(c, s.changedEvent(c, s.wire(m, true), before))
}

// remove deletes a message. The parent of a thread with replies leaves a tombstone, which goes with the last reply.
func (s *Server) remove(c *channel, m *Message) {
	before := s.wire(m, true)
	if len(c.threads[m.TS]) > 0 && m.Subtype != "tombstone" {
		*m = Message{Channel: c.ID, TS: m.TS, ThreadTS: m.TS, User: "USLACKBOT", Subtype: "tombstone",
			Text: "This message was deleted.", Posted: m.Posted}
		s.emitMessage(c, s.changedEvent(c, s.wire(m, true), before))
		return
	}
	c.drop(m)
	s.emitMessage(c, s.deletedEvent(c, m.TS, before))
	if m.ThreadTS == "" || m.ThreadTS == m.TS {
		return
	}
	parent := c.byTS[m.ThreadTS]
	if parent == nil || len(c.threads[parent.TS]) > 0 {
		return
	}
	parent.ThreadTS = ""
	if parent.Subtype == "tombstone" {
		c.drop(parent)
	}
}

func (c *channel) drop(m *Message) {
	delete(c.byTS, m.TS)
	c.timeline = without(c.timeline, m)
	if m.ThreadTS != "" && m.ThreadTS != m.TS {
		c.threads[m.ThreadTS] = without(c.threads[m.ThreadTS], m)
		if len(c.threads[m.ThreadTS]) == 0 {
			delete(c.threads, m.ThreadTS)
		}
	}
}

func without(list []*Message, m *Message) []*Message {
	if at, found := slices.BinarySearchFunc(list, m.TS, byTimestamp); found {
		return slices.Delete(list, at, at+1)
	}
	return list
}

func byTimestamp(m *Message, ts string) int { return compareTS(m.TS, ts) }

// compareTS orders timestamps. Both have six decimals, so the longer number is the later one.
func compareTS(a, b string) int {
	if len(a) != len(b) {
		return cmp.Compare(len(a), len(b))
	}
	return strings.Compare(a, b)
}

// react adds or takes back an emoji; it tells what Slack would say against it: already_reacted or no_reaction.
func (s *Server) react(c *channel, m *Message, user, name string, add bool) string {
	at := slices.IndexFunc(m.Reactions, func(r Reaction) bool { return r.Name == name })
	has := at >= 0 && slices.Contains(m.Reactions[at].Users, user)
	switch {
	case add && has:
		return "already_reacted"
	case !add && !has:
		return "no_reaction"
	case add && at < 0:
		m.Reactions = append(m.Reactions, Reaction{Name: name, Users: []string{user}})
	case add:
		m.Reactions[at].Users = append(m.Reactions[at].Users, user)
	default:
		m.Reactions[at].Users = slices.DeleteFunc(m.Reactions[at].Users, func(u string) bool { return u == user })
		if len(m.Reactions[at].Users) == 0 {
			m.Reactions = slices.Delete(m.Reactions, at, at+1)
		}
	}
	kind := map[bool]string{true: "reaction_added", false: "reaction_removed"}[add]
	s.emitChannel(c, kind, object{"type": kind, "user": user, "reaction": name, "item_user": m.User,
		"item": object{"type": "message", "channel": c.ID, "ts": m.TS}, "event_ts": s.eventTS()})
	return ""
}
