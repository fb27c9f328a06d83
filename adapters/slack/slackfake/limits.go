package slackfake

import (
	"net/http"
	"time"
)

// The rules of https://docs.slack.dev/apis/web-api/rate-limits as the fake applies them, each per app and workspace:
// chat.postMessage once a second and channel, with Options.PostBurst at once and a tenth of a second for the network's jitter,
// and 300 a minute over all channels ("several hundred"); the tiers 20, 50 and 100 a minute and method, of which a full minute's
// worth may come at once. Methods of the special tier other than chat.postMessage have no limit here.
const (
	postEvery     = time.Second
	postJitter    = 100 * time.Millisecond
	postsAMinute  = 300
	postWorkspace = "chat.postMessage in all channels"
)

// meter is a leaky bucket: full is the time at which it would be empty if nothing more came.
type meter struct{ empty time.Time }

// take lets one call in, or tells how long to wait.
func (m *meter) take(now time.Time, every, tolerance time.Duration) time.Duration {
	if m.empty.Before(now) {
		m.empty = now
	}
	if wait := m.empty.Sub(now) - tolerance; wait > 0 {
		return wait
	}
	m.empty = m.empty.Add(every)
	return 0
}

// meter counts the call and refuses it when it comes too soon. The caller holds mu.
func (s *Server) meter(c *call, m method) error {
	if !s.opt.Limits {
		return nil
	}
	var wait time.Duration
	if c.method == "chat.postMessage" {
		wait = s.take("post "+c.arg("channel"), c.at, postEvery, time.Duration(s.opt.PostBurst-1)*postEvery+postJitter)
		if wait == 0 {
			wait = s.take(postWorkspace, c.at, time.Minute/postsAMinute, time.Minute)
		}
	} else if m.tier != special {
		every := time.Minute / time.Duration(m.tier)
		wait = s.take(c.method, c.at, every, time.Minute-every)
	}
	if wait == 0 {
		return nil
	}
	s.records.violations++
	return &apiError{code: "ratelimited", status: http.StatusTooManyRequests, retryAfter: wait}
}

func (s *Server) take(key string, now time.Time, every, tolerance time.Duration) time.Duration {
	m := s.meters[key]
	if m == nil {
		m = &meter{}
		s.meters[key] = m
	}
	return m.take(now, every, tolerance)
}
