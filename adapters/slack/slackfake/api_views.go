package slackfake

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"
)

// Limits of views: https://docs.slack.dev/surfaces/modals
const (
	triggerLife = 3 * time.Second
	viewBytes   = 250_000
	stackMax    = 3
	keptRights  = 10000 // trigger IDs and response URLs above this number are swept of old ones
)

// trigger is the right to open one modal for the person who just did something.
type trigger struct {
	user string
	at   time.Time
	used bool
}

func (s *Server) newTrigger(user string) string {
	id := fmt.Sprintf("%d.%d.%s", 1000000+s.ids, s.workspace.born.Unix(), s.newID("ab"))
	s.workspace.triggers[id] = &trigger{user: user, at: s.now()}
	if len(s.workspace.triggers) > keptRights {
		maps.DeleteFunc(s.workspace.triggers, func(_ string, t *trigger) bool { return s.now().Sub(t.at) > 2*triggerLife })
	}
	return id
}

// redeem spends a trigger_id.
func (c *call) redeem() (user string, err error) {
	t := c.s.workspace.triggers[c.arg("trigger_id")]
	switch {
	case t == nil:
		return "", fail("invalid_trigger_id")
	case t.used:
		return "", fail("exchanged_trigger_id")
	case c.at.Sub(t.at) > triggerLife:
		return "", fail("expired_trigger_id")
	}
	t.used = true
	return t.user, nil
}

// view is a modal or a Home tab as the workspace keeps it.
type view struct {
	id, user, kind, callbackID, externalID, privateMetadata, hash, root, previous string
	title, submit, close                                                          any
	blocks                                                                        []Block
	values                                                                        map[string]map[string]any // by block_id and action_id
	clearOnClose, notifyOnClose                                                   bool
}

func (s *Server) wireView(v *view) object {
	app := s.workspace.app
	values := object{}
	for block, actions := range v.values {
		inner := object{}
		for action, value := range actions {
			inner[action] = value
		}
		values[block] = inner
	}
	var previous any
	if v.previous != "" {
		previous = v.previous
	}
	return object{"id": v.id, "team_id": app.TeamID, "type": v.kind, "title": v.title, "submit": v.submit, "close": v.close,
		"blocks": v.blocks, "private_metadata": v.privateMetadata, "callback_id": v.callbackID, "external_id": v.externalID,
		"state": object{"values": values}, "hash": v.hash, "clear_on_close": v.clearOnClose, "notify_on_close": v.notifyOnClose,
		"root_view_id": v.root, "previous_view_id": previous, "app_id": app.ID, "app_installed_team_id": app.TeamID, "bot_id": app.BotID}
}

// readView checks a view payload and makes a view of it, without an ID.
func (s *Server) readView(raw, kind string) (*view, error) {
	if len(raw) > viewBytes {
		return nil, fail("view_too_large")
	}
	var payload object
	if json.Unmarshal([]byte(raw), &payload) != nil || payload == nil {
		return nil, fail("invalid_arguments", "missing required field: view")
	}
	if err := s.checkView(payload, kind); err != nil {
		return nil, err
	}
	v := &view{kind: kind, title: payload["title"], submit: payload["submit"], close: payload["close"], values: map[string]map[string]any{}}
	v.callbackID, _ = payload["callback_id"].(string)
	v.externalID, _ = payload["external_id"].(string)
	v.privateMetadata, _ = payload["private_metadata"].(string)
	v.clearOnClose, _ = payload["clear_on_close"].(bool)
	v.notifyOnClose, _ = payload["notify_on_close"].(bool)
	list, _ := payload["blocks"].([]any)
	for _, b := range list {
		v.blocks = append(v.blocks, b.(object)) // checkView saw to it
	}
	s.withBlockIDs(v.blocks)
	return v, nil
}

func (s *Server) stamp(v *view) {
	v.hash = fmt.Sprintf("%d.%s", s.now().Unix(), s.newID("h"))
}

