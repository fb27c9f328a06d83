package slackfake

import "strings"

// tier says how often a method may be called: https://docs.slack.dev/apis/web-api/rate-limits
type tier int

const (
	special tier = 0
	tier2   tier = 20
	tier3   tier = 50
	tier4   tier = 100
)

// method is what Slack's reference says of one Web API method: https://docs.slack.dev/reference/methods
type method struct {
	handle   func(*call) (object, error)
	tier     tier
	scope    string // "" for none; "*:read" becomes channels:read, groups:read or im:read by the kind of the channel
	appToken bool   // wants the app-level token
	formOnly bool   // does not read JSON bodies
}

// methods is the table of all that the fake answers. It is only read.
var methods = map[string]method{
	"auth.test":             {handle: authTest},
	"apps.connections.open": {handle: connectionsOpen, tier: tier3, appToken: true},

	"chat.postMessage":   {handle: chatPostMessage, scope: "chat:write"},
	"chat.postEphemeral": {handle: chatPostEphemeral, tier: tier4, scope: "chat:write"},
	"chat.update":        {handle: chatUpdate, tier: tier3, scope: "chat:write"},
	"chat.delete":        {handle: chatDelete, tier: tier3, scope: "chat:write"},
	"chat.getPermalink":  {handle: chatGetPermalink, formOnly: true},

	"conversations.info":    {handle: conversationsInfo, tier: tier3, scope: "*:read", formOnly: true},
	"conversations.members": {handle: conversationsMembers, tier: tier4, scope: "*:read", formOnly: true},
	"conversations.replies": {handle: conversationsReplies, tier: tier3, scope: "*:history", formOnly: true},
	"conversations.history": {handle: conversationsHistory, tier: tier3, scope: "*:history", formOnly: true},
	"conversations.join":    {handle: conversationsJoin, tier: tier3, scope: "channels:join"},
	"conversations.open":    {handle: conversationsOpen, tier: tier3, scope: "im:write"},
	"users.conversations":   {handle: usersConversations, tier: tier3, scope: "channels:read", formOnly: true},

	"users.info":        {handle: usersInfo, tier: tier4, scope: "users:read", formOnly: true},
	"users.list":        {handle: usersList, tier: tier2, scope: "users:read", formOnly: true},
	"users.profile.get": {handle: usersProfileGet, tier: tier4, scope: "users.profile:read", formOnly: true},
	"bots.info":         {handle: botsInfo, tier: tier3, scope: "users:read", formOnly: true},
	"team.info":         {handle: teamInfo, tier: tier3, scope: "team:read"},

	"views.open":    {handle: viewsOpen, tier: tier4},
	"views.push":    {handle: viewsPush, tier: tier4},
	"views.update":  {handle: viewsUpdate, tier: tier4},
	"views.publish": {handle: viewsPublish, tier: tier4},

	"reactions.add":    {handle: reactionsAdd, tier: tier3, scope: "reactions:write"},
	"reactions.remove": {handle: reactionsRemove, tier: tier2, scope: "reactions:write"},
	"reactions.get":    {handle: reactionsGet, tier: tier3, scope: "reactions:read", formOnly: true},

	"files.getUploadURLExternal":   {handle: filesGetUploadURL, tier: tier4, scope: "files:write", formOnly: true},
	"files.completeUploadExternal": {handle: filesCompleteUpload, tier: tier4, scope: "files:write"},
	"files.info":                   {handle: filesInfo, tier: tier4, scope: "files:read", formOnly: true},
	"files.delete":                 {handle: filesDelete, tier: tier3, scope: "files:write"},
}

// AllScopes are the bot scopes that the fake's methods ask for. chat:write.public, with which the bot posts into public channels
// it has not joined, is known too but not among them: https://docs.slack.dev/reference/scopes
func AllScopes() []string {
	return []string{"channels:history", "channels:join", "channels:read", "chat:write", "commands", "files:read", "files:write",
		"groups:history", "groups:read", "im:history", "im:read", "im:write", "reactions:read", "reactions:write", "team:read",
		"users.profile:read", "users:read"}
}

// needs is the scope the call wants.
func (m method) needs(c *call) string {
	what, byKind := strings.CutPrefix(m.scope, "*:")
	if !byKind {
		return m.scope
	}
	ch := c.s.workspace.channels[c.arg("channel")]
	switch {
	case ch == nil:
		return ""
	case ch.IM:
		return "im:" + what
	case ch.Private:
		return "groups:" + what
	default:
		return "channels:" + what
	}
}
