package main

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"amends/adapters/slack"
)

// slackReply is an answer of Slack's Web API, with what the three methods that are asked here tell.
type slackReply struct {
	OK      bool
	Error   string
	Team    string
	User    string
	Channel struct {
		Name     string
		Archived bool `json:"is_archived"`
		Member   bool `json:"is_member"`
	}
}

// slackAdvice is what to do about errors that Slack names (https://docs.slack.dev/reference/methods).
var slackAdvice = map[string]string{
	"invalid_auth":           "copy the Bot User OAuth Token (xoxb-...) of the installed app into SLACK_BOT_TOKEN",
	"not_authed":             "copy the Bot User OAuth Token (xoxb-...) of the installed app into SLACK_BOT_TOKEN",
	"token_revoked":          "install the app again and copy its new token into SLACK_BOT_TOKEN",
	"account_inactive":       "the app was removed from the workspace: install it again and set SLACK_BOT_TOKEN",
	"channel_not_found":      "set SLACK_CHANNEL to the ID of the desk's channel, and if it is private invite the app to it: /invite @Amends",
	"missing_scope":          "give the app the scopes of amends slack-manifest and install it again",
	"not_allowed_token_type": "the token is of another kind: SLACK_BOT_TOKEN begins with xoxb-, SLACK_APP_TOKEN with xapp-",
}

func askSlack(ctx context.Context, s slackConfig, token, method string, form url.Values) (slackReply, http.Header, error) {
	var reply slackReply
	h, err := ask(ctx, cmp.Or(s.api, "https://slack.com/api/")+method, form, token, &reply)
	return reply, h, err
}

// examSlack looks at the tokens, the scopes, the clock and the desk's channel.
func examSlack(ctx context.Context, cfg *config) []verdict {
	s := cfg.slack
	if s.botToken == "" {
		return []verdict{warn("Slack: off, what is for the desk waits until there is one", "set SLACK_BOT_TOKEN and SLACK_CHANNEL")}
	}
	found, h := examDesk(ctx, s)
	if h != nil {
		found = append(found, scopeVerdict(h.Get("X-Oauth-Scopes")))
		found = append(found, clockVerdict("Slack", h, time.Now())...)
	}
	if s.appToken != "" {
		found = append(found, examSocket(ctx, s))
	}
	return found
}

// examDesk asks Slack whether it knows the app, and whether the app may post in the desk's channel. The header comes back when the
// token is right.
func examDesk(ctx context.Context, s slackConfig) ([]verdict, http.Header) {
	me, h, err := askSlack(ctx, s, s.botToken, "auth.test", url.Values{})
	if err != nil || !me.OK {
		return []verdict{slackFailure("Slack: does not accept SLACK_BOT_TOKEN", me.Error, err)}, nil
	}
	found := []verdict{ok("Slack: the app is @%s in %s", me.User, me.Team)}
	in, _, err := askSlack(ctx, s, s.botToken, "conversations.info", url.Values{"channel": {s.channel}})
	switch {
	case err != nil || !in.OK:
		found = append(found, slackFailure("Slack: does not show the desk's channel "+s.channel, in.Error, err))
	case in.Channel.Archived:
		found = append(found, fail("Slack: the desk's channel #"+in.Channel.Name+" is archived", "unarchive it, or set SLACK_CHANNEL to another one"))
	case !in.Channel.Member:
		found = append(found, fail("Slack: the app is not in the desk's channel #"+in.Channel.Name, "invite it there: /invite @"+me.User))
	default:
		found = append(found, ok("Slack: the desk is #%s", in.Channel.Name))
	}
	return found, h
}

// slackFailure says what Slack refused, or that it could not be asked.
func slackFailure(what, code string, err error) verdict {
	if err != nil {
		v := fail(fmt.Sprintf("Slack: cannot be reached (%v)", err), "see to the network, a proxy (HTTPS_PROXY), or SLACK_API_URL")
		v.passing = true
		return v
	}
	v := fail(fmt.Sprintf("%s: %s", what, code), cmp.Or(slackAdvice[code], "see https://docs.slack.dev/reference/methods for what that means"))
	v.passing = slices.Contains([]string{"ratelimited", "internal_error", "fatal_error", "service_unavailable", "request_timeout"}, code)
	return v
}

// scopeVerdict compares the scopes that the bot token has with those that the manifest asks for.
func scopeVerdict(granted string) verdict {
	if granted == "" {
		return warn("Slack: does not tell the token's scopes", "compare them with amends slack-manifest")
	}
	var missing []string
	have := strings.FieldsFunc(granted, func(r rune) bool { return r == ',' || r == ' ' })
	for _, scope := range slack.Scopes() {
		if !slices.Contains(have, scope) {
			missing = append(missing, scope)
		}
	}
	if len(missing) > 0 {
		return fail("Slack: the app lacks the scopes "+strings.Join(missing, ", "), slackAdvice["missing_scope"])
	}
	return ok("Slack: the app has every scope that it needs")
}

// examSocket asks for a place to connect to, which opens no connection yet.
func examSocket(ctx context.Context, s slackConfig) verdict {
	reply, _, err := askSlack(ctx, s, s.appToken, "apps.connections.open", url.Values{})
	if err != nil || !reply.OK {
		v := slackFailure("Slack: does not accept SLACK_APP_TOKEN", reply.Error, err)
		if reply.Error == "invalid_auth" || reply.Error == "not_authed" {
			v.Do = "copy an app-level token (xapp-...) with the scope connections:write into SLACK_APP_TOKEN, and turn Socket Mode on"
		}
		return v
	}
	return ok("Slack: Socket Mode is on")
}
