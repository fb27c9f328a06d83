package slackfake

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// Interaction is something a person did that the app has to answer within AckTimeout.
type Interaction struct {
	TriggerID   string
	ResponseURL string // empty for what happened in a view
	s           *Server
	d           *delivery
	problem     map[string]string // what the app said against the values of a form
}

// Wait returns when the app has acknowledged and Slack has done what the acknowledgement asked for. It fails with
// ErrNotAcknowledged, with what is wrong with the answer, or with the context's error.
func (i *Interaction) Wait(ctx context.Context) error {
	select {
	case <-i.d.done:
		return i.d.err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Acknowledged reports whether the app has acknowledged.
func (i *Interaction) Acknowledged() bool {
	i.s.mu.Lock()
	defer i.s.mu.Unlock()
	return i.d.settled && i.d.err == nil
}

// Reply is what came with the acknowledgement: a response_action, a message, or nothing.
func (i *Interaction) Reply() json.RawMessage {
	i.s.mu.Lock()
	defer i.s.mu.Unlock()
	return i.d.reply
}

// Errors are the messages that the form shows under its fields, by block_id, after the app refused a submission.
func (i *Interaction) Errors() map[string]string {
	i.s.mu.Lock()
	defer i.s.mu.Unlock()
	return i.problem
}

// payload starts an interaction payload: https://docs.slack.dev/reference/interaction-payloads
func (s *Server) payload(kind, user string) object {
	app, u := s.workspace.app, s.workspace.users[user]
	return object{"type": kind, "token": "deprecated-verification-token", "api_app_id": app.ID,
		"team": object{"id": app.TeamID, "domain": app.Domain}, "enterprise": nil, "is_enterprise_install": false,
		"user":       object{"id": u.ID, "username": u.Name, "name": u.Name, "team_id": app.TeamID},
		"trigger_id": s.newTrigger(user)}
}

// interact sends an interaction payload. The caller holds mu.
func (s *Server) interact(payload object, settle func(*Interaction, json.RawMessage) error) *Interaction {
	i := &Interaction{s: s}
	i.TriggerID, _ = payload["trigger_id"].(string)
	i.ResponseURL, _ = payload["response_url"].(string)
	raw, err := json.Marshal(payload)
	if err != nil {
		panic(fmt.Sprintf("slackfake: an interaction cannot be written as JSON: %v", err)) // all of it is JSON already
	}
	kind, _ := payload["type"].(string)
	i.d = &delivery{kind: kindInteractive, name: kind, id: i.TriggerID, payload: raw}
	if settle != nil {
		i.d.settle = func(reply json.RawMessage) error { return settle(i, reply) }
	}
	s.send(i.d)
	return i
}

// blockActions is the payload for a press or a choice in a message.
func (s *Server) blockActions(user string, m *Message, e element, value object) object {
	p := s.payload("block_actions", user)
	container := object{"type": "message", "message_ts": m.TS, "channel_id": m.Channel, "is_ephemeral": m.For != ""}
	if m.ThreadTS != "" {
		container["thread_ts"] = m.ThreadTS
	}
	p["container"], p["state"] = container, object{"values": object{}}
	p["channel"] = s.channelRef(m.Channel)
	p["message"] = s.wire(m, false)
	p["response_url"] = s.newResponseURL(user, m)
	p["actions"] = []object{s.action(e, value)}
	return p
}

func (s *Server) channelRef(id string) object {
	name := "directmessage"
	if c := s.workspace.channels[id]; c != nil && !c.IM {
		name = c.Name
	}
	return object{"id": id, "name": name}
}

func (s *Server) action(e element, value object) object {
	a := object{"action_id": e.action, "block_id": e.block, "type": e.kind, "action_ts": s.eventTS()}
	for _, name := range []string{"text", "value", "style", "placeholder", "confirm"} {
		if given, ok := e.spec[name]; ok {
			a[name] = given
		}
	}
	for name, chosen := range value {
		a[name] = chosen
	}
	return a
}

// submitted does what the acknowledgement of a view_submission asks for: https://docs.slack.dev/surfaces/modals
func (s *Server) submitted(i *Interaction, v *view, reply json.RawMessage) error {
	var answer struct {
		Action string            `json:"response_action"`
		Errors map[string]string `json:"errors"`
		View   json.RawMessage   `json:"view"`
	}
	if len(reply) > 0 && json.Unmarshal(reply, &answer) != nil {
		return fmt.Errorf("slackfake: the answer to a submission is no JSON object")
	}
	switch answer.Action {
	case "":
		s.closeView(v)
		return nil
	case "clear":
		delete(s.workspace.modals, v.user)
		return nil
	case "errors":
		return i.refuse(v, answer.Errors)
	case "update", "push":
		return s.answerView(v, answer.Action, string(answer.View))
	default:
		return fmt.Errorf("slackfake: unknown response_action %q", answer.Action)
	}
}

// refuse shows messages under the fields of a form. Each must belong to an input block, or Slack shows none of them.
func (i *Interaction) refuse(v *view, problems map[string]string) error {
	if len(problems) == 0 {
		return fmt.Errorf("slackfake: response_action errors without errors")
	}
	for block, message := range problems {
		isInput := slices.ContainsFunc(elements(v.blocks), func(e element) bool { return e.input && e.block == block })
		if !isInput || strings.TrimSpace(message) == "" {
			return fmt.Errorf("slackfake: the form cannot show an error for %q: no such input block, or no words", block)
		}
	}
	i.problem = problems
	return nil
}

func (s *Server) answerView(v *view, action, raw string) error {
	next, err := s.readView(raw, "modal")
	if err != nil {
		return fmt.Errorf("slackfake: response_action %s: %w", action, describe(err))
	}
	if action == "push" {
		if len(s.workspace.modals[v.user]) >= stackMax {
			return fmt.Errorf("slackfake: response_action push: push_limit_reached")
		}
		s.show(v.user, next)
		return nil
	}
	s.replaceView(v, next)
	return nil
}

// describe adds the messages of a refusal to its code.
func describe(err error) error {
	if no, ok := err.(*apiError); ok && no.messages != nil {
		return fmt.Errorf("%s: %s", no.code, strings.Join(no.messages, "; "))
	}
	return err
}

func (s *Server) closeView(v *view) {
	stack := slices.DeleteFunc(s.workspace.modals[v.user], func(o *view) bool { return o == v })
	s.workspace.modals[v.user] = stack
	if len(stack) == 0 {
		delete(s.workspace.modals, v.user)
	}
}

// command sends a slash command: https://docs.slack.dev/interactivity/implementing-slash-commands
func (s *Server) command(user, channelID, name, text string) *Interaction {
	app, u := s.workspace.app, s.workspace.users[user]
	i := &Interaction{s: s, TriggerID: s.newTrigger(user), ResponseURL: s.newResponseURL(user, &Message{Channel: channelID})}
	channelName, _ := s.channelRef(channelID)["name"].(string)
	form := url.Values{"token": {"deprecated-verification-token"}, "team_id": {app.TeamID}, "team_domain": {app.Domain},
		"channel_id": {channelID}, "channel_name": {channelName}, "user_id": {u.ID}, "user_name": {u.Name}, "command": {name},
		"text": {text}, "api_app_id": {app.ID}, "is_enterprise_install": {"false"}, "response_url": {i.ResponseURL},
		"trigger_id": {i.TriggerID}}
	fields := object{}
	for key := range form {
		fields[key] = form.Get(key)
	}
	raw, _ := json.Marshal(fields) // strings only
	i.d = &delivery{kind: kindCommand, name: name, id: i.TriggerID, payload: raw, form: form}
	i.d.settle = func(reply json.RawMessage) error {
		if len(reply) == 0 {
			return nil
		}
		_, err := s.respond(&responseURL{user: user, origin: Message{Channel: channelID}}, reply)
		return describe(err)
	}
	s.send(i.d)
	return i
}
