package understand

// wordID stands for a word, or the beginning of words, that phrases have. Whether a text has a phrase is then a matter of comparing
// numbers.
type wordID int32

// Words that stand for a kind of token.
const (
	anyNumber   = "<n>"
	anyDay      = "<day>"
	anyLanguage = "<lang>"
)

// shortestStem is how many letters the beginning of a word must have.
const shortestStem = 3

// vocabulary gives the words of the phrases their numbers. It is immutable after the last add and safe for concurrent use.
type vocabulary struct {
	words map[string]wordID
	stems map[string]wordID
	names []string // wordID -> word

	number, day, language wordID
	longestStem           int
}

func newVocabulary() *vocabulary {
	v := &vocabulary{words: map[string]wordID{}, stems: map[string]wordID{}}
	v.number, v.day, v.language = v.add(anyNumber, false), v.add(anyDay, false), v.add(anyLanguage, false)
	return v
}

// add returns the number of a word or a stem, a new one if it has none.
func (v *vocabulary) add(word string, stem bool) wordID {
	ids := v.words
	if stem {
		ids = v.stems
	}
	if word[0] != '<' {
		word = fold(word)
	}
	id, ok := ids[word]
	if !ok {
		id = wordID(len(v.names))
		ids[word] = id
		v.names = append(v.names, word)
	}
	if stem {
		v.longestStem = max(v.longestStem, len(word))
	}
	return id
}

// find appends the numbers of the word and of all beginnings of it.
func (v *vocabulary) find(word string, out []wordID) []wordID {
	if id, ok := v.words[word]; ok {
		out = append(out, id)
	}
	for n := shortestStem; n <= len(word) && n <= v.longestStem; n++ {
		if id, ok := v.stems[word[:n]]; ok {
			out = append(out, id)
		}
	}
	return out
}

// mark notes for every token which words of the phrases it is: as it is written and mended, and as it is written or surely meant.
func (v *vocabulary) mark(toks []token) {
	buf := make([]wordID, 0, 3*len(toks))
	for i := range toks {
		t := &toks[i]
		from := len(buf)
		buf = v.find(t.norm, buf)
		buf = v.kinds(t, buf)
		written := buf[from:len(buf):len(buf)]
		t.ids, t.exact = written, written
		if t.known == t.norm {
			continue
		}
		from = len(buf)
		buf = v.find(t.known, append(buf, written...))
		t.ids = buf[from:len(buf):len(buf)]
		if len(t.known) >= shortestSureFix {
			t.exact = t.ids
		}
	}
}

// kinds appends what the token is by its kind.
func (v *vocabulary) kinds(t *token, out []wordID) []wordID {
	if t.num >= 0 {
		out = append(out, v.number)
	}
	if t.day > 0 {
		out = append(out, v.day)
	}
	if t.lang != "" {
		out = append(out, v.language)
	}
	return out
}

// wordSet holds at least the words that were put in: it is as small as a set can be that is made for every text.
type wordSet [16]uint64

func (s *wordSet) put(id wordID) { s[id>>6&15] |= 1 << (id & 63) }

func (s *wordSet) has(id wordID) bool { return s[id>>6&15]&(1<<(id&63)) != 0 }

// wordsOf returns the words of the phrases that the tokens are.
func wordsOf(toks []token) (s wordSet) {
	for i := range toks {
		for _, id := range toks[i].ids {
			s.put(id)
		}
	}
	return s
}
