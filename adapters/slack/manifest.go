package slack

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"github.com/slack-go/slack"

	"amends/prompts"
)

// What a manifest takes (https://docs.slack.dev/reference/app-manifest).
const (
	maxAppName     = 35
	maxAppAbout    = 140
	maxBotName     = 80
	maxShortcut    = 24
	maxDescription = 150
)

// access is a call of the client with the method behind it and the scopes that the method wants of a bot token.
type access struct {
	call, method string
	scopes       []string
}

// accesses are all calls that the package makes. The scopes are those of https://docs.slack.dev/reference/methods/<method>; a desk may
// be a public channel or a private one, so both kinds are there. A test compares the list with the code.
func accesses() []access {
	read, history := []string{"channels:read", "groups:read"}, []string{"channels:history", "groups:history"}
	write, react := []string{"chat:write"}, []string{"reactions:write"}
	return []access{
		{"AuthTestContext", "auth.test", nil},
		{"StartSocketModeContext", "apps.connections.open", nil}, // connections:write of the app-level token
		{"PostMessageWithResponseContext", "chat.postMessage", write},
		{"PostEphemeralContext", "chat.postEphemeral", write},
		{"UpdateMessageContext", "chat.update", write},
		{"DeleteMessageContext", "chat.delete", write},
		{"GetConversationInfoContext", "conversations.info", read},
		{"GetUsersInConversationContext", "conversations.members", read},
		{"GetConversationHistoryContext", "conversations.history", history},
		{"GetConversationRepliesContext", "conversations.replies", history},
		{"GetUserInfoContext", "users.info", []string{"users:read"}},
		{"OpenViewContext", "views.open", nil},
		{"UpdateViewContext", "views.update", nil},
		{"PublishViewContext", "views.publish", nil},
		{"AddReactionContext", "reactions.add", react},
		{"RemoveReactionContext", "reactions.remove", react},
		{"GetUploadURLExternalContext", "files.getUploadURLExternal", []string{"files:write"}},
		{"UploadToURL", "", nil}, // to the URL that getUploadURLExternal gave
		{"CompleteUploadExternalContext", "files.completeUploadExternal", []string{"files:write"}},
		{"GetFileInfoContext", "files.info", []string{"files:read"}},
		{"GetFileContext", "", []string{"files:read"}}, // url_private: https://docs.slack.dev/messaging/working-with-files
	}
}

// subscriptions are the events that the package reads, with the scopes that https://docs.slack.dev/reference/events/<event> names.
func subscriptions() map[string][]string {
	public, private := []string{"channels:read"}, []string{"groups:read"}
	return map[string][]string{
		"app_home_opened":  nil,
		"message.channels": {"channels:history"}, "message.groups": {"groups:history"},
		"member_joined_channel": {"channels:read", "groups:read"}, "member_left_channel": {"channels:read", "groups:read"},
		"channel_archive": public, "channel_unarchive": public, "channel_deleted": public,
		"group_archive": private, "group_unarchive": private, "group_deleted": private,
	}
}

// Scopes are what the bot token has to be allowed, sorted.
func Scopes() []string {
	scopes := []string{"commands"} // the slash command and the message shortcut
	for _, a := range accesses() {
		scopes = append(scopes, a.scopes...)
	}
	for _, s := range subscriptions() {
		scopes = append(scopes, s...)
	}
	slices.Sort(scopes)
	return slices.Compact(scopes)
}

// ManifestOptions say what a manifest is for.
type ManifestOptions struct {
	Seller string // the app is named after the business
	URL    string // where Slack reaches Handler, such as "https://desk.example.com"; "" for Socket Mode
	Texts  *prompts.Catalog
	Lang   string // of the desk
}

// Manifest writes the app manifest to paste into Slack, as JSON: exactly the scopes and events that the package uses. The error says
// what is wrong with the URL.
func Manifest(o ManifestOptions) ([]byte, error) {
	base, err := manifestURL(o.URL)
	if err != nil {
		return nil, err
	}
	m := slack.Manifest{
		Metadata:    slack.ManifestMetadata{MajorVersion: 1, MinorVersion: 1},
		Display:     slack.Display{Name: plainWords(o.Seller, maxAppName), Description: o.text("about", maxAppAbout)},
		Features:    o.features(),
		OAuthConfig: slack.OAuthConfig{Scopes: slack.OAuthScopes{Bot: Scopes()}},
		Settings: slack.Settings{
			SocketModeEnabled:  base == "",
			EventSubscriptions: &slack.EventSubscriptions{BotEvents: slices.Sorted(maps.Keys(subscriptions()))},
			Interactivity:      &slack.Interactivity{IsEnabled: true},
		},
	}
	if base != "" {
		m.Settings.EventSubscriptions.RequestUrl = base + PathEvents
		m.Settings.Interactivity.RequestUrl = base + PathInteractive
		m.Features.SlashCommands[0].Url = base + PathCommands
	}
	data, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("write the manifest: %w", err)
	}
	return data, nil
}

func (o ManifestOptions) features() slack.Features {
	return slack.Features{
		AppHome: slack.AppHome{HomeTabEnabled: true},
		BotUser: slack.BotUser{DisplayName: botName(o.Seller), AlwaysOnline: true},
		Shortcuts: []slack.Shortcut{{Type: slack.MessageShortcut, CallbackID: shortcutReply, Name: o.text("shortcut", maxShortcut),
			Description: o.text("shortcut_about", maxDescription)}},
		SlashCommands: []slack.ManifestSlashCommand{{Command: commandName, Description: o.text("command", maxDescription),
			UsageHint: o.text("usage", maxDescription)}},
	}
}

// text is one of the texts that people see of the app in Slack.
func (o ManifestOptions) text(key string, n int) string {
	return plainWords(o.Texts.Text(o.Lang, "slack.manifest."+key, 0, prompts.Fields{Seller: o.Seller}), n)
}

// manifestURL is the URL without its end; Slack posts to https only.
func manifestURL(s string) (string, error) {
	if s == "" {
		return "", nil
	}
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "https" || u.Host == "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		return "", errors.New("slack: the URL of a manifest looks like https://desk.example.com")
	}
	return strings.TrimSuffix(s, "/"), nil
}

// botName is the name as a bot user may have it: small letters, digits, "-", "_" and ".".
func botName(seller string) string {
	name := strings.Map(func(r rune) rune {
		r = unicode.ToLower(r)
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r == '-', r == '_', r == '.':
			return r
		case r == ' ':
			return '-'
		}
		return -1
	}, seller)
	if name = strings.Trim(name, "-_."); name == "" {
		return "amends"
	}
	return name[:min(len(name), maxBotName)]
}
