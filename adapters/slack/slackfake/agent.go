package slackfake

import (
	"fmt"
	"regexp"
)

var (
	mentionForm = regexp.MustCompile(`&lt;([@#!][A-Za-z0-9^|_.-]+)&gt;`)
	linkForm    = regexp.MustCompile(`https?://[^\s<>|]*[^\s<>|.,;:!?)'"]`)
	addressForm = regexp.MustCompile(`(^|[\s(])([A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,})`)
)

// Agent is a person with the Slack app open. What it does fails when the app would not let a person do it.
type Agent struct {
	s *Server
	// ID is the person's user ID.
	ID string
}

// Agent is the person with this user ID.
func (s *Server) Agent(userID string) *Agent { return &Agent{s: s, ID: userID} }

// at runs f on a channel that the person can write in.
func (a *Agent) at(channelID string, f func(*channel) error) error {
	return locked(a.s, func() error {
		c := a.s.workspace.channels[channelID]
		switch {
		case a.s.workspace.users[a.ID] == nil:
			return fmt.Errorf("slackfake: no user %s", a.ID)
		case c == nil || (c.Private && !c.has(a.ID)):
			return fmt.Errorf("slackfake: %s sees no channel %s", a.ID, channelID)
		case !c.has(a.ID):
			return fmt.Errorf("slackfake: %s is not in channel %s", a.ID, c.Name)
		case c.Archived:
			return fmt.Errorf("slackfake: channel %s is archived", c.Name)
		}
		return f(c)
	})
}

// on runs f on a message that the person sees in a channel.
func (a *Agent) on(channelID, ts string, f func(*channel, *Message) error) error {
	return a.at(channelID, func(c *channel) error {
		m := c.byTS[ts]
		if m == nil || m.Subtype == "tombstone" {
			return fmt.Errorf("slackfake: no message %s in channel %s", ts, c.Name)
		}
		return f(c, m)
	})
}

// Post writes a message and returns its ts.
func (a *Agent) Post(channelID, text string) (ts string, err error) {
	return a.write(channelID, &Message{Text: text})
}

// Reply writes into a thread.
func (a *Agent) Reply(channelID, threadTS, text string) (ts string, err error) {
	return a.write(channelID, &Message{Text: text, ThreadTS: threadTS})
}

// ReplyFile puts a file into a thread, with a text or without; an empty threadTS puts it into the channel.
func (a *Agent) ReplyFile(channelID, threadTS, name string, data []byte, text string) (ts string, err error) {
	f := &File{Name: name, Title: name, User: a.ID, Created: a.s.now(), ready: true}
	f.fill(data)
	return a.write(channelID, &Message{Text: text, ThreadTS: threadTS, Files: []*File{f}})
}

func (a *Agent) write(channelID string, m *Message) (ts string, err error) {
	err = a.at(channelID, func(c *channel) error {
		if m.ThreadTS != "" && c.parent(m.ThreadTS) == nil {
			return fmt.Errorf("slackfake: no thread %s in channel %s", m.ThreadTS, c.Name)
		}
		for _, f := range m.Files {
			f.ID = a.s.newID("F")
			a.s.workspace.files[f.ID] = f
		}
		m.User, m.Blocks = a.ID, richText(m.Text)
		m.Text = typedText(m.Text)
		a.s.post(c, m)
		ts = m.TS
		return nil
	})
	return ts, err
}

// richText is the block that Slack's own composer adds to what people type.
func richText(text string) []Block {
	if text == "" {
		return nil
	}
	return []Block{{"type": "rich_text", "elements": []any{object{"type": "rich_text_section",
		"elements": []any{object{"type": "text", "text": text}}}}}}
}

// Edit changes one of the person's own messages.
func (a *Agent) Edit(channelID, ts, text string) error {
	return a.on(channelID, ts, func(c *channel, m *Message) error {
		if m.User != a.ID {
			return fmt.Errorf("slackfake: %s did not write message %s", a.ID, ts)
		}
		a.s.edit(c, m, a.ID, func(m *Message) { m.Text, m.Blocks = typedText(text), richText(text) })
		return nil
	})
}

