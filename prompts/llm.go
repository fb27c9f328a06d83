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

// Instructions are what a language model is told: llm/rules.tmpl once, llm/message.tmpl for each text of a buyer. They are immutable
// and safe for concurrent use.
type Instructions struct{ rules, message *template.Template }

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

// LoadInstructions reads the embedded templates and tries each, so that a mistake in one is found at start.
func LoadInstructions() (*Instructions, error) {
	funcs := template.FuncMap{"json": asJSON, "join": func(list []string) string { return strings.Join(list, ", ") }}
	all, err := template.New("llm").Funcs(funcs).Option("missingkey=error").ParseFS(forModels, "llm/*.tmpl")
	if err != nil {
		return nil, fmt.Errorf("read what models are told: %w", err)
	}
	in := &Instructions{rules: all.Lookup("rules.tmpl"), message: all.Lookup("message.tmpl")}
	if in.rules == nil || in.message == nil {
		return nil, errors.New("read what models are told: llm/rules.tmpl or llm/message.tmpl is missing")
	}
	return in, in.try()
}

// try executes every template, with all that it can be given and with nothing.
func (in *Instructions) try() error {
	terms, names := []Term{{ID: "a", Means: "what a is"}, {ID: "b"}}, []string{"a", "b"}
	for _, r := range []Rules{{}, {Most: 1, Issues: terms, Facts: terms, Evidence: names, Languages: names}} {
		if _, err := in.Rules(r); err != nil {
			return err
		}
	}
	for _, m := range []ModelMessage{{}, {Language: "en", Issue: "a", Known: names, Missing: names, Asked: "a", Answers: terms, Text: "\"a\"\n"}} {
		if _, err := in.Message(m); err != nil {
			return err
		}
	}
	return nil
}

// Rules tells a model its task. An error means that the template is broken.
func (in *Instructions) Rules(r Rules) (string, error) { return filled(in.rules, r) }

// Message puts one text before a model. An error means that the template is broken.
func (in *Instructions) Message(m ModelMessage) (string, error) { return filled(in.message, m) }

func filled(t *template.Template, fields any) (string, error) {
	var b strings.Builder
	if err := t.Execute(&b, fields); err != nil {
		return "", fmt.Errorf("fill llm/%s: %w", t.Name(), err)
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
