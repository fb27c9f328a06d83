package slack

import (
	"cmp"
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/slack-go/slack"

	"amends/dialogue"
	"amends/prompts"
)

// Offer something else.

func (in *intake) offerBlocks(_ context.Context, _ press, v caseView) ([]slack.Block, bool, error) {
	costs, refused := map[string]string{}, []string{}
	for _, r := range v.card.Remedies {
		if r.Refused != "" {
			refused = append(refused, "• "+line(r.Label, shownField)+": "+line(r.Refused, shownField))
		}
		costs[string(r.Remedy)] = r.Cost
	}
	var choices []choice
	for _, o := range v.options("offer") {
		choices = append(choices, choice{o.ID, o.Label, costs[o.ID]})
	}
	blocks := []slack.Block{section("", in.modalText("offer.none", prompts.Fields{}))}
	if len(choices) > 0 {
		blocks = []slack.Block{in.choose(in.word("slack.modal.offer.choice"), choices),
			in.write(in.word("slack.modal.offer.terms"), in.word("slack.modal.offer.terms_hint"), "", true, 20)}
	}
	if len(refused) > 0 {
		lines := list(refused, mostLines, shownList, in.left)
		blocks = append(blocks, section("", "*"+in.word("slack.modal.offer.refused")+"*\n"+lines))
	}
	return blocks, len(choices) > 0, nil
}

func (in *intake) offerSubmitted(s submission) outcome {
	terms, ok := readTerms(s.text(inputText))
	if !ok {
		return missing(inputText, in.word("slack.modal.offer.terms_bad"))
	}
	out := in.chosen(s, "offer:"+s.choice(inputChoice))
	if d, ok := out.body.(dialogue.Decision); ok {
		d.Note = terms
		out.body = d
	}
	return out
}

var termsForm = regexp.MustCompile(`^(\d{1,9})([.,]\d{1,3})?\s*(%|[A-Za-z]{3})?$`)

// readTerms reads the terms of an offer: a percentage or an amount. A whole number alone could be either and is refused; an amount
// comes back with its decimals, which is how the engine tells it from a percentage.
func readTerms(s string) (terms string, ok bool) {
	if s == "" {
		return "", true
	}
	m := termsForm.FindStringSubmatch(s)
	if m == nil {
		return "", false
	}
	whole, decimals, unit := m[1], strings.Replace(m[2], ",", ".", 1), strings.ToUpper(m[3])
	if unit == "%" {
		n, err := strconv.Atoi(whole)
		return whole + "%", err == nil && decimals == "" && n <= 100
	}
	if decimals == "" && unit == "" {
		return "", false
	}
	return strings.TrimSpace(whole + cmp.Or(decimals, ".00") + " " + unit), true
}

// Ask for evidence.

func (in *intake) askBlocks(_ context.Context, _ press, v caseView) ([]slack.Block, bool, error) {
	var choices []choice
	for _, o := range v.options("ask") {
		choices = append(choices, choice{value: o.ID, label: o.Label})
	}
	if len(choices) == 0 {
		return in.nothing("ask.none")
	}
	return []slack.Block{in.choose(in.word("slack.modal.ask.choice"), choices)}, true, nil
}

func (in *intake) askSubmitted(s submission) outcome {
	return in.chosen(s, "ask:"+s.choice(inputChoice))
}

// Hand back to the bot, at a chosen point; "was" is where it was.

const pointWas = "was"

func (in *intake) handBackBlocks(context.Context, press, caseView) ([]slack.Block, bool, error) {
	var choices []choice
	for _, point := range []string{pointWas, "issue", "order", "evidence", "offer", "close"} {
		choices = append(choices, choice{value: point, label: in.word("slack.modal.handback." + point)})
	}
	return []slack.Block{in.choose(in.word("slack.modal.handback.choice"), choices)}, true, nil
}

func (in *intake) handBackSubmitted(s submission) outcome {
	if point := s.choice(inputChoice); point != pointWas {
		return in.chosen(s, "handback:"+point)
	}
	return in.chosen(s, "handback")
}

// Decline with a reason, Done with a reference.

const maxNote = 500 // characters of a reason or a reference

func (in *intake) noteBlocks(name string, optional bool) func(context.Context, press, caseView) ([]slack.Block, bool, error) {
	return func(_ context.Context, _ press, v caseView) ([]slack.Block, bool, error) {
		key := "slack.modal." + name
		blocks := []slack.Block{in.write(in.word(key+".label"), in.word(key+".hint"), "", optional, maxNote)}
		if v.card.Task != "" && name == "done" {
			blocks = append([]slack.Block{section("", escaped(v.card.Task, shownTask))}, blocks...)
		}
		return blocks, true, nil
	}
}

func (in *intake) noteSubmitted(name string) func(submission) outcome {
	return func(s submission) outcome {
		if name == "decline" && s.text(inputText) == "" {
			return missing(inputText, in.word("slack.modal.missing"))
		}
		return outcome{body: dialogue.Decision{Agent: s.agent, Option: name, Case: s.Case, Note: s.text(inputText)}}
	}
}

// Assign to a member of the desk's channel.

func (in *intake) assignBlocks(ctx context.Context, _ press, v caseView) ([]slack.Block, bool, error) {
	names, err := in.people.everybody(ctx)
	if err != nil {
		return nil, false, err
	}
	var choices []choice
	for _, name := range names {
		if name != v.kase.Owner {
			choices = append(choices, choice{value: name, label: name})
		}
	}
	if len(choices) == 0 {
		return in.nothing("assign.none")
	}
	slices.SortFunc(choices, func(a, b choice) int { return strings.Compare(strings.ToLower(a.label), strings.ToLower(b.label)) })
	return []slack.Block{in.choose(in.word("slack.modal.assign.choice"), choices)}, true, nil
}

func (in *intake) assignSubmitted(s submission) outcome {
	return in.chosen(s, "assign:"+s.choice(inputChoice))
}
