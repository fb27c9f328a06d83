package webhook

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"amends/dialogue"
)

// request is what is posted; package doc describes it. Fields are only ever added to it.
type request struct {
	Version    int        `json:"version"`
	Event      string     `json:"event"` // agreed | withdrawn
	Settlement settlement `json:"settlement"`
}

type settlement struct {
	ID         string    `json:"id"`
	Case       string    `json:"case"`
	Order      string    `json:"order,omitempty"`
	SKU        string    `json:"sku,omitempty"`
	Remedy     string    `json:"remedy"`
	Refund     *amount   `json:"refund,omitempty"`
	Return     string    `json:"return,omitempty"`
	Playbook   string    `json:"playbook"`
	ApprovedBy string    `json:"approved_by,omitempty"`
	Agreed     time.Time `json:"agreed"`
	Due        time.Time `json:"due"`
}

// amount is money in the minor unit of its currency.
type amount struct {
	Amount   int64  `json:"amount"`
	Currency string `json:"currency"`
}

func newRequest(a dialogue.Settle) (r request, key string) {
	s := a.Settlement
	r = request{Version: 1, Event: "agreed", Settlement: settlement{ID: s.ID, Case: s.Case, Order: s.Order, SKU: s.SKU, Remedy: string(s.Remedy),
		Return: string(s.Return), Playbook: s.Playbook, ApprovedBy: s.ApprovedBy, Agreed: s.Agreed.UTC(), Due: s.Due.UTC()}}
	if !s.Refund.IsZero() {
		r.Settlement.Refund = &amount{Amount: s.Refund.Minor, Currency: s.Refund.Currency}
	}
	if a.Withdrawn {
		r.Event = "withdrawn"
		return r, s.ID + "-withdrawn"
	}
	return r, s.ID
}

// post posts a settlement and reads what the shop says to it.
func (c *Channel) post(ctx context.Context, a dialogue.Settle) (answer, error) {
	content, key := newRequest(a)
	body, err := json.Marshal(content)
	if err != nil {
		return answer{}, fmt.Errorf("write it: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.cfg.URL, bytes.NewReader(body))
	if err != nil {
		return answer{}, withoutURL(err)
	}
	at := strconv.FormatInt(c.cfg.Now().Unix(), 10)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "Amends")
	req.Header.Set("Idempotency-Key", key)
	req.Header.Set("Amends-Timestamp", at)
	req.Header.Set("Amends-Signature", "v1="+sign(c.cfg.Secret, at, body))
	resp, err := c.cfg.Client.Do(req)
	if err != nil {
		return answer{}, withoutURL(err)
	}
	defer resp.Body.Close()
	return c.read(resp, key)
}

func sign(secret []byte, at string, body []byte) string {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(at + "."))
	mac.Write(body)
	return hex.EncodeToString(mac.Sum(nil))
}
