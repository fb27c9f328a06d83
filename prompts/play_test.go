package prompts

import (
	"strings"
	"testing"
)

func TestScene(t *testing.T) {
	in, err := LoadInstructions()
	if err != nil {
		t.Fatal(err)
	}
	full := ModelScene{Persona: "insults", Issue: "damaged", Item: "pan", Wants: "money_back", Facts: []string{"usable: no"}, Heard: "Hi!\n\"you\"", Means: "it is cracked"}
	for _, m := range []ModelScene{{}, full} {
		text, err := in.Scene(m)
		if err != nil || strings.Count(text, "\n") != 10 {
			t.Errorf("a scene keeps its lines whatever stands in it, got %q (%v)", text, err)
		}
	}
	if rules, err := in.Task("play", Task{Language: "de", Most: 300}); err != nil || !strings.Contains(rules, "code de,") || !strings.Contains(rules, "300") {
		t.Errorf("what a player is told names the language and the length, got %q (%v)", rules, err)
	}
}
