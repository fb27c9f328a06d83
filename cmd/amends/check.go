package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"amends/dialogue/playbook"
)

func newCheck() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "check [PLAYBOOK]",
		Short: "Prove a playbook",
		Long: `Prove a playbook by going through every case that its conditions and limits can tell apart: each issue, order state, age,
value, stock, history, country and answer. Every case must end with one to three remedies, with a person, with an answer or with the
marketplace; nothing may go out above its limit; whoever is not at fault must be offered a full remedy; the law's minimum must hold;
and every text must be there in every language. Then the playbook's examples are learnt and read: those that are read as something else
are told as warnings, and so is an issue of your own that no text is understood as. The status is 1 when something is wrong, with the smallest case that shows it.`,
		Example: "  amends check shop.yaml",
		Args:    called(cobra.MaximumNArgs(1)),
	}
	cfg := configure(cmd, "PLAYBOOK")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		path := cfg.playbook
		if len(args) == 1 {
			path = args[0]
		}
		return checkPlaybook(cmd, path)
	}
	return cmd
}

func checkPlaybook(cmd *cobra.Command, path string) error {
	kit, err := newToolkit()
	if err != nil {
		return err
	}
	engine, err := kit.engine(path)
	if err != nil {
		return err
	}
	book := engine.Book()
	bar := newProgress(cmd.ErrOrStderr(), "checking")
	findings, stats, err := book.Check(cmd.Context(), func(done, total int) { bar.at(int64(done), int64(total)) })
	bar.done()
	if err != nil {
		return err
	}
	doubts, err := kit.understander(book).Doubts(book)
	if err != nil {
		return err
	}
	wrong := printFindings(cmd.OutOrStdout(), append(findings, doubts...))
	printStats(cmd.OutOrStdout(), book, stats)
	if wrong > 0 {
		return errFound
	}
	return nil
}

// printFindings writes what the proof found and returns how much of it is wrong rather than only unused.
func printFindings(w io.Writer, findings []playbook.Finding) (wrong int) {
	for _, f := range findings {
		if f.Warning {
			fmt.Fprintf(w, "%s (warning)\n", f)
			continue
		}
		wrong++
		fmt.Fprintln(w, f)
	}
	return wrong
}

func printStats(w io.Writer, book *playbook.Book, s playbook.Stats) {
	fmt.Fprintf(w, "playbook %s of %s: %d issues, %d cases\n", book.Version, book.Seller.Name, s.Issues, s.Cases)
	fmt.Fprintf(w, "  %d end with an offer, %d with a person by a rule, %d with the marketplace; %d issues are answered or handed over as they are\n",
		s.Offered, s.Escalated, s.Elsewhere, s.Handed)
	fmt.Fprintf(w, "  of the options offered %d are automatic and %d need a person's approval\n", s.Automatics, s.Approvals)
}
