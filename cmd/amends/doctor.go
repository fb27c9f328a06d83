package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"
)

// examTime bounds each examination of the doctor.
const examTime = 8 * time.Second

// verdict is one thing that was looked at.
type verdict struct {
	Level level  `json:"level"`
	What  string `json:"what"`
	Do    string `json:"do,omitempty"` // what to do about it
	// passing is set for a failure that may pass without anybody's doing: a network or a server that is down.
	passing bool
}

type level string

const (
	fine    level = "ok"
	warning level = "warn"
	failure level = "FAIL"
)

func ok(format string, args ...any) verdict {
	return verdict{Level: fine, What: fmt.Sprintf(format, args...)}
}
func warn(what, do string) verdict { return verdict{Level: warning, What: what, Do: do} }
func fail(what, do string) verdict { return verdict{Level: failure, What: what, Do: do} }

// exam looks at one part of the configuration, and may find several things.
type exam func(context.Context, *config) []verdict

func newDoctor() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Check the settings and everything that serve connects to",
		Long: `Check the settings and everything that serve connects to: tokens and scopes, the desk's channel, the webhook, Redis and how it keeps
its data, the clock, the playbook, the orders, the folder for evidence and the address to listen on. Nothing is sent to anybody, but a
text and a picture of Amends' own to a language model that OPENAI_EXTRAS has work for. Give it the settings that serve gets. The status
is 1 when something is wrong.`,
		Args: called(cobra.NoArgs),
	}
	cfg := configure(cmd, everySetting()...)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print a JSON array of {level, what, do}")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		found := examine(cmd.Context(), cfg, examSettings, examPlaybook, examOrders, examEvidence, examRedis, examTelegram, examSlack, examModel, examListen)
		if err := printVerdicts(cmd.OutOrStdout(), found, asJSON); err != nil {
			return err
		}
		for _, v := range found {
			if v.Level == failure {
				return errFound
			}
		}
		return nil
	}
	return cmd
}

// examine runs the examinations side by side and returns what they found in their order. One that takes too long is a failure.
func examine(ctx context.Context, cfg *config, exams ...exam) []verdict {
	results := make([]chan []verdict, len(exams))
	for i, run := range exams {
		results[i] = make(chan []verdict, 1)
		go func() {
			ctx, cancel := context.WithTimeout(ctx, examTime)
			defer cancel()
			results[i] <- run(ctx, cfg)
		}()
	}
	var all []verdict
	for _, result := range results {
		all = append(all, <-result...)
	}
	return all
}

func printVerdicts(w io.Writer, list []verdict, asJSON bool) error {
	if asJSON {
		enc := json.NewEncoder(w)
		enc.SetIndent("", "  ")
		enc.SetEscapeHTML(false)
		return enc.Encode(list)
	}
	for _, v := range list {
		line := fmt.Sprintf("%-5s %s", v.Level, v.What)
		if v.Do != "" {
			line += " — " + v.Do
		}
		if _, err := fmt.Fprintln(w, line); err != nil {
			return err
		}
	}
	return nil
}

// examSettings looks at the settings alone.
func examSettings(_ context.Context, cfg *config) []verdict {
	err := cfg.check()
	if err == nil {
		return []verdict{ok("settings: complete and well formed")}
	}
	var found []verdict
	for line := range strings.Lines(err.Error()) {
		what, do, _ := strings.Cut(strings.TrimSpace(line), ": ")
		found = append(found, fail(what, do))
	}
	return found
}
