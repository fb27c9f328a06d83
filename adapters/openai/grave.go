package openai

import (
	"maps"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"amends/prompts"
)

// grave knows what the words of a model may neither add nor drop: prompts/llm/grave.yaml. It is immutable.
type grave struct {
	concepts map[string]bool
	loose    map[string]bool
	drafts   map[string]bool
	words    map[string]map[byte][]gravePhrase // by language and first letter
}

// gravePhrase is words that stand for a name.
type gravePhrase struct {
	name  string
	parts []gravePart
}

type gravePart struct {
	word    string // folded
	stem    bool   // any ending
	capital bool   // only with a capital: "May"
}

// denial is the name of words that turn a sentence around.
const denial = "not"

func newGrave(words *prompts.Grave) *grave {
	g := &grave{concepts: setOf(words.Concepts), loose: setOf(words.Loose), drafts: setOf(words.Drafts),
		words: map[string]map[byte][]gravePhrase{}}
	for lang, names := range words.Words {
		g.words[lang] = map[byte][]gravePhrase{}
		for _, name := range slices.Sorted(maps.Keys(names)) {
			for _, phrase := range names[name] {
				p := gravePhrase{name: name}
				for _, t := range tokensIn(strings.ReplaceAll(phrase, "*", "")) {
					p.parts = append(p.parts, gravePart{word: t.word, capital: t.capital})
				}
				p.parts[len(p.parts)-1].stem = strings.HasSuffix(phrase, "*")
				first := p.parts[0].word[0]
				g.words[lang][first] = append(g.words[lang][first], p)
			}
		}
	}
	return g
}

func setOf(list []string) map[string]bool {
	set := map[string]bool{}
	for _, s := range list {
		set[s] = true
	}
	return set
}

// knows reports whether there are words of a language.
func (g *grave) knows(lang string) bool { return g.words[lang] != nil }

// same reports whether two texts of one language name the same grave things, and deny as much.
func (g *grave) same(lang, was, is string) bool {
	a, b := g.named(lang, was), g.named(lang, is)
	return maps.Equal(names(a), names(b)) && denials(a) == denials(b)
}

// sameConcepts reports whether two lists of concepts hold the same grave ones, denied or not.
func (g *grave) sameConcepts(was, is []string) bool {
	heavy := func(list []string) []string {
		return slices.DeleteFunc(slices.Clone(list), func(c string) bool { return !g.concepts[strings.TrimPrefix(c, "not ")] })
	}
	return slices.Equal(heavy(was), heavy(is))
}

// naming is a grave name at its place in a text.
type naming struct {
	name     string
	at       int // token
	sentence int
}

// named finds the grave names in a text with placeholders, in order.
func (g *grave) named(lang, text string) []naming {
	var found []naming
	toks := tokensIn(withoutPlaceholders(text))
	for i := range toks {
		for _, p := range g.words[lang][toks[i].word[0]] {
			if p.startsAt(toks[i:]) {
				found = append(found, naming{p.name, i, toks[i].sentence})
			}
		}
	}
	return found
}

// anywhere are what a text names in whatever language.
func (g *grave) anywhere(text string) map[string]bool {
	all := map[string]bool{}
	for lang := range g.words {
		maps.Copy(all, names(g.named(lang, text)))
	}
	return all
}

// strange are what a text names in the words of other languages than its own: a sentence in another one says something too. Short words,
// words that its own language has on its list, numbers and loose names have too many doubles to count.
func (g *grave) strange(lang, text string) map[string]bool {
	toks, found := tokensIn(withoutPlaceholders(text)), map[string]bool{}
	for _, n := range g.named(lang, text) {
		toks[n.at].word = ""
	}
	for other := range g.words {
		for _, n := range g.named(other, text) {
			if other != lang && len(toks[n.at].word) >= longWord && n.name != denial && !g.loose[n.name] && !isNumber(n.name) {
				found[n.name] = true
			}
		}
	}
	return found
}

func isNumber(name string) bool { return strings.Trim(name, "0123456789") == "" }

func (p gravePhrase) startsAt(toks []graveToken) bool {
	if len(toks) < len(p.parts) {
		return false
	}
	for i, part := range p.parts {
		t := toks[i]
		if part.capital && !t.capital || !part.stem && t.word != part.word || !strings.HasPrefix(t.word, part.word) || t.sentence != toks[0].sentence {
			return false
		}
	}
	return true
}

// names are what is named, denials apart.
func names(found []naming) map[string]bool {
	set := map[string]bool{}
	for _, n := range found {
		if n.name != denial {
			set[n.name] = true
		}
	}
	return set
}

// signed are what is named, in a sentence that denies something with "not " before it.
func signed(found []naming) map[string]bool {
	denied, set := map[int]bool{}, map[string]bool{}
	for _, n := range found {
		denied[n.sentence] = denied[n.sentence] || n.name == denial
	}
	for _, n := range found {
		switch {
		case n.name == denial:
		case denied[n.sentence]:
			set[denial+" "+n.name] = true
		default:
			set[n.name] = true
		}
	}
	return set
}

// closeDenials is how far the words of one denial stand from each other at most: "no ... nada".
const closeDenials = 3

// denials counts what a text denies.
func denials(found []naming) int {
	n := 0
	last := naming{at: -1, sentence: -1}
	for _, f := range found {
		if f.name != denial || f.at == last.at {
			continue
		}
		if f.sentence != last.sentence || f.at-last.at > closeDenials {
			n++
		}
		last = f
	}
	return n
}

// holds reports whether a set has all of another one.
func holds(set, other map[string]bool) bool {
	for name := range other {
		if !set[name] {
			return false
		}
	}
	return true
}

// graveToken is a word of a text.
type graveToken struct {
	word     string // folded
	capital  bool
	sentence int
}

// tokensIn cuts a text into words: letters and digits, an apostrophe parts two.
func tokensIn(text string) []graveToken {
	var toks []graveToken
	var word strings.Builder
	sentence := 0
	end := func() {
		if word.Len() > 0 {
			w := word.String()
			if plain := folded(w); plain != "" { // not when it is marks alone
				toks = append(toks, graveToken{plain, w != strings.ToLower(w), sentence})
			}
			word.Reset()
		}
	}
	for _, r := range text {
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.Is(unicode.M, r):
			word.WriteRune(r)
			continue
		case strings.ContainsRune(".!?;:\n", r):
			end()
			sentence++
			continue
		}
		end()
	}
	end()
	return toks
}

// letterPairs are letters that fold to two, or that have no accent to take away.
var letterPairs = strings.NewReplacer("ß", "ss", "æ", "ae", "œ", "oe", "ø", "o")

// folded is a word in small letters without accents.
func folded(word string) string {
	plain := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(strings.ToLower(word)))
	return letterPairs.Replace(plain)
}
