package telegramtest

import (
	"cmp"
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
)

// A Command is an entry of the bot's menu: https://core.telegram.org/bots/api#botcommand
type Command struct {
	Command     string `json:"command"`
	Description string `json:"description"`
}

// A profile is what the bot says of itself, by language. Server.mu guards it.
type profile struct {
	commands map[audience][]Command
	texts    map[audience]string // the scope is "name", "description" or "short_description"
}

// An audience is who sees something: a scope, and a language or "" for all others.
type audience struct{ scope, language string }

func (s *Server) getMe(*call) (any, *apiError) {
	return struct {
		User
		JoinGroups bool `json:"can_join_groups"`
		ReadGroups bool `json:"can_read_all_group_messages"`
		Inline     bool `json:"supports_inline_queries"`
		Business   bool `json:"can_connect_to_business"`
		WebApp     bool `json:"has_main_web_app"`
	}{User: s.me, JoinGroups: true, ReadGroups: s.opt.ReadsGroups}, nil
}

var (
	commandForm  = regexp.MustCompile(`^/?[a-z0-9_]{1,32}$`)
	languageForm = regexp.MustCompile(`^([a-z]{2})?$`)
)

// maxCommands is how many commands a list holds: https://core.telegram.org/bots/api#setmycommands
const maxCommands = 100

func (s *Server) setMyCommands(c *call) (any, *apiError) {
	var list []Command
	if json.Unmarshal([]byte(c.params["commands"]), &list) != nil {
		return nil, badRequest("can't parse commands JSON object")
	}
	if len(list) > maxCommands {
		return nil, badRequest("BOT_COMMANDS_TOO_MUCH")
	}
	for i, cmd := range list {
		switch {
		case !commandForm.MatchString(cmd.Command):
			return nil, badRequest("BOT_COMMAND_INVALID")
		case cmd.Description == "" || Units(cmd.Description) > 256:
			return nil, badRequest("BOT_COMMAND_DESCRIPTION_INVALID")
		case cmd.Command[0] == '/':
			list[i].Command = cmd.Command[1:]
		}
	}
	return s.storeCommands(c, list)
}

func (s *Server) deleteMyCommands(c *call) (any, *apiError) { return s.storeCommands(c, nil) }

func (s *Server) storeCommands(c *call, list []Command) (any, *apiError) {
	to, err := c.audience()
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.profile.commands == nil {
		s.profile.commands = map[audience][]Command{}
	}
	s.profile.commands[to] = list
	return true, nil
}

func (s *Server) getMyCommands(c *call) (any, *apiError) {
	of, err := c.audience()
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Command{}, s.profile.commands[of]...), nil
}

// audience reads scope and language_code: https://core.telegram.org/bots/api#botcommandscope
func (c *call) audience() (audience, *apiError) {
	var scope struct {
		Type string          `json:"type"`
		Chat json.RawMessage `json:"chat_id"`
		User json.RawMessage `json:"user_id"`
	}
	if json.Unmarshal([]byte(cmp.Or(c.params["scope"], "{}")), &scope) != nil {
		return audience{}, badRequest("can't parse BotCommandScope JSON object")
	}
	key := cmp.Or(scope.Type, "default")
	switch key {
	case "default", "all_private_chats", "all_group_chats", "all_chat_administrators":
	case "chat", "chat_administrators":
		key += " " + strings.Trim(string(scope.Chat), `"`)
	case "chat_member":
		key += " " + strings.Trim(string(scope.Chat), `"`) + " " + strings.Trim(string(scope.User), `"`)
	default:
		return audience{}, badRequest("can't parse BotCommandScope: Unsupported type specified")
	}
	language, err := c.language()
	return audience{key, language}, err
}

func (c *call) language() (string, *apiError) {
	language := c.params["language_code"]
	if !languageForm.MatchString(language) {
		return "", badRequest("invalid language code specified")
	}
	return language, nil
}

// Commands are the menu that this person sees, in the order of https://core.telegram.org/bots/api#determining-list-of-commands
func (p *Phone) Commands() []Command {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	scopes := []string{"chat " + strconv.FormatInt(p.chat.info.ID, 10), "all_private_chats", "default"}
	if !p.chat.private() {
		scopes[1] = "all_group_chats"
	}
	for _, scope := range scopes {
		for _, language := range []string{p.person.language(), ""} {
			if list := p.s.profile.commands[audience{scope, language}]; len(list) > 0 {
				return append([]Command{}, list...)
			}
		}
	}
	return nil
}

// language is the two letters of the language that the app is set to.
func (u User) language() string {
	if len(u.LanguageCode) >= 2 {
		return u.LanguageCode[:2]
	}
	return ""
}

// About is a text of the bot's profile as this person sees it: "name", "description" or "short_description".
func (p *Phone) About(what string) string {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	return p.s.about(what, p.person.language())
}

// about is a text in a language, or else in the one for all others. Server.mu is held.
func (s *Server) about(what, language string) string {
	text := cmp.Or(s.profile.texts[audience{what, language}], s.profile.texts[audience{what, ""}])
	if what == "name" {
		return cmp.Or(text, s.me.FirstName)
	}
	return text
}

func setText(what string, limit int) func(*Server, *call) (any, *apiError) {
	return func(s *Server, c *call) (any, *apiError) {
		language, err := c.language()
		if err != nil {
			return nil, err
		}
		if Units(c.params[what]) > limit {
			return nil, badRequest("%s is too long", what)
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.profile.texts == nil {
			s.profile.texts = map[audience]string{}
		}
		s.profile.texts[audience{what, language}] = c.params[what]
		return true, nil
	}
}

func getText(what string) func(*Server, *call) (any, *apiError) {
	return func(s *Server, c *call) (any, *apiError) {
		language, err := c.language()
		if err != nil {
			return nil, err
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		return map[string]string{what: s.about(what, language)}, nil
	}
}
