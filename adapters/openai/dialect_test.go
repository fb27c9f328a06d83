package openai

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

// odd is a text that the built-in understander cannot tell; nothing of it may be in an error.
const odd = "the stitching makes my cat sad somehow"

// sad is what a model makes of it.
var sad = commands([5]any{"issue", "not_as_described", "", "makes my cat sad", 0.9})

// openAIError is an error as OpenAI writes it, which repeats what was sent.
func openAIError(message, param string) string {
	return fmt.Sprintf(`{"error":{"message":%q,"type":"invalid_request_error","param":%q,"code":"unsupported_value"}}`, message+" (you sent: "+odd+")", param)
}

// Each endpoint dislikes something. The first text finds it out, the second is asked right at once.
func TestTheWayToAskIsFoundOutOnce(t *testing.T) {
	for _, test := range []struct {
		name, model string
		dislikes    func(asked) string // "" when the request is fine
		requests    int                // for the first text
	}{
		{"takes all", "m", func(asked) string { return "" }, 1},
		{"no schema", "m", func(a asked) string {
			return when(a.Format.Type == "json_schema", openAIError("Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model.", "response_format"))
		}, 2},
		{"text alone", "m", func(a asked) string { return when(a.Format.Type != "", `{"error":"json mode is not available"}`) }, 3},
		{"no temperature", "m", func(a asked) string {
			return when(a.Temperature != nil, openAIError("Unsupported value: 'temperature' does not support 0 with this model.", "temperature"))
		}, 2},
		{"the newer name", "m", func(a asked) string {
			return when(a.MaxTokens != nil, openAIError("Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.", "max_tokens"))
		}, 2},
		{"no limit at all", "m", func(a asked) string {
			return when(a.MaxTokens != nil || a.MaxComplete != nil, `{"object":"error","message":"extra fields: max_tokens / max_completion_tokens"}`)
		}, 3},
		{"says nothing of why", "m", func(a asked) string { return when(a.Format.Type != "" || a.Temperature != nil, `Bad Request`) }, 4},
		{"a model that thinks", "o4-mini", func(a asked) string {
			return when(a.MaxTokens != nil || a.Temperature != nil || a.Effort == nil, openAIError("a mistake of the caller", "max_tokens"))
		}, 1},
		{"one that thinks and has no effort", "gpt-5-chat", func(a asked) string {
			return when(a.Effort != nil, openAIError("Unrecognized request argument supplied: reasoning_effort", "reasoning_effort"))
		}, 2},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := &wire{respond: func(_ int, a asked) (int, string) {
				if wrong := test.dislikes(a); wrong != "" {
					return 400, wrong
				}
				return 200, completion("Here: "+sad, "stop")
			}}
			r := newRig(t, w, func(c *Config) { c.Model = test.model })
			for range 2 {
				if in := r.read(fresh(), odd); in.By != By {
					t.Errorf("read by %q: %s", in.By, r.last())
				}
			}
			if w.requests() != test.requests+1 {
				t.Errorf("%d requests for two texts, want %d and 1", w.requests(), test.requests)
			}
		})
	}
}

func when(is bool, text string) string {
	if is {
		return text
	}
	return ""
}

// A refusal that has another cause leaves the way to ask as it was.
func TestARefusalIsNotAlwaysForTheForm(t *testing.T) {
	fails := true
	w := &wire{respond: func(int, asked) (int, string) {
		if fails {
			return 400, `{"error":{"message":"bad luck","type":"x","code":null}}`
		}
		return 200, completion(sad, "stop")
	}}
	r := newRig(t, w)
	if _, err := r.Understand(t.Context(), fresh(), odd, monday); OutcomeOf(err) != Refused {
		t.Errorf("error %v, want a refusal", err)
	}
	if w.requests() > mostSteps {
		t.Errorf("%d requests for one text, want at most %d", w.requests(), mostSteps)
	}
	fails = false
	if r.read(fresh(), odd); !strings.Contains(w.bodies[len(w.bodies)-1], "json_schema") {
		t.Error("after an endless refusal the schema is not asked for any more")
	}
}

