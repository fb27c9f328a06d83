package webhook

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"sync"
	"time"

	"amends/bot"
	"amends/dialogue"
)

const (
	// Name is the channel that settlements are sent to.
	Name = "remedy"
	// MinSecret is how many bytes a secret must have.
	MinSecret = 16

	patience = 10 * time.Second // for one request, its answer included
	agent    = "shop"           // who the desk sees as the one who carried a remedy out
)

// Config says where settlements go. URL and Secret are needed.
type Config struct {
	URL    string // https, or http on this machine
	Secret []byte // at least MinSecret bytes, known to the shop as well

	Client *http.Client     // nil: one that follows no redirects and waits for 10 seconds
	Now    func() time.Time // nil: time.Now
	Log    *slog.Logger     // nil: discards
}

// Channel is a bot.Channel that posts settlements to the shop. It is safe for concurrent use.
type Channel struct {
	cfg   Config
	once  sync.Once
	ready chan struct{} // closed once handle is there
	// handle takes the shop's word that a remedy is done. Receive brings it.
	handle func(context.Context, dialogue.Event) error
}

var _ bot.Channel = (*Channel)(nil)

// New returns the channel, or an error that says what of the configuration cannot be used. It does not talk to the shop.
func New(cfg Config) (*Channel, error) {
	if err := checkURL(cfg.URL); err != nil {
		return nil, err
	}
	if len(cfg.Secret) < MinSecret {
		return nil, fmt.Errorf("the secret is shorter than %d characters: take a long random one (openssl rand -hex 32)", MinSecret)
	}
	cfg.Client = cmp.Or(cfg.Client, &http.Client{Timeout: patience,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }})
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	return &Channel{cfg: cfg, ready: make(chan struct{})}, nil
}

// checkURL refuses what would carry orders and amounts over the network in the open. Its errors never repeat the URL, which may
// hold a token.
func checkURL(text string) error {
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Host == "":
		return errors.New("it is not a URL: want https://host/path")
	case u.Scheme == "https", u.Scheme == "http" && loopback(u.Hostname()):
		return nil
	}
	return errors.New("it has to begin with https:// (plain http only for this machine)")
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Receive implements bot.Channel. The shop speaks only when it is spoken to, so nothing comes in here but what handle is.
func (c *Channel) Receive(ctx context.Context, handle func(context.Context, dialogue.Event) error) error {
	c.once.Do(func() {
		c.handle = handle
		close(c.ready)
	})
	<-ctx.Done()
	return ctx.Err()
}

// Send implements bot.Channel: it posts a settlement and, when the shop says that it is done, hands that in before the delivery
// counts as made. The receipt is the shop's reference.
func (c *Channel) Send(ctx context.Context, d bot.Delivery) (receipt string, err error) {
	settle, ok := d.Action.(dialogue.Settle)
	if !ok {
		return "", fmt.Errorf("%T is not for a shop: %w", d.Action, bot.ErrPermanent)
	}
	said, err := c.post(ctx, settle)
	if err != nil {
		return "", fmt.Errorf("post settlement %s to the shop: %w", settle.Settlement.ID, err)
	}
	if said.Status != statusDone || settle.Withdrawn {
		return said.Reference, nil
	}
	return said.Reference, c.done(ctx, d, settle.Settlement, said.Reference)
}

// done tells the conversation that its remedy was carried out. The same settlement makes the same event.
func (c *Channel) done(ctx context.Context, d bot.Delivery, s dialogue.Settlement, reference string) error {
	select {
	case <-c.ready:
	case <-ctx.Done():
		return fmt.Errorf("settlement %s is done, but nobody listens yet: %w", s.ID, ctx.Err())
	}
	ev := dialogue.Event{ID: "shop:" + s.ID, Conversation: d.Conversation, At: c.cfg.Now(),
		Body: dialogue.Decision{Agent: agent, Option: "done", Case: s.Case, Note: reference}}
	if err := c.handle(ctx, ev); err != nil && !errors.Is(err, bot.ErrDuplicate) {
		return fmt.Errorf("settlement %s is done; write that down: %w", s.ID, err)
	}
	return nil
}
