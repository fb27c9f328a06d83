package slackfake

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// AllEvents are the subscriptions that the fake knows: https://docs.slack.dev/reference/events
func AllEvents() []string {
	return []string{"app_home_opened", "channel_archive", "channel_deleted", "channel_unarchive", "group_archive", "group_deleted",
		"group_unarchive", "member_joined_channel", "member_left_channel", "message.channels", "message.groups", "message.im",
		"reaction_added", "reaction_removed"}
}

// emitMessage tells the app of something in a channel that it is in and whose messages it subscribed to.
func (s *Server) emitMessage(c *channel, event object) {
	subscription := map[string]string{"channel": "message.channels", "group": "message.groups", "im": "message.im"}[c.kind()]
	if c.has(s.workspace.app.BotUserID) {
		s.emit(subscription, event)
	}
}

// emitChannel is emitMessage for other events. What happens to a private channel has a name of its own: group_archive.
func (s *Server) emitChannel(c *channel, subscription string, event object) {
	if !c.has(s.workspace.app.BotUserID) {
		return
	}
	if c.Private {
		if own, ok := map[string]string{"channel_archive": "group_archive", "channel_unarchive": "group_unarchive",
			"channel_deleted": "group_deleted"}[subscription]; ok {
			subscription = own
			event["type"] = own
		}
	}
	s.emit(subscription, event)
}

// emit wraps an event as the Events API does and hands it to the app: https://docs.slack.dev/apis/events-api
func (s *Server) emit(subscription string, event object) {
	if !slices.Contains(s.opt.Events, subscription) {
		return
	}
	app := s.workspace.app
	id := s.newID("Ev")
	payload, err := json.Marshal(object{
		"token": "deprecated-verification-token", "team_id": app.TeamID, "context_team_id": app.TeamID, "context_enterprise_id": nil,
		"api_app_id": app.ID, "event": event, "type": "event_callback", "event_id": id, "event_time": s.now().Unix(),
		"authorizations": []object{{"enterprise_id": nil, "team_id": app.TeamID, "user_id": app.BotUserID, "is_bot": true,
			"is_enterprise_install": false}},
		"is_ext_shared_channel": false, "event_context": "4-" + id,
	})
	if err != nil {
		panic(fmt.Sprintf("slackfake: an event cannot be written as JSON: %v", err)) // all of it is JSON already
	}
	s.send(&delivery{kind: kindEvent, payload: payload, id: id, name: eventName(event)})
}

func eventName(event object) string {
	name, _ := event["type"].(string)
	if sub, ok := event["subtype"].(string); ok {
		name += "/" + sub
	}
	return name
}

// postedEvent is a new message as the app hears of it.
func (s *Server) postedEvent(c *channel, m *Message) object {
	event := s.wire(m, true)
	for _, counted := range []string{"reply_count", "reply_users", "reply_users_count", "subscribed", "is_locked", "latest_reply"} {
		delete(event, counted)
	}
	if len(m.Files) > 0 {
		event["subtype"] = "file_share"
	}
	if m.Subtype == "thread_broadcast" {
		event["root"] = s.wire(c.byTS[m.ThreadTS], false)
	}
	maps.Copy(event, object{"channel": c.ID, "channel_type": c.kind(), "event_ts": m.TS})
	return event
}

func (s *Server) changedEvent(c *channel, after, before object) object {
	ts := timestamp(s.now().UnixMicro())
	return object{"type": "message", "subtype": "message_changed", "hidden": true, "message": after, "previous_message": before,
		"channel": c.ID, "channel_type": c.kind(), "ts": ts, "event_ts": ts}
}

func (s *Server) deletedEvent(c *channel, deleted string, before object) object {
	ts := timestamp(s.now().UnixMicro())
	return object{"type": "message", "subtype": "message_deleted", "hidden": true, "deleted_ts": deleted, "previous_message": before,
		"channel": c.ID, "channel_type": c.kind(), "ts": ts, "event_ts": ts}
}
