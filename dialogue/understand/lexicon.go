package understand

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// group says what kind of thing a phrase stands for.
type group int

const (
	moveGroup group = iota
	topicGroup
	wishGroup
	remedyGroup
	optionGroup
	cueGroup
	alarmGroup
	figureGroup
	evidenceGroup
	showsGroup
	ratingGroup
	requestGroup
	dayGroup
	eachGroup
	monthDayGroup
	factGroup
	countGroup
	conceptGroup
)

// tag is what a phrase stands for.
type tag struct {
	group group
	name  string // the move, topic, wish ... by its ID
	alone bool   // of a move: counts only when it is all of the message, or leads it
	grave bool   // of an alarm
	yes   bool   // of a fact: the phrase says that it is so
	n     int    // of a date: the offset in days
	of    tongues
}

// lexicon is all that the files of phrases say, compiled. It is immutable and safe for concurrent use.
type lexicon struct {
	vocabulary *vocabulary
	matcher    *matcher
	alarms     *matcher // apart from the others: an alarm rings for what is written, not for what may have been meant
	concepts   *matcher // apart from the others, because the examples are read for nothing else
	tags       []tag
	spell      *speller
	tongues    []string         // codes of the languages
	frequent   map[string][]int // a frequent word -> the languages it belongs to
	letters    map[rune]int     // letter -> the language that alone has it

	fillers, negators, instead, contrasts, dashes, optionWords, joins, elided, articles map[string]bool

	numbers   map[string]int
	repeats   map[string]int
	ordinals  map[string]int
	ratings   map[string]int
	languages map[string]string // name -> code
	currency  map[string]string // folded name or code, or sign -> code
	cents     map[string]bool
	dates     dateLexicon
	severity  []string
	facts     []string // those that have phrases, sorted
	carriers  []carrierShape
}

type dateLexicon struct {
	months, weekdays  map[string]int
	last, next, joins map[string]bool
	order             map[string]string // language -> dmy | mdy
}

func newLexicon(langs []language) (*lexicon, error) {
	words := newVocabulary()
	l := &lexicon{
		vocabulary: words, matcher: &matcher{vocabulary: words}, alarms: &matcher{vocabulary: words, exact: true},
		concepts: &matcher{vocabulary: words}, spell: newSpeller(), frequent: map[string][]int{}, letters: map[rune]int{},
		fillers: map[string]bool{}, negators: map[string]bool{}, instead: map[string]bool{}, contrasts: map[string]bool{}, dashes: map[string]bool{},
		optionWords: map[string]bool{}, joins: map[string]bool{}, elided: map[string]bool{}, articles: map[string]bool{}, numbers: map[string]int{}, repeats: map[string]int{},
		ordinals: map[string]int{}, ratings: map[string]int{}, languages: map[string]string{}, currency: map[string]string{},
		cents: map[string]bool{}, carriers: carrierShapes(),
		dates: dateLexicon{months: map[string]int{}, weekdays: map[string]int{}, last: map[string]bool{}, next: map[string]bool{},
			joins: map[string]bool{}, order: map[string]string{}},
	}
	for _, lang := range langs {
		l.addWords(lang)
		if err := l.addPhrases(lang); err != nil {
			return nil, fmt.Errorf("phrases of language %q: %w", lang.Lang, err)
		}
	}
	for _, word := range words.names {
		l.spell.learn(word, true)
	}
	l.spell.ready()
	return l, nil
}

func (l *lexicon) addWords(lang language) {
	tongue := min(len(l.tongues), mostLanguages-1)
	l.tongues = append(l.tongues, lang.Lang)
	for _, w := range list(lang.Words) {
		if owners := l.frequent[fold(w)]; !slices.Contains(owners, tongue) {
			l.frequent[fold(w)] = append(owners, tongue)
		}
		l.spell.learn(fold(w), false)
	}
	for _, w := range list(lang.Plain) {
		l.spell.learn(fold(w), false)
	}
	for _, r := range lang.Letters {
		l.letters[r] = tongue
	}
	for _, s := range []struct {
		set   map[string]bool
		words string
	}{
		{l.fillers, lang.Fillers}, {l.negators, lang.Negators}, {l.instead, lang.Instead}, {l.contrasts, lang.Contrasts}, {l.dashes, lang.Dashes},
		{l.optionWords, lang.OptionWords}, {l.joins, lang.Joins}, {l.elided, lang.Elided}, {l.articles, lang.Articles}, {l.cents, lang.Cents},
		{l.dates.last, lang.Dates.Last}, {l.dates.next, lang.Dates.Next}, {l.dates.joins, lang.Dates.Joins},
	} {
		for _, w := range list(s.words) {
			s.set[fold(w)] = true
			l.spell.learn(fold(w), false)
		}
	}
	l.addNumbers(lang)
	l.addMoney(lang)
	for code, names := range lang.Languages {
		for _, n := range list(names) {
			l.languages[fold(n)] = code
			l.spell.learn(fold(n), true)
		}
	}
	l.severity = append(l.severity, lang.Severity...)
}

