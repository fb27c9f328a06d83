package understand

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"amends/dialogue"
	"amends/dialogue/playbook"
)

// For returns an understander that has learnt a playbook's examples, u itself when there is nothing to learn. An issue of the seller's
// own with fewer than FewestOwn is left to its button.
func (u *Understander) For(book *playbook.Book) (*Understander, error) {
	examples := map[string][]string{}
	for id, issue := range book.Issues {
		if !learnable(issue) {
			continue
		}
		for _, e := range issue.Examples {
			examples[string(id)] = append(examples[string(id)], e.Text)
		}
	}
	if len(examples) == 0 {
		return u, nil
	}
	return u.Taught(examples)
}

func learnable(issue playbook.Issue) bool {
	return len(issue.Examples) >= FewestOwn || len(issue.Examples) > 0 && !issue.ID.Own()
}

// Doubts says what is doubtful about a playbook's examples to an understander that has learnt them: issues of the seller's own that no
// text is understood as, examples that are one of another issue too, and those that are read as something else all the same. The
// error is about the built-in examples.
func (u *Understander) Doubts(book *playbook.Book) ([]playbook.Finding, error) {
	var found []playbook.Finding
	seen, err := u.seenBefore(book)
	for _, id := range slices.Sorted(maps.Keys(book.Issues)) {
		issue := book.Issues[id]
		if n := len(issue.Examples); id.Own() && !learnable(issue) {
			found = append(found, doubt(issue.File, issue.Line, "%s has %d of the %d examples that it takes: buyers reach it by its button only, no text is understood as it",
				id, n, FewestOwn))
		}
		found = append(found, u.repeated(issue, seen)...)
		if learnable(issue) {
			found = append(found, u.misread(issue)...)
		}
	}
	return found, err
}

// seenBefore are the built-in examples by their words, for a playbook that has any of its own.
func (u *Understander) seenBefore(book *playbook.Book) (map[string]string, error) {
	seen := map[string]string{}
	if !slices.ContainsFunc(slices.Collect(maps.Values(book.Issues)), func(i playbook.Issue) bool { return len(i.Examples) > 0 }) {
		return seen, nil
	}
	built, err := loadExamples()
	for _, e := range built {
		seen[u.lex.wordsOf(e.text)] = e.label
	}
	return seen, err
}

func doubt(file string, line int, format string, args ...any) playbook.Finding {
	return playbook.Finding{File: file, Line: line, Rule: "examples", What: fmt.Sprintf(format, args...), Warning: true}
}

// repeated finds examples that were seen before, and adds those of the issue to what was seen.
func (u *Understander) repeated(issue playbook.Issue, seen map[string]string) []playbook.Finding {
	var found []playbook.Finding
	for _, e := range issue.Examples {
		key := u.lex.wordsOf(e.Text)
		switch first, twice := seen[key]; {
		case !twice:
			seen[key] = string(issue.ID)
		case first == None:
			found = append(found, doubt(e.File, e.Line, "%q states no problem to Amends: leave it out", e.Text))
		default:
			found = append(found, doubt(e.File, e.Line, "%q is an example of %s already", e.Text, first))
		}
	}
	return found
}

// wordsOf is a text without its signs and capitals.
func (l *lexicon) wordsOf(text string) string {
	var words []string
	for _, t := range tokenize(Clean(text), l.elided) {
		words = append(words, t.norm)
	}
	return strings.Join(words, " ")
}

// misread gathers the examples that are read as something else, by what that is.
func (u *Understander) misread(issue playbook.Issue) []playbook.Finding {
	read := map[string][]playbook.Example{}
	for _, e := range issue.Examples {
		if got := u.readsAs(e.Text); got != string(issue.ID) {
			read[got] = append(read[got], e)
		}
	}
	var found []playbook.Finding
	for _, as := range slices.Sorted(maps.Keys(read)) {
		examples := read[as]
		verb, what := "are", "read as "+as
		if len(examples) == 1 {
			verb = "is"
		}
		if as == None {
			what = "not understood"
		}
		found = append(found, doubt(examples[0].File, examples[0].Line, "%d of the examples of %s %s %s: %s; write more like it, or leave it out",
			len(examples), issue.ID, verb, what, quoted(examples)))
	}
	return found
}

// readsAs is the issue that the engine would take from a text, or ask about; None for none.
func (u *Understander) readsAs(text string) string {
	in, _ := u.Understand(context.Background(), dialogue.Conversation{Current: -1}, text, time.Time{}) // its error is always nil
	if len(in.Issues) == 0 || in.Issues[0].Sure < asksFrom {
		return None
	}
	return string(in.Issues[0].Issue)
}

// mostShown is how many examples a finding shows.
const mostShown = 3

func quoted(examples []playbook.Example) string {
	var texts []string
	for _, e := range examples[:min(len(examples), mostShown)] {
		texts = append(texts, strconv.Quote(e.Text))
	}
	if len(examples) > mostShown {
		texts = append(texts, "...")
	}
	return strings.Join(texts, ", ")
}
