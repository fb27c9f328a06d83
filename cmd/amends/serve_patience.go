package main

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"time"
)

const (
	firstPause   = time.Second
	longestPause = 30 * time.Second
)

// patiently tries until it succeeds, fails for a reason that will not pass, or ctx ends. The pauses grow.
func patiently(ctx context.Context, log *slog.Logger, trouble string, try func() (passing bool, err error)) error {
	for pause := firstPause; ; pause = min(2*pause, longestPause) {
		passing, err := try()
		if err == nil || !passing {
			return err
		}
		log.Warn(trouble+", trying again", "in", pause, "err", err)
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pause):
		}
	}
}

// platform is Telegram or Slack, which has to know this bot.
type platform struct {
	name string
	ask  func(context.Context) []verdict
	// setup tells the platform about the bot: commands, webhook; nil when there is nothing to tell.
	setup func(context.Context) error
}

// meet introduces the bot to the platforms. It returns those that could not be reached, or an error for one that does not know it.
func meet(ctx context.Context, all []platform, log *slog.Logger) (later []platform, err error) {
	for _, p := range all {
		passing, err := p.meet(ctx, log)
		switch {
		case err == nil:
		case passing:
			log.Warn(p.name+" cannot be reached, the bot begins without it", "err", err)
			later = append(later, p)
		default:
			return nil, err
		}
	}
	return later, nil
}

// meet asks the platform whether it knows the bot, and sets it up. passing is whether another try makes sense.
func (p platform) meet(ctx context.Context, log *slog.Logger) (passing bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, examTime)
	defer cancel()
	found := p.ask(ctx)
	for _, v := range found {
		if v.Level == failure {
			return v.passing, fmt.Errorf("%s: %s", v.What, v.Do)
		}
	}
	if p.setup != nil {
		if err := p.setup(ctx); err != nil {
			refused := strings.Contains(strings.ToLower(err.Error()), "bad request") // what is asked for will not be right later
			return !refused, fmt.Errorf("set up %s: %w", p.name, err)
		}
	}
	for _, v := range found {
		log.Info(v.What)
	}
	return false, nil
}

// meetLater tries until the platform knows the bot. It returns an error only when the platform says that it does not.
func (p platform) meetLater(ctx context.Context, log *slog.Logger) error {
	err := patiently(ctx, log, p.name+" cannot be reached", func() (bool, error) { return p.meet(ctx, log) })
	if ctx.Err() != nil {
		return nil
	}
	return err
}
