package main

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"
	"unicode"

	"github.com/spf13/cobra"

	"amends/adapters/redis"
	"amends/bot"
	"amends/dialogue"
	"amends/prompts"
)

func newCase() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "case",
		Short: "List cases, show one, export it, or prove that its turns are as they were",
		Args:  called(cobra.NoArgs),
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newCaseList(), newCaseShow(), newCaseExport(), newCaseVerify())
	return cmd
}

func newCaseList() *cobra.Command {
	var q bot.CaseQuery
	cmd := &cobra.Command{Use: "list", Short: "List the open cases, the oldest first", Args: called(cobra.NoArgs)}
	cfg := configure(cmd, "REDIS_URL", "LOG_LEVEL", "LOG_FORMAT")
	cmd.Flags().StringVar(&q.Agent, "agent", "", "only those of this agent")
	cmd.Flags().StringVar(&q.Order, "order", "", "all of this order, closed ones too")
	cmd.Flags().IntVar(&q.Limit, "limit", 0, "at most so many (default 500)")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if q.Limit < 0 {
			return fmt.Errorf("--limit %d: expected 1 or more", q.Limit)
		}
		store, err := openStore(cmd.Context(), cfg, "see the cases on the desk")
		if err != nil {
			return err
		}
		defer store.Close()
		found, err := store.Cases(cmd.Context(), q)
		if err != nil {
			return err
		}
		return printCases(cmd.OutOrStdout(), found)
	}
	return cmd
}

func printCases(w io.Writer, list []bot.CaseEntry) error {
	if len(list) == 0 {
		_, err := fmt.Fprintln(w, "no cases")
		return err
	}
	t := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	fmt.Fprintln(t, "case\tstatus\tissue\torder\topened\tdue\tagent")
	for _, c := range list {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", c.No, c.Status, cmp.Or(c.Issue, "-"), cmp.Or(dialogue.MaskOrder(c.Order), "-"),
			day(c.Opened), cmp.Or(minute(c.Due), "-"), cmp.Or(c.Agent, "-"))
	}
	return t.Flush()
}

func minute(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.UTC().Format("2006-01-02 15:04Z")
}

func newCaseShow() *cobra.Command {
	cmd := &cobra.Command{Use: "show NUMBER", Short: "Show a case as the desk sees it", Args: called(cobra.ExactArgs(1))}
	cfg := configure(cmd, "REDIS_URL", "PLAYBOOK", "LOG_LEVEL", "LOG_FORMAT")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		engine, err := loadEngine(cfg.playbook)
		if err != nil {
			return err
		}
		return withCase(cmd.Context(), cfg, args[0], func(store *redis.Store, found bot.CaseEntry) error {
			c, err := store.Load(cmd.Context(), found.Conversation)
			if err != nil {
				return err
			}
			card, there := engine.Card(c, found.No, time.Now())
			if !there {
				return fmt.Errorf("case %s is not in its conversation any more", found.No)
			}
			return printCard(cmd.OutOrStdout(), card)
		})
	}
	return cmd
}

// loadEngine is the engine for a playbook, for a command that reads no texts and so needs no understander.
func loadEngine(path string) (*dialogue.Engine, error) {
	book, err := loadPlaybook(path)
	if err != nil {
		return nil, err
	}
	texts, err := prompts.Load()
	if err != nil {
		return nil, fmt.Errorf("load the texts: %w", err)
	}
	return dialogue.New(book, texts)
}

// withCase opens the store and finds a case by its number.
func withCase(ctx context.Context, cfg *config, no string, do func(*redis.Store, bot.CaseEntry) error) error {
	store, err := openStore(ctx, cfg, "see the case on the desk")
	if err != nil {
		return err
	}
	defer store.Close()
	found, err := store.Cases(ctx, bot.CaseQuery{No: no, Limit: 1})
	if err != nil {
		return err
	}
	if len(found) == 0 {
		return fmt.Errorf("case %s: %w: amends case list has the numbers of the open ones", no, bot.ErrNotFound)
	}
	return do(store, found[0])
}

// printCard writes a card for the seller's eyes.
func printCard(w io.Writer, c dialogue.Card) error {
	t := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	line := func(label, value string) {
		if value = strings.Join(strings.Fields(visible(value)), " "); value != "" {
			fmt.Fprintf(t, "%s\t%s\n", visible(label), value)
		}
	}
	line("case", c.Case+" "+c.Title)
	for _, f := range append(c.Fields, c.Dates...) {
		line(f.Label, f.Value)
	}
	for _, e := range c.Evidence {
		line("evidence", e.Proves+" "+e.Note)
	}
	for _, r := range c.Remedies {
		if r.Refused != "" {
			line("not offered", r.Label+": "+r.Refused)
			continue
		}
		line("offered", r.Label+" "+r.Cost)
	}
	for _, warning := range c.Warnings {
		line("careful", warning)
	}
	line("to do", c.Task)
	return t.Flush()
}

// visible leaves out what would steer a terminal: a card has words of buyers in it.
func visible(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && !unicode.IsSpace(r) || unicode.Is(unicode.Bidi_Control, r) {
			return -1
		}
		return r
	}, s)
}

func newCaseExport() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "export NUMBER",
		Short: "Write all that happened in a case's conversation, one turn of JSON a line",
		Long: `Write all that happened in the conversation of a case, one turn of JSON a line: what came in, what was read in it, the state after it
and what was sent. It holds what the buyer wrote. amends case verify proves it.`,
		Example: "  amends case export A-7K2M9P > A-7K2M9P.jsonl",
		Args:    called(cobra.ExactArgs(1)),
	}
	cfg := configure(cmd, "REDIS_URL", "LOG_LEVEL", "LOG_FORMAT")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		return withCase(cmd.Context(), cfg, args[0], func(store *redis.Store, found bot.CaseEntry) error {
			turns, err := store.Turns(cmd.Context(), found.Conversation, 0)
			if err != nil {
				return err
			}
			return writeTurns(cmd.OutOrStdout(), turns)
		})
	}
	return cmd
}

func writeTurns(w io.Writer, turns []bot.Turn) error {
	out := bufio.NewWriter(w)
	for _, t := range turns {
		data, err := bot.MarshalTurn(t)
		if err != nil {
			return err
		}
		if _, err := out.Write(append(data, '\n')); err != nil {
			return fmt.Errorf("write turns: %w", err)
		}
	}
	return out.Flush()
}

// readTurns reads what writeTurns wrote.
func readTurns(r io.Reader, name string) ([]bot.Turn, error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 2*dialogue.MaxState)
	var turns []bot.Turn
	for n := 1; lines.Scan(); n++ {
		if len(strings.TrimSpace(lines.Text())) == 0 {
			continue
		}
		t, err := bot.UnmarshalTurn(lines.Bytes())
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", name, n, err)
		}
		turns = append(turns, t)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if len(turns) == 0 {
		return nil, errors.New(name + ": there is no turn in it; amends case export writes them")
	}
	return turns, nil
}
