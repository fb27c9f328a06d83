package slackfake

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"
)

// A response_url works five times within thirty minutes: https://docs.slack.dev/interactivity/handling-user-interaction
const (
	responseUses = 5
	responseLife = 30 * time.Minute
)

// responseURL is the right to answer where a person did something.
type responseURL struct {
	user   string
	origin Message // the message it happened on; only Channel is set when there was none
	at     time.Time
	used   int
}

func (s *Server) newResponseURL(user string, origin *Message) string {
	token := s.newID("R")
	s.workspace.responses[token] = &responseURL{user: user, origin: *origin, at: s.now()}
	if len(s.workspace.responses) > keptRights {
		maps.DeleteFunc(s.workspace.responses, func(_ string, r *responseURL) bool { return s.now().Sub(r.at) > responseLife })
	}
	return s.base() + "/response/" + token
}

func (s *Server) serveResponseURL(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	s.aside(w, "response_url", func() (int, string) {
		target := s.workspace.responses[r.PathValue("token")]
		switch {
		case err != nil:
			return http.StatusBadRequest, "invalid_payload"
		case target == nil:
			return http.StatusNotFound, "no_service"
		case s.now().Sub(target.at) > responseLife:
			return http.StatusNotFound, "expired_url"
		case target.used >= responseUses:
			return http.StatusNotFound, "used_url"
		}
		target.used++
		if code, err := s.respond(target, body); err != nil {
			return http.StatusBadRequest, code
		}
		return http.StatusOK, "ok"
	})
}

// respond does what a body sent to a response_url, or the answer to a command, asks for. code is Slack's word for what is wrong.
func (s *Server) respond(to *responseURL, body []byte) (code string, err error) {
	var ask struct {
		Text            *string          `json:"text"`
		Blocks          *json.RawMessage `json:"blocks"`
		Attachments     *json.RawMessage `json:"attachments"`
		ResponseType    string           `json:"response_type"`
		ReplaceOriginal bool             `json:"replace_original"`
		DeleteOriginal  bool             `json:"delete_original"`
		ThreadTS        string           `json:"thread_ts"`
	}
	if err := json.Unmarshal(body, &ask); err != nil {
		return "invalid_payload", fmt.Errorf("slackfake: response: %w", err)
	}
	if ask.DeleteOriginal {
		return "", s.deleteOriginal(to)
	}
	c := &call{s: s, args: map[string]string{"thread_ts": ask.ThreadTS}}
	if ask.Text != nil {
		c.args["text"] = *ask.Text
	}
	for name, raw := range map[string]*json.RawMessage{"blocks": ask.Blocks, "attachments": ask.Attachments} {
		if raw != nil && string(*raw) != "null" {
			c.args[name] = string(*raw)
		}
	}
	m, err := c.message(postTextMax)
	if err != nil {
		return err.Error(), err
	}
	switch {
	case ask.ReplaceOriginal && to.origin.TS != "":
		return "", s.replaceOriginal(to, m)
	case ask.ResponseType == "in_channel":
		if ch := s.workspace.channels[to.origin.Channel]; ch != nil && !ch.Archived {
			s.post(ch, m)
			return "", nil
		}
		return "channel_is_archived", fmt.Errorf("slackfake: response: no open channel %s", to.origin.Channel)
	default:
		s.whisper(to.origin.Channel, to.user, m)
		return "", nil
	}
}

func (s *Server) replaceOriginal(to *responseURL, m *Message) error {
	if to.origin.For != "" {
		list := s.workspace.ephemeral[to.user]
		if at := slices.IndexFunc(list, func(e *Message) bool { return e.TS == to.origin.TS }); at >= 0 {
			m.Channel, m.For, m.TS, m.ThreadTS, m.Posted = to.origin.Channel, to.user, to.origin.TS, to.origin.ThreadTS, to.origin.Posted
			m.Blocks = s.withBlockIDs(m.Blocks)
			list[at] = m
		}
		return nil
	}
	ch, old := s.original(to)
	if old != nil {
		s.edit(ch, old, s.workspace.app.BotUserID, func(o *Message) { o.Text, o.Blocks, o.Attachments = m.Text, m.Blocks, m.Attachments })
	}
	return nil
}

func (s *Server) deleteOriginal(to *responseURL) error {
	if to.origin.For != "" {
		s.workspace.ephemeral[to.user] = slices.DeleteFunc(s.workspace.ephemeral[to.user], func(e *Message) bool { return e.TS == to.origin.TS })
		return nil
	}
	if ch, old := s.original(to); old != nil {
		s.remove(ch, old)
	}
	return nil
}

func (s *Server) original(to *responseURL) (*channel, *Message) {
	ch := s.workspace.channels[to.origin.Channel]
	if ch == nil {
		return nil, nil
	}
	return ch, ch.byTS[to.origin.TS]
}

// typedText is what Slack makes of a text that a person typed: the three control characters are escaped, links and addresses are
// marked up. Mentions such as <@U123> and <#C123> are taken as chosen from the list.
// https://docs.slack.dev/messaging/formatting-message-text
func typedText(text string) string {
	text = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(text)
	text = mentionForm.ReplaceAllString(text, "<$1>")
	text = linkForm.ReplaceAllString(text, "<$0>")
	return addressForm.ReplaceAllString(text, "$1<mailto:$2|$2>")
}
