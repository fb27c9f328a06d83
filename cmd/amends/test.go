package main

import (
	"fmt"
	"regexp"

	"github.com/spf13/cobra"

	"amends/adapters/script"
	"amends/adapters/telegram"
)

func newTest() *cobra.Command {
	var update bool
	var pattern, junit, channel string
	var models scriptModels
	var repeat, parallel int
	cmd := &cobra.Command{
		Use:   "test PATH...",
		Short: "Play conversation scripts",
		Long: `Play conversation scripts and report what differs. A PATH is a script or a folder of scripts (.txt, .script).

Every script also keeps the standing rules: nothing is offered or granted outside the playbook, no case is settled twice, no note
reaches the buyer, nothing about an order is said before its proof, and no buyer is met with silence. At the end stands what of the
playbook no script has touched. The status is 1 when a script fails.`,
		Example: `  amends test stories
  amends test -run wrong_item stories
  amends test -update stories/new.txt`,
		Args: called(cobra.MinimumNArgs(1)),
	}
	cmd.Flags().BoolVar(&update, "update", false, "rewrite the bot< and desk< lines of scripts that fail, in place")
	cmd.Flags().StringVar(&pattern, "run", "", "play only scripts whose path matches this regular expression")
	cmd.Flags().StringVar(&junit, "junit", "", "write a JUnit report to this file")
	cmd.Flags().StringVar(&channel, "channel", "", "play through a real channel whatever the scripts say: telegram")
	cmd.Flags().IntVar(&repeat, "repeat", 1, "play each script so often and compare")
	cmd.Flags().IntVar(&parallel, "parallel", 0, "scripts at a time (default: one per processor)")
	cmd.Flags().StringVar(&models.mode, "llm", llmReplay, "the language model of scripts with @llm: replay its cassette, record it anew, live (a real one reads every script; none fails the run) or off")
	cfg := configure(cmd, "OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_MODEL", "OPENAI_USE")
	cmd.RunE = func(cmd *cobra.Command, paths []string) error {
		models.model = cfg.model
		if err := models.check(); err != nil {
			return err
		}
		if repeat < 1 {
			return fmt.Errorf("--repeat %d: expected 1 or more", repeat)
		}
		if parallel < 0 {
			return fmt.Errorf("--parallel %d: expected 1 or more, or 0 for one per processor", parallel)
		}
		if channel != "" && channel != "script" && channel != telegram.ChannelName {
			return fmt.Errorf("--channel %q: expected telegram or script", channel)
		}
		opt := script.Options{Channel: channel, Paths: paths, Update: update, JUnit: junit, Repeat: repeat, Parallel: parallel, Out: cmd.OutOrStdout()}
		if pattern != "" {
			re, err := regexp.Compile(pattern)
			if err != nil {
				return fmt.Errorf("--run %q: %w", pattern, err)
			}
			opt.RunRE = re
		}
		return playScripts(cmd, opt, models)
	}
	return cmd
}

func playScripts(cmd *cobra.Command, opt script.Options, models scriptModels) error {
	kit, err := newToolkit()
	if err != nil {
		return err
	}
	kit.models = models
	opt.World = kit.world()
	bar := newProgress(cmd.ErrOrStderr(), "playing scripts")
	opt.Progress = func(played, total int) { bar.at(int64(played), int64(total)) }
	sum, err := script.Run(cmd.Context(), opt)
	bar.done()
	if err != nil {
		return err
	}
	if sum.Failed > 0 && models.mode != llmLive {
		return errFound
	}
	return nil
}
