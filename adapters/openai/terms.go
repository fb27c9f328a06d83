package openai

import (
	"cmp"
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"amends/dialogue"
	"amends/dialogue/playbook"
	"amends/prompts"
)

// What a command does, as the schema has it.
const (
	doIssue  = "issue"
	doSecond = "second_issue"
	doMove   = "move"
	doSlot   = "slot"
	doAnswer = "answer"
)

// moves are all that a model may say that a buyer does.
var moves = []dialogue.MoveKind{dialogue.Affirm, dialogue.Deny, dialogue.AskHuman, dialogue.Cancel, dialogue.Correct, dialogue.Skip,
	dialogue.Again, dialogue.Undo, dialogue.Question, dialogue.Greet, dialogue.Thank, dialogue.Bye, dialogue.Wait, dialogue.Pleased,
	dialogue.Unhappy, dialogue.Abuse, dialogue.Smalltalk, dialogue.Restart, dialogue.Reported}

// topics are what a question can be about.
var topics = []dialogue.Topic{dialogue.Process, dialogue.StatusOf, dialogue.RouteTo, dialogue.Rights, dialogue.Privacy, dialogue.Bot,
	dialogue.FindOrder, dialogue.OrderInfo, dialogue.Evidences}

// slots are what a model may find in a text beside the playbook's questions. What has a form of its own, amounts and dates are left to
// the built-in understander.
var slots = []dialogue.Slot{dialogue.SlotOrder, dialogue.SlotOutcome, dialogue.SlotQuantity, dialogue.SlotLanguage, dialogue.SlotEvidence}

// outcomes are what a buyer can want.
var outcomes = []string{"right", "refund", "keep"}

// general are the answers to questions that mean the same wherever they stand.
var general = []string{"yes", "no", "none", "skip", "person", "route", "happy", "unhappy", "not_yet", "this_case", "new_case", "both",
	"1", "2", "3", "4", "5"}

// terms are the closed list of names that a model may use.
type terms struct {
	texts     *prompts.Catalog
	issues    []string
	own       map[string]string // what the seller's own issues mean
	facts     []string          // slots of the playbook's questions that a yes or a no answers
	evidence  []string
	remedies  []string
	languages []string
}

func termsOf(book *playbook.Book, texts *prompts.Catalog) terms {
	t := terms{texts: texts, languages: texts.Languages(), issues: sorted(book.Issues), evidence: sorted(book.Evidence), remedies: sorted(book.Remedies)}
	t.own = map[string]string{}
	for _, id := range book.Own() {
		t.own[string(id)] = fmt.Sprintf("%s, %q", book.In("en", book.Issues[id].NameIn), book.In("en", book.Issues[id].LineIn))
	}
	for id, fact := range book.Facts {
		if fact.Kind == playbook.FactYesNo {
			t.facts = append(t.facts, string(dialogue.FactSlot(id)))
		}
	}
	slices.Sort(t.facts)
	return t
}

func sorted[K ~string, V any](m map[K]V) []string {
	var names []string
	for _, k := range slices.Sorted(maps.Keys(m)) {
		names = append(names, string(k))
	}
	return names
}

// rules are the terms as the model is told them.
func (t terms) rules() prompts.Rules {
	r := prompts.Rules{Most: mostCommands, Evidence: t.evidence, Languages: t.languages}
	for _, id := range t.issues {
		r.Issues = append(r.Issues, prompts.Term{ID: id, Means: t.issueMeans(id)})
	}
	for _, slot := range t.facts {
		r.Facts = append(r.Facts, prompts.Term{ID: slot, Means: t.text("ask.fact." + strings.TrimPrefix(slot, "fact:"))})
	}
	return r
}

// issueMeans says what an issue means: its name and, of one of the seller's own, how a buyer says it.
func (t terms) issueMeans(id string) string { return cmp.Or(t.own[id], t.text("issue."+id)) }

// text says in English what a name means, "" when there are no words for it.
func (t terms) text(key string) string { return t.texts.Text("en", key, 0, prompts.Fields{}) }

// answerMeans says what an answer means.
func (t terms) answerMeans(id string) string {
	return cmp.Or(t.text("remedy."+id), t.issueMeans(id), t.text("button."+id))
}

// isAnswer reports whether an option's ID is a name of the program or the playbook. The others hold an order number or stand for an item.
func (t terms) isAnswer(id string) bool {
	return slices.Contains(general, id) || slices.Contains(t.remedies, id) || slices.Contains(t.issues, id)
}

//go:embed schema.json
var schemaForm []byte

// schema is the form of a model's answer, with the names that the playbook allows. It is the same for every text of a playbook:
// endpoints compile a schema once and keep it.
func (t terms) schema() (json.RawMessage, error) {
	var names []string
	for _, list := range [][]string{t.issues, t.facts, t.remedies, general} {
		names = append(names, list...)
	}
	for _, m := range moves {
		names = append(names, string(m))
	}
	for _, s := range slots {
		names = append(names, string(s))
	}
	slices.Sort(names)
	list, err := json.Marshal(slices.Compact(names))
	if err != nil {
		return nil, fmt.Errorf("list the names of the schema: %w", err)
	}
	whole := strings.Replace(string(schemaForm), `["NAMES"]`, string(list), 1)
	if !json.Valid([]byte(whole)) {
		return nil, fmt.Errorf("schema.json is no JSON")
	}
	return json.RawMessage(whole), nil
}