// Whatever an endpoint does, the built-in reading is there and the error says what kind of trouble it was, and nothing else.
func TestTrouble(t *testing.T) {
	for _, test := range []struct {
		name   string
		status int
		body   string
		want   Outcome
	}{
		{"limited", 429, openAIError("Rate limit reached", ""), Limited},
		{"used up", 402, "pay " + odd, Limited},
		{"no such key", 401, `{"error":{"message":"Incorrect API key provided: test-key","type":"x","code":"invalid_api_key"}}`, Refused},
		{"no such model", 404, `{"error":{"message":"The model does not exist","code":"model_not_found"}}`, Refused},
		{"too long", 400, `{"error":{"message":"maximum context length is 10 tokens, see max_tokens","code":"context_length_exceeded"}}`, Refused},
		{"in trouble", 500, `{"error":{"message":"The server had an error","type":"server_error"}}`, Failed},
		{"a page of a proxy", 502, "<html>" + odd + "</html>", Failed},
		{"Ollama", 500, `{"error":"model runner has unexpectedly stopped"}`, Failed},
		{"late", 504, "", TimedOut},
		{"elsewhere", 307, "", Garbage},
		{"no JSON", 200, "oops " + odd, Garbage},
		{"cut off", 200, completion(sad, "stop")[:80], Garbage},
		{"no choice", 200, `{"choices":[]}`, Garbage},
		{"null", 200, `{"choices":[{"message":{"role":"assistant","content":null},"finish_reason":"stop"}]}`, Garbage},
		{"refusal in words", 200, completion("I cannot help with "+odd, "stop"), Garbage},
		{"out of tokens", 200, completion(sad[:30], "length"), Truncated},
		{"endless", 200, strings.Repeat(" ", mostResponse+10), Garbage},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := newRig(t, &wire{respond: func(int, asked) (int, string) { return test.status, test.body }})
			in, err := r.Understand(t.Context(), fresh(), odd, monday)
			if OutcomeOf(err) != test.want || r.last() != test.want || in.By != "builtin" {
				t.Errorf("outcome %s, observed %s, read by %s (%v), want %s and the built-in reading", OutcomeOf(err), r.last(), in.By, err, test.want)
			}
			if err == nil {
				t.Fatal("no error, want one for the log")
			}
			for _, never := range []string{"cat", "stitching", "test-key", "model.test"} {
				if strings.Contains(err.Error(), never) {
					t.Errorf("the error holds %q: %v", never, err)
				}
			}
		})
	}
}

// A model that thinks before it answers gets the room for it, once that is known.
func TestRoomForThoughts(t *testing.T) {
	w := &wire{respond: func(_ int, a asked) (int, string) {
		if a.MaxTokens != nil && *a.MaxTokens == answerRoom {
			return 200, completion("", "length")
		}
		return 200, completion("<think>hm {</think>"+sad, "stop")
	}}
	r := newRig(t, w)
	r.read(fresh(), odd)
	r.read(fresh(), odd)
	if w.requests() != 3 {
		t.Errorf("%d requests for two texts, want 2 and 1", w.requests())
	}
	if r.calls[0].TokensOut != 80 || r.calls[1].TokensOut != 40 {
		t.Errorf("calls %+v, want what both requests cost in the first", r.calls)
	}
}

// Nothing is sent where nobody listens, and the error names no address.
func TestUnreachable(t *testing.T) {
	r := newRig(t, nil, func(c *Config) {
		c.Transport, c.BaseURL, c.Patience = &http.Transport{DisableKeepAlives: true}, "http://127.0.0.1:1/v1", 2*time.Second
	})
	in, err := r.Understand(t.Context(), fresh(), odd, monday)
	if OutcomeOf(err) != Failed || in.By != "builtin" || strings.Contains(err.Error(), "/v1") {
		t.Errorf("read by %s, error %v, want the built-in reading and a plain failure", in.By, err)
	}
}
