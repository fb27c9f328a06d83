package openai

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"amends/bot"
	"amends/dialogue"
	"amends/dialogue/playbook"
	"amends/dialogue/understand"
	"amends/prompts"
)

// Use says which texts go to a model.
type Use string

// Which texts go to a model.
const (
	Unsure Use = "unsure" // those that the built-in understander is not sure about
	Always Use = "always" // all but bare numbers, commands, dangers and what a person answers
	Off    Use = "off"    // none
)

// By is the name under which readings with a part of a model are marked.
const By = "model"

// The defaults of Config.
const (
	DefaultBaseURL  = "https://api.openai.com/v1"
	DefaultModel    = "gpt-4o-mini"
	DefaultPatience = 6 * time.Second
	DefaultParallel = 8
)

// Config is what an Understander is made of. Builtin, Book and Texts are needed.
type Config struct {
	Key      string // secret; empty for an endpoint that wants none
	BaseURL  string // ends in /v1; "" is DefaultBaseURL
	Model    string // "" is DefaultModel
	Use      Use    // "" is Unsure
	Builtin  bot.Understander
	Book     *playbook.Book
	Texts    *prompts.Catalog
	Budget   Budget
	Patience time.Duration // for one text, all requests included; 0 is DefaultPatience
	Parallel int           // texts that are with the model at once; 0 is DefaultParallel
	// Transport carries the requests; nil is one of its own. A cassette is one.
	Transport http.RoundTripper
	Now       func() time.Time // nil: time.Now
	Log       *slog.Logger     // nil: discards
	// Concepts names what a text speaks of, as the built-in understander does; nil: a Writer writes nothing that has to be compared by it.
	Concepts func(text string) []string
	// LangOf tells the language of a text, "" when it cannot; nil: as Builtin does.
	LangOf func(text string) string
	// Observe hears of every question that was to go to the model, in the goroutine that asked, of which there are several; nil: nobody does.
	Observe func(Call)
	// Dropped hears of every command and every wording of a model that was not taken, with why; nil: nobody does.
	Dropped func(Reason)
}

// Understander reads texts with a model where the built-in understander is not sure. It is safe for concurrent use.
type Understander struct {
	cfg     Config
	private private
	terms   terms
	teller  *prompts.Instructions
	rules   string // the system message
	schema  schema
	*asker
}

var _ bot.Understander = (*Understander)(nil)

// New returns an understander, or an error that says what of the configuration is wrong. It asks the endpoint nothing.
func New(cfg Config) (*Understander, error) {
	cfg = withDefaults(cfg)
	err := cfg.check()
	if err != nil {
		return nil, err
	}
	u := &Understander{cfg: cfg, terms: termsOf(cfg.Book, cfg.Texts), asker: newAsker(cfg)}
	if u.private, err = readPrivate(privateForms); err != nil {
		return nil, err
	}
	if u.teller, err = prompts.LoadInstructions(); err != nil {
		return nil, err
	}
	if u.rules, err = u.teller.Rules(u.terms.rules()); err != nil {
		return nil, err
	}
	if u.schema, err = u.terms.schema(); err != nil {
		return nil, err
	}
	return u, nil
}

func withDefaults(cfg Config) Config {
	cfg.BaseURL = strings.TrimSuffix(cmp.Or(cfg.BaseURL, DefaultBaseURL), "/")
	cfg.Model, cfg.Use = cmp.Or(cfg.Model, DefaultModel), cmp.Or(cfg.Use, Unsure)
	cfg.Patience, cfg.Parallel = cmp.Or(cfg.Patience, DefaultPatience), cmp.Or(cfg.Parallel, DefaultParallel)
	cfg.Budget = cfg.Budget.completed()
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Observe == nil {
		cfg.Observe = func(Call) {}
	}
	if cfg.Dropped == nil {
		cfg.Dropped = func(Reason) {}
	}
	return cfg
}

func (c Config) check() error {
	if c.Builtin == nil || c.Book == nil || c.Texts == nil {
		return errors.New("openai: Config.Builtin, Book and Texts are needed")
	}
	if c.Use != Unsure && c.Use != Always && c.Use != Off {
		return fmt.Errorf("openai: which texts go to the model is %q: want %s, %s or %s", c.Use, Unsure, Always, Off)
	}
	u, err := url.Parse(c.BaseURL)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || u.User != nil || u.RawQuery != "" {
		return errors.New("openai: the endpoint's address: want one such as https://api.openai.com/v1, without a password or a query")
	}
	if c.Patience < 0 || c.Parallel < 0 {
		return errors.New("openai: Config.Patience and Parallel are not below zero")
	}
	return nil
}

// Understand reads a text. A model's part is in the result only where it was needed, could be asked and answered something that
// holds; otherwise it is the built-in reading. It returns that together with an error when the model was asked and failed.
func (u *Understander) Understand(ctx context.Context, c dialogue.Conversation, text string, at time.Time) (dialogue.Interpretation, error) {
	plain, err := u.cfg.Builtin.Understand(ctx, c, text, at)
	if err != nil {
		return plain, fmt.Errorf("read without a model: %w", err)
	}
	clean := understand.Clean(text)
	if u.cfg.Use == Off || !u.wanted(c, plain, clean) {
		return plain, nil
	}
	veil := u.private.hide(clean, c, plain)
	if !u.worth(plain, veil) {
		return plain, nil
	}
	message, err := u.teller.Message(u.digest(c, plain, veil.text))
	if err != nil {
		return plain, err
	}
	var said answer
	err = u.ask(ctx, c.ID, question{purpose: Read, rules: u.rules, message: message, schema: u.schema,
		read: func(content string) (err error) { said, err = readAnswer(content); return err }})
	if errors.Is(err, errNotNow) {
		return plain, nil
	}
	if err != nil {
		return plain, fmt.Errorf("ask the model: %w", err)
	}
	return merge(plain, u.check(c, plain, veil, said)), nil
}
