package playbook

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
	"golang.org/x/text/language"
)

// Bounds of what a seller adds to the issues: each of the seller's own is a button under "what went wrong?", and the examples are learnt
// at every start.
const (
	mostOwn        = 8
	mostExamples   = 200 // of one issue
	mostTaught     = 1000
	longestExample = 300 // characters
	longestName    = 60
	longestLine    = 30 // what fits on a button
)

// Own lists the issues of the seller's own in the order of the playbook.
func (b *Book) Own() []IssueID {
	var own []IssueID
	for id := range b.Issues {
		if id.Own() {
			own = append(own, id)
		}
	}
	slices.SortFunc(own, func(x, y IssueID) int {
		return cmp.Or(cmp.Compare(b.Issues[x].Line, b.Issues[y].Line), cmp.Compare(x, y))
	})
	return own
}

// unnamed warns of the seller's languages in which an issue of the seller's own has no words.
func (b *Book) unnamed(issue Issue) []Finding {
	var missing []string
	for _, lang := range b.Seller.Languages {
		plain, _, _ := strings.Cut(lang, "-")
		for key, words := range map[string]map[string]string{"name": issue.NameIn, "line": issue.LineIn} {
			if issue.ID.Own() && words[lang] == "" && words[plain] == "" {
				missing = append(missing, key+" in "+lang)
			}
		}
	}
	if len(missing) == 0 {
		return nil
	}
	slices.Sort(missing)
	what := fmt.Sprintf("%s has no %s: buyers read it in %s", issue.ID, strings.Join(missing, ", no "), b.Seller.Languages[0])
	return []Finding{{File: issue.File, Line: issue.Line, Rule: "words", What: what, Warning: true}}
}

// bounded notes when there is more than the program is made for.
func (r *reader) bounded(v value, issues map[IssueID]Issue) {
	own, taught := 0, 0
	for id, issue := range issues {
		taught += len(issue.Examples)
		if id.Own() {
			own++
		}
	}
	if own > mostOwn {
		v.fail("has %d issues of its own; at most %d are allowed, because each is a button", own, mostOwn)
	}
	if taught > mostTaught {
		v.fail("has %d examples in all; at most %d are learnt, because that is done at every start", taught, mostTaught)
	}
}

// called reads what an issue of the seller's own is called. What Amends knows has its words already, in every language that it speaks.
func (r *reader) called(issue *Issue, p pair, f map[string]value, s Seller) {
	name, line := f["name"], f["line"]
	if !issue.ID.Own() {
		for _, v := range []value{name, line} {
			if v.given() {
				v.fail("leave it out: Amends has words of its own for %s, in every language", issue.ID)
			}
		}
		return
	}
	if !name.given() {
		p.fail("name is missing: what a sentence calls an issue of your own, such as name: the engraving")
	}
	if !line.given() {
		p.fail("line is missing: what its button says, as the buyer would, such as line: The engraving is wrong")
	}
	issue.NameIn, issue.LineIn = name.words(s.Languages, longestName), line.words(s.Languages, longestLine)
}

// words reads a short text by language; one text alone is in the first language of the seller, which others fall back to.
func (v value) words(languages []string, most int) map[string]string {
	if v.n == nil || len(languages) == 0 {
		return nil
	}
	if v.n.Kind != yaml.MappingNode {
		return map[string]string{languages[0]: v.oneLine(most)}
	}
	all := map[string]string{}
	for _, p := range v.pairs() {
		if _, err := language.Parse(p.key); err != nil {
			p.fail("%q is not a language; write it like en or pt-BR", shorten(p.key))
			continue
		}
		all[p.key] = p.oneLine(most)
	}
	if _, ok := all[languages[0]]; !ok {
		v.fail("has no words in %s, the seller's first language, which the others fall back to", languages[0])
	}
	return all
}

func (v value) examples() []Example {
	items := v.list()
	if len(items) > mostExamples {
		v.fail("has %d examples; at most %d of an issue are learnt", len(items), mostExamples)
		return nil
	}
	var all []Example
	for _, item := range items {
		if text := item.oneLine(longestExample); text != "" {
			all = append(all, Example{text, item.file(), item.line()})
		}
	}
	return all
}

// oneLine returns a text of at most so many characters, all of which can be seen.
func (v value) oneLine(most int) string {
	told := len(v.r.found.list)
	s := v.text(4 * most)
	if len(v.r.found.list) > told {
		return ""
	}
	switch n := utf8.RuneCountInString(s); {
	case s == "":
		v.fail("is empty; write some words or leave it out")
	case n > most:
		v.fail("is %d characters long; at most %d are allowed", n, most)
	case strings.ContainsFunc(s, func(c rune) bool { return !unicode.IsPrint(c) }):
		v.fail("must be one line, with nothing in it that cannot be seen")
	default:
		return s
	}
	return ""
}
