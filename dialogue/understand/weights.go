package understand

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"
)

//go:generate go run ./learn

// weights is what Learn returned when the examples were last learnt.
//
//go:embed weights.bin
var weights []byte

// weightsHead stands before the weights: little-endian, as is all that follows it: the labels (with line ends between), the bias of
// each, and of each row its hash, its unit and its weights.
type weightsHead struct {
	Magic  [8]byte
	Learnt [sha256.Size]byte // from which phrases and examples
	Trust  trust
	Labels uint32 // their length in bytes
	Rows   uint32
}

var weightsMagic = [8]byte{'a', 'm', 'e', 'n', 'd', 's', 'w', '2'}

// Learn learns the built-in examples anew and returns what weights.bin must hold; it takes some seconds. go generate writes it.
func Learn() ([]byte, error) {
	c, err := loadCorpus()
	if err != nil {
		return nil, err
	}
	m := learn(c.labels, c.examples, c.features)
	_, m.trust = holdOut(c)
	return m.encode()
}

// corpus is all that is learnt from.
type corpus struct {
	lex      *lexicon
	labels   []string
	examples []example
	features [][]feature // of the examples
}

func loadCorpus() (corpus, error) {
	lex, err := loadLexicon()
	if err != nil {
		return corpus{}, err
	}
	examples, err := loadExamples()
	if err != nil {
		return corpus{}, err
	}
	return corpus{lex, labelsOf(examples), examples, readAll(lex, examples)}, nil
}

func labelsOf(examples []example) []string {
	var labels []string
	for _, e := range examples {
		if i, ok := slices.BinarySearch(labels, e.label); !ok {
			labels = slices.Insert(labels, i, e.label)
		}
	}
	return labels
}

// dataSum is the sum of all that the weights were learnt from.
func dataSum() (sum [sha256.Size]byte, err error) {
	h := sha256.New()
	for _, dir := range []string{"phrases", "examples"} {
		err := eachFile(dir, func(name string, data []byte) error {
			fmt.Fprintf(h, "%s %d\n", name, len(data))
			h.Write(data)
			return nil
		})
		if err != nil {
			return sum, err
		}
	}
	h.Write([]byte(kinFile))
	h.Sum(sum[:0])
	return sum, nil
}

func (m *model) encode() ([]byte, error) {
	sum, err := dataSum()
	if err != nil {
		return nil, err
	}
	labels := strings.Join(m.labels, "\n")
	var out bytes.Buffer
	head := weightsHead{Magic: weightsMagic, Learnt: sum, Trust: m.trust, Labels: uint32(len(labels)), Rows: uint32(len(m.units))}
	for _, part := range []any{head, []byte(labels), m.bias, m.hashes(), m.units, m.rows} {
		if err := binary.Write(&out, binary.LittleEndian, part); err != nil {
			return nil, fmt.Errorf("write the weights: %w", err)
		}
	}
	return out.Bytes(), nil
}

// hashes returns the hash of each row.
func (m *model) hashes() []uint32 {
	out := make([]uint32, len(m.units))
	for hash, row := range m.index {
		if row > 0 {
			out[row-1] = uint32(hash)
		}
	}
	return out
}

var errWeights = errors.New("weights.bin is damaged: run go generate ./dialogue/understand")

func decode(data []byte) (*model, error) {
	var head weightsHead
	if n, err := binary.Decode(data, binary.LittleEndian, &head); err != nil || head.Magic != weightsMagic {
		return nil, errWeights
	} else if data = data[n:]; int(head.Labels) > len(data) || int(head.Rows) > len(data) {
		return nil, errWeights
	}
	labels := strings.Split(string(data[:head.Labels]), "\n")
	data = data[head.Labels:]
	if len(data) != 4*len(labels)+int(head.Rows)*(8+len(labels)) {
		return nil, errWeights
	}
	m := &model{labels: labels, none: slices.Index(labels, None), trust: head.Trust, index: make([]uint32, 1<<hashBits),
		bias: make([]float32, len(labels)), units: make([]float32, head.Rows), rows: make([]int8, int(head.Rows)*len(labels))}
	hashes := make([]uint32, head.Rows)
	for _, part := range []any{m.bias, hashes, m.units, m.rows} {
		n, err := binary.Decode(data, binary.LittleEndian, part)
		if err != nil {
			return nil, errWeights
		}
		data = data[n:]
	}
	for row, hash := range hashes {
		if int(hash) >= len(m.index) {
			return nil, errWeights
		}
		m.index[hash] = uint32(row) + 1
	}
	if m.none < 0 {
		return nil, errWeights
	}
	return m, nil
}
