package openai

import (
	"strings"
	"testing"

	"amends/dialogue/playbook"
	"amends/prompts"
)

// The model is told what an issue of the seller's own means, in English where the playbook has it, and may name it.
func TestOwnIssueIsNamedToTheModel(t *testing.T) {
	book, err := playbook.Load("shop.yaml", []byte(`version: 1
seller: {languages: [de, en]}
issues:
  engraving_wrong: {fault: seller, remedies: [replace], name: {de: die Gravur, en: the engraving}, line: {de: Die Gravur ist falsch, en: The engraving is wrong}}
  box_missing: {fault: seller, remedies: [replace], name: die Geschenkbox, line: Die Geschenkbox fehlt}
`))
	if err != nil {
		t.Fatal(err)
	}
	texts, err := prompts.Load()
	if err != nil {
		t.Fatal(err)
	}
	terms := termsOf(book, texts)
	means := map[string]string{}
	for _, term := range terms.rules().Issues {
		means[term.ID] = term.Means
	}
	for id, want := range map[string]string{"engraving_wrong": `the engraving, "The engraving is wrong"`, "box_missing": `die Geschenkbox, "Die Geschenkbox fehlt"`, "damaged": "the damaged item"} {
		if means[id] != want || terms.answerMeans(id) != want {
			t.Errorf("want %s to mean %q to the model, got %q and as an answer %q", id, want, means[id], terms.answerMeans(id))
		}
	}
	if schema, err := terms.schema(); err != nil || !strings.Contains(string(schema), `"engraving_wrong"`) {
		t.Errorf("want the schema to allow engraving_wrong, got %s, %v", schema, err)
	}
}
