package slack

import (
	"amends/bot"
	"amends/dialogue"
)

// What Slack takes, in characters and in pieces.
// Source: https://docs.slack.dev/reference/block-kit/blocks, …/block-elements and …/composition-objects.
const (
	maxHeader       = 150
	maxSection      = 3000
	maxFields       = 10 // of a section
	maxTitle        = 2000
	maxAlt          = 2000
	maxButtonText   = 75
	maxActionID     = 255
	maxValue        = 2000
	maxConfirmTitle = 100
	maxConfirmText  = 300
	maxConfirmLabel = 30
	maxText         = 4000 // what is recommended; 40 000 are cut: https://docs.slack.dev/reference/methods/chat.postMessage
)

// maxBlocks is how many characters all texts of a message's blocks may have, with maxBlock more for each block. Slack does not tell; the
// error is msg_blocks_too_long. Source: https://github.com/slackapi/bolt-js/issues/2509.
const (
	maxBlocks = 11500
	maxBlock  = 20
)

// Classes of deliveries, see Class.
const (
	classPost   = "desk"
	classUpdate = "desk:update"
	classMark   = "desk:mark"
	classUnmark = "desk:unmark"
)

// Class says which of the Limits a delivery to the desk falls under: Slack counts posting and changing messages apart.
func Class(d bot.Delivery) string {
	switch a := d.Action.(type) {
	case dialogue.ShowCase:
		if !a.First {
			return classUpdate
		}
	case dialogue.Relay:
		if a.Edits != "" {
			return classUpdate
		}
	case dialogue.Ask:
		if len(a.Options) == 0 {
			return classUpdate
		}
	case dialogue.Mark:
		if a.State == dialogue.Queued {
			return classMark
		}
		return classUnmark // the one before is taken off
	}
	return classPost
}

// Limits are Slack's: one message a second to a channel, and the desk is one channel; fifty changes and fifty reactions a minute, and
// twenty reactions taken off.
// Source: https://docs.slack.dev/apis/web-api/rate-limits (chat.postMessage; chat.update and reactions.add are of tier 3,
// reactions.remove of tier 2).
func Limits() map[string]bot.Limits {
	return map[string]bot.Limits{
		classPost:   {Global: 1},
		classUpdate: {Global: 50.0 / 60},
		classMark:   {Global: 50.0 / 60},
		classUnmark: {Global: 20.0 / 60},
	}
}
