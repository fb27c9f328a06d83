package slack

import (
	"github.com/slack-go/slack"

	"amends/dialogue"
	"amends/prompts"
)

// The inputs of the forms: block IDs, which errors are told by.
const (
	inputChoice = "choice"
	inputText   = "text"
)

// choice is one of several to choose from.
type choice struct{ value, label, about string }

// input is an element with its label, and a hint below it.
func (in *intake) input(id, label, hint string, optional bool, element slack.BlockElement) *slack.InputBlock {
	var below *slack.TextBlockObject
	if hint != "" {
		below = plain(hint, maxLabel)
	}
	return slack.NewInputBlock(id, plain(label, maxLabel), below, element).WithOptional(optional)
}

// choose is an input for one of several: buttons where they are few, a menu where they are many.
func (in *intake) choose(label string, choices []choice) *slack.InputBlock {
	options := make([]*slack.OptionBlockObject, 0, len(choices))
	for _, c := range choices[:min(len(choices), maxSelect)] {
		var about *slack.TextBlockObject
		if c.about != "" {
			about = plain(c.about, maxOptionText)
		}
		options = append(options, slack.NewOptionBlockObject(c.value, plain(c.label, maxOptionText), about))
	}
	if len(options) <= maxRadioButtons {
		return in.input(inputChoice, label, "", false, slack.NewRadioButtonsBlockElement(inputChoice, options...))
	}
	return in.input(inputChoice, label, "", false, slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, nil, inputChoice, options...))
}

// write is an input for a text.
func (in *intake) write(label, hint, initial string, optional bool, most int) *slack.InputBlock {
	element := slack.NewPlainTextInputBlockElement(nil, inputText)
	element.Multiline, element.MaxLength, element.InitialValue = most > maxOptionText, most, initial
	return in.input(inputText, label, hint, optional, element)
}

// nothing is a modal that only says why there is nothing to do.
func (in *intake) nothing(key string) ([]slack.Block, bool, error) {
	return []slack.Block{section("", in.modalText(key, prompts.Fields{}))}, false, nil
}

func missing(input, text string) outcome { return outcome{errors: map[string]string{input: text}} }

// chosen makes a decision of a form's choice.
func (in *intake) chosen(s submission, option string) outcome {
	if s.choice(inputChoice) == "" {
		return missing(inputChoice, in.word("slack.modal.missing"))
	}
	return outcome{body: dialogue.Decision{Agent: s.agent, Option: option, Case: s.Case}}
}
