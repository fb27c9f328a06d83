package openai

import (
	"context"

	"amends/dialogue"
	"amends/prompts"
)

// Play is the purpose of speaking for a made-up buyer: a bot that serves does not play.
const Play Purpose = "play"

// mostPlayed is how long a made-up buyer's message may be, in characters.
const mostPlayed = 300

// Play has the model write what the made-up buyer of a simulation says next, in a language. Its calls count to the conversation.
func (w *Writer) Play(ctx context.Context, id dialogue.ConversationID, lang string, scene prompts.ModelScene) (string, error) {
	message, err := w.u.teller.Scene(scene)
	if err != nil {
		return "", err
	}
	said, err := w.write(ctx, id, Play, prompts.Task{Language: lang, Most: mostPlayed}, message)
	if err != nil {
		return "", err
	}
	return *said.Text, nil
}
