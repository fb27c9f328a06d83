package slackfake

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gorilla/websocket"
)

// Bounds of Socket Mode: https://docs.slack.dev/apis/events-api/using-socket-mode. An answer that reaches ackMax is dropped without
// a word.
const (
	connectionsMax = 10
	ackMax         = 20 * 1024
)

// hub holds the app's Socket Mode connections and what travels over them. The server's mu guards it.
type hub struct {
	conns   []*conn
	turn    int
	waiting []*flight          // no connection to send them to
	flights map[string]*flight // by envelope_id, until acknowledged
	tickets map[string]bool
	open    int // deliveries not concluded, over HTTP too
}

// flight is one envelope: one attempt to deliver something.
type flight struct {
	d       *delivery
	attempt int
	reason  string
	extra   bool // the second copy that Redeliver makes
	conn    *conn
	sent    time.Time
	expired bool
}

// conn is one WebSocket connection.
type conn struct {
	ws       *websocket.Conn
	out      [][]byte
	wake     chan struct{}
	gone     chan struct{} // closed with the connection
	draining bool          // asked to leave; gets nothing more
}

func (c *conn) push(message []byte) {
	c.out = append(c.out, message)
	c.nudge()
}

func (c *conn) nudge() {
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

func (h *hub) closeAll() {
	for _, c := range h.conns {
		_ = c.ws.Close()
	}
}

func (h *hub) wakeAll() {
	for _, c := range h.conns {
		c.nudge()
	}
}

// next picks the connections in turn.
func (h *hub) next() *conn {
	for range h.conns {
		h.turn = (h.turn + 1) % len(h.conns)
		if c := h.conns[h.turn]; !c.draining {
			return c
		}
	}
	return nil
}

func connectionsOpen(c *call) (object, error) {
	ticket := c.s.newID("ticket")
	c.s.hub.tickets[ticket] = true
	return object{"url": fmt.Sprintf("ws%s/link/?ticket=%s&app_id=%s", strings.TrimPrefix(c.s.base(), "http"), ticket, c.s.workspace.app.ID)}, nil
}

// fly sends an envelope over the next connection, or keeps it until there is one.
func (s *Server) fly(f *flight) {
	c := s.hub.next()
	if c == nil {
		s.hub.waiting = append(s.hub.waiting, f)
		return
	}
	id := s.newID("env-")
	f.conn, f.sent = c, time.Now()
	s.hub.flights[id] = f
	c.push(f.envelope(id))
	if f.d.kind == kindEvent && !f.extra {
		s.after(s.opt.AckTimeout, func() { s.expire(f) })
	}
}

func (f *flight) envelope(id string) []byte {
	e := object{"envelope_id": id, "type": f.d.kind, "payload": json.RawMessage(f.d.payload), "accepts_response_payload": f.d.kind != kindEvent}
	if f.d.kind == kindEvent || f.attempt > 0 {
		e["retry_attempt"], e["retry_reason"] = f.attempt, f.reason
	}
	data, err := json.Marshal(e)
	if err != nil {
		panic(fmt.Sprintf("slackfake: an envelope cannot be written as JSON: %v", err)) // its payload was made by json.Marshal
	}
	return data
}

// expire repeats an envelope that was not acknowledged in time.
func (s *Server) expire(f *flight) {
	if f.expired || f.d.settled {
		return
	}
	f.expired = true
	s.again(f.d, "timeout")
}

// serveSocket is the WebSocket that apps.connections.open names.
func (s *Server) serveSocket(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	ticket := r.URL.Query().Get("ticket")
	valid := s.hub.tickets[ticket] && !s.faults.down
	delete(s.hub.tickets, ticket)
	s.mu.Unlock()
	if !valid {
		http.Error(w, "invalid ticket", http.StatusForbidden)
		return
	}
	ws, err := s.upgrader.Upgrade(w, r, nil)
	if err != nil {
		return // Upgrade has answered
	}
	c := &conn{ws: ws, wake: make(chan struct{}, 1), gone: make(chan struct{})}
	if !s.welcome(c) {
		_ = ws.Close()
		return
	}
	defer s.work.Done()
	s.listen(c)
	close(c.gone)
	s.farewell(c)
}

// welcome greets a connection and gives it what waited for one.
func (s *Server) welcome(c *conn) bool {
	return locked(s, func() bool {
		if s.closing.Err() != nil {
			return false
		}
		if len(s.hub.conns) >= connectionsMax {
			_ = c.ws.WriteJSON(object{"type": "disconnect", "reason": "too_many_websockets", "debug_info": object{"host": "slackfake"}})
			return false
		}
		s.hub.conns = append(s.hub.conns, c)
		s.work.Add(1) // for the reader; Close waits for it
		s.work.Go(func() { s.write(c) })
		hello, _ := json.Marshal(object{"type": "hello", "num_connections": len(s.hub.conns),
			"debug_info":      object{"host": "slackfake", "build_number": 1, "approximate_connection_time": 18060},
			"connection_info": object{"app_id": s.workspace.app.ID}})
		c.push(hello)
		waiting := s.hub.waiting
		s.hub.waiting = nil
		for _, f := range waiting {
			if !f.d.settled {
				s.fly(f)
			}
		}
		return true
	})
}

// write sends what is queued for a connection, and pings.
func (s *Server) write(c *conn) {
	ticker := time.NewTicker(s.opt.PingEvery)
	defer ticker.Stop()
	ping := true // at once: clients count from the first ping
	for {
		s.mu.Lock()
		muted := s.faults.muted
		var batch [][]byte
		if !muted {
			batch, c.out = c.out, nil
		}
		s.mu.Unlock()
		for _, message := range batch {
			if c.ws.WriteMessage(websocket.TextMessage, message) != nil {
				break // the reader notices too
			}
		}
		if ping && !muted {
			_ = c.ws.WriteControl(websocket.PingMessage, []byte("Ping from slackfake"), time.Now().Add(time.Second))
		}
		select {
		case <-c.gone:
			return
		case <-c.wake:
			ping = false
		case <-ticker.C:
			ping = true
		}
	}
}

// listen reads acknowledgements until the connection ends.
func (s *Server) listen(c *conn) {
	for {
		_, data, err := c.ws.ReadMessage()
		if err != nil {
			_ = c.ws.Close()
			return
		}
		var ack struct {
			EnvelopeID string          `json:"envelope_id"`
			Payload    json.RawMessage `json:"payload"`
		}
		if len(data) < ackMax && json.Unmarshal(data, &ack) == nil {
			s.change(func() { s.acknowledged(ack.EnvelopeID, ack.Payload) })
		}
	}
}

func (s *Server) acknowledged(id string, payload json.RawMessage) {
	f := s.hub.flights[id]
	if f == nil {
		return
	}
	delete(s.hub.flights, id)
	s.noteAck(f.d, Ack{Attempt: f.attempt, Delay: time.Since(f.sent), Payload: payload, Late: f.expired})
	if !f.expired {
		s.conclude(f.d, payload, nil)
	}
}

// farewell forgets a connection. What it had not acknowledged goes to another one.
func (s *Server) farewell(c *conn) {
	s.change(func() {
		s.hub.conns = slices.DeleteFunc(s.hub.conns, func(o *conn) bool { return o == c })
		var orphans []*flight
		for id, f := range s.hub.flights {
			if f.conn == c {
				delete(s.hub.flights, id)
				orphans = append(orphans, f)
			}
		}
		slices.SortFunc(orphans, func(a, b *flight) int { return a.sent.Compare(b.sent) })
		for _, f := range orphans {
			if !f.expired && !f.d.settled && !f.extra {
				f.expired = true
				s.dispatch(&flight{d: f.d, attempt: f.attempt + 1, reason: "connection_failed"})
			}
		}
	})
}

// Connections is the number of Socket Mode connections that take envelopes.
func (s *Server) Connections() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, c := range s.hub.conns {
		if !c.draining {
			n++
		}
	}
	return n
}

// Disconnect asks every connection to be opened anew, as Slack does every hour or so: reason is "warning" or "refresh_requested".
// They get no further envelopes and are closed AckTimeout later.
func (s *Server) Disconnect(reason string) {
	s.change(func() {
		message, _ := json.Marshal(object{"type": "disconnect", "reason": reason, "debug_info": object{"host": "slackfake"}})
		for _, c := range s.hub.conns {
			c.draining = true
			c.push(message)
			s.after(s.opt.AckTimeout, func() { _ = c.ws.Close() })
		}
	})
}

// Drop cuts every connection without a word.
func (s *Server) Drop() { s.change(s.hub.closeAll) }
