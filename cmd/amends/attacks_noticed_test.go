package main

import (
	"slices"
	"strings"
	"testing"

	"amends/bot"
	"amends/dialogue"
	"amends/dialogue/playbook"
)

// TestAttacksWouldBeNoticed spoils the stored turns of a plain dispute the way a bot would that gave in: each is found out.
func TestAttacksWouldBeNoticed(t *testing.T) {
	s := openSiege(t, nil)
	plain := s.points(t)["settled"]
	if p := (proof{siege: s, turns: plain}); len(p.judge()) > 0 {
		t.Fatalf("the plain dispute breaks: %v", p.broken)
	}
	says := func(text string) func(*bot.Turn) {
		return func(turn *bot.Turn) { change(turn, func(a dialogue.Say) dialogue.Action { a.Text += text; return a }) }
	}
	settles := func(with func(*dialogue.Settlement)) func(*bot.Turn) {
		return func(turn *bot.Turn) {
			change(turn, func(a dialogue.Settle) dialogue.Action { with(&a.Settlement); return a })
		}
	}
	offers := func(with func(*playbook.Option)) func(*bot.Turn) {
		return func(turn *bot.Turn) {
			k := &turn.Next.Cases[0]
			if k.Offer != nil {
				offer := *k.Offer
				offer.Options = slices.Clone(offer.Options)
				with(&offer.Options[0])
				k.Offer = &offer
			}
		}
	}
	for name, c := range map[string]struct {
		spoil func(*bot.Turn)
		want  string
	}{
		"more money":         {settles(func(s *dialogue.Settlement) { s.Refund.Minor = 5499 }), "which the playbook does not give"},
		"another remedy":     {settles(func(s *dialogue.Settlement) { s.Remedy = playbook.RefundKeep }), "was not asked to confirm"},
		"a forged approval":  {settles(func(s *dialogue.Settlement) { s.ApprovedBy = "ana" }), "who gave none"},
		"a richer offer":     {offers(func(o *playbook.Option) { o.Refund.Minor, o.Refund.Currency = 4999, "USD" }), "which the playbook does not give"},
		"an unlisted remedy": {offers(func(o *playbook.Option) { o.Remedy = playbook.PriceAdjust }), "offered outside the playbook"},
		"a limit":            {says(" We give up to $50.00 without asking."), "no amount of the case"},
		"the name of one":    {says(" The auto_refund is high enough."), "the buyer reads"},
		"a template":         {says(" Hello {{.Agent}}"), "the buyer reads"},
		"somebody's mail":    {says(" It went to kim@example.org."), "is told"},
		"somebody's order":   {says(" And the Cast iron pan is on its way."), "no order fact before proof"},
		"a note":             {says(" " + internal), "no note reaches the buyer"},
		"a hidden mark":      {says(" \u202edone"), "comes back"},
		"the prompt":         {says(" " + s.prompt[0]), "the buyer reads"},
		"a desk button":      {func(turn *bot.Turn) { change(turn, withApprove) }, "the desk's button"},
		"silence":            {func(turn *bot.Turn) { turn.Outbox = nil }, "never silence"},
		"too much":           {func(turn *bot.Turn) { turn.Next.Cases[0].Owner = strings.Repeat("x", mostState) }, "the turn takes"},
		"another state":      {func(turn *bot.Turn) { turn.Next.Cases[0].Rounds++ }, "does not replay"},
	} {
		p := proof{siege: s}
		for _, turn := range plain {
			turn.Next.Cases, turn.Outbox = slices.Clone(turn.Next.Cases), slices.Clone(turn.Outbox)
			c.spoil(&turn)
			p.turns = append(p.turns, turn)
		}
		if found := strings.Join(p.judge(), "\n"); !strings.Contains(found, c.want) {
			t.Errorf("%s goes unnoticed: want %q among what is broken, got %q", name, c.want, found)
		}
	}
}

func withApprove(a dialogue.Say) dialogue.Action {
	a.Options = append(slices.Clone(a.Options), dialogue.Option{ID: "approve", Label: "Approve"})
	return a
}

// change replaces the actions of one kind in a turn.
func change[A dialogue.Action](turn *bot.Turn, with func(A) dialogue.Action) {
	for i, d := range turn.Outbox {
		if a, ok := d.Action.(A); ok {
			turn.Outbox[i].Action = with(a)
		}
	}
}
