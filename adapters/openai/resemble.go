package openai

// How much of a text must be in another one, by the beginnings of its longer words.
const (
	leastShared = 0.4
	longWord    = 4
	beginning   = 4
	fewestWords = 3
)

// resembles reports whether enough of a text's words are in another one.
func resembles(was, is string) bool {
	a, b := beginnings(was), beginnings(is)
	if len(a) < fewestWords {
		return true
	}
	shared := 0
	for word := range a {
		if b[word] {
			shared++
		}
	}
	return float64(shared) >= leastShared*float64(len(a))
}

func beginnings(text string) map[string]bool {
	set := map[string]bool{}
	for _, t := range tokensIn(withoutPlaceholders(text)) {
		if r := []rune(t.word); len(r) >= longWord {
			set[string(r[:beginning])] = true
		}
	}
	return set
}

// sentences counts the sentences of a text that hold a word.
func sentences(text string) int {
	n, last := 0, -1
	for _, t := range tokensIn(withoutPlaceholders(text)) {
		if t.sentence != last {
			n, last = n+1, t.sentence
		}
	}
	return n
}
