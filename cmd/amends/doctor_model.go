package main

import (
	"cmp"
	"context"

	"amends/adapters/openai"
)

// examModel asks the language model's endpoint which models it has. Nothing of anybody is sent.
func examModel(ctx context.Context, cfg *config) []verdict {
	if !cfg.model.on() || cfg.model.check() != nil {
		return nil
	}
	c, err := cfg.model.understander()
	if err != nil {
		return nil
	}
	name := cmp.Or(c.Model, openai.DefaultModel)
	listed, err := openai.Probe(ctx, c)
	switch {
	case err == nil && listed:
		return []verdict{ok("model: the endpoint has %s", name)}
	case err == nil:
		return []verdict{warn("model: the endpoint does not list "+name, "check OPENAI_MODEL; without the model the built-in understander reads everything")}
	case openai.OutcomeOf(err) == openai.Refused:
		return []verdict{warn("model: the endpoint will not list its models: "+err.Error(), "check OPENAI_API_KEY and OPENAI_BASE_URL; an endpoint without a list is fine")}
	}
	v := warn("model: the endpoint does not answer: "+err.Error(), "check OPENAI_BASE_URL; meanwhile the built-in understander reads everything")
	v.passing = true
	return []verdict{v}
}
