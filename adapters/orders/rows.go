package orders

import (
	"bytes"
	"encoding/binary"
	"errors"
	"strings"
)

// Bounds of what is held while the rows of a table are sorted by order: bytes of one cell, of one order's rows, of all rows.
const (
	maxCell  = 4 << 10
	maxOrder = 1 << 20
	maxHeld  = 256 << 20
)

// errHeld ends the reading of a table that does not fit.
var errHeld = errors.New("the file is too large to be sorted by order: split it")

// Why a row makes no order.
var (
	errNoOrder   = errors.New("no order number")
	errHeader    = errors.New("the header again")
	errNoItems   = errors.New("the order has no items")
	errOrderLong = errors.New("the order has too many rows")
)

// row is one row of a table, reduced to the columns that its form reads.
type row struct {
	line    int
	cells   []string
	columns map[string]int
}

// get is the text of a column, "" when the table lacks it.
func (r row) get(column string) string {
	i, ok := r.columns[column]
	if !ok || i >= len(r.cells) {
		return ""
	}
	return r.cells[i]
}

// groups sorts rows by order. The rows of an order need not be neighbours, so all are held, as short as they can be: the
// columns that are read, one after the other in one piece of memory per order.
type groups struct {
	form    form
	width   int            // of the header
	from    [][]int        // for each column of the form, where it is in the table
	columns map[string]int // name -> index in from
	header  string         // the name of the order column in the table

	index   map[string]int32 // Key -> index in packed
	packed  [][]byte
	held    int
	scratch []byte
}

func newGroups(f form, names []string) *groups {
	g := &groups{form: f, width: len(names), columns: make(map[string]int), index: make(map[string]int32)}
	for _, c := range f.columns {
		name, _, _ := strings.Cut(c, "|")
		g.columns[name] = len(g.from)
		g.from = append(g.from, f.find(names, name))
	}
	g.header = names[g.from[0][0]]
	return g
}

// add packs a row. The first column of a form is the order's number.
func (g *groups) add(line int, cells [][]byte) error {
	for len(cells) > g.width {
		last := cells[len(cells)-1]
		if len(strings.TrimSpace(string(last))) > 0 {
			return errColumns
		}
		cells = cells[:len(cells)-1]
	}
	id := strings.TrimPrefix(strings.TrimSpace(string(g.cell(cells, 0))), "'")
	key := Key(id)
	switch {
	case key == "" && foldName(id) == g.header:
		return errHeader
	case key == "":
		return errNoOrder
	}
	i, ok := g.index[key]
	if !ok {
		i = int32(len(g.packed))
		g.index[key] = i
		g.packed = append(g.packed, nil)
	}
	g.scratch = g.pack(g.scratch[:0], line, cells)
	switch {
	case g.packed[i] == nil:
		g.packed[i] = bytes.Clone(g.scratch) // most orders have one row, and need no room for more
	case len(g.packed[i]) > maxOrder:
		return errOrderLong
	default:
		g.packed[i] = append(g.packed[i], g.scratch...)
	}
	if g.held += len(g.scratch) + len(key); g.held > maxHeld {
		return errHeld
	}
	return nil
}

// cell is the content of a column of the form.
func (g *groups) cell(cells [][]byte, column int) []byte {
	var out []byte
	for _, at := range g.from[column] {
		switch {
		case at >= len(cells) || len(cells[at]) == 0:
		case out == nil:
			out = cells[at]
		default:
			out = append(append(out[:len(out):len(out)], '\n'), cells[at]...)
		}
	}
	return out[:min(len(out), maxCell)]
}

func (g *groups) pack(to []byte, line int, cells [][]byte) []byte {
	to = binary.AppendUvarint(to, uint64(line))
	for column := range g.from {
		cell := g.cell(cells, column)
		to = binary.AppendUvarint(to, uint64(len(cell)))
		to = append(to, cell...)
	}
	return to
}

// emit builds the orders and hands them on, letting go of their rows.
func (g *groups) emit(in *input) error {
	g.index = nil
	for i, packed := range g.packed {
		g.packed[i] = nil
		rows := g.unpack(packed)
		skipped := in.report.Skipped
		r := g.form.build(in, rows)
		for _, row := range rows {
			r.lines = append(r.lines, row.line)
		}
		if len(r.Order.Items) == 0 && !r.Partial {
			if in.report.Skipped == skipped {
				in.report.skip(rows[0].line, errNoItems.Error())
			}
			continue
		}
		if err := in.emit(r); err != nil {
			return err
		}
	}
	return nil
}

func (g *groups) unpack(packed []byte) []row {
	var rows []row
	text := string(packed)
	for at := 0; at < len(packed); {
		line, n := binary.Uvarint(packed[at:])
		at += n
		r := row{line: int(line), cells: make([]string, len(g.from)), columns: g.columns}
		for i := range r.cells {
			size, n := binary.Uvarint(packed[at:])
			at += n
			r.cells[i] = text[at : at+int(size)]
			at += int(size)
		}
		rows = append(rows, r)
	}
	return rows
}
