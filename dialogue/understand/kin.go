package understand

import (
	_ "embed"
	"sort"
)

// kinFile tells which English words are used alike, so that a text profits from examples that say the same with other words. It is
// made from word vectors by learn/kin.
//
//go:embed kin.bin
var kinFile string

// kinLanguage is the language of the words in kinFile.
const kinLanguage = "en"

// How kinFile is laid out: for each group of words, in one byte, the wide group that it is part of; then for each word, in order of
// their hashes, its hash and its group, little-endian.
const (
	KinGroups   = 1000 // groups of words
	KinWide     = 250  // groups of such groups
	kinHash     = 4    // bytes
	kinWordSize = kinHash + 2
)

// KinHash is the hash under which kin.bin holds a word, in lower case and without apostrophes.
func KinHash(word string) uint32 { return hash(wordFeature, word) }

// kinOf returns the group of a word and its wide group; ok is false for a word that is not in the file.
func kinOf(word string) (group uint16, wide byte, ok bool) {
	words, key := kinFile[KinGroups:], KinHash(word)
	hashAt := func(i int) uint32 {
		b := words[i*kinWordSize:][:kinHash]
		return uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16 | uint32(b[3])<<24
	}
	n := len(words) / kinWordSize
	i := sort.Search(n, func(i int) bool { return hashAt(i) >= key })
	if i == n || hashAt(i) != key {
		return 0, 0, false
	}
	b := words[i*kinWordSize+kinHash:][:2]
	group = uint16(b[0]) | uint16(b[1])<<8
	return group, kinFile[group], true
}

// kinFeatures appends the groups of words that the words in tokens [from, to) are part of.
func (r *reading) kinFeatures(from, to int, out []feature) []feature {
	if r.lang != "" && r.lang != kinLanguage {
		return out
	}
	for i := from; i < to; i++ {
		if group, wide, ok := kinOf(r.featureWord(i)); ok {
			id := [2]byte{byte(group), byte(group >> 8)}
			out = append(out, feature{mix(start(kinFeature), id[:]), kinWeight}, feature{mix(start(wideKinFeature), []byte{wide}), wideKinWeight})
		}
	}
	return out
}
