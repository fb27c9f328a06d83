package slack

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/slack-go/slack"
)

// Check asks Slack whether it accepts the bot token.
func (c *Channel) Check(ctx context.Context) error { return c.workspace.read(ctx) }

// Finding is one thing that Examine looked at.
type Finding struct {
	What string // token, scopes, socket, channel
	Note string // what was found, when it is as it should be
	Err  error  // what is wrong
}

// Examine looks at everything that the desk needs of Slack and changes nothing: the bot token, its scopes against Scopes, the app-level
// token when there is one, and the channel. Without a bot token that works it looks at nothing else.
func (c *Channel) Examine(ctx context.Context) []Finding {
	who, err := c.api.AuthTestContext(ctx)
	if err != nil {
		return []Finding{{What: "token", Err: failed("check the bot token", err)}}
	}
	found := []Finding{{What: "token", Note: who.User + " in " + who.Team}, scopesGranted(who.Header)}
	if c.cfg.AppToken != "" {
		_, _, err := c.api.StartSocketModeContext(ctx)
		found = append(found, Finding{What: "socket", Note: "Socket Mode is on", Err: failed("check the app-level token", err)})
	}
	return append(found, c.examineChannel(ctx))
}

// scopesGranted compares what the token is allowed with what is needed.
func scopesGranted(header http.Header) Finding {
	granted := strings.FieldsFunc(header.Get("X-OAuth-Scopes"), func(r rune) bool { return r == ',' || r == ' ' })
	missing := slices.DeleteFunc(Scopes(), func(scope string) bool { return slices.Contains(granted, scope) })
	f := Finding{What: "scopes", Note: "all that are needed"}
	switch {
	case len(granted) == 0:
		f.Err = errors.New("the scopes of the token are not told")
	case len(missing) > 0:
		f.Err = fmt.Errorf("the app lacks the scopes %s: paste the manifest again and install the app again", strings.Join(missing, ", "))
	}
	return f
}

func (c *Channel) examineChannel(ctx context.Context) Finding {
	f := Finding{What: "channel"}
	ch, err := c.api.GetConversationInfoContext(ctx, &slack.GetConversationInfoInput{ChannelID: c.cfg.Channel})
	if err != nil {
		f.Err = failed("look at the desk's channel", err)
		return f
	}
	f.Note = "#" + ch.Name
	switch {
	case ch.IsArchived:
		f.Err = fmt.Errorf("the desk's channel #%s is archived", ch.Name)
	case !ch.IsMember:
		f.Err = fmt.Errorf("the app is not in the desk's channel #%s: invite it", ch.Name)
	}
	return f
}
