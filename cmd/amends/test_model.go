package main

import (
	"cmp"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"amends/adapters/openai"
	"amends/adapters/openai/cassette"
	"amends/adapters/script"
	"amends/bot"
	"amends/dialogue/playbook"
)

// How amends test gets at a language model.
const (
	llmReplay = "replay" // scripts with @llm play their cassette
	llmRecord = "record" // they ask the endpoint, and the cassette is written anew
	llmLive   = "live"   // every script asks the endpoint, and none fails the run
	llmOff    = "off"    // no script asks anybody
)

// scriptModels are the models that scripts are played with; the zero value replays.
type scriptModels struct {
	mode  string
	model modelConfig
}

func (m scriptModels) check() error {
	switch m.mode {
	case "", llmReplay, llmOff:
		return nil
	case llmRecord, llmLive:
		if m.model.key == "" && m.model.base == "" {
			return fmt.Errorf("--llm %s asks a real endpoint: set OPENAI_API_KEY or OPENAI_BASE_URL", m.mode)
		}
		return m.model.check()
	}
	return fmt.Errorf("--llm %q: expected %s, %s, %s or %s", m.mode, llmReplay, llmRecord, llmLive, llmOff)
}

// cassetteOf reads @llm: the file that a script's model is recorded in, "" for a script that has none, and which texts go to it:
// "cassette" is a file beside the script, named after it, and "cassette always" has the model read what the built-in understander is sure of, too.
func cassetteOf(s script.Setup) (file string, use openai.Use) {
	name, word, _ := strings.Cut(s.LLM, " ")
	switch name {
	case "", llmOff:
		return "", ""
	case "cassette":
		return strings.TrimSuffix(s.Script, filepath.Ext(s.Script)) + ".llm.json", openai.Use(strings.TrimSpace(word))
	}
	return filepath.Join(filepath.Dir(s.Script), name), openai.Use(strings.TrimSpace(word))
}

// open returns the model of a script, nil for none, and what to do when the script ends.
func (m scriptModels) open(k *toolkit, book *playbook.Book, s script.Setup) (bot.Understander, func() error, error) {
	nothing := func() error { return nil }
	file, use := cassetteOf(s)
	if m.mode == llmOff || s.LLM == llmOff || file == "" && m.mode != llmLive {
		return nil, nothing, nil
	}
	cfg, err := m.model.understander()
	if err != nil {
		return nil, nil, err
	}
	cfg.Builtin, cfg.Book, cfg.Texts, cfg.Now, cfg.Use = k.understander(book), book, k.texts, s.Now, cmp.Or(use, cfg.Use)
	end := nothing
	switch m.mode {
	case llmLive:
	case llmRecord:
		recorder := cassette.NewRecorder(nil, m.model.key)
		cfg.Transport, end = recorder, func() error { return recorder.Save(file) }
	default:
		player, err := cassette.Open(file)
		if err != nil {
			return nil, nil, fmt.Errorf("@llm %s: %w: amends test --llm record makes it", s.LLM, err)
		}
		cfg.Transport, cfg.BaseURL, cfg.Model = player, player.BaseURL(), player.Model()
		end = func() error { return missed(player) }
	}
	u, err := openai.New(cfg)
	return u, end, err
}

func missed(p *cassette.Player) error {
	if n := p.Missed(); n > 0 {
		return fmt.Errorf("%d texts are not on the cassette: amends test --llm record makes it anew", n)
	}
	return nil
}

// closing calls both, the first one first.
func closing(first, then func() error) func() error {
	return func() error { return errors.Join(first(), then()) }
}
