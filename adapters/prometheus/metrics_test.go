package prometheus

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil"

	"amends/bot"
	"amends/dialogue"
)

var now = time.Date(2026, 3, 2, 15, 0, 0, 0, time.UTC)

// turn is one that a person takes over late, with a settlement for the ledger and for the shop.
func turn() bot.Trace {
	settle := dialogue.Settle{Settlement: dialogue.Settlement{Remedy: "partial_keep"}}
	return bot.Trace{Read: time.Millisecond, Decide: 100 * time.Microsecond, Write: 2 * time.Millisecond, Turn: bot.Turn{
		Event: dialogue.Event{At: now, Body: dialogue.Message{Text: "secret words"}, Read: dialogue.Reading{Interpretation: dialogue.Interpretation{By: "builtin"}}},
		Next: dialogue.Conversation{Human: &dialogue.Handoff{Reason: "safety", Since: now},
			Cases: []dialogue.Case{{Offer: &dialogue.Offer{At: now}}}},
		Outbox: []bot.Delivery{
			{To: bot.Destination{Channel: "telegram"}, Action: dialogue.Say{}},
			{To: bot.Destination{Channel: "ledger"}, Action: settle},
			{To: bot.Destination{Channel: "remedy"}, Action: settle},
			{To: bot.Destination{Channel: "desk"}, Action: dialogue.Alert{Reason: "reply_late"}},
			{To: bot.Destination{Channel: "desk"}, Action: dialogue.Alert{Reason: "something else"}},
		}}}
}

// sent is a delivery that was tried before.
func sent(channel string, outcome bot.Outcome) bot.Sent {
	return bot.Sent{Delivery: bot.Delivery{To: bot.Destination{Channel: channel}, Attempt: 1}, Outcome: outcome, Took: 20 * time.Millisecond, Wait: time.Second}
}

// desk is a store with two cases: an answer that is late and a remedy that is not.
type desk struct{ err error }

func (d desk) Cases(context.Context, bot.CaseQuery) ([]bot.CaseEntry, error) {
	return []bot.CaseEntry{
		{Status: dialogue.StatusHuman, Due: now.Add(-time.Minute)}, {Status: dialogue.StatusHuman, Due: now.Add(time.Hour)},
		{Status: dialogue.StatusSettled, Due: now.Add(48 * time.Hour)}, {Status: dialogue.StatusOpen},
	}, d.err
}

func (d desk) source() Source {
	return Source{Cases: d, Depths: d, Now: func() time.Time { return now }, Stats: func() bot.Stats { return bot.Stats{Waiting: 3, Left: 4} }}
}

func (d desk) Depth(context.Context) (bot.Depth, error) {
	return bot.Depth{Outbox: 5, Inbox: 2, Wake: 7, OldestReady: now.Add(-time.Minute)}, d.err
}

// figures are what a scrape answers.
func figures(t *testing.T, m *Metrics) string {
	t.Helper()
	w := httptest.NewRecorder()
	m.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	if w.Code != http.StatusOK {
		t.Fatalf("a scrape answers %d: %s", w.Code, w.Body)
	}
	return w.Body.String()
}

func TestFigures(t *testing.T) {
	m := New(desk{}.source())
	m.Turn(turn())
	m.Sent(sent("telegram", bot.OutcomeSent))
	m.Sent(sent("telegram", bot.OutcomeSkipped))
	m.Sent(sent("a chat with a strange name", "no such outcome"))
	got := figures(t, m)
	for _, want := range []string{
		`amends_turns_total{event="message",outcome="person"} 1`,
		`amends_turn_seconds_count{part="whole"} 1`,
		`amends_texts_read_total{by="builtin"} 1`,
		`amends_handoffs_total{reason="safety"} 1`,
		`amends_offers_total 1`,
		`amends_settlements_total{remedy="partial_keep"} 1`, // once, though the shop hears of it too
		`amends_settlements_total{remedy="replace"} 0`,
		`amends_alerts_total{reason="reply_late"} 1`,
		`amends_alerts_total{reason="other"} 1`,
		`amends_sla_breaches_total{kind="reply"} 1`,
		`amends_deliveries_total{channel="telegram",outcome="sent"} 1`,
		`amends_deliveries_total{channel="telegram",outcome="skipped"} 1`,
		`amends_deliveries_total{channel="other",outcome="other"} 1`,
		`amends_retries_total{channel="telegram"} 1`,
		`amends_delivery_seconds_count{channel="telegram"} 1`,
		`amends_delivery_wait_seconds_sum{channel="telegram"} 1`,
		`amends_outbox_depth 5`,
		`amends_outbox_oldest_seconds 60`,
		`amends_inbox_depth 2`,
		`amends_timers 7`,
		`amends_lanes_waiting 3`,
		`amends_lanes_left_total 4`,
		`amends_open_cases{status="human"} 2`,
		`amends_open_cases{status="asked"} 0`,
		`amends_sla_due_seconds{kind="reply"} -60`,
		`amends_sla_due_seconds{kind="remedy"} 172800`,
		`amends_store_up 1`,
		`go_goroutines`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("expected %s in the figures", want)
		}
	}
	for _, never := range []string{"secret", "strange", `kind="approval"} -`, "something else"} {
		if strings.Contains(got, never) {
			t.Errorf("expected no %s in the figures", never)
		}
	}
	if t.Failed() {
		t.Log(got)
	}
}

// TestAStoreThatIsDown leaves out what nobody knows, and says so; the rest is still told.
func TestAStoreThatIsDown(t *testing.T) {
	got := figures(t, New(desk{err: errors.New("down")}.source()))
	for what, want := range map[string]bool{"amends_store_up 0": true, "amends_lanes_waiting 3": true, "amends_outbox_depth": false, "amends_open_cases": false} {
		if strings.Contains(got, what) != want {
			t.Errorf("expected %s in the figures to be %v", what, want)
		}
	}
}

// TestLooksAtMostOnceASecond: several who ask at once cost the store one look.
func TestLooksAtMostOnceASecond(t *testing.T) {
	clock, looks := now, 0
	m := New(Source{Now: func() time.Time { return clock }, Depths: counting{&looks}})
	for range 3 {
		figures(t, m)
	}
	if looks != 1 {
		t.Errorf("expected one look, got %d", looks)
	}
	clock = clock.Add(time.Second)
	if figures(t, m); looks != 2 {
		t.Errorf("expected another look a second later, got %d", looks)
	}
}

// counting counts how often it is asked.
type counting struct{ looks *int }

func (c counting) Depth(context.Context) (bot.Depth, error) { *c.looks++; return bot.Depth{}, nil }

// TestNames holds the figures to Prometheus's own rules for names, units and help texts.
func TestNames(t *testing.T) {
	m := New(desk{}.source())
	m.Turn(turn())
	problems, err := testutil.GatherAndLint(m.registry)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		if strings.HasPrefix(p.Metric, "amends_") {
			t.Errorf("%s: %s", p.Metric, p.Text)
		}
	}
}

func BenchmarkTurn(b *testing.B) {
	m, t := New(Source{}), turn()
	b.ReportAllocs()
	for b.Loop() {
		m.Turn(t)
	}
}

func BenchmarkSent(b *testing.B) {
	m, s := New(Source{}), sent("telegram", bot.OutcomeSent)
	b.ReportAllocs()
	for b.Loop() {
		m.Sent(s)
	}
}