// viewBy finds an open view.
func (s *Server) viewBy(match func(*view) bool) *view {
	for _, stack := range s.workspace.modals {
		if at := slices.IndexFunc(stack, match); at >= 0 {
			return stack[at]
		}
	}
	for _, home := range s.workspace.homes {
		if match(home) {
			return home
		}
	}
	return nil
}

// taken reports whether another view has the external ID.
func (s *Server) taken(v, except *view) bool {
	return v.externalID != "" && s.viewBy(func(o *view) bool { return o != except && o.externalID == v.externalID }) != nil
}

// show puts a view on top of what the person has open.
func (s *Server) show(user string, v *view) {
	stack := s.workspace.modals[user]
	v.id, v.user = s.newID("V"), user
	v.root = v.id
	if len(stack) > 0 {
		v.root, v.previous = stack[0].id, stack[len(stack)-1].id
	}
	s.stamp(v)
	s.workspace.modals[user] = append(stack, v)
}

func viewsOpen(c *call) (object, error) { return c.openView(false) }
func viewsPush(c *call) (object, error) { return c.openView(true) }

func (c *call) openView(push bool) (object, error) {
	v, err := c.s.readView(c.arg("view"), "modal")
	if err != nil {
		return nil, err
	}
	if c.s.taken(v, nil) {
		return nil, fail("duplicate_external_id")
	}
	user, err := c.redeem()
	if err != nil {
		return nil, err
	}
	switch open := len(c.s.workspace.modals[user]); {
	case push && open == 0:
		return nil, fail("not_found")
	case push && open >= stackMax:
		return nil, fail("push_limit_reached")
	case !push:
		delete(c.s.workspace.modals, user) // a person sees one modal of an app at a time
	}
	c.s.show(user, v)
	return object{"view": c.s.wireView(v)}, nil
}

func viewsUpdate(c *call) (object, error) {
	id, external := c.arg("view_id"), c.arg("external_id")
	old := c.s.viewBy(func(v *view) bool { return (id != "" && v.id == id) || (external != "" && v.externalID == external) })
	if old == nil {
		return nil, fail("not_found")
	}
	v, err := c.s.readView(c.arg("view"), old.kind)
	if err != nil {
		return nil, err
	}
	if hash := c.arg("hash"); hash != "" && hash != old.hash {
		return nil, fail("hash_conflict")
	}
	if c.s.taken(v, old) {
		return nil, fail("duplicate_external_id")
	}
	c.s.replaceView(old, v)
	return object{"view": c.s.wireView(old)}, nil
}

// replaceView gives an open view new content. What a person entered stays where block_id and action_id are the same.
func (s *Server) replaceView(old, v *view) {
	v.id, v.user, v.root, v.previous = old.id, old.user, old.root, old.previous
	for _, e := range elements(v.blocks) {
		if value, ok := old.values[e.block][e.action]; ok {
			v.enter(e, value)
		}
	}
	*old = *v
	s.stamp(old)
}

func (v *view) enter(e element, value any) {
	if v.values[e.block] == nil {
		v.values[e.block] = map[string]any{}
	}
	v.values[e.block][e.action] = value
}

func viewsPublish(c *call) (object, error) {
	user := c.arg("user_id")
	if u := c.s.workspace.users[user]; u == nil || u.Bot {
		return nil, fail("invalid_arguments", "invalid `user_id`")
	}
	v, err := c.s.readView(c.arg("view"), "home")
	if err != nil {
		return nil, err
	}
	old := c.s.workspace.homes[user]
	if hash := c.arg("hash"); hash != "" && (old == nil || hash != old.hash) {
		return nil, fail("hash_conflict")
	}
	if c.s.taken(v, old) {
		return nil, fail("duplicate_external_id")
	}
	v.id, v.user = c.s.newID("V"), user
	if old != nil {
		v.id = old.id
	}
	v.root = cmp.Or(v.root, v.id)
	c.s.stamp(v)
	c.s.workspace.homes[user] = v
	return object{"view": c.s.wireView(v)}, nil
}
