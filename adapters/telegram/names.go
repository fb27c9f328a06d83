package telegram

import (
	"fmt"
	"strconv"
	"strings"

	"amends/dialogue"
)

const conversationPrefix = "tg:"

// conversation is the ID of everything with one buyer in one private chat.
func conversation(chat int64) dialogue.ConversationID {
	return dialogue.ConversationID(conversationPrefix + strconv.FormatInt(chat, 10))
}

// chatOf takes a conversation's ID apart; false when another channel made it.
func chatOf(id dialogue.ConversationID) (int64, bool) {
	chat, ok := strings.CutPrefix(string(id), conversationPrefix)
	if !ok {
		return 0, false
	}
	n, err := strconv.ParseInt(chat, 10, 64)
	return n, err == nil
}

func address(chat int64) dialogue.Address {
	return dialogue.Address{Channel: ChannelName, Chat: strconv.FormatInt(chat, 10)}
}

// messageEvent is the ID of the event that a message of the buyer becomes.
func messageEvent(message int) string { return "m" + strconv.Itoa(message) }

// albumEvent is the ID of the event that an album becomes.
func albumEvent(first, count int) string { return fmt.Sprintf("m%d+%d", first, count) }

// The keys of what the channel keeps beside the receipts of deliveries.
func groupKey(group string) string  { return "tg:album:" + group }  // event of an album, for edits of its caption
func pressKey(digest string) string { return "tg:press:" + digest } // a press whose data is too long for its button
func partsKey(key string) string    { return key + ":parts" }       // messages of a delivery that took several
