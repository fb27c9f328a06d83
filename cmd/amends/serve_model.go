package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"time"

	"amends/adapters/openai"
	"amends/bot"
	"amends/dialogue"
)

// modelConfig is what the settings say of the language model.
type modelConfig struct{ key, base, name, use, tokens, price, extras string }

// modelSettings are about the language model that helps the built-in understander.
var modelSettings = []setting{
	{name: "OPENAI_API_KEY", usage: "key of a language model's endpoint; a model is used when this or OPENAI_BASE_URL is set", secret: true, field: func(c *config) *string { return &c.model.key }},
	{name: "OPENAI_BASE_URL", usage: "any endpoint that speaks OpenAI's interface, such as http://127.0.0.1:11434/v1 (default " + openai.DefaultBaseURL + ")", field: func(c *config) *string { return &c.model.base }},
	{name: "OPENAI_MODEL", usage: "the model's name there (default " + openai.DefaultModel + ")", field: func(c *config) *string { return &c.model.name }},
	{name: "OPENAI_USE", usage: "which texts it reads: unsure (default: what the built-in understander is not sure of), always or off", field: func(c *config) *string { return &c.model.use }},
	{name: "OPENAI_EXTRAS", usage: "what else it does, with commas between (default: nothing): " + join(everyExtra), field: func(c *config) *string { return &c.model.extras }},
	{name: "OPENAI_TOKENS_PER_DAY", usage: "the most that this process spends on it in a day (default 10000000)", field: func(c *config) *string { return &c.model.tokens }},
	{name: "OPENAI_PRICE", usage: "what a million tokens in and out cost in US dollars, such as 0.15/0.60, for the figures (default: no cost is counted)", field: func(c *config) *string { return &c.model.price }},
}

// there reports whether there is a model to ask.
func (m modelConfig) there() bool { return m.key != "" || m.base != "" }

// reads reports whether a model reads texts.
func (m modelConfig) reads() bool { return m.use != string(openai.Off) && m.there() }

func (m modelConfig) check() error {
	var found []error
	bad := func(format string, args ...any) { found = append(found, fmt.Errorf(format, args...)) }
	switch openai.Use(m.use) {
	case "", openai.Off:
	case openai.Unsure, openai.Always:
		if !m.there() {
			bad("OPENAI_USE is %s, and there is no model: set OPENAI_API_KEY, or OPENAI_BASE_URL for an endpoint that wants no key", m.use)
		}
	default:
		bad("OPENAI_USE %q: want unsure, always or off", m.use)
	}
	if u, err := webURL(m.base); m.base != "" && (err != nil || !strings.HasSuffix(m.base, "/v1") || u.User != nil || u.RawQuery != "") {
		bad("OPENAI_BASE_URL: want http(s)://host/v1, without a slash at its end; a key goes into OPENAI_API_KEY")
	}
	if on, err := m.listed(); err != nil {
		found = append(found, err)
	} else if len(on) > 0 && !m.there() {
		bad("OPENAI_EXTRAS is %s, and there is no model: set OPENAI_API_KEY, or OPENAI_BASE_URL for an endpoint that wants no key", join(on))
	}
	if _, err := m.perDay(); err != nil {
		found = append(found, err)
	}
	if _, err := m.priced(); err != nil {
		found = append(found, err)
	}
	return errors.Join(found...)
}

// perDay is how many tokens a day may cost, 0 for the default.
func (m modelConfig) perDay() (int, error) {
	if m.tokens == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(m.tokens)
	if err != nil || n < 1 {
		return 0, fmt.Errorf("OPENAI_TOKENS_PER_DAY %q: want a number of tokens, such as 1000000", m.tokens)
	}
	return n, nil
}

// What one conversation may cost in a day when the model writes, too: a text that is translated is put to it twice.
const (
	talkCalls  = 300
	talkTokens = 600_000
)

// understander is what the settings say of a model over the built-in understander and a playbook.
func (m modelConfig) understander() (openai.Config, error) {
	tokens, err := m.perDay()
	budget := openai.Budget{Tokens: tokens}
	if m.extras != "" {
		budget.ConversationCalls, budget.ConversationTokens = talkCalls, talkTokens
	}
	return openai.Config{Key: m.key, BaseURL: m.base, Model: m.name, Use: openai.Use(m.use), Budget: budget}, err
}

// model is what becomes of the settings: who reads texts with a language model, nil for nobody, and what else it does.
type model struct {
	reader bot.Understander
	extras extras
}

// openModel returns the model of a shop. watch says who hears of its calls and where it logs.
func openModel(m modelConfig, s *shop, watch func(*openai.Config), n *notes) (model, error) {
	on, err := m.listed()
	if !m.reads() {
		n.add("texts are read without a language model")
	}
	if err != nil || !m.reads() && len(on) == 0 {
		return model{}, err
	}
	c, err := m.understander()
	if err != nil {
		return model{}, err
	}
	c.Builtin, c.Book, c.Texts, c.Concepts = s.builtin, s.engine.Book(), s.texts, s.builtin.Concepts
	watch(&c)
	u, err := openai.New(c)
	if err != nil {
		return model{}, err
	}
	var opened model
	if m.reads() {
		opened.reader = u
		n.add("a language model reads %s; private values are taken out before", map[bool]string{false: "what the built-in understander is not sure of", true: "buyers' texts"}[c.Use == openai.Always])
	}
	opened.extras, err = s.openExtras(u, on, c.Log, n)
	return opened, err
}

// openExtras has the model write. Nothing is written that was not asked for by name.
func (s *shop) openExtras(u *openai.Understander, on []extra, log *slog.Logger, n *notes) (extras, error) {
	if len(on) == 0 {
		return extras{}, nil
	}
	w, err := u.Writer()
	if err != nil {
		return extras{}, err
	}
	n.add("the language model is also used for: %s", join(on))
	return extras{writer: w, on: on, book: s.engine.Book(), langOf: s.langOf, log: log}, nil
}

// langOf is the language of a text, "" when it is too short to tell.
func (s *shop) langOf(ctx context.Context, text string) string {
	in, err := s.builtin.Understand(ctx, dialogue.Conversation{Current: -1}, text, time.Time{})
	if err != nil {
		return ""
	}
	return in.Lang
}
