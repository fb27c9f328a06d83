package orders

import (
	"errors"
	"io"
)

// maxWooOrder bounds one order of a JSON export, in bytes.
const maxWooOrder = 4 << 20

var errWooOrder = errors.New("an order is larger than 4 MB")

// bounded reads as long as there is an allowance, and knows where the lines are that have not been asked for.
type bounded struct {
	r     io.Reader
	left  int
	read  int64
	lines int     // line breaks before ends[0]
	ends  []int64 // offsets of the line breaks read and not passed yet
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, errWooOrder
	}
	n, err := b.r.Read(p[:min(len(p), b.left)])
	b.left -= n
	for i, c := range p[:n] {
		if c == '\n' {
			b.ends = append(b.ends, b.read+int64(i))
		}
	}
	b.read += int64(n)
	return n, err
}

// line is the line that the offset is in, from 1. Offsets must not go back.
func (b *bounded) line(offset int64) int {
	passed := 0
	for passed < len(b.ends) && b.ends[passed] < offset {
		passed++
	}
	b.lines += passed
	b.ends = b.ends[passed:]
	return b.lines + 1
}
