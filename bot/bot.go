package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync/atomic"
	"time"

	"amends/dialogue"
)

// turnTime bounds one whole turn. It has to stay below the store's lease, or another process takes the conversation over
// while this one still works on it.
const turnTime = 20 * time.Second

// Config is what a Bot is made of. Everything is needed but Understander, Words, Zone, Patience, Now, Log, Remedies and Observe.
type Config struct {
	Engine   *dialogue.Engine
	Store    Store
	Outbox   Outbox
	Ledger   Ledger
	Orders   Orders
	Evidence Evidence
	Fetch    Fetcher
	// Understander reads texts first; nil leaves them to Builtin. Builtin needs no network and does not fail.
	Understander Understander
	Builtin      Understander
	// Words puts a delivery in other words before it is written; "" leaves it as it is, nil leaves all. It is asked for the lighter
	// messages of the bot (see mayReword) and for what buyers and agents write to each other, from several goroutines at once. It checks
	// what it returns: nobody after it does.
	Words func(ctx context.Context, c dialogue.Conversation, d Delivery) string
	// Zone is where the seller's day begins and ends; nil takes it from the playbook's opening hours.
	Zone *time.Location
	// Patience is how long Understander may take for a text, and Words for all of a turn; 0 is 8 seconds.
	Patience time.Duration
	Now      func() time.Time // nil: time.Now
	Log      *slog.Logger     // nil: discards
	// Remedies says that the channel "remedy" carries settlements out: each goes there, beside the ledger.
	Remedies bool
	// Observe hears of every committed turn, in the goroutine that handled it; nil: nobody does.
	Observe func(Trace)
}

// Bot carries events through their turns: accept, read, decide, write. It is safe for concurrent use and holds nothing that a
// restart would lose.
type Bot struct {
	cfg     Config
	step    func(dialogue.Conversation, dialogue.Event) (dialogue.Conversation, []dialogue.Action)
	wrote   chan struct{}         // a commit put something into the outbox
	reading chan struct{}         // a place for each text that Understander reads at the moment
	wording chan struct{}         // a place for each text that Words has in hand
	lanes   atomic.Pointer[Lanes] // of Run
}

// New returns a bot, or an error that names what the configuration lacks.
func New(cfg Config) (*Bot, error) {
	if cfg.Engine == nil {
		return nil, errors.New("bot: Config.Engine is missing")
	}
	if cfg.Zone == nil {
		cfg.Zone = cfg.Engine.Book().Seller.Hours.Zone
	}
	return newBot(cfg, cfg.Engine.Step)
}

func newBot(cfg Config, step func(dialogue.Conversation, dialogue.Event) (dialogue.Conversation, []dialogue.Action)) (*Bot, error) {
	if missing := lacks(cfg); len(missing) > 0 {
		return nil, fmt.Errorf("bot: Config.%s is missing", strings.Join(missing, ", Config."))
	}
	if cfg.Zone == nil {
		cfg.Zone = time.UTC
	}
	if cfg.Patience <= 0 {
		cfg.Patience = 8 * time.Second
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	return &Bot{cfg: cfg, step: step, wrote: make(chan struct{}, 1), reading: make(chan struct{}, maxReading),
		wording: make(chan struct{}, maxWording)}, nil
}

func lacks(cfg Config) []string {
	var missing []string
	for _, part := range []struct {
		name  string
		there bool
	}{
		{"Store", cfg.Store != nil}, {"Outbox", cfg.Outbox != nil}, {"Ledger", cfg.Ledger != nil}, {"Orders", cfg.Orders != nil},
		{"Evidence", cfg.Evidence != nil}, {"Fetch", cfg.Fetch != nil}, {"Builtin", cfg.Builtin != nil},
	} {
		if !part.there {
			missing = append(missing, part.name)
		}
	}
	return missing
}

// Accept stores an event; after it the channel may acknowledge. A claim that comes back is the caller's to hand to Handle; nil
// means that there is nothing for the caller to do. ErrDuplicate is returned as it is: the event was accepted before.
//
// An event is cut to what a turn should carry before it is stored: of a buyer's text 16 KB stay, with a mark for the rest.
//
// When a buyer sends more than an inbox holds, the event is given up and a Failure takes its place, so that a person takes over;
// that counts as accepted. An event from elsewhere comes back with ErrFull, for its channel to bring it again.
func (b *Bot) Accept(ctx context.Context, ev dialogue.Event) (*Claim, error) {
	if ev.ID == "" || ev.Conversation == "" || ev.Body == nil {
		return nil, fmt.Errorf("accept event %q of conversation %q: ID, conversation and body are needed", ev.ID, ev.Conversation)
	}
	ev, cut := bounded(ev)
	if cut > 0 {
		b.cfg.Log.Warn("text is too long, its end is left out", "conversation", ev.Conversation, "event", ev.ID, "bytes", cut)
	}
	ev.Read = dialogue.Reading{} // only prepare fills it: what a channel claims to have looked up counts for nothing
	if ev.At.IsZero() {
		ev.At = b.cfg.Now()
	}
	ev.At = ev.At.UTC().Round(0) // as it will be read back: without a zone of its own and without the process's clock
	claim, err := b.cfg.Store.Accept(ctx, ev)
	switch {
	case err == nil:
		return claim, nil
	case errors.Is(err, ErrDuplicate):
		return nil, ErrDuplicate
	case errors.Is(err, ErrFull) && byBuyer(ev.Body):
		return b.overflow(ctx, ev)
	}
	return nil, fmt.Errorf("accept event %s: %w", ev.ID, err)
}

// overflow puts a Failure in the place of an event that its inbox has no room for: one an hour, however much comes.
func (b *Bot) overflow(ctx context.Context, ev dialogue.Event) (*Claim, error) {
	full := ev
	full.ID = fmt.Sprintf("full:%s:%d", ev.Conversation, b.cfg.Now().Unix()/3600)
	full.Body = dialogue.Failure{Event: ev.ID, What: "overflow"}
	b.cfg.Log.Warn("inbox is full, a person takes over", "conversation", ev.Conversation, "event", ev.ID)
	claim, err := b.cfg.Store.Accept(ctx, full)
	if errors.Is(err, ErrDuplicate) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("accept event %s, the inbox being full: %w", full.ID, err)
	}
	return claim, nil
}

