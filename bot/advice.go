package bot

import "amends/dialogue"

// Story is a case as it is told to a language model that writes for the team.
type Story struct {
	Conversation dialogue.Conversation // as it is now: its order's values are hidden from the model by it
	Case         string
	Lang         string // to write in
	Said         []Said // oldest first
}

// Said is one thing that was said in a conversation.
type Said struct {
	By   string // "buyer", "bot" or an agent's name
	Text string
}

// Sight is what a picture seems to show: advice to the team, never a reason to refuse anything.
type Sight string

// What a picture may seem to show.
const (
	SightItem       Sight = "item"
	SightDamage     Sight = "damage"
	SightLabel      Sight = "label"
	SightUnreadable Sight = "unreadable"
)
