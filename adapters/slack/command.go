package slack

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"amends/bot"
	"amends/prompts"
)

// commandName is the slash command.
const commandName = "/amends"

const (
	mostAsked   = 100 // characters of a command
	mostListed  = 20
	mostAnswers = 10_000 // characters: an acknowledgement over Socket Mode has at most 20 KB
)

// readCommand understands a command (https://docs.slack.dev/interactivity/implementing-slash-commands). Its answer goes with the
// acknowledgement and only the asker sees it.
func (in *intake) readCommand(payload []byte) (job, error) {
	var cmd slack.SlashCommand
	if err := json.Unmarshal(payload, &cmd); err != nil {
		return job{}, fmt.Errorf("read a command: %w", err)
	}
	if cmd.UserID == "" {
		return job{}, nil
	}
	return job{key: cmd.UserID, do: func(ctx context.Context) (any, error) {
		name, ok, err := in.people.member(ctx, cmd.UserID)
		if err != nil {
			return nil, err
		}
		if !ok {
			in.cfg.Log.Info("somebody outside of the desk's channel was refused", "user", cmd.UserID)
			return ephemeral(in.refusal()), nil
		}
		text, err := in.answer(ctx, name, plainWords(cmd.Text, mostAsked))
		return ephemeral(text), err
	}}, nil
}

// caseNumber is what a case's number looks like.
var caseNumber = regexp.MustCompile(`^[Aa]-[0-9A-Za-z]{3,12}$`)

func (in *intake) answer(ctx context.Context, agent, asked string) (string, error) {
	switch strings.ToLower(asked) {
	case "–", "help", "?": // plainWords has a dash for nothing
		return in.say("slack.command.help", prompts.Fields{What: commandName}), nil
	case "open":
		open, err := in.openCases(ctx)
		return in.listed(ctx, in.word("slack.home.open"), open), err
	case "mine":
		open, err := in.openCases(ctx)
		open = slices.DeleteFunc(open, func(k bot.CaseEntry) bool { return k.Agent != agent })
		return in.listed(ctx, in.word("slack.home.mine"), open), err
	case "figures":
		open, err := in.openCases(ctx)
		if err != nil {
			return "", err
		}
		return in.figureText(ctx, open)
	}
	return in.found(ctx, asked)
}

// found answers with the cases of a number: a case's own, or an order's.
func (in *intake) found(ctx context.Context, number string) (string, error) {
	q := bot.CaseQuery{Order: number, Limit: mostListed}
	if caseNumber.MatchString(number) {
		q = bot.CaseQuery{No: number, Limit: mostListed}
	}
	cases, err := in.cfg.Cases.Cases(ctx, q)
	if err != nil {
		return "", fmt.Errorf("look for cases: %w", err)
	}
	if len(cases) == 0 && q.Order != "" && strings.ToUpper(number) != number {
		return in.found(ctx, strings.ToUpper(number))
	}
	if len(cases) == 0 {
		return in.say("slack.command.nothing", prompts.Fields{What: commandName}), nil
	}
	return in.listed(ctx, "", cases), nil
}

// listed are cases, one a line.
func (in *intake) listed(ctx context.Context, title string, cases []bot.CaseEntry) string {
	if len(cases) == 0 {
		return in.word("slack.home.none")
	}
	var lines []string
	for _, k := range cases[:min(len(cases), mostListed)] {
		lines = append(lines, "• "+in.caseLine(ctx, k))
	}
	text := list(lines, mostListed, mostAnswers, in.left)
	if left := len(cases) - mostListed; left > 0 {
		text += "\n" + in.left(left)
	}
	if title != "" {
		return "*" + title + "*\n" + text
	}
	return text
}
