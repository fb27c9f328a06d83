package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"amends/adapters/redis"
	"amends/adapters/webhook"
	"amends/bot"
	"amends/dialogue"
)

func newCaseVerify() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "verify FILE|NUMBER",
		Short: "Prove that the turns of a case follow from what came in",
		Long: `Play every turn of a case's conversation again, from a file that amends case export wrote or from the store, and compare: the same
event in the same state has to give the same state and the same actions. Give it the playbook that the turns were made with. The status
is 1 when a turn differs.`,
		Args: called(cobra.ExactArgs(1)),
	}
	cfg := configure(cmd, "REDIS_URL", "PLAYBOOK", "LOG_LEVEL", "LOG_FORMAT")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		engine, err := loadEngine(cfg.playbook)
		if err != nil {
			return err
		}
		turns, err := turnsOf(cmd, cfg, args[0])
		if err != nil {
			return err
		}
		return verify(cmd, engine, turns)
	}
	return cmd
}

// turnsOf reads the turns from the file of this name, or from the store when there is no such file.
func turnsOf(cmd *cobra.Command, cfg *config, name string) (turns []bot.Turn, err error) {
	f, err := os.Open(name)
	if err == nil {
		defer f.Close()
		return readTurns(f, name)
	}
	if !errors.Is(err, fs.ErrNotExist) || cfg.redisURL == "" {
		return nil, fmt.Errorf("%w: name a file of amends case export, or set REDIS_URL and name a case", err)
	}
	err = withCase(cmd.Context(), cfg, name, func(store *redis.Store, found bot.CaseEntry) error {
		turns, err = store.Turns(cmd.Context(), found.Conversation, 0)
		return err
	})
	return turns, err
}

// verify plays the turns again and reports each that differs.
func verify(cmd *cobra.Command, engine *dialogue.Engine, turns []bot.Turn) error {
	out, same, different := cmd.OutOrStdout(), 0, 0
	for i, t := range turns {
		before := dialogue.Conversation{ID: t.Event.Conversation}
		switch {
		case i > 0:
			before = turns[i-1].Next
		case t.Next.Turns > 1:
			fmt.Fprintf(out, "turn %d is the first that is kept: what it began with is not known\n", t.Next.Turns)
			continue
		}
		if err := replay(engine, before, t); err != nil {
			different++
			fmt.Fprintf(out, "turn %d, event %s: %v\n", t.Next.Turns, t.Event.ID, err)
			continue
		}
		same++
	}
	fmt.Fprintf(out, "%d turns are as they were, %d differ\n", same, different)
	if different > 0 {
		return errFound
	}
	return nil
}

// replay steps a turn again. The error says how it differs.
func replay(engine *dialogue.Engine, before dialogue.Conversation, t bot.Turn) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the engine cannot step it (%T)", p)
		}
	}()
	next, actions := engine.Step(before, t.Event)
	was, err := dialogue.MarshalConversation(t.Next)
	if err != nil {
		return err
	}
	is, err := dialogue.MarshalConversation(next)
	if err != nil {
		return err
	}
	if !bytes.Equal(was, is) {
		return errors.New("the state after it is another: was it made with another playbook or version?")
	}
	return sameActions(t, actions)
}

// sameActions compares what was to be done. A turn that stands for one that panicked also has what the bot added to it.
func sameActions(t bot.Turn, actions []dialogue.Action) error {
	var kept []dialogue.Action
	for _, d := range t.Outbox {
		if d.To.Channel != webhook.Name { // a copy of what the ledger gets
			kept = append(kept, d.Action)
		}
	}
	_, panicked := t.Event.Body.(dialogue.Failure)
	if len(kept) != len(actions) && !(panicked && len(kept) > len(actions)) {
		return fmt.Errorf("%d actions came of it, and now %d", len(kept), len(actions))
	}
	for i, a := range actions {
		was, err := dialogue.MarshalAction(kept[i])
		if err != nil {
			return err
		}
		is, err := dialogue.MarshalAction(a)
		if err != nil {
			return err
		}
		if !bytes.Equal(was, is) {
			return fmt.Errorf("action %d is another", i+1)
		}
	}
	return nil
}
