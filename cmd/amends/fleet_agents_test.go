package main

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"amends/adapters/slack/slackfake"
)

// agent is one person of the team, who looks after the cases of every n-th buyer.
type agent struct {
	*slackfake.Agent
	f        *fleet
	place    int
	answered map[string]bool // questions
	trouble  []string        // what did not go well and was done again
}

// work does what the desk has for the agent until ctx ends.
func (a *agent) work(ctx context.Context) {
	for ctx.Err() == nil {
		busy := false
		for _, card := range a.f.slack.Channel(a.f.channel) {
			if b := a.f.buyerOf(card.Shown()); b != nil && b.place%len(a.f.agents) == a.place && ctx.Err() == nil {
				busy = a.handle(ctx, card, b) || busy
			}
		}
		pause := 100 * time.Millisecond
		if busy {
			pause = 10 * time.Millisecond
		}
		_ = think(ctx, pause)
	}
}

var itemName = regexp.MustCompile(`Backpack K([0-9]{4})`)

// buyerOf finds the buyer whose item a text names.
func (f *fleet) buyerOf(text string) *buyer {
	m := itemName.FindStringSubmatch(text)
	if m == nil {
		return nil
	}
	n, err := strconv.Atoi(m[1])
	if err != nil || n >= len(f.buyers) {
		return nil
	}
	return f.buyers[n]
}

// handle does the next thing for a case and reports whether there was one.
func (a *agent) handle(ctx context.Context, card slackfake.Message, b *buyer) bool {
	buttons := card.Buttons()
	switch {
	case slices.Contains(buttons, "Approve"):
		return a.presses(ctx, card, "Approve", without("Approve"))
	case b.kind == approved && slices.Contains(buttons, "Done"):
		return a.carriesOut(ctx, card, b)
	case b.kind != personal || !slices.Contains(buttons, "Hand back"): // nobody asked for a person
		return false
	case !strings.Contains(card.Shown(), "*Owner*"):
		return a.presses(ctx, card, "Take", func(m slackfake.Message) bool { return strings.Contains(m.Shown(), "*Owner*") })
	}
	return a.answers(ctx, card, b)
}

// presses presses a button and waits for a moment until the card shows it.
func (a *agent) presses(ctx context.Context, card slackfake.Message, label string, shown func(slackfake.Message) bool) bool {
	i, err := a.Press(a.f.channel, card.TS, label)
	if err == nil {
		err = i.Wait(ctx)
	}
	if err != nil {
		a.trouble = append(a.trouble, fmt.Sprintf("press %s: %v", label, err))
		return false
	}
	return a.sees(ctx, card, shown)
}

// without is a card without a button.
func without(label string) func(slackfake.Message) bool {
	return func(m slackfake.Message) bool { return !slices.Contains(m.Buttons(), label) }
}

// sees waits for a moment until the card is as it should be.
func (a *agent) sees(ctx context.Context, card slackfake.Message, shown func(slackfake.Message) bool) bool {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	return a.f.slack.Wait(ctx, func() bool {
		m, ok := a.f.slack.Message(a.f.channel, card.TS)
		return !ok || shown(m)
	}) == nil
}

// carriesOut says in the form of Done that the remedy was carried out.
func (a *agent) carriesOut(ctx context.Context, card slackfake.Message, b *buyer) bool {
	form, ok := a.opens(ctx, card, "Done")
	if !ok || !a.submits(ctx, form, map[string]any{form.Fields()[0]: "R-" + b.token("r", 0)}) {
		return false
	}
	return a.sees(ctx, card, without("Done"))
}

// opens presses a button that opens a form, and waits for it as long as a person would.
func (a *agent) opens(ctx context.Context, card slackfake.Message, label string) (slackfake.View, bool) {
	for _, old := range a.f.slack.Views(a.ID) {
		_, _ = a.CloseView(old.ID)
	}
	if _, err := a.Press(a.f.channel, card.TS, label); err != nil {
		a.trouble = append(a.trouble, fmt.Sprintf("press %s: %v", label, err))
		return slackfake.View{}, false
	}
	within, cancel := context.WithTimeout(ctx, 4*time.Second)
	defer cancel()
	if err := a.f.slack.Wait(within, func() bool { return len(a.f.slack.Views(a.ID)) > 0 }); err != nil {
		a.trouble = append(a.trouble, fmt.Sprintf("form of %s: %v", label, err))
		return slackfake.View{}, false
	}
	return a.f.slack.Views(a.ID)[0], true
}

// submits sends a form until that is heard: the same form twice is one event.
func (a *agent) submits(ctx context.Context, form slackfake.View, values map[string]any) bool {
	for ctx.Err() == nil {
		i, err := a.Submit(form.ID, values)
		if err == nil {
			err = i.Wait(ctx)
		}
		if err == nil && len(i.Errors()) == 0 {
			return true
		}
		a.trouble = append(a.trouble, fmt.Sprintf("submit: %v", err))
		if !slices.ContainsFunc(a.f.slack.Views(a.ID), func(v slackfake.View) bool { return v.ID == form.ID }) {
			return err == nil
		}
		_ = think(ctx, 200*time.Millisecond)
	}
	return false
}

// answers answers the questions that the thread shows, each once: some in the thread, some in the form.
func (a *agent) answers(ctx context.Context, card slackfake.Message, b *buyer) bool {
	busy := false
	for _, m := range a.f.slack.Thread(a.f.channel, card.TS) {
		for round := range rounds {
			question := b.token("q", round)
			if !strings.Contains(m.Shown(), question) || a.answered[question] {
				continue
			}
			text := fmt.Sprintf("let me see, %s", b.token("a", round))
			if round%2 == 0 {
				if _, err := a.Reply(a.f.channel, card.TS, "reply: "+text); err != nil {
					a.trouble = append(a.trouble, fmt.Sprintf("reply: %v", err))
					continue
				}
			} else if !a.replies(ctx, card, text) {
				continue
			}
			a.answered[question], busy = true, true
		}
	}
	return busy
}

// replies answers through the form with its preview.
func (a *agent) replies(ctx context.Context, card slackfake.Message, text string) bool {
	form, ok := a.opens(ctx, card, "Reply")
	if !ok || !a.submits(ctx, form, map[string]any{form.Fields()[0]: text}) {
		return false
	}
	within, cancel := context.WithTimeout(ctx, 4*time.Second)
	defer cancel()
	if err := a.f.slack.Wait(within, func() bool { return len(a.f.slack.Views(a.ID)) > 1 }); err != nil {
		a.trouble = append(a.trouble, fmt.Sprintf("preview: %v", err))
		return false
	}
	preview := a.f.slack.Views(a.ID)[1]
	return a.submits(ctx, preview, nil)
}
