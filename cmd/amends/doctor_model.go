package main

import (
	"cmp"
	"context"
	"slices"

	"amends/adapters/files"
	"amends/adapters/openai"
	"amends/prompts"
)

// examModel asks the language model's endpoint which models it has, and tries what else it is used for with a text and a picture of
// Amends' own. Nothing of anybody is sent.
func examModel(ctx context.Context, cfg *config) []verdict {
	if !cfg.model.there() || cfg.model.check() != nil {
		return nil
	}
	on, err := cfg.model.listed()
	if err != nil || !cfg.model.reads() && len(on) == 0 {
		return nil
	}
	found := examEndpoint(ctx, cfg.model)
	if len(on) == 0 || found.passing {
		return []verdict{found}
	}
	return append([]verdict{found}, examExtras(ctx, cfg.model, on)...)
}

func examEndpoint(ctx context.Context, m modelConfig) verdict {
	c, err := m.understander()
	if err != nil {
		return fail("model: "+err.Error(), "")
	}
	name := cmp.Or(c.Model, openai.DefaultModel)
	listed, err := openai.Probe(ctx, c)
	switch {
	case err == nil && listed:
		return ok("model: the endpoint has %s", name)
	case err == nil:
		return warn("model: the endpoint does not list "+name, "check OPENAI_MODEL; without the model the built-in understander reads everything")
	case openai.OutcomeOf(err) == openai.Refused:
		return warn("model: the endpoint will not list its models: "+err.Error(), "check OPENAI_API_KEY and OPENAI_BASE_URL; an endpoint without a list is fine")
	}
	v := warn("model: the endpoint does not answer: "+err.Error(), "check OPENAI_BASE_URL; meanwhile the built-in understander reads everything")
	v.passing = true
	return v
}

// examExtras has the model write and look.
func examExtras(ctx context.Context, m modelConfig, on []extra) []verdict {
	kit, err := newToolkit()
	if err != nil {
		return []verdict{fail("model: "+err.Error(), "")}
	}
	engine, err := kit.engine("")
	if err != nil {
		return []verdict{fail("model: "+err.Error(), "")}
	}
	opened, err := openModel(m, kit.shop(engine), func(*openai.Config) {}, &notes{})
	if err != nil {
		return []verdict{fail("model: "+err.Error(), "")}
	}
	var found []verdict
	if writes := slices.DeleteFunc(slices.Clone(on), func(x extra) bool { return x == extraPhotos }); len(writes) > 0 {
		found = append(found, examWriting(ctx, opened.extras.writer, writes, kit.texts.Text("en", "ask.order", 0, prompts.Fields{})))
	}
	if slices.Contains(on, extraPhotos) {
		found = append(found, examLooking(ctx, opened.extras.writer))
	}
	return found
}

func examWriting(ctx context.Context, w writer, used []extra, text string) verdict {
	if _, err := w.Reword(ctx, "doctor", "en", text, nil); err != nil {
		return warn("model: it does not write: "+err.Error(), "until it does there is no "+join(used))
	}
	return ok("model: it writes, for %s", join(used))
}

func examLooking(ctx context.Context, w writer) verdict {
	picture, kind := files.Sample("doctor.png")
	if _, err := w.Look(ctx, "doctor", picture, kind); err != nil {
		return warn("model: it does not look at pictures: "+err.Error(), "set OPENAI_MODEL to one that sees, or take photos out of OPENAI_EXTRAS")
	}
	return ok("model: it looks at pictures, for photos")
}
