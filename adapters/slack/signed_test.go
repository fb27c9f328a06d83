package slack

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"amends/adapters/slack/slackfake"
	"amends/bot"
	"amends/dialogue"
)

// signed are the headers of a request that was signed at a time.
func signed(secret, at, body string) map[string]string {
	mac := hmac.New(sha256.New, []byte(secret))
	_, _ = mac.Write([]byte("v0:" + at + ":" + body))
	return map[string]string{"X-Slack-Request-Timestamp": at, "X-Slack-Signature": "v0=" + hex.EncodeToString(mac.Sum(nil))}
}

// relayed is what a buyer said, on its way to the bag's thread.
func relayed(event, text string) bot.Delivery {
	return bot.Delivery{ID: event + "/0", Conversation: conversationOf(bag), Key: bot.RelayKey("desk", event), At: time.Now(),
		Action: dialogue.Relay{To: "desk", From: "buyer", Case: bag, Text: text, Event: event}}
}

func failure() slackfake.Failure { return slackfake.Failure{Status: 500} }

func slackChannel(name string, members ...string) slackfake.Channel {
	return slackfake.Channel{Name: name, Members: members}
}
