package bot

import "amends/dialogue"

// NewWithStep is New with a step of the test's own instead of an engine's.
func NewWithStep(cfg Config, step func(dialogue.Conversation, dialogue.Event) (dialogue.Conversation, []dialogue.Action)) (*Bot, error) {
	return newBot(cfg, step)
}

// MaxStrikes is how many wrong second facts an order may get in a day.
const MaxStrikes = maxStrikes
