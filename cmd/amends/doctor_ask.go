package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// asking is the client for questions to the platforms. It follows no redirect: the token would go along.
var asking = &http.Client{Timeout: examTime, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}

const (
	maxReply    = 1 << 20
	skewAllowed = 5 * time.Second // of this machine's clock, by what a platform's servers say
)

// ask posts a form and reads the JSON that comes back, whatever the status. Errors hold no address, which may hold a token.
func ask(ctx context.Context, address string, form url.Values, bearer string, reply any) (http.Header, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, strings.NewReader(form.Encode()))
	if err != nil {
		return nil, errors.New("the address cannot be used")
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if bearer != "" {
		req.Header.Set("Authorization", "Bearer "+bearer)
	}
	resp, err := asking.Do(req)
	var of *url.Error
	if errors.As(err, &of) {
		return nil, of.Err
	}
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	if err := json.NewDecoder(io.LimitReader(resp.Body, maxReply)).Decode(reply); err != nil {
		return nil, fmt.Errorf("the answer, of status %d, is no JSON", resp.StatusCode)
	}
	return resp.Header, nil
}

// clockVerdict compares this machine's clock with the one of a platform, which comes with every answer to the second.
func clockVerdict(whose string, h http.Header, now time.Time) []verdict {
	theirs, err := http.ParseTime(h.Get("Date"))
	if err != nil {
		return nil
	}
	if skew := now.Sub(theirs); skew.Abs() > skewAllowed {
		return []verdict{warn(fmt.Sprintf("clock: this machine's is %s away from %s's", skew.Abs().Round(time.Second), whose),
			"let it follow a time server (NTP): dates that buyers are told depend on it")}
	}
	return []verdict{ok("clock: agrees with %s's", whose)}
}
