package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"

	"github.com/spf13/cobra"

	"amends/adapters/openai"
	"amends/adapters/prometheus"
	"amends/adapters/slack"
	"amends/adapters/telegram"
	"amends/bot"
)

func newServe() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Run the bot: buyers on Telegram, the desk on Slack, everything kept in Redis",
		Long: `Run the bot: buyers write on Telegram, the seller's team works on Slack, and Redis keeps everything. A setting that is wrong ends it
with what to do; Redis, Telegram or Slack being down does not: it waits for them. Ctrl-C or SIGTERM finishes what is in hand and ends it;
nothing is lost when it is killed. amends doctor checks the same settings and changes nothing.

/healthz says that the process is alive, /readyz whether everything that it needs is up, /metrics has figures for Prometheus.`,
		Example: `  TELEGRAM_BOT_TOKEN_FILE=telegram.token SLACK_BOT_TOKEN_FILE=slack.bot SLACK_APP_TOKEN_FILE=slack.app \
    amends serve --slack-channel C0123456789 --redis-url redis://127.0.0.1:6379/0 --playbook shop.yaml --evidence-dir evidence`,
		Args: called(cobra.NoArgs),
	}
	cfg := configure(cmd, everySetting()...)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error { return serve(cmd.Context(), cfg, cmd.OutOrStdout()) }
	return cmd
}

// serve runs until ctx ends. What is wrong with the settings ends it before anything begins.
func serve(ctx context.Context, cfg *config, out io.Writer) error {
	cfg.logLevel = cmp.Or(cfg.logLevel, "info")
	log, err := cfg.logger()
	if err := errors.Join(err, cfg.check()); err != nil {
		return err
	}
	door, err := openDoor(cfg.listen(), log)
	if err != nil {
		return err
	}
	defer door.close()
	s, err := compose(ctx, cfg, log)
	if ctx.Err() != nil {
		return nil // it was told to stop while it waited for something
	}
	if err != nil {
		return err
	}
	defer s.close()
	door.open(s.handler(door.health))
	s.notes.add("listening on %s: /healthz, /readyz, /metrics", door.addr)
	s.notes.tell(out, log, cfg.logFormat == "json")
	return s.run(ctx, door.health)
}

// service is a bot with all that it is made of.
type service struct {
	log       *slog.Logger
	shop      *shop
	ways      *ways
	figures   *prometheus.Metrics
	price     *price // of the language model; nil: its cost is not counted
	bot       *bot.Bot
	limits    map[string]bot.Limits
	platforms []platform // that have not been met yet
	notes     notes
}

// compose makes the service: the shop, the ways to people, and the bot between them.
func compose(ctx context.Context, cfg *config, log *slog.Logger) (*service, error) {
	s := &service{log: log}
	var err error
	if s.shop, err = openShop(ctx, cfg, log, &s.notes); err != nil {
		return nil, err
	}
	s.figures = prometheus.New(prometheus.Source{Cases: s.shop.store, Depths: s.shop.store, Stats: func() bot.Stats { return s.bot.Stats() }})
	if s.price, err = cfg.model.priced(); err != nil {
		s.close()
		return nil, err
	}
	m, err := openModel(cfg.model, s.shop, s.watch, &s.notes)
	if err == nil {
		s.ways, err = openWays(cfg, s.shop, m.extras, log, &s.notes)
	}
	if err == nil {
		err = s.assemble(m)
	}
	if err == nil {
		s.platforms, err = meet(ctx, s.ways.platforms, log)
	}
	if err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

// assemble makes the bot.
func (s *service) assemble(m model) error {
	store := s.shop.store
	b, err := bot.New(bot.Config{Engine: s.shop.engine, Store: store, Outbox: store, Ledger: store, Orders: s.shop.orders, Evidence: s.shop.files,
		Fetch: s.ways, Understander: m.reader, Builtin: s.shop.builtin, Words: m.extras.words(), Remedies: s.ways.remedy != nil, Log: s.log, Observe: s.handled})
	if err != nil {
		return err
	}
	s.bot, s.limits = b, s.ways.limits()
	return nil
}

// watch counts and logs the calls of a language model.
func (s *service) watch(c *openai.Config) {
	c.Log = s.log
	c.Observe = func(call openai.Call) {
		s.figures.ModelCall(string(call.Purpose), string(call.Outcome), call.Took, call.TokensIn, call.TokensOut)
		if s.price != nil {
			s.figures.ModelCost(string(call.Purpose), s.price.of(call.TokensIn, call.TokensOut))
		}
		s.log.Debug("model", "purpose", string(call.Purpose), "outcome", string(call.Outcome), "took", call.Took, "in", call.TokensIn, "out", call.TokensOut)
	}
	c.Dropped = func(why openai.Reason) { s.figures.ModelDropped(string(why)) }
}

// handled hears of every turn.
func (s *service) handled(t bot.Trace) {
	s.figures.Turn(t)
	if s.ways.telegram != nil {
		s.ways.telegram.Worked(t.Turn.Event.Conversation)
	}
}

// run serves until ctx ends, and then finishes what is in hand. A platform that turns out not to know this bot ends it, too.
func (s *service) run(ctx context.Context, h *health) error {
	ctx, end := context.WithCancelCause(ctx)
	defer end(nil)
	context.AfterFunc(ctx, func() { h.phase.Store("it is stopping") })
	var meeting sync.WaitGroup
	for _, p := range s.platforms {
		meeting.Go(func() {
			if err := p.meetLater(ctx, s.log); err != nil {
				end(err)
			}
		})
	}
	err := s.bot.Run(ctx, s.ways.channels, bot.RunConfig{Limits: s.limits, Class: class, Observe: s.figures.Sent})
	end(nil)
	meeting.Wait()
	if cause := context.Cause(ctx); err == nil && !errors.Is(cause, context.Canceled) {
		err = cause
	}
	if err == nil {
		s.log.Info("stopped; what is left waits in the store")
	}
	return err
}

// class says which limits a delivery falls under.
func class(d bot.Delivery) string {
	switch d.To.Channel {
	case telegram.ChannelName:
		return telegram.Class(d)
	case deskChannel:
		return slack.Class(d)
	}
	return d.To.Channel
}

func (s *service) close() {
	if err := s.shop.close(); err != nil {
		s.log.Warn("could not close what was kept", "err", err)
	}
}

// notes are what a seller should know when the bot begins.
type notes []note

type note struct {
	text string
	warn bool
}

func (n *notes) add(format string, args ...any) {
	*n = append(*n, note{text: fmt.Sprintf(format, args...)})
}
func (n *notes) warn(format string, args ...any) {
	*n = append(*n, note{fmt.Sprintf(format, args...), true})
}

func (n notes) texts() []string {
	var list []string
	for _, x := range n {
		list = append(list, x.text)
	}
	return list
}

// tell writes the notes: lines for people, or log entries where the log is read by machines.
func (n notes) tell(out io.Writer, log *slog.Logger, machines bool) {
	for _, x := range n {
		switch {
		case x.warn:
			log.Warn(x.text)
		case machines:
			log.Info(x.text)
		default:
			fmt.Fprintln(out, "amends: "+x.text)
		}
	}
}
