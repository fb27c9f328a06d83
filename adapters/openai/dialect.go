package openai

import (
	"math"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	goopenai "github.com/sashabaranov/go-openai"
)

// dialect is a way to ask that an endpoint may or may not take.
type dialect struct {
	format format
	limits []limit // ways to bound the answer, the first is tried
	greedy bool    // temperature as low as it goes; else the endpoint's own
	effort bool    // ask a model that thinks to think little
	roomy  bool    // leave room for thoughts
}

// format is how the answer's form is demanded.
type format int

const (
	bySchema format = iota // a strict JSON schema
	byJSON                 // JSON of any form
	byWords                // the instructions alone
)

// limit is what the bound of an answer's tokens is called.
type limit int

const (
	completionLimit limit = iota // max_completion_tokens
	tokenLimit                   // max_tokens
)

// Tokens that an answer may have.
const (
	answerRoom  = 700
	thoughtRoom = 4000
)

// thinker are the names of models that think before they answer.
var thinker = regexp.MustCompile(`(?:^|/)(?:o[134](?:-|$)|gpt-[56])`)

// firstDialect is the way to ask an endpoint that nothing is known about: OpenAI's own names with OpenAI, the older name elsewhere.
func firstDialect(baseURL, model string) dialect {
	d := dialect{limits: []limit{tokenLimit, completionLimit}, greedy: true}
	u, err := url.Parse(baseURL)
	if err == nil && (u.Hostname() == "api.openai.com" || strings.HasSuffix(u.Hostname(), ".openai.com")) || thinker.MatchString(model) {
		slices.Reverse(d.limits)
	}
	if thinker.MatchString(model) {
		d.greedy, d.effort, d.roomy = false, true, true
	}
	return d
}

// put writes the way to ask into a request.
func (d dialect) put(r *goopenai.ChatCompletionRequest, q question) {
	room := max(answerRoom, q.room)
	if d.roomy {
		room = max(thoughtRoom, q.room)
	}
	if len(d.limits) > 0 {
		switch d.limits[0] {
		case completionLimit:
			r.MaxCompletionTokens = room
		case tokenLimit:
			//lint:ignore SA1019 the only name that many other endpoints know
			r.MaxTokens = room
		}
	}
	if d.greedy {
		r.Temperature = math.SmallestNonzeroFloat32 // the client leaves out a zero, and then the endpoint's own counts
	}
	if d.effort {
		r.ReasoningEffort = goopenai.ReasoningEffortLow
	}
	switch d.format {
	case bySchema:
		r.ResponseFormat = &goopenai.ChatCompletionResponseFormat{Type: goopenai.ChatCompletionResponseFormatTypeJSONSchema,
			JSONSchema: &goopenai.ChatCompletionResponseFormatJSONSchema{Name: string(q.purpose), Schema: q.schema, Strict: true}}
	case byJSON:
		r.ResponseFormat = &goopenai.ChatCompletionResponseFormat{Type: goopenai.ChatCompletionResponseFormatTypeJSONObject}
	}
}

// after is the next way to ask after a failure; false when another way would not help.
func (d dialect) after(f *failure) (dialect, bool) {
	if f.outcome == Truncated && !d.roomy {
		d.roomy = true
		return d, true
	}
	if !f.ofForm() {
		return d, false
	}
	if next, ok := d.without(f.names); ok {
		return next, true
	}
	if f.status == http.StatusBadRequest || f.status == http.StatusUnprocessableEntity {
		return d.without(func(...string) bool { return true }) // it does not say what it dislikes
	}
	return d, false
}

// without leaves out the first thing that is named, what endpoints dislike most often first.
func (d dialect) without(named func(...string) bool) (dialect, bool) {
	switch {
	case d.format < byWords && named("response_format", "schema", "strict", "grammar", "json"):
		d.format++
	case d.effort && named("effort"):
		d.effort = false
	case d.greedy && named("temperature", "sampling"):
		d.greedy = false
	case len(d.limits) > 0 && named("max_tokens", "max_completion_tokens", "maxtokens"):
		d.limits = d.limits[1:]
	default:
		return d, false
	}
	return d, true
}

// ofForm reports whether a request was refused for its form, as far as can be told.
func (f *failure) ofForm() bool {
	switch f.status {
	case 0:
		return f.outcome == Refused // by the client library
	case http.StatusBadRequest, http.StatusUnprocessableEntity, http.StatusInternalServerError, http.StatusNotImplemented:
	default:
		return false
	}
	return !f.names("context length", "context_length", "context window", "content_filter", "content management", "does not exist", "model_not_found", "api key", "quota",
		"image", "vision", "multimodal")
}

// names reports whether the endpoint's words hold one of some names.
func (f *failure) names(names ...string) bool {
	return slices.ContainsFunc(names, func(n string) bool { return strings.Contains(f.says, n) || strings.Contains(f.code, n) })
}
