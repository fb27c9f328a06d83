package prompts

import (
	"embed"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v4"
)

//go:embed llm/grave.yaml
var graveFile embed.FS

// Grave is what the words of a language model may neither add nor drop, by names that are the same in every language.
type Grave struct {
	Loose    []string                       // names that languages put differently, and that a summary may use
	Drafts   []string                       // names that a draft of a reply may use
	Concepts []string                       // those of the built-in understander that count between texts of one language
	Words    map[string]map[string][]string // language -> name -> words and phrases: no capitals, no accents, * for any ending
}

// LoadGrave reads the embedded list, and adds the months and weekdays of each language as it writes dates.
func LoadGrave() (*Grave, error) {
	data, err := graveFile.ReadFile("llm/grave.yaml")
	if err != nil {
		return nil, fmt.Errorf("read grave words: %w", err)
	}
	g := new(Grave)
	if err := yaml.Load(data, g, yaml.WithKnownFields()); err != nil {
		return nil, fmt.Errorf("read llm/grave.yaml: %w", err)
	}
	if err := g.complete(); err != nil {
		return nil, err
	}
	for lang := range g.Words {
		if err := g.addDates(lang); err != nil {
			return nil, err
		}
	}
	return g, nil
}

// complete reports a language that lacks the words for a name which another one has.
func (g *Grave) complete() error {
	for lang, words := range g.Words {
		for other, names := range g.Words {
			for name := range names {
				if len(words[name]) == 0 && !isNumber(name) {
					return fmt.Errorf("llm/grave.yaml: %s has no words for %q, which %s has", lang, name, other)
				}
			}
		}
	}
	return nil
}

// isNumber reports the name of a number. A language may have a number whose word is too common to count.
func isNumber(name string) bool { return strings.Trim(name, "0123456789") == "" }

// addDates names months and weekdays by their place in the year and the week. A name that is an ordinary word, such as "may", is known
// by its capital.
func (g *Grave) addDates(lang string) error {
	s, err := readSource(embedded, "say/"+lang+".yaml")
	if err != nil {
		return fmt.Errorf("read dates for llm/grave.yaml: %w", err)
	}
	for i, name := range s.format.Months {
		g.Words[lang][fmt.Sprintf("month %d", i+1)] = []string{name}
	}
	for i, name := range s.format.Weekdays {
		g.Words[lang][fmt.Sprintf("weekday %d", i)] = []string{name}
	}
	return nil
}
