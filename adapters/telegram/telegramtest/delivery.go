package telegramtest

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"syscall"
	"time"
)

// Delivery says how updates are posted to a webhook.
type Delivery struct {
	Local    bool                           // plain http, any host and any port are accepted, as by a Bot API server of one's own
	Client   *http.Client                   // posts the updates; nil is a plain one
	Attempts int                            // after how many failed posts an update is given up; 0 is 20
	Pause    func(failed int) time.Duration // how long to wait after the failed-th failure of an update; nil is 1, 2, 4 ... 60 s
}

func (d Delivery) pause(failed int) time.Duration {
	if d.Pause != nil {
		return d.Pause(failed)
	}
	return min(time.Second<<min(failed-1, 6), time.Minute)
}

// Posts counts what was posted to webhooks since the start.
type Posts struct {
	Posted   int // requests made
	Accepted int // answered with 2xx
	Failed   int // answered otherwise, or not at all
	GivenUp  int // updates that were dropped after the last attempt
}

// Posts are the counts of the delivery to webhooks.
func (s *Server) Posts() Posts {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.posted
}

// A hook is a webhook that is set. Updates of one chat go one after the other, those of several chats at the same time.
// Server.mu guards it.
type hook struct {
	s         *Server
	url       string
	secret    string
	max       int
	ctx       context.Context
	cancel    context.CancelFunc
	lanes     map[int64]*lane
	ready     []*lane
	busy      int
	errorDate int64
	errorText string
}

// A lane is the updates of one chat that wait for the webhook. Only the first one can be under way.
type lane struct {
	chat int64
	list []*update
}

func newHook(s *Server, url, secret string, connections int) *hook {
	h := &hook{s: s, url: url, secret: secret, max: connections, lanes: map[int64]*lane{}}
	h.ctx, h.cancel = context.WithCancel(s.ctx)
	return h
}

func (h *hook) add(u *update) {
	l := h.lanes[u.Chat]
	if l == nil {
		l = &lane{chat: u.Chat}
		h.lanes[u.Chat] = l
		h.ready = append(h.ready, l)
	}
	if l.list = append(l.list, u); h.s.queue.mixed != nil && len(l.list) > 2 {
		i := 1 + h.s.queue.mixed.IntN(len(l.list)-1) // the first may be under way
		l.list[i], l.list[len(l.list)-1] = u, l.list[i]
	}
	h.pump()
}

// pump starts posts while there are free connections. Server.mu is held.
func (h *hook) pump() {
	for h.busy < h.max && len(h.ready) > 0 && h.ctx.Err() == nil && !h.s.closing {
		l := h.ready[0]
		h.ready = h.ready[1:]
		if u := l.first(); u != nil {
			h.busy++
			h.start(l, u)
			continue
		}
		delete(h.lanes, l.chat)
	}
}

// first is the update whose turn it is; those that were dropped meanwhile are passed over.
func (l *lane) first() *update {
	for len(l.list) > 0 && l.list[0].gone {
		l.list = l.list[1:]
	}
	if len(l.list) == 0 {
		return nil
	}
	return l.list[0]
}

func (h *hook) start(l *lane, u *update) {
	body, twice := u.encode(), h.s.queue.twice
	h.s.running.Go(func() {
		fault, wait := h.post(body)
		if fault == "" && twice {
			h.post(body)
		}
		h.done(l, u, fault, wait)
	})
}

// post delivers one update. The fault is in the platform's words, "" when there was none; wait is what a refusal asks for in Retry-After.
func (h *hook) post(body []byte) (fault string, wait time.Duration) {
	req, err := http.NewRequestWithContext(h.ctx, http.MethodPost, h.url, bytes.NewReader(body))
	if err != nil {
		return "Wrong URL", 0
	}
	req.Header.Set("Content-Type", "application/json")
	if h.secret != "" {
		req.Header.Set("X-Telegram-Bot-Api-Secret-Token", h.secret)
	}
	res, err := h.s.posts.Do(req)
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return "Connection refused", 0
	case err != nil:
		return "Webhook connection closed", 0
	}
	defer res.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, 1<<20))
	if res.StatusCode/100 == 2 {
		return "", 0
	}
	seconds, _ := strconv.Atoi(res.Header.Get("Retry-After"))
	fault = fmt.Sprintf("Wrong response from the webhook: %d %s", res.StatusCode, http.StatusText(res.StatusCode))
	return fault, time.Duration(min(max(seconds, 0), 3600)) * time.Second
}

// done takes note of a post and goes on with the lane: at once, or after a pause.
func (h *hook) done(l *lane, u *update, fault string, wait time.Duration) {
	s := h.s
	s.mu.Lock()
	defer s.mu.Unlock()
	h.busy--
	s.posted.Posted++
	s.changed.fire()
	switch {
	case fault == "":
		s.posted.Accepted++
		s.queue.drop(u)
		h.ready = append(h.ready, l)
	case h.ctx.Err() != nil: // the webhook was deleted; the update stays
	default:
		h.failed(l, u, fault, wait)
	}
	h.pump()
}

// failed tries again after a pause, or gives the update up. Server.mu is held.
func (h *hook) failed(l *lane, u *update, fault string, wait time.Duration) {
	s := h.s
	s.posted.Failed++
	h.errorDate, h.errorText = s.now().Unix(), fault
	if u.fails++; u.fails < cmp.Or(s.opt.Webhook.Attempts, 20) {
		h.retry(l, cmp.Or(wait, s.opt.Webhook.pause(u.fails)))
		return
	}
	s.posted.GivenUp++
	s.queue.drop(u)
	h.ready = append(h.ready, l)
}

// retry makes a lane ready again after a pause, which holds no connection.
func (h *hook) retry(l *lane, after time.Duration) {
	if h.s.closing {
		return
	}
	h.s.running.Go(func() {
		t := time.NewTimer(after)
		defer t.Stop()
		select {
		case <-t.C:
		case <-h.ctx.Done():
			return
		}
		h.s.mu.Lock()
		defer h.s.mu.Unlock()
		h.ready = append(h.ready, l)
		h.pump()
	})
}
