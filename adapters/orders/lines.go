package orders

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
)

// Bounds of one row of a table. A row beyond them is skipped, not held.
const (
	maxRow     = 1 << 20 // bytes
	maxRowSpan = 200     // lines: a note in quotes may have several
	maxOpen    = 1000    // rows with a quote that is never closed; after so many every row is one line
)

// Why a row cannot be cut into cells.
var (
	errRowLong  = errors.New("the row is longer than 1 MB")
	errRowOpen  = errors.New("a quote in the row is never closed")
	errRowNUL   = errors.New("the row holds NUL bytes")
	errRowEmpty = errors.New("the row is empty")
)

// lines gives out the rows of a table, cut into cells. Memory is bounded whatever the input is.
type lines struct {
	buf  *bufio.Reader
	sep  byte
	next int      // number of the next line of buf
	back [][]byte // lines read ahead of an open quote that came to nothing
	row  []byte   // what the cells point into
	cell [][]byte
	lost int // rows with a quote that is never closed
}

// read returns the next row's cells, which are good until the next call, and the line that it begins in. Of the errors, the
// errRow ones are about this row alone.
func (l *lines) read() (cells [][]byte, line int, err error) {
	line = l.next - len(l.back)
	text, err := l.line()
	if err != nil {
		return nil, line, err
	}
	l.row = append(l.row[:0], text...)
	if l.sep != '\t' && l.lost < maxOpen && l.open(text, false) {
		if err := l.join(); err != nil {
			return nil, line, err
		}
	}
	switch {
	case len(bytes.TrimSpace(l.row)) == 0:
		return nil, line, errRowEmpty
	case bytes.IndexByte(l.row, 0) >= 0:
		return nil, line, errRowNUL
	}
	l.split(toUTF8(l.row))
	return l.cell, line, nil
}

// line returns one line without its end. It is good until the next call.
func (l *lines) line() ([]byte, error) {
	if len(l.back) > 0 {
		text := l.back[0]
		l.back = l.back[1:]
		return text, nil
	}
	text, err := l.buf.ReadSlice('\n')
	if err == bufio.ErrBufferFull {
		text, err = l.long(append([]byte(nil), text...))
	}
	if err != nil && (err != io.EOF || len(text) == 0) {
		if err == errRowLong {
			l.next++
		}
		return nil, err
	}
	l.next++
	return bytes.TrimRight(text, "\r\n"), nil
}

// long reads on a line that does not fit the buffer. Past maxRow it only looks for the line's end.
func (l *lines) long(text []byte) ([]byte, error) {
	for {
		more, err := l.buf.ReadSlice('\n')
		if len(text) <= maxRow {
			text = append(text, more...)
		}
		switch {
		case err == bufio.ErrBufferFull:
		case err != nil && err != io.EOF:
			return nil, err
		case len(text) > maxRow:
			return nil, errRowLong
		default:
			return text, err
		}
	}
}

// join reads the lines that an open quote goes on in. When it is never closed they are given back: only its own line is lost.
func (l *lines) join() error {
	var ahead [][]byte
	for len(ahead) < maxRowSpan && len(l.row) <= maxRow {
		text, err := l.line()
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		ahead = append(ahead, append([]byte(nil), text...))
		l.row = append(append(l.row, '\n'), text...)
		if !l.open(text, true) {
			return nil
		}
	}
	l.back = append(ahead, l.back...)
	l.lost++
	return errRowOpen
}

// open reports whether a quote is open at the end of a line. Quotes count at the beginning of a cell only.
func (l *lines) open(text []byte, in bool) bool {
	if bytes.IndexByte(text, '"') < 0 {
		return in
	}
	start := true
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case in && c == '"' && i+1 < len(text) && text[i+1] == '"':
			i++
		case in && c == '"':
			in = false
		case in:
		case c == '"' && start:
			in = true
		}
		start = !in && text[i] == l.sep
	}
	return in
}

// split cuts a row into cells.
func (l *lines) split(row []byte) {
	l.cell = l.cell[:0]
	for {
		var cell []byte
		if l.sep != '\t' && len(row) > 0 && row[0] == '"' {
			cell, row = quoted(row[1:], l.sep)
		} else if at := bytes.IndexByte(row, l.sep); at >= 0 {
			cell, row = row[:at], row[at:]
		} else {
			cell, row = row, nil
		}
		if l.sep == '\t' {
			cell = unquote(cell)
		}
		l.cell = append(l.cell, cell)
		if len(row) == 0 {
			return
		}
		row = row[1:]
	}
}

// quoted returns the cell whose opening quote was taken off, and the row from the separator after it on.
func quoted(row []byte, sep byte) (cell, rest []byte) {
	out := row[:0] // the cell is written over its own text, which it never outruns
	for i := 0; i < len(row); i++ {
		switch {
		case row[i] != '"':
			out = append(out, row[i])
		case i+1 < len(row) && row[i+1] == '"':
			out = append(out, '"')
			i++
		default:
			end := bytes.IndexByte(row[i:], sep)
			if end < 0 {
				return append(out, row[i+1:]...), nil
			}
			return append(out, row[i+1:i+end]...), row[i+end:]
		}
	}
	return out, nil
}

// unquote takes the quotes off a cell of a tab separated table, where they have no meaning but spreadsheets set them.
func unquote(cell []byte) []byte {
	if n := len(cell); n >= 2 && cell[0] == '"' && cell[n-1] == '"' {
		return bytes.ReplaceAll(cell[1:n-1], []byte(`""`), []byte(`"`))
	}
	return cell
}

// toUTF8 turns a row in an older encoding into UTF-8. Amazon writes Japan's reports in Shift JIS and others in Windows-1252.
func toUTF8(row []byte) []byte {
	if utf8.Valid(row) {
		return row
	}
	if bytes.Contains(row, []byte("Amazon.co.jp")) || bytes.Contains(row, []byte("JPY")) {
		if out, err := japanese.ShiftJIS.NewDecoder().Bytes(row); err == nil {
			return out
		}
	}
	out, err := charmap.Windows1252.NewDecoder().Bytes(row)
	if err != nil {
		return bytes.ToValidUTF8(row, []byte("\ufffd"))
	}
	return out
}
