package prompts

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"text/template"
)

//go:embed llm/*.tmpl
var forModels embed.FS

// Instructions are what a language model is told. To read: llm/rules.tmpl once, llm/message.tmpl for each text of a buyer. To write: the
// template of a task, with llm/text.tmpl or llm/story.tmpl. They are immutable and safe for concurrent use.
type Instructions struct{ all *template.Template }

// Term is a name that a model may use, and what it means in plain English.
type Term struct{ ID, Means string }

// Rules is what the rules depend on: the seller's playbook, and nothing of its amounts or conditions.
type Rules struct {
	Most      int // commands that are listened to
	Issues    []Term
	Facts     []Term // questions that are answered with yes or no
	Evidence  []string
	Languages []string
}

// ModelMessage is a buyer's text, private values taken out, with what a reader has to know of its conversation.
type ModelMessage struct {
	Language       string
	Issue          string // "" when it is not known
	Known, Missing []string
	Asked          string // what was asked last, "" for nothing
	Answers        []Term // the answers offered with it
	Text           string
}

// Task is what a template for writing depends on.
type Task struct {
	Language string // to write in
	From     string // that is translated from, "" when it is not known
	Most     int    // characters
}

// ModelText is a text to be written anew, its values taken out.
type ModelText struct {
	Task           string // what to do with it, in a word
	From, Language string // may be ""
	Text           string
}

// ModelStory is a conversation, its values taken out, with what is known of the case.
type ModelStory struct {
	Task, Language, Issue, Status string
	Known                         []string
	Said                          []ModelSaid
}

// ModelSaid is one thing that was said, by buyer, bot or team.
type ModelSaid struct{ By, Text string }

// tasks are the templates for writing.
var tasks = []string{"reword", "translate", "summary", "suggest", "look"}

// LoadInstructions reads the embedded templates and tries each, so that a mistake in one is found at start.
func LoadInstructions() (*Instructions, error) {
	funcs := template.FuncMap{"json": asJSON, "join": func(list []string) string { return strings.Join(list, ", ") }}
	all, err := template.New("llm").Funcs(funcs).Option("missingkey=error").ParseFS(forModels, "llm/*.tmpl")
	if err != nil {
		return nil, fmt.Errorf("read what models are told: %w", err)
	}
	in := &Instructions{all}
	return in, in.try()
}

// try executes every template, with all that it can be given and with nothing.
func (in *Instructions) try() error {
	terms, names, said := []Term{{ID: "a", Means: "what a is"}, {ID: "b"}}, []string{"a", "b"}, []ModelSaid{{"buyer", "\"a\"\n"}}
	var errs []error
	for name, samples := range map[string][]any{
		"rules":   {Rules{}, Rules{Most: 1, Issues: terms, Facts: terms, Evidence: names, Languages: names}},
		"message": {ModelMessage{}, ModelMessage{Language: "en", Issue: "a", Known: names, Missing: names, Asked: "a", Answers: terms, Text: "a"}},
		"text":    {ModelText{}, ModelText{Task: "a", From: "en", Language: "de", Text: "a"}},
		"story":   {ModelStory{}, ModelStory{Task: "a", Language: "en", Issue: "a", Status: "a", Known: names, Said: said}},
	} {
		for _, fields := range samples {
			_, err := in.filled(name, fields)
			errs = append(errs, err)
		}
	}
	for _, name := range tasks {
		for _, t := range []Task{{}, {Language: "en", From: "de", Most: 1}} {
			_, err := in.Task(name, t)
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// Rules tells a model how to read. An error means that the template is broken.
func (in *Instructions) Rules(r Rules) (string, error) { return in.filled("rules", r) }

// Message puts one text before a model that reads. An error means that the template is broken.
func (in *Instructions) Message(m ModelMessage) (string, error) { return in.filled("message", m) }

// Task tells a model what to write: reword, translate, summary, suggest, or look. An error means that there is no such task or that its
// template is broken.
func (in *Instructions) Task(name string, t Task) (string, error) { return in.filled(name, t) }

// Text puts a text before a model that writes. An error means that the template is broken.
func (in *Instructions) Text(m ModelText) (string, error) { return in.filled("text", m) }

// Story puts a conversation before a model that writes. An error means that the template is broken.
func (in *Instructions) Story(m ModelStory) (string, error) { return in.filled("story", m) }

func (in *Instructions) filled(name string, fields any) (string, error) {
	var b strings.Builder
	if err := in.all.ExecuteTemplate(&b, name+".tmpl", fields); err != nil {
		return "", fmt.Errorf("fill llm/%s.tmpl: %w", name, err)
	}
	return b.String(), nil
}

// asJSON writes a text as a JSON string: whatever it holds, it cannot end its own quotation.
func asJSON(text string) (string, error) {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false) // placeholders such as <ORDER_1> stay as they are
	if err := enc.Encode(text); err != nil {
		return "", err
	}
	return strings.TrimSuffix(b.String(), "\n"), nil
}
