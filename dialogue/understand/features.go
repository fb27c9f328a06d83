package understand

import "unicode/utf8"

// Features are hashed: a feature is a number, two that fall together share a weight.
const (
	fnvOffset = 2166136261
	fnvPrime  = 16777619
)

type featureKind uint32

// Kinds of features, mixed into the hash so that equal texts of different kinds stay apart.
const (
	wordFeature featureKind = iota + 1
	pairFeature
	charFeature
	conceptFeature
	conceptPairFeature
	deniedFeature
	kinFeature
	wideKinFeature
)

// start begins a hash of a kind.
func start(kind featureKind) uint32 {
	h := uint32(fnvOffset) ^ uint32(kind)
	return h * fnvPrime
}

// mix goes on with a hash.
func mix[T string | []byte](h uint32, s T) uint32 {
	for i := range len(s) {
		h = (h ^ uint32(s[i])) * fnvPrime
	}
	return h
}

func hash(kind featureKind, s string) uint32 { return mix(start(kind), s) }

func hash2(kind featureKind, a, b string) uint32 { return mix(mix(hash(kind, a), " "), b) }

// feature is a hashed feature with its weight in the text.
type feature struct {
	hash   uint32
	weight float32
}

// Weights of the kinds of features: a word says more than a piece of it, a concept more than a word. A word that a negation stands
// before counts twice, once as what it is and once as denied.
const (
	wordWeight    = 1
	pairWeight    = 0.7
	charWeight    = 0.35
	conceptWeight = 2
	deniedWeight  = 0.7
	kinWeight     = 1
	wideKinWeight = 0.7
)

// Lengths of the pieces of words that count.
const (
	shortestPiece = 3
	longestPiece  = 5
)

// negationReach is how many words a negation reaches.
const negationReach = 4

// mostFeatureTokens bounds the work on a long text.
const mostFeatureTokens = 120

// features appends the features of tokens [from, to) to out.
func (r *reading) features(from, to int, out []feature) []feature {
	to = min(to, from+mostFeatureTokens)
	previous := "^"
	for i := from; i < to; i++ {
		word := r.featureWord(i)
		out = append(out, feature{hash(wordFeature, word), wordWeight}, feature{hash2(pairFeature, previous, word), pairWeight})
		out = pieces(word, out)
		if r.negated(i, negationReach) {
			out = append(out, feature{hash(deniedFeature, word), deniedWeight})
		}
		previous = word
	}
	out = r.kinFeatures(from, to, out)
	return r.conceptFeatures(from, to, out)
}

// numberWord stands for every number: which one it is says nothing about the issue.
const numberWord = "0"

func (r *reading) featureWord(i int) string {
	t := r.toks[i]
	if allDigits(t.norm) {
		return numberWord
	}
	return t.known
}

// pieces appends the parts of a word, its edges marked, so that a misspelled word still has most of its features.
func pieces(word string, out []feature) []feature {
	if len(word) < 4 || len(word) > 30 {
		return out
	}
	var buf [34]byte
	padded := append(append(append(buf[:0], '<'), word...), '>')
	for n := shortestPiece; n <= longestPiece; n++ {
		for i := 0; i+n <= len(padded); i++ {
			if utf8.RuneStart(padded[i]) {
				out = append(out, feature{mix(start(charFeature), padded[i:i+n]), charWeight})
			}
		}
	}
	return out
}

// conceptFeatures appends the concepts in tokens [from, to), negated ones apart, and the pairs of them.
func (r *reading) conceptFeatures(from, to int, out []feature) []feature {
	var names [12]string
	n := 0
	for _, h := range r.concepts {
		if h.from < from || h.to > to {
			continue
		}
		name := r.lex.tags[h.tag].name
		if r.negated(h.from, negationReach) {
			name = "not " + name
		}
		if n < len(names) && !contains(names[:n], name) {
			names[n] = name
			n++
			out = append(out, feature{hash(conceptFeature, name), conceptWeight})
		}
	}
	for i := range n {
		for k := i + 1; k < n; k++ {
			a, b := names[i], names[k]
			if b < a {
				a, b = b, a
			}
			out = append(out, feature{hash2(conceptPairFeature, a, b), conceptWeight / 2})
		}
	}
	return out
}

func contains(names []string, name string) bool {
	for _, n := range names {
		if n == name {
			return true
		}
	}
	return false
}
