package webhook_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"amends/adapters/webhook"
	"amends/bot"
	"amends/dialogue"
	"amends/dialogue/money"
)

var (
	now    = time.Date(2026, 3, 2, 15, 0, 0, 0, time.UTC)
	secret = []byte("0123456789abcdef0123456789abcdef")
	agreed = dialogue.Settlement{ID: "A-7K2M9P-1", Case: "A-7K2M9P", Order: "112-4567890-1234567", SKU: "BP-20-GR", Remedy: "partial_keep",
		Refund: money.Money{Minor: 1250, Currency: "USD"}, Playbook: "4f1d", ApprovedBy: "ana", Agreed: now, Due: now.Add(48 * time.Hour)}
)

// rig is a channel whose shop is a handler of the test, with what the conversation hears.
type rig struct {
	*webhook.Channel
	heard []dialogue.Event
	log   bytes.Buffer
}

func open(t *testing.T, shop http.Handler) *rig {
	t.Helper()
	server := httptest.NewServer(shop)
	t.Cleanup(server.Close)
	r := &rig{}
	c, err := webhook.New(webhook.Config{URL: server.URL + "/remedies?token=hunter2", Secret: secret, Now: func() time.Time { return now },
		Log: slog.New(slog.NewTextHandler(&r.log, &slog.HandlerOptions{Level: slog.LevelDebug}))})
	if err != nil {
		t.Fatal(err)
	}
	r.Channel = c
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = c.Receive(ctx, func(_ context.Context, ev dialogue.Event) error { r.heard = append(r.heard, ev); return nil })
	}()
	t.Cleanup(func() { stop(); <-ended })
	return r
}

func delivery(a dialogue.Action) bot.Delivery {
	return bot.Delivery{ID: "e1/0", Conversation: "telegram:7", To: bot.Destination{Channel: webhook.Name, Chat: "112"}, Action: a, At: now}
}

func answering(code int, body string, header ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i+1 < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(code)
		fmt.Fprint(w, body)
	}
}

// TestAShopRefundsOnce: a shop that verifies, refunds and says so; the conversation hears that it is done. Said again, the shop
// refunds nothing more, and withdrawn it is asked nothing of the conversation.
func TestAShopRefundsOnce(t *testing.T) {
	refunds := 0
	r := open(t, &shop{secret: secret, now: func() time.Time { return now }, done: map[string]string{}, refund: func(order string, amount int64, currency string) string {
		refunds++
		return fmt.Sprintf("%s %d %s", order, amount, currency)
	}})
	for range 2 {
		receipt, err := r.Send(t.Context(), delivery(dialogue.Settle{Settlement: agreed}))
		if err != nil || receipt != "112-4567890-1234567 1250 USD" {
			t.Fatalf("expected the shop's reference, got %q, error %v", receipt, err)
		}
	}
	if _, err := r.Send(t.Context(), delivery(dialogue.Settle{Settlement: agreed, Withdrawn: true})); err != nil {
		t.Fatalf("expected a withdrawal to be taken, got %v", err)
	}
	done := dialogue.Event{ID: "shop:A-7K2M9P-1", Conversation: "telegram:7", At: now,
		Body: dialogue.Decision{Agent: "shop", Option: "done", Case: "A-7K2M9P", Note: "112-4567890-1234567 1250 USD"}}
	if diff := cmp.Diff([]dialogue.Event{done, done}, r.heard); diff != "" || refunds != 1 {
		t.Errorf("expected one refund and the same event twice, got %d refunds and (-want +got):\n%s", refunds, diff)
	}
}

// TestTheRequest: what a shop relies on, byte for byte.
func TestTheRequest(t *testing.T) {
	var got *http.Request
	var body map[string]any
	r := open(t, http.HandlerFunc(func(_ http.ResponseWriter, req *http.Request) {
		got = req
		_ = json.NewDecoder(req.Body).Decode(&body)
	}))
	if _, err := r.Send(t.Context(), delivery(dialogue.Settle{Settlement: agreed, Withdrawn: true})); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{"version": 1.0, "event": "withdrawn", "settlement": map[string]any{"id": "A-7K2M9P-1", "case": "A-7K2M9P",
		"order": "112-4567890-1234567", "sku": "BP-20-GR", "remedy": "partial_keep", "refund": map[string]any{"amount": 1250.0, "currency": "USD"},
		"playbook": "4f1d", "approved_by": "ana", "agreed": "2026-03-02T15:00:00Z", "due": "2026-03-04T15:00:00Z"}}
	if diff := cmp.Diff(want, body); diff != "" {
		t.Errorf("body (-want +got):\n%s", diff)
	}
	for name, want := range map[string]string{"Idempotency-Key": "A-7K2M9P-1-withdrawn", "Amends-Timestamp": "1772463600", "Content-Type": "application/json"} {
		if h := got.Header.Get(name); h != want {
			t.Errorf("header %s is %q, want %q", name, h, want)
		}
	}
	if sig := got.Header.Get("Amends-Signature"); !strings.HasPrefix(sig, "v1=") || len(sig) != 3+64 {
		t.Errorf("signature %q, want v1= and 64 hex digits", sig)
	}
	if r.heard != nil {
		t.Errorf("the conversation heard %v, want nothing of an empty answer", r.heard)
	}
}

