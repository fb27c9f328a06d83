package main

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"

	"amends/adapters/openai"
	"amends/adapters/simulate"
	"amends/dialogue"
	"amends/dialogue/playbook"
	"amends/prompts"
)

// spokenFor is how many conversations there are when a model speaks for the buyers and nobody says how many.
const spokenFor = 20

// voice has the model of the settings speak for simulated buyers.
func voice(kit *toolkit, book *playbook.Book, model modelConfig) (simulate.Voice, error) {
	if model.key == "" && model.base == "" {
		return nil, errors.New("--llm asks a real endpoint: set OPENAI_API_KEY or OPENAI_BASE_URL")
	}
	if err := model.check(); err != nil {
		return nil, err
	}
	cfg, err := model.understander()
	if err != nil {
		return nil, err
	}
	cfg.Builtin, cfg.Book, cfg.Texts, cfg.Patience = kit.understander(book), book, kit.texts, simulate.VoicePatience
	cfg.Budget.ConversationCalls, cfg.Budget.ConversationTokens = simulate.VoiceTexts, cmp.Or(cfg.Budget.Tokens, 10_000_000) // one budget for them all
	u, err := openai.New(cfg)
	if err != nil {
		return nil, err
	}
	w, err := u.Writer()
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context, p simulate.Part) (string, error) {
		return w.Play(ctx, dialogue.ConversationID("simulate"), p.Lang, sceneOf(p))
	}, nil
}

func sceneOf(p simulate.Part) prompts.ModelScene {
	s := prompts.ModelScene{Persona: p.Persona, Issue: string(p.Issue), Item: p.Item, Wants: string(p.Wants), Heard: p.Heard, Means: p.Means}
	for _, fact := range slices.Sorted(maps.Keys(p.Facts)) {
		s.Facts = append(s.Facts, fact+": "+p.Facts[fact])
	}
	return s
}
