package bot

import (
	"strconv"

	"amends/dialogue"
)

// The channels that are not a buyer's.
const (
	deskChannel   = "desk"
	ledgerChannel = "ledger"
)

// deliveries addresses a turn's actions. Their IDs follow from the event, so that a turn handled again makes the same ones.
func deliveries(ev dialogue.Event, next dialogue.Conversation, actions []dialogue.Action) []Delivery {
	buyer := next.Buyer
	if buyer == (dialogue.Address{}) {
		buyer = ev.Buyer
	}
	list := make([]Delivery, len(actions))
	for i, a := range actions {
		list[i] = Delivery{ID: ev.ID + "/" + strconv.Itoa(i), Conversation: ev.Conversation, To: destination(a, buyer),
			Key: editKey(a), Action: a, At: ev.At}
	}
	return list
}

// destination says who an action is for: the buyer, the ledger, and the desk for all else.
func destination(a dialogue.Action, buyer dialogue.Address) Destination {
	switch a := a.(type) {
	case dialogue.Say:
		return Destination{Channel: buyer.Channel, Chat: buyer.Chat}
	case dialogue.Relay:
		if a.To == "buyer" {
			return Destination{Channel: buyer.Channel, Chat: buyer.Chat}
		}
	case dialogue.Settle:
		return Destination{Channel: ledgerChannel, Chat: a.Settlement.Order}
	}
	return Destination{Channel: deskChannel}
}

// editKey names what later deliveries edit: a case has one card.
func editKey(a dialogue.Action) string {
	if show, ok := a.(dialogue.ShowCase); ok {
		return "card:" + show.Card.Case
	}
	return ""
}
