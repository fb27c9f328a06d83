package slack

import (
	"context"
	"encoding/json"
	"fmt"

	"amends/bot"
	"amends/dialogue"
)

// Everything here reads only the few fields that it needs: an event with a strange block is still a message
// (https://docs.slack.dev/apis/events-api, https://docs.slack.dev/reference/events).

type outerEvent struct {
	ID    string          `json:"event_id"`
	Event json.RawMessage `json:"event"`
}

// innerEvent is what the events of people and channels have in common. Channel is an object in events that are not for us.
type innerEvent struct {
	Type    string          `json:"type"`
	User    string          `json:"user"`
	Channel json.RawMessage `json:"channel"`
	Tab     string          `json:"tab"`
}

// in reports whether the event is about a channel.
func (e innerEvent) in(channel string) bool {
	var id string
	return json.Unmarshal(e.Channel, &id) == nil && id == channel
}

// readEvent understands an event of the Events API.
func (in *intake) readEvent(payload []byte) (job, error) {
	var outer outerEvent
	var ev innerEvent
	if err := json.Unmarshal(payload, &outer); err != nil {
		return job{}, fmt.Errorf("read an event: %w", err)
	}
	if err := json.Unmarshal(outer.Event, &ev); err != nil {
		return job{}, fmt.Errorf("read event %s: %w", outer.ID, err)
	}
	if ev.Type == "app_home_opened" {
		return in.homeOpened(ev), nil
	}
	if !ev.in(in.cfg.Channel) {
		return job{}, nil
	}
	if ev.Type == "message" {
		return in.readMessage(outer.Event)
	}
	return in.aboutChannel(outer.ID, ev), nil
}

// aboutChannel takes what happens to the desk's channel. Who comes and goes counts at once, for all that arrives after it.
func (in *intake) aboutChannel(id string, ev innerEvent) job {
	switch ev.Type {
	case "member_joined_channel":
		in.people.came(ev.User)
	case "member_left_channel":
		in.people.left(ev.User)
	case "channel_archive", "group_archive", "channel_deleted", "group_deleted":
		in.cfg.Log.Error("the desk's channel is gone: nobody sees the cases", "channel", in.cfg.Channel, "what", ev.Type)
	case "channel_unarchive", "group_unarchive":
		return job{do: func(ctx context.Context) (any, error) { return nil, in.showAllAgain(ctx, id) }}
	}
	return job{}
}

// showAllAgain has every open case posted again: what happened while the channel was gone did not reach its card.
func (in *intake) showAllAgain(ctx context.Context, id string) error {
	open, err := in.cfg.Cases.Cases(ctx, bot.CaseQuery{})
	if err != nil {
		return fmt.Errorf("list the cases to be posted again: %w", err)
	}
	for _, k := range open {
		receipt, err := in.cfg.Receipts.Receipt(ctx, k.Conversation, bot.CardKey(k.No))
		if err != nil {
			return fmt.Errorf("look for the card of case %s: %w", k.No, err)
		}
		if receipt == "" {
			continue
		}
		if err := in.accept(ctx, place{k.Conversation, k.No}, "lost:"+id+":"+k.No, dialogue.Lost{Case: k.No}); err != nil {
			return err
		}
	}
	return nil
}
