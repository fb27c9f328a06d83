package understand

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"amends/dialogue"
)

// By is the name under which this package's interpretations are marked.
const By = "builtin"

// Understander reads texts of buyers without a model: phrases for moves, slots and alarms, a linear classifier for issues. It
// is immutable after New and safe for concurrent use.
type Understander struct {
	lex    *lexicon
	model  *model
	abroad abroad
}

// New reads the embedded phrases and what was learnt from the embedded examples. It fails when a data file is broken.
func New() (*Understander, error) {
	lex, err := loadLexicon()
	if err != nil {
		return nil, err
	}
	m, err := decode(weights)
	if err != nil {
		return nil, err
	}
	foreign, err := newAbroad()
	if err != nil {
		return nil, err
	}
	return &Understander{lex: lex, model: m, abroad: foreign}, nil
}

func loadLexicon() (*lexicon, error) {
	langs, err := loadPhrases()
	if err != nil {
		return nil, err
	}
	return newLexicon(langs)
}

// Understand reads a text in the light of the conversation and of the time at which it was written. The result depends on the
// arguments alone; the error is always nil, and the context is not needed because nothing here waits.
func (u *Understander) Understand(_ context.Context, c dialogue.Conversation, text string, at time.Time) (dialogue.Interpretation, error) {
	out := dialogue.Interpretation{By: By}
	r := u.lex.read(c, text, at)
	if r.command(&out) {
		return out, nil
	}
	foreign := u.foreign(r)
	out.Lang = cmp.Or(foreign, r.switched())
	out.Alarms = r.alarms()
	out.Slots, out.Counts = r.slots()
	out.Moves = r.moves(out.Slots)
	if foreign == "" { // words that look like others mean nothing in a language that was never learnt
		out.Issues = u.issues(r, out)
	}
	r.reconcile(&out)
	r.askSomething(&out)
	return out, nil
}

// reading is one text on its way to an interpretation.
type reading struct {
	lex  *lexicon
	conv dialogue.Conversation
	text string // clean
	toks []token
	hits []hit // phrases of all groups but concepts
	// concepts are the hits of that group.
	concepts []hit
	// cover holds for each token the longest phrase of a move over it; the zero hit for none.
	cover []hit
	// values are the places of what says whose order it is.
	values []span
	at     time.Time
	lang   string // "" when it cannot be told
	// tongues are the languages that it may be in.
	tongues tongues
}

func (l *lexicon) read(c dialogue.Conversation, text string, at time.Time) *reading {
	r := l.readConcepts(text)
	r.conv, r.at = c, at
	r.hits = l.alarms.find(r.toks, allTongues, r.preferred(l.matcher.find(r.toks, r.tongues, make([]hit, 0, 16))))
	r.coverMoves()
	return r
}

// readConcepts reads no more of a text than the classifier needs.
func (l *lexicon) readConcepts(text string) *reading {
	r := &reading{lex: l, text: Clean(text)}
	r.toks = tokenize(r.text, l.elided)
	l.know(r.toks)
	r.lang, r.tongues = l.language(r.text, r.toks)
	r.concepts = l.concepts.find(r.toks, r.tongues, make([]hit, 0, 8))
	return r
}

// know mends misspelled words and recognises numbers and names of languages.
func (l *lexicon) know(toks []token) {
	for i := range toks {
		t := &toks[i]
		t.known = l.spell.mend(t.norm)
		t.lang = l.languages[t.norm]
		if n, ok := l.numbers[t.norm]; ok {
			t.num = n
		} else if len(t.norm) <= 6 && allDigits(t.norm) {
			t.num, _ = strconv.Atoi(t.norm)
		}
		t.day = dayOf(t.norm)
	}
	l.vocabulary.mark(toks)
}

// dayOf reads a day of the month with up to two letters after it, "5", "5th", "1er"; 0 for anything else.
func dayOf(word string) int {
	n, rest := 0, word
	for len(rest) > 0 && isDigit(rest[0]) && n < 100 {
		n, rest = n*10+int(rest[0]-'0'), rest[1:]
	}
	if n < 1 || n > 31 || len(rest) > 2 {
		return 0
	}
	return n
}

// words returns the text of tokens [from, to) as written.
func (r *reading) words(from, to int) string {
	if from >= to {
		return ""
	}
	return r.text[r.toks[from].from:r.toks[to-1].to]
}

// hitsOf calls do for every hit of a group.
func (r *reading) hitsOf(g group, do func(hit, tag)) {
	for _, h := range r.hits {
		if t := r.lex.tags[h.tag]; t.group == g {
			do(h, t)
		}
	}
}

// hasConcept reports whether the text has a word of a concept.
func (r *reading) hasConcept(name string) bool {
	return slices.ContainsFunc(r.concepts, func(h hit) bool { return r.lex.tags[h.tag].name == name })
}

func (r *reading) has(g group, name string) bool {
	found := false
	r.hitsOf(g, func(_ hit, t tag) { found = found || t.name == name })
	return found
}

// asked returns the question that waits for an answer; its zero value when there is none.
func (r *reading) asked() dialogue.Asked {
	if r.conv.Asked == nil {
		return dialogue.Asked{}
	}
	return *r.conv.Asked
}

// order returns the proven order of the current case, or nil.
func (r *reading) order() *dialogue.Order {
	if c := r.current(); c != nil {
		return c.Order
	}
	return nil
}

func (r *reading) current() *dialogue.Case {
	if i := r.conv.Current; i >= 0 && i < len(r.conv.Cases) {
		return &r.conv.Cases[i]
	}
	return nil
}

// negated reports whether a negation stands within reach words before token i, in the same clause.
func (r *reading) negated(i, reach int) bool {
	for k := i; k > 0 && k > i-reach; k-- {
		if r.toks[k].brk || r.toks[k].pause {
			return false
		}
		if r.lex.negators[r.toks[k-1].norm] {
			return true
		}
	}
	return false
}

// command reads a text that starts with a slash. Channels may add the bot's name to it: "/start@shop_bot".
func (r *reading) command(out *dialogue.Interpretation) bool {
	text := strings.TrimSpace(r.text)
	if !strings.HasPrefix(text, "/") {
		return false
	}
	word, rest, _ := strings.Cut(text, " ")
	word, _, _ = strings.Cut(word, "@")
	name := strings.ToLower(word[1:])
	move := func(kind dialogue.MoveKind, topic dialogue.Topic) {
		out.Moves = []dialogue.Move{{Kind: kind, Topic: topic, Words: word, Sure: 1}}
	}
	switch name {
	case "start", "new":
		move(dialogue.Restart, "")
	case "status":
		move(dialogue.Question, dialogue.StatusOf)
	case "human":
		move(dialogue.AskHuman, "")
	case "privacy", "mydata", "erase":
		move(dialogue.Question, dialogue.Privacy)
	case "help":
		move(dialogue.Question, dialogue.Process)
	case "language":
		move(dialogue.Question, dialogue.Language)
		r.commandLanguage(strings.TrimSpace(rest), out)
	default:
		return false
	}
	return true
}

func (r *reading) commandLanguage(name string, out *dialogue.Interpretation) {
	if name == "" {
		return
	}
	code := r.lex.languages[fold(name)]
	if code == "" && len(name) <= 8 {
		code = strings.ToLower(name)
	}
	if code != "" {
		out.Moves = nil
		out.Slots = []dialogue.SlotValue{{Slot: dialogue.SlotLanguage, Value: code, Words: name, Sure: 1}}
	}
}
