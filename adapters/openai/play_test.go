package openai

import (
	"net/http"
	"strings"
	"testing"

	"amends/prompts"
)

func TestPlay(t *testing.T) {
	var heard string
	_, w := newWriter(t, &wire{respond: func(_ int, r asked) (int, string) {
		for _, m := range r.Messages {
			heard += string(m.Content)
		}
		return http.StatusOK, completion(written("mi sartén llegó rota"), "stop")
	}})
	text, err := w.Play(t.Context(), "simulate", "es", prompts.ModelScene{Persona: "insults", Issue: "damaged", Item: "pan", Means: "la sartén llegó rota"})
	if err != nil || text != "mi sartén llegó rota" {
		t.Errorf("the buyer says %q (%v)", text, err)
	}
	for _, part := range []string{"code es,", "insults", "damaged", "pan", `"la sartén llegó rota"`} {
		if !strings.Contains(heard, part) {
			t.Errorf("the model is not told %s:\n%s", part, heard)
		}
	}
}
