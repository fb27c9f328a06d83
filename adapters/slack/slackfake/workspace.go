package slackfake

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Channel is a conversation. Give AddChannel what matters; it fills in the rest.
type Channel struct {
	ID       string // "C..." or for a direct message "D..."; made up when empty
	Name     string // without "#"
	Private  bool
	Archived bool
	IM       bool
	Members  []string // user IDs, in the order they came
}

// User is a member of the workspace.
type User struct {
	ID          string // "U..."; made up when empty
	Name        string // the handle: "ana"
	RealName    string // "Ana Lima"
	DisplayName string // what people see; may be empty, then it is the real name
	Locale      string // "en-US"
	TZ          string // "Europe/Madrid"
	Bot         bool
	Deleted     bool
}

// App is the app under test as the workspace knows it.
type App struct {
	ID, Name, TeamID, TeamName, Domain string
	BotID, BotUserID                   string
}

// workspace is all that the server remembers. The server's mu guards it.
type workspace struct {
	app       App
	born      time.Time
	channels  map[string]*channel
	users     map[string]*User
	userOrder []string
	files     map[string]*File
	uploads   map[string]*File // by ticket of the upload URL
	triggers  map[string]*trigger
	responses map[string]*responseURL
	ephemeral map[string][]*Message // by user
	modals    map[string][]*view    // by user, the visible one last
	homes     map[string]*view      // by user
}

func newWorkspace(now time.Time, newID func(string) string) workspace {
	app := App{ID: newID("A"), Name: "amends", TeamID: newID("T"), TeamName: "Fake Workspace", Domain: "fake-workspace",
		BotID: newID("B"), BotUserID: newID("U")}
	w := workspace{app: app, born: now, channels: map[string]*channel{}, users: map[string]*User{}, files: map[string]*File{},
		uploads: map[string]*File{}, triggers: map[string]*trigger{}, responses: map[string]*responseURL{},
		ephemeral: map[string][]*Message{}, modals: map[string][]*view{}, homes: map[string]*view{}}
	w.addUser(User{ID: app.BotUserID, Name: app.Name, RealName: app.Name, Bot: true})
	return w
}

func (w *workspace) addUser(u User) {
	w.users[u.ID] = &u
	w.userOrder = append(w.userOrder, u.ID)
}

// App tells the IDs of the app, its bot and its workspace.
func (s *Server) App() App {
	return locked(s, func() App { return s.workspace.app })
}

// AddUser puts a person (or another bot) into the workspace and returns it with its ID.
func (s *Server) AddUser(u User) User {
	return locked(s, func() User {
		if u.ID == "" {
			u.ID = s.newID("U")
		}
		if u.Name == "" {
			u.Name = strings.ToLower(u.ID)
		}
		s.workspace.addUser(u)
		return u
	})
}

// AddChannel creates a channel and returns it with its ID. Nobody is told: it was there before the app came.
func (s *Server) AddChannel(c Channel) Channel {
	return locked(s, func() Channel {
		if c.ID == "" {
			c.ID = s.newID("C")
		}
		if c.Name == "" {
			c.Name = strings.ToLower(c.ID)
		}
		c.Members = slices.Clone(c.Members)
		s.workspace.channels[c.ID] = newChannel(c)
		return c
	})
}

// Desk is a workspace in one call: a channel with the bot and one person per name in it. The person "ana" has the handle ana,
// the display name Ana and English; their IDs come back in the order of the names.
func (s *Server) Desk(channelName string, people ...string) (channelID string, userIDs []string) {
	members := []string{s.App().BotUserID}
	for _, name := range people {
		u := s.AddUser(User{Name: name, RealName: capital(name), DisplayName: capital(name), Locale: "en-US", TZ: "Europe/Madrid"})
		userIDs = append(userIDs, u.ID)
	}
	c := s.AddChannel(Channel{Name: channelName, Members: append(members, userIDs...)})
	return c.ID, userIDs
}

func capital(name string) string {
	if name == "" {
		return ""
	}
	return strings.ToUpper(name[:1]) + name[1:]
}

// ChannelInfo returns a channel as it is now.
func (s *Server) ChannelInfo(id string) (Channel, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, ok := s.workspace.channels[id]
	if !ok {
		return Channel{}, false
	}
	info := c.Channel
	info.Members = slices.Clone(c.Members)
	return info, true
}

// Archive archives a channel, as an admin would. The app hears of it if it is a member.
func (s *Server) Archive(channelID string) error { return s.setArchived(channelID, true) }

// Unarchive brings an archived channel back.
func (s *Server) Unarchive(channelID string) error { return s.setArchived(channelID, false) }

func (s *Server) setArchived(channelID string, archived bool) error {
	return locked(s, func() error {
		c, ok := s.workspace.channels[channelID]
		if !ok {
			return fmt.Errorf("slackfake: no channel %s", channelID)
		}
		kind := map[bool]string{true: "channel_archive", false: "channel_unarchive"}[archived]
		c.Archived = archived
		s.notice(c, "USLACKBOT", kind, kind[len("channel_"):]+"d the channel")
		s.emitChannel(c, kind, object{"type": kind, "channel": c.ID, "user": "USLACKBOT", "is_moved": 0, "event_ts": s.eventTS()})
		return nil
	})
}

// DeleteChannel deletes a channel with all that is in it.
func (s *Server) DeleteChannel(channelID string) error {
	return locked(s, func() error {
		c, ok := s.workspace.channels[channelID]
		if !ok {
			return fmt.Errorf("slackfake: no channel %s", channelID)
		}
		s.emitChannel(c, "channel_deleted", object{"type": "channel_deleted", "channel": c.ID, "actor_id": "USLACKBOT", "event_ts": s.eventTS()})
		delete(s.workspace.channels, channelID)
		return nil
	})
}

// Kick removes a user from a channel. Kicking the bot is how a desk loses its app.
func (s *Server) Kick(channelID, userID string) error {
	return locked(s, func() error { return s.leave(channelID, userID) })
}

// Invite puts a user (or the bot) into a channel.
func (s *Server) Invite(channelID, userID string) error {
	return locked(s, func() error { return s.join(channelID, userID) })
}

func (s *Server) join(channelID, userID string) error {
	c, ok := s.workspace.channels[channelID]
	if !ok {
		return fmt.Errorf("slackfake: no channel %s", channelID)
	}
	if c.has(userID) {
		return nil
	}
	c.Members = append(c.Members, userID)
	s.notice(c, userID, "channel_join", "<@"+userID+"> has joined the channel")
	s.emitChannel(c, "member_joined_channel", object{"type": "member_joined_channel", "user": userID, "channel": c.ID,
		"channel_type": c.kindLetter(), "team": s.workspace.app.TeamID, "event_ts": s.eventTS()})
	return nil
}

func (s *Server) leave(channelID, userID string) error {
	c, ok := s.workspace.channels[channelID]
	if !ok || !c.has(userID) {
		return fmt.Errorf("slackfake: user %s is not in channel %s", userID, channelID)
	}
	s.notice(c, userID, "channel_leave", "<@"+userID+"> has left the channel")
	event := object{"type": "member_left_channel", "user": userID, "channel": c.ID,
		"channel_type": c.kindLetter(), "team": s.workspace.app.TeamID, "event_ts": s.eventTS()}
	s.emitChannel(c, "member_left_channel", event)
	c.Members = slices.DeleteFunc(c.Members, func(m string) bool { return m == userID })
	return nil
}

// notice is the message that Slack itself leaves in a channel when members or its state change.
func (s *Server) notice(c *channel, user, subtype, text string) {
	s.post(c, &Message{User: user, Subtype: subtype, Text: text})
}
