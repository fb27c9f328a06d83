package slackfake

import (
	"encoding/base64"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// page cuts a list as cursor pagination does. The cursor is opaque to clients: it is the offset, wrapped.
// https://docs.slack.dev/apis/web-api/pagination
func page[T any](c *call, list []T, otherwise, most int) (part []T, next string, err error) {
	at := 0
	if cursor := c.arg("cursor"); cursor != "" {
		raw, decodeErr := base64.StdEncoding.DecodeString(cursor)
		text, marked := strings.CutPrefix(string(raw), "offset:")
		if at, err = strconv.Atoi(text); decodeErr != nil || err != nil || !marked || at < 0 || at > len(list) {
			return nil, "", fail("invalid_cursor")
		}
	}
	end := min(at+c.number("limit", otherwise, most), len(list))
	if end < len(list) {
		next = base64.StdEncoding.EncodeToString([]byte("offset:" + strconv.Itoa(end)))
	}
	return list[at:end], next, nil
}

func withCursor(answer object, next string) object {
	answer["response_metadata"] = object{"next_cursor": next}
	return answer
}

func (s *Server) wireChannel(c *channel) object {
	return object{"id": c.ID, "name": c.Name, "name_normalized": c.Name, "is_channel": c.kind() == "channel", "is_group": c.kind() == "group",
		"is_im": c.IM, "is_mpim": false, "is_private": c.Private || c.IM, "is_archived": c.Archived, "is_general": false,
		"is_shared": false, "is_ext_shared": false, "is_org_shared": false, "is_member": c.has(s.workspace.app.BotUserID),
		"created": s.workspace.born.Unix(), "creator": "USLACKBOT", "context_team_id": s.workspace.app.TeamID,
		"topic":   object{"value": "", "creator": "", "last_set": 0},
		"purpose": object{"value": "", "creator": "", "last_set": 0}}
}

func conversationsInfo(c *call) (object, error) {
	ch, err := c.channel()
	if err != nil {
		return nil, err
	}
	info := c.s.wireChannel(ch)
	if c.flag("include_num_members") {
		info["num_members"] = len(ch.Members)
	}
	return object{"channel": info}, nil
}

func conversationsMembers(c *call) (object, error) {
	ch, err := c.channel()
	if err != nil {
		return nil, err
	}
	members, next, err := page(c, ch.Members, 100, 1000)
	if err != nil {
		return nil, err
	}
	return withCursor(object{"members": slices.Clone(members)}, next), nil
}

// between keeps the messages of the time range that a call asks for.
func (c *call) between(list []*Message) ([]*Message, error) {
	oldest, latest := c.arg("oldest"), c.arg("latest")
	for arg, value := range map[string]string{"oldest": oldest, "latest": latest} {
		if _, err := strconv.ParseFloat(value, 64); value != "" && err != nil {
			return nil, fail("invalid_ts_" + arg)
		}
	}
	low, high := fullTS(oldest), fullTS(latest)
	inclusive := c.flag("inclusive")
	return keep(list, func(m *Message) bool {
		return (low == "" || compareTS(m.TS, low) > 0 || (inclusive && m.TS == low)) &&
			(high == "" || compareTS(m.TS, high) < 0 || (inclusive && m.TS == high))
	}), nil
}

// fullTS writes a time such as "1700000000" or "1700000000.5" with six decimals. "" and "0" are no bound.
func fullTS(text string) string {
	whole, fraction, _ := strings.Cut(text, ".")
	if whole == "" || whole == "0" {
		return ""
	}
	return whole + "." + (fraction + "000000")[:6]
}

func keep(list []*Message, want func(*Message) bool) []*Message {
	var kept []*Message
	for _, m := range list {
		if want(m) {
			kept = append(kept, m)
		}
	}
	return kept
}

func conversationsHistory(c *call) (object, error) {
	ch, err := c.channel()
	if err != nil {
		return nil, err
	}
	if !ch.has(c.s.workspace.app.BotUserID) {
		return nil, fail("not_in_channel")
	}
	list, err := c.between(keep(ch.timeline, (*Message).top))
	if err != nil {
		return nil, err
	}
	slices.Reverse(list) // newest first
	part, next, err := page(c, list, 100, 999)
	if err != nil {
		return nil, err
	}
	return withCursor(object{"messages": c.wires(part), "has_more": next != "", "pin_count": 0}, next), nil
}

// conversationsReplies returns a thread, oldest first. The parent comes first on every page.
func conversationsReplies(c *call) (object, error) {
	ch, err := c.channel()
	if err != nil {
		return nil, err
	}
	if !ch.has(c.s.workspace.app.BotUserID) {
		return nil, fail("not_in_channel")
	}
	parent := ch.byTS[c.arg("ts")]
	if parent != nil && parent.ThreadTS != "" && parent.ThreadTS != parent.TS {
		parent = ch.byTS[parent.ThreadTS]
	}
	if parent == nil {
		return nil, fail("thread_not_found")
	}
	replies, err := c.between(ch.threads[parent.TS])
	if err != nil {
		return nil, err
	}
	part, next, err := page(c, replies, 999, 999)
	if err != nil {
		return nil, err
	}
	messages := append(c.wires([]*Message{parent}), c.wires(part)...)
	return withCursor(object{"messages": messages, "has_more": next != ""}, next), nil
}

func (c *call) wires(list []*Message) []object {
	wires := make([]object, len(list))
	for i, m := range list {
		wires[i] = c.s.wire(m, c.flag("include_all_metadata"))
	}
	return wires
}

func conversationsJoin(c *call) (object, error) {
	ch, err := c.channel()
	switch {
	case err != nil:
		return nil, err
	case ch.Archived:
		return nil, fail("is_archived")
	case ch.Private || ch.IM:
		return nil, fail("method_not_supported_for_channel_type")
	}
	answer := object{}
	if ch.has(c.s.workspace.app.BotUserID) {
		answer["warning"] = "already_in_channel"
		answer["response_metadata"] = object{"warnings": []string{"already_in_channel"}}
	}
	_ = c.s.join(ch.ID, c.s.workspace.app.BotUserID) // the channel is there
	answer["channel"] = c.s.wireChannel(ch)
	return answer, nil
}

// direct is the conversation between the bot and one person.
func (s *Server) direct(user string) *channel {
	id := "D" + strings.TrimPrefix(user, "U")
	if c := s.workspace.channels[id]; c != nil {
		return c
	}
	c := newChannel(Channel{ID: id, IM: true, Members: []string{s.workspace.app.BotUserID, user}})
	s.workspace.channels[id] = c
	return c
}

func conversationsOpen(c *call) (object, error) {
	user := c.arg("users")
	if c.s.workspace.users[user] == nil {
		return nil, fail("user_not_found")
	}
	return object{"channel": object{"id": c.s.direct(user).ID}}, nil
}

func usersConversations(c *call) (object, error) {
	user := c.arg("user")
	if user == "" {
		user = c.s.workspace.app.BotUserID
	}
	types := c.arg("types")
	if types == "" {
		types = "public_channel"
	}
	var list []object
	for _, id := range slices.Sorted(maps.Keys(c.s.workspace.channels)) {
		ch := c.s.workspace.channels[id]
		kind := map[string]string{"channel": "public_channel", "group": "private_channel", "im": "im"}[ch.kind()]
		hidden := ch.Private && !ch.has(c.s.workspace.app.BotUserID)
		if ch.has(user) && !hidden && slices.Contains(strings.Split(types, ","), kind) && !(c.flag("exclude_archived") && ch.Archived) {
			list = append(list, c.s.wireChannel(ch))
		}
	}
	part, next, err := page(c, list, 100, 999)
	if err != nil {
		return nil, err
	}
	return withCursor(object{"channels": part}, next), nil
}
