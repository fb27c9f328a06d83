package slackfake

import "slices"

// View is a modal or a Home tab as a person sees it.
type View struct {
	ID, CallbackID, ExternalID, PrivateMetadata, Hash string
	Title                                             string // empty for a Home tab
	Submit                                            string // what the submit button says
	Blocks                                            []Block
}

// Shown is every text a person reads in the view, one per line.
func (v View) Shown() string { return shownText(v.Blocks) }

func (v *view) seen() View {
	return View{ID: v.id, CallbackID: v.callbackID, ExternalID: v.externalID, PrivateMetadata: v.privateMetadata, Hash: v.hash,
		Title: optionText(object{"text": v.title}), Submit: optionText(object{"text": v.submit}), Blocks: v.blocks}
}

// Buttons are what stands on the buttons of a message, from top to bottom.
func (m Message) Buttons() []string { return buttons(m.Blocks) }

// Buttons are what stands on the buttons of a view, from top to bottom.
func (v View) Buttons() []string { return buttons(v.Blocks) }

// Fields are the labels of the inputs of a view, from top to bottom.
func (v View) Fields() []string {
	var labels []string
	for _, e := range elements(v.Blocks) {
		if e.input {
			labels = append(labels, e.label)
		}
	}
	return labels
}

func buttons(blocks []Block) []string {
	var labels []string
	for _, e := range elements(blocks) {
		if e.kind == "button" {
			labels = append(labels, e.label)
		}
	}
	return labels
}

// Messages returns everything in a channel, threads included, oldest first.
func (s *Server) Messages(channelID string) []Message {
	return s.look(channelID, func(c *channel) []*Message { return c.timeline })
}

// Channel returns what stands in a channel outside of threads, oldest first.
func (s *Server) Channel(channelID string) []Message {
	return s.look(channelID, func(c *channel) []*Message { return keep(c.timeline, (*Message).top) })
}

// Thread returns a parent and its replies, oldest first; nothing when the parent is gone.
func (s *Server) Thread(channelID, ts string) []Message {
	return s.look(channelID, func(c *channel) []*Message {
		if c.byTS[ts] == nil {
			return nil
		}
		return append([]*Message{c.byTS[ts]}, c.threads[ts]...)
	})
}

func (s *Server) look(channelID string, choose func(*channel) []*Message) []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.workspace.channels[channelID]
	if c == nil {
		return nil
	}
	chosen := choose(c)
	list := make([]Message, len(chosen))
	for i, m := range chosen {
		list[i] = m.copy()
	}
	return list
}

// Message returns one message of a channel.
func (s *Server) Message(channelID, ts string) (Message, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c := s.workspace.channels[channelID]; c != nil && c.byTS[ts] != nil {
		return c.byTS[ts].copy(), true
	}
	return Message{}, false
}

// Ephemerals returns the messages that only this person sees, oldest first.
func (s *Server) Ephemerals(userID string) []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := make([]Message, len(s.workspace.ephemeral[userID]))
	for i, m := range s.workspace.ephemeral[userID] {
		list[i] = m.copy()
	}
	return list
}

// Views returns the modals a person has open, the visible one last.
func (s *Server) Views(userID string) []View {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []View
	for _, v := range s.workspace.modals[userID] {
		list = append(list, v.seen())
	}
	return list
}

// Home returns the Home tab that the app published for a person.
func (s *Server) Home(userID string) (View, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	v := s.workspace.homes[userID]
	if v == nil {
		return View{}, false
	}
	return v.seen(), true
}

// Reactions returns the emoji on a message with who added them, in the order they came.
func (s *Server) Reactions(channelID, ts string) []Reaction {
	m, _ := s.Message(channelID, ts)
	return m.Reactions
}

// Reacted reports whether a user put an emoji on a message.
func (s *Server) Reacted(channelID, ts, emoji, userID string) bool {
	return slices.ContainsFunc(s.Reactions(channelID, ts), func(r Reaction) bool { return r.Name == emoji && slices.Contains(r.Users, userID) })
}

// Files returns every file of the workspace that is not deleted, by ID.
func (s *Server) Files() map[string]File {
	s.mu.Lock()
	defer s.mu.Unlock()
	files := map[string]File{}
	for id, f := range s.workspace.files {
		if f.ready && !f.Deleted {
			files[id] = *f
		}
	}
	return files
}
