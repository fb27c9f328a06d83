// Amends is a dispute desk for marketplace and web-shop sellers: one binary, a command for each thing to do. See amends --help.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"syscall"

	"github.com/spf13/cobra"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends it at once, whatever it hangs in
	os.Exit(run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// run is the whole program without its process: arguments in, exit status out. 0 is success, 1 a failure that was found (a script,
// a playbook), 2 a wrong call or something that could not be done, 130 an interrupt.
func run(ctx context.Context, args []string, in *os.File, out, errs *os.File) int {
	root := newRoot()
	root.SetArgs(longFlags(args))
	root.SetIn(in)
	root.SetOut(out)
	root.SetErr(errs)
	err := root.ExecuteContext(ctx)
	switch {
	case err == nil:
		return 0
	case ctx.Err() != nil:
		fmt.Fprintln(errs, "amends: interrupted")
		return 130
	case errors.Is(err, errFound):
		return 1
	}
	fmt.Fprintf(errs, "amends: %v\n", err)
	return 2
}

// longFlags takes -update for --update, as Go's own tools do; no flag of this program has a short form but -h and -v.
func longFlags(args []string) []string {
	long := slices.Clone(args)
	for i, a := range long {
		if a == "--" {
			break
		}
		if len(a) > 2 && a[0] == '-' && a[1] != '-' {
			long[i] = "-" + a
		}
	}
	return long
}

// errFound says that a command did its work and found something wrong, which it has printed already.
var errFound = errors.New("something was found")

// called adds to a complaint about a command's arguments how the command is called.
func called(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if err := check(cmd, args); err != nil {
			return fmt.Errorf("%w (call it as: %s; see %s --help)", err, cmd.UseLine(), cmd.CommandPath())
		}
		return nil
	}
}

func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:   "amends",
		Short: "A dispute desk for marketplace and web-shop sellers",
		Long: `Amends talks with buyers whose order went wrong: it finds out what happened and which order it is, offers up to
three remedies that the seller's policy allows, collects the evidence and brings in a person when one is needed.

Start with: amends chat`,
		SilenceErrors: true,
		SilenceUsage:  true,
		Version:       version(),
	}
	root.AddCommand(newChat(), newTest(), newCheck(), newOrders(), newServe(), newDoctor(), newSlackManifest(), newCase(), newSimulate(), newEval())
	root.CompletionOptions.HiddenDefaultCmd = true
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return fmt.Errorf("%w (see %s --help)", err, cmd.CommandPath())
	})
	return root
}
