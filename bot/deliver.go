package bot

import (
	"cmp"
	"strconv"
	"strings"

	"amends/dialogue"
)

// The channels that are not a buyer's.
const (
	deskChannel   = "desk"
	ledgerChannel = "ledger"
	remedyChannel = "remedy" // the seller's shop, which carries settlements out
)

// forBuyer reports whether a channel leads to buyers.
func forBuyer(channel string) bool {
	return channel != deskChannel && channel != ledgerChannel && channel != remedyChannel
}

// deliveries addresses a turn's actions. Their IDs follow from the event, so that a turn handled again makes the same ones.
func (b *Bot) deliveries(ev dialogue.Event, next dialogue.Conversation, actions []dialogue.Action) []Delivery {
	buyer := next.Buyer
	if buyer == (dialogue.Address{}) {
		buyer = ev.Buyer
	}
	list := make([]Delivery, 0, len(actions))
	for i, a := range actions {
		d := Delivery{ID: ev.ID + "/" + strconv.Itoa(i), Conversation: ev.Conversation, To: destination(a, buyer, ev.Conversation),
			Key: editKey(a), Action: a, At: ev.At}
		if forBuyer(d.To.Channel) {
			d.Lang = next.Lang
		}
		list = append(list, d)
		if d.To.Channel == ledgerChannel && b.cfg.Remedies {
			d.ID, d.To.Channel = d.ID+"r", remedyChannel
			list = append(list, d)
		}
	}
	return list
}

// destination says who an action is for: the buyer, the ledger, and the desk for all else. What one case has for the desk keeps its
// order; the cases do not wait for each other.
func destination(a dialogue.Action, buyer dialogue.Address, id dialogue.ConversationID) Destination {
	switch a := a.(type) {
	case dialogue.Say:
		return Destination{Channel: buyer.Channel, Chat: buyer.Chat}
	case dialogue.Relay:
		if a.To == "buyer" {
			return Destination{Channel: buyer.Channel, Chat: buyer.Chat}
		}
	case dialogue.Pin:
		return Destination{Channel: buyer.Channel, Chat: buyer.Chat}
	case dialogue.Settle:
		return Destination{Channel: ledgerChannel, Chat: a.Settlement.Order}
	}
	return Destination{Channel: deskChannel, Chat: cmp.Or(deskCase(a), string(id))}
}

// deskCase is the case that an action for the desk is about; "" before there is one.
func deskCase(a dialogue.Action) string {
	switch a := a.(type) {
	case dialogue.ShowCase:
		return a.Card.Case
	case dialogue.Relay:
		return a.Case
	case dialogue.Mark:
		return a.Case
	case dialogue.Ask:
		return a.Case
	case dialogue.Alert:
		return a.Case
	}
	return ""
}

// editKey names what later deliveries edit or need: a case has one card and one pin, a person's words have a message on each side.
func editKey(a dialogue.Action) string {
	switch a := a.(type) {
	case dialogue.ShowCase:
		return CardKey(a.Card.Case)
	case dialogue.Pin:
		return PinKey(a.Case)
	case dialogue.Ask:
		if a.ID != "" {
			return AskKey(a.ID)
		}
	case dialogue.Relay:
		if a.Edits == "" && a.Event != "" && a.Only == "" {
			return RelayKey(a.To, a.Event)
		}
	}
	return ""
}

const cardPrefix = "card:"

// CardKey is the key of a case's card on the desk.
func CardKey(no string) string { return cardPrefix + no }

// CardOf is the case whose card has the key; false when it is the key of something else.
func CardOf(key string) (no string, ok bool) { return strings.CutPrefix(key, cardPrefix) }

// PinKey is the key of a case's pinned message in the buyer's chat.
func PinKey(no string) string { return "pin:" + no }

// AskKey is the key of a question to the desk.
func AskKey(ask string) string { return "ask:" + ask }

// RelayKey is the key of the message that carries an event's words to "buyer" or "desk".
func RelayKey(to, event string) string { return "relay:" + to + ":" + event }
