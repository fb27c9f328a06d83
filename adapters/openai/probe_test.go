package openai

import (
	"io"
	"net/http"
	"strings"
	"testing"
)

// list is an endpoint that answers every request alike.
type list struct {
	status int
	body   string
}

func (l list) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: l.status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(l.body)), Request: r}, nil
}

func TestProbe(t *testing.T) {
	for _, test := range []struct {
		list
		listed bool
		want   Outcome
	}{
		{list{200, `{"data":[{"id":"other"},{"id":"m"}]}`}, true, Answered},
		{list{200, `{"data":[]}`}, false, Answered},
		{list{401, `{"error":{"message":"Incorrect API key provided: test-key","code":"invalid_api_key"}}`}, false, Refused},
		{list{404, `not here`}, false, Refused},
		{list{502, `<html>`}, false, Failed},
	} {
		listed, err := Probe(t.Context(), Config{Model: "m", Key: "test-key", Transport: test.list})
		if listed != test.listed || OutcomeOf(err) != test.want || err != nil && strings.Contains(err.Error(), "test-key") {
			t.Errorf("%d %s: listed %v, %v, want %v and %s", test.status, test.body, listed, err, test.listed, test.want)
		}
	}
}
