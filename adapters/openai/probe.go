package openai

import (
	"context"
	"slices"

	goopenai "github.com/sashabaranov/go-openai"
)

// Probe asks the endpoint which models it has and reports whether Config.Model is among them. It sends nothing of anybody. Its error
// says what the trouble is; OutcomeOf tells its kind. Not every endpoint has such a list: then it is Refused with HTTP 404.
func Probe(ctx context.Context, cfg Config) (listed bool, err error) {
	cfg = withDefaults(cfg)
	models, err := newClient(cfg).ListModels(ctx)
	if err != nil {
		return false, failureOf(err)
	}
	return slices.ContainsFunc(models.Models, func(m goopenai.Model) bool { return m.ID == cfg.Model }), nil
}
