package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"amends/adapters/redis"
	"amends/dialogue"
)

// What is posted to the webhook.
const (
	postChats   = 1000
	postEach    = 10 // messages of a chat
	postClients = 64
	postSecret  = "a-word-that-only-two-know"
)

// TestServeWebhookLoad posts 10,000 updates to the real binary over many connections as fast as it takes them, and finds each of them
// handled once afterwards.
func TestServeWebhookLoad(t *testing.T) {
	needs(t, "posts ten thousand updates")
	listen := freeAddress(t)
	f := newFleet(t, fleetConfig{binary: build(t), agents: 1, time: 3 * time.Minute, seed: 1, set: map[string]string{"LISTEN_ADDR": listen,
		"TELEGRAM_WEBHOOK_URL": "http://" + listen + "/telegram", "TELEGRAM_WEBHOOK_SECRET": postSecret}})
	p := f.serve()
	door := p.address(t)
	begin, from, before := p.used(t), time.Now(), f.redis.turns(t)
	f.post(door + "/telegram")
	took := time.Since(from)
	store := f.store()
	for {
		d, err := store.Depth(f.ctx)
		if err == nil && d.Inbox == 0 {
			break
		}
		if think(f.ctx, 20*time.Millisecond) != nil {
			t.Fatalf("expected all updates to be handled in the end, %d conversations have some left, error %v\n%s", d.Inbox, err, p.said)
		}
	}
	end, handled, turns := p.used(t), time.Since(from), f.redis.turns(t)-before
	n := postChats * postEach
	t.Logf("%d updates accepted in %v, %.0f a second; handled after %v; %v of the processor for each of %d turns; %d MB at most", n,
		took.Round(time.Millisecond), float64(n)/took.Seconds(), handled.Round(time.Millisecond),
		(end.processor-begin.processor)/time.Duration(max(turns, 1)), turns, end.most>>10)
	for chat := range postChats {
		f.proveAccepted(store, chat)
	}
	if perSecond := float64(n) / took.Seconds(); perSecond < 100 {
		t.Errorf("expected 100 updates a second at least, got %.0f", perSecond)
	}
}

// post posts all updates: those of a chat in their order, as Telegram does, the chats side by side.
func (f *fleet) post(url string) {
	f.Helper()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: postClients}}
	defer client.CloseIdleConnections()
	var posts errgroup.Group
	var next atomic.Int64
	for range postClients {
		posts.Go(func() error {
			for i := next.Add(1) - 1; i < postChats; i = next.Add(1) - 1 {
				for n := range postEach {
					if err := postUpdate(f.ctx, client, url, int(i), n); err != nil {
						return err
					}
				}
			}
			return nil
		})
	}
	if err := posts.Wait(); err != nil {
		f.Fatal(err)
	}
}

func postUpdate(ctx context.Context, client *http.Client, url string, chat, n int) error {
	id := 600_000_000 + chat
	body := fmt.Sprintf(`{"update_id":%d,"message":{"message_id":%d,"date":%d,"chat":{"id":%d,"type":"private","first_name":"Bea"},`+
		`"from":{"id":%[4]d,"is_bot":false,"first_name":"Bea","language_code":"en"},"text":"you sent me the wrong style of backpack, says %[2]d"}}`,
		1+chat*postEach+n, n+1, time.Now().Unix(), id)
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("X-Telegram-Bot-Api-Secret-Token", postSecret)
	resp, err := client.Do(r)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if _, err := io.Copy(io.Discard, resp.Body); err != nil || resp.StatusCode != http.StatusOK {
		return fmt.Errorf("update %d of chat %d is answered with %d, error %v", n, id, resp.StatusCode, err)
	}
	return nil
}

// proveAccepted finds every message of a chat handled once and in order.
func (f *fleet) proveAccepted(store *redis.Store, chat int) {
	f.Helper()
	turns, err := store.Turns(f.ctx, dialogue.ConversationID(fmt.Sprintf("tg:%d", 600_000_000+chat)), 0)
	if err != nil {
		f.Fatal(err)
	}
	n := 0
	for _, t := range turns {
		if _, ok := t.Event.Body.(dialogue.Message); !ok {
			continue
		}
		if n++; t.Event.ID != fmt.Sprintf("m%d", n) {
			f.Errorf("chat %d: message %d of it that was handled is %s", chat, n, t.Event.ID)
		}
	}
	if n != postEach {
		f.Errorf("chat %d: %d messages were handled, expected were %d", chat, n, postEach)
	}
}