func (l *lexicon) addNumbers(lang language) {
	for _, s := range []struct{ to, from map[string]int }{
		{l.numbers, lang.Numbers}, {l.repeats, lang.Repeats}, {l.ordinals, lang.Ordinals}, {l.ratings, lang.RatingWords},
		{l.dates.months, lang.Dates.Months}, {l.dates.weekdays, lang.Dates.Weekdays},
	} {
		for w, n := range s.from {
			s.to[fold(w)] = n
			l.spell.learn(fold(w), true)
		}
	}
	if lang.Dates.Order != "" {
		l.dates.order[lang.Lang] = lang.Dates.Order
	}
}

func (l *lexicon) addMoney(lang language) {
	for sign, code := range lang.Symbols {
		l.currency[strings.ToLower(sign)] = code
	}
	for _, code := range list(lang.Codes) {
		l.currency[strings.ToLower(code)] = code
	}
	for code, names := range lang.Currencies {
		for _, n := range list(names) {
			l.currency[fold(n)] = code
			l.spell.learn(fold(n), false)
		}
	}
}

// addPhrases compiles every list of phrases. Maps are walked in sorted order, so that the same files make the same lexicon.
func (l *lexicon) addPhrases(lang language) error {
	var lists []tagged
	for _, kind := range slices.Sorted(maps.Keys(lang.Moves)) {
		w := lang.Moves[kind]
		lists = append(lists, tagged{tag{group: moveGroup, name: string(kind), alone: true}, w.Alone},
			tagged{tag{group: moveGroup, name: string(kind)}, w.Say})
	}
	for _, class := range slices.Sorted(maps.Keys(lang.Alarms)) {
		w := lang.Alarms[class]
		lists = append(lists, tagged{tag{group: alarmGroup, name: class, grave: true}, w.Grave},
			tagged{tag{group: alarmGroup, name: class}, w.Say}, tagged{tag{group: figureGroup, name: class}, w.Figures})
	}
	for _, fact := range slices.Sorted(maps.Keys(lang.Facts)) {
		w := lang.Facts[fact]
		lists = append(lists, tagged{tag{group: factGroup, name: fact, yes: true}, w.Yes}, tagged{tag{group: factGroup, name: fact}, w.No})
		if i, ok := slices.BinarySearch(l.facts, fact); !ok {
			l.facts = slices.Insert(l.facts, i, fact)
		}
	}
	lists = append(lists, named(topicGroup, lang.Topics)...)
	lists = append(lists, named(wishGroup, lang.Wishes)...)
	lists = append(lists, named(remedyGroup, lang.Remedies)...)
	lists = append(lists, named(optionGroup, lang.Options)...)
	lists = append(lists, named(cueGroup, lang.Cues)...)
	lists = append(lists, named(evidenceGroup, lang.Evidence)...)
	lists = append(lists, named(countGroup, lang.Counts)...)
	lists = append(lists, named(conceptGroup, lang.Concepts)...)
	lists = append(lists, offsets(dayGroup, lang.Dates.Days)...)
	lists = append(lists, offsets(eachGroup, lang.Dates.Each)...)
	lists = append(lists, tagged{tag{group: showsGroup}, lang.Shows}, tagged{tag{group: ratingGroup}, lang.Rating},
		tagged{tag{group: requestGroup}, lang.Request}, tagged{tag{group: monthDayGroup}, lang.Dates.Month})
	for _, t := range lists {
		if err := l.addList(t, l.tongueOf(lang)); err != nil {
			return err
		}
	}
	return nil
}

// tagged is a list of phrases with what they stand for.
type tagged struct {
	tag  tag
	text string
}

func named[K ~string](g group, lists map[K]string) []tagged {
	var out []tagged
	for _, name := range slices.Sorted(maps.Keys(lists)) {
		out = append(out, tagged{tag{group: g, name: string(name)}, lists[name]})
	}
	return out
}

func offsets(g group, lists map[int]string) []tagged {
	var out []tagged
	for _, n := range slices.Sorted(maps.Keys(lists)) {
		out = append(out, tagged{tag{group: g, n: n}, lists[n]})
	}
	return out
}

func (l *lexicon) addList(t tagged, of tongues) error {
	n := len(l.tags)
	t.tag.of = of
	l.tags = append(l.tags, t.tag)
	m := l.matcher
	switch t.tag.group {
	case conceptGroup:
		m = l.concepts
	case alarmGroup:
		m = l.alarms
	}
	for _, p := range list(t.text) {
		if err := m.add(p, n, of); err != nil {
			return fmt.Errorf("%s: %w", t.tag.name, err)
		}
	}
	return nil
}
