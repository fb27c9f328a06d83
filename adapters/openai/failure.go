package openai

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	goopenai "github.com/sashabaranov/go-openai"
)

// failure is why the model gave no answer. Its Error holds nothing of the endpoint's own words, which may repeat what was sent.
type failure struct {
	outcome Outcome
	status  int    // of HTTP, 0 for none
	code    string // the endpoint's own name for it, when it is a plain word
	says    string // the endpoint's words, small letters; for refusal alone
	cause   error  // of the connection
}

func (f *failure) Error() string {
	text := "it " + failed[f.outcome]
	if f.status != 0 {
		text += fmt.Sprintf(", HTTP %d", f.status)
	}
	if f.code != "" {
		text += ", " + f.code
	}
	if f.cause != nil {
		text += ": " + f.cause.Error()
	}
	return text
}

// failed says what became of a call, for people who read a log.
var failed = map[Outcome]string{TimedOut: "took too long", Refused: "refused the request", Limited: "asks for patience or is used up",
	Failed: "failed", Garbage: "answered in no form that was asked for", Truncated: "ran out of tokens", OverSpent: "is over its budget",
	Open: "failed too often", Busy: "is busy"}

// OutcomeOf is what kind of trouble an error of this package is; Answered for none.
func OutcomeOf(err error) Outcome {
	var f *failure
	switch {
	case err == nil:
		return Answered
	case errors.As(err, &f):
		return f.outcome
	}
	return Failed
}

// failureOf classifies an error of the client. *RequestError comes first: some of its kind hold an *APIError without words.
func failureOf(err error) *failure {
	var request *goopenai.RequestError
	var api *goopenai.APIError
	switch {
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return &failure{outcome: TimedOut}
	case errors.As(err, &request):
		return &failure{outcome: byStatus(request.HTTPStatusCode), status: request.HTTPStatusCode, says: strings.ToLower(string(request.Body))}
	case errors.As(err, &api):
		f := &failure{outcome: byStatus(api.HTTPStatusCode), status: api.HTTPStatusCode, says: strings.ToLower(api.Message)}
		if code, ok := api.Code.(string); ok && plainCode.MatchString(code) {
			f.code = code
		}
		if api.Param != nil {
			f.says += " " + strings.ToLower(*api.Param)
		}
		return f
	case ofClient(err):
		return &failure{outcome: Refused, says: strings.ToLower(err.Error())}
	case errors.Is(err, errTooLarge):
		return &failure{outcome: Garbage}
	}
	return unreachable(err)
}

var plainCode = regexp.MustCompile(`^[a-z][a-z0-9_]{2,40}$`)

func byStatus(status int) Outcome {
	switch {
	case status == http.StatusTooManyRequests, status == http.StatusPaymentRequired:
		return Limited
	case status == http.StatusRequestTimeout, status == http.StatusGatewayTimeout:
		return TimedOut
	case status >= 400 && status < 500:
		return Refused
	}
	return Failed
}

// ofClient reports a request that the client library itself refuses for the model's name.
func ofClient(err error) bool {
	for _, e := range []error{goopenai.ErrReasoningModelMaxTokensDeprecated, goopenai.ErrReasoningModelLimitationsOther,
		goopenai.ErrReasoningSamplingUnsupported, goopenai.ErrReasoningEffortUnsupported} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

// unreachable is an error of the connection, or of an answer that is no JSON.
func unreachable(err error) *failure {
	var lost *url.Error
	if errors.As(err, &lost) {
		return &failure{outcome: Failed, cause: lost.Err} // without the address, which a proxy's may have a password in
	}
	return &failure{outcome: Garbage}
}
