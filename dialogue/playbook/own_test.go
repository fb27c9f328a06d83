package playbook

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

const ownIssues = `version: 1
seller: {languages: [de, en]}
issues:
  stone_loose:
    fault: seller
    handoff: always
    name: der lose Stein
    line: {de: Ein Stein ist lose, en: A stone is loose}
    examples:
      - a stone fell out
      - "Stein verloren"
  damaged: {examples: [it came in pieces]}
  box_missing: {fault: seller, handoff: always, name: die Schachtel, line: Die Schachtel fehlt}
`

func TestOwnIssues(t *testing.T) {
	b, err := Load("shop.yaml", []byte(ownIssues))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]IssueID{"stone_loose", "box_missing"}, b.Own()); diff != "" {
		t.Errorf("want the seller's own in the order of the file (-want +got):\n%s", diff)
	}
	stone := b.Issues["stone_loose"]
	if diff := cmp.Diff([]Example{{"a stone fell out", "shop.yaml", 10}, {"Stein verloren", "shop.yaml", 11}}, stone.Examples); diff != "" {
		t.Errorf("examples (-want +got):\n%s", diff)
	}
	for lang, want := range map[string][2]string{
		"de": {"der lose Stein", "Ein Stein ist lose"}, "en": {"der lose Stein", "A stone is loose"}, "en-GB": {"der lose Stein", "A stone is loose"},
		"fr": {"der lose Stein", "Ein Stein ist lose"},
	} {
		if got := [2]string{b.In(lang, stone.NameIn), b.In(lang, stone.LineIn)}; got != want {
			t.Errorf("%s: want the words of the language, else of the seller's first, %q, got %q", lang, want, got)
		}
	}
	damaged := b.Issues[Damaged]
	if len(damaged.Examples) != 1 || damaged.NameIn != nil || len(damaged.Evidence) == 0 {
		t.Errorf("want a built-in issue to take an example and to keep the rest, got %+v", damaged)
	}
}
