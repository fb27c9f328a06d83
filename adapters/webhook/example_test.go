package webhook_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"amends/adapters/webhook"
)

// shop is a shop's side of the webhook in full: it proves where a request comes from, carries each settlement out once, and answers
// the same to the same settlement.
type shop struct {
	secret []byte
	now    func() time.Time
	refund func(order string, amount int64, currency string) (reference string)

	mu   sync.Mutex
	done map[string]string // references by idempotency key
}

func (s *shop) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 64<<10))
	if err != nil || !s.genuine(r.Header, body) {
		http.Error(w, "not from Amends", http.StatusUnauthorized)
		return
	}
	var in struct {
		Event      string
		Settlement struct {
			ID, Order string
			Refund    struct {
				Amount   int64
				Currency string
			}
		}
	}
	if err := json.Unmarshal(body, &in); err != nil {
		http.Error(w, "cannot be read", http.StatusBadRequest)
		return
	}
	if in.Event != "agreed" {
		return // nothing to take back here: what is done is done at once
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	key := r.Header.Get("Idempotency-Key")
	if _, known := s.done[key]; !known {
		s.done[key] = s.refund(in.Settlement.Order, in.Settlement.Refund.Amount, in.Settlement.Refund.Currency)
	}
	fmt.Fprintf(w, `{"status": "done", "reference": %q}`, s.done[key])
}

// genuine reports whether the body was signed with the secret, lately.
func (s *shop) genuine(h http.Header, body []byte) bool {
	at := h.Get("Amends-Timestamp")
	sent, err := strconv.ParseInt(at, 10, 64)
	if err != nil || s.now().Sub(time.Unix(sent, 0)).Abs() > 5*time.Minute {
		return false
	}
	mac := hmac.New(sha256.New, s.secret)
	fmt.Fprintf(mac, "%s.%s", at, body)
	want := "v1=" + hex.EncodeToString(mac.Sum(nil))
	return hmac.Equal([]byte(want), []byte(h.Get("Amends-Signature")))
}

// A shop that refunds by itself verifies the signature first; this is its whole handler.
func ExampleChannel() {
	s := &shop{secret: []byte("a secret that both sides know"), now: time.Now, done: map[string]string{},
		refund: func(order string, amount int64, currency string) string { return "R-77" }}
	http.Handle("/remedies", s)

	_, err := webhook.New(webhook.Config{URL: "http://shop.example/remedies", Secret: s.secret})
	fmt.Println(strings.TrimSpace(fmt.Sprint(err)))
	// Output: it has to begin with https:// (plain http only for this machine)
}
