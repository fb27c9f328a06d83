package openai

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
)

// The bounds of what a model may answer. What is beyond them is not listened to.
const (
	mostAnswer   = 32 << 10 // bytes
	mostCommands = 12
	mostWords    = 600 // bytes
	mostValue    = 100 // bytes
	mostStarts   = 20  // places in a text where an object might begin
)

// answer is what a model says.
type answer struct {
	Language string            `json:"language"`
	Commands []json.RawMessage `json:"commands"`
}

// command is one thing that a model takes a text to say.
type command struct {
	Do    string  `json:"do"`
	Name  string  `json:"name"`
	Value string  `json:"value"`
	Words string  `json:"words"`
	Sure  float64 `json:"sure"`
}

// key tells commands apart of which only one counts. A message chooses one answer: the one that is named first.
func (c command) key() string {
	if c.Do == doAnswer {
		return doAnswer
	}
	return c.Do + " " + c.Name
}

var errForm = errors.New("the answer is in no form that was asked for")

// readAnswer finds the commands in what a model wrote.
func readAnswer(content string) (answer, error) {
	return findObject(content, mostAnswer, func(a answer) bool { return a.Commands != nil })
}

// findObject finds the answer in what a model wrote: the whole of it, or an object that holds it somewhere in it. Models that think aloud
// do so before.
func findObject[T any](content string, most int, holds func(T) bool) (T, error) {
	var none T
	if len(content) > most {
		return none, errors.New("the answer is too long")
	}
	if i := strings.LastIndex(content, "</think>"); i >= 0 {
		content = content[i:]
	}
	for range mostStarts {
		i := strings.IndexByte(content, '{')
		if i < 0 {
			break
		}
		content = content[i:]
		var a T
		if err := json.NewDecoder(strings.NewReader(content)).Decode(&a); err == nil && holds(a) {
			return a, nil
		}
		content = content[1:]
	}
	return none, errForm
}

// readCommand reads one command strictly.
func readCommand(raw json.RawMessage) (command, bool) {
	var c command
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	err := dec.Decode(&c)
	return c, err == nil && len(c.Words) <= mostWords && len(c.Value) <= mostValue
}
