package main

import (
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"strings"

	"amends/adapters/openai"
	"amends/adapters/prometheus"
	"amends/bot"
)

// modelConfig is what the settings say of the language model.
type modelConfig struct{ key, base, name, use, tokens string }

// modelSettings are about the language model that helps the built-in understander.
var modelSettings = []setting{
	{name: "OPENAI_API_KEY", usage: "key of a language model's endpoint; a model is used when this or OPENAI_BASE_URL is set", secret: true, field: func(c *config) *string { return &c.model.key }},
	{name: "OPENAI_BASE_URL", usage: "any endpoint that speaks OpenAI's interface, such as http://127.0.0.1:11434/v1 (default " + openai.DefaultBaseURL + ")", field: func(c *config) *string { return &c.model.base }},
	{name: "OPENAI_MODEL", usage: "the model's name there (default " + openai.DefaultModel + ")", field: func(c *config) *string { return &c.model.name }},
	{name: "OPENAI_USE", usage: "which texts it reads: unsure (default: what the built-in understander is not sure of), always or off", field: func(c *config) *string { return &c.model.use }},
	{name: "OPENAI_TOKENS_PER_DAY", usage: "the most that this process spends on it in a day (default 10000000)", field: func(c *config) *string { return &c.model.tokens }},
}

// on reports whether there is a model to ask.
func (m modelConfig) on() bool { return m.use != string(openai.Off) && (m.key != "" || m.base != "") }

func (m modelConfig) check() error {
	var found []error
	bad := func(format string, args ...any) { found = append(found, fmt.Errorf(format, args...)) }
	switch openai.Use(m.use) {
	case "", openai.Off:
	case openai.Unsure, openai.Always:
		if !m.on() {
			bad("OPENAI_USE is %s, and there is no model: set OPENAI_API_KEY, or OPENAI_BASE_URL for an endpoint that wants no key", m.use)
		}
	default:
		bad("OPENAI_USE %q: want unsure, always or off", m.use)
	}
	if u, err := webURL(m.base); m.base != "" && (err != nil || !strings.HasSuffix(m.base, "/v1") || u.User != nil || u.RawQuery != "") {
		bad("OPENAI_BASE_URL: want http(s)://host/v1, without a slash at its end; a key goes into OPENAI_API_KEY")
	}
	if _, err := m.perDay(); err != nil {
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

// understander is what the settings say of a model over the built-in understander and a playbook.
func (m modelConfig) understander() (openai.Config, error) {
	tokens, err := m.perDay()
	return openai.Config{Key: m.key, BaseURL: m.base, Model: m.name, Use: openai.Use(m.use), Budget: openai.Budget{Tokens: tokens}}, err
}

// openModel returns the understander that asks the model, nil when there is none. Its calls are counted by the figures.
func openModel(cfg *config, s *shop, figures *prometheus.Metrics, log *slog.Logger, n *notes) (bot.Understander, error) {
	if !cfg.model.on() {
		n.add("texts are read without a language model")
		return nil, nil
	}
	c, err := cfg.model.understander()
	if err != nil {
		return nil, err
	}
	c.Builtin, c.Book, c.Texts, c.Log = s.builtin, s.engine.Book(), s.texts, log
	c.Observe = func(call openai.Call) {
		figures.ModelCall(string(call.Outcome), call.Took, call.TokensIn, call.TokensOut)
		log.Debug("model", "outcome", string(call.Outcome), "took", call.Took, "in", call.TokensIn, "out", call.TokensOut)
	}
	c.Dropped = func(why openai.Reason) { figures.ModelDropped(string(why)) }
	u, err := openai.New(c)
	if err != nil {
		return nil, err
	}
	n.add("a language model reads %s; private values are taken out before", map[bool]string{false: "what the built-in understander is not sure of", true: "buyers' texts"}[c.Use == openai.Always])
	return u, nil
}
