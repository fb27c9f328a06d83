package openai

import (
	"context"
	"net/http"
	"slices"

	goopenai "github.com/sashabaranov/go-openai"
)

// Probe asks the endpoint which models it has and reports whether Config.Model is among them. It sends nothing of anybody. Its error
// says what the trouble is; OutcomeOf tells its kind. Not every endpoint has such a list: then it is Refused with HTTP 404.
func Probe(ctx context.Context, cfg Config) (listed bool, err error) {
	cfg = withDefaults(cfg)
	c := goopenai.DefaultConfig(cfg.Key)
	c.BaseURL = cfg.BaseURL
	c.HTTPClient = &http.Client{Transport: bounded{transport(cfg)}, CheckRedirect: stay}
	models, err := goopenai.NewClientWithConfig(c).ListModels(ctx)
	if err != nil {
		return false, failureOf(err)
	}
	return slices.ContainsFunc(models.Models, func(m goopenai.Model) bool { return m.ID == cfg.Model }), nil
}
