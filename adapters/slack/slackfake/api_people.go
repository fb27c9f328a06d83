package slackfake

import "regexp"

func authTest(c *call) (object, error) {
	app := c.s.workspace.app
	return object{"url": "https://" + app.Domain + ".slack.com/", "team": app.TeamName, "user": app.Name, "team_id": app.TeamID,
		"user_id": app.BotUserID, "bot_id": app.BotID, "is_enterprise_install": false}, nil
}

func (s *Server) wireUser(u *User, withLocale bool) object {
	profile := s.wireProfile(u)
	o := object{"id": u.ID, "team_id": s.workspace.app.TeamID, "name": u.Name, "deleted": u.Deleted, "real_name": u.RealName,
		"tz": u.TZ, "is_bot": u.Bot, "is_app_user": false, "is_admin": false, "is_owner": false, "is_restricted": false,
		"updated": s.workspace.born.Unix(), "profile": profile}
	if withLocale {
		o["locale"] = u.Locale
	}
	return o
}

func (s *Server) wireProfile(u *User) object {
	profile := object{"real_name": u.RealName, "real_name_normalized": u.RealName, "display_name": u.DisplayName,
		"display_name_normalized": u.DisplayName, "team": s.workspace.app.TeamID, "status_text": "", "status_emoji": "",
		"avatar_hash": "g0", "image_72": "https://secure.gravatar.com/avatar/0?s=72"}
	if u.ID == s.workspace.app.BotUserID {
		profile["api_app_id"], profile["bot_id"] = s.workspace.app.ID, s.workspace.app.BotID
	}
	return profile
}

func (c *call) user() (*User, error) {
	u := c.s.workspace.users[c.arg("user")]
	if u == nil {
		return nil, fail("user_not_found")
	}
	return u, nil
}

func usersInfo(c *call) (object, error) {
	u, err := c.user()
	if err != nil {
		return nil, err
	}
	return object{"user": c.s.wireUser(u, c.flag("include_locale"))}, nil
}

func usersList(c *call) (object, error) {
	order, next, err := page(c, c.s.workspace.userOrder, 200, 999)
	if err != nil {
		return nil, err
	}
	members := make([]object, len(order))
	for i, id := range order {
		members[i] = c.s.wireUser(c.s.workspace.users[id], c.flag("include_locale"))
	}
	return withCursor(object{"members": members, "cache_ts": c.at.Unix()}, next), nil
}

func usersProfileGet(c *call) (object, error) {
	if c.arg("user") == "" {
		c.args["user"] = c.s.workspace.app.BotUserID
	}
	u, err := c.user()
	if err != nil {
		return nil, err
	}
	return object{"profile": c.s.wireProfile(u)}, nil
}

func botsInfo(c *call) (object, error) {
	app := c.s.workspace.app
	if c.arg("bot") != app.BotID {
		return nil, fail("bot_not_found")
	}
	return object{"bot": object{"id": app.BotID, "deleted": false, "name": app.Name, "updated": c.s.workspace.born.Unix(),
		"app_id": app.ID, "user_id": app.BotUserID, "icons": object{}}}, nil
}

func teamInfo(c *call) (object, error) {
	app := c.s.workspace.app
	return object{"team": object{"id": app.TeamID, "name": app.TeamName, "domain": app.Domain, "email_domain": "",
		"icon": object{"image_default": true}}}, nil
}

// emojiForm is an emoji's name, with a skin tone at most: "wave", "+1", "wave::skin-tone-3". Whether there is such an emoji the
// fake does not know.
var emojiForm = regexp.MustCompile(`^[a-z0-9_+'-]{1,100}(::skin-tone-[2-6])?$`)

// reacted finds the message of a reactions.* call.
func (c *call) reacted() (*channel, *Message, error) {
	if c.arg("channel") == "" || c.arg("timestamp") == "" {
		return nil, nil, fail("no_item_specified")
	}
	if !tsForm.MatchString(c.arg("timestamp")) {
		return nil, nil, fail("bad_timestamp")
	}
	ch, err := c.channel()
	if err != nil {
		return nil, nil, err
	}
	m := ch.byTS[c.arg("timestamp")]
	if m == nil || m.Subtype == "tombstone" || !ch.has(c.s.workspace.app.BotUserID) {
		return nil, nil, fail("message_not_found")
	}
	return ch, m, nil
}

func reactionsAdd(c *call) (object, error)    { return changeReaction(c, true) }
func reactionsRemove(c *call) (object, error) { return changeReaction(c, false) }

func changeReaction(c *call, add bool) (object, error) {
	if !emojiForm.MatchString(c.arg("name")) {
		return nil, fail("invalid_name")
	}
	ch, m, err := c.reacted()
	if err != nil {
		return nil, err
	}
	if ch.Archived && add {
		return nil, fail("is_archived")
	}
	if problem := c.s.react(ch, m, c.s.workspace.app.BotUserID, c.arg("name"), add); problem != "" {
		return nil, fail(problem)
	}
	return nil, nil
}

func reactionsGet(c *call) (object, error) {
	ch, m, err := c.reacted()
	if err != nil {
		return nil, err
	}
	return object{"type": "message", "channel": ch.ID, "message": c.s.wire(m, false)}, nil
}
