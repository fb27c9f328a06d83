package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"

	"github.com/spf13/cobra"

	"amends/adapters/files"
	"amends/adapters/memory"
	"amends/adapters/orders"
	"amends/adapters/script"
	"amends/adapters/simulate"
	"amends/bot"
	"amends/dialogue"
)

func newSimulate() *cobra.Command {
	opt, llm := simulate.Options{}, false
	cmd := &cobra.Command{
		Use:   "simulate",
		Short: "Have made-up buyers talk with the bot, and count how it goes",
		Long: `Have made-up buyers of many kinds talk with the bot in virtual time: buyers with a problem, an order, a mood and habits, and agents
who approve, decline, offer something else, are late or sleep. The report says how the cases end and what it takes; the same seed
gives the same report.

The status is 1 when a conversation comes to a dead end, where nobody has a next move and no clock runs, or breaks a standing rule
(see amends test --help).

With --llm a language model writes what the buyers say, from their goal, what is true, their mood and the bot's last words; where it
fails, is slow, or drops a number, the built-in words are said. Then the same seed is not the same report, and nothing that is found sets
the status.`,
		Example: `  amends simulate -n 10000 --seed 7
  amends simulate --playbook playbook.yaml --out worst
  amends simulate --persona thief -n 500
  OPENAI_BASE_URL=http://127.0.0.1:11434/v1 amends simulate --llm --persona angry`,
		Args: called(cobra.NoArgs),
	}
	cmd.Flags().IntVarP(&opt.N, "number", "n", 1000, "conversations")
	cmd.Flags().Uint64Var(&opt.Seed, "seed", 1, "where all chance comes from")
	cmd.Flags().IntVar(&opt.From, "from", 0, "number of the first conversation: each plays the same alone as among others")
	cmd.Flags().StringVar(&opt.Playbook, "playbook", "", "playbook file (default: the one that comes with Amends)")
	cmd.Flags().StringVar(&opt.Persona, "persona", "", "only this kind of buyer")
	cmd.Flags().IntVar(&opt.Parallel, "parallel", 0, "conversations at a time (default: one per processor)")
	cmd.Flags().StringVar(&opt.Dir, "out", "", "write the worst conversations as scripts to this folder")
	cmd.Flags().BoolVar(&llm, "llm", false, "a language model speaks for the buyers (20 conversations unless -n says otherwise)")
	cfg := configure(cmd, "OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_MODEL", "OPENAI_TOKENS_PER_DAY")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if opt.N < 1 || opt.From < 0 || opt.Parallel < 0 {
			return fmt.Errorf("-n %d --from %d --parallel %d: expected one conversation or more, and nothing below zero", opt.N, opt.From, opt.Parallel)
		}
		if !llm {
			return simulateBuyers(cmd, opt, nil)
		}
		if !cmd.Flags().Changed("number") {
			opt.N = spokenFor
		}
		return simulateBuyers(cmd, opt, &cfg.model)
	}
	return cmd
}

// simulateBuyers plays the conversations; with a model it speaks for the buyers.
func simulateBuyers(cmd *cobra.Command, opt simulate.Options, model *modelConfig) error {
	kit, err := newToolkit()
	if err != nil {
		return err
	}
	engine, err := kit.engine(opt.Playbook)
	if err != nil {
		return err
	}
	opt.World, opt.Book, opt.Out = buyers{kit, engine, nil}.world(), engine.Book(), cmd.OutOrStdout()
	if model != nil {
		if opt.Voice, err = voice(kit, engine.Book(), *model); err != nil {
			return err
		}
	}
	bar := newProgress(cmd.ErrOrStderr(), "simulating")
	opt.Progress = func(done, total int) { bar.at(int64(done), int64(total)) }
	failed, err := simulate.Run(cmd.Context(), opt)
	bar.done()
	if err != nil {
		return err
	}
	if failed > 0 {
		return errFound
	}
	return nil
}

// buyers is what simulated buyers talk with: one engine and one understander, and for each conversation a desk of its own.
type buyers struct {
	kit    *toolkit
	engine *dialogue.Engine
	spoil  func(bot.Turn) bot.Turn // breaks turns before they are stored, to see that it is noticed; nil: does not
}

func (b buyers) world() simulate.World {
	return simulate.World{Open: b.open, Check: b.check, Record: recorded}
}

// open makes a desk on a store in memory that nobody else uses: its time is the conversation's own.
func (b buyers) open(ctx context.Context, s simulate.Setup) (*simulate.Desk, error) {
	store := memory.New(memory.Config{Now: s.Now})
	key := make([]byte, orders.MinKey)
	if _, err := orders.Import(ctx, store, bytes.NewReader(s.Orders), "orders.yaml", orders.Options{Key: key, Now: s.Now()}); err != nil {
		return nil, err
	}
	source, err := orders.NewSource(store, key)
	if err != nil {
		return nil, err
	}
	hooks := script.Hooks{Store: func(st bot.Store) bot.Store { return &listened{st, s.Written, b.spoil} }}
	d := &desk{engine: b.engine, builtin: b.kit.understander(b.engine.Book()), store: store, orders: source, files: files.Memory(files.Options{Now: s.Now}), ports: ports{now: s.Now, fetch: madeUp{},
		channels: map[string]bot.Channel{"script": s.Buyer, "desk": s.Desk}, hooks: hooks, log: slog.New(slog.DiscardHandler)}}
	proc, err := d.start()
	if err != nil {
		return nil, err
	}
	accept := func(ctx context.Context, ev dialogue.Event) error {
		claim, err := proc.Accept(ctx, ev)
		if err != nil || claim == nil {
			return err
		}
		return proc.Handle(ctx, *claim)
	}
	wake := func(ctx context.Context) error {
		_, err := proc.Wake(ctx)
		return err
	}
	return &simulate.Desk{Accept: accept, Dispatch: proc.Dispatch, Wake: wake}, nil
}

// check holds a conversation against the standing rules of scripts.
func (b buyers) check(s simulate.Story) []string {
	var broken []string
	story := script.Story{Stage: &script.Stage{Step: b.engine.Step, Book: b.engine.Book(), Orders: s.Orders}, Turns: s.Turns, Heard: s.Heard,
		Accepted: s.Accepted, Notes: s.Notes}
	if len(s.Turns) > 0 {
		story.First.ID = s.Turns[0].Next.ID
	}
	for _, f := range story.Broken() {
		broken = append(broken, fmt.Sprintf("turn %d: %s", f.Line, f.What))
	}
	return broken
}

func recorded(header [][2]string) simulate.Recorder {
	var lines []script.Header
	for _, h := range header {
		lines = append(lines, script.Header{Name: h[0], Value: h[1]})
	}
	return script.NewRecorder(lines...)
}

// listened is a store that tells of every committed turn.
type listened struct {
	bot.Store
	written func(bot.Turn)
	spoil   func(bot.Turn) bot.Turn
}

// Commit implements bot.Store.
func (l *listened) Commit(ctx context.Context, claim bot.Claim, turn bot.Turn) (*bot.Claim, error) {
	if l.spoil != nil {
		turn = l.spoil(turn)
	}
	next, err := l.Store.Commit(ctx, claim, turn)
	if err == nil {
		l.written(turn)
	}
	return next, err
}

// madeUp makes up the files that buyers send, by their names.
type madeUp struct{}

// Fetch implements bot.Fetcher.
func (madeUp) Fetch(_ context.Context, f dialogue.File) (io.ReadCloser, error) {
	content, _ := files.Sample(f.Name)
	return io.NopCloser(bytes.NewReader(content)), nil
}