// TestAnswers: what becomes of each way in which a shop can answer.
func TestAnswers(t *testing.T) {
	tests := map[string]struct {
		shop      http.HandlerFunc
		permanent bool
		after     time.Duration // it asks for patience
		again     bool          // tried again with the dispatcher's own pauses
		done      bool
	}{
		"done":                       {shop: answering(200, `{"status":"done","reference":"R-77"}`), done: true},
		"done without a reference":   {shop: answering(201, `{"status":"done"}`), done: true},
		"accepted":                   {shop: answering(202, `{"status":"accepted"}`)},
		"nothing":                    {shop: answering(204, "")},
		"garbage":                    {shop: answering(200, "<html>")},
		"another word":               {shop: answering(200, `{"status":"sure"}`)},
		"endless":                    {shop: answering(200, `{"status":"done","reference":"`+strings.Repeat("x", 1<<20)+`"}`)},
		"refused":                    {shop: answering(400, "no"), permanent: true},
		"another secret":             {shop: answering(401, "no"), permanent: true},
		"moved":                      {shop: answering(302, "", "Location", "/elsewhere"), permanent: true},
		"busy, with a time":          {shop: answering(429, "", "Retry-After", "30"), after: 30 * time.Second},
		"busy, with a date":          {shop: answering(503, "", "Retry-After", now.Add(time.Minute).Format(http.TimeFormat)), after: time.Minute},
		"busy for ever":              {shop: answering(429, "", "Retry-After", "99999999"), after: 24 * time.Hour},
		"busy, with nonsense":        {shop: answering(429, "", "Retry-After", "soon"), again: true},
		"broken":                     {shop: answering(500, "oops"), again: true},
		"slow to read what was sent": {shop: answering(408, ""), again: true},
		"gone in the middle":         {shop: func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, again: true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			r := open(t, test.shop)
			_, err := r.Send(t.Context(), delivery(dialogue.Settle{Settlement: agreed}))
			var later *bot.RetryAfter
			if errors.As(err, &later) != (test.after > 0) || later != nil && later.After != test.after {
				t.Errorf("expected to be asked for patience of %s, got %v", test.after, err)
			}
			if errors.Is(err, bot.ErrPermanent) != test.permanent {
				t.Errorf("expected permanent=%v, got %v", test.permanent, err)
			}
			if (err != nil) != (test.again || test.permanent || test.after > 0) {
				t.Errorf("unexpected outcome: %v", err)
			}
			if (len(r.heard) == 1) != test.done {
				t.Errorf("expected done=%v, the conversation heard %v", test.done, r.heard)
			}
			if text := fmt.Sprint(err) + r.log.String(); strings.Contains(text, "hunter2") {
				t.Errorf("the URL's token came to light: %s", text)
			}
		})
	}
}

// TestAReferenceIsOneShortLine: what a shop writes goes to a buyer, so it is cut to what a reference is.
func TestAReferenceIsOneShortLine(t *testing.T) {
	r := open(t, answering(200, `{"status":"done","reference":" R-77\nsecond `+strings.Repeat("ü", 300)+`"}`))
	receipt, err := r.Send(t.Context(), delivery(dialogue.Settle{Settlement: agreed}))
	if err != nil || len(receipt) > 100 || !strings.HasPrefix(receipt, "R-77 second ü") || !strings.HasSuffix(receipt, "ü") {
		t.Errorf("expected a short line of whole letters, got %q, error %v", receipt, err)
	}
}

func TestWhatIsNoSettlementIsRefused(t *testing.T) {
	r := open(t, answering(200, ""))
	if _, err := r.Send(t.Context(), delivery(dialogue.Say{})); !errors.Is(err, bot.ErrPermanent) {
		t.Errorf("expected a message to be refused for good, got %v", err)
	}
}

func TestConfig(t *testing.T) {
	for text, good := range map[string]bool{"https://shop.example/hook": true, "http://127.0.0.1:8080/hook": true, "http://localhost/h": true, "http://[::1]:9/h": true,
		"http://shop.example/hook": false, "http://127.0.0.1.evil.example/": false, "shop.example": false, "ftp://shop.example/": false, "": false, "https://": false, "https://a b/?token=hunter2": false} {
		_, err := webhook.New(webhook.Config{URL: text, Secret: secret})
		if (err == nil) != good || err != nil && strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%q: expected good=%v, got %v", text, good, err)
		}
	}
	if _, err := webhook.New(webhook.Config{URL: "https://shop.example", Secret: []byte("short")}); err == nil {
		t.Error("expected a short secret to be refused")
	}
}