// Delete deletes one of the person's own messages.
func (a *Agent) Delete(channelID, ts string) error {
	return a.on(channelID, ts, func(c *channel, m *Message) error {
		if m.User != a.ID {
			return fmt.Errorf("slackfake: %s did not write message %s", a.ID, ts)
		}
		a.s.remove(c, m)
		return nil
	})
}

// Remove deletes any message, as an admin would.
func (s *Server) Remove(channelID, ts string) error {
	return locked(s, func() error {
		c := s.workspace.channels[channelID]
		if c == nil || c.byTS[ts] == nil {
			return fmt.Errorf("slackfake: no message %s in channel %s", ts, channelID)
		}
		s.remove(c, c.byTS[ts])
		return nil
	})
}

// BotPost lets another app's bot write into a channel, or into a thread when threadTS is not empty.
func (s *Server) BotPost(channelID, threadTS, name, text string) (ts string, err error) {
	return ts, locked(s, func() error {
		c := s.workspace.channels[channelID]
		if c == nil {
			return fmt.Errorf("slackfake: no channel %s", channelID)
		}
		m := &Message{Subtype: "bot_message", BotID: "B0OTHERBOT", Username: name, Text: text, ThreadTS: threadTS}
		s.post(c, m)
		ts = m.TS
		return nil
	})
}

// React adds an emoji to a message: "eyes", without colons.
func (a *Agent) React(channelID, ts, emoji string) error {
	return a.reaction(channelID, ts, emoji, true)
}

// Unreact takes an emoji of the person back.
func (a *Agent) Unreact(channelID, ts, emoji string) error {
	return a.reaction(channelID, ts, emoji, false)
}

func (a *Agent) reaction(channelID, ts, emoji string, add bool) error {
	return a.on(channelID, ts, func(c *channel, m *Message) error {
		if problem := a.s.react(c, m, a.ID, emoji, add); problem != "" {
			return fmt.Errorf("slackfake: %s on message %s: %s", emoji, ts, problem)
		}
		return nil
	})
}

// Join makes the person a member of a channel.
func (a *Agent) Join(channelID string) error {
	return locked(a.s, func() error { return a.s.join(channelID, a.ID) })
}

// Leave ends the person's membership of a channel.
func (a *Agent) Leave(channelID string) error {
	return locked(a.s, func() error { return a.s.leave(channelID, a.ID) })
}

// OpenHome opens the app's Home tab.
func (a *Agent) OpenHome() {
	a.s.change(func() {
		event := object{"type": "app_home_opened", "user": a.ID, "channel": a.s.direct(a.ID).ID, "tab": "home", "event_ts": a.s.eventTS()}
		if home := a.s.workspace.homes[a.ID]; home != nil {
			event["view"] = a.s.wireView(home)
		}
		a.s.emit("app_home_opened", event)
	})
}

// Command types a slash command, such as "/amends", and a text after it.
func (a *Agent) Command(channelID, command, text string) (i *Interaction, err error) {
	err = a.at(channelID, func(c *channel) error {
		i = a.s.command(a.ID, c.ID, command, text)
		return nil
	})
	return i, err
}

// Shortcut picks a message shortcut of the app from a message's menu.
func (a *Agent) Shortcut(channelID, ts, callbackID string) (i *Interaction, err error) {
	err = a.on(channelID, ts, func(c *channel, m *Message) error {
		p := a.s.payload("message_action", a.ID)
		p["callback_id"], p["message"], p["message_ts"], p["action_ts"] = callbackID, a.s.wire(m, false), m.TS, a.s.eventTS()
		p["channel"], p["response_url"] = a.s.channelRef(c.ID), a.s.newResponseURL(a.ID, m)
		i = a.s.interact(p, nil)
		return nil
	})
	return i, err
}
