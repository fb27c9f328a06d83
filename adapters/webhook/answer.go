package webhook

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"amends/bot"
)

const (
	maxAnswer    = 64 << 10 // bytes of an answer that are read
	maxReference = 100      // bytes of a reference
	leastPause   = time.Second
	longestPause = 24 * time.Hour
	statusDone   = "done"
	statusTaken  = "accepted"
)

// answer is what a shop says to a settlement.
type answer struct {
	Status    string `json:"status"`
	Reference string `json:"reference"`
}

// read makes of the shop's response an answer, an error to try again after, or one that cannot be helped.
func (c *Channel) read(resp *http.Response, key string) (answer, error) {
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer+1))
	code := resp.StatusCode
	switch {
	case code >= 500, code == http.StatusTooManyRequests, code == http.StatusRequestTimeout:
		if wait, ok := retryAfter(resp.Header.Get("Retry-After"), c.cfg.Now()); ok {
			return answer{}, &bot.RetryAfter{After: wait}
		}
		return answer{}, fmt.Errorf("the shop answers %s", status(code))
	case code < 200 || code > 299:
		c.cfg.Log.Error("the shop refuses a settlement for good, its task stays on the desk: see the shop's log and REMEDY_WEBHOOK_URL",
			"settlement", key, "status", code)
		return answer{}, fmt.Errorf("the shop answers %s: %w", status(code), bot.ErrPermanent)
	case err != nil:
		return answer{}, fmt.Errorf("read the shop's answer: %w", withoutURL(err))
	}
	return c.understand(body, key), nil
}

// understand reads the body of a success. One that makes no sense counts as accepted: the shop took it, and the desk has the task.
func (c *Channel) understand(body []byte, key string) answer {
	accepted := answer{Status: statusTaken}
	if len(strings.TrimSpace(string(body))) == 0 {
		return accepted
	}
	var a answer
	if err := json.Unmarshal(body, &a); err != nil || len(body) > maxAnswer || a.Status != statusDone && a.Status != statusTaken {
		c.cfg.Log.Warn(`the shop's answer says neither "done" nor "accepted", the task stays on the desk`, "settlement", key)
		return accepted
	}
	a.Reference = reference(a.Reference)
	return a
}

// reference is the shop's number for what it did, on one line and of a sensible length.
func reference(text string) string {
	text = strings.Join(strings.Fields(strings.ToValidUTF8(text, "")), " ")
	for len(text) > maxReference {
		text = strings.ToValidUTF8(text[:maxReference], "")
	}
	return text
}

// retryAfter reads the header of this name: seconds or a date (https://www.rfc-editor.org/rfc/rfc9110#field.retry-after).
func retryAfter(value string, now time.Time) (time.Duration, bool) {
	if n, err := strconv.Atoi(value); err == nil && n >= 0 {
		return time.Duration(min(max(n, int(leastPause/time.Second)), int(longestPause/time.Second))) * time.Second, true
	}
	if at, err := http.ParseTime(value); err == nil {
		return min(max(at.Sub(now), leastPause), longestPause), true
	}
	return 0, false
}

func status(code int) string {
	return strings.TrimSpace(strconv.Itoa(code) + " " + http.StatusText(code))
}

// withoutURL takes the URL out of an error of the client: it may hold a token.
func withoutURL(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}