// Handle works through a claim, one turn for each event, until the conversation's inbox is empty. A lease that went to somebody
// else is not an error. After any other error the inbox still has the event, and Store.Abandoned brings it back. When ctx ends,
// the turn in hand is finished and ctx's error returned.
func (b *Bot) Handle(ctx context.Context, claim Claim) error {
	for more := &claim; more != nil; {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("handle %s: %w", claim.Conversation.ID, err)
		}
		next, err := b.turn(context.WithoutCancel(ctx), *more)
		if errors.Is(err, ErrLost) {
			b.cfg.Log.Debug("lease was lost", "conversation", claim.Conversation.ID)
			return nil
		}
		if err != nil {
			return fmt.Errorf("handle %s: %w", claim.Conversation.ID, err)
		}
		more = next
	}
	return nil
}

// turn is the line of one event: read, decide, word, write. Sending comes after, from the outbox.
func (b *Bot) turn(ctx context.Context, claim Claim) (*Claim, error) {
	if len(claim.Events) == 0 {
		return nil, errors.New("the claim holds no event")
	}
	ctx, cancel := context.WithTimeout(ctx, turnTime)
	defer cancel()
	start := b.cfg.Now()
	ev, sound, err := b.read(ctx, claim.Conversation, claim.Events[0])
	if err != nil {
		return nil, fmt.Errorf("prepare event %s: %w", claim.Events[0].ID, err)
	}
	prepared := b.cfg.Now()
	turn := b.decide(claim.Conversation, ev, sound)
	decided := b.cfg.Now()
	b.reword(ctx, turn)
	worded := b.cfg.Now()
	next, err := b.cfg.Store.Commit(ctx, claim, turn)
	if err != nil {
		return nil, fmt.Errorf("commit event %s: %w", ev.ID, err)
	}
	b.committed(Trace{Turn: turn, Read: prepared.Sub(start), Decide: decided.Sub(prepared), Word: worded.Sub(decided), Write: b.cfg.Now().Sub(worded)})
	return next, nil
}

func (b *Bot) committed(t Trace) {
	if len(t.Turn.Outbox) > 0 {
		select {
		case b.wrote <- struct{}{}:
		default: // a signal is waiting already
		}
	}
	b.log(t)
	if b.cfg.Observe != nil {
		b.cfg.Observe(t)
	}
}

// byBuyer reports whether a buyer did what the event tells.
func byBuyer(body dialogue.Body) bool {
	switch body.(type) {
	case dialogue.Message, dialogue.Press, dialogue.Upload, dialogue.Edit, dialogue.Delete, dialogue.Start:
		return true
	}
	return false
}
