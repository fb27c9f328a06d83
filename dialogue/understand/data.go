package understand

import (
	"embed"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	yaml "go.yaml.in/yaml/v4"

	"amends/dialogue"
)

//go:embed phrases/*.yaml examples/*.yaml
var files embed.FS

// language is one file of phrases. A list is one string of phrases with commas between.
type language struct {
	Lang    string
	Words   string // frequent words, by which the language is recognised
	Letters string // letters and signs that only this language has
	Fillers string // words that may stand beside a short answer without changing it

	Negators    string
	Instead     string // words before what is not wanted: "instead of a refund"
	Contrasts   string // words after a yes or no that take it back: "yes but"
	Numbers     map[string]int
	Repeats     map[string]int // words before a spoken digit: "double five"
	Dashes      string         // words for the dash between spoken digits
	Ordinals    map[string]int // -1 is the last
	OptionWords string         `yaml:"option_words"` // words before the number or letter of an option
	Cues        map[string]string
	Counts      map[string]string // phrases for how many: a number, half or all; a number in the phrase itself goes first
	Articles    string            // words that stand for one before what is counted: "a bottle"
	Wishes      map[string]string
	Remedies    map[string]string
	Options     map[string]string
	Moves       map[dialogue.MoveKind]moveWords
	Topics      map[dialogue.Topic]string
	Facts       map[string]factWords // fact with a yes or a no -> what says so
	Request     string               `yaml:"language_request"`
	Languages   map[string]string    // language code -> its names
	Evidence    map[string]string
	Shows       string
	Rating      string
	RatingWords map[string]int `yaml:"rating_words"`
	Dates       dateWords
	Currencies  map[string]string // currency code -> its names
	Cents       string
	Alarms      map[string]alarmWords
	Concepts    map[string]string // groups of words of like meaning, for the classifier
	Elided      string            // words that lose their last letter before an apostrophe: "l" of "l'adresse"
	Joins       string            // words that part two clauses
	Symbols     map[string]string // signs of money -> currency code
	Codes       string            // ISO codes of money that buyers write
	Plain       string            // ordinary words that are nearly a word of the phrases, and no misspelling of it
	Severity    []string          // classes of alarms, the most severe first
}

type moveWords struct {
	Alone string // counts when it is all of a message, or leads it
	Say   string // counts anywhere
}

type factWords struct{ Yes, No string }

type alarmWords struct {
	Grave   string // phrases that need a person at once
	Say     string // phrases that need one soon
	Figures string // figures of speech and names that only sound like it
}

type dateWords struct {
	Order    string // dmy or mdy
	Months   map[string]int
	Weekdays map[string]int // Sunday is 0
	Last     string         // words before a day that has passed
	Next     string         // words before a day to come
	Joins    string         // words between day and month
	Days     map[int]string // offset in days -> phrases
	Each     map[int]string // offset for each <n> -> phrases
	Month    string         // phrases of a day of the month: "on the <n>"
}

// loadPhrases reads every file of phrases, in the order of their names.
func loadPhrases() ([]language, error) {
	var out []language
	err := eachFile("phrases", func(name string, data []byte) error {
		var l language
		if err := yaml.Load(data, &l, yaml.WithKnownFields()); err != nil {
			return fmt.Errorf("read %s: %w", name, err)
		}
		out = append(out, l)
		return nil
	})
	return out, err
}

// example is a text of which it is known what it states, and in which language it is.
type example struct{ label, text, lang string }

// loadExamples reads every file of examples: file by file, label by label.
func loadExamples() ([]example, error) {
	var out []example
	err := eachFile("examples", func(name string, data []byte) error {
		var labels map[string]string
		if err := yaml.Load(data, &labels); err != nil {
			return fmt.Errorf("read %s: %w", name, err)
		}
		for _, label := range slices.Sorted(maps.Keys(labels)) {
			for line := range strings.Lines(labels[label]) {
				if line = strings.TrimSpace(line); line != "" {
					out = append(out, example{label, line, strings.TrimSuffix(path.Base(name), ".yaml")})
				}
			}
		}
		return nil
	})
	return out, err
}

func eachFile(dir string, do func(name string, data []byte) error) error {
	entries, err := files.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("list %s: %w", dir, err)
	}
	for _, e := range entries {
		name := path.Join(dir, e.Name())
		data, err := files.ReadFile(name)
		if err != nil {
			return fmt.Errorf("read %s: %w", name, err)
		}
		if err := do(name, data); err != nil {
			return err
		}
	}
	return nil
}

// list cuts a comma-separated list of phrases.
func list(s string) []string {
	var out []string
	for p := range strings.SplitSeq(s, ",") {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, p)
		}
	}
	return out
}
