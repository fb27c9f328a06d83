package understand

import (
	_ "embed"
	"fmt"
	"maps"
	"slices"
	"unicode"

	yaml "go.yaml.in/yaml/v4"
)

//go:embed foreign.yaml
var foreignFile []byte

// scripts are what tells a language where no word or letter does, the more telling first: Japanese is written with Chinese signs too.
var scripts = []struct {
	lang string
	of   []*unicode.RangeTable
}{
	{"ja", []*unicode.RangeTable{unicode.Hiragana, unicode.Katakana}},
	{"zh", []*unicode.RangeTable{unicode.Han}},
	{"ko", []*unicode.RangeTable{unicode.Hangul}},
	{"ru", []*unicode.RangeTable{unicode.Cyrillic}},
	{"ar", []*unicode.RangeTable{unicode.Arabic}},
	{"he", []*unicode.RangeTable{unicode.Hebrew}},
	{"el", []*unicode.RangeTable{unicode.Greek}},
	{"th", []*unicode.RangeTable{unicode.Thai}},
	{"hi", []*unicode.RangeTable{unicode.Devanagari}},
}

// fewestForeign is how many votes another language needs: a word or two may be a name.
const fewestForeign = 3

// abroad tells languages that there are no phrases in.
type abroad struct {
	words   map[string][]string // a frequent word -> languages
	letters map[rune][]string   // a letter that the languages with phrases have not -> languages
}

func newAbroad() (abroad, error) {
	var file map[string]struct{ Letters, Words string }
	if err := yaml.Load(foreignFile, &file, yaml.WithKnownFields()); err != nil {
		return abroad{}, fmt.Errorf("read foreign.yaml: %w", err)
	}
	a := abroad{words: map[string][]string{}, letters: map[rune][]string{}}
	for _, lang := range slices.Sorted(maps.Keys(file)) {
		for _, w := range list(file[lang].Words) {
			if owners := a.words[fold(w)]; !slices.Contains(owners, lang) {
				a.words[fold(w)] = append(owners, lang)
			}
		}
		for _, r := range file[lang].Letters {
			a.letters[r] = append(a.letters[r], lang)
		}
	}
	return a, nil
}

// tell returns the language that the text is in when more speaks for it than known votes for one that there are phrases in; else "".
func (a abroad) tell(text string, toks []token, known int) string {
	votes := map[string]int{}
	for i := range toks {
		for _, lang := range a.words[toks[i].norm] {
			votes[lang] += 1 + b2i(len(toks[i].norm) > 3)
		}
	}
	for _, r := range text {
		for _, lang := range a.letters[unicode.ToLower(r)] {
			if votes[lang] > 0 { // letters alone may be those of a name
				votes[lang]++
			}
		}
	}
	best := ""
	for _, lang := range slices.Sorted(maps.Keys(votes)) {
		if votes[lang] > votes[best] {
			best = lang
		}
	}
	switch script := scriptOf(text); {
	case best != "" && votes[best] >= fewestForeign && votes[best] > known:
		return best
	case known == 0:
		return script
	}
	return ""
}

// scriptOf returns the language of the script that a text is written in, "" for Latin and for too few letters.
func scriptOf(text string) string {
	for _, s := range scripts {
		own, latin := 0, 0
		for _, r := range text {
			own += b2i(unicode.In(r, s.of...))
			latin += b2i(unicode.Is(unicode.Latin, r))
		}
		if own >= 2 && own > latin {
			return s.lang
		}
	}
	return ""
}

// foreign is the language of a text that no phrases are in; "" for all others.
func (u *Understander) foreign(r *reading) string {
	votes := u.lex.votes(r.text, r.toks)
	return u.abroad.tell(r.text, r.toks, slices.Max(votes[:]))
}
