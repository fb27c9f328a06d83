package telegram

import (
	"cmp"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"amends/bot"
	"amends/prompts"
)

// ChannelName is what addresses call this channel.
const ChannelName = "telegram"

// Config is what a Channel is made of. Token, Texts and Receipts are needed; the rest may be left out.
type Config struct {
	Token string // of the bot, from @BotFather
	API   string // address of the Bot API without a trailing slash; "" is https://api.telegram.org

	Webhook string // the public address that Telegram posts updates to; "" polls
	Secret  string // what Telegram says with each of them: 1 to 256 of A-Z a-z 0-9 _ -; needed with Webhook

	Texts       *prompts.Catalog // the channel's own words: commands, and what strangers in groups are told
	DefaultLang string           // of who speaks none of the catalog's languages; "" is "en"

	Seller string // the business: the bot's name, and part of what its page says; "" leaves the name as it is

	Receipts bot.Receipts // finds messages to edit, and keeps what has to outlive the process
	Leases   bot.Leases   // only one of several processes polls; nil: this one always does
	Files    Files        // opens agents' files; nil: there are none

	Rate   float64          // messages per second over all chats; 0 is 30
	Times  Times            // the zero value will do
	Client *http.Client     // its Timeout is 0 or well above Times.Poll; nil: a plain one
	Now    func() time.Time // when events came in; nil: time.Now
	Log    *slog.Logger     // nil: discards
}

// Files opens the files that agents send. Kind is "photo" for pictures that Telegram may show, anything else for other files. An
// error that is bot.ErrNotFound or bot.ErrPermanent means that the file is gone for good. The caller closes the file.
type Files interface {
	Open(ctx context.Context, ref string) (content io.ReadCloser, name, kind string, err error)
}

// Times are how long the channel waits for what, in real time. Zero values are replaced by the ones that are named here.
type Times struct {
	Poll       time.Duration // how long Telegram holds a poll open; 30 s
	Album      time.Duration // after its last file an album is complete; 1 s
	Typing     time.Duration // after an event without an answer "typing" is shown; 700 ms
	Answer     time.Duration // a press is answered after this even when it could not be accepted yet; 800 ms
	FirstPause time.Duration // after the first failure of a poll; doubles with each; 500 ms
	MostPause  time.Duration // between polls that fail; 30 s
	Lease      time.Duration // for which a process holds the right to poll before it renews it; 10 s
	Refusal    time.Duration // a group hears at most once in this time that the bot is not for groups; 1 h
}

func (t Times) withDefaults() Times {
	return Times{
		Poll:       cmp.Or(t.Poll, 30*time.Second),
		Album:      cmp.Or(t.Album, time.Second),
		Typing:     cmp.Or(t.Typing, 700*time.Millisecond),
		Answer:     cmp.Or(t.Answer, 800*time.Millisecond),
		FirstPause: cmp.Or(t.FirstPause, 500*time.Millisecond),
		MostPause:  cmp.Or(t.MostPause, 30*time.Second),
		Lease:      cmp.Or(t.Lease, 10*time.Second),
		Refusal:    cmp.Or(t.Refusal, time.Hour),
	}
}

func (c Config) withDefaults() Config {
	c.API = cmp.Or(c.API, "https://api.telegram.org")
	c.DefaultLang = cmp.Or(c.DefaultLang, "en")
	c.Rate = cmp.Or(c.Rate, 30)
	c.Times = c.Times.withDefaults()
	if c.Client == nil {
		c.Client = newClient()
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	return c
}

// newClient keeps enough connections open for all that is sent side by side.
func newClient() *http.Client {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = 64
	return &http.Client{Transport: transport}
}

// check says what is wrong, without the values: a token or a secret may be among them.
func (c Config) check() error {
	switch api, err := url.Parse(c.API); {
	case strings.TrimSpace(c.Token) == "" || strings.ContainsAny(c.Token, "/?#% \n\t"):
		return errors.New("telegram: the bot's token is missing or has characters that no token has")
	case err != nil || api.Host == "" || strings.HasSuffix(c.API, "/"):
		return errors.New("telegram: the address of the Bot API must be a URL without a trailing slash")
	case c.Texts == nil || c.Receipts == nil:
		return errors.New("telegram: texts and receipts are needed")
	case c.Webhook != "" && !wellFormedSecret(c.Secret):
		return errors.New("telegram: a webhook needs a secret of 1 to 256 letters, digits, _ or -")
	}
	return nil
}

func wellFormedSecret(s string) bool {
	return len(s) >= 1 && len(s) <= 256 && strings.IndexFunc(s, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_' || r == '-')
	}) < 0
}
